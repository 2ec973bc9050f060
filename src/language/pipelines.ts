// Pipelines: stages chained so that one object walks all of them before the next is made.
import { type Stage, StopUpstream } from "../command/stage.ts";
import { isList, itemsOf } from "../values/collections.ts";
import { Char } from "../values/numbers.ts";
import type { Out } from "../values/structured.ts";
import { compileCommand, type Prepared } from "./commands.ts";
import { notSupported, pipelineNoInput } from "./errors.ts";
import { compileExpression } from "./expressions.ts";
import { Downstream, raise, settle } from "./failure.ts";
import type { End } from "./flow.ts";
import type { Frame, Run, Unit } from "./frame.ts";
import { emit } from "./gather.ts";
import { joinBytes } from "./programs.ts";
import { errorTarget, redirected, redirectedExpression, withErrorsTo } from "./redirections.ts";
import { compileStatement, refused, silent } from "./statements.ts";
import type { Chain, Expression, Pipeline } from "./syntax/tree.ts";
import { bounds } from "./textual.ts";

export function compilePipeline(node: Pipeline, unit: Unit): Run {
  if (node.background) return refused("A pipeline in the background", node.span, unit, "Leave the & at its end away.");
  const [first, ...rest] = node.elements;
  if (first?.kind === "CommandExpression") {
    if (rest.length === 0) {
      const run = expressionStatement(first.expression, unit);
      return first.redirections.length === 0 ? run : redirectedExpression(run, first.redirections, unit, first.span);
    }
    const source = compileSource(first.expression, unit);
    const commands = rest.map((element) => (element.kind === "Command" ? compileCommand(element, unit) : undefined));
    if (commands.some((command) => command === undefined)) return (f) => raise(pipelineNoInput(), f, unit, node.span);
    return chain(source, commands as PreparedCommand[]);
  }
  const commands = node.elements.map((element) =>
    element.kind === "Command" ? compileCommand(element, unit) : undefined,
  );
  if (commands.some((command) => command === undefined)) return (f) => raise(pipelineNoInput(), f, unit, node.span);
  const run = chain(undefined, commands as PreparedCommand[]);
  const last = node.elements.at(-1);
  const target = last && last.redirections.length > 0 ? errorTarget(last.redirections) : undefined;
  return target === undefined ? run : withErrorTarget(run, target, node, unit);
}

/** `Get-Thing 2>$null`: also the error that ends the command goes where its errors go. */
function withErrorTarget(run: Run, target: "nothing" | "output", node: Pipeline, unit: Unit): Run {
  return (f, out) => {
    const settled = (error: unknown): End | Promise<End> => {
      const waits = settle(error, withErrorsTo(target, f, out), unit, node.span);
      return waits instanceof Promise ? waits.then(() => undefined) : undefined;
    };
    try {
      const end = run(f, out);
      return end instanceof Promise ? end.catch(settled) : end;
    } catch (error) {
      return settled(error);
    }
  };
}

type PreparedCommand = ReturnType<typeof compileCommand>;

function expressionStatement(expression: Expression, unit: Unit): Run {
  const value = compileExpression(expression, unit);
  // `$i++` as a statement counts and says nothing.
  if (expression.kind === "Unary" && /^p?(?:\+\+|--)$/.test(expression.operator)) return silent(value);
  // What stands in parentheses alone leaves $? as it was there.
  const bracketed = ["Paren", "SubExpression", "ArrayExpression"].includes(expression.kind);
  const send = (given: unknown, f: Frame, out: Out): End | Promise<End> => {
    if (!bracketed) f.core.ok = true;
    if (given === undefined) return undefined;
    const waits = typeof given === "object" ? emit(given, out) : out(given);
    return waits instanceof Promise ? waits.then(() => undefined) : undefined;
  };
  return (f, out) => {
    if (bracketed) f.core.ok = true;
    const given = value(f);
    return given instanceof Promise ? given.then((late) => send(late, f, out)) : send(given, f, out);
  };
}

/** Feeds the first stage; a range is counted, not stored. */
type Source = (f: Frame, into: Out) => void | Promise<void>;

function compileSource(expression: Expression, unit: Unit): Source {
  if (expression.kind === "Binary" && expression.operator === "..") {
    const left = compileExpression(expression.left, unit);
    const right = compileExpression(expression.right, unit);
    return (f, into) => {
      const ends = [left(f), right(f)];
      if (ends.some((end) => end instanceof Promise))
        return Promise.all(ends).then(([a, b]) => count(a, b, f, into, unit, expression));
      return count(ends[0], ends[1], f, into, unit, expression);
    };
  }
  const value = compileExpression(expression, unit);
  return (f, into) => {
    const given = value(f);
    return given instanceof Promise ? given.then((late) => feed(late, f, into)) : feed(given, f, into);
  };
}

function count(left: unknown, right: unknown, f: Frame, into: Out, unit: Unit, node: Expression): void | Promise<void> {
  let ends: { from: number; to: number; char: boolean };
  try {
    ends = bounds(left, right);
  } catch (error) {
    return raise(error, f, unit, node.span);
  }
  const { from, to, char } = ends;
  const by = to >= from ? 1 : -1;
  return each(Math.abs(to - from) + 1, (i) => (char ? new Char(from + i * by) : from + i * by), f, into);
}

function feed(value: unknown, f: Frame, into: Out): void | Promise<void> {
  if (value === undefined) return undefined;
  if (!isList(value)) return into(value);
  const items = itemsOf(value);
  return each(items.length, (i) => items[i] ?? null, f, into);
}

