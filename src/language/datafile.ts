// Data files (.psd1): a hash table of literal values, read without running anything (about_Data_Files).
import { Dictionary } from "../values/dictionary.ts";
import { toText } from "../values/text.ts";
import { dataNotLiteral, syntaxProblem } from "./errors.ts";
import { parse, showSyntaxError } from "./syntax/parser.ts";
import type { Expression, Statement } from "./syntax/tree.ts";

/** The table of a data file; throws a Problem for an error of syntax and for what is no literal. */
export function readData(source: string, file: string): Dictionary {
  const { tree, errors } = parse(source, file);
  const [first] = errors;
  if (first) throw syntaxProblem(errors.map((error) => showSyntaxError(error, source, file)).join("\n"), first.id);
  const statements = tree.end?.statements ?? [];
  const value = statements.length === 1 ? ofStatement(statements[0] as Statement, file) : undefined;
  if (!(value instanceof Dictionary)) throw dataNotLiteral(file, "the file is not one hash table");
  return value;
}

function ofStatement(statement: Statement, file: string): unknown {
  const [element, ...rest] = statement.kind === "Pipeline" ? statement.elements : [];
  if (element?.kind !== "CommandExpression" || rest.length > 0)
    throw dataNotLiteral(file, "commands are not allowed in it");
  return literalOf(element.expression, file);
}

function literalOf(node: Expression, file: string): unknown {
  switch (node.kind) {
    case "StringLiteral":
      return node.value;
    case "NumberLiteral":
      return typeof node.value === "number" ? node.value : node.text;
    case "HashTable": {
      const table = new Dictionary("Hashtable");
      for (const { key, value } of node.entries) table.set(literalOf(key, file), ofStatement(value, file));
      return table;
    }
    case "ArrayLiteral":
      return node.elements.map((element) => literalOf(element, file));
    case "ArrayExpression":
      return node.body.statements.flatMap((statement) => ofStatement(statement, file));
    case "Paren":
      return ofStatement(node.body, file);
    case "Expandable":
      return node.parts.map((part) => (typeof part === "string" ? part : toText(literalOf(part, file)))).join("");
    case "Variable": {
      const name = node.scope === null ? node.name.toLowerCase() : "";
      if (name === "true" || name === "false") return name === "true";
      if (name === "null") return null;
      if (name === "psscriptroot") return file.slice(0, file.lastIndexOf("/"));
    }
  }
  throw dataNotLiteral(file, "only literal values are allowed in it");
}
