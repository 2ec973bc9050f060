// Cmdlets that reach beyond the shell: programs, XML files, sealed texts, objects in files.
import { describe, expect, test, vi } from "vitest";
import type { Programs } from "../world/processes.ts";
import { testShell } from "./shell.ts";
import { transcripts } from "./transcripts.ts";

describe("Select-Xml: nodes by an expression", () => {
  const book = `'<a xmlns:q="urn:q"><b n="1">x</b><b n="2">y</b><q:b>z</q:b></a>'`;
  transcripts([
    [`(${book} | Select-Xml //b).Node.n -join ','`, ["1,2"]],
    [`(Select-Xml -Xml ([xml]${book}) -XPath '//b[@n=2]').Node.InnerText`, ["y"]],
    [`(Select-Xml -Content ${book} '//c:b' -Namespace @{ c = 'urn:q' }).Node.OuterXml`, ["<q:b>z</q:b>"]],
    [`${book} | sc f.xml; $f = Select-Xml //b f.xml; $f[0].Path; $f[0].Pattern; $f.Count`, ["/home/f.xml", "//b", "2"]],
    [`${book} | sc f.xml; (dir f.xml | Select-Xml '//b/@n').Node.Value`, ["1", "2"]],
    [`(${book} | Select-Xml //b).Path | select -Unique`, ["InputStream"]],
    [
      `${book} | Select-Xml //b | select -First 1`,
      ["Node Path        Pattern", "---- ----        -------", "b    InputStream //b"],
    ],
    ["'<a>' | Select-Xml //b", [expect.stringMatching(/^Select-Xml: .*Line 1/) as never]],
    [
      "'<a>' | sc f.xml; Select-Xml //b f.xml",
      [expect.stringMatching(/^Select-Xml: The file '\/home\/f.xml' cannot be read as XML: /) as never],
    ],
    ["'<a/>' | Select-Xml '//['", ["Select-Xml: '//[' has an invalid token. '[' is no name."]],
    ["'<a/>' | Select-Xml 'count(//a)'", ["Select-Xml: Expression must evaluate to a node-set."]],
    ["'<a/>' | Select-Xml //p:a", [expect.stringMatching(/^Select-Xml: Namespace Manager/) as never]],
    ["Select-Xml //a no.xml", ["Select-Xml: Cannot find path '/home/no.xml' because it does not exist."]],
  ]);
});

describe("Get-SecureRandom: numbers that nobody can foretell", () => {
  transcripts([
    ["(1..20 | % { Get-SecureRandom -Minimum 5 -Maximum 8 } | sort -Unique) -join ','", ["5,6,7"]],
    [
      "(1..5 | Get-SecureRandom -Shuffle | sort) -join ','; @(1..5 | Get-SecureRandom -Count 2).Count",
      ["1,2,3,4,5", "2"],
    ],
    [
      "Get-SecureRandom -SetSeed 1",
      ["Get-SecureRandom: A parameter cannot be found that matches parameter name 'SetSeed'."],
    ],
    [
      "Get-SecureRandom -Minimum 5 -Maximum 5",
      ["Get-SecureRandom: The Minimum value (5) cannot be greater than or equal to the Maximum value (5)."],
    ],
  ]);
});

