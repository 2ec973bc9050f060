// The variables that every session begins with (about_Automatic_Variables, about_Preference_Variables).

import { aliases as common } from "../command/aliases.ts";
import { errorCategories } from "../command/problem.ts";
import type { Registry } from "../command/registry.ts";
import type { List } from "../values/collections.ts";
import { CustomObject } from "../values/custom.ts";
import { Dictionary } from "../values/dictionary.ts";
import { EnumValue, enumeration, registerTypes } from "../values/nettype.ts";
import { Version } from "../values/version.ts";
import type { World } from "../world/world.ts";
import { actionNotSupported } from "./errors.ts";
import { hostVariable } from "./host.ts";
import { languageVersion } from "./requires.ts";
import { Scope } from "./scope.ts";

const actions = enumeration("System.Management.Automation.ActionPreference", {
  SilentlyContinue: 0,
  Stop: 1,
  Continue: 2,
  Inquire: 3,
  Ignore: 4,
  Suspend: 5,
  Break: 6,
});
const impacts = enumeration("System.Management.Automation.ConfirmImpact", ["None", "Low", "Medium", "High"]);
const categories = enumeration("System.Management.Automation.ErrorCategory", errorCategories);
const views = enumeration("System.Management.Automation.ErrorView", [
  "NormalView",
  "CategoryView",
  "ConciseView",
  "DetailedView",
]);
registerTypes(actions, impacts, categories, views);

const word = (type: typeof actions, name: string): unknown => {
  const value = type.convert(name, undefined as never);
  return value instanceof EnumValue ? value : name;
};

/** The global scope of a new session. */
export function globalScope(world: World, errors: List, location: string, width: number): Scope {
  const scope = new Scope(null);
  const { platform, pid, home } = world.host;
  const values: Readonly<Record<string, unknown>> = {
    ErrorActionPreference: word(actions, "Continue"),
    WarningPreference: word(actions, "Continue"),
    VerbosePreference: word(actions, "SilentlyContinue"),
    DebugPreference: word(actions, "SilentlyContinue"),
    InformationPreference: word(actions, "SilentlyContinue"),
    ProgressPreference: word(actions, "Continue"),
    ConfirmPreference: word(impacts, "High"),
    WhatIfPreference: false,
    OutputEncoding: "utf-8",
    ErrorView: word(views, "ConciseView"),
    MaximumErrorCount: 256,
    FormatEnumerationLimit: 4,
    MaximumHistoryCount: 4096,
    Matches: null,
    LASTEXITCODE: null,
    NestedPromptLevel: 0,
    PSDefaultParameterValues: new Dictionary("Hashtable"),
    _: null,
    args: [],
  };
  for (const [name, value] of Object.entries(values)) scope.put(name, value);
  // Preference variables keep their type: a wrong word is refused where it is assigned.
  for (const [name, type] of [
    ...["Error", "Warning", "Verbose", "Debug", "Information", "Progress"].map(
      (stream) => [stream === "Error" ? "ErrorActionPreference" : `${stream}Preference`, actions] as const,
    ),
    ["ConfirmPreference", impacts] as const,
    ["ErrorView", views] as const,
  ]) {
    scope.own(name).check = (value) => {
      const read = type.holds(value) ? value : type.convert(value, undefined as never);
      if (type === actions && String(read) === "Suspend") throw actionNotSupported(name, "Suspend");
      return read;
    };
  }
  const fixed: Readonly<Record<string, unknown>> = {
    Error: errors,
    HOME: home,
    PID: pid,
    PSVersionTable: versionTable(platform),
    PSEdition: "Core",
    PSCulture: "en-US",
    PSUICulture: "en-US",
    PSHOME: location,
    ShellId: "exsh",
    IsLinux: platform === "linux",
    IsMacOS: platform === "darwin",
    IsWindows: platform === "win32",
    IsCoreCLR: true,
    Host: hostVariable(width),
    ExecutionContext: new CustomObject({ Host: "exsh" }),
  };
  for (const [name, value] of Object.entries(fixed)) {
    scope.put(name, value);
    scope.own(name).option = "ReadOnly";
  }
  return scope;
}

function versionTable(platform: string): Dictionary {
  return Dictionary.of(
    {
      PSVersion: languageVersion,
      PSEdition: "Core",
      GitCommitId: "7.4.0",
      OS: platform,
      Platform: platform === "win32" ? "Win32NT" : "Unix",
      PSCompatibleVersions: [1, 2, 3, 4, 5, 6, 7].map((major) => new Version(major, 0)),
      PSRemotingProtocolVersion: new Version(2, 3),
      SerializationVersion: new Version(1, 1, 0, 1),
    },
    "Hashtable",
  );
}

/** Puts the aliases of a new session into its global scope: those whose cmdlet exists. */
export function startAliases(registry: Registry, global: Scope): void {
  for (const [name, definition] of common) {
    if (registry.find(definition) !== undefined) global.setAlias({ name, definition, description: "", option: "None" });
  }
}
