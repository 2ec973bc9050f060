// Get-Command: the commands there are: cmdlets, functions, aliases, programs.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { commandNotFound } from "../../src/command/errors.ts";
import { type CommandFace, prepare } from "../../src/command/face.ts";
import { isChosen, type ModuleChoice, moduleChoice } from "../../src/command/modules.ts";
import { editDistance, nearest } from "../../src/command/near.ts";
import type { Shell } from "../../src/command/session.ts";
import { CommandInfo } from "../../src/command/shapes.ts";
import { kindName, syntaxLines } from "../../src/command/syntax.ts";
import { version } from "../../src/command/version.ts";
import { isList, itemsOf } from "../../src/values/collections.ts";
import { CustomObject } from "../../src/values/custom.ts";
import { Dictionary } from "../../src/values/dictionary.ts";
import { choice, many, switchParameter, text, wholeNumber } from "../../src/values/kinds.ts";
import { toText } from "../../src/values/text.ts";
import { hasWildcard, wildcard } from "../../src/values/wildcard.ts";

interface Found {
  readonly kind: "Alias" | "Cmdlet" | "Function" | "Filter" | "Application";
  readonly name: string;
  /** What an alias stands for, the path of a program. */
  readonly target?: string;
}

const rank = { Alias: 0, Function: 1, Filter: 1, Cmdlet: 2, Application: 3 } as const;

export default defineCmdlet({
  name: "Get-Command",
  synopsis: "Lists commands.",
  runs: "shell",
  aliases: ["gcm"],
  outputs: [CommandInfo],
  defaultSet: "CmdletSet",
  sets: {
    CmdletSet: {
      Verb: { type: many(text), pipeline: "property", summary: "Only commands with these verbs." },
      Noun: { type: many(text), pipeline: "property", summary: "Only commands with these nouns." },
    },
    AllCommandSet: {
      UseFuzzyMatching: {
        type: switchParameter,
        summary: "Finds also names that are written nearly so, the nearest first.",
      },
      UseAbbreviationExpansion: {
        type: switchParameter,
        summary: "Finds names by their capitals: g-pd for Get-PSDrive.",
      },
      FuzzyMinimumDistance: {
        type: wholeNumber("UInt32", 0, 100),
        summary: "How many letters may differ, with -UseFuzzyMatching.",
      },
      Name: { type: many(text), position: 1, pipeline: "both", summary: "Names; wild cards are allowed." },
      CommandType: {
        type: many(choice("CommandTypes", "Alias", "Cmdlet", "Function", "Filter", "Application", "All")),
        aliases: ["Type"],
        summary: "Only commands of these kinds.",
      },
    },
  },
  parameters: {
    Module: {
      type: many(text),
      aliases: ["PSSnapin"],
      pipeline: "property",
      summary: "Only commands of these modules; exsh for its own.",
    },
    FullyQualifiedModule: {
      type: many(moduleChoice),
      pipeline: "property",
      summary: "Only commands of these modules: names, or hash tables with ModuleName and ModuleVersion.",
    },
    All: { type: switchParameter, summary: "Also commands that others of the same name hide." },
    ListImported: {
      type: switchParameter,
      noEffect: "commands are in the session, or they are not known.",
      quiet: true,
      summary: "Only commands in the session.",
    },
    ShowCommandInfo: { type: switchParameter, summary: "Gives what a window for the command would need." },
    ParameterType: { type: many(text), summary: "Only commands that have a parameter of one of these types." },
    ParameterName: { type: many(text), summary: "Only commands that have one of these parameters." },
    Syntax: { type: switchParameter, summary: "Gives the syntax of each command as text." },
    TotalCount: { type: wholeNumber("Int32", 0, 2147483647), summary: "The most commands to give." },
  },
  examples: [
    { run: "Get-Command *-Csv", note: "By a pattern." },
    { run: "Get-Command Get-Date -Syntax", note: "How it is called." },
    { run: "Get-Command -Verb Get -Noun D*", note: "By verb and noun." },
  ],
  async *process(p, { shell, error }) {
    const modules = p.Module?.map((pattern) => wildcard(pattern));
    let left = p.TotalCount ?? Number.POSITIVE_INFINITY;
    for await (const one of select(shell, p, error)) {
      if (left <= 0) return;
      const face = await faceOf(shell, one);
      if (p.ParameterName && !hasOne(face, p.ParameterName)) continue;
      if (p.ParameterType && !hasType(face, p.ParameterType)) continue;
      if (p.FullyQualifiedModule && !p.FullyQualifiedModule.some((choice) => inModule(shell, one, choice))) continue;
      if (modules && !modules.some((fits) => fits(moduleOf(shell, one)))) continue;
      left--;
      if (p.ShowCommandInfo) yield commandInfo(shell, one, face);
      else if (p.Syntax)
        yield one.target !== undefined ? one.target : `\n${face ? syntaxLines(face).join("\n\n") : one.name}\n`;
      else yield describe(shell, one, face);
    }
  },
});

