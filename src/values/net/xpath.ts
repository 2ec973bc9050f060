// XPath 1.0 over the nodes of [xml]: what SelectNodes, SelectSingleNode and Select-Xml look nodes up with.
import { MemberError } from "../nettype.ts";
import type { XmlNode } from "./xmlnode.ts";
import {
  axes,
  type Context,
  compare,
  functions,
  inOrder,
  namespaceOf,
  numberOf,
  rootOf,
  truthOf,
  type Value,
  walk,
} from "./xpathvalues.ts";

/** URIs of namespaces by the prefixes that the expression uses (System.Xml.XmlNamespaceManager). */
export type Namespaces = ReadonlyMap<string, string>;

type Compiled = (at: Context) => Value;

const longest = 10_000;
const deepest = 100;

function refuse(expression: string, why: string): MemberError {
  return new MemberError(`'${expression}' has an invalid token. ${why}`, "System.Xml.XPath.XPathException");
}

/** The nodes that an expression finds from a node, in the order of the document. Throws MemberError. */
export function selectNodes(node: XmlNode, expression: string, namespaces?: Namespaces): XmlNode[] {
  const found = compile(expression, namespaces)({ node, position: 1, size: 1 });
  if (typeof found !== "object")
    throw new MemberError("Expression must evaluate to a node-set.", "System.Xml.XPath.XPathException");
  return inOrder(found);
}

/** What an expression is worth: nodes, text, a number or a truth. */
export function evaluate(node: XmlNode, expression: string, namespaces?: Namespaces): Value {
  return compile(expression, namespaces)({ node, position: 1, size: 1 });
}

// ---------------------------------------------------------------------------------------------------------------------
// Grammar (XPath 1.0 2 and 3): each level calls the one that binds tighter.

const token = /\s*(\/\/|::|\.\.|!=|<=|>=|"[^"]*"|'[^']*'|\d+(?:\.\d*)?|\.\d+|[\p{L}_][\p{L}\p{N}_.-]*|[^\s])/uy;

function tokensOf(expression: string): string[] {
  const found: string[] = [];
  token.lastIndex = 0;
  for (let at = 0; at < expression.trimEnd().length; at = token.lastIndex) {
    token.lastIndex = at;
    const next = token.exec(expression);
    if (!next?.[1]) break;
    found.push(next[1]);
  }
  return found;
}

const levels: readonly (readonly string[])[] = [
  ["or"],
  ["and"],
  ["=", "!="],
  ["<", "<=", ">", ">="],
  ["+", "-"],
  ["*", "div", "mod"],
];

