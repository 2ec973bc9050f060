// Group-Object: puts objects with equal properties together.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { anything } from "../../src/command/kinds.ts";
import { readProperty } from "../../src/command/read.ts";
import { GroupInfo, GroupInfoNoElement } from "../../src/command/shapes.ts";
import { fieldValues, readFields } from "../../src/format/fields.ts";
import { isList, itemsOf } from "../../src/values/collections.ts";
import { compareText, compareValues } from "../../src/values/compare.ts";
import { Dictionary } from "../../src/values/dictionary.ts";
import { many, switchParameter } from "../../src/values/kinds.ts";
import { shownText, toText } from "../../src/values/text.ts";
import { typeOf } from "../../src/values/types.ts";

interface Found {
  readonly values: readonly unknown[];
  readonly group: unknown[];
}

export default defineCmdlet({
  name: "Group-Object",
  synopsis: "Groups objects that have the same values in some properties.",
  runs: "shell",
  aliases: ["group"],
  outputs: [GroupInfo, GroupInfoNoElement],
  sets: {
    Default: {},
    HashTable: {
      AsHashTable: { type: switchParameter, mandatory: true, aliases: ["AHT"], summary: "Gives one hash table." },
      AsString: { type: switchParameter, summary: "Makes the keys of the hash table text." },
    },
  },
  defaultSet: "Default",
  parameters: {
    Property: {
      type: many(anything),
      position: 1,
      summary: "The properties to group by; the objects themselves without it.",
    },
    NoElement: { type: switchParameter, summary: "Leaves the objects out of the result." },
    CaseSensitive: { type: switchParameter, summary: "Whether case counts in texts." },
    InputObject: { type: anything, pipeline: "value", allowNull: true, summary: "The objects to group." },
  },
  examples: [
    { run: "Get-Command | Group-Object CommandType -NoElement", note: "How many commands of each kind there are." },
    { run: "'a', 'b', 'a' | Group-Object -AsHashTable", note: "A table from value to objects." },
  ],

  start(bound, ctx) {
    const fields = readFields(bound.Property ?? [], ["label", "expression"]);
    const groups = new Map<string, Found>();
    const waiting: Promise<void>[] = [];

    function put(value: unknown, values: readonly unknown[]): void {
      const key = values.map((one) => keyOf(one, bound.CaseSensitive === true)).join("\u0000");
      const found = groups.get(key);
      if (found) found.group.push(value);
      else groups.set(key, { values, group: [value] });
    }

    function* result(): Iterable<unknown> {
      if (bound.set === "HashTable") {
        const table = new Dictionary("Hashtable", bound.CaseSensitive === true);
        for (const { values, group } of groups.values()) {
          table.set(bound.AsString || values.length > 1 ? nameOf(values) : (values[0] ?? ""), group);
        }
        if (groups.size > 0) yield table;
        return;
      }
      const shape = bound.NoElement ? GroupInfoNoElement : GroupInfo;
      for (const { values, group } of [...groups.values()].sort(inOrder)) {
        yield shape.make({
          Values: values,
          Count: group.length,
          Group: bound.NoElement ? [] : group,
          Name: nameOf(values),
        });
      }
    }

    return {
      process({ InputObject }) {
        if (InputObject === null) return;
        if (fields.length === 0) {
          put(InputObject, [InputObject]);
          return;
        }
        const values = fieldValues(fields, InputObject, (object, name) => readProperty(object, name, ctx.world));
        if (values instanceof Promise) waiting.push(values.then((list) => put(InputObject, list)));
        else put(InputObject, values);
      },
      end() {
        if (waiting.length === 0) return result();
        return (async function* () {
          await Promise.all(waiting);
          yield* result();
        })();
      },
    };
  },
});

function keyOf(value: unknown, caseSensitive: boolean): string {
  const text = isList(value)
    ? itemsOf(value)
        .map((item) => toText(item))
        .join("\u0001")
    : toText(value);
  const kind = value === null ? "null" : isList(value) ? "list" : typeOf(value).name;
  return `${kind}\u0002${caseSensitive ? text : text.toLowerCase()}`;
}

function nameOf(values: readonly unknown[]): string {
  return values
    .map((value) =>
      isList(value)
        ? `{${itemsOf(value)
            .map((item) => shownText(item))
            .join(", ")}}`
        : shownText(value),
    )
    .join(", ");
}

/** Groups come in the order of their values. */
function inOrder(a: Found, b: Found): number {
  for (let i = 0; i < a.values.length; i++) {
    const order = compare(a.values[i], b.values[i]);
    if (order !== 0) return order;
  }
  return 0;
}

function compare(a: unknown, b: unknown): number {
  try {
    return compareValues(a, b);
  } catch {
    return compareText(toText(a), toText(b));
  }
}
