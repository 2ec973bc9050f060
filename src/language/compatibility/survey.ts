// A tree gathered by kinds of nodes, each with the function it stands in; made without recursion, for long chains nest deep.
import type { FunctionDefinition, Node, ScriptBlock, TreeNode } from "../syntax/tree.ts";

/** The body of a function, or of the script. */
export interface Scope {
  readonly parent: Scope | null;
}

export interface Seen<N> {
  readonly node: N;
  readonly scope: Scope;
}

type OfKind<K extends TreeNode["kind"]> = Extract<TreeNode, Node<K>>;

export interface Survey {
  /** All nodes of a kind, in the order of the source. */
  of<K extends TreeNode["kind"]>(kind: K): readonly Seen<OfKind<K>>[];
}

/** Types named there are not looked up by the language: attributes, and what `catch` and `trap` are for. */
const unlooked: Readonly<Record<string, readonly string[]>> = {
  Attribute: ["type"],
  Catch: ["types"],
  Trap: ["type"],
  ClassDefinition: ["bases"],
  EnumDefinition: ["underlying"],
};

export function survey(tree: ScriptBlock): Survey {
  const bags = new Map<string, Seen<TreeNode>[]>();
  const stack: Seen<TreeNode>[] = [{ node: tree, scope: { parent: null } }];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    const { node, scope } = at;
    const bag = bags.get(node.kind);
    if (bag) bag.push(at);
    else bags.set(node.kind, [at]);
    const inner = node.kind === "FunctionDefinition" ? { parent: scope } : scope;
    const children = childrenOf(node);
    for (let i = children.length - 1; i >= 0; i--) stack.push({ node: children[i]!, scope: inner });
  }
  return { of: (kind) => (bags.get(kind) ?? []) as never };
}

function childrenOf(node: TreeNode): TreeNode[] {
  const children: TreeNode[] = [];
  const skipped = unlooked[node.kind] ?? [];
  for (const [name, value] of Object.entries(node)) {
    if (skipped.includes(name) || typeof value !== "object" || value === null) continue;
    for (const one of Array.isArray(value) ? value : [value]) if (isNode(one)) children.push(one);
  }
  return children;
}

function isNode(value: unknown): value is TreeNode {
  return typeof value === "object" && value !== null && "kind" in value && "span" in value;
}

/** Whether code of one scope sees the variables of another: its own, and those of the functions around it. */
export function sees(from: Scope, to: Scope): boolean {
  for (let at: Scope | null = from; at !== null; at = at.parent) if (at === to) return true;
  return false;
}

/** The name of a function without `global:` and its like, in lower case. */
export const functionName = (node: FunctionDefinition): string =>
  node.name.toLowerCase().replace(/^(?:global|script|local|private):/, "");