function compile(expression: string, namespaces: Namespaces | undefined): Compiled {
  if (expression.length > longest) throw refuse(expression.slice(0, 40), "It is too long.");
  const tokens = tokensOf(expression);
  let at = 0;
  let depth = 0;
  const peek = (ahead = 0) => tokens[at + ahead];
  const fail = (why: string): never => {
    throw refuse(expression, why);
  };
  const take = (wanted: string): boolean => {
    if (peek() !== wanted) return false;
    at++;
    return true;
  };
  const expect = (wanted: string): void => {
    if (!take(wanted)) fail(`'${wanted}' is missing.`);
  };

  function binary(level: number): Compiled {
    const operators = levels[level];
    if (!operators) return unary();
    let left = binary(level + 1);
    for (let operator = peek(); operator !== undefined && operators.includes(operator); operator = peek()) {
      at++;
      left = combine(operator, left, binary(level + 1));
    }
    return left;
  }

  function expr(): Compiled {
    if (++depth > deepest) fail("It is nested too deeply.");
    const made = binary(0);
    depth--;
    return made;
  }

  function unary(): Compiled {
    let minus = 0;
    while (take("-")) minus++;
    let value = path();
    while (take("|")) {
      const [left, right] = [value, path()];
      value = (c) => [...new Set([...nodesOf(left(c)), ...nodesOf(right(c))])];
    }
    return minus === 0 ? value : (c) => numberOf(value(c)) * (minus % 2 === 0 ? 1 : -1);
  }

  function nodesOf(value: Value): readonly XmlNode[] {
    return typeof value === "object" ? value : fail("A set of nodes is needed.");
  }

  function path(): Compiled {
    const first = peek();
    if (first === undefined) return fail("It ends too early.");
    const isCall = peek(1) === "(" && !["node", "text", "comment", "processing-instruction"].includes(first);
    let start: Compiled | undefined;
    if (/^["'\d]/.test(first) || /^\.\d/.test(first)) {
      at++;
      const value: Value = /^["']/.test(first) ? first.slice(1, -1) : Number(first);
      start = () => value;
    } else if (take("(")) {
      const inner = expr();
      expect(")");
      start = inner;
    } else if (isCall) start = call();
    if (start) {
      if (peek() === "[") start = filtered(start);
      return peek() === "/" || peek() === "//" ? steps(start) : start;
    }
    if (first === "/" || first === "//") {
      const root: Compiled = (c) => [rootOf(c.node)];
      if (first === "/" && !startsStep(peek(1))) {
        at++;
        return root;
      }
      return steps(root);
    }
    return steps(undefined);
  }

  const startsStep = (word: string | undefined) => word !== undefined && /^(?:[\p{L}_@*]|\.\.?$)/u.test(word);

  function filtered(start: Compiled): Compiled {
    const tests = predicates();
    return (c) => sifted(inOrder(nodesOf(start(c))), tests);
  }

  /** Steps after a start; without one, a relative path. */
  function steps(start: Compiled | undefined): Compiled {
    const list: ((nodes: readonly XmlNode[]) => XmlNode[])[] = [];
    const deeper = (nodes: readonly XmlNode[]) => [...new Set(nodes.flatMap((one) => [...walk(one, false)]))];
    if (!start) list.push(step());
    while (peek() === "/" || peek() === "//") {
      if (tokens[at++] === "//") list.push(deeper);
      list.push(step());
    }
    return (c) => {
      let nodes: readonly XmlNode[] = start ? nodesOf(start(c)) : [c.node];
      for (const next of list) nodes = next(nodes);
      return nodes;
    };
  }

  function step(): (nodes: readonly XmlNode[]) => XmlNode[] {
    let axis = "child";
    if (take("..")) return (nodes) => [...new Set(nodes.flatMap((one) => (one.parent ? [one.parent] : [])))];
    if (take(".")) return (nodes) => [...nodes];
    if (take("@")) axis = "attribute";
    else if (peek(1) === "::") {
      axis = peek()!;
      at += 2;
    }
    const walkAxis = axes[axis] ?? fail(`There is no axis '${axis}'.`);
    const test = nodeTest(axis === "attribute");
    const tests = predicates();
    return (nodes) => [...new Set(nodes.flatMap((one) => sifted([...walkAxis(one)].filter(test), tests)))];
  }

  function nodeTest(ofAttributes: boolean): (node: XmlNode) => boolean {
    const word = peek() ?? fail("It ends too early.");
    at++;
    const kind = ofAttributes ? "Attribute" : "Element";
    if (peek() === "(" && ["node", "text", "comment", "processing-instruction"].includes(word)) {
      at++;
      if (peek() !== ")") at++;
      expect(")");
      if (word === "node") return () => true;
      if (word === "text") return (node) => node.kind === "Text" || node.kind === "CDATA";
      return (node) => node.kind === (word === "comment" ? "Comment" : "ProcessingInstruction");
    }
    if (word === "*") return (node) => node.kind === kind;
    if (!/^[\p{L}_]/u.test(word)) return fail(`'${word}' is no name.`);
    if (peek() === ":") {
      at++;
      const local = peek() ?? fail("It ends too early.");
      at++;
      const uri = namespaces?.get(word) ?? (word === "xml" ? "http://www.w3.org/XML/1998/namespace" : undefined);
      if (uri === undefined)
        throw new MemberError(
          namespaces
            ? `Namespace prefix '${word}' is not defined.`
            : "Namespace Manager or XsltContext needed. This query has a prefix, variable, or user-defined function.",
          "System.Xml.XPath.XPathException",
        );
      return (node) => node.kind === kind && (local === "*" || node.localName === local) && namespaceOf(node) === uri;
    }
    return (node) => node.kind === kind && node.localName === word && namespaceOf(node) === "";
  }

  function predicates(): Compiled[] {
    const tests: Compiled[] = [];
    while (take("[")) {
      tests.push(expr());
      expect("]");
    }
    return tests;
  }

  function call(): Compiled {
    const name = tokens[at]!;
    const work = functions[name];
    if (!work) return fail(`There is no function '${name}'.`);
    at += 2;
    const args: Compiled[] = [];
    if (!take(")")) {
      do args.push(expr());
      while (take(","));
      expect(")");
    }
    return (c) =>
      work(
        args.map((one) => one(c)),
        c,
      );
  }

  const made = expr();
  if (at < tokens.length) fail(`'${tokens[at]}' does not belong here.`);
  return made;
}

function sifted(nodes: XmlNode[], tests: readonly Compiled[]): XmlNode[] {
  let left = nodes;
  for (const test of tests) {
    left = left.filter((node, i, all) => {
      const value = test({ node, position: i + 1, size: all.length });
      return typeof value === "number" ? value === i + 1 : truthOf(value);
    });
  }
  return left;
}

function combine(operator: string, left: Compiled, right: Compiled): Compiled {
  switch (operator) {
    case "or":
      return (c) => truthOf(left(c)) || truthOf(right(c));
    case "and":
      return (c) => truthOf(left(c)) && truthOf(right(c));
    case "+":
      return (c) => numberOf(left(c)) + numberOf(right(c));
    case "-":
      return (c) => numberOf(left(c)) - numberOf(right(c));
    case "*":
      return (c) => numberOf(left(c)) * numberOf(right(c));
    case "div":
      return (c) => numberOf(left(c)) / numberOf(right(c));
    case "mod":
      return (c) => numberOf(left(c)) % numberOf(right(c));
    default:
      return (c) => compare(operator, left(c), right(c));
  }
}
