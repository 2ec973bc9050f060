// The switch statement: each input against all clauses (about_Switch).
import { asList, isList } from "../values/collections.ts";
import { valuesEqual } from "../values/compare.ts";
import { decodeText, linesOf } from "../values/net/files.ts";
import { isTrue } from "../values/net/numbers.ts";
import { type Out, ScriptBlock } from "../values/structured.ts";
import { toText } from "../values/text.ts";
import { wildcard } from "../values/wildcard.ts";
import { compileExpression } from "./expressions.ts";
import { type End, loopEnd } from "./flow.ts";
import type { Frame, Run, Unit } from "./frame.ts";
import { runBlock } from "./members.ts";
import { absolute } from "./paths.ts";
import { compileBlock, statementValue } from "./statements.ts";
import type { Switch } from "./syntax/tree.ts";
import { matchTable, patternOf } from "./textual.ts";

export function compileSwitch(node: Switch, unit: Unit): Run {
  const subject = statementValue(node.subject, unit);
  const clauses = node.clauses.map((clause) => ({
    test: compileExpression(clause.test, unit),
    body: compileBlock(clause.body, unit),
  }));
  const otherwise = node.default ? compileBlock(node.default, unit) : undefined;
  const label = node.label === null ? null : node.label.toLowerCase();

  const matches = (item: unknown, test: unknown, f: Frame): boolean | Promise<boolean> => {
    if (test instanceof ScriptBlock) {
      const verdict = runBlock(test, { it: item });
      return verdict instanceof Promise ? verdict.then(isTrue) : isTrue(verdict);
    }
    if (node.mode === "wildcard") return wildcard(toText(test), node.caseSensitive)(toText(item));
    if (node.mode === "regex") {
      const found = patternOf(test, node.caseSensitive).match(toText(item));
      if (found) f.scope.set("Matches", matchTable(found));
      return found !== null;
    }
    return valuesEqual(item ?? null, test ?? null, node.caseSensitive);
  };

  const leave = (end: End): End | "stop" => {
    const verdict = loopEnd(end, label);
    return verdict === "stop" ? "stop" : verdict === "next" ? undefined : verdict;
  };

  /** One input against all clauses; "stop" ends the statement. Where something waits, the rest goes the slow way. */
  const visit = (item: unknown, f: Frame, out: Out): End | "stop" | Promise<End | "stop"> => {
    let any = false;
    const rest = async (
      from: number,
      first: Promise<unknown>,
      step: "test" | "match" | "body",
    ): Promise<End | "stop"> => {
      let i = from;
      let value: unknown = await first;
      let at = step;
      for (;;) {
        const clause = clauses[i] as (typeof clauses)[number];
        if (at === "test") {
          value = await matches(item, value, f);
          at = "match";
        }
        if (at === "match" && value === true) {
          any = true;
          value = await clause.body(f, out);
          at = "body";
        }
        if (at === "body") {
          const verdict = loopEnd(value as End, label);
          if (verdict === "stop") return "stop";
          if (verdict !== "next") return verdict;
        }
        if (++i >= clauses.length) break;
        value = await (clauses[i] as (typeof clauses)[number]).test(f);
        at = "test";
      }
      return any || !otherwise ? undefined : leave(await otherwise(f, out));
    };
    for (let i = 0; i < clauses.length; i++) {
      const clause = clauses[i] as (typeof clauses)[number];
      const test = clause.test(f);
      if (test instanceof Promise) return rest(i, test, "test");
      const hit = matches(item, test, f);
      if (hit instanceof Promise) return rest(i, hit, "match");
      if (!hit) continue;
      any = true;
      const end = clause.body(f, out);
      if (end instanceof Promise) return rest(i, end, "body");
      const verdict = loopEnd(end, label);
      if (verdict === "stop") return "stop";
      if (verdict !== "next") return verdict;
    }
    if (any || !otherwise) return undefined;
    const end = otherwise(f, out);
    return end instanceof Promise ? end.then(leave) : leave(end);
  };

  const walk = (given: unknown, f: Frame, out: Out): End | Promise<End> => {
    const items = isList(given) ? asList(given) : [given ?? null];
    const held = f.scope.own("_");
    const before = held.value;
    const from = (start: number): End | Promise<End> => {
      for (let i = start; i < items.length; i++) {
        held.value = items[i];
        const end = visit(items[i], f, out);
        if (end instanceof Promise) {
          return end.then((late) => (late === "stop" ? undefined : late === undefined ? from(i + 1) : late));
        }
        if (end === "stop") return undefined;
        if (end !== undefined) return end;
      }
      return undefined;
    };
    const restore = () => {
      held.value = before;
    };
    try {
      const end = from(0);
      if (end instanceof Promise) return end.finally(restore);
      restore();
      return end;
    } catch (error) {
      restore();
      throw error;
    }
  };

  return (f, out) => {
    const given = subject(f);
    if (node.file) {
      return (async () => {
        const path = absolute(f.core, toText(await given));
        return walk(linesOf(decodeText(await f.core.world.disk.read(path))), f, out);
      })();
    }
    return given instanceof Promise ? given.then((late) => walk(late, f, out)) : walk(given, f, out);
  };
}