async function* select(
  shell: Shell,
  p: {
    readonly Name?: readonly string[] | undefined;
    readonly CommandType?: readonly string[] | undefined;
    readonly Verb?: readonly string[] | undefined;
    readonly Noun?: readonly string[] | undefined;
    readonly All?: boolean | undefined;
    readonly FuzzyMinimumDistance?: number | undefined;
    readonly UseFuzzyMatching?: boolean | undefined;
    readonly UseAbbreviationExpansion?: boolean | undefined;
  },
  error: (problem: ReturnType<typeof commandNotFound>) => void,
): AsyncGenerator<Found> {
  const all = everything(shell);
  const kinds = p.CommandType && !p.CommandType.includes("All") ? p.CommandType : undefined;
  if (p.Verb || p.Noun) {
    const verbs = p.Verb?.map((pattern) => wildcard(pattern));
    const nouns = p.Noun?.map((pattern) => wildcard(pattern));
    for (const one of all) {
      const [verb = "", noun] = one.name.split("-", 2);
      if (one.kind === "Alias" || noun === undefined) continue;
      if (verbs && !verbs.some((fits) => fits(verb))) continue;
      if (!nouns || nouns.some((fits) => fits(noun))) yield one;
    }
    return;
  }
  for (const pattern of p.Name ?? ["*"]) {
    if (p.UseFuzzyMatching) {
      const names = all.map((one) => one.name);
      const most = p.FuzzyMinimumDistance;
      const near = most === undefined ? nearest(pattern, names) : withinDistance(pattern, names, most);
      for (const name of near) yield* all.filter((one) => one.name === name);
      continue;
    }
    const fits = p.UseAbbreviationExpansion ? abbreviates(pattern) : wildcard(pattern);
    const found = all.filter((one) => fits(one.name) && (kinds === undefined || kinds.includes(one.kind)));
    if (p.UseAbbreviationExpansion) {
      yield* found;
      continue;
    }
    const programs = p.All || kinds === undefined ? !found[0] && !hasWildcard(pattern) : kinds.includes("Application");
    if (programs) found.push(...(await applications(shell, pattern)));
    if (hasWildcard(pattern) || (p.All && found.length > 0)) yield* found;
    else if (found[0]) yield found[0];
    else
      error(
        commandNotFound(
          pattern,
          nearest(
            pattern,
            all.map((one) => one.name),
          ),
        ),
      );
  }
}

/** The names that differ by at most so many letters, the nearest first. */
function withinDistance(pattern: string, names: readonly string[], most: number): readonly string[] {
  const wanted = pattern.toLowerCase();
  return names
    .map((name) => ({ name, distance: editDistance(wanted, name.toLowerCase(), most) }))
    .filter(({ distance }) => distance <= most)
    .sort((a, b) => a.distance - b.distance)
    .map(({ name }) => name);
}

/** Whether the capitals of a name, with its dash, are these letters in any case. */
const abbreviates = (letters: string) => (name: string) =>
  name.replace(/[^A-Z-]/g, "").toLowerCase() === letters.toLowerCase();

/** Programs in PATH; a plain name is the first of its name. */
async function applications(shell: Shell, pattern: string): Promise<Found[]> {
  const paths = await shell.programs(hasWildcard(pattern) ? wildcard(pattern, true) : pattern);
  return paths.map((path) => ({ kind: "Application", name: path.slice(path.lastIndexOf("/") + 1), target: path }));
}

