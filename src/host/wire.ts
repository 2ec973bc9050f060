// What crosses the socket and how: bound parameters by their kinds, objects by their shapes, errors with all they hold.
import type { Cmdlet, Parameter } from "../command/cmdlet.ts";
import type { Bound, Invocation, Preferences } from "../command/context.ts";
import type { ScriptPosition } from "../command/position.ts";
import { type ErrorCategory, Problem } from "../command/problem.ts";
import { ErrorRecord, ExceptionValue, TerminatingError } from "../command/record.ts";
import { Entity, type Shape, type Stored } from "../values/shape.ts";
import { toText } from "../values/text.ts";
import { ConversionError, type Json } from "../values/type.ts";
import { decodeValue, encodeValue } from "../values/wire.ts";
import { badFrame } from "./errors.ts";

type Fields = Readonly<Record<string, Json>>;

/** The parameter of this name in the set in use, or in any set while none is chosen. Only what was declared counts. */
function parameterOf(cmdlet: Cmdlet, set: string, name: string): Parameter | undefined {
  const chosen = own(cmdlet.sets, set);
  const tables = chosen ? [chosen] : Object.values(cmdlet.sets);
  for (const table of [...tables, cmdlet.parameters]) {
    const parameter = own(table, name);
    if (parameter) return parameter;
  }
  return undefined;
}

function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** Bound parameters, each in the form of its kind. */
export function encodeBound(cmdlet: Cmdlet, bound: Bound): Json {
  const fields: Record<string, Json> = {};
  for (const [name, value] of Object.entries(bound)) {
    if (name === "set" || value === undefined) continue;
    const parameter = parameterOf(cmdlet, bound.set, name);
    if (parameter) fields[name] = value === null ? null : parameter.type.encode(value);
  }
  return { set: bound.set, fields };
}

/**
 * Reads what a guest has bound, and checks it as if it had been typed here. `whole`: for a record, with all that is
 * mandatory; before the first one the pipeline may still have to bring it.
 */
export function decodeBound(cmdlet: Cmdlet, json: Json | undefined, whole: boolean): Bound {
  const { set, fields } = asFields(json);
  const bound: Record<string, unknown> & { set: string } = { set: asText(set) };
  if (own(cmdlet.sets, bound.set) === undefined && Object.keys(cmdlet.sets).length > 0 && bound.set !== "")
    throw badFrame(`${cmdlet.name} has no parameter set '${bound.set}'`);
  for (const [name, value] of Object.entries(asFields(fields))) {
    const parameter = parameterOf(cmdlet, bound.set, name);
    if (!parameter) throw badFrame(`${cmdlet.name} has no parameter '${name}' in the set '${bound.set}'`);
    bound[name] = value === null ? null : readParameter(parameter, name, value);
  }
  for (const [name, parameter] of Object.entries({ ...own(cmdlet.sets, bound.set), ...cmdlet.parameters }))
    if (whole && parameter.mandatory && !Object.hasOwn(bound, name)) throw badFrame(`-${name} is mandatory`);
  return bound;
}

function readParameter(parameter: Parameter, name: string, json: Json): unknown {
  let value: unknown;
  try {
    value = parameter.type.convert(parameter.type.decode(json));
  } catch (error) {
    const why = error instanceof ConversionError ? error.message : "Its value cannot be read.";
    throw badFrame(`-${name}: ${why}`);
  }
  const wrong = parameter.check?.(value);
  if (wrong !== undefined) throw badFrame(`-${name}: ${wrong}`);
  return value;
}

/** An object on its way out: a stored form with the name of its shape, or a value as it is. */
export function encodeOutput(cmdlet: Cmdlet, value: unknown): Json {
  if (value instanceof Entity && shapeOf(cmdlet, value.shape.name) === value.shape)
    return { shape: value.shape.name, stored: value.stored() };
  return { value: encodeValue(value) };
}

export function decodeOutput(cmdlet: Cmdlet, json: Json | undefined): unknown {
  const { shape, stored, value } = asFields(json);
  if (shape === undefined) return decodeValue(value ?? null);
  const known = shapeOf(cmdlet, asText(shape));
  if (!known) throw badFrame(`${cmdlet.name} gives no ${asText(shape)}`);
  return known.decode(asFields(stored) as Stored);
}

const shapeOf = (cmdlet: Cmdlet, name: string): Shape | undefined =>
  cmdlet.outputs.find((shape) => shape.name === name);

/** How a step ended that did not succeed. */
export function encodeFailure(error: unknown): Json {
  if (error instanceof TerminatingError) return { record: encodeRecord(error.record), ends: error.ends };
  if (error instanceof Problem) return { problem: encodeProblem(error) };
  return { stopped: true };
}

