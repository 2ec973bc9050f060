// The real programs of the machine, as far as every machine has them: /bin/sh.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { realProcesses } from "../../src/world/processes.ts";
import type { Child, ProcessOptions } from "../../src/world/world.ts";

const processes = realProcesses();
const piped: ProcessOptions = { cwd: "/", env: { A: "1" }, input: "pipe", output: "pipe", errors: "pipe" };

async function all(read: () => Promise<Buffer | undefined>): Promise<string> {
  const pieces: Buffer[] = [];
  for (let piece = await read(); piece; piece = await read()) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

const shell = (script: string, options: Partial<ProcessOptions> = {}): Promise<Child> =>
  processes.start("/bin/sh", ["-c", script], { ...piped, ...options });

test("output, errors and exit status apart; folder and environment as given", async () => {
  const child = await shell("pwd; echo $A; echo wrong >&2; exit 7");
  const [output, errors] = await Promise.all([all(child.read), all(child.readErrors)]);
  expect([output, errors, await child.exited]).toEqual(["/\n1\n", "wrong\n", 7]);
});

test("input is read to its end, and a writer waits for a slow reader", async () => {
  const child = await shell("cat");
  const piece = Buffer.alloc(1 << 20, "x");
  const read = all(child.read);
  let waited = 0;
  for (let i = 0; i < 4; i++) {
    const waits = child.write(piece);
    if (waits) waited++;
    await waits;
  }
  child.endInput();
  expect((await read).length).toBe(4 << 20);
  expect(waited).toBeGreaterThan(0);
  expect(await child.exited).toBe(0);
});

test("a program that stops reading is no error", async () => {
  const child = await shell("exec <&-; echo closed; exit 0");
  expect(await all(child.read)).toBe("closed\n");
  await child.exited;
  for (let i = 0; i < 3; i++) await child.write(Buffer.alloc(1 << 20));
  child.endInput();
});

test("no input is the end of input", async () => {
  const child = await shell("cat; echo end", { input: "none" });
  expect(await all(child.read)).toBe("end\n");
});

test("a signal ends it with 128 and its number", async () => {
  const child = await shell("echo begun; exec sleep 1000");
  await child.read();
  child.kill("SIGTERM");
  expect(await child.exited).toBe(143);
});

test("what cannot be started rejects with a code", async () => {
  await expect(processes.start("/no/such/program", [], piped)).rejects.toMatchObject({ code: "ENOENT" });
  const folder = mkdtempSync(join(tmpdir(), "exsh-programs-"));
  try {
    writeFileSync(join(folder, "plain"), "text", { mode: 0o644 });
    await expect(processes.start(join(folder, "plain"), [], piped)).rejects.toMatchObject({ code: "EACCES" });
    expect(await processes.executable(join(folder, "plain"))).toBe(false);
    expect(await processes.executable(folder)).toBe(false);
    expect(await processes.executable("/bin/sh")).toBe(true);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
