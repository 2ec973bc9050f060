// Modules: files of functions with a scope of their own, found, loaded, imported and removed (about_Modules).
import { posix } from "node:path";
import {
  type ImportOptions,
  isBuiltIn,
  type Members,
  ModuleInfo,
  type Modules,
  moduleNotFound,
} from "../command/modules.ts";
import { Problem } from "../command/problem.ts";
import type { Alias } from "../command/session.ts";
import { CustomObject } from "../values/custom.ts";
import type { Entity } from "../values/shape.ts";
import type { Out } from "../values/structured.ts";
import { toText } from "../values/text.ts";
import { Version } from "../values/version.ts";
import { wildcard } from "../values/wildcard.ts";
import { BlockValue } from "./blocks.ts";
import { functionStage } from "./calls.ts";
import { loadScript } from "./commands.ts";
import { modulesMissing, moduleTooDeep, moduleVersion, notSupported } from "./errors.ts";
import { type Core, type Frame, within } from "./frame.ts";
import { type CompiledBody, FunctionInfo } from "./functions.ts";
import {
  allowedIn,
  bare,
  describe,
  exportsOf,
  fileIn,
  findModule,
  foldersOf,
  manifestOf,
  nameOf,
  textsIn,
} from "./modulefiles.ts";
import { Scope, type Variable } from "./scope.ts";
import type { HashTable, Requirements, ScriptBlock } from "./syntax/tree.ts";

/** A module that is loaded. */
export interface Module {
  readonly name: string;
  readonly path: string;
  version: string;
  type: "Script" | "Manifest";
  description: string;
  readonly frame: Frame;
  /** What Export-ModuleMember said; undefined when it was not called. */
  exports: Members | undefined;
  /** What the manifest lets through. */
  allowed: Members;
  /** What takes its members away again from those who imported it. */
  readonly undo: (() => void)[];
  shown: Entity | undefined;
}

/** Aliases that a module got from another. */
const brought = new WeakSet<Alias>();
const owners = new WeakMap<Scope, Module>();
/** Modules that are being loaded, one inside the other. */
const deepest = 20;
const loading = new WeakMap<Core, number>();

/** The module whose code runs in this scope. */
function moduleOf(scope: Scope): Module | undefined {
  for (let at: Scope | null = scope; at !== null; at = at.parent) {
    const owner = owners.get(at);
    if (owner) return owner;
  }
  return undefined;
}

export function modulesOf(f: Frame): Modules {
  const { core } = f;
  return {
    load: (name, options, out) => importModule(name, options, f, out),
    async create(name, block, options, out) {
      const module = newModule(name, "", f);
      if (block instanceof BlockValue) await runBody(module, block.body, "", options.args ?? [], out);
      core.modules.set(name.toLowerCase(), module);
      bring(module, options, f);
      return show(module);
    },
    list: () => [...core.modules.values()].map(show),
    objectOf(shown) {
      const module = byEntity.get(shown);
      const made = new CustomObject();
      if (!module) return made;
      const { scope } = module.frame;
      for (const name of exported(module, "Variable", undefined)) {
        const held = scope.variables.get(name.toLowerCase()) as Variable;
        // The property is the variable itself, not its value of now.
        made.addMember({
          ...{ kind: "NoteProperty", name },
          get value() {
            return held.value;
          },
          set value(to) {
            held.value = to;
          },
        });
      }
      for (const name of exported(module, "Function", undefined)) {
        const info = scope.functions.get(name.toLowerCase());
        // Compiled by the function itself, which knows the parameters before its body.
        if (!info?.body) continue;
        const body = new BlockValue(info.tree, info.unit, info.home ?? module.frame, true);
        made.addMember({ kind: "ScriptMethod", name, body });
      }
      return made;
    },
    async available() {
      const found: Entity[] = [];
      for (const folder of foldersOf(core)) {
        for (const name of await core.world.disk.list(folder).catch(() => [])) {
          const path = await fileIn(core, posix.join(folder, name), name, {});
          if (path) found.push(await describe(core, name, path));
        }
      }
      return found;
    },
    remove(name) {
      const module = core.modules.get(name.toLowerCase());
      if (!module) return false;
      for (const undo of module.undo) undo();
      return core.modules.delete(name.toLowerCase());
    },
    export(members) {
      const module = moduleOf(f.scope);
      if (!module) return false;
      const before = module.exports ?? {};
      const joined = (kind: keyof Members) => ({ [kind]: [...(before[kind] ?? []), ...(members[kind] ?? [])] });
      module.exports = { ...joined("Function"), ...joined("Variable"), ...joined("Alias") };
      module.shown = undefined;
      return true;
    },
  };
}

