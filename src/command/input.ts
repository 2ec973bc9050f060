// What the objects of a pipeline add to what the command line bound.
import { Structured } from "../values/structured.ts";
import { typeOf } from "../values/types.ts";
import { convertFor, isExact, shown } from "./argument.ts";
import type { Parameter } from "./cmdlet.ts";
import type { CommonValues } from "./common.ts";
import type { Bound } from "./context.ts";
import * as errors from "./errors.ts";
import type { Prepared } from "./face.ts";
import { choose, complete, missingIn, openSet, setsOf, singleSet } from "./sets.ts";
import { type Binding, type State, specIn, take, takesInput } from "./state.ts";

/** The binding of a command line whose phases are over; its `object` does the rest. */
export function finish(state: State): Binding {
  const { face } = state;
  const single = singleSet(state.mask);
  const begin = complete(state, single ?? openSet(state));
  const base = { mask: state.mask, values: state.values, given: new Set(state.given) };
  const waiting = face.pipeline.filter(
    (parameter) => !state.given.has(parameter.name) && takesInput(parameter, state.mask),
  );
  const binding = {
    face: face.face,
    common: state.common as CommonValues,
    given: state.given,
    begin,
    rest: state.rest,
    notes: state.notes,
    hints: state.hints,
  };
  const fast = single === undefined || state.delayed.size > 0 ? undefined : fastPath(state, single, waiting, begin);
  if (fast) return { ...binding, object: fast };
  const alike = state.delayed.size > 0 || state.options.trace ? undefined : takesAll(waiting, state.mask);

  const object = (value: unknown): Bound | Promise<Bound> => {
    state.mask = base.mask;
    state.values = { ...base.values };
    state.given.clear();
    for (const name of base.given) state.given.add(name);
    for (const parameter of state.delayed.keys()) state.given.add(parameter.name);
    if (state.delayed.size > 0) {
      const waits = runDelayed(state, value);
      if (waits) return waits.then(() => bindObject(state, waiting, value));
    }
    return bindObject(state, waiting, value);
  };
  if (alike === undefined) return { ...binding, object };
  let bound: Record<string, unknown> | undefined;
  return {
    ...binding,
    object(value) {
      // What the first object has settled, the others settle likewise.
      if (bound === undefined || value === null) {
        const first = object(value) as Bound;
        if (value !== null) bound = first as unknown as Record<string, unknown>;
        return first;
      }
      state.given.add(alike);
      bound[alike] = value;
      return bound as unknown as Bound;
    },
  };
}

/** The one parameter that takes input where it takes any object as it is, in all sets that are possible. */
function takesAll(waiting: readonly Prepared[], mask: number): string | undefined {
  const only = waiting[0];
  if (waiting.length !== 1 || !only) return undefined;
  const specs = setsOf(mask).map((set) => only.inSet[set]);
  const any = specs.every((spec) => spec?.pipeline === "value" && spec.type.name === "Object" && !spec.check);
  return any && new Set(specs).size === 1 ? only.name : undefined;
}

/** One set, one parameter that takes whole objects, and it takes them as they are: nothing is left to decide. */
function fastPath(
  state: State,
  set: number,
  waiting: readonly Prepared[],
  begin: Bound,
): ((value: unknown) => Bound) | undefined {
  const only = waiting[0];
  if (waiting.length !== 1 || !only || state.options.trace) return undefined;
  const spec = only.inSet[set];
  if (spec?.pipeline !== "value" || spec.type.name !== "Object" || spec.check) return undefined;
  if (missingIn(state, set, false).some((parameter) => parameter !== only)) return undefined;
  const { name } = only;
  const bound: Record<string, unknown> = { ...begin, [name]: null };
  const refusesNull = spec.mandatory === true && !spec.allowNull;
  return (value) => {
    if (value === null && refusesNull) throw errors.emptyNotAllowed(name, "null");
    state.given.add(name);
    bound[name] = value;
    return bound as unknown as Bound;
  };
}