/** @returns what to throw in the guest; undefined when the owner was told to stop. */
export function decodeFailure(json: Json | undefined): Error | undefined {
  const { record, ends, problem } = asFields(json);
  if (record !== undefined)
    return new TerminatingError(decodeRecord(record), ends === "statement" ? "statement" : "script");
  if (problem !== undefined) return decodeProblem(problem);
  return undefined;
}

export function encodeProblem(problem: Problem): Json {
  return {
    id: problem.id,
    category: problem.category,
    text: problem.message,
    target: encodeTarget(problem.target),
    exceptionType: problem.exceptionType,
  };
}

export function decodeProblem(json: Json | undefined): Problem {
  const { id, category, text, target, exceptionType } = asFields(json);
  return new Problem({
    id: asText(id),
    category: asText(category) as ErrorCategory,
    text: asText(text),
    target: decodeValue(target ?? null),
    exceptionType: asText(exceptionType),
  });
}

export function encodeRecord(record: ErrorRecord): Json {
  return {
    exception: encodeException(record.exception),
    id: record.id,
    category: record.category,
    target: encodeTarget(record.target),
    command: record.command,
    position: record.position === undefined ? null : { ...record.position },
  };
}

export function decodeRecord(json: Json): ErrorRecord {
  const { exception, id, category, target, command, position } = asFields(json);
  return new ErrorRecord({
    exception: decodeException(asFields(exception)),
    id: asText(id),
    category: asText(category) as ErrorCategory,
    target: decodeValue(target ?? null),
    command: asText(command),
    position: decodePosition(position),
  });
}

/** What an error is about: a whole object is told by its identity. */
function encodeTarget(target: unknown): Json {
  return encodeValue(target instanceof Entity ? toText(target) : target);
}

function encodeException(exception: ExceptionValue): Json {
  return {
    type: exception.typeNames[0] ?? "System.Exception",
    message: exception.message,
    inner: exception.inner === null ? null : encodeException(exception.inner),
  };
}

function decodeException(fields: Fields): ExceptionValue {
  const inner = fields["inner"];
  return new ExceptionValue(
    asText(fields["type"]),
    asText(fields["message"]),
    inner === null || inner === undefined ? null : decodeException(asFields(inner)),
  );
}

/** All of an invocation but its signal. */
export function encodeInvocation(invocation: Invocation, given: ReadonlySet<string>): Fields {
  const { name, preferences, position, expectsInput } = invocation;
  return {
    name,
    preferences: { ...preferences, confirm: preferences.confirm ?? null },
    position: position === undefined ? null : { ...position },
    expectsInput,
    given: [...given],
  };
}

export function decodeInvocation(fields: Fields, signal: AbortSignal): Invocation {
  return {
    name: asText(fields["name"]),
    preferences: decodePreferences(asFields(fields["preferences"])),
    position: decodePosition(fields["position"]),
    expectsInput: fields["expectsInput"] === true,
    signal,
  };
}

const actions = ["Stop", "Continue", "SilentlyContinue", "Ignore", "Inquire", "Break", "Suspend"] as const;
const impacts = ["None", "Low", "Medium", "High"] as const;

function decodePreferences(fields: Fields): Preferences {
  const action = (name: string) => oneOf(actions, fields[name]);
  return {
    error: action("error"),
    warning: action("warning"),
    verbose: action("verbose"),
    debug: action("debug"),
    information: action("information"),
    progress: action("progress"),
    whatIf: fields["whatIf"] === true,
    confirm: typeof fields["confirm"] === "boolean" ? fields["confirm"] : undefined,
    confirmImpact: oneOf(impacts, fields["confirmImpact"]),
  };
}

function oneOf<W extends string>(words: readonly W[], json: Json | undefined): W {
  const word = words.find((known) => known === json);
  if (word === undefined) throw badFrame(`'${String(json)}' is not one of ${words.join(", ")}`);
  return word;
}

function decodePosition(json: Json | undefined): ScriptPosition | undefined {
  if (json === null || json === undefined) return undefined;
  const { file, line, column, length, text } = asFields(json);
  return {
    file: asText(file),
    line: Number(line),
    column: Number(column),
    ...(length === undefined ? {} : { length: Number(length) }),
    text: asText(text),
  };
}

/** Names in `given` that came over the socket. */
export function decodeNames(json: Json | undefined): Set<string> {
  return new Set(Array.isArray(json) ? json.map((name) => asText(name as Json)) : []);
}

export function asFields(json: Json | undefined): Fields {
  if (typeof json !== "object" || json === null || Array.isArray(json)) throw badFrame("a field is missing");
  return json as Fields;
}

export function asText(json: Json | undefined): string {
  if (typeof json !== "string") throw badFrame("a text is missing");
  return json;
}
