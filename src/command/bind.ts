// The binder: arguments and pipeline objects to parameters, as phases over one state (about_Parameter_Binding).
import { ScriptBlock, Structured } from "../values/structured.ts";
import { toText } from "../values/text.ts";
import { type Argument, argumentFor, convertFor, isExact, isSwitch, shown } from "./argument.ts";
import type { Parameter } from "./cmdlet.ts";
import type { CommonValues } from "./common.ts";
import type { Bound } from "./context.ts";
import * as errors from "./errors.ts";
import {
  type CommandFace,
  findParameter,
  isBare,
  type Prepared,
  type PreparedFace,
  parameterNamed,
  prepare,
} from "./face.ts";
import { takesBlocks } from "./kinds.ts";
import { type Ask, askValue } from "./prompt.ts";

export { type Argument, convertFor, isSwitch } from "./argument.ts";
export type { CommandFace } from "./face.ts";

export interface BindOptions {
  /** Whether the command stands behind a pipe. */
  readonly expectsInput: boolean;
  readonly trace?: ((line: string) => void) | undefined;
  /** Asks for what is missing; absent when there is no person, then it is an error. */
  readonly ask?: Ask | undefined;
}

/** A command line that is bound; objects of the pipeline may still add to it. */
export interface Binding {
  readonly face: CommandFace;
  readonly common: CommonValues;
  /** Names given so far; after `object`, with those that the object gave. */
  readonly given: ReadonlySet<string>;
  /** What the command line bound, with defaults; all there is when the command stands behind no pipe. */
  readonly begin: Bound;
  /** What fits no parameter, in order; only of a loose face ($args). */
  readonly rest: readonly unknown[];
  /** Why parameters that were given have no effect, one line each. */
  readonly notes: readonly string[];
  /**
   * Adds what one pipeline object gives; throws a Problem when it cannot be bound. The result is valid until the next
   * call. Gives a promise only when a script block given as an argument waits.
   */
  object(value: unknown): Bound | Promise<Bound>;
}

interface State {
  readonly face: PreparedFace;
  readonly options: BindOptions;
  /** The sets that are still possible. */
  mask: number;
  values: Record<string, unknown>;
  readonly common: Record<string, unknown>;
  given: Set<string>;
  readonly splatted: Set<string>;
  readonly delayed: Map<Prepared, ScriptBlock>;
  readonly unbound: Argument[];
  readonly rest: unknown[];
  readonly notes: string[];
}

const nothingBound: Bound = { set: "Default" };

/** What a block without parameters and arguments is bound to. */
const nothing: Omit<Binding, "face"> = {
  common: {},
  given: new Set(),
  begin: nothingBound,
  rest: [],
  notes: [],
  object: () => nothingBound,
};

/** Binds a command line. Throws a Problem; gives a promise only when a person is asked for what is missing. */
export function bind(face: CommandFace, args: readonly Argument[], options: BindOptions): Binding | Promise<Binding> {
  if (args.length === 0 && options.trace === undefined && isBare(face)) return { ...nothing, face };
  const state: State = {
    face: prepare(face),
    options,
    mask: 0,
    values: {},
    common: {},
    given: new Set(),
    splatted: new Set(),
    delayed: new Map(),
    unbound: [],
    rest: [],
    notes: [],
  };
  state.mask = state.face.all;
  bindNamed(state, args);
  bindPositional(state);
  bindRemaining(state);
  const missing = narrow(state);
  if (missing.length === 0) return finish(state);
  return askFor(state, missing);
}

// ---------------------------------------------------------------------------------------------------------------------
// The command line

