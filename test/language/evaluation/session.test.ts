// A session from outside: scripts with arguments, exit codes, stopping, and what lives on between inputs.
import { describe, expect, test } from "vitest";
import { house, show, table } from "./house.ts";

async function withFiles(files: Readonly<Record<string, string>>, source: string) {
  const made = house();
  await made.world.disk.makeFolder("/scripts");
  for (const [name, text] of Object.entries(files)) await made.world.disk.write(`/scripts/${name}`, text);
  const result = await made.session.run(source);
  return { ...made, result, shown: made.values.map(show).join(" | ") };
}

describe("a script file", () => {
  test("binds its param() from the words after its name", async () => {
    const { session, values } = house();
    const source = 'param([string]$Name, [switch]$Loud, [int]$Count = 1)\n"$Name $Loud $($Count + 1)"';
    await session.run(source, { file: "/scripts/x.ps1", args: ["-Name", "a", "-Loud", "5"] });
    await session.run(source, { file: "/scripts/x.ps1", args: ["b", "-Loud:$false"] });
    expect(values).toEqual(["a True 6", "b False 2"]);
  });

  test("without param() has its words in $args", async () => {
    const { session, values } = house();
    await session.run("$args -join '|'", { file: "/scripts/x.ps1", args: ["one", "two words"] });
    expect(values).toEqual(["one|two words"]);
  });

  test("knows its own place", async () => {
    const { session, values } = house();
    await session.run(
      "$PSScriptRoot; $PSCommandPath; $MyInvocation.MyCommand.Name; Split-Path -Leaf $PSCommandPath 2>$null | Out-Null",
      {
        file: "/scripts/x.ps1",
      },
    );
    expect(values).toEqual(["/scripts", "/scripts/x.ps1", "x.ps1"]);
  });

  test("is text: a program is told to be none, and is not read as one", async () => {
    const { errors, shown } = await withFiles({ tool: "\x7fELF\x02\x01\x00\x00 ( )" }, "/scripts/tool x; 'on'");
    expect(errors.map((error) => error.message)).toEqual([expect.stringMatching(/^'\/scripts\/tool' is no script/)]);
    expect(shown).toBe("on");
  });

  test("has a scope of its own that is gone afterwards, unless it is dot-sourced", async () => {
    const { shown } = await withFiles(
      { "a.ps1": "$x = 1; function fa { 'fa' }; $script:y = 2; $y" },
      '& /scripts/a.ps1; "[$x]"; . /scripts/a.ps1; "[$x]"; fa',
    );
    expect(shown).toBe("2 | [] | 2 | [1] | fa");
  });

  test("that calls another by its own folder finds it", async () => {
    const { shown } = await withFiles(
      { "main.ps1": ". $PSScriptRoot/lib.ps1\nAdd-One 4", "lib.ps1": "function Add-One($n) { $n + 1 }" },
      "/scripts/main.ps1",
    );
    expect(shown).toBe("5");
  });

  test("ends by exit with its code for the caller, who goes on", async () => {
    const { shown, result } = await withFiles(
      { "e.ps1": "'in'; exit 3; 'never'" },
      "& /scripts/e.ps1; $LASTEXITCODE; $?; 'on'",
    );
    expect(shown).toBe("in | 3 | True | on");
    expect(result.exitCode).toBe(0);
  });

  test("takes pipeline input", async () => {
    const { shown } = await withFiles({ "p.ps1": "process { $_ * 2 }" }, "1..3 | /scripts/p.ps1");
    expect(shown).toBe("2 | 4 | 6");
  });

  test("that does not exist, or has an error of syntax, is one clear error", async () => {
    const { errors, shown } = await withFiles({ "bad.ps1": "if (" }, "& /scripts/none.ps1; & /scripts/bad.ps1; 'on'");
    expect(errors.map((error) => error.category)).toEqual(["ObjectNotFound", "ParserError"]);
    expect(errors[1]?.message).toContain("/scripts/bad.ps1:1:");
    expect(shown).toBe("on");
  });

  test("tells the line of its errors", async () => {
    const { errors } = await withFiles({ "l.ps1": "'one'\n\n  1/0\n" }, "& /scripts/l.ps1");
    expect(errors[0]?.position).toMatchObject({ file: "/scripts/l.ps1", line: 3, column: 3, text: "  1/0" });
  });
});

