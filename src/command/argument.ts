// One argument to one parameter: converted, checked, and told in the words of the parameter when it will not do.
import { SecureString } from "../values/secret.ts";
import { ScriptBlock } from "../values/structured.ts";
import { toText } from "../values/text.ts";
import { ConversionError, type Type } from "../values/type.ts";
import type { Parameter } from "./cmdlet.ts";
import * as errors from "./errors.ts";
import { takesBlocks } from "./kinds.ts";
import type { ScriptPosition } from "./position.ts";

/** One argument as the evaluator hands it over: its expression is evaluated, `-Name` and value are still apart. */
export interface Argument {
  /** Of `-Name`, without the dash; absent for a positional argument. */
  readonly name?: string;
  /** False only for `-Name` without a colon: a switch, or the next positional argument is its value. */
  readonly hasValue: boolean;
  readonly value?: unknown;
  /** The source of a bare word or number (`10MB`, `0123`): what a parameter that is text gets. */
  readonly text?: string;
  /** Of `-Name` as written, with the colon: what a program gets. */
  readonly raw?: string;
  /** A blank stands between the colon and the value. */
  readonly apart?: boolean;
  /** A list written with commas: one argument of a program. */
  readonly listed?: boolean;
  /** Came from @splatting; the same name given outright wins. */
  readonly splatted?: boolean;
  readonly position?: ScriptPosition;
  /** The `--` behind which nothing is a name: only programs are given it. */
  readonly endsNames?: boolean;
}

/** Converts and checks; throws a Problem that names the parameter. */
export function convertFor(name: string, spec: Parameter, value: unknown): unknown {
  if (value === null || value === undefined) {
    if (spec.allowNull) return null;
    if (spec.mandatory) throw errors.emptyNotAllowed(name, "null");
  } else if (spec.mandatory && !spec.allowEmpty) {
    if (value === "") throw errors.emptyNotAllowed(name, "string");
    if (Array.isArray(value)) {
      if (value.length === 0) throw errors.emptyNotAllowed(name, "array");
      if (spec.type.element?.name === "String" && value.includes("")) throw errors.emptyNotAllowed(name, "string");
    }
  }
  let converted: unknown;
  try {
    converted = spec.type.convert(value instanceof ScriptBlock && !takesBlocks(spec.type) ? value.text : value);
  } catch (error) {
    if (error instanceof ConversionError) throw errors.transformationFailed(name, error.message);
    throw error;
  }
  const wrong = spec.check?.(converted);
  if (wrong !== undefined) throw errors.validationFailed(name, wrong);
  return converted;
}

const numberKinds = new Set(
  "Object PSObject Boolean SwitchParameter SByte Byte Int16 UInt16 Int32 UInt32 Int64 UInt64 Single Double Decimal BigInteger ByteQuantifiedSize TimeSpan EnhancedTimeSpan DateTime Char".split(
    " ",
  ),
);

/** The value of an argument; a bare number is its text for a kind that is none of numbers. */
export function argumentFor(type: Type<unknown>, arg: Argument): unknown {
  if (arg.text === undefined || typeof arg.value === "string") return arg.value;
  const name = (type.element ?? type).name.replace(/^(?:Unlimited|Nullable)<(.*)>$/, "$1");
  return numberKinds.has(name) ? arg.value : arg.text;
}

/** Whether a kind takes a value without changing it. */
export function isExact(type: Type<unknown>, value: unknown): boolean {
  if (type.name === "Object" || type.name === "PSObject") return true;
  if (type.name === "String") return typeof value === "string";
  if (value === null || value === undefined) return false;
  let converted: unknown;
  try {
    converted = type.convert(value);
  } catch {
    return false;
  }
  if (Object.is(converted, value)) return true;
  if (!Array.isArray(converted)) return false;
  const items = Array.isArray(value) ? value : [value];
  return items.length === converted.length && items.every((item, i) => Object.is(item, (converted as unknown[])[i]));
}

export function isSwitch(type: Type<unknown>): boolean {
  return type.name === "SwitchParameter";
}

/** A value for the trace. */
export function shown(value: unknown): string {
  return value instanceof SecureString ? "secret" : toText(value);
}
