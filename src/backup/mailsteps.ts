// Which version the rows of the mail have, and how older ones become those of today. The log keeps the version in its heads.
import { isReserved } from "../spool/rows.ts";
import type { Spool } from "../spool/spool.ts";
import type { Json } from "../values/type.ts";

/** One version to the next. */
export interface MailStep {
  /** The version that it makes, of the one before. */
  readonly to: number;
  /**
   * The rows that stand in the place of one, itself where nothing changes, and so for what is of the new version already.
   * Pure: no time, no chance, no other row. A body lives while a row `ref/<body>/…` does.
   */
  readonly row: (key: string, value: Json) => readonly (readonly [string, Json])[];
}

/** All there were, in order. The first version is 1. */
export const mailSteps: readonly MailStep[] = [];

/** How far a step is: its version, and the last key that it has looked at. */
const markKey = "upgrade/mail";
/** Rows in one commit. */
const page = 500;

/** Brings a spool from a version to that of the last step. Broken off anywhere, it goes on there when it is done again. */
export async function upgradeMail(spool: Spool, from: number, steps: readonly MailStep[]): Promise<void> {
  for (const step of steps.filter(({ to }) => to > from)) {
    const mark = (await spool.get(markKey)) as readonly [number, string] | undefined;
    const range = mark?.[0] === step.to ? { gt: mark[1] } : {};
    let rows: [string, Json][] = [];
    for await (const [key, value] of spool.entries(range)) {
      if (isReserved(key) || key === markKey) continue;
      rows.push([key, value]);
      if (rows.length < page) continue;
      await turn(spool, step, rows);
      rows = [];
    }
    if (rows.length > 0) await turn(spool, step, rows);
    await spool.commit({ deletes: [markKey] });
    await spool.markSchema(step.to);
  }
}

async function turn(spool: Spool, step: MailStep, rows: readonly [string, Json][]): Promise<void> {
  const puts = new Map<string, Json>();
  const deletes = new Set<string>();
  for (const [key, value] of rows) {
    const next = step.row(key, value);
    if (!next.some(([name]) => name === key)) deletes.add(key);
    for (const [name, made] of next)
      if (name !== key || JSON.stringify(made) !== JSON.stringify(value)) puts.set(name, made);
  }
  for (const key of puts.keys()) deletes.delete(key);
  puts.set(markKey, [step.to, rows.at(-1)![0]]);
  await spool.commit({ puts: [...puts], deletes: [...deletes] });
}
