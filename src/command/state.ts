// The state that the binder's phases work on, and how one value comes to one parameter.
import { ScriptBlock } from "../values/structured.ts";
import { type Argument, argumentFor, convertFor, shown } from "./argument.ts";
import type { Parameter } from "./cmdlet.ts";
import type { CommonValues } from "./common.ts";
import type { Bound } from "./context.ts";
import * as errors from "./errors.ts";
import type { CommandFace, Prepared, PreparedFace } from "./face.ts";
import { takesBlocks } from "./kinds.ts";
import type { Ask } from "./prompt.ts";

/** A value for a parameter that the call does not give. */
export interface DefaultValue {
  readonly name: string;
  readonly value: unknown;
}

export interface BindOptions {
  /** Whether the command stands behind a pipe. */
  readonly expectsInput: boolean;
  readonly trace?: ((line: string) => void) | undefined;
  /** $PSDefaultParameterValues that fit the command, by the name or alias of the parameter. */
  readonly defaults?: readonly DefaultValue[] | undefined;
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
  /** The same of those that are told with -Verbose only. */
  readonly hints: readonly string[];
  /**
   * Adds what one pipeline object gives; throws a Problem when it cannot be bound. The result is valid until the next
   * call. Gives a promise only when a script block given as an argument waits.
   */
  object(value: unknown): Bound | Promise<Bound>;
}

export interface State {
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
  readonly hints: string[];
}

export function assign(state: State, parameter: Prepared, arg: Argument): void {
  const { spec, name } = parameter;
  if (parameter.common) {
    state.common[name] = convertFor(name, spec, argumentFor(spec.type, arg));
    traceBound(state, name, state.common[name]);
    return;
  }
  const value = argumentFor(spec.type, arg);
  if (value instanceof ScriptBlock && !takesBlocks(spec.type) && takesInput(parameter, state.mask)) {
    if (!state.options.expectsInput) throw errors.blockWithoutInput(name);
    state.delayed.set(parameter, value);
    state.options.trace?.(`    Adding ScriptBlock to delay-bind list for parameter '${name}'`);
  } else {
    state.values[name] = convertFor(name, specIn(parameter, state.mask), value);
    traceBound(state, name, state.values[name]);
  }
  if (spec.noEffect !== undefined) {
    const [list, note] = [spec.quiet ? state.hints : state.notes, noteOf(name, spec.noEffect)];
    if (!list.includes(note)) list.push(note);
  }
  take(state, parameter);
}

function traceBound(state: State, name: string, value: unknown): void {
  const { trace } = state.options;
  if (!trace) return;
  trace(`    BIND arg [${shown(value)}] to parameter [${name}]`);
  trace(`        BIND arg [${shown(value)}] to param [${name}] SUCCESSFUL`);
}

function noteOf(name: string, why: string): string {
  return `The parameter -${name} has no effect here: ${why}`;
}

/** Marks a parameter bound; sets that do not have it drop out. */
export function take(state: State, parameter: Prepared): void {
  state.given.add(parameter.name);
  const mask = state.mask & parameter.mask;
  if (mask === 0) throw errors.ambiguousSet();
  state.mask = mask;
}

export function specIn(parameter: Prepared, mask: number): Parameter {
  for (let set = 0; set < parameter.inSet.length; set++) {
    const spec = parameter.inSet[set];
    if (spec && mask & (1 << set)) return spec;
  }
  return parameter.spec;
}

export function takesInput(parameter: Prepared, mask: number): boolean {
  return parameter.inSet.some((spec, set) => spec?.pipeline !== undefined && mask & (1 << set));
}
