// Loops: while, do, for and foreach. They turn without promises until something waits.
import { asList, isList } from "../values/collections.ts";
import { isTrue } from "../values/net/numbers.ts";
import type { Out } from "../values/structured.ts";
import { notSupported } from "./errors.ts";
import { raise } from "./failure.ts";
import { type End, loopEnd } from "./flow.ts";
import type { Eval, Frame, Run, Unit } from "./frame.ts";
import { compileBlock, compileStatement, statementValue } from "./statements.ts";
import type { DoUntil, DoWhile, For, ForEach, Statement, While } from "./syntax/tree.ts";
import { writeVariable } from "./variables.ts";

/** One turn of a loop: undefined to go on, "over" when it is done, or the end that leaves it. */
type Turn = (f: Frame, out: Out) => End | "over" | Promise<End | "over">;

/** Turns until the end, waiting only where a turn waits. */
function drive(turn: Turn, f: Frame, out: Out): End | Promise<End> {
  const { core } = f;
  for (;;) {
    if ((++core.turns & 1023) === 0) {
      const rest = core.breathe();
      if (rest instanceof Promise)
        return driveSlowly(
          rest.then(() => undefined),
          turn,
          f,
          out,
        );
    }
    const end = turn(f, out);
    if (end instanceof Promise) return driveSlowly(end, turn, f, out);
    if (end !== undefined) return end === "over" ? undefined : end;
  }
}

async function driveSlowly(first: Promise<End | "over">, turn: Turn, f: Frame, out: Out): Promise<End> {
  let end = await first;
  const { core } = f;
  while (end === undefined) {
    if ((++core.turns & 1023) === 0) await core.breathe();
    if (core.signal.aborted) throw core.signal.reason;
    const next = turn(f, out);
    end = next instanceof Promise ? await next : next;
  }
  return end === "over" ? undefined : end;
}

/** What a turn gives after its body. */
function after(end: End, label: string | null): End | "over" {
  if (end === undefined) return undefined;
  const verdict = loopEnd(end, label);
  return verdict === "next" ? undefined : verdict === "stop" ? "over" : verdict;
}

function lower(label: string | null): string | null {
  return label === null ? null : label.toLowerCase();
}

export function compileWhile(node: While | DoWhile | DoUntil, unit: Unit): Run {
  const test = statementValue(node.test, unit);
  const body = compileBlock(node.body, unit);
  const label = lower(node.label);
  const until = node.kind === "DoUntil";
  const before = node.kind === "While";
  const tested = (f: Frame): boolean | Promise<boolean> => {
    const value = test(f);
    if (value instanceof Promise) return value.then((late) => isTrue(late) !== until);
    return isTrue(value) !== until;
  };
  const runBody = (f: Frame, out: Out): End | "over" | Promise<End | "over"> => {
    const end = body(f, out);
    return end instanceof Promise ? end.then((late) => after(late, label)) : after(end, label);
  };
  if (before) {
    const turn: Turn = (f, out) => {
      const good = tested(f);
      if (good instanceof Promise) return good.then((late) => (late ? runBody(f, out) : "over"));
      return good ? runBody(f, out) : "over";
    };
    return (f, out) => drive(turn, f, out);
  }
  const turn: Turn = (f, out) => {
    const check = (end: End | "over"): End | "over" | Promise<End | "over"> => {
      if (end !== undefined) return end;
      const good = tested(f);
      if (good instanceof Promise) return good.then((late) => (late ? undefined : "over"));
      return good ? undefined : "over";
    };
    const end = runBody(f, out);
    return end instanceof Promise ? end.then(check) : check(end);
  };
  return (f, out) => drive(turn, f, out);
}

const nowhere: Out = () => {};

export function compileFor(node: For, unit: Unit): Run {
  const quiet = (statement: Statement | null): Run =>
    statement === null ? () => undefined : compileStatement(statement, unit);
  const start = quiet(node.initializer);
  const step = quiet(node.step);
  const test: Eval | undefined = node.test === null ? undefined : statementValue(node.test, unit);
  const body = compileBlock(node.body, unit);
  const label = lower(node.label);
  const stepped = (f: Frame): End | "over" | Promise<End | "over"> => {
    const end = step(f, nowhere);
    return end instanceof Promise ? end.then(() => undefined) : undefined;
  };
  const runBody = (f: Frame, out: Out): End | "over" | Promise<End | "over"> => {
    const end = body(f, out);
    if (end instanceof Promise) {
      return end.then((late) => {
        const verdict = after(late, label);
        return verdict === undefined ? stepped(f) : verdict;
      });
    }
    const verdict = after(end, label);
    return verdict === undefined ? stepped(f) : verdict;
  };
  const turn: Turn = (f, out) => {
    if (test === undefined) return runBody(f, out);
    const value = test(f);
    if (value instanceof Promise) return value.then((late) => (isTrue(late) ? runBody(f, out) : "over"));
    return value === true || isTrue(value) ? runBody(f, out) : "over";
  };
  return (f, out) => {
    const begun = start(f, nowhere);
    return begun instanceof Promise ? begun.then(() => drive(turn, f, out)) : drive(turn, f, out);
  };
}

export function compileForEach(node: ForEach, unit: Unit): Run {
  if (node.parallel) return (f) => raise(notSupported("foreach -Parallel"), f, unit, node.span);
  const subject = statementValue(node.subject, unit);
  const write = writeVariable(node.variable, unit);
  const body = compileBlock(node.body, unit);
  const label = lower(node.label);
  const walk = (given: unknown, f: Frame, out: Out): End | Promise<End> => {
    if (given === undefined || given === null) return undefined;
    const items = isList(given) ? asList(given) : [given];
    // What a list gains during the walk is not visited, so that no walk is endless.
    const count = items.length;
    let i = 0;
    const turn: Turn = (frame, to) => {
      if (i >= count) return "over";
      write(frame, items[i++] ?? null);
      const end = body(frame, to);
      return end instanceof Promise ? end.then((late) => after(late, label)) : after(end, label);
    };
    return drive(turn, f, out);
  };
  return (f, out) => {
    const given = subject(f);
    return given instanceof Promise ? given.then((late) => walk(late, f, out)) : walk(given, f, out);
  };
}
