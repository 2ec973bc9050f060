// docs/reference is what the declarations of the cmdlets say; `npm run docs` writes it anew.
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { type Placed, referencePages } from "../docs/reference.ts";
import { cmdletFiles, loaders } from "./loaders.ts";

const folder = fileURLToPath(new URL("../docs/reference", import.meta.url));

test("docs/reference is current (npm run docs)", async () => {
  const load = loaders();
  const all = await Promise.all(
    cmdletFiles().map(async ([name, path]): Promise<Placed> => {
      return { folder: basename(dirname(path)), cmdlet: (await load[name]!()).default };
    }),
  );
  const pages = referencePages(all);
  expect(pages.size).toBe(all.length + 2);
  expect(readdirSync(folder).sort()).toEqual([...pages.keys()].sort());
  const stale = [...pages].filter(([name, text]) => readFileSync(join(folder, name), "utf8") !== text);
  expect(
    stale.map(([name]) => name),
    "run `npm run docs`",
  ).toEqual([]);
}, 120_000);