function bindNamed(state: State, args: readonly Argument[]): void {
  state.options.trace?.(`BIND NAMED cmd line args [${state.face.face.name}]`);
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg.name === undefined) {
      state.unbound.push(arg);
      continue;
    }
    const parameter = state.face.face.loose
      ? findParameter(state.face, arg.name)
      : parameterNamed(state.face, arg.name);
    if (!parameter) {
      state.unbound.push(arg);
      continue;
    }
    let source = arg;
    if (!arg.hasValue && isSwitch(parameter.spec.type)) source = { name: arg.name, hasValue: true, value: true };
    else if (!arg.hasValue) {
      const next = args[i + 1];
      if (!next || next.name !== undefined) throw errors.missingArgument(parameter.name, parameter.spec.type.name);
      source = next;
      i++;
    }
    const before = parameter.common ? parameter.name in state.common : state.given.has(parameter.name);
    if (before) {
      if (arg.splatted && !state.splatted.has(parameter.name)) continue;
      if (arg.splatted || !state.splatted.has(parameter.name)) throw errors.parameterTwice(parameter.name);
    }
    if (arg.splatted) state.splatted.add(parameter.name);
    else state.splatted.delete(parameter.name);
    assign(state, parameter, source);
  }
}

function bindPositional(state: State): void {
  if (state.unbound.length === 0 || state.face.positions.length === 0) return;
  state.options.trace?.(`BIND POSITIONAL cmd line args [${state.face.face.name}]`);
  for (const position of state.face.positions) {
    const at = state.unbound.findIndex((arg) => arg.name === undefined);
    if (at < 0) return;
    const candidates = positioned(state, position);
    if (candidates.length === 0) continue;
    bindFirst(state, candidates, state.unbound[at]!);
    state.unbound.splice(at, 1);
  }
}

/** The unbound parameters at a position in the sets that are still possible, those of the default set first. */
function positioned(state: State, position: number): Prepared[] {
  const found: Prepared[] = [];
  const { defaultSet } = state.face;
  for (const parameter of state.face.own) {
    if (state.given.has(parameter.name)) continue;
    // What takes all that is left takes the first of it too.
    const stands = parameter.inSet.some(
      (spec, set) => spec?.position === position && !spec.remaining && state.mask & (1 << set),
    );
    if (!stands) continue;
    if (defaultSet >= 0 && parameter.inSet[defaultSet]?.position === position && state.mask & (1 << defaultSet)) {
      found.unshift(parameter);
    } else found.push(parameter);
  }
  return found;
}

/** Gives an argument to the first candidate that takes it as it is, else to the first that can convert it. */
function bindFirst(state: State, candidates: readonly Prepared[], arg: Argument): void {
  if (candidates.length > 1) {
    for (const parameter of candidates) {
      if (!isExact(parameter.spec.type, argumentFor(parameter.spec.type, arg))) continue;
      assign(state, parameter, arg);
      return;
    }
  }
  let first: unknown;
  for (const parameter of candidates) {
    try {
      assign(state, parameter, arg);
      return;
    } catch (error) {
      first ??= error;
    }
  }
  throw first;
}

function bindRemaining(state: State): void {
  if (state.unbound.length === 0) return;
  const taker = state.face.own.find(
    (parameter) =>
      !state.given.has(parameter.name) &&
      parameter.inSet.some((spec, set) => spec?.remaining && state.mask & (1 << set)),
  );
  if (taker) {
    const values: unknown[] = [];
    for (const arg of state.unbound)
      spread(arg, values, (one) => argumentFor(taker.spec.type.element ?? taker.spec.type, one));
    state.unbound.length = 0;
    const flat = values.length === 1 && Array.isArray(values[0]) ? values[0] : values;
    assign(state, taker, { hasValue: true, value: flat });
    return;
  }
  if (!state.face.face.loose)
    throw errors.positionalNotFound(toText(state.unbound[0]!.text ?? state.unbound[0]!.value));
  for (const arg of state.unbound) spread(arg, state.rest, (one) => one.value);
  state.unbound.length = 0;
}

/** An argument that nobody knows as $args shows it: `-Name`, and its value when it came with one. */
function spread(arg: Argument, into: unknown[], value: (arg: Argument) => unknown): void {
  if (arg.name !== undefined) into.push(`-${arg.name}${arg.splatted ? ":" : ""}`);
  if (arg.hasValue) into.push(value(arg));
}

