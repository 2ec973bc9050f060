// Get-Help: what a command does, how it is called, and examples that work.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { factsOfFunction } from "../../src/command/commenthelp.ts";
import type { Context } from "../../src/command/context.ts";
import { absolutePath, basename } from "../../src/command/files.ts";
import {
  factsOf,
  type HelpFacts,
  HelpInfo,
  type HelpPart,
  helpOf,
  parametersOf,
  parameterText,
} from "../../src/command/help.ts";
import { Problem } from "../../src/command/problem.ts";
import type { Shell } from "../../src/command/session.ts";
import { topicsLike, topicText } from "../../src/command/topics.ts";
import { choice, many, switchParameter, text } from "../../src/values/kinds.ts";
import { decodeText } from "../../src/values/net/files.ts";
import { defineShape } from "../../src/values/shape.ts";
import { hasWildcard, wildcard } from "../../src/values/wildcard.ts";

const HelpSummary = defineShape({
  name: "HelpInfoShort",
  summary: "One line about a command.",
  properties: {
    Name: { type: text, summary: "The command." },
    Category: { type: text, summary: "Cmdlet, Function or Alias." },
    Module: { type: text, summary: "Where it comes from." },
    Synopsis: { type: text, summary: "What it does." },
  },
  table: [{ property: "Name", width: 34 }, { property: "Category", width: 9 }, { property: "Synopsis" }],
});

const part = { type: switchParameter, mandatory: true } as const;
const name = {
  type: text,
  position: 1,
  pipeline: "property",
  summary: "The command or alias, or a pattern with wild cards; without it all commands are listed.",
} as const;

export default defineCmdlet({
  name: "Get-Help",
  synopsis: "Shows what a command does and how it is called.",
  runs: "shell",
  aliases: ["help", "man"],
  outputs: [HelpSummary],
  defaultSet: "AllUsersView",
  sets: {
    AllUsersView: { Name: name, Full: { type: switchParameter, summary: "Shows everything." } },
    DetailedView: { Name: name, Detailed: { ...part, summary: "Shows parameters and examples too." } },
    Examples: { Name: name, Examples: { ...part, summary: "Shows the examples." } },
    Online: {
      Name: name,
      Online: { ...part, summary: "Tells where the page of the command is." },
    },
    Parameters: {
      Name: name,
      Parameter: { type: many(text), mandatory: true, summary: "Shows these parameters only; wild cards are allowed." },
    },
  },
  parameters: {
    Category: {
      type: many(choice("HelpCategory", "Alias", "Cmdlet", "Function", "ExternalScript", "HelpFile", "All")),
      summary: "Only help of these kinds.",
    },
    Component: { type: many(text), summary: "Only functions whose help says this .COMPONENT; wild cards are allowed." },
    Functionality: { type: many(text), summary: "Only functions whose help says this .FUNCTIONALITY." },
    Role: { type: many(text), summary: "Only functions whose help says this .ROLE." },
  },
  examples: [
    { run: "Get-Help Get-Date", note: "Synopsis and syntax." },
    { run: "Get-Help Select-Object -Parameter First", note: "One parameter." },
    { run: "Get-Help *-Csv", note: "Commands by a pattern." },
    { run: "Get-Help about_*", note: "Topics about exsh." },
  ],
  async *process(p, ctx) {
    const { shell, error } = ctx;
    const wanted = p.Name ?? "*";
    const fits = choosing(p);
    if (hasWildcard(wanted)) {
      for (const facts of await allFacts(shell, wanted)) if (fits(facts)) yield summaryOf(facts);
      if (!ofCommands(p))
        for (const { name: Name, synopsis: Synopsis } of topicsLike(wanted))
          yield HelpSummary.make({ Name, Category: "HelpFile", Module: null, Synopsis });
      return;
    }
    const [topic] = ofCommands(p) ? [] : topicsLike(wanted);
    if (topic) {
      yield new HelpInfo({ Name: topic.name, Category: "HelpFile", Synopsis: topic.synopsis }, topicText(topic));
      return;
    }
    const found = (await find(shell, wanted)) ?? (await scriptFacts(ctx, wanted));
    const facts = found && fits(found) ? found : undefined;
    if (!facts) {
      const near = shell.registry.nearest(
        wanted,
        [...shell.functions.list()].map((one) => one.name),
      );
      const like = (await allFacts(shell, `*${wanted}*`)).filter(fits);
      if (/^about_/i.test(wanted)) error(topicElsewhere(wanted));
      else if (like.length === 0) error(notFound(wanted, near));
      else if (like.length === 1) yield helpOf(like[0]!, "Short");
      else for (const one of like) yield summaryOf(one);
      return;
    }
    if (p.set === "Online") {
      yield facts.links.find((link) => /^https?:/i.test(link)) ??
        `docs/reference/${facts.name}.md in the folder of exsh`;
      return;
    }
    if (p.set === "Parameters") {
      const tests = p.Parameter.map((pattern) => wildcard(pattern));
      const found = parametersOf(facts).filter((one) => tests.some((fits) => fits(one.name)));
      if (found.length === 0) error(noParameter(facts.name, p.Parameter.join(", ")));
      for (const one of found)
        yield new HelpInfo({ Name: one.name, Description: one.summary }, `${parameterText(one)}\n`);
      return;
    }
    const shown: HelpPart =
      p.set === "DetailedView" ? "Detailed" : p.set === "Examples" ? "Examples" : p.Full ? "Full" : "Short";
    yield helpOf(facts, shown);
  },
});

