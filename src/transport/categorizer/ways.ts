// The ways a message takes through the directory, so that no two of them end in one another and the message nowhere.

/** Who passes a message on to whom, and with whom it comes to an end: kept, sent out, or refused with a report. */
export interface Ways {
  /** A party got it from another; `from` is undefined for one the sender named. */
  add(from: string | undefined, to: string): void;
  end(guid: string | undefined): void;
  /** Those from whom a way leads to an end. */
  settled(): ReadonlySet<string>;
}

export function createWays(): Ways {
  const sources = new Map<string, Set<string>>();
  const ends = new Set<string>();
  return {
    add(from, to) {
      if (from === undefined) return;
      const known = sources.get(to);
      if (known) known.add(from);
      else sources.set(to, new Set([from]));
    },
    end(guid) {
      if (guid !== undefined) ends.add(guid);
    },
    settled() {
      const reached = new Set(ends);
      // A set gives what is added to it while it is walked, too.
      for (const guid of reached) for (const source of sources.get(guid) ?? []) reached.add(source);
      return reached;
    },
  };
}