// ---------------------------------------------------------------------------------------------------------------------
// One value to one parameter

function assign(state: State, parameter: Prepared, arg: Argument): void {
  const { spec, name } = parameter;
  if (parameter.common) {
    state.common[name] = convertFor(name, spec, argumentFor(spec.type, arg));
    state.options.trace?.(`BIND arg [${shown(state.common[name])}] to common parameter [${name}]`);
    return;
  }
  const value = argumentFor(spec.type, arg);
  if (value instanceof ScriptBlock && !takesBlocks(spec.type) && takesInput(parameter, state.mask)) {
    if (!state.options.expectsInput) throw errors.blockWithoutInput(name);
    state.delayed.set(parameter, value);
    state.options.trace?.(`DELAY BIND script block to parameter [${name}]`);
  } else {
    state.values[name] = convertFor(name, specIn(parameter, state.mask), value);
    state.options.trace?.(`BIND arg [${shown(state.values[name])}] to parameter [${name}] SUCCESSFUL`);
  }
  if (spec.noEffect !== undefined && !state.notes.includes(noteOf(name, spec.noEffect))) {
    state.notes.push(noteOf(name, spec.noEffect));
  }
  take(state, parameter);
}

function noteOf(name: string, why: string): string {
  return `The parameter -${name} has no effect here: ${why}`;
}

/** Marks a parameter bound; sets that do not have it drop out. */
function take(state: State, parameter: Prepared): void {
  state.given.add(parameter.name);
  const mask = state.mask & parameter.mask;
  if (mask === 0) throw errors.ambiguousSet();
  state.mask = mask;
}

function specIn(parameter: Prepared, mask: number): Parameter {
  for (let set = 0; set < parameter.inSet.length; set++) {
    const spec = parameter.inSet[set];
    if (spec && mask & (1 << set)) return spec;
  }
  return parameter.spec;
}

function takesInput(parameter: Prepared, mask: number): boolean {
  return parameter.inSet.some((spec, set) => spec?.pipeline !== undefined && mask & (1 << set));
}

// ---------------------------------------------------------------------------------------------------------------------
// Parameter sets and what is missing

/**
 * Chooses among the sets that are left after the command line; gives the mandatory parameters still missing.
 * Behind a pipe, what objects may bring is not missing yet and several sets may stay open.
 */
