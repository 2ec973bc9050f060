// From anything thrown to an error record, and what becomes of it: caught, shown, or the end of the script.
import type { ScriptPosition } from "../command/position.ts";
import { Problem } from "../command/problem.ts";
import { calledAt, ErrorRecord, ExceptionValue, TerminatingError } from "../command/record.ts";
import { problemOf } from "../command/run.ts";
import { StopUpstream } from "../command/stage.ts";
import { ArithmeticError } from "../values/arithmeticerror.ts";
import { CastError, MemberError } from "../values/nettype.ts";
import { toText } from "../values/text.ts";
import { ConversionError } from "../values/type.ts";
import { tooDeep } from "./errors.ts";
import { ExitSignal, FlowSignal } from "./flow.ts";
import { actionOf, type Frame, type Unit } from "./frame.ts";
import type { Span } from "./syntax/tree.ts";

/** An error made by the `throw` statement. */
export class ThrownError extends TerminatingError {}

/** An error of a command further down the pipeline on its way up through those before it, which must not catch it. */
export class Downstream extends Error {
  override readonly name = "Downstream";
  readonly error: unknown;

  constructor(error: unknown) {
    super("A command further down the pipeline failed.");
    this.error = error;
  }
}

/** What steers the flow of a script and is no error: no catch sees it. */
export function isSignal(error: unknown): boolean {
  return (
    error instanceof FlowSignal ||
    error instanceof ExitSignal ||
    error instanceof StopUpstream ||
    error instanceof Downstream
  );
}

function innerOf(text: string | undefined): ExceptionValue | undefined {
  return text === undefined ? undefined : new ExceptionValue("System.FormatException", text);
}

/** The record of a problem of the language; a cause that is an exception becomes its InnerException. */
function recordOf(problem: Problem, f: Frame, position: ScriptPosition | undefined): ErrorRecord {
  const { id, category, target, cause, exceptionType, message } = problem;
  const inner = cause instanceof ExceptionValue ? cause : null;
  const fields = id === "CommandNotFoundException" ? { CommandName: target } : {};
  const exception = new ExceptionValue(exceptionType, message, inner, fields);
  return withStack(new ErrorRecord({ exception, id, category, target, command: "", position }), f, position);
}

/** Notes the calls that led to the place of an error. */
export function withStack(record: ErrorRecord, f: Frame, position: ScriptPosition | undefined): ErrorRecord {
  if (record.stack !== undefined || !position) return record;
  const lines: string[] = [];
  let at: ScriptPosition | undefined = position;
  let call = f.call;
  for (; call !== null && at && lines.length < mostCalls; call = call.caller) {
    lines.push(calledAt(call.path === "" && call.name !== "" ? call.name : "<ScriptBlock>", at));
    at = call.position;
  }
  if (at && lines.length < mostCalls) lines.push(calledAt("<ScriptBlock>", at));
  record.stack = lines.join("\n");
  return record;
}

/** Lines that a stack trace has at most. */
const mostCalls = 100;

function languageProblem(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  if (error instanceof CastError) {
    return new Problem({
      id: error.id,
      category: "InvalidArgument",
      text: error.message,
      exceptionType: "System.Management.Automation.PSInvalidCastException",
      cause: innerOf(/Error: "(.*)"$/s.exec(error.message)?.[1]),
    });
  }
  if (error instanceof ArithmeticError) {
    const { id, message, exceptionType } = error;
    return new Problem({
      id,
      category: id === "RuntimeException" ? "NotSpecified" : "InvalidOperation",
      text: message,
      exceptionType: "System.Management.Automation.RuntimeException",
      cause: new ExceptionValue(exceptionType, message),
    });
  }
  if (error instanceof MemberError) {
    const id = error.exceptionType.split(".").pop() ?? "";
    return new Problem({ id, category: "NotSpecified", text: error.message, exceptionType: error.exceptionType });
  }
  if (error instanceof ConversionError) {
    return new Problem({
      id: "InvalidCast",
      category: "InvalidArgument",
      text: error.message,
      exceptionType: "System.InvalidCastException",
    });
  }
  if (error instanceof RangeError && /call stack/i.test(error.message)) return tooDeep();
  return problemOf(error);
}

