// Walks over a database: one that sees it as it is now, and not as it is when the first row is asked for; rows of pages.

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