function each(length: number, item: (index: number) => unknown, f: Frame, into: Out): void | Promise<void> {
  const { core } = f;
  for (let i = 0; i < length; i++) {
    if ((++core.turns & 1023) === 0) {
      const rest = core.breathe();
      if (rest instanceof Promise) return slowly(length, item, f, into, i, rest);
    }
    const waits = into(item(i));
    if (waits instanceof Promise) return slowly(length, item, f, into, i + 1, waits);
  }
}

async function slowly(
  length: number,
  item: (index: number) => unknown,
  f: Frame,
  into: Out,
  start: number,
  first: Promise<void>,
): Promise<void> {
  const { core } = f;
  await first;
  for (let i = start; i < length; i++) {
    if ((++core.turns & 1023) === 0) await core.breathe();
    if (core.signal.aborted) throw core.signal.reason;
    const waits = into(item(i));
    if (waits instanceof Promise) await waits;
  }
}

/** Prepares all commands (their arguments, left to right), then runs them. */
function chain(source: Source | undefined, commands: readonly PreparedCommand[]): Run {
  const prepareFrom = (f: Frame, out: Out, start: number, prepared: Prepared[]): End | Promise<End> => {
    for (let i = start; i < commands.length; i++) {
      const one = (commands[i] as PreparedCommand)(f);
      if (one instanceof Promise) {
        return one.then((late) => {
          prepared.push(late);
          return prepareFrom(f, out, i + 1, prepared);
        });
      }
      prepared.push(one);
    }
    return drive(source, prepared, f, out);
  };
  return (f, out) => prepareFrom(f, out, 0, []);
}

function drive(source: Source | undefined, prepared: readonly Prepared[], f: Frame, out: Out): End | Promise<End> {
  const { core } = f;
  const count = prepared.length;
  const stages: Stage[] = new Array(count);
  let failed = false;
  const fail = () => {
    failed = true;
  };
  let next = out;
  for (let i = count - 1; i >= 0; i--) {
    const one = prepared[i] as Prepared;
    const expectsInput = i > 0 || source !== undefined;
    const stage =
      one.redirections.length > 0
        ? redirected(one, f, next, expectsInput, fail)
        : one.make(next, f.streams, expectsInput, fail);
    stages[i] = stage;
    if (i > 0 || source) {
      next = guardedInput(stage);
      joinBytes(next, stage);
    }
  }

  const step = (at: number): void | Promise<void> => {
    if (at < count) return (stages[at] as Stage).begin();
    if (at === count) return source?.(f, next);
    return (stages[at - count - 1] as Stage).end();
  };
  /** Select-Object -First: the stages from the one that stopped end in the ordinary way. */
  const stopped = (error: unknown): number => {
    const real = error instanceof Downstream ? error.error : error;
    if (real instanceof StopUpstream && real.stage !== undefined) {
      const at = stages.indexOf(real.stage);
      if (at >= 0) return count + 1 + at;
    }
    throw error;
  };
  const closed = (): void | Promise<void> => {
    let waits: Promise<void> | undefined;
    for (const stage of stages) {
      const one = stage.close();
      if (one instanceof Promise) waits = waits ? waits.then(() => one) : one;
    }
    return waits;
  };
  const done = (): End => {
    core.ok = !failed;
    return undefined;
  };

  const slow = async (start: number, first: Promise<void> | undefined): Promise<End> => {
    let at = start;
    let waits: void | Promise<void> = first;
    try {
      for (;;) {
        try {
          if (waits) await waits;
          for (; at <= count * 2; at++) {
            const one = step(at);
            if (one instanceof Promise) await one;
          }
          break;
        } catch (error) {
          at = stopped(error);
          waits = undefined;
        }
      }
    } catch (error) {
      try {
        await closed();
      } catch {
        // The first error is the one to tell.
      }
      throw error instanceof Downstream ? error.error : error;
    }
    await closed();
    return done();
  };

  let at = 0;
  try {
    for (;;) {
      try {
        for (; at <= count * 2; at++) {
          const waits = step(at);
          if (waits instanceof Promise) return slow(at + 1, waits);
        }
        break;
      } catch (error) {
        at = stopped(error);
      }
    }
  } catch (error) {
    const real = error instanceof Downstream ? error.error : error;
    const waits = closed();
    if (waits instanceof Promise) {
      return waits.then(
        () => {
          throw real;
        },
        () => {
          throw real;
        },
      );
    }
    throw real;
  }
  const waits = closed();
  return waits instanceof Promise ? waits.then(done) : done();
}

/** Hands objects to a stage; what it throws passes through the commands before it without their `catch` taking it. */
function guardedInput(stage: Stage): Out {
  const wrap = (error: unknown): never => {
    throw error instanceof Downstream || error instanceof StopUpstream ? error : new Downstream(error);
  };
  return (value) => {
    try {
      const waits = stage.process(value);
      return waits instanceof Promise ? waits.catch(wrap) : waits;
    } catch (error) {
      return wrap(error);
    }
  };
}

/** `a && b`, `a || b`: by what $? is after the left side. */
export function compileChain(node: Chain, unit: Unit): Run {
  if (node.background) return (f) => raise(notSupported("A pipeline in the background"), f, unit, node.span);
  const left = node.left.kind === "Chain" ? compileChain(node.left, unit) : compilePipeline(node.left, unit);
  const right = compileStatement(node.right, unit);
  const wanted = node.operator === "&&";
  const go = (end: End, f: Frame, out: Out): End | Promise<End> => {
    if (end !== undefined) return end;
    return f.core.ok === wanted ? right(f, out) : undefined;
  };
  return (f, out) => {
    const end = left(f, out);
    return end instanceof Promise ? end.then((late) => go(late, f, out)) : go(end, f, out);
  };
}
