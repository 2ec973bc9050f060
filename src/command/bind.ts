// The binder: arguments and pipeline objects to parameters, as phases over one state (about_Parameter_Binding).
import { toText } from "../values/text.ts";
import { type Argument, argumentFor, isExact, isSwitch } from "./argument.ts";
import type { Bound } from "./context.ts";
import * as errors from "./errors.ts";
import { type CommandFace, findParameter, isBare, type Prepared, parameterNamed, prepare } from "./face.ts";
import { finish } from "./input.ts";
import { Problem } from "./problem.ts";
import { type Ask, askValue } from "./prompt.ts";
import { narrow } from "./sets.ts";
import { assign, type Binding, type BindOptions, type State } from "./state.ts";

export { type Argument, convertFor, isSwitch } from "./argument.ts";
export type { CommandFace } from "./face.ts";
export type { Binding, BindOptions, DefaultValue } from "./state.ts";

const nothingBound: Bound = { set: "Default" };

/** What a block without parameters and arguments is bound to. */
const nothing: Omit<Binding, "face"> = {
  common: {},
  given: new Set(),
  begin: nothingBound,
  rest: [],
  notes: [],
  hints: [],
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
    hints: [],
  };
  state.mask = state.face.all;
  bindNamed(state, args);
  bindPositional(state);
  bindRemaining(state);
  bindDefaults(state);
  state.options.trace?.(`MANDATORY PARAMETER CHECK on cmdlet [${state.face.face.name}]`);
  const missing = narrow(state);
  if (missing.length === 0) return finish(state);
  return askFor(state, missing);
}

function bindNamed(state: State, args: readonly Argument[]): void {
  state.options.trace?.(`BIND NAMED cmd line args [${state.face.face.name}]`);
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg.endsNames) continue;
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
  state.options.trace?.(`BIND POSITIONAL cmd line args [${state.face.face.name}]`);
  if (state.unbound.length === 0 || state.face.positions.length === 0) return;
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

/** A default that cannot be bound is told and left out: it was not this call that gave it. */
function bindDefaults(state: State): void {
  if (state.options.defaults?.length) state.options.trace?.(`BIND DEFAULT PARAMETER VALUES [${state.face.face.name}]`);
  for (const { name, value } of state.options.defaults ?? []) {
    const parameter = findParameter(state.face, name);
    if (!parameter || (state.mask & parameter.mask) === 0) continue;
    if (parameter.common ? parameter.name in state.common : state.given.has(parameter.name)) continue;
    try {
      assign(state, parameter, { name: parameter.name, hasValue: true, value });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      state.notes.push(
        `The default value of -${parameter.name} in $PSDefaultParameterValues is left out: ${error.message}`,
      );
    }
  }
}

/** An argument that nobody knows as $args shows it: `-Name`, and its value when it came with one. */
function spread(arg: Argument, into: unknown[], value: (arg: Argument) => unknown): void {
  if (arg.name !== undefined) into.push(`-${arg.name}${arg.splatted ? ":" : ""}`);
  if (arg.hasValue) into.push(value(arg));
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
