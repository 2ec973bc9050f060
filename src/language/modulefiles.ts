// Where modules are: the folders of $env:PSModulePath, versions below them, manifests (about_PSModulePath, about_Module_Manifests).
import { posix } from "node:path";
import { type ImportOptions, type Members, ModuleInfo, moduleNotFound } from "../command/modules.ts";
import { asList } from "../values/collections.ts";
import type { Dictionary } from "../values/dictionary.ts";
import { decodeText } from "../values/net/files.ts";
import type { Entity } from "../values/shape.ts";
import { toText } from "../values/text.ts";
import { Version } from "../values/version.ts";
import { readData } from "./datafile.ts";
import type { Core } from "./frame.ts";
import { absolute } from "./paths.ts";
import { parse } from "./syntax/parser.ts";

export async function manifestOf(core: Core, path: string): Promise<Dictionary> {
  return readData(decodeText(await core.world.disk.read(path)), path);
}

export function textsIn(data: Dictionary, key: string): readonly string[] {
  const value = data.get(key);
  if (value === null || value === undefined) return [];
  return asList(value)
    .map((one) => (typeof one === "string" ? one : toText((one as Dictionary).get?.("ModuleName"))))
    .filter((one) => one !== "");
}

export function allowedIn(data: Dictionary, kind: keyof Members, key: string): Members {
  return data.get(key) === null || data.get(key) === undefined ? {} : { [kind]: textsIn(data, key) };
}

/** The name that a file gives its module. */
export const nameOf = (path: string): string => posix.basename(path).replace(/\.(?:psm1|psd1|ps1)$/i, "");

export function foldersOf(core: Core): readonly string[] {
  return (core.env.get("PSModulePath")?.value ?? "").split(":").filter((folder) => folder.startsWith("/"));
}

/** The file of a module; throws a Problem when there is none. */
export async function findModule(name: string, options: ImportOptions, core: Core): Promise<string> {
  const isFile = /\.(?:psm1|psd1|ps1)$/i.test(name);
  if (isFile || /[\\/]|^~/.test(name)) {
    const path = absolute(core, name);
    const facts = await core.world.disk.stat(path);
    if (facts && !facts.isFolder) return path;
    const found = await fileIn(core, path, posix.basename(path), options);
    if (found) return found;
    for (const end of [".psd1", ".psm1"]) if (!isFile && (await core.world.disk.stat(path + end))) return path + end;
    throw moduleNotFound(name);
  }
  for (const folder of foldersOf(core)) {
    const names = await core.world.disk.list(folder).catch(() => []);
    const exact = names.find((one) => one.toLowerCase() === name.toLowerCase());
    const found = exact && (await fileIn(core, posix.join(folder, exact), exact, options));
    if (found) return found;
  }
  throw moduleNotFound(name);
}

/** Name.psd1 or Name.psm1 in the folder of a module, or in the highest of the versions below it. */
export async function fileIn(
  core: Core,
  folder: string,
  name: string,
  options: ImportOptions,
): Promise<string | undefined> {
  const names = await core.world.disk.list(folder).catch(() => []);
  for (const end of [".psd1", ".psm1"]) {
    const file = names.find((one) => one.toLowerCase() === (name + end).toLowerCase());
    if (file) return posix.join(folder, file);
  }
  const versions = names
    .flatMap((one) => {
      const version = Version.parse(one);
      return version && (options.required === undefined || one === options.required) ? [{ one, version }] : [];
    })
    .sort((a, b) => b.version.compare(a.version));
  for (const { one } of versions) {
    for (const end of [".psd1", ".psm1"]) {
      const path = posix.join(folder, one, name + end);
      if (await core.world.disk.stat(path)) return path;
    }
  }
  return undefined;
}

const largestModule = 4 * 1024 * 1024;
const known = new WeakMap<Core, Map<string, { readonly stamp: string; readonly names: ReadonlySet<string> }>>();

/** The names in lower case that a module's files say it exports, without running them; remembered while they are the same. */
export async function exportsOf(core: Core, path: string): Promise<ReadonlySet<string>> {
  const facts = await core.world.disk.stat(path);
  if (!facts || facts.size > largestModule) return new Set();
  const stamp = `${facts.size}:${facts.modified}`;
  const cache = known.get(core) ?? new Map<string, { stamp: string; names: ReadonlySet<string> }>();
  known.set(core, cache);
  const before = cache.get(path);
  if (before?.stamp === stamp) return before.names;
  const names = await readExports(core, path).catch(() => new Set<string>());
  cache.set(path, { stamp, names });
  return names;
}

async function readExports(core: Core, path: string): Promise<ReadonlySet<string>> {
  if (!/\.psd1$/i.test(path)) return functionsIn(decodeText(await core.world.disk.read(path)));
  const data = await manifestOf(core, path);
  const names = new Set<string>();
  let all = false;
  for (const key of ["FunctionsToExport", "AliasesToExport"]) {
    const texts = textsIn(data, key);
    if (key === "FunctionsToExport" && (data.get(key) ?? null) === null) all = true;
    for (const text of texts) {
      if (/[*?[]/.test(text)) all = true;
      else names.add(text.toLowerCase());
    }
  }
  if (!all) return names;
  for (const file of [
    ...textsIn(data, "RootModule"),
    ...textsIn(data, "ModuleToProcess"),
    ...textsIn(data, "NestedModules"),
  ]) {
    const full = posix.resolve(posix.dirname(path), /\.\w+$/.test(file) ? file : `${file}.psm1`);
    const facts = await core.world.disk.stat(full);
    if (!facts || facts.isFolder || facts.size > largestModule) continue;
    for (const name of functionsIn(decodeText(await core.world.disk.read(full)))) names.add(name);
  }
  return names;
}

/** The functions that a file defines at its top. */
function functionsIn(text: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (const one of parse(text).tree.end?.statements ?? []) {
    if (one.kind === "FunctionDefinition") names.add(one.name.toLowerCase().replace(/^(?:global|script|local):/, ""));
  }
  return names;
}

export function bare(name: string) {
  return {
    Name: name,
    Version: "0.0",
    Path: "",
    ModuleBase: "",
    Description: "",
    ExportedCommands: [],
    ExportedFunctions: [],
    ExportedAliases: [],
    ExportedVariables: [],
  };
}

/** A module that is not loaded: what its manifest tells. */
export async function describe(core: Core, name: string, path: string): Promise<Entity> {
  const made = { ...bare(name), Path: path, ModuleBase: posix.dirname(path), ModuleType: "Script" };
  if (!/\.psd1$/i.test(path)) return ModuleInfo.make(made);
  const data = await manifestOf(core, path).catch(() => undefined);
  const functions = data ? [...textsIn(data, "FunctionsToExport")] : [];
  return ModuleInfo.make({
    ...made,
    ModuleType: "Manifest",
    Version: toText(data?.get("ModuleVersion") ?? "0.0"),
    Description: toText(data?.get("Description")),
    ExportedFunctions: functions,
    ExportedCommands: functions,
  });
}
