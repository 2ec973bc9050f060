// What Tab offers: commands, parameters, enumerated values, variables, properties and paths, as the declarations name them.
import { posix } from "node:path";
import { driveOf, itemsAt } from "../command/drives.ts";
import { type CommandFace, findParameter, type Prepared, type PreparedFace, prepare } from "../command/face.ts";
import type { Shell } from "../command/session.ts";
import { type Completion, completionAt } from "../language/syntax/complete.ts";
import type { World } from "../world/world.ts";
import { ofParameter, ofProgram } from "./completers.ts";
import { membersAt, propertiesBehind, typesLike } from "./members.ts";
import type { Wanted } from "./offers.ts";
import { plain, type Word, written } from "./words.ts";

/** Asks the organization for words; see offers.ts. */
type Asking = (wanted: Wanted) => Promise<readonly string[]>;

/** @returns the words that may stand in place of the end of the line, and that end. */
export async function completeLine(
  line: string,
  shell: Shell,
  world: World,
  asking: Asking,
): Promise<readonly [readonly string[], string]> {
  const found = completionAt(line, line.length);
  if (found === null) return [[], ""];
  const prefix = found.prefix.toLowerCase();
  // A line break in a word would run what stands before it, and control characters would reach the terminal.
  const words = (await wordsOf(found, line, shell, world, asking)).filter(
    (word) => (word.free || word.text.toLowerCase().startsWith(prefix)) && !/\p{Cc}/u.test(word.text),
  );
  const typed = line.slice(found.replace.start);
  const offered = [...new Set(words.map((word) => written(word, found)))];
  // What a script gives is in the order that it chose.
  return [words.some((word) => word.free) ? offered : offered.sort(), typed];
}

async function wordsOf(
  found: Completion,
  line: string,
  shell: Shell,
  world: World,
  asking: Asking,
): Promise<readonly Word[]> {
  switch (found.kind) {
    case "command":
      return commandsOf(shell);
    case "parameter":
      return (await ofProgram({ found, line, shell })) ?? parametersOf(found, await faceOf(found.command, shell));
    case "argument":
      return argumentsOf(found, line, await faceOf(found.command, shell), shell, world, asking);
    case "variable":
      return variablesOf(found.prefix, shell);
    case "member":
      return membersAt(found, line, shell, (name) => faceOf(name, shell));
    case "type":
      return typesLike(found.prefix);
    case "path":
      return pathsOf(found.prefix, shell, world);
    default:
      return [];
  }
}

function commandsOf(shell: Shell): readonly Word[] {
  return [
    ...plain(shell.registry.names),
    ...plain([...shell.functions.list()].map((entry) => entry.name)),
    // Aliases are short: they are only offered to those who know the whole word.
    ...plain([...shell.aliases.list()].map((alias) => alias.name).filter((name) => name.includes("-"))),
  ];
}

async function faceOf(name: string | undefined, shell: Shell): Promise<CommandFace | undefined> {
  if (name === undefined) return undefined;
  const meant = shell.aliases.get(name)?.definition ?? name;
  const own = shell.functions.get(meant);
  if (own) return own.face;
  return shell.registry.find(meant) === undefined ? undefined : shell.registry.load(meant);
}

function parametersOf(found: Completion, face: CommandFace | undefined): readonly Word[] {
  if (face === undefined) return [];
  const { own, common } = prepare(face);
  const used = new Set((found.boundParameters ?? []).map((name) => name.toLowerCase()));
  const free = (list: readonly Prepared[]) =>
    list.map(({ name }) => name).filter((name) => !used.has(name.toLowerCase()));
  // Common parameters are offered once something of them is typed, else they drown a cmdlet's own.
  return plain([...free(own), ...(found.prefix === "" ? [] : free(common))]);
}

/** Parameters that name properties of what comes through the pipe. */
const ofProperties = new Set(["property", "excludeproperty", "expandproperty", "groupby", "membername"]);

