// The drives whose items are no files (about_Providers): Env:, Variable:, Function: and Alias:, for the -Item cmdlets.
import { ScriptBlock } from "../values/structured.ts";
import { toText } from "../values/text.ts";
import { wildcard } from "../values/wildcard.ts";
import { aliasObject } from "./aliasing.ts";
import { FixedObject } from "./fixed.ts";
import { Problem } from "./problem.ts";
import type { FunctionEntry, Shell } from "./session.ts";
import { CommandInfo } from "./shapes.ts";
import { variableObject } from "./variables.ts";

export interface DriveItem {
  readonly name: string;
  /** What the item holds: a text, a value, a block. */
  readonly value: unknown;
  /** As Get-Item gives it. */
  readonly object: unknown;
}

export interface Drive {
  readonly name: string;
  readonly provider: string;
  /** What an item is called where a change is asked about. */
  readonly noun: string;
  list(shell: Shell): readonly DriveItem[];
  set(shell: Shell, name: string, value: unknown, force: boolean): void;
  remove(shell: Shell, name: string, force: boolean): void;
}

const environment: Drive = {
  name: "Env",
  provider: "Environment",
  noun: "environment variable",
  list: (shell) =>
    shell.environment().map(([name, value]) => ({
      name,
      value,
      object: new FixedObject(["System.Collections.DictionaryEntry"], { Name: name, Value: value, Key: name }),
    })),
  set(shell, name, value) {
    const text = toText(value);
    shell.setEnvironment(name, text === "" ? undefined : text);
  },
  remove: (shell, name) => shell.setEnvironment(name, undefined),
};

const variables: Drive = {
  name: "Variable",
  provider: "Variable",
  noun: "variable",
  list: (shell) =>
    [...shell.variables.list()].map((one) => ({ name: one.name, value: one.value, object: variableObject(one) })),
  set: (shell, name, value, force) => shell.variables.set(name, value, { force }),
  remove: (shell, name, force) => void shell.variables.remove(name, { force }),
};

/** A function as Get-Item gives it. */
function functionObject(entry: FunctionEntry) {
  return CommandInfo.make({
    CommandType: entry.filter ? "Filter" : "Function",
    Name: entry.name,
    Definition: entry.text,
    ScriptBlock: entry.block,
  });
}

const functions: Drive = {
  name: "Function",
  provider: "Function",
  noun: "function",
  list: (shell) =>
    [...shell.functions.list()].map((one) => ({ name: one.name, value: one.block, object: functionObject(one) })),
  set(shell, name, value) {
    if (value === null) shell.functions.remove(name);
    else shell.functions.set(name, value instanceof ScriptBlock ? value : shell.block(toText(value)));
  },
  remove: (shell, name) => void shell.functions.remove(name),
};

const aliases: Drive = {
  name: "Alias",
  provider: "Alias",
  noun: "alias",
  list: (shell) =>
    [...shell.aliases.list()].map((one) => ({ name: one.name, value: one.definition, object: aliasObject(one) })),
  set: (shell, name, value, force) =>
    shell.aliases.set({ name, definition: toText(value), description: "", option: "None" }, { force }),
  remove(shell, name, force) {
    const known = shell.aliases.get(name);
    if (known?.option === "Constant" || (known?.option === "ReadOnly" && !force)) throw readOnly(name);
    shell.aliases.remove(name);
  },
};

/** By name, in the order in which Get-PSDrive lists them. */
export const drives: readonly Drive[] = [aliases, environment, functions, variables];

export interface DrivePath {
  readonly drive: Drive;
  /** The name of an item, or a pattern of names; "" for the drive itself. */
  readonly name: string;
}

/** What a path on one of these drives means ("Env:PATH", "Function:\prompt"); undefined for the path of a file. */
export function driveOf(path: string): DrivePath | undefined {
  const match = /^(?:Microsoft\.PowerShell\.Core\\)?(\w{3,11})::?[\\/]?(.*)$/s.exec(path);
  if (!match) return undefined;
  const wanted = match[1]!.toLowerCase();
  const drive = drives.find((one) => [one.name, one.provider].some((word) => word.toLowerCase() === wanted));
  return drive && { drive, name: match[2]! };
}

/** The items a path means, by name; case counts only where it tells two apart. Of the drive itself, all. */
export function itemsAt(shell: Shell, { drive, name }: DrivePath, literal = false): readonly DriveItem[] {
  const all = drive.list(shell);
  const exact = all.filter((one) => one.name === name);
  if (exact.length > 0) return exact;
  const lower = name.toLowerCase();
  const fits = literal && name !== "" ? (one: string) => one.toLowerCase() === lower : wildcard(name || "*");
  const order = (text: string) => text.toLowerCase();
  return all.filter((one) => fits(one.name)).sort((a, b) => (order(a.name) < order(b.name) ? -1 : 1));
}

/** Which of -Path and -LiteralPath were given, as [path, taken as written]. */
export function* givenPaths(p: {
  readonly Path?: readonly string[] | undefined;
  readonly LiteralPath?: readonly string[] | undefined;
}): Generator<readonly [path: string, literal: boolean]> {
  for (const path of p.Path ?? []) yield [path, false];
  for (const path of p.LiteralPath ?? []) yield [path, true];
}

/** Paths on drives apart from those of files, which keep their -Path or -LiteralPath. */
export function splitPaths(p: Parameters<typeof givenPaths>[0]): {
  readonly items: readonly (readonly [at: DrivePath, path: string, literal: boolean])[];
  readonly Path: readonly string[];
  readonly LiteralPath: readonly string[];
} {
  const items: (readonly [DrivePath, string, boolean])[] = [];
  const files: { Path: string[]; LiteralPath: string[] } = { Path: [], LiteralPath: [] };
  for (const [path, literal] of givenPaths(p)) {
    const at = driveOf(path);
    if (at) items.push([at, path, literal]);
    else files[literal ? "LiteralPath" : "Path"].push(path);
  }
  return { items, ...files };
}

/** What a change to an item is called when it is asked about (-WhatIf, -Confirm). */
export const itemTarget = (drive: Drive, name: string): string => `Item: ${drive.name}:${name}`;

export function noDrive(name: string): Problem {
  return new Problem({
    id: "GetLocationNoMatchingDrive",
    category: "ObjectNotFound",
    text: `Cannot find drive. A drive with the name '${name}' does not exist.`,
    target: name,
    exceptionType: "System.Management.Automation.DriveNotFoundException",
  });
}

/** What only folders are for: `cd Env:`, Move-Item. */
export function notOnDrives({ drive }: DrivePath, what: string): Problem {
  return new Problem({
    id: "NotSupported",
    category: "NotImplemented",
    text: `${what} Name its items by their whole paths: Get-ChildItem ${drive.name}:, ${drive.name}:NAME.`,
    target: drive.name,
    exceptionType: "System.Management.Automation.PSNotSupportedException",
  });
}

function readOnly(name: string): Problem {
  return new Problem({
    id: "AliasNotRemovable",
    category: "WriteError",
    text: `Alias ${name} is read-only or constant and cannot be removed. -Force removes one that is read-only.`,
    target: name,
    exceptionType: "System.Management.Automation.SessionStateUnauthorizedAccessException",
  });
}

/** Set-Item and Clear-Item work on values, which files do not have. */
export function filesHaveContent(path: string, instead: string): Problem {
  return new Problem({
    id: "NotSupported",
    category: "NotImplemented",
    text: `A file has content instead of a value: use ${instead} for '${path}'.`,
    target: path,
    exceptionType: "System.Management.Automation.PSNotSupportedException",
  });
}
