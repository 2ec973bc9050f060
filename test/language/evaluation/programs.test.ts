// Programs of the machine in pipelines: arguments, streams, exit codes (about_Native_Commands, about_Parsing).
import { describe, expect, test } from "vitest";
import type { Program, ProgramCall, Programs } from "../../world/processes.ts";
import { house, outcome, slowed } from "./house.ts";

async function* linesOf(input: ProgramCall["input"]): AsyncGenerator<string> {
  let rest = "";
  for await (const piece of input) {
    const parts = (rest + piece.toString()).split("\n");
    rest = parts.pop() ?? "";
    yield* parts;
  }
  if (rest !== "") yield rest;
}

/** Shows its arguments, each in brackets. */
const show: Program = async function* ({ args }) {
  yield `${args.map((arg) => `[${arg}]`).join("")}\n`;
  return 0;
};

const programs: Programs = {
  "/bin/show": show,
  "/opt/bin/show": async function* () {
    yield "the second one\n";
    return 0;
  },
  "/opt/bin/tool": show,
  "/bin/copy": async function* ({ input }) {
    for await (const piece of input) yield piece;
    return 0;
  },
  "/bin/number": async function* ({ input }) {
    let count = 0;
    for await (const line of linesOf(input)) yield `${++count}:${line}\n`;
    return 0;
  },
  "/bin/forever": async function* ({ signal }) {
    for (let i = 1; !signal.aborted; i++) {
      yield `${i}\n`;
      await undefined;
    }
    return 0;
  },
  "/bin/fail": async function* ({ args }) {
    yield { error: "it is broken\n" };
    return Number(args[0] ?? 1);
  },
  "/bin/odd": async function* () {
    yield "a\r\nb";
    yield "c\n\nd";
    return 0;
  },
  "/bin/bytes": async function* () {
    yield Buffer.from([0xc3]);
    yield Buffer.from([0xa9, 0x0a]);
    return 0;
  },
  "/bin/raw": async function* () {
    yield Buffer.from([0xff, 0x00]);
    return 0;
  },
  "/bin/hex": async function* ({ input }) {
    const pieces: Buffer[] = [];
    for await (const piece of input) pieces.push(piece);
    yield `${Buffer.concat(pieces).toString("hex")}\n`;
    return 0;
  },
  "/bin/quit": async function* ({ args }) {
    yield "";
    return Number(args[0]);
  },
  "/bin/place": async function* ({ options }) {
    yield `${options.cwd} ${options.env["COLOUR"] ?? "none"} ${options.input} ${options.output}\n`;
    return 0;
  },
  "/home/admin/deploy": show,
};
const home = "New-Item /home/admin -ItemType Directory -Force | Out-Null; ";
const options = { programs, env: { PATH: "/bin:relative:/opt/bin", HOME: "/home/admin" } };

function programTable(rows: readonly (readonly [source: string, expected: string, rule?: string])[]): void {
  for (const [source, expected, rule] of rows) {
    test(rule ? `${rule}: ${source}` : source, async () => {
      expect(await outcome(home + source, options)).toBe(expected);
    });
  }
}

describe("about_Command_Precedence: finding", () =>
  programTable([
    ["show a", "[a]", "in PATH"],
    ["tool a", "[a]", "in a later folder"],
    ["& /opt/bin/tool a", "[a]", "by its path"],
    ["./deploy a", "[a]", "a file without extension that may be executed"],
    ["& 'show' a", "[a]", "by a string"],
    ["$p = Get-Command show; & $p a", "[a]", "by what Get-Command gave"],
    ["nosuch a", "!CommandNotFoundException"],
    ["SHOW a", "!CommandNotFoundException", "names of files heed case"],
    ["function show { 'mine' }; show", "mine", "functions come first"],
    ["Set-Alias s show; s a", "[a]", "by an alias"],
    ['Get-Command show | % { "$($_.CommandType) $($_.Name) $($_.Source)" }', "Application show /bin/show"],
    ["(Get-Command tool).Path", "/opt/bin/tool"],
    ["Get-Command nosuch", "!CommandNotFoundException,Get-Command"],
    ["Get-Command show -CommandType Cmdlet", "!CommandNotFoundException,Get-Command"],
    ["[bool](Get-Command show -CommandType Application)", "True"],
    [
      "'#!/bin/show' | Set-Content run; ./run",
      "!NativeCommandFailed,./run",
      "a script of another shell is no script of this one",
    ],
  ]));

