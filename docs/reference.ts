// The reference pages, made from the declarations of the cmdlets: one a cmdlet, one of the objects they give, an index.
// `npm run docs` writes them; a test holds them against the declarations.
import type { Cmdlet, Parameter } from "../src/command/cmdlet.ts";
import { type Prepared, prepare } from "../src/command/face.ts";
import { kindName, syntaxLines } from "../src/command/syntax.ts";
import type { Properties, Property, Shape } from "../src/values/shape.ts";

/** A cmdlet and the folder of cmdlets/ that it stands in. */
export interface Placed {
  readonly folder: string;
  readonly cmdlet: Cmdlet;
}

/** The folders in the order of the index, as people would call them. */
const groups: Readonly<Record<string, string>> = {
  recipients: "Recipients",
  organization: "The organization",
  servers: "Server and databases",
  transport: "Mail flow",
  mailbox: "What is in mailboxes",
  core: "The shell",
};

const made = "<!-- Made by `npm run docs` from the declarations of the cmdlets. -->";

/** All pages: file name in docs/reference to text. */
export function referencePages(all: readonly Placed[]): ReadonlyMap<string, string> {
  const sorted = [...all].sort((a, b) => (keyOf(a.cmdlet.name) < keyOf(b.cmdlet.name) ? -1 : 1));
  const pages = new Map<string, string>();
  for (const { cmdlet } of sorted) pages.set(`${cmdlet.name}.md`, pageOf(cmdlet));
  pages.set("objects.md", objectsPage(shapesOf(sorted)));
  pages.set("README.md", indexPage(sorted));
  return pages;
}

/** By noun, then by verb. */
const keyOf = (name: string): string => name.split("-").reverse().join("-").toLowerCase();

function indexPage(sorted: readonly Placed[]): string {
  const lines = ["# Cmdlets", "", made, ""];
  lines.push(
    "In the shell the same is told by `Get-Help <name> -Full`. What the cmdlets give is in [objects](objects.md).",
    "",
  );
  const named = Object.keys(groups);
  const others = [...new Set(sorted.map(({ folder }) => folder))].filter((folder) => !named.includes(folder));
  for (const folder of [...named, ...others]) {
    const here = sorted.filter((one) => one.folder === folder);
    if (here.length === 0) continue;
    lines.push(`## ${groups[folder] ?? folder}`, "", "| cmdlet | what it does |", "|---|---|");
    for (const { cmdlet } of here) lines.push(`| [${cmdlet.name}](${cmdlet.name}.md) | ${cell(cmdlet.synopsis)} |`);
    lines.push("");
  }
  return lines.join("\n");
}

function pageOf(cmdlet: Cmdlet): string {
  const lines = [`# ${cmdlet.name}`, "", made, "", cmdlet.synopsis, ""];
  if (cmdlet.description) lines.push(cmdlet.description, "");
  if (cmdlet.aliases.length > 0) lines.push(`Alias: ${cmdlet.aliases.map((name) => `\`${name}\``).join(", ")}`, "");
  const { sets, defaultSet, own } = prepare(cmdlet);
  const syntax = syntaxLines(cmdlet).map((line, set) => {
    const head = sets.length === 1 ? "" : `# ${sets[set]}${set === defaultSet ? ", unless another is meant" : ""}\n`;
    return head + unfolded(line);
  });
  lines.push("## Syntax", "", "```text", syntax.join("\n\n"), "```", "");
  lines.push("## Examples", "");
  for (const { run, note } of cmdlet.examples) lines.push(note, "", "```powershell", run, "```", "");
  if (own.length > 0) {
    lines.push("## Parameters", "", "| parameter | kind | meaning |", "|---|---|---|");
    for (const one of own) lines.push(`| \`-${one.name}\` | ${cell(kindOf(one.spec))} | ${cell(meaning(one, sets))} |`);
    lines.push("");
  }
  if (cmdlet.confirms)
    lines.push(
      `\`-WhatIf\` tells what would be done; \`-Confirm\` ${cmdlet.confirms === "ask" ? "is on unless `-Confirm:$false` is given" : "asks first"}.`,
      "",
    );
  if (cmdlet.outputs.length > 0) {
    lines.push("## Output", "");
    for (const { name, summary } of cmdlet.outputs)
      lines.push(`[${name}](objects.md#${name.toLowerCase()}): ${summary}`, "");
  }
  return lines.join("\n");
}

