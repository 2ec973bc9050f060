// The loaders of all cmdlets for tests, made of the folder list as the build makes them for the bundle.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Loader } from "../src/command/registry.ts";

const root = fileURLToPath(new URL("../cmdlets", import.meta.url));

/** The cmdlet files as [name, path] pairs, sorted by name. */
export function cmdletFiles(): readonly (readonly [string, string])[] {
  return readdirSync(root, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /^[A-Z]\w*(?:-\w+)?\.ts$/.test(entry.name))
    .map((entry) => [entry.name.slice(0, -3), join(entry.parentPath, entry.name)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Loaders by cmdlet name. */
export function loaders(): Record<string, Loader> {
  return Object.fromEntries(
    cmdletFiles().map(([name, path]) => [name, (() => import(pathToFileURL(path).href)) as Loader]),
  );
}
