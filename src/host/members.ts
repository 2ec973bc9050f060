// What Tab offers behind a dot, a double colon and a pipe: members of values, of types, and of what cmdlets give.
import type { Cmdlet } from "../command/cmdlet.ts";
import type { CommandFace } from "../command/face.ts";
import type { Shell } from "../command/session.ts";
import type { Completion } from "../language/syntax/complete.ts";
import type { Expression, PipelineElement } from "../language/syntax/tree.ts";
import { isList, itemsOf } from "../values/collections.ts";
import { Dictionary } from "../values/dictionary.ts";
import { allTypes, type Members, TypeValue } from "../values/nettype.ts";
import { Structured } from "../values/structured.ts";
import { typeOf } from "../values/types.ts";
import { plain, type Word } from "./words.ts";

/** Finds the declaration of a command by its name or alias. */
type Faces = (name: string | undefined) => Promise<CommandFace | undefined>;

/** Keys and members that are looked at of one value. */
const most = 1000;

/** The members that may stand behind the dot or the double colon. */
export async function membersAt(
  found: Completion,
  source: string,
  shell: Shell,
  faces: Faces,
): Promise<readonly Word[]> {
  const { target } = found;
  if (target === undefined) return [];
  if (found.static) {
    const type = await heldBy(target, source, shell);
    return type instanceof TypeValue ? ofType(type) : [];
  }
  if (target.kind === "Variable" && target.scope === null && /^(?:_|psitem)$/i.test(target.name) && found.upstream) {
    const known = await given(found.upstream, source, shell, faces);
    if (known.length > 0) return known;
  }
  if (target.kind === "Paren" && target.body.kind === "Pipeline") {
    const known = await given(target.body.elements, source, shell, faces);
    if (known.length > 0) return known;
  }
  return ofValue(await heldBy(target, source, shell));
}

/** The properties of what comes through the pipe. */
export async function propertiesBehind(
  upstream: readonly PipelineElement[],
  source: string,
  shell: Shell,
  faces: Faces,
): Promise<readonly Word[]> {
  return (await given(upstream, source, shell, faces)).filter((word) => !word.text.endsWith("("));
}

/** Cmdlets that let objects through as they are; of Select-Object this is a good guess. */
const through = new Set(["where-object", "sort-object", "select-object", "tee-object", "get-unique"]);

async function given(
  elements: readonly PipelineElement[],
  source: string,
  shell: Shell,
  faces: Faces,
): Promise<readonly Word[]> {
  for (const element of elements.toReversed()) {
    if (element.kind === "CommandExpression") return ofValue(await heldBy(element.expression, source, shell));
    const face = await faces(element.name.kind === "StringLiteral" ? element.name.value : undefined);
    if (face === undefined) return [];
    if (through.has(face.name.toLowerCase())) continue;
    const { outputs = [] } = face as Partial<Cmdlet>;
    return plain(
      outputs.flatMap((shape) =>
        Object.entries(shape.properties as Record<string, { hidden?: true }>)
          .filter(([, property]) => !property.hidden)
          .map(([name]) => name),
      ),
    );
  }
  return [];
}

/** What an expression holds, as far as reading it changes nothing: commands and methods are not called. */
async function heldBy(node: Expression, source: string, shell: Shell): Promise<unknown> {
  if (node.kind === "Variable" && node.scope === null) return shell.variables.get(node.name)?.value;
  if (!isHarmless(node)) return undefined;
  try {
    const values = await shell.sample(shell.block(source.slice(node.span.start, node.span.end)), []);
    return values.length > 1 ? values : values[0];
  } catch {
    return undefined;
  }
}

function isHarmless(node: Expression): boolean {
  switch (node.kind) {
    case "Variable":
    case "StringLiteral":
    case "NumberLiteral":
    case "TypeLiteral":
      return true;
    case "Member":
      return isHarmless(node.target) && isHarmless(node.member);
    case "Index":
      return isHarmless(node.target) && isHarmless(node.index);
    case "ArrayLiteral":
      return node.elements.every(isHarmless);
    case "Expandable":
      return node.parts.every((part) => typeof part === "string" || isHarmless(part));
    case "Paren": {
      const [element, ...rest] = node.body.kind === "Pipeline" ? node.body.elements : [];
      return element?.kind === "CommandExpression" && rest.length === 0 && isHarmless(element.expression);
    }
  }
  return false;
}

/** What every value has. */
const everyone = ["ToString(", "GetType(", "Equals(", "GetHashCode("];

function ofValue(value: unknown): readonly Word[] {
  if (value === null || value === undefined) return [];
  const keys: readonly Word[] =
    value instanceof Dictionary
      ? value
          .keys()
          .slice(0, most)
          .flatMap((key) => (typeof key === "string" ? [{ text: key }] : []))
      : [];
  const one = isList(value) ? itemsOf(value)[0] : undefined;
  return [
    ...keys,
    ...(one === undefined || isList(one) ? [] : ofValue(one)),
    ...plain(value instanceof Structured ? value.names() : []),
    ...plain(isList(value) ? ["Count", "Length", "ForEach(", "Where("] : []),
    ...ofTable(typeOf(value).members),
    ...plain(everyone),
  ];
}

const ofTable = (table: Members | undefined): readonly Word[] =>
  plain([
    ...[...(table?.properties.values() ?? [])].map(({ name }) => name),
    ...[...(table?.methods.values() ?? [])].map(({ name }) => `${name}(`),
  ]);

function ofType({ type }: TypeValue): readonly Word[] {
  return [...ofTable(type.statics), ...plain(type.choices ?? []), ...plain(type.construct ? ["new("] : [])];
}

/** Names of types, and of the namespaces on the way to them. */
export function typesLike(prefix: string): readonly Word[] {
  const start = prefix.toLowerCase();
  const names = new Map<string, string>();
  for (const type of allTypes()) {
    for (const name of [...(type.aliases ?? []), type.name.replace(/^System\./, ""), type.name]) {
      if (!/^[\w.]+$/.test(name) || !name.toLowerCase().startsWith(start)) continue;
      const dot = name.indexOf(".", prefix.length);
      const word = dot < 0 ? name : name.slice(0, dot);
      if (!names.has(word.toLowerCase())) names.set(word.toLowerCase(), word);
    }
  }
  return plain([...names.values()]);
}
