// Get-Command: the commands there are: cmdlets, functions, aliases, programs.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { commandNotFound } from "../../src/command/errors.ts";
import { type CommandFace, prepare } from "../../src/command/face.ts";
import { nearest } from "../../src/command/near.ts";
import type { Shell } from "../../src/command/session.ts";
import { CommandInfo } from "../../src/command/shapes.ts";
import { kindName, syntaxLines } from "../../src/command/syntax.ts";
import { version } from "../../src/command/version.ts";
import { CustomObject } from "../../src/values/custom.ts";
import { Dictionary } from "../../src/values/dictionary.ts";
import { choice, many, switchParameter, text, wholeNumber } from "../../src/values/kinds.ts";
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
      Name: { type: many(text), position: 1, pipeline: "both", summary: "Names; wild cards are allowed." },
      CommandType: {
        type: many(choice("CommandTypes", "Alias", "Cmdlet", "Function", "Filter", "Application", "All")),
        aliases: ["Type"],
        summary: "Only commands of these kinds.",
      },
    },
  },
  parameters: {
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
    let left = p.TotalCount ?? Number.POSITIVE_INFINITY;
    for await (const one of select(shell, p, error)) {
      if (left <= 0) return;
      const face = await faceOf(shell, one);
      if (p.ParameterName && !hasOne(face, p.ParameterName)) continue;
      left--;
      if (p.Syntax)
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
    const fits = wildcard(pattern);
    const found = all.filter((one) => fits(one.name) && (kinds === undefined || kinds.includes(one.kind)));
    const programs = kinds === undefined ? !found[0] && !hasWildcard(pattern) : kinds.includes("Application");
    if (programs) found.push(...(await applications(shell, pattern)));
    if (hasWildcard(pattern)) yield* found;
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

function describe(shell: Shell, one: Found, face: CommandFace | undefined) {
  const lines = face ? syntaxLines(face) : [];
  return CommandInfo.make({
    CommandType: one.kind,
    Name: one.name,
    Version: one.kind === "Cmdlet" ? String(version) : one.kind === "Application" ? "0.0.0.0" : null,
    Source: one.kind === "Cmdlet" ? "exsh" : one.kind === "Application" ? (one.target ?? null) : null,
    Definition: one.target ?? shell.functions.get(one.name)?.text ?? lines.join("\n\n"),
    ParameterSets: lines,
    Parameters: face ? parametersOf(face) : null,
    ResolvedCommandName: one.kind === "Alias" ? (one.target ?? null) : null,
    Path: one.kind === "Application" ? (one.target ?? null) : null,
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