/** All commands, in the order in which a name is looked up: aliases, functions, cmdlets; each by name. */
function everything(shell: Shell): readonly Found[] {
  const all: Found[] = [
    ...[...shell.aliases.list()].map((one): Found => ({ kind: "Alias", name: one.name, target: one.definition })),
    ...[...shell.functions.list()].map((one): Found => ({ kind: one.filter ? "Filter" : "Function", name: one.name })),
    ...shell.registry.names.map((name): Found => ({ kind: "Cmdlet", name })),
  ];
  return all.sort((a, b) => rank[a.kind] - rank[b.kind] || (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
}

async function faceOf(shell: Shell, one: Found): Promise<CommandFace | undefined> {
  if (one.kind === "Application") return undefined;
  const name = one.target ?? one.name;
  const entry = shell.functions.get(name);
  if (entry && one.kind !== "Cmdlet") return entry.face;
  return shell.registry.find(name) === undefined ? undefined : shell.registry.load(name);
}

function hasOne(face: CommandFace | undefined, patterns: readonly string[]): boolean {
  if (!face) return false;
  const { own, common } = prepare(face);
  return patterns.some((pattern) => {
    const fits = wildcard(pattern);
    return [...own, ...common].some((one) => fits(one.name) || (one.spec.aliases ?? []).some(fits));
  });
}

function hasType(face: CommandFace | undefined, wanted: readonly string[]): boolean {
  if (!face) return false;
  const names = wanted.map((one) => one.replace(/^\[|\]$/g, "").toLowerCase());
  const fits = (kind: string) => names.some((name) => kind === name || name.endsWith(`.${kind}`));
  return prepare(face).own.some((one) => fits(kindName(one.spec.type).toLowerCase()));
}

/** The module of a command; "" when it has none. */
function moduleOf(shell: Shell, one: Found): string {
  if (one.kind === "Cmdlet") return "exsh";
  const exported = one.kind === "Alias" ? "ExportedAliases" : "ExportedFunctions";
  const owner = shell.modules.list().find((module) => asNames(module.get(exported)).includes(one.name.toLowerCase()));
  return owner ? toText(owner.get("Name")) : "";
}

/** Whether a command is of a module that was chosen, in a version that was. */
function inModule(shell: Shell, one: Found, choice: ModuleChoice): boolean {
  const name = moduleOf(shell, one);
  const module = shell.modules.list().find((known) => toText(known.get("Name")) === name);
  return isChosen(name, module ? toText(module.get("Version")) : String(version), choice);
}

const asNames = (value: unknown): readonly string[] =>
  isList(value) ? itemsOf(value).map((one) => toText(one).toLowerCase()) : [];

/** What Show-Command and other tools read of a command (-ShowCommandInfo). */
function commandInfo(shell: Shell, one: Found, face: CommandFace | undefined): CustomObject {
  const prepared = face && prepare(face);
  const sets = (prepared?.sets ?? []).map(
    (name, set) =>
      new CustomObject({
        Name: name,
        IsDefault: prepared!.defaultSet === set,
        Parameters: prepared!.own
          .filter((parameter) => parameter.inSet[set])
          .map(
            ({ name: parameter, spec }) =>
              new CustomObject({
                ...{ Name: parameter, IsMandatory: spec.mandatory === true, Position: spec.position ?? null },
                ...{ ValueFromPipeline: spec.pipeline === "value" || spec.pipeline === "both" },
                ...{ ParameterType: kindName(spec.type), HasParameterSet: true },
                ValidParamSetValues: [...((spec.type.element ?? spec.type).choices ?? [])],
              }),
          ),
      }),
  );
  const module = moduleOf(shell, one);
  return new CustomObject({
    ...{ Name: one.name, ModuleName: module, Module: new CustomObject({ Name: module }), CommandType: one.kind },
    ...{ Definition: one.target ?? (face ? syntaxLines(face).join("\n") : ""), ParameterSets: sets },
  });
}

function describe(shell: Shell, one: Found, face: CommandFace | undefined) {
  const lines = face ? syntaxLines(face) : [];
  const [verb = "", noun = ""] = one.name.split("-", 2);
  return CommandInfo.make({
    CommandType: one.kind,
    Name: one.name,
    Version: one.kind === "Cmdlet" ? String(version) : one.kind === "Application" ? "0.0.0.0" : null,
    Source: one.kind === "Application" ? (one.target ?? null) : moduleOf(shell, one) || null,
    Definition: one.target ?? shell.functions.get(one.name)?.text ?? lines.join("\n\n"),
    ParameterSets: lines,
    Parameters: face ? parametersOf(face) : null,
    ResolvedCommandName: one.kind === "Alias" ? (one.target ?? null) : null,
    Path: one.kind === "Application" ? (one.target ?? null) : null,
    ModuleName: moduleOf(shell, one) || null,
    ...(one.kind === "Cmdlet" ? { Verb: verb, Noun: noun } : {}),
    ScriptBlock: shell.functions.get(one.name)?.block ?? null,
    Options: one.kind === "Alias" ? (shell.aliases.get(one.name)?.option ?? null) : null,
  });
}

function parametersOf(face: CommandFace): Dictionary {
  const table = new Dictionary("Generic", false, ["System.String", "System.Management.Automation.ParameterMetadata"]);
  const { own, common, sets } = prepare(face);
  for (const parameter of [...own, ...common]) {
    table.set(
      parameter.name,
      new CustomObject(
        {
          Name: parameter.name,
          ParameterType: kindName(parameter.spec.type),
          Aliases: [...(parameter.spec.aliases ?? [])],
          IsMandatory: parameter.spec.mandatory === true,
          SwitchParameter: parameter.spec.type.name === "SwitchParameter",
          ParameterSets: sets.filter((_, set) => parameter.mask & (1 << set)),
        },
        ["System.Management.Automation.ParameterMetadata"],
      ),
    );
  }
  return table;
}
