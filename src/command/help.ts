// Help from the declarations of cmdlets and the comments of functions, as an object and as the text people read.
import type { Cmdlet, Parameter } from "./cmdlet.ts";
import { type CommandFace, prepare } from "./face.ts";
import { FixedObject } from "./fixed.ts";
import { kindName, syntaxLines } from "./syntax.ts";

export interface HelpExample {
  readonly code: string;
  readonly remarks: string;
}

/** What is known of one command, wherever it was written down. */
export interface HelpFacts {
  readonly name: string;
  readonly category: "Cmdlet" | "Function" | "ExternalScript";
  readonly synopsis: string;
  readonly description: string;
  readonly face: CommandFace;
  /** By parameter name in lower case, where the comments of a function say more than its declaration. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly examples: readonly HelpExample[];
  readonly notes: string;
  readonly links: readonly string[];
  readonly aliases: readonly string[];
  /** What goes into it and what comes out, and where it belongs, as the comments of a function say. */
  readonly inputs?: string;
  readonly outputs?: string;
  readonly component?: string;
  readonly role?: string;
  readonly functionality?: string;
}

export type HelpPart = "Short" | "Detailed" | "Full" | "Examples";

/** Help for one command: its properties for scripts, its text for people. */
export class HelpInfo extends FixedObject {
  constructor(fields: Readonly<Record<string, unknown>>, text: string) {
    super(["MamlCommandHelpInfo", "HelpInfo"], fields, text, true);
  }
}

export function factsOf(cmdlet: Cmdlet, aliases: readonly string[]): HelpFacts {
  return {
    name: cmdlet.name,
    category: "Cmdlet",
    synopsis: cmdlet.synopsis,
    description: cmdlet.description,
    face: cmdlet,
    parameters: new Map(),
    examples: cmdlet.examples.map(({ run, note }) => ({ code: run, remarks: note })),
    notes: "",
    links: [],
    aliases,
  };
}

export function helpOf(facts: HelpFacts, part: HelpPart): HelpInfo {
  const syntax = syntaxLines(facts.face);
  return new HelpInfo(
    {
      Name: facts.name,
      Category: facts.category,
      Synopsis: facts.synopsis,
      Description: facts.description,
      Syntax: syntax,
      Parameters: parametersOf(facts).map(({ name }) => name),
      Examples: facts.examples.map(({ code }) => code),
      RelatedLinks: facts.links,
      InputTypes: facts.inputs ?? "",
      ReturnValues: facts.outputs ?? "",
      Component: facts.component ?? "",
      Role: facts.role ?? "",
      Functionality: facts.functionality ?? "",
      AlertSet: facts.notes,
    },
    textOf(facts, syntax, part),
  );
}

interface Described {
  readonly name: string;
  readonly spec: Parameter;
  readonly summary: string;
  readonly sets: readonly string[];
}

/** The command's own parameters with what is said of them. */
export function parametersOf(facts: HelpFacts): readonly Described[] {
  const prepared = prepare(facts.face);
  return prepared.own.map((parameter) => ({
    name: parameter.name,
    spec: parameter.spec,
    summary: facts.parameters.get(parameter.name.toLowerCase()) ?? parameter.spec.summary,
    sets: prepared.sets.filter((_, set) => parameter.mask & (1 << set)),
  }));
}

/** The text about some parameters alone (Get-Help -Parameter). */
export function parameterText(described: Described): string {
  const { spec } = described;
  const lines = [`-${described.name}${spec.type.name === "SwitchParameter" ? "" : ` <${kindName(spec.type)}>`}`];
  if (described.summary) lines.push(...indent(described.summary, 4));
  if (spec.noEffect !== undefined) lines.push(...indent(`Has no effect here: ${spec.noEffect}`, 4));
  const choices = (spec.type.element ?? spec.type).choices;
  if (choices) lines.push(...indent(`One of: ${choices.join(", ")}.`, 4));
  const facts: [string, string][] = [
    ["Required?", String(spec.mandatory === true)],
    ["Position?", spec.position === undefined ? "named" : String(spec.position)],
    ["Default value", spec.default === undefined || spec.default === null ? "None" : String(spec.default)],
    ["Accept pipeline input?", pipelineText(spec)],
    ["Aliases", spec.aliases?.join(", ") ?? "None"],
    ["Parameter sets", described.sets.join(", ")],
  ];
  lines.push("", ...facts.map(([label, value]) => `    ${label.padEnd(28)} ${value}`));
  return lines.join("\n");
}

function pipelineText(spec: Parameter): string {
  switch (spec.pipeline) {
    case "value":
      return "true (ByValue)";
    case "property":
      return "true (ByPropertyName)";
    case "both":
      return "true (ByPropertyName, ByValue)";
    default:
      return "false";
  }
}

function textOf(facts: HelpFacts, syntax: readonly string[], part: HelpPart): string {
  const lines: string[] = ["", "NAME", `    ${facts.name}`, ""];
  const section = (title: string, body: readonly string[]) => {
    if (body.length > 0) lines.push("", title, ...body, "");
  };
  section("SYNOPSIS", indent(facts.synopsis, 4));
  if (part !== "Examples") {
    section(
      "SYNTAX",
      syntax.flatMap((line) => [`    ${line}`, ""]),
    );
    section("DESCRIPTION", indent(facts.description, 4));
    if (facts.aliases.length > 0) section("ALIASES", [`    ${facts.aliases.join(", ")}`]);
  }
  if (part === "Detailed") {
    section(
      "PARAMETERS",
      parametersOf(facts).flatMap(({ name, spec, summary }) => [
        `    -${name}${spec.type.name === "SwitchParameter" ? "" : ` <${kindName(spec.type)}>`}`,
        ...indent(summary, 8),
        "",
      ]),
    );
  }
  if (part === "Full") {
    section(
      "PARAMETERS",
      parametersOf(facts).flatMap((one) => [...indent(parameterText(one), 4), ""]),
    );
  }
  if (part === "Full") {
    section("INPUTS", indent(facts.inputs ?? "", 4));
    section("OUTPUTS", indent(facts.outputs ?? "", 4));
    section("NOTES", indent(facts.notes, 4));
  }
  if (part !== "Short") {
    section(
      "EXAMPLES",
      facts.examples.flatMap(({ code, remarks }, i) => [
        `    Example ${i + 1}`,
        "",
        ...indent(code, 4),
        ...(remarks ? ["", ...indent(remarks, 4)] : []),
        "",
      ]),
    );
  }
  section(
    "RELATED LINKS",
    facts.links.map((link) => `    ${link}`),
  );
  if (part === "Short") {
    lines.push("REMARKS", `    For more: Get-Help ${facts.name} -Detailed, -Examples or -Full.`, "");
  }
  return lines.join("\n").replace(/\n{3,}/g, "\n\n");
}

function indent(text: string, by: number): readonly string[] {
  if (text === "") return [];
  return text.split("\n").map((line) => (line === "" ? "" : " ".repeat(by) + line));
}
