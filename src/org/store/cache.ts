// Recipients lately resolved, by address, so that mail to the same people does not ask the store again.
import type { Row } from "./rows.ts";

export interface Cache {
  recall(address: string): Row | undefined;
  /** Grows with each change; what was read at one generation is not remembered at another. */
  readonly generation: number;
  remember(address: string, row: Row, generation: number): void;
  /** The object is changed: what is known of it goes, and reads under way are not remembered. */
  forget(guid: string): void;
  clear(): void;
}

/** Rows kept; the longest unused goes first. A row is about 1 KB in memory. */
const most = 20_000;

export function createCache(): Cache {
  const rows = new Map<string, Row>();
  const addresses = new Map<string, Set<string>>();
  let generation = 0;

  function drop(address: string): void {
    const row = rows.get(address);
    rows.delete(address);
    if (row === undefined) return;
    const own = addresses.get(row.g);
    own?.delete(address);
    if (own?.size === 0) addresses.delete(row.g);
  }

  return {
    get generation() {
      return generation;
    },
    recall(address) {
      const row = rows.get(address);
      if (row === undefined) return undefined;
      rows.delete(address);
      rows.set(address, row);
      return row;
    },
    remember(address, row, at) {
      if (at !== generation) return;
      if (rows.size >= most) drop(rows.keys().next().value as string);
      rows.set(address, row);
      const own = addresses.get(row.g);
      if (own === undefined) addresses.set(row.g, new Set([address]));
      else own.add(address);
    },
    forget(guid) {
      generation++;
      for (const address of [...(addresses.get(guid) ?? [])]) drop(address);
    },
    clear() {
      generation++;
      rows.clear();
      addresses.clear();
    },
  };
}
