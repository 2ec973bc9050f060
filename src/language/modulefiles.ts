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
