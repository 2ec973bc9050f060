// What XPath 1.0 computes with: its values and their comparison, the axes from a node, and the functions.
import type { XmlNode } from "./xmlnode.ts";

export type Value = readonly XmlNode[] | string | number | boolean;

export interface Context {
  readonly node: XmlNode;
  readonly position: number;
  readonly size: number;
}

/** The URI of the namespace that a node's prefix stands for where it is; "" without one. */
export function namespaceOf(node: XmlNode): string {
  const colon = node.name.indexOf(":");
  const prefix = colon < 0 ? "" : node.name.slice(0, colon);
  if (node.kind === "Attribute" && prefix === "") return "";
  if (prefix === "xml") return "http://www.w3.org/XML/1998/namespace";
  const wanted = prefix === "" ? "xmlns" : `xmlns:${prefix}`;
  for (let at: XmlNode | undefined = node; at !== undefined; at = at.parent) {
    const found = at.attributes.find((one) => one.name === wanted);
    if (found) return found.value;
  }
  return "";
}

export function textOf(value: Value): string {
  if (typeof value === "string") return value;
  if (typeof value === "object") return value[0] ? inOrder(value)[0]!.inner() : "";
  if (typeof value === "boolean") return value ? "true" : "false";
  return Number.isNaN(value)
    ? "NaN"
    : value === Infinity
      ? "Infinity"
      : value === -Infinity
        ? "-Infinity"
        : String(value);
}

export function numberOf(value: Value): number {
  if (typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  const text = textOf(value).trim();
  return /^-?(?:\d+(?:\.\d*)?|\.\d+)$/.test(text) ? Number(text) : Number.NaN;
}

export function truthOf(value: Value): boolean {
  if (typeof value === "object") return value.length > 0;
  if (typeof value === "number") return value !== 0 && !Number.isNaN(value);
  return typeof value === "string" ? value !== "" : value;
}

/** XPath 1.0 3.4: a set of nodes compares when one of its nodes does. */
export function compare(operator: string, left: Value, right: Value): boolean {
  if (typeof left === "object" && typeof right !== "boolean")
    return left.some((one) => compare(operator, one.inner(), right));
  if (typeof right === "object" && typeof left !== "boolean")
    return right.some((one) => compare(operator, left, one.inner()));
  if (operator === "=" || operator === "!=") {
    let same: boolean;
    if (typeof left === "boolean" || typeof right === "boolean") same = truthOf(left) === truthOf(right);
    else if (typeof left === "number" || typeof right === "number") same = numberOf(left) === numberOf(right);
    else same = left === right;
    return same === (operator === "=");
  }
  const [a, b] = [numberOf(left), numberOf(right)];
  if (operator === "<") return a < b;
  if (operator === "<=") return a <= b;
  return operator === ">" ? a > b : a >= b;
}

export function rootOf(node: XmlNode): XmlNode {
  let at = node;
  while (at.parent) at = at.parent;
  return at;
}

export function inOrder(nodes: readonly XmlNode[]): XmlNode[] {
  const left = new Set(nodes);
  if (left.size < 2) return [...left];
  const sorted: XmlNode[] = [];
  for (const one of walk(rootOf(nodes[0]!), true)) if (left.delete(one)) sorted.push(one);
  return [...sorted, ...left];
}

export function* walk(node: XmlNode, attributes: boolean): Generator<XmlNode> {
  const open: XmlNode[] = [node];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    yield at;
    if (attributes) yield* at.attributes;
    for (let i = at.children.length - 1; i >= 0; i--) open.push(at.children[i]!);
  }
}

