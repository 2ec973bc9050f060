// -ParseOnly: what is right and what is wrong with scripts, for a person and for a tool.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkScripts } from "../../src/host/check.ts";
import { decodeScript, type Terminal } from "../../src/host/terminal.ts";
import { realWorld } from "../../src/world/real.ts";
import { temporaryFolder } from "../process.ts";

const folder = temporaryFolder();
const good = join(folder.path, "good.ps1");
const bad = join(folder.path, "bad.ps1");

beforeAll(() => {
  writeFileSync(good, "$x = 1\nif ($x) { Get-Mailbox }\n");
  writeFileSync(bad, "$x = 1\nif ($x) {\n");
  writeFileSync(join(folder.path, "wide.ps1"), Buffer.from("\ufeff'ü'", "utf16le"));
  writeFileSync(join(folder.path, "old.ps1"), Buffer.from([0x93, 0x61, 0x94])); // typographic quotes of Windows-1252
  mkdirSync(join(folder.path, "folder.ps1"));
});
afterAll(() => folder.remove());

async function check(file: string, names: readonly string[] = []) {
  let out = "";
  let error = "";
  const terminal = {
    out: (text: string) => {
      out += text;
    },
    error: (text: string) => {
      error += text;
    },
    async *lines() {
      yield* names;
    },
  } as Partial<Terminal> as Terminal;
  const status = await checkScripts(file, { world: realWorld(), terminal });
  return { status, out, error };
}

test("a script that is right gives nothing and 0", async () => {
  expect(await check(good)).toEqual({ status: 0, out: "", error: "" });
});

test("a script that is wrong is told with file, line and column", async () => {
  const result = await check(bad);
  expect(result.status).toBe(1);
  expect(result.out).toBe("");
  expect(result.error).toMatch(/bad\.ps1:2:9/);
});

test("names are answered one by one, whatever stands behind them", async () => {
  const missing = join(folder.path, "missing.ps1");
  const names = [good, bad, missing, join(folder.path, "folder.ps1"), good];
  const { status, out } = await check("-", names);
  expect(status).toBe(1);
  const lines = out.trimEnd().split("\n");
  expect(lines.map((line) => line.split("\t").slice(0, 2))).toEqual([
    ["OK", good],
    ["ERR", bad],
    ["ERR", missing],
    ["ERR", join(folder.path, "folder.ps1")],
    ["OK", good],
  ]);
  expect(lines[1]).toMatch(/\t2:9 \S/);
  expect(lines[2]).toMatch(/\t0:0 \S/);
  expect(await check("-", [good])).toMatchObject({ status: 0 });
});

test("scripts of Windows editors are read in their encodings", async () => {
  expect(await check(join(folder.path, "wide.ps1"))).toMatchObject({ status: 0, error: "" });
  expect(await check(join(folder.path, "old.ps1"))).toMatchObject({ status: 0, error: "" });
  expect(decodeScript(Buffer.from("\ufeffé"))).toBe("é");
});