function newModule(name: string, path: string, f: Frame): Module {
  const { global } = f.core;
  const scope = new Scope(global, true);
  const frame = within(f, { scope, call: null, depth: f.depth + 1 });
  const module: Module = {
    name,
    path,
    version: "0.0",
    type: "Script",
    description: "",
    frame,
    exports: undefined,
    allowed: {},
    undo: [],
    shown: undefined,
  };
  owners.set(scope, module);
  return module;
}

/** Runs the body of a module in the module's own scope. */
async function runBody(
  module: Module,
  body: CompiledBody,
  path: string,
  args: readonly unknown[],
  out: Out,
): Promise<void> {
  const { core } = module.frame;
  const stage = functionStage(
    {
      name: module.name,
      body,
      filter: false,
      args: args.map((value) => ({ hasValue: true, value })),
      expectsInput: false,
      position: undefined,
      frame: module.frame,
      streams: module.frame.streams,
      dotted: true,
      path,
      failed: () => {
        core.ok = false;
      },
    },
    out,
  );
  try {
    await stage.begin();
    await stage.end();
  } finally {
    await stage.close();
  }
}

async function importModule(name: string, options: ImportOptions, f: Frame, out: Out): Promise<Entity> {
  const { core } = f;
  if (isBuiltIn(name)) return ModuleInfo.make({ ...bare(name), ModuleType: "Manifest" });
  const path = await findModule(name, options, core);
  const key = nameOf(path).toLowerCase();
  const known = core.modules.get(key);
  if (known && known.path === path && !options.force) {
    checkVersion(known, options);
    bring(known, options, f);
    return show(known);
  }
  const module = await loadModule(path, options, f, out);
  checkVersion(module, options);
  if (known) for (const undo of known.undo) undo();
  core.modules.set(key, module);
  bring(module, options, f);
  return show(module);
}

/** Loads a module and those it needs; it is not brought in yet. */
async function loadModule(path: string, options: ImportOptions, f: Frame, out: Out): Promise<Module> {
  const { core } = f;
  const depth = loading.get(core) ?? 0;
  if (depth >= deepest) throw moduleTooDeep(nameOf(path));
  loading.set(core, depth + 1);
  try {
    return await loadFiles(path, options, f, out);
  } finally {
    loading.set(core, depth);
  }
}

async function loadFiles(path: string, options: ImportOptions, f: Frame, out: Out): Promise<Module> {
  const module = newModule(nameOf(path), path, f);
  const args = options.args ?? [];
  if (!/\.psd1$/i.test(path)) {
    await runFile(module, path, args, out);
    return module;
  }
  const data = await manifestOf(f.core, path);
  const folder = posix.dirname(path);
  module.type = "Manifest";
  module.version = toText(data.get("ModuleVersion") ?? "0.0");
  module.description = toText(data.get("Description"));
  module.allowed = {
    ...allowedIn(data, "Function", "FunctionsToExport"),
    ...allowedIn(data, "Variable", "VariablesToExport"),
    ...allowedIn(data, "Alias", "AliasesToExport"),
  };
  for (const one of textsIn(data, "RequiredModules")) await importModule(one, { global: true }, f, out);
  for (const one of textsIn(data, "ScriptsToProcess"))
    await runFile({ ...module, frame: f }, posix.resolve(folder, one), [], out);
  for (const one of textsIn(data, "NestedModules")) {
    const nested = posix.resolve(folder, one);
    if (/\.ps1$/i.test(nested)) await runFile(module, nested, [], out);
    else bring(await loadModule(await findModule(nested, {}, f.core), {}, module.frame, out), {}, module.frame);
  }
  const [root] = [...textsIn(data, "RootModule"), ...textsIn(data, "ModuleToProcess")];
  if (root) await runFile(module, posix.resolve(folder, /\.\w+$/.test(root) ? root : `${root}.psm1`), args, out);
  return module;
}