export const axes: Readonly<Record<string, (node: XmlNode) => Iterable<XmlNode>>> = {
  child: (node) => node.children,
  attribute: (node) => node.attributes.filter((one) => !/^xmlns(?::|$)/.test(one.name)),
  self: (node) => [node],
  parent: (node) => (node.parent ? [node.parent] : []),
  descendant: (node) => [...walk(node, false)].slice(1),
  "descendant-or-self": (node) => walk(node, false),
  ancestor: (node) => ancestors(node),
  "ancestor-or-self": (node) => [node, ...ancestors(node)],
  "following-sibling": (node) => siblings(node, 1),
  "preceding-sibling": (node) => siblings(node, -1),
  following: (node) =>
    [node, ...ancestors(node)].flatMap((one) => siblings(one, 1).flatMap((next) => [...walk(next, false)])),
  preceding: (node) =>
    [node, ...ancestors(node)].flatMap((one) => siblings(one, -1).flatMap((last) => [...walk(last, false)].reverse())),
};

function ancestors(node: XmlNode): XmlNode[] {
  const found: XmlNode[] = [];
  for (let at = node.parent; at; at = at.parent) found.push(at);
  return found;
}

/** Those after it, or those before it with the nearest first. */
function siblings(node: XmlNode, way: 1 | -1): XmlNode[] {
  const all = node.parent?.children ?? [];
  const at = all.indexOf(node);
  if (at < 0) return [];
  return way === 1 ? all.slice(at + 1) : all.slice(0, at).reverse();
}

type Work = (args: readonly Value[], at: Context) => Value;
const ownText = (args: readonly Value[], at: Context) => (args.length === 0 ? at.node.inner() : textOf(args[0]!));
const named = (args: readonly Value[], at: Context, use: (node: XmlNode) => string) => {
  const node = args.length === 0 ? at.node : typeof args[0] === "object" ? inOrder(args[0])[0] : undefined;
  return !node || (node.kind !== "Element" && node.kind !== "Attribute") ? "" : use(node);
};

export const functions: Readonly<Record<string, Work>> = {
  position: (_, at) => at.position,
  last: (_, at) => at.size,
  count: ([nodes]) => (typeof nodes === "object" ? nodes.length : 0),
  name: (args, at) => named(args, at, (node) => node.name),
  "local-name": (args, at) => named(args, at, (node) => node.localName),
  "namespace-uri": (args, at) => named(args, at, namespaceOf),
  string: (args, at) => ownText(args, at),
  number: (args, at) => numberOf(args.length === 0 ? at.node.inner() : args[0]!),
  boolean: ([value]) => truthOf(value ?? false),
  not: ([value]) => !truthOf(value ?? false),
  true: () => true,
  false: () => false,
  concat: (args) => args.map(textOf).join(""),
  contains: ([text, part]) => textOf(text ?? "").includes(textOf(part ?? "")),
  "starts-with": ([text, part]) => textOf(text ?? "").startsWith(textOf(part ?? "")),
  "substring-before": ([text, part]) => {
    const at = textOf(text ?? "").indexOf(textOf(part ?? ""));
    return at < 0 ? "" : textOf(text ?? "").slice(0, at);
  },
  "substring-after": ([text, part]) => {
    const [whole, mark] = [textOf(text ?? ""), textOf(part ?? "")];
    const at = whole.indexOf(mark);
    return at < 0 ? "" : whole.slice(at + mark.length);
  },
  substring: ([text, start, length]) => {
    const from = Math.round(numberOf(start ?? 1));
    const to = length === undefined ? Infinity : from + Math.round(numberOf(length));
    return [...textOf(text ?? "")].filter((_, i) => i + 1 >= from && i + 1 < to).join("");
  },
  "string-length": (args, at) => [...ownText(args, at)].length,
  "normalize-space": (args, at) => ownText(args, at).trim().replace(/\s+/g, " "),
  translate: ([text, from, to]) => {
    const [source, target] = [[...textOf(from ?? "")], [...textOf(to ?? "")]];
    return [...textOf(text ?? "")]
      .map((char) => (source.includes(char) ? (target[source.indexOf(char)] ?? "") : char))
      .join("");
  },
  sum: ([nodes]) =>
    typeof nodes === "object" ? nodes.reduce((all, one) => all + numberOf(one.inner()), 0) : Number.NaN,
  floor: ([value]) => Math.floor(numberOf(value ?? 0)),
  ceiling: ([value]) => Math.ceil(numberOf(value ?? 0)),
  round: ([value]) => Math.round(numberOf(value ?? 0)),
};
