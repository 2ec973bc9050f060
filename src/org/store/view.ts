// Layered reads: the writes of a transaction above what is staged above what the database holds.
import type { KeyRange } from "../../world/world.ts";
import type { Driver } from "./driver.ts";
import { compareKeys } from "./keys.ts";

/** Writes that wait: null stands for a removed key. */
export type Layer = Map<string, string | null>;

export interface View {
  get(key: string): Promise<string | undefined>;
  getMany(keys: readonly string[]): Promise<(string | undefined)[]>;
  /** Keys in `[from, to)` with their values, in order. */
  range(from: string, to: string, after?: string): AsyncIterableIterator<[string, string]>;
}

/**
 * @param layers the newest first.
 * @param known keeps what was read by key, where what lies below the first layer does not change for as long as the view is used.
 */
export function viewOf(
  driver: Driver,
  layers: readonly ReadonlyMap<string, string | null>[],
  known?: Map<string, string | null>,
): View {
  const above = (key: string): string | null | undefined => {
    for (const layer of layers) {
      const value = layer.get(key);
      if (value !== undefined) return value;
    }
    return known?.get(key);
  };
  return {
    async get(key) {
      const found = above(key);
      if (found !== undefined) return found ?? undefined;
      const value = (await driver.get([key]))[0];
      known?.set(key, value ?? null);
      return value;
    },
    async getMany(keys) {
      const values: (string | null | undefined)[] = keys.map(above);
      const missing: number[] = [];
      values.forEach((value, index) => {
        if (value === undefined) missing.push(index);
      });
      if (missing.length > 0) {
        const read = await driver.get(missing.map((index) => keys[index]!));
        missing.forEach((index, at) => {
          values[index] = read[at];
          known?.set(keys[index]!, read[at] ?? null);
        });
      }
      return values.map((value) => value ?? undefined);
    },
    range: (from, to, after) => merged(driver, layers, from, to, after),
  };
}

/** The waiting writes are copied before the database is read: what is written between the two is then seen either way. */
async function* merged(
  driver: Driver,
  layers: readonly ReadonlyMap<string, string | null>[],
  from: string,
  to: string,
  after: string | undefined,
): AsyncIterableIterator<[string, string]> {
  const waiting = waitingIn(layers, from, to, after);
  const range: KeyRange = after === undefined ? { gte: from, lt: to } : { gt: after, lt: to };
  let at = 0;
  for await (const [key, value] of driver.range(range)) {
    while (at < waiting.length && compareKeys(waiting[at]![0], key) < 0) {
      const [mine, mineValue] = waiting[at++]!;
      if (mineValue !== null) yield [mine, mineValue];
    }
    if (at < waiting.length && waiting[at]![0] === key) {
      const mineValue = waiting[at++]![1];
      if (mineValue !== null) yield [key, mineValue];
    } else yield [key, value];
  }
  while (at < waiting.length) {
    const [mine, mineValue] = waiting[at++]!;
    if (mineValue !== null) yield [mine, mineValue];
  }
}

function waitingIn(
  layers: readonly ReadonlyMap<string, string | null>[],
  from: string,
  to: string,
  after: string | undefined,
): [string, string | null][] {
  const found = new Map<string, string | null>();
  for (const layer of layers) {
    for (const [key, value] of layer) {
      if (compareKeys(key, from) < 0 || compareKeys(key, to) >= 0 || found.has(key)) continue;
      if (after !== undefined && compareKeys(key, after) <= 0) continue;
      found.set(key, value);
    }
  }
  return [...found].sort((a, b) => compareKeys(a[0], b[0]));
}
