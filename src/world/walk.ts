// Walks over what is long: over a database as it is now, and not as it is when the first row is asked for; over the rows of
// its pages; and beside the other events of a process.
import type { Clock } from "./world.ts";

/** Takes the first step at once; the rest follows as asked for. `return` ends the walk, begun or not. */
export async function begun<T>(rows: AsyncIterableIterator<T>): Promise<AsyncIterableIterator<T>> {
  let first: IteratorResult<T> | undefined = await rows.next();
  const walk: AsyncIterableIterator<T> = {
    async next() {
      const one = first ?? (await rows.next());
      first = undefined;
      return one;
    },
    async return() {
      first = undefined;
      await rows.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => walk,
  };
  return walk;
}

/** What stands in pages, one by one. */
export async function* each<T>(pages: AsyncIterable<readonly T[]>): AsyncGenerator<T> {
  for await (const page of pages) yield* page;
}

const atATime = 100;

/** Does its work with the first hundred at once, and with the others when events at hand were handled; until that says no. */
export function someAtATime<T>(clock: Pick<Clock, "soon">, all: Iterator<T>, work: (one: T) => boolean): void {
  for (let left = atATime; left > 0; left--) {
    const { done, value } = all.next();
    if (done || !work(value)) return;
  }
  clock.soon(() => someAtATime(clock, all, work));
}
