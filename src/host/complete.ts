// What Tab offers: commands, parameters, enumerated values, variables, properties and paths, as the declarations name them.
import { posix } from "node:path";
import { type CommandFace, findParameter, type Prepared, prepare } from "../command/face.ts";
import type { Shell } from "../command/session.ts";
import { type Completion, completionAt } from "../language/syntax/complete.ts";
import { Structured } from "../values/structured.ts";
import type { World } from "../world/world.ts";
import type { Wanted } from "./offers.ts";

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
  const words = (await wordsOf(found, shell, world, asking)).filter((word) =>
    word.text.toLowerCase().startsWith(prefix),
  );
  const typed = line.slice(found.replace.start);
  return [[...new Set(words.map((word) => written(word, found)))].sort(), typed];
}

interface Word {
  /** What is compared with what was typed. */
  readonly text: string;
  /** Written without quotes whatever it holds. */
  readonly plain?: boolean;
}

async function wordsOf(found: Completion, shell: Shell, world: World, asking: Asking): Promise<readonly Word[]> {
  switch (found.kind) {
    case "command":
      return [
        ...plain(shell.registry.names),
        ...plain([...shell.functions.list()].map((entry) => entry.name)),
        // Aliases are short: they are only offered to those who know the whole word.
        ...plain([...shell.aliases.list()].map((alias) => alias.name).filter((name) => name.includes("-"))),
      ];
    case "parameter":
      return parametersOf(found, await faceOf(found.command, shell));
    case "argument":
      return argumentsOf(found, await faceOf(found.command, shell), shell, world, asking);
    case "variable":
      return plain([...shell.variables.list()].map((variable) => variable.name));
    case "member":
      return membersOf(found, shell);
    case "path":
      return pathsOf(found.prefix, shell, world);
    default:
      return [];
  }
}

const plain = (names: readonly string[]): Word[] => names.map((text) => ({ text, plain: true }));

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

async function argumentsOf(
  found: Completion,
  face: CommandFace | undefined,
  shell: Shell,
  world: World,
  asking: Asking,
): Promise<readonly Word[]> {
  const parameter = face && parameterFor(found, face);
  const type = parameter?.spec.type;
  const choices = type?.choices ?? type?.element?.choices;
  if (choices !== undefined) return plain(choices);
  if (face && parameter && (type?.offers ?? type?.element?.offers)) {
    const wanted = { cmdlet: face.name, parameter: parameter.name, prefix: found.prefix };
    return (await asking(wanted)).map((text) => ({ text }));
  }
  return pathsOf(found.prefix, shell, world);
}

/** The parameter that the word being typed is for: the one named before it, or the one of its position. */
function parameterFor(found: Completion, face: CommandFace): Prepared | undefined {
  const all = prepare(face);
  if (found.parameter !== undefined) {
    const named = knownParameter(all, found.parameter);
    if (named?.spec.type.name !== "SwitchParameter") return named;
  }
  const position = all.positions[found.position ?? 0];
  return all.own.find(({ spec }) => position !== undefined && spec.position === position);
}

/** An ambiguous name stands for none. */
function knownParameter(face: ReturnType<typeof prepare>, name: string): Prepared | undefined {
  try {
    return findParameter(face, name);
  } catch {
    return undefined;
  }
}

/** The properties of what a variable holds; nothing is evaluated for it. */
function membersOf(found: Completion, shell: Shell): readonly Word[] {
  if (found.static || found.target?.kind !== "Variable") return [];
  const value = shell.variables.get(found.target.name)?.value;
  const one = Array.isArray(value) ? value[0] : value;
  return one instanceof Structured ? plain(one.names()) : [];
}

async function pathsOf(prefix: string, shell: Shell, world: World): Promise<readonly Word[]> {
  const cut = prefix.lastIndexOf("/") + 1;
  const before = prefix.slice(0, cut);
  const folder = posix.resolve(shell.location, before.startsWith("~/") ? world.host.home + before.slice(1) : before);
  const names = await world.disk.list(folder).catch(() => []);
  const hidden = prefix.slice(cut).startsWith(".");
  return names.filter((name) => hidden || !name.startsWith(".")).map((name) => ({ text: before + name }));
}

/** A word as it is typed: with the dollar, the dash or the quotes that it needs. */
function written({ text, plain: asIs }: Word, found: Completion): string {
  if (found.kind === "variable") return `${found.splatted ? "@" : "$"}${text}`;
  if (found.kind === "parameter") return `-${text}`;
  if (found.quote === '"') return `"${text.replace(/["$`]/g, "`$&")}"`;
  if (found.quote !== "") return `${found.quote}${text.replaceAll("'", "''")}${found.quote}`;
  return asIs || /^[\w./~:+-][\w./~:+\\@-]*$/.test(text) ? text : `'${text.replaceAll("'", "''")}'`;
}
