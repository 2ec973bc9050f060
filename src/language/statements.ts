// Statements to closures: blocks, if, switch, return and the other ways to leave, definitions.
import { TerminatingError } from "../command/record.ts";
import { castNumber, isTrue } from "../values/net/numbers.ts";
import { toNumber } from "../values/numbers.ts";
import type { Out } from "../values/structured.ts";
import { toText } from "../values/text.ts";
import { compileAssignment } from "./assign.ts";
import { notSupported, scriptHalted } from "./errors.ts";
import { compileExpression } from "./expressions.ts";
import { raise, settle, ThrownError, thrown } from "./failure.ts";
import { type End, ExitSignal, FlowSignal, Jump, returned } from "./flow.ts";
import { type Eval, type Frame, type Run, type Unit, within } from "./frame.ts";
import { FunctionInfo } from "./functions.ts";
import { emit, gather } from "./gather.ts";
import { compileFor, compileForEach, compileWhile } from "./loops.ts";
import { compileChain, compilePipeline } from "./pipelines.ts";
import { compileSwitch } from "./switching.ts";
import type { Block, Break, Continue, Expression, If, Span, Statement, Throw, Trap } from "./syntax/tree.ts";
import { compileTry, trapped } from "./trying.ts";

/** Compiles statements in order. What ends one of them is shown and the next one runs, unless somebody waits for it. */
export function compileBlock(block: Block, unit: Unit): Run {
  const runs = block.statements.map((statement) => compileStatement(statement, unit));
  const spans = block.statements.map((statement) => errorSpan(statement));
  const traps = block.traps.map((trap: Trap) => ({
    type: trap.type,
    body: compileBlock(trap.body, unit),
    span: trap.span,
  }));
  const count = runs.length;
  if (count === 0) return () => undefined;

  const failed = (error: unknown, f: Frame, at: number, out: Out): End | Promise<End> => {
    if (error instanceof FlowSignal) return error.end;
    const span = spans[at] as Span;
    const handled = traps.length > 0 ? trapped(error, f, unit, span, traps, out) : undefined;
    if (handled !== undefined) {
      const goOn = (end: End | "resumed"): End | Promise<End> => (end === "resumed" ? from(f, at + 1, out) : end);
      return handled instanceof Promise ? handled.then(goOn) : goOn(handled);
    }
    return goAfter(settle(error, f, unit, span), f, at, out);
  };
  const goAfter = (waits: void | Promise<void>, f: Frame, at: number, out: Out): End | Promise<End> =>
    waits instanceof Promise ? waits.then(() => from(f, at + 1, out)) : from(f, at + 1, out);

  // With a trap here, an error inside a called function comes up to this block instead of being shown down there.
  const inside = (f: Frame): Frame => (traps.length > 0 ? within(f, { propagate: true }) : f);

  const from = (f: Frame, start: number, out: Out): End | Promise<End> => {
    let i = start;
    const inner = inside(f);
    try {
      for (; i < count; i++) {
        const end = (runs[i] as Run)(inner, out);
        if (end instanceof Promise) return later(f, i, end, out);
        if (end !== undefined) return end;
      }
      return undefined;
    } catch (error) {
      return failed(error, f, i, out);
    }
  };

  const later = async (f: Frame, start: number, first: Promise<End>, out: Out): Promise<End> => {
    let i = start;
    const inner = inside(f);
    try {
      let end = await first;
      if (end !== undefined) return end;
      for (i = start + 1; i < count; i++) {
        const next = (runs[i] as Run)(inner, out);
        end = next instanceof Promise ? await next : next;
        if (end !== undefined) return end;
      }
      return undefined;
    } catch (error) {
      return failed(error, f, i, out);
    }
  };

  return (f, out) => from(f, 0, out);
}

/** What an error view underlines of a statement: its first command rather than the whole of it. */
function errorSpan(statement: Statement): Span {
  if (statement.kind === "Pipeline") return statement.elements[0]?.span ?? statement.span;
  return statement.span;
}

/** A statement whose value is wanted: `( … )`, the right side of an assignment, a condition. */
export function statementValue(statement: Statement, unit: Unit): Eval {
  if (statement.kind === "Assignment") return compileAssignment(statement, unit);
  const expression = loneExpression(statement);
  if (expression) {
    const value = compileExpression(expression, unit);
    return value;
  }
  const run = compileStatement(statement, unit);
  return (f) => gather(f, run);
}

/** The expression of a pipeline that is nothing else. */
export function loneExpression(statement: Statement): Expression | undefined {
  if (statement.kind !== "Pipeline" || statement.background || statement.elements.length !== 1) return undefined;
  const [only] = statement.elements;
  return only?.kind === "CommandExpression" && only.redirections.length === 0 ? only.expression : undefined;
}

