// try, catch, finally and trap.
import { TerminatingError } from "../command/record.ts";
import type { Out } from "../values/structured.ts";
import { catches } from "./exceptions.ts";
import { isSignal, located, ThrownError } from "./failure.ts";
import { type End, Jump } from "./flow.ts";
import { type Frame, type Run, type Unit, within } from "./frame.ts";
import { compileBlock } from "./statements.ts";
import type { Span, Try, TypeName } from "./syntax/tree.ts";

/** Whether a clause for that type takes the error. */
function takes(type: TypeName, error: TerminatingError, unit: Unit): boolean {
  const name = type.text.replaceAll(/\s/g, "");
  if (/^(?:system\.management\.automation\.)?actionpreferencestopexception$/i.test(name)) {
    // An error that -ErrorAction Stop made end the script is caught by its own type or by this one.
    return error.ends === "script" && !(error instanceof ThrownError);
  }
  const { exception } = error.record;
  return catches(name, exception) || unit.namespaces.some((space) => catches(`${space}.${name}`, exception));
}

/** Runs the handler with $_ as the error; a bare `throw` in it throws the error again. */
function handle(body: Run, error: TerminatingError, f: Frame, out: Out): End | Promise<End> {
  const it = f.scope.own("_");
  const again = f.scope.own("%rethrow");
  const before = [it.value, again.value];
  it.value = error.record;
  again.value = error;
  const restore = () => {
    [it.value, again.value] = before;
  };
  try {
    const end = body(f, out);
    if (end instanceof Promise) return end.finally(restore);
    restore();
    return end;
  } catch (failure) {
    restore();
    throw failure;
  }
}

export function compileTry(node: Try, unit: Unit): Run {
  const body = compileBlock(node.body, unit);
  const clauses = node.catches.map((clause) => ({ types: clause.types, body: compileBlock(clause.body, unit) }));
  const last = node.finally ? compileBlock(node.finally, unit) : undefined;

  const caught = (error: unknown, f: Frame, out: Out): End | Promise<End> => {
    const failure = located(error, f, isSignal(error) ? undefined : unit.position(node.body.span));
    if (!(failure instanceof TerminatingError)) throw failure;
    const specific = clauses.find((clause) => clause.types.some((type) => takes(type, failure, unit)));
    const clause = specific ?? clauses.find((one) => one.types.length === 0);
    if (!clause) throw failure;
    f.core.keepError(failure.record);
    f.core.ok = false;
    return handle(clause.body, failure, f, out);
  };

  const guarded = (f: Frame, out: Out): End | Promise<End> => {
    const inner = clauses.length > 0 ? within(f, { propagate: true }) : f;
    try {
      const end = body(inner, out);
      return end instanceof Promise ? end.catch((error: unknown) => caught(error, f, out)) : end;
    } catch (error) {
      return caught(error, f, out);
    }
  };
  if (!last) return guarded;

  /** The way the rest ended goes on after `finally`, unless that leaves by itself. */
  return (f, out) => {
    const inner = clauses.length > 0 ? f : within(f, { propagate: true });
    const finish = (end: End): End | Promise<End> => {
      const done = last(f, out);
      return done instanceof Promise ? done.then((late) => late ?? end) : (done ?? end);
    };
    const failed = (error: unknown): End | Promise<End> => {
      const done = last(f, out);
      const rethrow = (end: End): End => {
        if (end !== undefined) return end;
        throw error;
      };
      return done instanceof Promise ? done.then(rethrow) : rethrow(done);
    };
    let end: End | Promise<End>;
    try {
      end = guarded(inner, out);
    } catch (error) {
      return failed(error);
    }
    return end instanceof Promise ? end.then(finish, failed) : finish(end);
  };
}

export interface CompiledTrap {
  readonly type: TypeName | null;
  readonly body: Run;
  readonly span: Span;
}

/**
 * Gives the error to the traps of the block: "resumed" goes on with the next statement (after `continue`, or after the
 * error was shown), `break` throws it up, another end leaves the block. Undefined when no trap takes it.
 */
export function trapped(
  error: unknown,
  f: Frame,
  unit: Unit,
  span: Span,
  traps: readonly CompiledTrap[],
  out: Out,
): End | "resumed" | Promise<End | "resumed"> | undefined {
  const failure = located(error, f, isSignal(error) ? undefined : unit.position(span));
  if (!(failure instanceof TerminatingError)) throw failure;
  const trap =
    traps.find((one) => one.type !== null && takes(one.type, failure, unit)) ?? traps.find((one) => one.type === null);
  if (!trap) return undefined;
  const decide = (end: End): End | "resumed" => {
    if (end === undefined) {
      f.core.ok = false;
      f.streams.error(failure.record, false);
      return "resumed";
    }
    if (end instanceof Jump && end.label === null) {
      if (end.kind === "break") throw failure;
      f.core.keepError(failure.record);
      return "resumed";
    }
    return end;
  };
  const end = handle(trap.body, failure, f, out);
  return end instanceof Promise ? end.then(decide) : decide(end);
}
