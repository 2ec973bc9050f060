// The items of a message are held in less than a map takes, and behave as one.
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Item, Items } from "../../src/transport/queues/item.ts";

test("Items come and go as in a map, in the order in which they came", () => {
  const step = fc.record({ part: fc.nat(3), kept: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const [items, map] = [new Items(), new Map<number, Item>()];
      for (const { part, kept } of steps) {
        const item = { part } as Item;
        if (kept) {
          items.set(part, item);
          map.set(part, item);
        } else {
          items.delete(part);
          map.delete(part);
        }
        expect(items.size).toBe(map.size);
        expect([...items.values()]).toEqual([...map.values()]);
        for (let at = 0; at <= 3; at++) expect(items.get(at)).toBe(map.get(at));
      }
    }),
  );
});
