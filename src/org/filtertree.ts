// Reads the text of an OPATH filter into a tree. The language is small and its own; scripts hand it over as text.
import { Problem } from "../command/problem.ts";
import { Structured } from "../values/structured.ts";
import { toText } from "../values/text.ts";

export type Operator = "eq" | "ne" | "gt" | "ge" | "lt" | "le" | "like" | "notlike";

export type Operand =
  | { readonly kind: "null"; readonly at: number }
  | { readonly kind: "boolean"; readonly value: boolean; readonly at: number }
  | { readonly kind: "text"; readonly text: string; readonly at: number };

export interface Comparison {
  readonly kind: "compare";
  readonly property: string;
  readonly operator: Operator;
  readonly value: Operand;
  /** Where it begins, counted from 0, and the whole filter, for errors. */
  readonly at: number;
  readonly text: string;
}

export type Node =
  | Comparison
  | { readonly kind: "and" | "or"; readonly nodes: readonly Node[] }
  | { readonly kind: "not"; readonly node: Node };

interface Token {
  readonly kind: "word" | "string" | "variable" | "operator" | "open" | "close" | "bang" | "end";
  readonly text: string;
  readonly at: number;
}

const operators = new Set(["eq", "ne", "gt", "ge", "lt", "le", "like", "notlike"]);
const longest = 20_000;
const deepest = 100;

/** filter = or ; or = and { "-or" and } ; and = not { "-and" not } ; not = ("-not" | "!") not | "(" or ")" | comparison */
export function parseFilter(source: string): Node {
  const text = unbraced(source);
  if (text.length > longest) throw invalidFilter(text, longest, `it is longer than ${longest} characters.`);
  const tokens = tokenize(text);
  let at = 0;
  const peek = () => tokens[at]!;
  const take = () => tokens[at++]!;
  const isOperator = (word: string) => peek().kind === "operator" && peek().text === word;

  function or(depth: number): Node {
    const nodes = [and(depth)];
    while (isOperator("or")) {
      take();
      nodes.push(and(depth));
    }
    return nodes.length === 1 ? nodes[0]! : { kind: "or", nodes };
  }

  function and(depth: number): Node {
    const nodes = [not(depth)];
    while (isOperator("and")) {
      take();
      nodes.push(not(depth));
    }
    return nodes.length === 1 ? nodes[0]! : { kind: "and", nodes };
  }

  function not(depth: number): Node {
    if (depth > deepest) throw invalidFilter(text, peek().at, "it is nested too deeply.");
    if (isOperator("not") || peek().kind === "bang") {
      take();
      return { kind: "not", node: not(depth + 1) };
    }
    if (peek().kind === "open") {
      const open = take();
      const inside = or(depth + 1);
      if (peek().kind !== "close")
        throw invalidFilter(text, peek().at, `the '(' at position ${open.at + 1} is not closed.`);
      take();
      return inside;
    }
    return compare();
  }

  /** comparison = property operator value */
  function compare(): Comparison {
    const property = take();
    if (property.kind !== "word") throw invalidFilter(text, property.at, `a property is expected${instead(property)}.`);
    const operator = take();
    if (operator.kind !== "operator" || !operators.has(operator.text)) {
      throw invalidFilter(
        text,
        operator.at,
        `an operator (-eq -ne -gt -ge -lt -le -like -notlike) is expected${instead(operator)}.`,
      );
    }
    const value = operand(take());
    if (value.kind === "null" && operator.text !== "eq" && operator.text !== "ne") {
      throw invalidFilter(text, value.at, "$null can be compared with -eq and -ne only.");
    }
    return {
      kind: "compare",
      property: property.text,
      operator: operator.text as Operator,
      value,
      at: property.at,
      text,
    };
  }

  function operand(token: Token): Operand {
    if (token.kind === "string" || token.kind === "word") return { kind: "text", text: token.text, at: token.at };
    if (token.kind === "variable") {
      const name = token.text.toLowerCase();
      if (name === "null") return { kind: "null", at: token.at };
      if (name === "true" || name === "false") return { kind: "boolean", value: name === "true", at: token.at };
      throw invalidFilter(
        text,
        token.at,
        `the variable '$${token.text}' has not been replaced by its value. Put the filter in double quotes, with single quotes around the variable.`,
      );
    }
    throw invalidFilter(text, token.at, `a value is expected${instead(token)}.`);
  }

  if (peek().kind === "end") throw invalidFilter(text, 0, "it is empty.");
  const tree = or(0);
  if (peek().kind !== "end") throw invalidFilter(text, peek().at, `'-and' or '-or' is expected${instead(peek())}.`);
  return tree;
}