describe("about_Parsing: arguments", () =>
  programTable([
    ["show a 'b c' \"d e\"", "[a][b c][d e]"],
    ["show ''", "[]", "an empty string is an argument"],
    ["show $null a", "[a]", "$null is none"],
    ["show 'q\"x' '\"'", '[q"x]["]', "quotes inside stay"],
    ["show 'a\\' b", "[a\\][b]", "a backslash at the end stays"],
    ["$l = 1, 'x y'; show $l", "[1][x y]", "a list is many"],
    ["show @('a','b')", "[a][b]"],
    ["show a,b", "[a,b]", "written with a comma it is one word"],
    ["$a = 'a','b c'; show @a z", "[a][b c][z]", "splatted"],
    ["show -la --long=1 -x:5 -x: 5 -n 1", "[-la][--long=1][-x:5][-x:][5][-n][1]", "dashes stay as written"],
    ["show -Verbose -ErrorAction Stop", "[-Verbose][-ErrorAction][Stop]", "common parameters are no such thing here"],
    ["show -- -x", "[--][-x]", "two dashes stay"],
    ["show 010 1MB 0x1F 1e3", "[010][1MB][0x1F][1e3]", "bare numbers stay as written"],
    ["$n = 1.50; show $n (1MB)", "[1.5][1048576]", "numbers of variables are text"],
    ["show $true", "[True]"],
    ["$d = 'x'; show $d/y \"$d z\"", "[x/y][x z]"],
    ["show ([datetime]'2026-03-02')", "[03/02/2026 00:00:00]", "by the invariant culture"],
    ['show --% a "b c" $x | ignored', "!CommandNotFoundException", "--% goes up to the pipe"],
    ['show --% -f:(1) "b c" $x ; y', "[-f:(1)][b c][$x][;][y]", "nothing is read behind --%"],
    ["$env:WHO = 'kim'; show --% %WHO% %NOPE%", "[kim][%NOPE%]", "variables behind --%"],
    ["show '--%' $null x", "[--%][x]", "--% in quotes is text"],
    ["show ~ ~/x '~' a~", "[/home/admin][/home/admin/x][~][a~]", "the home folder"],
    [
      "'1' | Set-Content a.txt; '2' | Set-Content b.txt; show *.txt '*.txt' *.zip",
      "[a.txt][b.txt][*.txt][*.zip]",
      "wild cards",
    ],
    [
      "'1' | Set-Content a.txt; show ./*.txt /home/admin/*.txt",
      "[./a.txt][/home/admin/a.txt]",
      "wild cards with a folder",
    ],
    ["show *> $null; 'on'", "on", "redirected"],
  ]));

describe("about_Redirection: streams", () =>
  programTable([
    ["odd", "a | bc |  | d", "lines of any end"],
    ["bytes", "é", "a character in two pieces"],
    ["'a','b' | number", "1:a | 2:b", "text goes in as lines"],
    ["1..3 | % { $_ * 2 } | number", "1:2 | 2:4 | 3:6"],
    ["'a' | number | % { \"<$_>\" }", "<1:a>"],
    ["'a','b' | number | number", "1:1:a | 2:2:b", "from one to the next"],
    ["raw | hex", "ff00", "bytes go on as they are"],
    ["raw | % { $_ } | hex", "efbfbd000a", "through a cmdlet they are text"],
    ["'é' | hex", "c3a90a", "UTF-8"],
    ["[pscustomobject]@{ A = 1 } | number", "1: | 2:A | 3:- | 4:1 | 5:", "objects go in as the screen shows them"],
    ["$null, 'a' | number", "1:a"],
    ["number", "", "nothing to read is the end of input"],
    ["forever | Select-Object -First 2", "1 | 2", "ended when nobody reads on"],
    ["$x = odd; $x.Count; $x[1]", "4 | bc"],
    ['"$(odd)"', "a bc  d"],
    ["(show a).Length", "3"],
    [
      "Set-Location /home; $env:COLOUR = 'red'; place",
      "/home red none pipe",
      "folder and environment are the session's",
    ],
    ["'x' | place", "/home/admin none pipe pipe"],
    ["fail", "!NativeCommandError,fail", "standard error"],
    ["fail 2>$null; 'on'", "on"],
    ['$e = fail 2>&1; $e.GetType().Name; "$e"', "ErrorRecord | it is broken", "merged"],
    ["$e = (fail 2>&1)[0]; $e.FullyQualifiedErrorId", "NativeCommandError,fail"],
    ["try { fail 2>$null; 'on' } catch { 'caught' }", "on", "a failing program is no error to catch"],
    ["odd > o.txt; Get-Content o.txt", "a | bc |  | d", "into a file"],
  ]));

describe("about_Automatic_Variables: the exit code", () =>
  programTable([
    ["show | Out-Null; $LASTEXITCODE; $?", "0 | True"],
    ["fail 3 2>$null; $?; $LASTEXITCODE", "False | 3"],
    ["fail 3 2>$null; show | Out-Null; $LASTEXITCODE", "0"],
    ["fail 3 2>$null; Get-Date | Out-Null; $LASTEXITCODE", "3", "cmdlets leave it alone"],
    ["fail 2>$null && 'yes'", ""],
    ['fail 7 2>$null || "no $LASTEXITCODE"', "no 7"],
    ["show | Out-Null && 'yes'", "yes"],
    ["if (fail 2>$null) { 'out' } else { 'none' }", "none"],
    [
      "$PSNativeCommandUseErrorActionPreference = $true; quit 2; 'on'",
      "!ProgramExitedWithNonZeroCode,quit | on",
      "as an error when asked for",
    ],
    [
      "$PSNativeCommandUseErrorActionPreference = $true; $ErrorActionPreference = 'Stop'; try { fail 2 2>$null; 'on' } catch { \"$_\" }",
      'Program "fail" ended with non-zero exit code: 2.',
    ],
  ]));

test("a program with everything waited for", async () => {
  const source = '1..3 | % { $_ } | number | % { "<$_>" }';
  expect(await outcome(slowed(source), options)).toBe("<1:1> | <2:2> | <3:3>");
});

test("Ctrl+C ends the program", async () => {
  const { session, values } = house({
    ...options,
    programs: {
      "/bin/wait": async function* ({ signal }) {
        yield "begun\n";
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        return 0;
      },
    },
  });
  const again = await session.run("wait; 'never'", {
    out: (value) => {
      values.push(value);
      session.stop();
    },
  });
  expect(again.stopped).toBe(true);
  expect(values.at(-1)).toBe("begun");
});
