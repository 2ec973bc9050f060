// Sort-Object: objects in order of their properties or of themselves.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { anything } from "../../src/command/kinds.ts";
import { hasProperty, readProperty } from "../../src/command/read.ts";
import { expand, type Field, fieldValues, readFields } from "../../src/format/fields.ts";
import { compareText, compareValues } from "../../src/values/compare.ts";
import { many, switchParameter, wholeNumber } from "../../src/values/kinds.ts";
import { isNumber } from "../../src/values/numbers.ts";
import { toText } from "../../src/values/text.ts";

const count = wholeNumber("Int32", 1, 2147483647);

const how = {
  Property: {
    type: many(anything),
    position: 1,
    summary: "The properties to sort by: names, blocks, or hash tables with Expression and Descending.",
  },
  Descending: { type: switchParameter, summary: "Largest first." },
  Unique: { type: switchParameter, summary: "Keeps only the first of those that are equal." },
  CaseSensitive: { type: switchParameter, summary: "Whether case counts in texts." },
} as const;

interface Item {
  readonly value: unknown;
  readonly keys: readonly unknown[];
}

export default defineCmdlet({
  name: "Sort-Object",
  synopsis: "Sorts objects by the values of their properties.",
  runs: "shell",
  aliases: ["sort"],
  defaultSet: "Default",
  sets: {
    Default: {
      ...how,
      Stable: { type: switchParameter, summary: "Keeps equal ones in the order they came; always so." },
    },
    Top: { ...how, Top: { type: count, mandatory: true, summary: "How many to take from the start of the order." } },
    Bottom: {
      ...how,
      Bottom: { type: count, mandatory: true, summary: "How many to take from the end of the order." },
    },
  },
  parameters: {
    InputObject: { type: anything, pipeline: "value", allowNull: true, summary: "The objects to sort." },
  },
  examples: [
    { run: "3, 1, 2 | Sort-Object -Descending", note: "Numbers, largest first." },
    { run: "Get-Command | Sort-Object CommandType, Name | Select-Object -First 5", note: "By two properties." },
  ],

  start(bound, ctx) {
    const given = readFields(bound.Property ?? [], ["label", "expression", "order"]);
    const items: (Item | Promise<Item>)[] = [];
    let waits = false;
    let fields: readonly Field[] | undefined;
    const compare = (a: unknown, b: unknown): number => compareKeys(a, b, bound.CaseSensitive === true);
    const descending = (index: number) => fields?.[index]?.descending ?? bound.Descending === true;

    function order(a: Item, b: Item): number {
      for (let i = 0; i < a.keys.length; i++) {
        const result = compare(a.keys[i], b.keys[i]);
        if (result !== 0) return descending(i) ? -result : result;
      }
      return 0;
    }

    function* sorted(list: readonly Item[]): Iterable<unknown> {
      const all = list.toSorted(order);
      const kept = bound.Unique ? all.filter((item, i) => i === 0 || order(all[i - 1]!, item) !== 0) : all;
      const some = bound.Top ? kept.slice(0, bound.Top) : bound.Bottom ? kept.slice(-bound.Bottom) : kept;
      for (const item of some) yield item.value;
    }

    return {
      process({ InputObject }) {
        if (given.length === 0) {
          items.push({ value: InputObject, keys: [InputObject] });
          return;
        }
        fields ??= expand(given, InputObject);
        const keys = fieldValues(fields, InputObject, (object, name) =>
          hasProperty(object, name) ? readProperty(object, name, ctx.world) : missing,
        );
        if (keys instanceof Promise) {
          waits = true;
          items.push(keys.then((list) => ({ value: InputObject, keys: list })));
        } else items.push({ value: InputObject, keys });
      },
      end() {
        if (!waits) return sorted(items as readonly Item[]);
        return (async function* () {
          yield* sorted(await Promise.all(items));
        })();
      },
    };
  },
});

/** Stands for a property that an object does not have: after all values, as PowerShell sorts it. */
const missing = Symbol("missing");

function compareKeys(a: unknown, b: unknown, caseSensitive: boolean): number {
  if (a === missing || b === missing) return a === b ? 0 : a === missing ? 1 : -1;
  if (isNumber(a) && typeof b === "string" && !Number.isNaN(Number(b))) return compareValues(a, b, caseSensitive);
  try {
    return compareValues(a, b, caseSensitive);
  } catch {
    // Kinds that cannot be compared with each other are ordered by their texts.
    return compareText(toText(a), toText(b), caseSensitive);
  }
}
