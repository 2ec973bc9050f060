// Recipients lately met, by address and by GUID, so that mail to the same people does not ask the store again.
import type { Entity } from "../../values/shape.ts";
import type { Row } from "./rows.ts";

/** An object that is at hand. */
export interface Kept {
  readonly row: Row;
  /** Made of the row; true as long as the generation is the one of the cache, for it shows the names of others. */
  readonly object: Entity | undefined;
  readonly generation: number;
}

export interface Cache {
  /** Whom an address belongs to; null for nobody; undefined when that is not known. */
  recall(address: string): Kept | null | undefined;
  /** An object that was met by one of its addresses. */
  kept(guid: string): Kept | undefined;
  /** Grows with each change; what was read at one generation is not remembered at another. */
  readonly generation: number;
  /** @param object what was made of the row at that generation. */
  remember(address: string, row: Row, object: Entity | undefined, generation: number): void;
  /** Nobody had the address at that generation. */
  rememberNobody(address: string, generation: number): void;
  /** The object is changed: what is known of it goes, and reads under way are not remembered. */
  forget(guid: string): void;
  clear(): void;
}

interface Known extends Kept {
  row: Row;
  object: Entity | undefined;
  generation: number;
  /** Addresses that lead to it. */
  addresses: number;
  forgotten: boolean;
}

/**
 * Addresses kept in each of two lots: those met since the last one was full, and those before; what is met in the older lot
 * moves to the newer one. So the longest unused go first, and a look costs no more than that. A row with its object is
 * about 2 KB in memory.
 */
const most = 10_000;

export function createCache(): Cache {
  const objects = new Map<string, Known>();
  /** A number: nobody's, at that generation. */
  let newer = new Map<string, Known | number>();
  let older = new Map<string, Known | number>();
  let generation = 0;

  function release(holder: Known | number | undefined): void {
    if (typeof holder !== "object") return;
    if (--holder.addresses === 0 && !holder.forgotten) objects.delete(holder.row.g);
  }

  function put(address: string, holder: Known | number): void {
    const before = newer.get(address) ?? older.get(address);
    if (typeof holder === "object") holder.addresses++;
    older.delete(address);
    newer.set(address, holder);
    release(before);
    if (newer.size < most) return;
    for (const one of older.values()) release(one);
    older = newer;
    newer = new Map();
  }

  return {
    get generation() {
      return generation;
    },
    recall(address) {
      let holder = newer.get(address);
      if (holder === undefined) {
        holder = older.get(address);
        if (holder === undefined) return undefined;
        put(address, holder);
      }
      if (typeof holder === "number") return holder === generation ? null : undefined;
      return holder.forgotten ? undefined : holder;
    },
    kept: (guid) => objects.get(guid),
    remember(address, row, object, at) {
      if (at !== generation) return;
      let known = objects.get(row.g);
      if (known === undefined) {
        known = { row, object, generation, addresses: 0, forgotten: false };
        objects.set(row.g, known);
      } else Object.assign(known, { row, object, generation });
      put(address, known);
    },
    rememberNobody(address, at) {
      if (at === generation) put(address, generation);
    },
    forget(guid) {
      generation++;
      const known = objects.get(guid);
      if (known === undefined) return;
      known.forgotten = true;
      objects.delete(guid);
    },
    clear() {
      generation++;
      newer.clear();
      older.clear();
      objects.clear();
    },
  };
}
