// What is due when: a heap from which entries can be taken out again, so that a million waiting messages cost little.

export interface Due {
  /** Milliseconds since 1970. */
  readonly at: number;
}

interface Entry extends Due {
  at: number;
  readonly run: (subject: never) => void;
  readonly subject: unknown;
  /** Where it stands in the heap; -1 when it does not. */
  place: number;
  readonly order: number;
}

export interface Timeline {
  /** Runs `run` at the first step at or after `at`. */
  put(at: number, run: () => void): Due;
  /** The same for many alike: `run` is told of which. */
  put<T>(at: number, run: (subject: T) => void, subject: T): Due;
  drop(due: Due | undefined): void;
  /** Runs what is due; later ones wait, also those put in meanwhile for a later moment. */
  step(now: number): void;
  /** The next moment at which something is due. */
  readonly next: number | undefined;
}

export function createTimeline(): Timeline {
  const heap: Entry[] = [];
  let order = 0;

  const before = (a: Entry, b: Entry) => a.at < b.at || (a.at === b.at && a.order < b.order);

  function settle(entry: Entry, place: number): void {
    heap[place] = entry;
    entry.place = place;
  }

  function up(entry: Entry, from: number): void {
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = heap[above]!;
      if (!before(entry, parent)) break;
      settle(parent, place);
      place = above;
    }
    settle(entry, place);
  }

  function down(entry: Entry, from: number): void {
    let place = from;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++;
      if (!before(heap[child]!, entry)) break;
      settle(heap[child]!, place);
      place = child;
    }
    settle(entry, place);
  }

  function remove(entry: Entry): void {
    const place = entry.place;
    if (place < 0) return;
    entry.place = -1;
    const last = heap.pop()!;
    if (last === entry) return;
    up(last, place);
    down(last, last.place);
  }

  return {
    put(at: number, run: (subject: never) => void, subject?: unknown) {
      const entry: Entry = { at, run, subject, place: heap.length, order: order++ };
      heap.push(entry);
      up(entry, heap.length - 1);
      return entry;
    },
    drop(due) {
      if (due) remove(due as Entry);
    },
    step(now) {
      for (let first = heap[0]; first && first.at <= now; first = heap[0]) {
        remove(first);
        first.run(first.subject as never);
      }
    },
    get next() {
      return heap[0]?.at;
    },
  };
}