async function runFile(module: Module, path: string, args: readonly unknown[], out: Out): Promise<void> {
  const found = await loadScript(path, module.frame);
  if (found.kind !== "body") throw moduleNotFound(path);
  await runBody(module, found.body, found.path, args, out);
}

function checkVersion(module: Module, { minimum, required, maximum }: ImportOptions): void {
  const version = Version.parse(module.version);
  const highest = Version.parse(maximum ?? "");
  if (version && highest && version.compare(highest) > 0)
    throw moduleVersion(module.name, module.version, maximum ?? "");
  const wanted = Version.parse(required ?? minimum ?? "");
  if (!wanted) return;
  const order = version?.compare(wanted) ?? -1;
  if (order < 0 || (required !== undefined && order !== 0))
    throw moduleVersion(module.name, module.version, required ?? minimum ?? "");
}

/** Puts what the module exports into the scope of whoever imports it. */
function bring(module: Module, options: ImportOptions, f: Frame): void {
  const { core } = f;
  if (options.apart) return;
  const target = options.global
    ? core.global
    : options.local
      ? f.scope
      : (moduleOf(f.scope)?.frame.scope ?? core.global);
  const inner = module.frame.scope;
  if (target === inner) return;
  for (const info of exported(module, "Function", options.only)) {
    const found = inner.functions.get(info.toLowerCase());
    if (!found) continue;
    const name = options.prefix ? found.name.replace(/^(\w+-)?/, `$1${options.prefix}`) : found.name;
    const { filter, outer: parameters, tree: body, comments: help } = found;
    const made = new FunctionInfo(
      { name, filter, parameters, body, help: [...help] },
      found.unit,
      found.home ?? module.frame,
      module.name,
    );
    const key = name.toLowerCase();
    const taken = target.functions.has(key) || core.registry.find(name) !== undefined;
    if (options.noClobber && taken) continue;
    target.functions.set(key, made);
    module.undo.push(() => {
      if (target.functions.get(key) === made) target.functions.delete(key);
    });
  }
  for (const name of exported(module, "Variable", options.only)) {
    const key = name.toLowerCase();
    const held = inner.variables.get(key) as Variable;
    const before = target.variables.get(key);
    if (before && before !== held) before.removed = true;
    target.variables.set(key, held);
    module.undo.push(() => {
      if (target.variables.get(key) === held) target.remove(key);
    });
  }
  for (const name of exported(module, "Alias", options.only)) {
    const key = name.toLowerCase();
    const made = { ...(inner.aliases.get(key) as Alias) };
    brought.add(made);
    target.aliases.set(key, made);
    module.undo.push(() => {
      if (target.aliases.get(key) === made) target.aliases.delete(key);
    });
  }
}

/** The names of a kind that a module exports. Without a word of its own, all functions and aliases and no variables. */
function exported(module: Module, kind: keyof Members, only: Members | undefined): readonly string[] {
  const { scope } = module.frame;
  // What a script module imports for itself stays its own, unless it or a manifest says otherwise.
  const all = module.exports !== undefined || module.type === "Manifest";
  const names =
    kind === "Function"
      ? [...scope.functions.values()].filter((info) => all || info.home === undefined).map((info) => info.name)
      : kind === "Variable"
        ? [...scope.variables.values()].map((variable) => variable.name)
        : [...scope.aliases.values()].filter((alias) => all || !brought.has(alias)).map((alias) => alias.name);
  const own = module.exports ? (module.exports[kind] ?? []) : kind === "Variable" ? [] : ["*"];
  let left = names.filter(like(own));
  const allowed = module.allowed[kind];
  if (allowed) left = left.filter(like(allowed));
  const wanted = only?.[kind];
  return wanted ? left.filter(like(wanted)) : left;
}