describe("Export-Clixml: what comes back as it was", () => {
  const round = (value: string, look: string) => `${value} | Export-Clixml k.xml; $k = Import-Clixml k.xml; ${look}`;
  transcripts([
    [
      round(
        "ConvertTo-SecureString 'pä$s' -AsPlainText",
        "$k.GetType().Name; ConvertFrom-SecureString $k -AsPlainText",
      ),
      ["SecureString", "pä$s"],
    ],
    [
      round(
        "[pscredential]::new('contoso\\ann', (ConvertTo-SecureString x -AsPlainText))",
        "$k.GetType().Name; $k.UserName; $k.GetNetworkCredential().Password; $k.GetNetworkCredential().Domain",
      ),
      ["PSCredential", "contoso\\ann", "x", "contoso"],
    ],
    [
      round(
        "@{ C = [pscredential]::new('a', (ConvertTo-SecureString b -AsPlainText)) }",
        "$k.C.GetNetworkCredential().Password",
      ),
      ["b"],
    ],
    ["ConvertTo-SecureString ab -AsPlainText | Export-Clixml k.xml; (gc k.xml)[1].Trim()", ["<SS>61006200</SS>"]],
    [
      round("[datetime]'2026-01-31T10:20:30.1234567'", "$k.ToString('o'); $k.Kind"),
      ["2026-01-31T10:20:30.1234567", "Unspecified"],
    ],
    [
      round("[datetime]::new(2026,1,31,1,2,3,'Utc')", "$k.ToString('o'); $k.Kind"),
      ["2026-01-31T01:02:03.0000000Z", "Utc"],
    ],
    [
      round("[datetime]::new(2026,1,31,1,2,3,'Local')", "$k -eq [datetime]::new(2026,1,31,1,2,3); $k.Kind"),
      ["True", "Local"],
    ],
    [
      round("[DayOfWeek]::Monday", "$k; $k.GetType().Name; $k -eq 'Monday'; [int]$k"),
      ["Monday", "DayOfWeek", "True", "1"],
    ],
    [round("[version]'1.2.3'", "$k.GetType().Name; $k -gt [version]'1.2'"), ["Version", "True"]],
    [round("[uri]'http://contoso.com/a'", "$k.Host"), ["contoso.com"]],
    [round("[guid]'11111111-2222-3333-4444-555555555555'", "$k.GetType().Name"), ["Guid"]],
    [round("[xml]'<a><b>1</b></a>'", "$k.a.b"), ["1"]],
    [round("[pscustomobject]@{ A = 1, 2; B = @{ C = 3 } }", "$k.A -join ','; $k.B.C"), ["1,2", "3"]],
    ["@{ A = @{ B = @{ C = @{ D = 1 } } } } | Export-Clixml k.xml -Depth 5; (Import-Clixml k.xml).A.B.C.D", ["1"]],
  ]);

  test("a file that is made is for its owner alone", async () => {
    const shell = await testShell();
    const write = vi.spyOn(shell.world.disk, "write");
    await shell.show("1 | Export-Clixml k.xml; 1 | Out-File o.txt");
    expect((write.mock.calls as unknown[][]).map(([path, , mode]) => [path, mode])).toEqual([
      ["/home/k.xml", 0o600],
      ["/home/o.txt", 0o644],
    ]);
  });

  test("an enumeration and a version that Windows PowerShell wrote", async () => {
    const shell = await testShell();
    const file = `<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">
      <Obj RefId="0"><TN RefId="0"><T>Microsoft.Exchange.Data.Directory.Recipient.RecipientTypeDetails</T><T>System.Enum</T><T>System.ValueType</T><T>System.Object</T></TN><ToString>UserMailbox</ToString><I64>1</I64></Obj>
      <Version>15.2.1118.7</Version></Objs>`;
    await shell.world.disk.write("/home/w.xml", file);
    expect(await shell.show("$a, $b = Import-Clixml w.xml; $a -eq 'UserMailbox'; $b.Build")).toBe("True\n1118\n");
  });
});

describe("ConvertFrom-SecureString: without a key as PowerShell elsewhere than on Windows", () => {
  transcripts([
    ["ConvertTo-SecureString ab -AsPlainText | ConvertFrom-SecureString", ["61006200"]],
    ["'61006200' | ConvertTo-SecureString | ConvertFrom-SecureString -AsPlainText", ["ab"]],
    [
      "ConvertTo-SecureString 01000000d08c9ddf0115d1118c7a00c04fc297eb",
      [
        "ConvertTo-SecureString: The text cannot be read as a password. It was sealed on Windows for the account that wrote it, and only that account can open it there. Seal it with -Key to bring it here. A text sealed with a key needs it (-Key or -SecureKey); give a password itself with -AsPlainText.",
      ],
    ],
  ]);
});

