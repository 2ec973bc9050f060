// The folders that Push-Location remembers, for each session.
import type { Registry } from "./registry.ts";
import type { Shell } from "./session.ts";

/** By registry, as each frame of a session has its own Shell but all share that. */
const stacks = new WeakMap<Registry, Map<string, string[]>>();

/** The stack of that name, in any case; the last one pushed stands last. */
export function stackOf(shell: Shell, name: string): string[] {
  let named = stacks.get(shell.registry);
  if (!named) {
    named = new Map();
    stacks.set(shell.registry, named);
  }
  const key = name.toLowerCase();
  let stack = named.get(key);
  if (!stack) {
    stack = [];
    named.set(key, stack);
  }
  return stack;
}
