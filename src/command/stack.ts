// The folders that Push-Location remembers, for each session.
import type { Registry } from "./registry.ts";
import type { Shell } from "./session.ts";

/** By registry, as each frame of a session has its own Shell but all share that. */
const stacks = new WeakMap<Registry, Map<string, string[]>>();

const visited = new WeakMap<Registry, { readonly back: string[]; readonly forward: string[] }>();

/** What Set-Location keeps, the most for each direction (Set-Location, "-" and "+"). */
const mostVisited = 20;

function visitedIn(shell: Shell) {
  let found = visited.get(shell.registry);
  if (!found) {
    found = { back: [], forward: [] };
    visited.set(shell.registry, found);
  }
  return found;
}

/** Remembers the current folder as the one that `Set-Location -` goes back to. */
export function leaveLocation(shell: Shell): void {
  const { back, forward } = visitedIn(shell);
  back.push(shell.location);
  if (back.length > mostVisited) back.shift();
  forward.length = 0;
}

/** The folder before or after the current one, which is remembered for the way back; undefined where there is none. */
export function stepLocation(shell: Shell, step: "-" | "+"): string | undefined {
  const { back, forward } = visitedIn(shell);
  const [from, to] = step === "-" ? [back, forward] : [forward, back];
  const path = from.pop();
  if (path !== undefined) to.push(shell.location);
  return path;
}

/** The name of the stack that is used where none is named (Set-Location -StackName). */
const current = new WeakMap<Registry, string>();

/** Makes the stack of that name the current one; "" goes back to the first. */
export function useStack(shell: Shell, name: string): void {
  current.set(shell.registry, name === "" ? "default" : name);
}

/** The stack of that name in any case, or the current one; the last one pushed stands last. */
export function stackOf(shell: Shell, name = current.get(shell.registry) ?? "default"): string[] {
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