/** Writes its arguments and folder, copies its input, and ends as told. */
const programs: Programs = {
  async *"/bin/tell"({ args, options }) {
    yield `${args.join("|")} in ${options.cwd}\n`;
    yield { error: `V=${options.env["V"] ?? ""}\n` };
    return Number(args[0]) || 0;
  },
  async *"/bin/cat"({ input }) {
    for await (const piece of input) yield piece;
    return 0;
  },
  async *"/bin/stay"({ signal }) {
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    return 0;
  },
};
const machine = { programs };

describe("Start-Process: programs beside the shell", () => {
  test("what was put out before stands before what the program writes", async () => {
    let shown = "";
    let before = "";
    const shell = await testShell({
      programs: {
        async *"/bin/look"() {
          before = shown;
          yield "";
          return 0;
        },
      },
    });
    const { screen } = shell.session.shell;
    screen.copyTo?.((text) => {
      shown += text;
    });
    await shell.show("[pscustomobject]@{ A = 1 }; Start-Process look -Wait");
    expect(before).toContain("A\n-\n1\n");
  });

  transcripts([
    [
      `Start-Process tell -ArgumentList '3 "b c"', d -Wait -RedirectStandardOutput o.txt -RedirectStandardError e.txt; gc o.txt, e.txt`,
      ["3|b c|d in /home", "V="],
      machine,
    ],
    [
      "$p = Start-Process tell 3 -Wait -PassThru -RSO o.txt -RSE e.txt; $p.ExitCode; $p.HasExited; $p.ProcessName",
      ["3", "True", "tell"],
      machine,
    ],
    [
      "Start-Process tell -Wait -RSO o.txt -Environment @{ V = '7' } -RedirectStandardError e.txt; gc e.txt",
      ["V=7"],
      machine,
    ],
    [
      "$env:V = '8'; Start-Process tell -Wait -RSE e.txt; gc e.txt; Start-Process tell -Wait -RSE e.txt -UseNewEnvironment; gc e.txt",
      ["V=8", "V="],
      machine,
    ],
    [
      "ni d -ItemType Directory | Out-Null; Start-Process tell x -Wait -RSO o.txt -WorkingDirectory d; gc o.txt",
      ["x in /home/d"],
      machine,
    ],
    [
      "'abc' | sc i.txt; Start-Process cat -Wait -RedirectStandardInput i.txt -RedirectStandardOutput o.txt; gc o.txt",
      ["abc"],
      machine,
    ],
    [
      "$p = Start-Process stay -PassThru; $p.HasExited; $p.WaitForExit(0); $p.Kill(); $p.WaitForExit(); $p.ExitCode",
      ["False", "False", "137"],
      machine,
    ],
    [
      "$p = Start-Process tell 4 -PassThru -RSO o.txt -RSE e.txt; $p.WaitForExit(); $p.ExitCode; gc o.txt",
      ["4", "4 in /home"],
      machine,
    ],
    [
      "Start-Process tell -WhatIf",
      ['What if: Performing the operation "Start-Process" on target "/bin/tell".'],
      machine,
    ],
    [
      "Start-Process nothing",
      [
        "Start-Process: This command cannot be run due to the error: An error occurred trying to start process 'nothing'. The system cannot find the file specified, or it may not be executed.",
      ],
      machine,
    ],
    [
      "Start-Process tell -RSO a -RSE a",
      [
        "Start-Process: This command cannot be run because RedirectStandardOutput and RedirectStandardError are the same. Give different files.",
      ],
      machine,
    ],
    [
      "Start-Process tell -WorkingDirectory no",
      ["Start-Process: Cannot find path '/home/no' because it does not exist."],
      machine,
    ],
    [
      "Start-Process cat -RedirectStandardInput no",
      ["Start-Process: Cannot find path '/home/no' because it does not exist."],
      machine,
    ],
  ]);
});
