// The variables that every session begins with (about_Automatic_Variables, about_Preference_Variables).

import { aliases as common } from "../command/aliases.ts";
import { errorCategories } from "../command/problem.ts";
import type { Registry } from "../command/registry.ts";
import type { Alias } from "../command/session.ts";
import type { List } from "../values/collections.ts";
import { CustomObject } from "../values/custom.ts";
import { Dictionary } from "../values/dictionary.ts";
import { EnumValue, enumeration, registerTypes } from "../values/nettype.ts";
import { Version } from "../values/version.ts";
import type { World } from "../world/world.ts";
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
registerTypes(actions, impacts, categories);

const word = (type: typeof actions, name: string): unknown => {
  const value = type.convert(name, undefined as never);
  return value instanceof EnumValue ? value : name;
};

/** The global scope of a new session. */
export function globalScope(world: World, errors: List, location: string): Scope {
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
    Host: new CustomObject({
      Name: "exsh",
      Version: new Version(7, 4, 0),
      CurrentCulture: "en-US",
      CurrentUICulture: "en-US",
      UI: new CustomObject({ RawUI: rawUI() }),
    }),
    ExecutionContext: new CustomObject({ Host: "exsh" }),
  };
  for (const [name, value] of Object.entries(fixed)) {
    scope.put(name, value);
    scope.own(name).option = "ReadOnly";
  }
  return scope;
}

/** What scripts set of the window; it has no effect on a terminal here, and reading gives back what was set. */
function rawUI(): CustomObject {
  const size = (width: number, height: number) => new CustomObject({ Width: width, Height: height });
  return new CustomObject({
    WindowTitle: "exsh",
    ForegroundColor: "Gray",
    BackgroundColor: "Black",
    BufferSize: size(120, 3000),
    WindowSize: size(120, 50),
  });
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

/** The alias table of a new session: those whose cmdlet exists. */
export function startAliases(registry: Registry): Map<string, Alias> {
  const table = new Map<string, Alias>();
  for (const [name, definition] of common) {
    if (registry.find(definition) !== undefined) {
      table.set(name.toLowerCase(), { name, definition, description: "", option: "None" });
    }
  }
  return table;
}
