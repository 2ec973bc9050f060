// Compare-Object: what two sets of objects have that the other has not.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { anything } from "../../src/command/kinds.ts";
import { readProperty } from "../../src/command/read.ts";
import { type Field, fieldValues, readFields } from "../../src/format/fields.ts";
import { compareText } from "../../src/values/compare.ts";
import { CustomObject } from "../../src/values/custom.ts";
import { many, switchParameter, wholeNumber } from "../../src/values/kinds.ts";
import { toText } from "../../src/values/text.ts";

interface Item {
  readonly value: unknown;
  readonly keys: readonly unknown[];
}

export default defineCmdlet({
  name: "Compare-Object",
  synopsis: "Compares two sets of objects.",
  runs: "shell",
  aliases: ["compare", "diff"],
  parameters: {
    ReferenceObject: {
      type: many(anything),
      mandatory: true,
      position: 1,
      allowEmpty: true,
      summary: "The objects to compare with.",
    },
    DifferenceObject: {
      type: many(anything),
      mandatory: true,
      position: 2,
      pipeline: "value",
      allowEmpty: true,
      summary: "The objects that are compared.",
    },
    Property: { type: many(anything), summary: "The properties to compare; the texts of the objects without it." },
    SyncWindow: {
      type: wholeNumber("Int32", 0, 2147483647),
      default: 2147483647,
      summary: "How far apart equal objects may stand.",
    },
    IncludeEqual: { type: switchParameter, summary: "Shows those that are equal too." },
    ExcludeDifferent: { type: switchParameter, summary: "Shows only those that are equal." },
    PassThru: { type: switchParameter, summary: "Gives the objects themselves with SideIndicator added." },
    CaseSensitive: { type: switchParameter, summary: "Whether case counts." },
  },
  examples: [{ run: "Compare-Object (1..3) (2..4)", note: "1 stands on the left alone, 4 on the right." }],
  start(bound, ctx) {
    const fields = readFields(bound.Property ?? [], ["label", "expression"]);
    const right: unknown[] = [];
    return {
      process({ DifferenceObject }) {
        right.push(...DifferenceObject);
      },
      async *end() {
        const read = async (value: unknown): Promise<Item> => ({
          value,
          keys:
            fields.length === 0
              ? [value]
              : await fieldValues(fields, value, (object, name) => readProperty(object, name, ctx.world)),
        });
        const a = await Promise.all((bound.ReferenceObject ?? []).map(read));
        const b = await Promise.all(right.map(read));
        const same = (x: Item, y: Item) =>
          x.keys.every((key, i) => compareText(toText(key), toText(y.keys[i]), bound.CaseSensitive === true) === 0);
        const { equal, onlyA, onlyB } = match(a, b, same, bound.SyncWindow ?? 2147483647);
        const give = (item: Item, side: string) => result(item, side, fields, bound.PassThru === true);
        if (bound.IncludeEqual || bound.ExcludeDifferent) for (const item of equal) yield give(item, "==");
        if (bound.ExcludeDifferent) return;
        for (const item of onlyB) yield give(item, "=>");
        for (const item of onlyA) yield give(item, "<=");
      },
    };
  },
});

function match(a: readonly Item[], b: readonly Item[], same: (x: Item, y: Item) => boolean, window: number) {
  const free = new Map<string, number[]>();
  const keyOf = (item: Item) => item.keys.map((key) => toText(key).toLowerCase()).join("\u0000");
  for (const [i, item] of b.entries()) {
    const places = free.get(keyOf(item));
    if (places) places.push(i);
    else free.set(keyOf(item), [i]);
  }
  const taken = new Set<number>();
  const equal: Item[] = [];
  const onlyA: Item[] = [];
  for (const [i, item] of a.entries()) {
    const places = free.get(keyOf(item)) ?? [];
    const at = places.findIndex((place) => Math.abs(place - i) <= window && same(item, b[place]!));
    if (at < 0) onlyA.push(item);
    else {
      equal.push(item);
      taken.add(places.splice(at, 1)[0]!);
    }
  }
  return { equal, onlyA, onlyB: b.filter((_, i) => !taken.has(i)) };
}

function result(item: Item, side: string, fields: readonly Field[], passThru: boolean): unknown {
  if (passThru) {
    const made = new CustomObject(undefined, undefined, item.value);
    made.add("SideIndicator", side);
    return made;
  }
  const values: [string, unknown][] =
    fields.length === 0 ? [["InputObject", item.value]] : fields.map((one, i) => [one.label, item.keys[i]]);
  return new CustomObject([...values, ["SideIndicator", side]]);
}
