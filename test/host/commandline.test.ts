// bin/exsh as users start it: what it prints, where, and how it ends.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, statSync, writeFileSync } from "node:fs";

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { exsh, temporaryFolder } from "../process.ts";

const folder = temporaryFolder();
const door = fileURLToPath(new URL("../../bin/exsh", import.meta.url));
afterAll(() => folder.remove());

const run = (script: string, ...more: string[]) =>
  exsh(["--data", join(folder.path, "data"), "-NoProfile", ...more, "-c", script]);

function file(name: string, text: string): string {
  const path = join(folder.path, name);
  writeFileSync(path, text);
  return path;
}

describe("exit status", () => {
  const rows: [string, number][] = [
    ["1", 0],
    ["", 0],
    ["exit 7", 7],
    ["exit", 0],
    ["throw 'x'", 1],
    ["Write-Error 'x'", 1],
    ["Write-Error 'x'; 1", 0],
    ["No-SuchCmdlet", 1],
    ["if (", 1],
    ["try { throw 'x' } catch { 'caught' }", 0],
    ["function f { exit 3 }; f; 'not reached'", 3],
    ["Get-AcceptedDomain nothing", 1],
    ["Get-AcceptedDomain -NoSuch 1", 1],
    ["New-AcceptedDomain -Name x -DomainName 'not a domain'", 1],
  ];
  test.each(rows)("%s: %i", async (script, status) => {
    const result = await run(script);
    expect(result.code).toBe(status);
    // Whatever went wrong is told, once, to people, and not by our insides.
    if (status === 1) expect(result.stderr).not.toBe("");
    expect(result.stderr + result.stdout).not.toMatch(/\n\s+at .*[(:]\d+/);
  });

  test("of a script file, with its arguments", async () => {
    const script = file(
      "args.ps1",
      'param([string]$Name, [int]$Count = 1, [switch]$Loud)\n1..$Count | % { "$Name$Loud" }\nexit 4\n',
    );
    const result = await exsh(["-NoProfile", "-File", script, "-Name", "a b", "2", "-Loud"]);
    expect(result).toEqual({ code: 4, stdout: "a bTrue\na bTrue\n", stderr: "" });
    expect((await exsh(["-nop", script, "-Name", "x"])).code).toBe(4);
    expect((await exsh(["-NoProfile", "-File", file("end.ps1", "'a'\nthrow 'over'\n'b'")])).code).toBe(1);
  });

  test("2 for a wrong use", async () => {
    for (const words of [
      ["--nonsense"],
      ["frobnicate"],
      ["-c"],
      ["-File", join(folder.path, "missing.ps1")],
      ["-OutputFormat", "x"],
    ]) {
      const result = await exsh(words);
      expect(result.code).toBe(2);
      expect(result.stdout).toBe("");
      expect(result.stderr).toMatch(/^exsh: .+\n/);
    }
  });
});

test("results on standard output, all else on standard error, no colour for a pipe", async () => {
  const result = await run(
    "'out'; Write-Warning 'careful'; Write-Error 'bad'; Write-Host 'host'; 'end'",
    "-NonInteractive",
  );
  expect(result.stdout).toBe("out\nhost\nend\n");
  expect(result.stderr).toContain("WARNING: careful");
  expect(result.stderr).toContain("bad");
  expect(result.stdout + result.stderr).not.toContain("\u001b");
});

test("the text on standard input", async () => {
  const input = "$a = 20\nif ($a) {\n  $a + 1\n}\n'ü'";
  expect(await exsh(["-NoProfile", "-c", "-"], { input })).toEqual({ code: 0, stdout: "21\nü\n", stderr: "" });
  expect(await exsh(["-NoProfile"], { input: "1+1" })).toEqual({ code: 0, stdout: "2\n", stderr: "" });
});

test("-ParseOnly, one script and many", async () => {
  const good = file("good.ps1", "Get-Mailbox | ? { $_.Name }\n");
  const bad = file("bad.ps1", "foreach ($x in 1) {\n");
  expect(await exsh(["-ParseOnly", "-File", good])).toEqual({ code: 0, stdout: "", stderr: "" });
  const one = await exsh(["-parseonly", "-file", bad]);
  expect(one.code).toBe(1);
  expect(one.stderr).toContain("bad.ps1:1:");
  const input = `${good}\n${bad}\r\n${join(folder.path, "no\tsuch.ps1")}\n`;
  const many = await exsh(["-ParseOnly", "-File", "-"], { input });
  expect(many.code).toBe(1);
  expect(many.stdout.split("\n").map((line) => line.split("\t")[0])).toEqual(["OK", "ERR", "ERR", ""]);
  expect(many.stdout).toMatch(/^ERR\t.*bad\.ps1\t1:\d+ \S/m);
});

test("-ParseOnly answers each name before it asks for the next", async () => {
  const good = file("asked.ps1", "1\n");
  const child = spawn(process.execPath, [door, "-ParseOnly", "-File", "-"]);
  const answers: string[] = [];
  const code = await new Promise((resolve) => {
    child.stdout.on("data", (piece: Buffer) => {
      answers.push(piece.toString());
      if (answers.length < 3) child.stdin.write(`${good}\n`);
      else child.stdin.end();
    });
    child.on("close", resolve);
    child.stdin.write(`${good}\n`);
  });
  expect(answers).toEqual(Array(3).fill(`OK\t${good}\n`));
  expect(code).toBe(0);
});

test("-OutputFormat Json: one object a line, errors the same", async () => {
  const result = await run("Get-AcceptedDomain; 1; 'text'; Write-Error 'bad'", "-OutputFormat", "Json");
  const [domain, ...rest] = result.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(domain).toMatchObject({ DomainName: expect.any(String), Default: true, DomainType: "Authoritative" });
  expect(domain.WhenCreated).toMatch(/^\d{4}-\d{2}-\d{2}T/);
  expect(rest).toEqual([1, "text"]);
  const errors = result.stderr
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(errors).toHaveLength(1);
  expect(JSON.stringify(errors[0])).toContain("bad");
});

test("--version and --help", async () => {
  expect((await exsh(["--version"])).stdout).toMatch(/^exsh \d+\.\d+\.\d+\n$/);
  const help = await exsh(["--help"]);
  expect(help.code).toBe(0);
  expect(help.stdout).toContain("start-transport");
});

test("nobody is asked without a terminal", async () => {
  const result = await run("Read-Host 'Name'", "-NonInteractive");
  expect(result.code).toBe(1);
  expect(result.stderr).toBe("Read-Host: 'Name' needs an answer from a person, and this shell is not interactive.\n");
  expect((await run("New-Mailbox -Shared Info | Remove-Mailbox", "-NonInteractive")).stderr).toMatch(
    /^Remove-Mailbox: Performing the operation "Remove-Mailbox" on target "[^"]*Info" needs an answer .* Add -Confirm:\$false to go on without a question\.\n$/,
  );
});

