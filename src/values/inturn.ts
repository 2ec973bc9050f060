// Work on one item after the other that waits only where an item must: script blocks given to methods of .NET.
import type { BlockCall, ScriptBlock } from "./structured.ts";

/** Uses a value that may have to be waited for. */
export function when<T, R>(value: T | Promise<T>, use: (value: T) => R | Promise<R>): R | Promise<R> {
  return value instanceof Promise ? value.then(use) : use(value);
}

/** The results of all items, each begun when the one before is done; a promise only when one of them was. */
export function inTurn<T, R>(
  items: readonly T[],
  work: (item: T, place: number) => R | Promise<R>,
): R[] | Promise<R[]> {
  const results: R[] = [];
  for (let i = 0; i < items.length; i++) {
    const result = work(items[i] as T, i);
    if (result instanceof Promise) return rest(items, work, results, result);
    results.push(result);
  }
  return results;
}

async function rest<T, R>(
  items: readonly T[],
  work: (item: T, place: number) => R | Promise<R>,
  results: R[],
  first: Promise<R>,
): Promise<R[]> {
  results.push(await first);
  for (let i = results.length; i < items.length; i++) results.push(await work(items[i] as T, i));
  return results;
}

/** All that a block puts out. */
export function outputOf(block: ScriptBlock, call: BlockCall): unknown[] | Promise<unknown[]> {
  const output: unknown[] = [];
  const waits = block.run(call, (value) => {
    output.push(value);
  });
  return waits instanceof Promise ? waits.then(() => output) : output;
}

/** Sorts in place by a comparison that may have to be waited for; equal items keep their order. */
export function sortInTurn<T>(items: T[], compare: (a: T, b: T) => number | Promise<number>): void | Promise<void> {
  const late = Symbol("late");
  try {
    items.sort((a, b) => {
      const order = compare(a, b);
      if (!(order instanceof Promise)) return order;
      order.catch(() => {});
      throw late;
    });
    return undefined;
  } catch (error) {
    if (error !== late) throw error;
  }
  return merged(items, compare).then((sorted) => {
    items.splice(0, items.length, ...sorted);
  });
}

async function merged<T>(
  items: readonly T[],
  compare: (a: T, b: T) => number | Promise<number>,
): Promise<readonly T[]> {
  if (items.length < 2) return items;
  const middle = items.length >> 1;
  const left = await merged(items.slice(0, middle), compare);
  const right = await merged(items.slice(middle), compare);
  const sorted: T[] = [];
  let [l, r] = [0, 0];
  while (l < left.length && r < right.length) {
    const takeRight = (await compare(left[l] as T, right[r] as T)) > 0;
    sorted.push((takeRight ? right[r++] : left[l++]) as T);
  }
  return [...sorted, ...left.slice(l), ...right.slice(r)];
}
