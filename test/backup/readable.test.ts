// Whatever becomes of the bytes of an object or of an entry of the history, what is read of them makes sense, or nothing is read.
import fc from "fast-check";
import { expect, test } from "vitest";
import { readable } from "../../src/backup/readable.ts";
import { readEntry } from "../../src/org/store/history.ts";
import { bare, keysOf, wholeRow } from "../../src/org/store/rows.ts";
import { testWorld } from "../world/world.ts";
import { addBox, data, rooms } from "./house.ts";

async function rowsOf(prefix: string): Promise<readonly string[]> {
  const world = testWorld();
  const open = await rooms(world);
  await addBox(open.org, "ann");
  await open.close();
  const database = await world.databases.open(`${data}/organization`);
  const texts: string[] = [];
  for await (const [, text] of database.entries({ gte: prefix, lt: `${prefix}\uffff` })) texts.push(text);
  await database.close();
  return texts;
}

const damage = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 32, max: 126 }), fc.nat({ max: 3 })), {
  minLength: 1,
  maxLength: 4,
});

function damaged(text: string, places: readonly (readonly [number, number, number])[]): string {
  let made = text;
  for (const [place, code, gone] of places) {
    const at = place % made.length;
    made = made.slice(0, at) + String.fromCharCode(code) + made.slice(at + gone);
  }
  return made;
}

test("of an object", async () => {
  const rows = await rowsOf("o/");
  fc.assert(
    fc.property(fc.nat(), damage, (which, places) => {
      const row = wholeRow(damaged(rows[which % rows.length]!, places));
      const kept = row && readable(row, 0);
      if (kept === undefined) return;
      const object = bare(kept.row)!;
      for (const name of Object.keys(object.shape.properties)) object.get(name);
      expect([...keysOf(object).keys.values()].every((value) => typeof value === "string")).toBe(true);
      expect(readable(kept.row, 0)).toEqual({ row: kept.row, left: [] });
    }),
    { numRuns: 2000 },
  );
});

test("what is whole is read whole", async () => {
  for (const text of await rowsOf("o/")) {
    const row = wholeRow(text)!;
    expect(readable(row, 0)).toEqual({ row: { ...row }, left: [] });
  }
});

test("of an entry of the history", async () => {
  const entries = await rowsOf("h/");
  fc.assert(
    fc.property(fc.nat(), damage, (which, places) => {
      const read = readEntry(damaged(entries[which % entries.length]!, places), undefined);
      if (typeof read === "string") return;
      for (const { kind, guid, properties, member } of read.entry.changes)
        expect([typeof guid, kind.includes("link") ? typeof member : Array.isArray(properties)]).toEqual([
          "string",
          kind.includes("link") ? "string" : true,
        ]);
    }),
    { numRuns: 2000 },
  );
});
