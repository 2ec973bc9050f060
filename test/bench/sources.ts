// Scripts of the repository itself for measurements: its script files, what transcripts type, examples, and table rows.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Loader } from "../../src/command/registry.ts";

/** All relative to the folder where `npm run` stands. */
const folders = { scripts: "test/scripts", transcripts: "test/transcripts", core: "cmdlets/core" };
const tables = ["test/language", "test/cmdlets"];

/** Loaders of the shell's own cmdlets by name, all of this bundle, so that classes are the same everywhere. */
export function coreLoaders(): Record<string, Loader> {
  const names = readdirSync(folders.core).filter((name) => /^[A-Z]\w*-\w+\.ts$/.test(name));
  return Object.fromEntries(
    names.map((file) => {
      const name = file.slice(0, -3);
      return [name, () => import(`../../cmdlets/core/${name}.ts`)];
    }),
  );
}

/** Whole scripts, longest things first: what an administrator keeps in files. */
export function scripts(): string[] {
  return files([folders.scripts], ".ps1");
}

/** One-liners that are right: what transcripts type, and the examples of all cmdlets. */
export function lines(): string[] {
  const typed = files([folders.transcripts], ".txt").flatMap((text) =>
    [...text.matchAll(/^PS> (.+)$/gm)].map((found) => found[1]!),
  );
  const examples = files(["cmdlets"], ".ts").flatMap((text) =>
    [...text.matchAll(/\brun: ("(?:[^"\\\n]|\\.)*")/g)].map((found) => unquoted(found[1]!)),
  );
  return [...typed, ...examples].filter((line) => line !== "");
}

/** The first text of each row of the tables of tests, right or wrong. */
export function rows(): string[] {
  return files(tables, ".test.ts")
    .flatMap((text) => [...text.matchAll(/^\s*\[\s*("(?:[^"\\\n]|\\.)*")/gm)].map((found) => unquoted(found[1]!)))
    .filter((row) => row !== "");
}

function files(from: readonly string[], end: string): string[] {
  return from
    .flatMap((folder) => readdirSync(folder, { withFileTypes: true, recursive: true }))
    .filter((entry) => entry.isFile() && entry.name.endsWith(end))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => readFileSync(path, "utf8"));
}

/** A text as TypeScript writes it; "" where it uses an escape that JSON lacks. */
function unquoted(literal: string): string {
  try {
    return String(JSON.parse(literal));
  } catch {
    return "";
  }
}