/** Whether -Category, -Component, -Functionality or -Role leave out topics. */
const ofCommands = (p: Parameters<typeof choosing>[0]): boolean =>
  (p.Category !== undefined && !p.Category.some((one) => one === "HelpFile" || one === "All")) ||
  [p.Component, p.Functionality, p.Role].some((one) => one !== undefined);

async function find(shell: Shell, wanted: string): Promise<HelpFacts | undefined> {
  const target = shell.aliases.get(wanted)?.definition ?? wanted;
  const entry = shell.functions.get(target);
  if (entry) return factsOfFunction(entry);
  return shell.registry.find(target) === undefined ? undefined : cmdletFacts(shell, target);
}

/** Help of a script, by its path. */
async function scriptFacts(ctx: Context, wanted: string): Promise<HelpFacts | undefined> {
  if (!/\.ps1$/i.test(wanted)) return undefined;
  const path = absolutePath(ctx, wanted);
  if (!(await ctx.world.disk.stat(path))) return undefined;
  const { functions } = ctx.shell;
  // A function of the script's text, for a moment: its declaration and its comments are read alike.
  functions.set(path, ctx.shell.block(decodeText(await ctx.world.disk.read(path))));
  const entry = functions.get(path);
  functions.remove(path);
  if (!entry) return undefined;
  return { ...factsOfFunction(entry), name: basename(path), category: "ExternalScript" };
}

/** Whether help is of the kind and the place that -Category, -Component, -Functionality and -Role say. */
function choosing(p: {
  readonly Category?: readonly string[] | undefined;
  readonly Component?: readonly string[] | undefined;
  readonly Functionality?: readonly string[] | undefined;
  readonly Role?: readonly string[] | undefined;
}): (facts: HelpFacts) => boolean {
  const fits = (patterns: readonly string[] | undefined, text: string | undefined) =>
    !patterns || patterns.some((pattern) => wildcard(pattern)(text ?? ""));
  const kinds = p.Category && !p.Category.includes("All") ? p.Category : undefined;
  return (facts) =>
    (!kinds || kinds.includes(facts.category)) &&
    fits(p.Component, facts.component) &&
    fits(p.Functionality, facts.functionality) &&
    fits(p.Role, facts.role);
}

async function cmdletFacts(shell: Shell, cmdletName: string): Promise<HelpFacts> {
  const cmdlet = await shell.registry.load(cmdletName);
  const aliases = [...shell.aliases.list()]
    .filter((alias) => alias.definition.toLowerCase() === cmdlet.name.toLowerCase())
    .map((alias) => alias.name);
  return factsOf(cmdlet, aliases);
}

async function allFacts(shell: Shell, pattern: string): Promise<readonly HelpFacts[]> {
  const fits = wildcard(pattern);
  const found = [...shell.functions.list()].filter((entry) => fits(entry.name)).map(factsOfFunction);
  for (const one of shell.registry.names.filter(fits)) found.push(await cmdletFacts(shell, one));
  return found.sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
}

function summaryOf(facts: HelpFacts) {
  return HelpSummary.make({
    Name: facts.name,
    Category: facts.category,
    Module: facts.category === "Cmdlet" ? "exsh" : null,
    Synopsis: facts.synopsis,
  });
}

function notFound(wanted: string, near: readonly string[]): Problem {
  const hint = near.length === 0 ? "Get-Command lists all commands." : `Did you mean ${near.join(", ")}?`;
  return new Problem({
    id: "HelpNotFound",
    category: "ObjectNotFound",
    text: `Get-Help could not find '${wanted}'. ${hint}`,
    target: wanted,
  });
}

function topicElsewhere(topic: string): Problem {
  return new Problem({
    id: "HelpNotFound",
    category: "ObjectNotFound",
    text: `The topics about the language are PowerShell's: https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/${topic.toLowerCase()}`,
    target: topic,
  });
}

function noParameter(command: string, wanted: string): Problem {
  return new Problem({
    id: "NoParmsFound",
    category: "ObjectNotFound",
    text: `No parameter of ${command} matches '${wanted}'.`,
    target: wanted,
  });
}