/** The syntax with each parameter in a line of its own; the words it takes stand in the table. */
const unfolded = (line: string): string =>
  line.replace(/ \{[^{}]*\}/g, "").replace(/ (?=\[{0,2}-[A-Z]|\[<Common)/g, "\n    ");

const kindOf = (spec: Parameter): string => (spec.type.name === "SwitchParameter" ? "switch" : kindName(spec.type));

/** What a parameter is for, and what else one needs to know of it. */
function meaning({ spec, inSet }: Prepared, sets: readonly string[]): string {
  const choices = (spec.type.element ?? spec.type).choices;
  const preset = spec.default;
  const having = sets.filter((_, set) => inSet[set]);
  const needing = sets.filter((_, set) => inSet[set]?.mandatory);
  const facts = [
    spec.noEffect === undefined ? "" : `Has no effect here: ${spec.noEffect}`,
    choices && !choices.includes("$true") ? `One of ${choices.map((word) => `\`${word}\``).join(", ")}.` : "",
    preset === undefined || preset === null || preset === "" ? "" : `Default: \`${String(preset)}\`.`,
    having.length === sets.length ? "" : `Only in the set${having.length > 1 ? "s" : ""} ${having.join(", ")}.`,
    needing.length === 0 ? "" : needing.length === having.length ? "Required." : `Required in ${needing.join(", ")}.`,
    spec.position === undefined ? "" : `Position ${spec.position}.`,
    spec.pipeline === undefined ? "" : pipelines[spec.pipeline],
    spec.aliases?.length ? `Alias: ${spec.aliases.map((name) => `\`-${name}\``).join(", ")}.` : "",
  ];
  return [spec.summary, ...facts].filter(Boolean).join(" ");
}

const pipelines = {
  value: "From the pipeline.",
  property: "From the pipeline, by property name.",
  both: "From the pipeline, also by property name.",
} as const;

/** The objects that cmdlets give, by name. */
function shapesOf(all: readonly Placed[]): readonly (readonly [Shape, readonly string[]])[] {
  const givers = new Map<Shape, string[]>();
  for (const { cmdlet } of all)
    for (const shape of cmdlet.outputs) givers.set(shape, [...(givers.get(shape) ?? []), cmdlet.name]);
  return [...givers].sort(([a], [b]) => (a.name < b.name ? -1 : 1));
}

function objectsPage(shapes: readonly (readonly [Shape, readonly string[]])[]): string {
  const lines = ["# Objects", "", made, ""];
  lines.push(
    "What cmdlets give: the properties with their kinds. `Get-Member` shows the same for an object in the pipeline.",
    "",
  );
  for (const [shape, givers] of shapes) {
    lines.push(`## ${shape.name}`, "", shape.summary, "");
    lines.push(`From ${givers.map((name) => `[${name}](${name}.md)`).join(", ")}.`, "");
    lines.push("| property | kind | meaning |", "|---|---|---|");
    for (const [name, property] of Object.entries(shape.properties as Properties))
      if (!property.hidden)
        lines.push(`| ${name} | ${cell(kindName(property.type))} | ${cell(property.summary + defaultOf(property))} |`);
    lines.push("");
  }
  return lines.join("\n");
}

/** What a new object has unless told otherwise; nothing where that is nothing. */
function defaultOf({ type, default: preset }: Property): string {
  if (preset === undefined || preset === null) return "";
  const shown = type.show(type.convert(preset));
  return shown === "" ? "" : ` Default: \`${shown}\`.`;
}

/** Text that may stand in a cell of a table. */
const cell = (text: string): string => text.replace(/\r?\n/g, " ").replaceAll("|", "\\|").replaceAll("<", "&lt;");
