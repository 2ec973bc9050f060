// The keys of the hash table that `@name` stands for, where the script writes them out before it.
import type { Assignment, Expression, HashTable, Span, Statement } from "../syntax/tree.ts";
import { type Scope, type Survey, sees } from "./survey.ts";

export interface SplatKey {
  readonly name: string;
  readonly span: Span;
}

/** Gives the keys of a table that is splatted at an offset of the source: of its last making before that, and what was added. */
export function splats(all: Survey): (variable: string, at: number, scope: Scope) => readonly SplatKey[] {
  const changes = new Map<
    string,
    { readonly at: number; readonly scope: Scope; readonly keys: readonly SplatKey[]; readonly anew: boolean }[]
  >();
  const add = (name: string, at: number, scope: Scope, keys: readonly SplatKey[], anew: boolean) => {
    const list = changes.get(name.toLowerCase()) ?? [];
    list.push({ at, scope, keys, anew });
    changes.set(name.toLowerCase(), list);
  };
  for (const { node, scope } of all.of("Assignment")) change(node, scope);
  for (const { node, scope } of all.of("Invocation")) {
    const [key] = node.args;
    if (node.static || node.target.kind !== "Variable" || !/^add$/i.test(text(node.member) ?? "")) continue;
    if (key?.kind === "StringLiteral") {
      add(node.target.name, node.span.start, scope, [{ name: key.value, span: key.span }], false);
    }
  }

  function change({ target, operator, value, span }: Assignment, scope: Scope): void {
    if (target.kind === "Variable") {
      const table = tableOf(value);
      if (operator === "=" || operator === "+=")
        add(target.name, span.start, scope, table ? keysOf(table) : [], operator === "=");
      return;
    }
    const key = target.kind === "Member" ? target.member : target.kind === "Index" ? target.index : undefined;
    if (key?.kind !== "StringLiteral" || (target.kind !== "Member" && target.kind !== "Index")) return;
    if (target.target.kind !== "Variable") return;
    add(target.target.name, span.start, scope, [{ name: key.value, span: key.span }], false);
  }

  return (variable, at, scope) => {
    const before = (changes.get(variable.toLowerCase()) ?? [])
      .filter((one) => one.at < at && sees(scope, one.scope))
      .sort((a, b) => a.at - b.at);
    const last = before.findLastIndex((one) => one.anew);
    return before.slice(Math.max(0, last)).flatMap((one) => one.keys);
  };
}

function tableOf(value: Statement): HashTable | undefined {
  if (value.kind !== "Pipeline" || value.elements.length !== 1) return undefined;
  const [only] = value.elements;
  let expression: Expression | undefined = only?.kind === "CommandExpression" ? only.expression : undefined;
  if (expression?.kind === "Cast") expression = expression.operand;
  return expression?.kind === "HashTable" ? expression : undefined;
}

function keysOf(table: HashTable): SplatKey[] {
  return table.entries.flatMap(({ key }) =>
    key.kind === "StringLiteral" ? [{ name: key.value, span: key.span }] : [],
  );
}

const text = (node: Expression) => (node.kind === "StringLiteral" ? node.value : undefined);
