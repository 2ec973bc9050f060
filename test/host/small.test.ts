// The smaller parts of the host: folders, log lines, progress, reasons.
import { describe, expect, test } from "vitest";
import { recordCrash } from "../../src/host/crash.ts";
import { systemReason } from "../../src/host/errors.ts";
import { dataFolder, userFolder } from "../../src/host/folder.ts";
import { createLog } from "../../src/host/log.ts";
import { createProgress, describeProgress } from "../../src/host/progress.ts";
import { holdsSecret } from "../../src/shell/history.ts";
import { realWorld } from "../../src/world/real.ts";
import type { Host } from "../../src/world/world.ts";
import { temporaryFolder } from "../process.ts";

const host = (env: Record<string, string>, platform = "linux"): Host => ({
  hostname: "ex1",
  platform,
  user: "u",
  home: "/home/u",
  pid: 1,
  env,
  cwd: "/srv",
  uptime: 60,
  usage: realWorld().host.usage,
  thrifty: () => undefined,
});

describe("the data folder", () => {
  test("is the user's own unless named", () => {
    expect(dataFolder(undefined, host({})).path).toBe("/home/u/.local/share/exsh");
    expect(dataFolder(undefined, host({ XDG_DATA_HOME: "/x" })).path).toBe("/x/exsh");
    expect(dataFolder(undefined, host({ XDG_DATA_HOME: "x" })).path).toBe("/home/u/.local/share/exsh");
    expect(dataFolder(undefined, host({}, "darwin")).path).toBe("/home/u/Library/Application Support/exsh");
    expect(dataFolder("d", host({})).path).toBe("/srv/d");
    expect(dataFolder("/d", host({})).socket).toBe("/d/exsh.sock");
  });
  test("beside it the state and the configuration", () => {
    expect(userFolder("state", host({}))).toBe("/home/u/.local/state");
    expect(userFolder("config", host({ XDG_CONFIG_HOME: "/c" }))).toBe("/c");
  });
});

test("a log line is one line, with time, level and event, and bounded", () => {
  const lines: string[] = [];
  const log = createLog({ now: () => Date.UTC(2026, 0, 31, 12) }, (line) => lines.push(line));
  log.write("warning", 1004, "a\r\nb\u0007c");
  log.write("error", 1099, "x".repeat(10_000));
  expect(lines[0]).toBe("2026-01-31T12:00:00.000Z warning 1004 a b c\n");
  expect(lines[1]!.length).toBeLessThan(2100);
});

test("progress is one line within the width, redrawn not too often, gone at its end", () => {
  expect(describeProgress({ activity: "Moving", status: "12 of 24", percent: 50, secondsRemaining: 75 }, 80)).toBe(
    "Moving: 12 of 24 [##########..........] 50 % 1:15",
  );
  expect(describeProgress({ activity: "x".repeat(200), percent: 5 }, 60)).toHaveLength(60);
  let now = 0;
  let shown = "";
  const line = createProgress(
    (text) => {
      shown += text;
    },
    () => 40,
    { monotonic: () => now },
  );
  line.show({ activity: "a" });
  line.show({ activity: "b" });
  now = 200;
  line.show({ activity: "c" });
  line.show({ activity: "c", completed: true });
  expect(shown).toBe("\r\u001b[Ka\r\u001b[Kc\r\u001b[K");
  line.clear();
  expect(shown).toBe("\r\u001b[Ka\r\u001b[Kc\r\u001b[K");
});

test("works stand below those they are part of, and go with them (Write-Progress, -ParentId)", () => {
  let now = 0;
  let shown = "";
  const line = createProgress(
    (text) => {
      shown += text;
    },
    () => 40,
    { monotonic: () => now },
  );
  const at = (record: Parameters<typeof line.show>[0]) => {
    now += 200;
    shown = "";
    line.show(record);
    return shown;
  };
  expect(at({ activity: "Move", id: 1, percent: 0 })).toBe("\r\u001b[KMove [....................] 0 %");
  expect(at({ activity: "Copy", id: 2, parent: 1 })).toBe("\r\u001b[KMove [....................] 0 %\n  Copy");
  expect(at({ activity: "Write", id: 3, parent: 2 })).toBe(
    "\r\u001b[K\u001b[1A\r\u001b[KMove [....................] 0 %\n  Copy\n    Write",
  );
  expect(at({ activity: "Copy", id: 2, completed: true })).toBe(
    "\r\u001b[K\u001b[1A\r\u001b[K\u001b[1A\r\u001b[KMove [....................] 0 %",
  );
  expect(at({ activity: "Move", id: 1, source: 7 })).toBe("\r\u001b[KMove [....................] 0 %\nMove");
  expect(at({ activity: "Move", id: 1, source: 7, completed: true })).toBe(
    "\r\u001b[K\u001b[1A\r\u001b[KMove [....................] 0 %",
  );
  expect(at({ activity: "Move", id: 1, completed: true })).toBe("\r\u001b[K");
});

test("an unexpected error is written down with its insides, and told without them", async () => {
  const folder = temporaryFolder();
  const world = realWorld();
  const text = await recordCrash(world, `${folder.path}/logs`, new TypeError("inner workings"));
  const event = /event ([0-9a-f]{8})/.exec(text)?.[1];
  expect(text).not.toContain("inner workings");
  const kept = (await world.disk.read(`${folder.path}/logs/unexpected.log`)).toString();
  expect(kept).toContain(`event ${event}`);
  expect(kept).toContain("TypeError: inner workings");
  // A folder that cannot be written must not hide the error.
  expect(await recordCrash(world, `${folder.path}/logs/unexpected.log`, new Error("why"))).toContain("why");
  folder.remove();
});

test("reasons of the system are sentences", () => {
  expect(systemReason(Object.assign(new Error("ENOSPC: no space"), { code: "ENOSPC" }))).toBe("The disk is full.");
  expect(systemReason(new Error("Something else."))).toBe("Something else.");
  const level = Object.assign(new Error("IO error: x.ldb: No space left on device"), { code: "LEVEL_IO_ERROR" });
  expect(systemReason(level)).toBe("The disk is full.");
});

test.each([
  ["ConvertTo-SecureString 'x' -AsPlainText -Force", true],
  ["Set-Mailbox a -Password (Get-Secret)", true],
  ["Get-Mailbox | Format-Table", false],
  ["Get-Queue -Filter 'Status -eq \"Retry\"'", false],
])("the history forgets lines with secrets: %s", (line, secret) => expect(holdsSecret(line)).toBe(secret));
