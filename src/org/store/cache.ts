// Recipients lately met, by address and by GUID, so that mail to the same people does not ask the store again.
import type { Entity } from "../../values/shape.ts";
import type { Row } from "./rows.ts";

/** A row that is at hand. */
export interface Kept {
  readonly row: Row;
  /** Its object, true as long as the generation is the one of the cache: it shows the names of others. */
  object: Entity | undefined;
  generation: number;
}

export interface Cache {
  recall(address: string): Kept | undefined;
  /** The row of an object that was met by one of its addresses. */
  rowOf(guid: string): Row | undefined;
  /** Grows with each change; what was read at one generation is not remembered at another. */
  readonly generation: number;
  /** @param object what was made of the row at that generation. */
  remember(address: string, row: Row, object: Entity | undefined, generation: number): void;
  /** The object is changed: what is known of it goes, and reads under way are not remembered. */
  forget(guid: string): void;
  clear(): void;
}

/** Addresses kept; the longest unused goes first. A row with its object is about 2 KB in memory. */
const most = 20_000;

export function createCache(): Cache {
  const known = new Map<string, Kept>();
  const addresses = new Map<string, Set<string>>();
  let generation = 0;

  function drop(address: string): void {
    const kept = known.get(address);
    known.delete(address);
    if (kept === undefined) return;
    const own = addresses.get(kept.row.g);
    own?.delete(address);
    if (own?.size === 0) addresses.delete(kept.row.g);
  }

  return {
    get generation() {
      return generation;
    },
    recall(address) {
      const kept = known.get(address);
      if (kept === undefined) return undefined;
      known.delete(address);
      known.set(address, kept);
      return kept;
    },
    rowOf(guid) {
      for (const address of addresses.get(guid) ?? []) return known.get(address)?.row;
      return undefined;
    },
    remember(address, row, object, at) {
      if (at !== generation) return;
      if (known.size >= most && !known.has(address)) drop(known.keys().next().value as string);
      known.set(address, { row, object, generation });
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
      known.clear();
      addresses.clear();
    },
  };
}