export function compileStatement(statement: Statement, unit: Unit): Run {
  switch (statement.kind) {
    case "Pipeline":
      return compilePipeline(statement, unit);
    case "Chain":
      return compileChain(statement, unit);
    case "Assignment":
      // `$x = command` leaves $? as the command left it.
      return silent(compileAssignment(statement, unit), loneExpression(statement.value) !== undefined);
    case "If":
      return compileIf(statement, unit);
    case "Switch":
      return compileSwitch(statement, unit);
    case "ForEach":
      return compileForEach(statement, unit);
    case "For":
      return compileFor(statement, unit);
    case "While":
    case "DoWhile":
    case "DoUntil":
      return compileWhile(statement, unit);
    case "Break":
    case "Continue":
      return compileJump(statement, unit);
    case "Return":
      return leaving(statement.value, unit);
    case "Throw":
      return compileThrow(statement, unit);
    case "Exit":
      return compileExit(statement.value, unit);
    case "Try":
      return compileTry(statement, unit);
    case "FunctionDefinition": {
      const info = new FunctionInfo(statement, unit);
      const scope = /^(global|script|local|private):/i.exec(statement.name)?.[1];
      return (f) => {
        const target = scope === undefined ? f.scope : f.scope.named(scope);
        target.functions.set(info.name.toLowerCase(), info);
        return undefined;
      };
    }
    case "Data": {
      const body = compileBlock(statement.body, unit);
      const { variable } = statement;
      if (variable === null) return body;
      return silent((f) => {
        const value = gather(f, body);
        if (value instanceof Promise) return value.then((late) => f.scope.set(variable, late ?? null));
        return f.scope.set(variable, value ?? null);
      });
    }
    case "ClassDefinition":
      return refused("A class definition", statement.span, unit, "Use functions and [pscustomobject] instead.");
    case "EnumDefinition":
      return refused("An enum definition", statement.span, unit, "Use [ValidateSet()] or a hash table instead.");
    case "Using":
      if (statement.what === "namespace" || statement.what === "assembly") return () => undefined;
      return refused(`using ${statement.what}`, statement.span, unit);
    case "InvalidStatement":
      return refused("This statement", statement.span, unit);
  }
}

/** What is parsed but has no effect yet says so when a script comes to it. */
export function refused(what: string, span: Span, unit: Unit, instead = ""): Run {
  return (f) => raise(notSupported(what, instead), f, unit, span);
}

/** Runs an expression for what it does; $? is true afterwards where `succeeds`. */
export function silent(value: Eval, succeeds = true): Run {
  return (f) => {
    const result = value(f);
    if (result instanceof Promise) {
      return result.then(() => {
        if (succeeds) f.core.ok = true;
        return undefined;
      });
    }
    if (succeeds) f.core.ok = true;
    return undefined;
  };
}

function compileIf(node: If, unit: Unit): Run {
  const clauses = node.clauses.map((clause) => ({
    test: statementValue(clause.test, unit),
    body: compileBlock(clause.body, unit),
  }));
  const otherwise = node.otherwise ? compileBlock(node.otherwise, unit) : undefined;
  const from = (f: Frame, out: Out, start: number): End | Promise<End> => {
    for (let i = start; i < clauses.length; i++) {
      const clause = clauses[i] as (typeof clauses)[number];
      const verdict = clause.test(f);
      if (verdict instanceof Promise)
        return verdict.then((late) => (isTrue(late) ? clause.body(f, out) : from(f, out, i + 1)));
      if (verdict === true || isTrue(verdict)) return clause.body(f, out);
    }
    return otherwise?.(f, out);
  };
  return (f, out) => from(f, out, 0);
}

function compileJump(node: Break | Continue, unit: Unit): Run {
  const kind = node.kind === "Break" ? "break" : "continue";
  const { label } = node;
  if (label === null || label.kind === "StringLiteral") {
    const jump = new Jump(kind, label === null ? null : label.value.toLowerCase());
    return () => jump;
  }
  const value = compileExpression(label, unit);
  return (f) => {
    const word = value(f);
    const jump = (late: unknown) => new Jump(kind, toText(late).toLowerCase());
    return word instanceof Promise ? word.then(jump) : jump(word);
  };
}

/** `return value`: the value goes out as any output does, then the block ends. */
function leaving(value: Statement | null, unit: Unit): Run {
  if (value === null) return () => returned;
  const expression = loneExpression(value);
  if (!expression) {
    const run = compileStatement(value, unit);
    return (f, out) => {
      const end = run(f, out);
      return end instanceof Promise ? end.then((late) => late ?? returned) : (end ?? returned);
    };
  }
  const read = compileExpression(expression, unit);
  const send = (given: unknown, out: Out): End | Promise<End> => {
    const waits = emit(given, out);
    return waits instanceof Promise ? waits.then(() => returned) : returned;
  };
  return (f, out) => {
    const given = read(f);
    if (given instanceof Promise) return given.then((late) => send(late, out));
    f.core.ok = true;
    return send(given, out);
  };
}

function compileThrow(node: Throw, unit: Unit): Run {
  if (node.value === null) {
    return (f) => {
      // Inside a catch the error that is being handled goes on; anywhere else there is nothing to throw.
      const current = f.scope.find("%rethrow")?.value;
      if (current instanceof TerminatingError) throw new ThrownError(current.record, "script");
      return raise(thrown(scriptHalted().message, f, unit.position(node.span)), f, unit, node.span);
    };
  }
  const value = statementValue(node.value, unit);
  return (f) => {
    const given = value(f);
    if (given instanceof Promise) {
      return given.then((late) => {
        throw thrown(late, f, unit.position(node.span));
      });
    }
    throw thrown(given, f, unit.position(node.span));
  };
}

function compileExit(value: Statement | null, unit: Unit): Run {
  const read: Eval = value === null ? () => 0 : statementValue(value, unit);
  const leave = (given: unknown): never => {
    let code = 0;
    try {
      code = toNumber(castNumber("Int32", given ?? 0));
    } catch {
      // Text that is no number ends the script with 0, as PowerShell has it.
    }
    throw new ExitSignal(code);
  };
  return (f) => {
    const given = read(f);
    return given instanceof Promise ? given.then(leave) : leave(given);
  };
}