describe("the end of a run", () => {
  const run = (source: string) => house().session.run(source);

  test("has the code of exit", async () => {
    expect(await run("exit 7")).toMatchObject({ exitCode: 7, failed: false, exited: true });
    expect(await run("function f { exit 4 }; f; 'no'")).toMatchObject({ exitCode: 4 });
    expect(await run("1..3 | % { exit $_ }")).toMatchObject({ exitCode: 1, exited: true });
    expect(await run("try { exit 2 } catch { } finally { }")).toMatchObject({ exitCode: 2 });
  });

  test("is a failure when an error ended it", async () => {
    expect(await run("throw 'x'")).toMatchObject({ exitCode: 1, failed: true, ok: false });
    expect(await run("1/0")).toMatchObject({ exitCode: 0, failed: false, ok: false });
    expect(await run("'fine'")).toMatchObject({ exitCode: 0, failed: false, ok: true });
    expect(await run("if (")).toMatchObject({ exitCode: 1, failed: true });
  });

  test("shows every error of a source that cannot be read, and runs nothing of it", async () => {
    const { session, values, errors } = house();
    await session.run("'ran'\nif ($x {\n");
    expect(values).toEqual([]);
    expect(errors).toHaveLength(1);
    expect(errors[0]?.category).toBe("ParserError");
  });
});

describe("between inputs", () => {
  test("variables, functions and $Error live on", async () => {
    const { session, values } = house();
    await session.run("$x = 5; function f { $x + 1 }; 1/0");
    await session.run("f; $Error.Count; $Error[0].FullyQualifiedErrorId; $?");
    expect(values).toEqual([6, 1, "RuntimeException", true]);
  });

  test("a stop ends a loop that would never end", async () => {
    const { session, values } = house();
    const running = session.run("'begun'; while ($true) { Get-Date | Out-Null; $n++; if ($n -gt 50) { Stop-It } }");
    session.stop();
    expect(await running).toMatchObject({ stopped: true, failed: false });
    await session.run("'alive'");
    expect(values.at(-1)).toBe("alive");
  });
});

describe("about_Classes: what is not there yet says so", () =>
  table([
    ["class A { [int]$x }; 'on'", "!NotSupported | on"],
    ["enum E { A }; 'on'", "!NotSupported | on"],
    ["Get-Date &", "!NotSupported"],
    ["foreach -parallel ($x in 1) { }", "!NotSupported"],
    ["function f { dynamicparam { } process { } }; f", "!NotSupported"],
  ]));

describe("about_Automatic_Variables: automatic variables", () =>
  table([
    ["$PSVersionTable.PSVersion.Major -ge 7; $PSVersionTable.PSEdition", "True | Core"],
    ['$HOME; $PID; "$PWD"', "/home/admin | 4242 | /home/admin"],
    ["$IsLinux; $IsWindows", "True | False"],
    ["$PID = 5", "!VariableNotWritable"],
    ["$Error.Count; 1/0; $Error.Count; $Error.Clear(); $Error.Count", "0 | !RuntimeException | 1 | 0"],
    ['"$ErrorActionPreference $ConfirmPreference $WhatIfPreference"', "Continue High False"],
    ["$null = 5; $null", "<null>"],
    ["$args.Count", "0"],
    ["function f { $input | % { $_ * 2 } }; 1,2 | f", "2 | 4"],
    ["$env:NOPE", "<null>"],
    ["$PSCulture", "en-US"],
    ["$true, $false, $null -join '|'", "True|False|"],
  ]));

describe("about_Functions: bounds", () =>
  table([
    ["$s = 'x'; try { 1..40 | % { $s += $s } } catch { $_.FullyQualifiedErrorId }; 'on'", "OutOfMemory | on"],
    ["$a = @(1,2) * 5000000; $b = $a + $a; $a.Count", "!OutOfMemory | 10000000"],
    ["'{0,99999999}' -f 1", "!FormatError"],
    ["'x'.PadLeft(2000000000)", "!OutOfMemoryException"],
    ["$b = { & $b }; & $b; 'alive'", "!CallDepthOverflow | alive"],
    ["function f { 1 | % { f } }; f; 'alive'", "!CallDepthOverflow | alive"],
    ["function f { try { f } catch { throw } }; f; 'alive'", "!CallDepthOverflow"],
    ["function f($n) { if ($n -eq 0) { 'bottom' } else { f ($n - 1) } }; f 900", "bottom"],
    ["$b = { 1 | % $b }; & $b; 'alive'", "!CallDepthOverflow | alive"],
  ]));