function bindObject(state: State, waiting: readonly Prepared[], value: unknown): Bound {
  const { trace } = state.options;
  trace?.(`BIND PIPELINE object to parameters: [${state.face.face.name}]`);
  trace?.(`    PIPELINE object TYPE = [${value === null || value === undefined ? "null" : typeOf(value).name}]`);
  trace?.("    RESTORING pipeline parameter's original values");
  let any = state.delayed.size > 0;
  let refused: unknown;
  // Most objects have few properties of a parameter's name, and most parameters take nothing else.
  const takers = waiting.flatMap((parameter): Taker[] => {
    const name = propertyFor(parameter, value);
    return name === undefined && !takesWhole(parameter) ? [] : [{ parameter, name }];
  });
  for (const phase of phases) {
    for (const { parameter, name } of takers) {
      if (phase.by === "property" && name === undefined) continue;
      if (state.given.has(parameter.name) || !takesInput(parameter, state.mask)) continue;
      const spec = pipelineSpec(parameter, state.mask);
      if (spec?.pipeline === undefined || (spec.pipeline !== "both" && spec.pipeline !== phase.by)) continue;
      const found = phase.by === "value" ? value : (value as Structured).get(name!);
      const tell = trace && traceOf(trace, parameter, phase.text, spec, found);
      if (!phase.converts && !isExact(spec.type, found)) {
        tell?.("SKIPPED");
        continue;
      }
      if (phase.converts) trace?.(`        COERCE arg to [${spec.type.name}]`);
      try {
        state.values[parameter.name] = convertFor(parameter.name, spec, found);
      } catch (error) {
        refused ??= error;
        tell?.("SKIPPED");
        continue;
      }
      take(state, parameter);
      any = true;
      tell?.("SUCCESSFUL");
    }
  }
  trace?.(`MANDATORY PARAMETER CHECK on cmdlet [${state.face.face.name}]`);
  if (!any && !state.face.face.loose) throw refused ?? errors.inputNotBound(value);
  return complete(state, settle(state, value, refused));
}

/** Tells that a value of an object is tried for a parameter; what it gives tells how that went. Secrets are not shown. */
function traceOf(
  trace: (line: string) => void,
  { name }: Prepared,
  phase: string,
  spec: Parameter,
  value: unknown,
): (word: string) => void {
  const seen = /SecureString|Credential/.test(spec.type.name) ? "secret" : shown(value);
  trace(`    Parameter [${name}] PIPELINE INPUT ${phase}`);
  trace(`    BIND arg [${seen}] to parameter [${name}]`);
  return (word) => trace(`        BIND arg [${seen}] to param [${name}] ${word}`);
}

/** A parameter that an object may give a value. */
interface Taker {
  readonly parameter: Prepared;
  /** The property that has its name. */
  readonly name: string | undefined;
}

const takesWhole = ({ inSet }: Prepared): boolean =>
  inSet.some((spec) => spec?.pipeline === "value" || spec?.pipeline === "both");

const phases = [
  { by: "value", converts: false, text: "ValueFromPipeline NO COERCION" },
  {
    by: "property",
    converts: false,
    text: "ValueFromPipelineByPropertyName NO COERCION",
  },
  { by: "value", converts: true, text: "ValueFromPipeline WITH COERCION" },
  {
    by: "property",
    converts: true,
    text: "ValueFromPipelineByPropertyName WITH COERCION",
  },
] as const;

/** The set of one object, once nothing more can be bound. */
function settle(state: State, value: unknown, refused: unknown): number {
  const candidates = setsOf(state.mask);
  const open = (set: number) => missingIn(state, set, false);
  const full = candidates.filter((set) => open(set).length === 0);
  if (full.length === 0 && refused !== undefined) throw refused;
  const chosen = choose(state, candidates, full, open);
  const missing = open(chosen).map((parameter) => parameter.name);
  if (missing.length > 0) throw errors.inputLacksMandatory(missing, value);
  return chosen;
}

function pipelineSpec(parameter: Prepared, mask: number): Parameter | undefined {
  return parameter.inSet.find((spec, set) => spec?.pipeline !== undefined && mask & (1 << set));
}

/** The property of the parameter's name or of one of its aliases. */
function propertyFor({ name, spec }: Prepared, value: unknown): string | undefined {
  if (!(value instanceof Structured)) return undefined;
  if (value.spelling(name) !== undefined) return name;
  return spec.aliases?.find((alias) => value.spelling(alias) !== undefined);
}

/** Runs the script blocks that stand for values, with the object as $_. */
function runDelayed(state: State, value: unknown): Promise<void> | undefined {
  let waits: Promise<void> | undefined;
  for (const [parameter, block] of state.delayed) {
    const step = (): void | Promise<void> => {
      const output: unknown[] = [];
      const keep = () => {
        if (output.length === 0) throw errors.blockGaveNothing(parameter.name);
        const one = output.length === 1 ? output[0] : output;
        state.values[parameter.name] = convertFor(parameter.name, specIn(parameter, state.mask), one);
      };
      const wait = block.run({ it: value }, (item) => void output.push(item));
      if (wait) return wait.then(keep);
      keep();
    };
    if (waits) waits = waits.then(step);
    else waits = step() ?? undefined;
  }
  return waits;
}
