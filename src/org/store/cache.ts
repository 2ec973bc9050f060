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
  /** The GUID of whom an address belongs to; null for nobody; undefined when that is not known. */
  holder(address: string): string | null | undefined;
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

/** Addresses kept; the longest unused goes first. A row with its object is about 2 KB in memory. */
const most = 20_000;

export function createCache(): Cache {
  /** A number: nobody's, at that generation. */
  const holders = new Map<string, string | number>();
  const objects = new Map<string, Kept & { readonly addresses: Set<string> }>();
  let generation = 0;

  function drop(address: string): void {
    const holder = holders.get(address);
    holders.delete(address);
    if (typeof holder !== "string") return;
    const addresses = objects.get(holder)?.addresses;
    addresses?.delete(address);
    if (addresses?.size === 0) objects.delete(holder);
  }

  function put(address: string, holder: string | number): void {
    if (holders.size >= most && !holders.has(address)) drop(holders.keys().next().value as string);
    holders.set(address, holder);
  }

  return {
    get generation() {
      return generation;
    },
    holder(address) {
      const holder = holders.get(address);
      if (holder === undefined) return undefined;
      holders.delete(address);
      if (typeof holder === "number" && holder !== generation) return undefined;
      holders.set(address, holder);
      return typeof holder === "number" ? null : holder;
    },
    kept: (guid) => objects.get(guid),
    remember(address, row, object, at) {
      if (at !== generation) return;
      put(address, row.g);
      const addresses = objects.get(row.g)?.addresses ?? new Set();
      objects.set(row.g, { row, object, generation, addresses: addresses.add(address) });
    },
    rememberNobody(address, at) {
      if (at === generation) put(address, generation);
    },
    forget(guid) {
      generation++;
      for (const address of objects.get(guid)?.addresses ?? []) holders.delete(address);
      objects.delete(guid);
    },
    clear() {
      generation++;
      holders.clear();
      objects.clear();
    },
  };
}
