// Runs source in a session of its own and tells what came out, in a notation short enough for tables.
import { expect, test } from "vitest";
import type { ErrorRecord } from "../../../src/command/record.ts";
import { createRegistry } from "../../../src/command/registry.ts";
import { type Given, runHere } from "../../../src/command/run.ts";
import type { Screen } from "../../../src/command/session.ts";
import { createSession, type Session } from "../../../src/language/session.ts";
import { parse } from "../../../src/language/syntax/parser.ts";
import { isList, itemsOf } from "../../../src/values/collections.ts";
import { Dictionary } from "../../../src/values/dictionary.ts";
import { members, registerTypes } from "../../../src/values/nettype.ts";
import { toText } from "../../../src/values/text.ts";
import { loaders } from "../../loaders.ts";
import type { Programs } from "../../world/processes.ts";
import { type TestWorld, testWorld } from "../../world/world.ts";

export interface House {
  readonly session: Session;
  readonly world: TestWorld;
  readonly values: unknown[];
  readonly errors: ErrorRecord[];
  /** Warnings, verbose text and what Write-Host wrote, in order. */
  readonly said: string[];
}

const registry = createRegistry(loaders());

export function house(
  options: {
    readonly answers?: readonly string[];
    readonly env?: Record<string, string>;
    readonly programs?: Programs;
  } = {},
): House {
  const world = testWorld({
    now: "2026-03-02T09:00:00Z",
    ...(options.env ? { env: options.env } : {}),
    ...(options.programs && { programs: options.programs }),
  });
  const errors: ErrorRecord[] = [];
  const said: string[] = [];
  const values: unknown[] = [];
  const screen: Screen = {
    width: 120,
    out: (value) => {
      values.push(value);
    },
    flush() {},
    write: (text) => said.push(text),
    error: (record) => errors.push(record),
    warning: (text) => said.push(`WARNING: ${text}`),
    verbose: (text) => said.push(`VERBOSE: ${text}`),
    debug: (text) => said.push(`DEBUG: ${text}`),
    information: (text) => said.push(`INFO: ${text}`),
  } as Screen;
  const answers = [...(options.answers ?? [])];
  const session = createSession({
    world,
    registry,
    screen,
    runner: (cmdlet, invocation, streams, given, shell) =>
      runHere(cmdlet, invocation, streams, given, { world, shell } as unknown as Given),
    ...(options.answers ? { ask: () => Promise.resolve(answers.shift() ?? "") } : {}),
  });
  return { session, world, values, errors, said };
}

/** A value as tables write it: $null as `<null>`, a list in brackets, a hash table in braces. */
export function show(value: unknown): string {
  if (value === null || value === undefined) return "<null>";
  if (isList(value)) return `[${itemsOf(value).map(show).join(" ")}]`;
  if (value instanceof Dictionary)
    return `{${value
      .entries()
      .map(({ key, value: item }) => `${show(key)}=${show(item)}`)
      .join(";")}}`;
  return toText(value);
}

/** What a source puts out, items divided by ` | `; an error as `!` with its id. */
export async function outcome(source: string, options: Parameters<typeof house>[0] = {}): Promise<string> {
  const { session, values, errors } = house(options);
  const marks: { at: number; text: string }[] = [];
  const push = errors.push.bind(errors);
  errors.push = (...records) => {
    for (const record of records) marks.push({ at: values.length, text: `!${record.id}` });
    return push(...records);
  };
  await session.run(source);
  const shown: string[] = [];
  for (let i = 0; i <= values.length; i++) {
    for (const mark of marks) if (mark.at === i) shown.push(mark.text);
    if (i < values.length) shown.push(show(values[i]));
  }
  return shown.join(" | ");
}

registerTypes({
  name: "Slow",
  holds: () => false,
  convert: (value) => value,
  statics: members({
    call: {
      // Two turns, so that what hands a promise on without waiting for it is found out.
      v: async (_, [value]) => {
        await undefined;
        return value;
      },
    },
  }),
});

/** The same source with every literal something to wait for: `5` becomes `([slow]::v(5))`. */
export function slowed(source: string): string {
  const cuts: { start: number; end: number }[] = [];
  const visit = (node: unknown, key: string): void => {
    if (Array.isArray(node)) for (const one of node) visit(one, key);
    if (typeof node !== "object" || node === null || Array.isArray(node)) return;
    const { kind, span, form } = node as { kind?: string; form?: string; span?: { start: number; end: number } };
    if (kind === "Attribute" || kind === "TypeName" || kind === "Comment") return;
    if (span && (kind === "NumberLiteral" || (kind === "StringLiteral" && (form === "single" || form === "double")))) {
      if (!["name", "member", "label", "target", "key"].includes(key)) cuts.push(span);
      return;
    }
    for (const [field, value] of Object.entries(node)) visit(value, field);
  };
  visit(parse(source).tree, "");
  let text = source;
  for (const { start, end } of cuts.sort((a, b) => b.start - a.start)) {
    text = `${text.slice(0, start)}([slow]::v(${text.slice(start, end)}))${text.slice(end)}`;
  }
  return text;
}

/**
 * A table of sources and what they put out, run as they are and again with every literal waited for; `quick` leaves the
 * second run out where the source itself shows in the result.
 * A third column names the rule where the source does not.
 */
export function table(
  rows: readonly (readonly [source: string, expected: string, rule?: string, quick?: "quick"])[],
): void {
  for (const [source, expected, rule, quick] of rows) {
    test(rule ? `${rule}: ${source}` : source, async () => {
      expect(await outcome(source)).toBe(expected);
      if (!quick) expect(await outcome(slowed(source)), `slowed: ${slowed(source)}`).toBe(expected);
    });
  }
}