function like(patterns: readonly string[]): (name: string) => boolean {
  const tests = patterns.map((pattern) => wildcard(pattern));
  return (name) => tests.some((fits) => fits(name));
}

const byEntity = new WeakMap<object, Module>();

/** Where a block runs that is called in a module: `& (Get-Module Tools) { $secret }`. */
export function frameOfModule(value: unknown): Frame | undefined {
  return typeof value === "object" && value !== null ? byEntity.get(value)?.frame : undefined;
}

/**
 * Imports the module of $env:PSModulePath that exports a command of that name, as its manifest or its file tells
 * (about_Modules, module autoloading). False when there is none.
 */
export async function autoload(command: string, f: Frame): Promise<boolean> {
  const { core } = f;
  const wanted = toText(f.scope.find("psmoduleautoloadingpreference")?.value).toLowerCase();
  if (wanted === "none" || (wanted === "modulequalified" && !command.includes("\\"))) return false;
  const key = command.replace(/^.*\\/, "").toLowerCase();
  for (const folder of foldersOf(core)) {
    for (const name of await core.world.disk.list(folder).catch(() => [])) {
      const path = await fileIn(core, posix.join(folder, name), name, {});
      if (!path || core.modules.get(name.toLowerCase())?.path === path) continue;
      if (!(await exportsOf(core, path)).has(key)) continue;
      await importModule(path, { global: true }, f, () => {});
      return true;
    }
  }
  return false;
}

function show(module: Module): Entity {
  const functions = exported(module, "Function", undefined);
  const aliases = exported(module, "Alias", undefined);
  module.shown ??= ModuleInfo.make({
    ModuleType: module.type,
    Version: module.version,
    Name: module.name,
    ExportedCommands: [...functions, ...aliases],
    ExportedFunctions: functions,
    ExportedAliases: aliases,
    ExportedVariables: exported(module, "Variable", undefined),
    Path: module.path,
    ModuleBase: module.path === "" ? "" : posix.dirname(module.path),
    Description: module.description,
  });
  byEntity.set(module.shown, module);
  return module.shown;
}

/** `using module name` and its kin at the head of a script: imported before it runs (about_Using). */
export async function demandUsings(tree: ScriptBlock, file: string, f: Frame): Promise<void> {
  for (const one of tree.usings) {
    if (one.what === "namespace" || one.what === "assembly") continue;
    if (one.what !== "module") throw notSupported(`using ${one.what}`);
    const given = one.module ? constantTable(one.module) : new Map<string, string>();
    const name = one.name || (given.get("modulename") ?? "");
    const minimum = given.get("moduleversion");
    const required = given.get("requiredversion");
    const isRelative = /^\.{1,2}[\\/]/.test(name) && file !== "";
    const path = isRelative ? posix.resolve(posix.dirname(file), name.replaceAll("\\", "/")) : name;
    const options = { global: true, ...(minimum && { minimum }), ...(required && { required }) };
    await importModule(path, options, f, () => {});
  }
}

/** The texts of a hash table that is written out. */
function constantTable(table: HashTable): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { key, value } of table.entries) {
    if (key.kind !== "StringLiteral" || value.kind !== "Pipeline") continue;
    const [only] = value.elements;
    if (only?.kind === "CommandExpression" && only.expression.kind === "StringLiteral")
      found.set(key.value.toLowerCase(), only.expression.value);
  }
  return found;
}

/** `#requires -Modules`: imports those that are not loaded; throws a Problem that names those that cannot be. */
export async function demandModules(requirements: Requirements | null, file: string, f: Frame): Promise<void> {
  const missing: string[] = [];
  for (const { name, version, requiredVersion } of requirements?.modules ?? []) {
    const options = { ...(version && { minimum: version }), ...(requiredVersion && { required: requiredVersion }) };
    try {
      await importModule(name, { ...options, global: true }, f, () => {});
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      missing.push(name);
    }
  }
  if (missing.length > 0) throw modulesMissing(posix.basename(file) || "script", missing);
}