test("the profile runs first unless -NoProfile", async () => {
  const config = join(folder.path, "config");
  const { mkdirSync } = await import("node:fs");
  mkdirSync(join(config, "exsh"), { recursive: true });
  writeFileSync(join(config, "exsh", "profile.ps1"), "function greet { 'hello' }\n$who = 'me'\n");
  const env = { XDG_CONFIG_HOME: config };
  expect((await exsh(["-c", "greet; $who"], { env })).stdout).toBe("hello\nme\n");
  expect((await exsh(["-NoProfile", "-c", "greet"], { env })).code).toBe(1);
});

test("a reader that goes away ends it without a word", async () => {
  const child = spawn(process.execPath, [door, "-NoProfile", "-c", "1..1000000 | ForEach-Object { 'line ' + $_ }"]);
  let error = "";
  child.stderr.on("data", (piece: Buffer) => {
    error += piece.toString();
  });
  child.stdout.once("data", () => child.stdout.destroy());
  await new Promise((resolve) => child.on("close", resolve));
  expect(error).toBe("");
});

test("Ctrl+C ends a script, and the organization is closed in order", async () => {
  const data = join(folder.path, "interrupted");
  const child = spawn(process.execPath, [
    door,
    "--data",
    data,
    "-NoProfile",
    "-c",
    "Get-AcceptedDomain | % Name; while ($true) { }",
  ]);
  child.stdout.once("data", () => child.kill("SIGINT"));
  const code = await new Promise((resolve) => child.on("close", resolve));
  expect(code).toBe(130);
  expect(existsSync(join(data, "exsh.sock"))).toBe(false);
  expect((await exsh(["--data", data, "-NoProfile", "-c", "1"])).code).toBe(0);
});