/**
 * Whatever was thrown as an error with its place, or as it is where it is no error (a jump, a stop of the pipeline).
 * What has a record already keeps it.
 */
export function located(error: unknown, f: Frame, position: ScriptPosition | undefined): unknown {
  if (error instanceof TerminatingError || isSignal(error)) return error;
  if (f.core.signal.aborted && error === f.core.signal.reason) return error;
  const problem = languageProblem(error);
  if (!problem) {
    // Ours, not the user's: told without a stack trace all the same.
    const text = error instanceof Error ? error.message : String(error);
    return new TerminatingError(
      ErrorRecord.of(new Problem({ id: "InternalError", category: "NotSpecified", text, cause: error }), "", position),
      "statement",
    );
  }
  return new TerminatingError(recordOf(problem, f, position), "statement");
}

/** Throws what was thrown, with its place. */
export function raise(error: unknown, f: Frame, unit: Unit, span: Span): never {
  throw isSignal(error) || error instanceof TerminatingError ? error : located(error, f, unit.position(span));
}

/** The value of $ErrorActionPreference. */
export function errorAction(f: Frame) {
  return actionOf(f.scope.find("erroractionpreference")?.value, "Continue");
}

/**
 * A statement failed. Gives undefined when the script goes on with the next one (the error is shown and kept),
 * throws when it goes up.
 */
export function settle(error: unknown, f: Frame, unit: Unit, span: Span): void | Promise<void> {
  const failure = located(
    error,
    f,
    isSignal(error) || error instanceof TerminatingError ? undefined : unit.position(span),
  );
  if (!(failure instanceof TerminatingError)) throw failure;
  f.core.ok = false;
  // A recursion without end goes up to where it began: each call that went on would begin it again.
  const endless = (f.depth > 0 || f.core.nested > 0) && failure.record.id === "CallDepthOverflow";
  if (f.propagate || endless) throw failure;
  const action = errorAction(f);
  if (failure.ends === "script") {
    if (!(failure instanceof ThrownError) || (action !== "SilentlyContinue" && action !== "Ignore")) throw failure;
    f.streams.error(failure.record, true);
    return;
  }
  switch (action) {
    case "Stop":
      throw new TerminatingError(failure.record, "script");
    case "SilentlyContinue":
      f.streams.error(failure.record, true);
      return;
    case "Ignore":
      return;
    case "Inquire":
      return inquire(failure, f);
    default:
      f.streams.error(failure.record, false);
  }
}

async function inquire(failure: TerminatingError, f: Frame): Promise<void> {
  const answer = await f.streams.ask({
    kind: "choice",
    caption: "Action to take for this exception:",
    message: failure.message,
    choices: [
      { label: "&Continue", help: "Show the error and go on with the next statement." },
      { label: "&Halt", help: "End the script." },
    ],
    default: 0,
  });
  if (answer !== "0") throw new TerminatingError(failure.record, "script");
  f.streams.error(failure.record, false);
}

/** The error that `throw value` makes. */
export function thrown(value: unknown, f: Frame, position: ScriptPosition): ThrownError {
  if (value instanceof ErrorRecord) return new ThrownError(value, "script");
  const isException = value instanceof ExceptionValue;
  const text = isException ? value.message : toText(value);
  const record = new ErrorRecord({
    exception: isException ? value : new ExceptionValue("System.Management.Automation.RuntimeException", text),
    id: text,
    category: "OperationStopped",
    target: isException ? null : (value ?? null),
    command: "",
    position,
  });
  return new ThrownError(withStack(record, f, position), "script");
}
