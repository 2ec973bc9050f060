// Paths as the session sees them: relative to its location, with ~ for the home folder.
import { posix } from "node:path";
import type { Core } from "./frame.ts";
import type { ScriptBlock } from "./syntax/tree.ts";

export function absolute(core: Core, path: string): string {
  const { home } = core.world.host;
  const plain = path.replaceAll("\\", "/");
  const expanded = plain === "~" ? home : plain.startsWith("~/") ? home + plain.slice(1) : plain;
  return posix.resolve(core.location, expanded);
}

/** Whether a command name is meant as a path to a script rather than a name. */
export function isPath(name: string): boolean {
  return name.includes("/") || name.includes("\\") || /\.ps1$/i.test(name);
}

/** The namespaces of `using namespace` at the head of a script. */
export function namespacesOf(tree: ScriptBlock): readonly string[] {
  return tree.usings.flatMap((one) => (one.what === "namespace" ? [one.name] : []));
}
