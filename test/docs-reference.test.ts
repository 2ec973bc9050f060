// docs/reference and docs/coverage.md are what the declarations of the cmdlets say; `npm run docs` writes them anew.
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { coveragePage, readListed } from "../docs/coverage.ts";
import { type Placed, referencePages } from "../docs/reference.ts";
import { cmdletFiles, loaders } from "./loaders.ts";

const folder = fileURLToPath(new URL("../docs/reference", import.meta.url));

async function placed(): Promise<readonly Placed[]> {
  const load = loaders();
  return Promise.all(
    cmdletFiles().map(async ([name, path]) => {
      return { folder: basename(dirname(path)), cmdlet: (await load[name]!()).default };
    }),
  );
}

test("docs/reference is current (npm run docs)", async () => {
  const all = await placed();
  const pages = referencePages(all);
  expect(pages.size).toBe(all.length + 2);
  expect(readdirSync(folder).sort()).toEqual([...pages.keys()].sort());
  const stale = [...pages].filter(([name, text]) => readFileSync(join(folder, name), "utf8") !== text);
  expect(
    stale.map(([name]) => name),
    "run `npm run docs`",
  ).toEqual([]);
}, 120_000);

test("docs/coverage.md is current (npm run docs)", async () => {
  const listed = readListed(readFileSync(join(folder, "..", "exchange-cmdlets.txt"), "utf8"));
  expect(listed.length).toBeGreaterThan(800);
  const cmdlets = (await placed()).map((one) => one.cmdlet);
  expect(readFileSync(join(folder, "..", "coverage.md"), "utf8"), "run `npm run docs`").toBe(
    coveragePage(listed, cmdlets),
  );
}, 120_000);