test("the data folder is for its owner alone", async () => {
  await run("Get-AcceptedDomain | Out-Null");
  expect(statSync(join(folder.path, "data")).mode & 0o777).toBe(0o700);
});

test("a path too long for a socket will do", async () => {
  const data = join(folder.path, "long".repeat(30));
  const result = await exsh(["--data", data, "-NoProfile", "-c", "Get-AcceptedDomain | % Name"]);
  expect(result).toMatchObject({ code: 0, stdout: "exsh.test\n", stderr: "" });
});

test("a folder that cannot be used is told in one sentence", async () => {
  // In /proc nobody can make a folder, and the system's reason is a misleading one.
  if (existsSync("/proc/self")) expect((await exsh(["--data", "/proc/nope", "-c", "Get-AcceptedDomain"])).code).toBe(1);
  const plain = file("plain.txt", "");
  const result = await exsh(["--data", join(plain, "data"), "-NoProfile", "-c", "Get-AcceptedDomain"]);
  expect(result.code).toBe(1);
  expect(result.stderr).toContain("cannot be used");
});

describe("--ephemeral", () => {
  test("a sandbox with three mailboxes and mail that flows, gone at the end", async () => {
    const env = { TMPDIR: folder.path };
    const result = await exsh(
      ["--ephemeral", "-NoProfile", "-c", "Get-Mailbox | % Alias; (Test-Mailflow).TestMailflowResult"],
      { env },
    );
    expect(result).toEqual({ code: 0, stdout: "alice\nbob\ncarol\nSuccess\n", stderr: "" });
    expect(readdirSync(folder.path).filter((name) => name.startsWith("exsh-ephemeral-"))).toEqual([]);
  });

  test("gone after a signal, too", async () => {
    const env = { ...process.env, TMPDIR: folder.path };
    const child = spawn(process.execPath, [door, "--ephemeral", "-NoProfile", "-c", "'ready'; while ($true) { }"], {
      env,
    });
    child.stdout.once("data", () => child.kill("SIGTERM"));
    expect(await new Promise((resolve) => child.on("close", resolve))).toBe(143);
    expect(readdirSync(folder.path).filter((name) => name.startsWith("exsh-ephemeral-"))).toEqual([]);
  });

  // A shell tells its jobs of the lost terminal, and so does the system.
  test("a hang-up that is told more than once ends it as one does", async () => {
    const child = spawn(process.execPath, [door, "--ephemeral", "-NoProfile", "-c", "'ready'; while ($true) { }"], {
      env: { ...process.env, TMPDIR: folder.path },
    });
    await once(child.stdout, "data");
    const closed = once(child, "close");
    const telling = setInterval(() => child.kill("SIGHUP"), 1);
    expect(await closed).toEqual([null, "SIGHUP"]);
    clearInterval(telling);
    expect(readdirSync(folder.path).filter((name) => name.startsWith("exsh-ephemeral-"))).toEqual([]);
  });

  test("status of a temporary organization", async () => {
    const result = await exsh(["--ephemeral", "status", "-OutputFormat", "Json"]);
    expect(result.code).toBe(0);
    expect(JSON.parse(result.stdout)).toMatchObject({ running: true, listeners: expect.any(Array) });
  });
});
