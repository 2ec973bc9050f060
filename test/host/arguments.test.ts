// The command line as people type it, and what it asks for.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { millisecondsOf, parseArguments, type Request } from "../../src/host/arguments.ts";

const common = {
  data: undefined,
  ephemeral: false,
  noProfile: false,
  noLogo: false,
  nonInteractive: false,
  outputFormat: "Text",
} as const;

function read(words: readonly string[], env: Record<string, string> = {}): Request {
  return parseArguments(words, env);
}

describe("words are options whatever their dashes and case", () => {
  const rows: [string[], object][] = [
    [[], { kind: "shell", ...common }],
    [["-NoProfile"], { kind: "shell", ...common, noProfile: true }],
    [["--no-profile"], { kind: "shell", ...common, noProfile: true }],
    [["-nop", "-nol", "-noni"], { kind: "shell", ...common, noProfile: true, noLogo: true, nonInteractive: true }],
    [["-NoProfile:$false"], { kind: "shell", ...common }],
    [["-c", "1"], { kind: "command", text: "1", ...common }],
    [["-command", "1"], { kind: "command", text: "1", ...common }],
    [["--Command", "1"], { kind: "command", text: "1", ...common }],
    [["--COMMAND=1 + 1"], { kind: "command", text: "1 + 1", ...common }],
    [["-Command:Get-Mailbox"], { kind: "command", text: "Get-Mailbox", ...common }],
    [["-c", "-"], { kind: "command", text: "-", ...common }],
    [["-c", "Get-Mailbox", "alice"], { kind: "command", text: "Get-Mailbox alice", ...common }],
    [["-c", "Remove-Mailbox a", "-WhatIf"], { kind: "command", text: "Remove-Mailbox a -WhatIf", ...common }],
    [["-c", "1", "-OutputFormat", "json"], { kind: "command", text: "1", ...common, outputFormat: "Json" }],
    [["-o", "Text", "-c", "1"], { kind: "command", text: "1", ...common }],
    [["-File", "a.ps1"], { kind: "file", file: "a.ps1", args: [], ...common }],
    [["-f", "a.ps1", "-Data", "x"], { kind: "file", file: "a.ps1", args: ["-Data", "x"], ...common }],
    [["-nop", "a.ps1", "-x"], { kind: "file", file: "a.ps1", args: ["-x"], ...common, noProfile: true }],
    [["-ParseOnly", "-File", "-"], { kind: "check", file: "-", ...common }],
    [["--data", "d"], { kind: "shell", ...common, data: "d" }],
    [["--data=d", "status"], { kind: "status", ...common, data: "d" }],
    [["status", "-Data", "d"], { kind: "status", ...common, data: "d" }],
    [["stop-transport"], { kind: "stop", ...common }],
    [["wait-ready"], { kind: "wait", timeoutMs: 30_000, ...common }],
    [["wait-ready", "--timeout", "2m"], { kind: "wait", timeoutMs: 120_000, ...common }],
    [
      ["start-transport", "--domain", "contoso.com", "--ready-file", "r"],
      { kind: "start", domain: "contoso.com", readyFile: "r", ...common },
    ],
    [["start-transport", "-ReadyFile:r"], { kind: "start", domain: undefined, readyFile: "r", ...common }],
    [["--ephemeral", "-c", "Test-Mailflow"], { kind: "command", text: "Test-Mailflow", ...common, ephemeral: true }],
    [["-v"], { kind: "print", text: "exsh test\n" }],
  ];
  test.each(rows)("%j", (words, request) => expect(read(words)).toEqual(request));
});

describe("wrong use is told, with what was wrong", () => {
  const rows: [string[], string][] = [
    [["--nonsense"], "--nonsense"],
    [["start"], "start-transport"],
    [["-no"], "-NoProfile, -NoLogo, -NonInteractive"],
    [["-c"], "-Command"],
    [["-File"], "-File"],
    [["-c", "1", "--data"], "-Data"],
    [["-OutputFormat", "xml"], "Text or Json"],
    [["wait-ready", "--timeout", "soon"], "30s"],
    [["status", "now"], "now"],
    [["status", "-c", "1"], "-Command"],
    [["--domain", "contoso.com"], "domain"],
    [["-ParseOnly"], "-File"],
    [["-ParseOnly", "-c", "1"], "-File"],
    [["--ephemeral", "--data", "d"], "--ephemeral"],
    [["-NoLogo:yes"], "-NoLogo"],
  ];
  test.each(rows)("%j", (words, part) => {
    const request = read(words);
    expect(request.kind).toBe("wrong");
    expect(request.kind === "wrong" && request.text).toContain(part);
  });
});

test("EXSH_DATA names the folder unless --data does", () => {
  expect(read([], { EXSH_DATA: "e" })).toMatchObject({ data: "e" });
  expect(read(["--data", "d"], { EXSH_DATA: "e" })).toMatchObject({ data: "d" });
  expect(read(["--ephemeral"], { EXSH_DATA: "e" })).toMatchObject({ data: undefined });
});

test("the help names every option and command", () => {
  const request = read(["--help"]);
  const text = request.kind === "print" ? request.text : "";
  const names = ["-Command, -c", "-File, -f", "-ParseOnly", "--data", "--ephemeral", "-NoProfile", "-OutputFormat"];
  for (const name of [...names, "start-transport", "stop-transport", "status", "wait-ready"])
    expect(text).toContain(name);
  expect(read(["start-transport", "-?"])).toMatchObject({ text: expect.stringContaining("--ready-file") });
});

test("no words crash it", () => {
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom("-c", "-f", "--", "-", "--data", "-:", "--=", "start-transport", "status", "-?", "-ParseOnly"),
  );
  fc.assert(
    fc.property(fc.array(word), (words) => {
      expect(read(words).kind).toBeTypeOf("string");
    }),
  );
});

test("times have units", () => {
  expect([millisecondsOf("500ms"), millisecondsOf("1.5s"), millisecondsOf("30"), millisecondsOf("1H")]).toEqual([
    500, 1500, 30_000, 3_600_000,
  ]);
});
