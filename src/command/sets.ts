// Parameter sets: which are still possible, which one is chosen, and what it still lacks.
import type { Bound } from "./context.ts";
import { ambiguousSet } from "./errors.ts";
import type { Prepared } from "./face.ts";
import type { State } from "./state.ts";

/**
 * Chooses among the sets that are left after the command line; gives the mandatory parameters still missing.
 * Behind a pipe, what objects may bring is not missing yet and several sets may stay open.
 */
export function narrow(state: State): readonly Prepared[] {
  const open = (set: number) => missingIn(state, set, state.options.expectsInput);
  const candidates = setsOf(state.mask);
  const complete = candidates.filter((set) => open(set).length === 0);
  if (state.options.expectsInput && complete.length > 0) {
    state.mask = maskOf(complete);
    return [];
  }
  const chosen = choose(state, candidates, complete, open);
  state.mask = 1 << chosen;
  return open(chosen);
}

export function choose(
  state: State,
  candidates: readonly number[],
  complete: readonly number[],
  open: (set: number) => readonly Prepared[],
): number {
  const { defaultSet } = state.face;
  if (complete.length === 1) return complete[0]!;
  if (complete.length > 1) {
    if (complete.includes(defaultSet)) return defaultSet;
    throw ambiguousSet();
  }
  if (candidates.length === 1 || !candidates.includes(defaultSet)) {
    const lists = new Set(
      candidates.map((set) =>
        open(set)
          .map((one) => one.name)
          .join(),
      ),
    );
    if (lists.size > 1) throw ambiguousSet();
    return candidates[0]!;
  }
  return defaultSet;
}

export function missingIn(state: State, set: number, exceptInput: boolean): readonly Prepared[] {
  return state.face.mandatory[set]!.filter(
    (parameter) => !state.given.has(parameter.name) && !(exceptInput && parameter.inSet[set]?.pipeline !== undefined),
  );
}

export function setsOf(mask: number): readonly number[] {
  const sets: number[] = [];
  for (let set = 0; set < 31; set++) if (mask & (1 << set)) sets.push(set);
  return sets;
}

function maskOf(sets: readonly number[]): number {
  return sets.reduce((mask, set) => mask | (1 << set), 0);
}

export function singleSet(mask: number): number | undefined {
  return (mask & (mask - 1)) === 0 ? 31 - Math.clz32(mask) : undefined;
}

export function openSet(state: State): number {
  const { defaultSet } = state.face;
  return defaultSet >= 0 && state.mask & (1 << defaultSet) ? defaultSet : -1;
}

/** The values with the defaults of the set; `set` is "" while it is open. */
export function complete(state: State, set: number): Bound {
  const bound: Record<string, unknown> = { ...state.values };
  for (const parameter of state.face.own) {
    const spec = set < 0 ? parameter.spec : parameter.inSet[set];
    if (spec?.default === undefined || parameter.name in bound || state.delayed.has(parameter)) continue;
    bound[parameter.name] = spec.default === null ? null : spec.type.convert(spec.default);
  }
  bound["set"] = set < 0 ? "" : state.face.sets[set]!;
  return bound as Bound;
}
