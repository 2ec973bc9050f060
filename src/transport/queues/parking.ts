// What waits does not wait in memory: once the spool tells an item as it is, a few numbers of it are kept here.
import { type Core, keepItem } from "./core.ts";
import type { Item } from "./item.ts";

/** Items whose place is written at the same time. */
const atATime = 100;

/** Sets `core.rest`. */
export function createParking(core: Core): void {
  const waiting = new Set<Item>();
  let writing = false;

  core.rest = (item) => {
    item.mail.release?.();
    if (item.rests) item.park();
    else if (!item.held) {
      waiting.add(item);
      if (!writing) void write();
    }
  };

  /** Routing alone is not written, for most mail goes on at once; where it waits, it need not be routed again after a restart. */
  async function write(): Promise<void> {
    writing = true;
    // A turn later, for an item is told to rest while it is being moved.
    await Promise.resolve();
    while (waiting.size > 0) {
      const some: Item[] = [];
      for (const item of waiting) {
        waiting.delete(item);
        if (item.state !== "Active") some.push(item);
        if (some.length === atATime) break;
      }
      // On a full disk they stay in memory.
      await Promise.all(some.map((item) => keepItem(core, item).catch(() => undefined)));
      for (const item of some) if (item.rests) item.park();
    }
    writing = false;
  }
}