function narrow(state: State): readonly Prepared[] {
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

function choose(
  state: State,
  candidates: readonly number[],
  complete: readonly number[],
  open: (set: number) => readonly Prepared[],
): number {
  const { defaultSet } = state.face;
  if (complete.length === 1) return complete[0]!;
  if (complete.length > 1) {
    if (complete.includes(defaultSet)) return defaultSet;
    throw errors.ambiguousSet();
  }
  if (candidates.length === 1 || !candidates.includes(defaultSet)) {
    const lists = new Set(
      candidates.map((set) =>
        open(set)
          .map((one) => one.name)
          .join(),
      ),
    );
    if (lists.size > 1) throw errors.ambiguousSet();
    return candidates[0]!;
  }
  return defaultSet;
}

function missingIn(state: State, set: number, exceptInput: boolean): readonly Prepared[] {
  return state.face.own.filter((parameter) => {
    const spec = parameter.inSet[set];
    return spec?.mandatory && !state.given.has(parameter.name) && !(exceptInput && spec.pipeline !== undefined);
  });
}

function setsOf(mask: number): readonly number[] {
  const sets: number[] = [];
  for (let set = 0; set < 31; set++) if (mask & (1 << set)) sets.push(set);
  return sets;
}

function maskOf(sets: readonly number[]): number {
  return sets.reduce((mask, set) => mask | (1 << set), 0);
}

function askFor(state: State, missing: readonly Prepared[]): Promise<Binding> {
  const ask = state.options.ask;
  if (!ask) throw errors.missingMandatory(missing.map((parameter) => parameter.name));
  return prompt(state, missing, ask);
}

async function prompt(state: State, missing: readonly Prepared[], ask: Ask): Promise<Binding> {
  let heading = `cmdlet ${state.face.face.name}\nSupply values for the following parameters:\n`;
  for (const parameter of missing) {
    const value = await askValue(parameter.name, parameter.spec.type, heading, ask);
    heading = "";
    assign(state, parameter, { hasValue: true, value });
  }
  return finish(state);
}

// ---------------------------------------------------------------------------------------------------------------------
// Objects of the pipeline

function finish(state: State): Binding {
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
  };
  const fast = single === undefined || state.delayed.size > 0 ? undefined : fastPath(state, single, waiting, begin);
  if (fast) return { ...binding, object: fast };

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
  return { ...binding, object };
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
  let any = state.delayed.size > 0;
  let refused: unknown;
  for (const phase of phases) {
    for (const parameter of waiting) {
      if (state.given.has(parameter.name) || !takesInput(parameter, state.mask)) continue;
      const spec = pipelineSpec(parameter, state.mask);
      if (spec?.pipeline === undefined || (spec.pipeline !== "both" && spec.pipeline !== phase.by)) continue;
      const found = phase.by === "value" ? { value } : propertyFor(parameter, value);
      if (!found || (!phase.converts && !isExact(spec.type, found.value))) continue;
      try {
        state.values[parameter.name] = convertFor(parameter.name, spec, found.value);
      } catch (error) {
        refused ??= error;
        trace?.(`${phase.text}: parameter [${parameter.name}] SKIPPED`);
        continue;
      }
      take(state, parameter);
      any = true;
      trace?.(
        `${phase.text}: arg [${shown(state.values[parameter.name])}] to parameter [${parameter.name}] SUCCESSFUL`,
      );
    }
  }
  if (!any && !state.face.face.loose) throw refused ?? errors.inputNotBound(value);
  return complete(state, settle(state, value, refused));
}

const phases = [
  { by: "value", converts: false, text: "Parameter [value] PIPELINE INPUT ValueFromPipeline NO COERCION" },
  {
    by: "property",
    converts: false,
    text: "Parameter [property] PIPELINE INPUT ValueFromPipelineByPropertyName NO COERCION",
  },
  { by: "value", converts: true, text: "Parameter [value] PIPELINE INPUT ValueFromPipeline WITH COERCION" },
  {
    by: "property",
    converts: true,
    text: "Parameter [property] PIPELINE INPUT ValueFromPipelineByPropertyName WITH COERCION",
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
function propertyFor(parameter: Prepared, value: unknown): { readonly value: unknown } | undefined {
  if (!(value instanceof Structured)) return undefined;
  for (const name of [parameter.name, ...(parameter.spec.aliases ?? [])]) {
    if (value.spelling(name) !== undefined) return { value: value.get(name) };
  }
  return undefined;
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

function singleSet(mask: number): number | undefined {
  return (mask & (mask - 1)) === 0 ? 31 - Math.clz32(mask) : undefined;
}

function openSet(state: State): number {
  const { defaultSet } = state.face;
  return defaultSet >= 0 && state.mask & (1 << defaultSet) ? defaultSet : -1;
}

/** The values with the defaults of the set; `set` is "" while it is open. */
function complete(state: State, set: number): Bound {
  const bound: Record<string, unknown> = { ...state.values };
  for (const parameter of state.face.own) {
    const spec = set < 0 ? parameter.spec : parameter.inSet[set];
    if (spec?.default === undefined || parameter.name in bound || state.delayed.has(parameter)) continue;
    bound[parameter.name] = spec.default === null ? null : spec.type.convert(spec.default);
  }
  bound["set"] = set < 0 ? "" : state.face.sets[set]!;
  return bound as Bound;
}