async function argumentsOf(
  found: Completion,
  line: string,
  face: CommandFace | undefined,
  shell: Shell,
  world: World,
  asking: Asking,
): Promise<readonly Word[]> {
  const faces = (name: string | undefined) => faceOf(name, shell);
  if (face) {
    const all = prepare(face);
    const meant = parametersFor(found, line, all);
    for (const parameter of meant) {
      const typing = { found, line, shell };
      const given = await ofParameter(typing, all, parameter, (name) => knownParameter(all, name));
      if (given) return given;
    }
    if (found.upstream && meant.some(({ name }) => ofProperties.has(name.toLowerCase()))) {
      const known = await propertiesBehind(found.upstream, line, shell, faces);
      if (known.length > 0) return known;
    }
    const [parameter] = meant;
    const type = parameter?.spec.type;
    const choices = type?.choices ?? type?.element?.choices;
    if (choices !== undefined) return plain(choices);
    if (type?.name === "SwitchParameter" || type?.name === "Boolean") return plain(["$true", "$false"]);
    if (parameter?.name === "Name" && /^Get-(?:Command|Help)$/i.test(face.name)) return commandsOf(shell);
    if (parameter?.name === "TypeName") return typesLike(found.prefix);
    if (parameter && (type?.offers ?? type?.element?.offers)) {
      const wanted = { cmdlet: face.name, parameter: parameter.name, prefix: found.prefix };
      return (await asking(wanted)).map((text) => ({ text }));
    }
  }
  return (await ofProgram({ found, line, shell })) ?? pathsOf(found.prefix, shell, world);
}

/** What the word being typed may be for: the parameter named before it, or those of its position in any set. */
function parametersFor(found: Completion, line: string, all: PreparedFace): readonly Prepared[] {
  if (found.parameter !== undefined) {
    const named = knownParameter(all, found.parameter);
    const joined = line[found.replace.start - 1] === ":";
    if (named && (joined || named.spec.type.name !== "SwitchParameter")) return [named];
    if (!named) return [];
  }
  const position = all.positions[found.position ?? 0];
  const used = new Set((found.boundParameters ?? []).map((name) => knownParameter(all, name)));
  return position === undefined
    ? []
    : all.own.filter((one) => one.inSet.some((spec) => spec?.position === position) && !used.has(one));
}

/** An ambiguous name stands for none. */
function knownParameter(face: PreparedFace, name: string): Prepared | undefined {
  try {
    return findParameter(face, name);
  } catch {
    return undefined;
  }
}

/** Variables by name; behind the name of a drive, its items ($env:PATH, $function:prompt). */
function variablesOf(prefix: string, shell: Shell): readonly Word[] {
  const at = driveOf(prefix);
  if (at) {
    const drive = prefix.slice(0, prefix.indexOf(":") + 1);
    return plain(at.drive.list(shell).map(({ name }) => drive + name));
  }
  const scope = /^(?:global|local|script|private|using):/i.exec(prefix)?.[0] ?? "";
  const names = [...shell.variables.list()].map(({ name }) => scope + name);
  return plain(scope === "" ? [...names, "true", "false", "null"] : names);
}

async function pathsOf(prefix: string, shell: Shell, world: World): Promise<readonly Word[]> {
  const at = driveOf(prefix);
  if (at) {
    const drive = prefix.slice(0, prefix.length - at.name.length);
    return itemsAt(shell, { drive: at.drive, name: "" }).map(({ name }) => ({ text: drive + name }));
  }
  const cut = prefix.lastIndexOf("/") + 1;
  const before = prefix.slice(0, cut);
  const folder = posix.resolve(shell.location, before.startsWith("~/") ? world.host.home + before.slice(1) : before);
  const names = await world.disk.list(folder).catch(() => []);
  const hidden = prefix.slice(cut).startsWith(".");
  return names.filter((name) => hidden || !name.startsWith(".")).map((name) => ({ text: before + name }));
}
