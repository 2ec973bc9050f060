/** Reads the `#requires` lines of a script (about_Requires). */

import type { Problem } from "./lexer.ts";
import type { Comment, Expression, HashTable, ModuleName, ParseResult, Requirements } from "./tree.ts";

const directive = /^#requires(?=[\s]|$)/i;

/** What all `#requires` comments ask for, null when there is none. `parse` is the parser itself: each line reads like a command. */
export function requirementsOf(
  comments: readonly Comment[],
  parse: (source: string) => Pick<ParseResult, "tree" | "errors">,
  report: (problem: Problem) => void,
): Requirements | null {
  let found: { version: string | null; editions: string[]; modules: ModuleName[]; elevated: boolean } | null = null;
  for (const comment of comments) {
    if (comment.block || !directive.test(comment.text)) continue;
    found ??= { version: null, editions: [], modules: [], elevated: false };
    const wrong = (subject: string): void =>
      report({ id: "InvalidRequires", subject, start: comment.span.start, end: comment.span.end });
    const { tree, errors } = parse(comment.text.slice(1));
    const statement = tree.end?.statements[0];
    const command = statement?.kind === "Pipeline" ? statement.elements[0] : undefined;
    if (errors.length > 0 || command?.kind !== "Command") {
      wrong(errors[0]?.message ?? "nothing is required");
      continue;
    }
    const elements = command.elements;
    if (elements.length === 0) wrong("nothing is required");
    for (let i = 0; i < elements.length; i++) {
      const parameter = elements[i]!;
      if (parameter.kind !== "CommandParameter") {
        wrong("a parameter such as -Version was expected");
        break;
      }
      const name = parameter.name.toLowerCase();
      if (name !== "" && "runasadministrator".startsWith(name)) {
        found.elevated = true;
        continue;
      }
      const next = elements[i + 1];
      let value = parameter.argument;
      if (value === null && next !== undefined && next.kind !== "CommandParameter") {
        value = next;
        i++;
      }
      if (value === null) wrong(`-${parameter.name} needs a value`);
      else if ("version".startsWith(name)) {
        const version = textOf(value);
        if (version === null || !/^\d{1,9}(\.\d{1,9}){0,3}$/.test(version))
          wrong("-Version needs a version such as 5.1");
        else found.version = version;
      } else if (name.length > 2 && "psedition".startsWith(name)) {
        for (const item of items(value)) found.editions.push(textOf(item) ?? "");
      } else if ("modules".startsWith(name)) {
        for (const item of items(value)) {
          const module = moduleOf(item);
          if (module === null) wrong("-Modules needs module names, or hash tables with ModuleName");
          else found.modules.push(module);
        }
      } else if (!isObsolete(name)) wrong(`-${parameter.name} is not known`);
    }
  }
  return found;
}

/** Snap-ins, assemblies and shell ids were required by Windows PowerShell; nothing follows from them here. */
function isObsolete(name: string): boolean {
  return (name.length > 2 && "pssnapin".startsWith(name)) || "assembly".startsWith(name) || "shellid".startsWith(name);
}

function items(value: Expression): readonly Expression[] {
  return value.kind === "ArrayLiteral" ? value.elements : [value];
}

function textOf(value: Expression): string | null {
  if (value.kind === "StringLiteral") return value.value;
  return value.kind === "NumberLiteral" ? value.text : null;
}

function moduleOf(value: Expression): ModuleName | null {
  const none = { guid: null, version: null, requiredVersion: null, maximumVersion: null };
  if (value.kind === "HashTable") return moduleName(value);
  const name = textOf(value);
  return name === null ? null : { name, ...none };
}

/** The module a hash table names (`@{ ModuleName = …; ModuleVersion = … }`); null when the name is missing or not plain text. */
function moduleName(table: HashTable): ModuleName | null {
  const fields = new Map<string, string>();
  for (const { key, value } of table.entries) {
    const element = value.kind === "Pipeline" ? value.elements[0] : undefined;
    const name = textOf(key);
    const text = element?.kind === "CommandExpression" ? textOf(element.expression) : null;
    if (name === null || text === null) return null;
    fields.set(name.toLowerCase(), text);
  }
  const name = fields.get("modulename");
  if (name === undefined) return null;
  return {
    name,
    guid: fields.get("guid") ?? null,
    version: fields.get("moduleversion") ?? null,
    requiredVersion: fields.get("requiredversion") ?? null,
    maximumVersion: fields.get("maximumversion") ?? null,
  };
}
