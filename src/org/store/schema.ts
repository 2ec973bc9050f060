// Which version the objects of a store have, and how older ones become those of today.
import type { World } from "../../world/world.ts";
import { storeNewer } from "../errors.ts";
import type { Driver } from "./driver.ts";
import { type Head, type Noted, parseHead, printEntry, printHead } from "./history.ts";
import { afterPrefix, headKey, historyKey, indexesKey, objectPrefix, schemaKey, upgradingKey } from "./keys.ts";
import { printRow, type Row, wholeRow } from "./rows.ts";

/** One version to the next. */
export interface OrganizationStep {
  /** The version that it makes, of the one before. */
  readonly to: number;
  /**
   * The object as the new version has it; the same one where nothing changes, and so for what is of the new version
   * already. Pure: no time, no chance, no other object. Keys and indexes are made anew afterwards.
   */
  readonly object: (row: Row) => Row;
}

/** All there were, in order. The first version is 1. */
export const organizationSteps: readonly OrganizationStep[] = [];

/** The version that a list of steps leads to. */
export const lastOf = (steps: readonly { readonly to: number }[]): number => steps.at(-1)?.to ?? 1;

/** The version of a store; undefined for an empty one. Throws a Problem for one that is newer than `known`. */
export async function organizationSchema(folder: string, driver: Driver, known: number): Promise<number | undefined> {
  const [head, text] = await driver.get([headKey, schemaKey]);
  if (head === undefined && text === undefined) return undefined;
  const found = Number(text ?? 1);
  if (!(found <= known)) throw storeNewer(folder, String(text), known);
  return found;
}

/** Objects in one commit. */
const page = 200;

/** Brings a store from a version to that of the last step. Broken off anywhere, it goes on there when it is done again. */
export async function upgradeOrganization(
  driver: Driver,
  from: number,
  steps: readonly OrganizationStep[],
  world: World,
): Promise<void> {
  for (const step of steps.filter(({ to }) => to > from)) {
    const [begun] = await driver.get([upgradingKey]);
    const done = begun?.startsWith(`${step.to} `) ? begun.slice(`${step.to} `.length) : objectPrefix;
    let rows: (readonly [string, string])[] = [];
    for await (const row of driver.range({ gt: done, lt: afterPrefix(objectPrefix) })) {
      rows.push(row);
      if (rows.length < page) continue;
      await turn(driver, step, rows, world);
      rows = [];
    }
    if (rows.length > 0) await turn(driver, step, rows, world);
    const head = printHead(await headOf(driver));
    await driver.commit(
      [
        { type: "put", key: schemaKey, value: String(step.to) },
        { type: "del", key: upgradingKey },
        // What follows from the objects is made anew at the opening.
        { type: "del", key: indexesKey },
      ],
      { key: headKey, value: head },
    );
  }
}

async function headOf(driver: Driver): Promise<Head> {
  const head = parseHead((await driver.get([headKey]))[0]);
  if (head === undefined) throw new Error("the record of the last change cannot be read");
  return head;
}

/** The objects, the history that says so, and how far it is, in one commit. */
async function turn(
  driver: Driver,
  step: OrganizationStep,
  rows: readonly (readonly [string, string])[],
  world: World,
): Promise<void> {
  const changed: { key: string; text: string; noted: Noted }[] = [];
  for (const [key, before] of rows) {
    const row = wholeRow(before);
    if (row === undefined) continue;
    const next = step.object(row);
    const text = printRow(next);
    if (text === before) continue;
    changed.push({ key, text, noted: { kind: "changed", class: next.c, guid: next.g, row: text, properties: [] } });
  }
  const head = await headOf(driver);
  const guard = { key: headKey, value: printHead(head) };
  const mark = { type: "put", key: upgradingKey, value: `${step.to} ${rows.at(-1)![0]}` } as const;
  if (changed.length === 0) return driver.commit([mark], guard);
  const entry = printEntry(
    head,
    world.clock.now(),
    changed.map(({ noted }) => noted),
  );
  const puts = changed.map(({ key, text }) => ({ type: "put", key, value: text }) as const);
  await driver.commit(
    [
      ...puts,
      { type: "put", key: historyKey(entry.head.number), value: entry.text },
      { type: "put", key: headKey, value: printHead(entry.head) },
      mark,
    ],
    guard,
  );
}