const instead = (token: Token) => (token.kind === "end" ? ", but the filter ends" : `, not '${token.text}'`);

/** A script block given as a filter stands for the text between its braces. */
function unbraced(source: string): string {
  const text = source.trim();
  return text.startsWith("{") && text.endsWith("}") ? text.slice(1, -1).trim() : text;
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text[at]!;
    if (/\s/.test(char)) {
      at++;
    } else if (char === "(" || char === ")") {
      tokens.push({ kind: char === "(" ? "open" : "close", text: char, at: at++ });
    } else if (char === "!") {
      tokens.push({ kind: "bang", text: char, at: at++ });
    } else if (char === "'" || char === '"') {
      const start = at;
      const [value, end] = quoted(text, at);
      tokens.push({ kind: "string", text: value, at: start });
      at = end;
    } else if (char === "$") {
      const start = ++at;
      while (at < text.length && /[A-Za-z0-9_:.]/.test(text[at]!)) at++;
      tokens.push({ kind: "variable", text: text.slice(start, at), at: start - 1 });
    } else {
      const start = at;
      while (at < text.length && !/[\s()'"]/.test(text[at]!)) at++;
      const word = text.slice(start, at);
      const operator = /^-[A-Za-z]+$/.test(word);
      tokens.push({
        kind: operator ? "operator" : "word",
        text: operator ? word.slice(1).toLowerCase() : word,
        at: start,
      });
    }
  }
  tokens.push({ kind: "end", text: "", at: text.length });
  return tokens;
}

/** A string in either quotes; its own quote is doubled inside, or stands behind a backtick. */
function quoted(text: string, start: number): [value: string, end: number] {
  const quote = text[start]!;
  let value = "";
  let at = start + 1;
  for (;;) {
    if (at >= text.length) throw invalidFilter(text, start, `the string that begins with ${quote} does not end.`);
    const char = text[at]!;
    if (char === quote) {
      if (text[at + 1] !== quote) return [value, at + 1];
      value += quote;
      at += 2;
    } else if (char === "`" && quote === '"' && at + 1 < text.length) {
      value += text[at + 1]!;
      at += 2;
    } else {
      value += char;
      at++;
    }
  }
}

/**
 * The text of a script block with its variables, and properties of them, replaced: outside of strings by a string,
 * $true, $false or $null, in double quotes by their text. What is in single quotes stays.
 */
export function expanded(text: string, variable: (name: string) => unknown): string {
  let made = "";
  let quote = "";
  for (let at = 0; at < text.length; ) {
    const char = text[at]!;
    const name =
      char === "$" && quote !== "'" ? /^\$([A-Za-z_]\w*)((?:\.[A-Za-z_]\w*)*)/.exec(text.slice(at, at + 200)) : null;
    if (name) {
      made += standing(name, variable, quote);
      at += name[0].length;
    } else {
      if (quote === "" && (char === "'" || char === '"')) quote = char;
      else if (char === quote) quote = "";
      made += char;
      at++;
    }
  }
  return made;
}

const constants = /^\$(null|true|false)$/i;

function standing([whole, name, path]: RegExpExecArray, variable: (name: string) => unknown, quote: string): string {
  if (constants.test(whole) && quote === "") return whole;
  let value = variable(name!);
  for (const part of path!.split(".").slice(1)) value = value instanceof Structured ? value.get(part) : null;
  const text = toText(value ?? "");
  if (quote !== "") return text.replaceAll(quote, quote + quote);
  if (value === null || value === undefined) return "$null";
  if (typeof value === "boolean") return `$${value}`;
  return `'${text.replaceAll("'", "''")}'`;
}

/** What is wrong with a filter, and where, counted from 0. */
export function invalidFilter(text: string, at: number, what: string): Problem {
  return new Problem({
    id: "InvalidFilter",
    category: "InvalidArgument",
    text: `Invalid filter syntax at position ${at + 1} of "${text.length > 200 ? `${text.slice(0, 200)}…` : text}": ${what}`,
    target: text.slice(0, 200),
    exceptionType: "Microsoft.Exchange.Data.ParsingException",
  });
}
