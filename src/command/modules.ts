// Modules as cmdlets see them: what one looks like, and what may be done with those of the session (about_Modules).
import type { CustomObject } from "../values/custom.ts";
import { Dictionary } from "../values/dictionary.ts";
import { many, text } from "../values/kinds.ts";
import { defineShape, type Entity } from "../values/shape.ts";
import type { Out, ScriptBlock } from "../values/structured.ts";
import { toText } from "../values/text.ts";
import { ConversionError, type Type } from "../values/type.ts";
import { Version } from "../values/version.ts";
import { wildcard } from "../values/wildcard.ts";
import { Problem } from "./problem.ts";

export const ModuleInfo = defineShape({
  name: "System.Management.Automation.PSModuleInfo",
  summary: "A module: functions, variables and aliases with a scope of their own.",
  properties: {
    ModuleType: { type: text, summary: "Script, or Manifest for one that is described by a .psd1 file." },
    Version: { type: text, summary: "The version that its manifest tells; 0.0 without one." },
    Name: { type: text, summary: "Its name." },
    ExportedCommands: { type: many(text), summary: "The functions and aliases it gives to others." },
    ExportedFunctions: { type: many(text), summary: "The functions it gives to others." },
    ExportedAliases: { type: many(text), summary: "The aliases it gives to others." },
    ExportedVariables: { type: many(text), summary: "The variables it gives to others." },
    Path: { type: text, summary: "Its file." },
    ModuleBase: { type: text, summary: "The folder of its file." },
    Description: { type: text, summary: "What its manifest says it is for." },
  },
  table: [
    { property: "ModuleType", width: 10 },
    { property: "Version", width: 10 },
    { property: "Name", width: 35 },
    { property: "ExportedCommands" },
  ],
});

export type Kind = "Function" | "Variable" | "Alias";
/** Patterns of names; a kind that is absent is not spoken of. */
export type Members = Partial<Readonly<Record<Kind, readonly string[]>>>;

export interface ImportOptions {
  readonly args?: readonly unknown[];
  readonly prefix?: string;
  /** Only these members of what the module exports. */
  readonly only?: Members;
  /** Loads it anew when it is loaded already. */
  readonly force?: boolean;
  /** Into the scope of the caller alone rather than its session or module. */
  readonly local?: boolean;
  readonly global?: boolean;
  /** The least version, or the only one. */
  readonly minimum?: string;
  readonly required?: string;
  /** The highest version. */
  readonly maximum?: string;
  /** Leaves out functions whose names are taken. */
  readonly noClobber?: boolean;
  /** Brings nothing in: its members are asked for by {@link Modules.objectOf}. */
  readonly apart?: boolean;
}

/** The modules of the session. */
export interface Modules {
  /** Loads it by its name or path; rejects with a Problem. What its body puts out goes to `out`. */
  load(name: string, options: ImportOptions, out: Out): Promise<Entity>;
  /** Makes one of a block and imports it. */
  create(name: string, block: ScriptBlock, options: ImportOptions, out: Out): Promise<Entity>;
  list(): readonly Entity[];
  /** What it exports as one object: functions are methods, variables are properties. */
  objectOf(module: Entity): CustomObject;
  /** Those that could be loaded by name. */
  available(): Promise<readonly Entity[]>;
  /** False when there is none. */
  remove(name: string): boolean;
  /** Of the module whose code runs: what it exports; false outside of one. */
  export(members: Members): boolean;
}

const modules: readonly (readonly [RegExp, string])[] = [
  [
    /^activedirectory$/i,
    `There is no Active Directory here. Get-User, Set-User and the cmdlets of recipients do its work; leave that line out.`,
  ],
  [
    /^(?:exchangeonlinemanagement|msonline|azuread\w*|az(?:\..*)?|microsoft\.graph.*|microsoftteams)$/i,
    "exsh is an organization of its own and does not reach the cloud.",
  ],
  [
    /^(?:webadministration|iisadministration|failoverclusters|servermanager|dnsserver|hyper-v|grouppolicy)$/i,
    "It belongs to Windows.",
  ],
];

/** Advice for a module that there is not; undefined when nothing special is known of it. */
export function adviceForModule(name: string): string | undefined {
  return modules.find(([fits]) => fits.test(name))?.[1];
}

export function moduleNotFound(name: string): Problem {
  return new Problem({
    id: "Modules_ModuleNotFound",
    category: "ResourceUnavailable",
    text: `The specified module '${name}' was not loaded because no valid module file was found in any folder of $env:PSModulePath. ${adviceForModule(name) ?? "Give the path of its .psm1 or .psd1 file."}`,
    target: name,
    exceptionType: "System.IO.FileNotFoundException",
  });
}

/** Modules whose commands exsh has from the start: scripts import and require them. */
export function isBuiltIn(name: string): boolean {
  return /^(?:Microsoft\.PowerShell\.(?:Core|Utility|Management|Security|Host)|ExchangeOnlineManagement|exsh)$/i.test(
    name,
  );
}

/** A module of -FullyQualifiedName: a name, or a hash table with versions. */
export interface ModuleChoice {
  readonly name: string;
  readonly minimum?: string;
  readonly maximum?: string;
  readonly required?: string;
}

/** ModuleSpecification: "Name", or @{ ModuleName; ModuleVersion, MaximumVersion or RequiredVersion }. */
export const moduleChoice: Type<ModuleChoice> = {
  name: "ModuleSpecification",
  convert(value) {
    if (!(value instanceof Dictionary)) return { name: toText(value) };
    const at = (key: string) => (value.has(key) ? toText(value.get(key)) : undefined);
    const [name, minimum, maximum, required] = ["ModuleName", "ModuleVersion", "MaximumVersion", "RequiredVersion"].map(
      at,
    );
    if (name === undefined || (minimum ?? maximum ?? required) === undefined)
      throw new ConversionError(
        "A module is told by its name, or by a hash table with ModuleName and ModuleVersion, MaximumVersion or RequiredVersion.",
      );
    return { name, ...(minimum && { minimum }), ...(maximum && { maximum }), ...(required && { required }) };
  },
  show: (value) => value.name,
  encode: (value) => ({ ...value }),
  decode: (json) => json as unknown as ModuleChoice,
};

/** Whether a module is one that was chosen. */
export function isChosen(name: string, version: string, { name: wanted, ...range }: ModuleChoice): boolean {
  const own = Version.parse(version);
  const order = (limit: string | undefined) => {
    const other = Version.parse(limit ?? "");
    return own && other ? own.compare(other) : 0;
  };
  return (
    wildcard(wanted)(name) &&
    order(range.minimum) >= 0 &&
    order(range.maximum) <= 0 &&
    (range.required === undefined || order(range.required) === 0)
  );
}
