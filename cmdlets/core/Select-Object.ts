// Select-Object: some properties of each object, or some of the objects.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { anything } from "../../src/command/kinds.ts";
import { Problem } from "../../src/command/problem.ts";
import { hasProperty, readProperty } from "../../src/command/read.ts";
import { StopUpstream } from "../../src/command/stage.ts";
import { expand, type Field, fieldValues, propertyNames, readFields } from "../../src/format/fields.ts";
import { asList, isList } from "../../src/values/collections.ts";
import { valuesEqual } from "../../src/values/compare.ts";
import { CustomObject } from "../../src/values/custom.ts";
import { many, switchParameter, text, wholeNumber } from "../../src/values/kinds.ts";
import { type Out, Structured } from "../../src/values/structured.ts";
import { hasWildcard, wildcard } from "../../src/values/wildcard.ts";

const count = wholeNumber("Int32", 0, 2147483647);

const shaping = {
  Property: {
    type: many(anything),
    position: 1,
    summary: "The properties to take: names, wild cards, or hash tables that calculate.",
  },
  ExcludeProperty: { type: many(text), summary: "Names of properties to leave out." },
  ExpandProperty: { type: text, summary: "The property whose value takes the place of the object." },
  Unique: { type: switchParameter, summary: "Lets through only the first of equal objects." },
  CaseInsensitive: { type: switchParameter, summary: "Whether -Unique ignores case." },
} as const;

export default defineCmdlet({
  name: "Select-Object",
  synopsis: "Selects objects or their properties.",
  runs: "shell",
  aliases: ["select"],
  defaultSet: "DefaultParameter",
  sets: {
    DefaultParameter: {
      ...shaping,
      First: { type: count, summary: "How many objects to take from the start; then the commands before stop." },
      Last: { type: count, summary: "How many objects to take from the end." },
      Skip: { type: count, summary: "How many objects to leave out at the start, or with -Last at the end." },
      Wait: { type: switchParameter, summary: "Lets the commands before run to their end." },
    },
    SkipLastParameter: {
      ...shaping,
      SkipLast: { type: count, mandatory: true, summary: "How many objects to leave out at the end." },
    },
    IndexParameter: {
      Unique: shaping.Unique,
      CaseInsensitive: shaping.CaseInsensitive,
      Index: { type: many(count), mandatory: true, summary: "Which objects to take, counted from 0." },
      Wait: { type: switchParameter, summary: "Lets the commands before run to their end." },
    },
    SkipIndexParameter: {
      Unique: shaping.Unique,
      CaseInsensitive: shaping.CaseInsensitive,
      SkipIndex: { type: many(count), mandatory: true, summary: "Which objects to leave out, counted from 0." },
    },
  },
  parameters: {
    InputObject: { type: anything, pipeline: "value", allowNull: true, summary: "The objects to select from." },
  },
  examples: [
    { run: "Get-Command | Select-Object -First 3 Name, CommandType", note: "Two properties of three objects." },
    { run: "1..10 | Select-Object -Last 2", note: "The last two." },
    { run: "'b', 'a', 'b' | Select-Object -Unique", note: "Each value once." },
  ],

  start(bound, ctx, out) {
    const fields = bound.Property?.length ? readFields(bound.Property, ["label", "expression"]) : undefined;
    const exclude = (bound.ExcludeProperty ?? []).map((pattern) => wildcard(pattern));
    const unique = bound.Unique ? distinct(bound.CaseInsensitive !== true) : undefined;
    const shapes = fields || bound.ExcludeProperty || bound.ExpandProperty !== undefined;

    const emit: Out = (value) => {
      const made = shapes ? shape(value) : value;
      if (made instanceof Promise) return made.then(handOn);
      return handOn(made);
    };

    function handOn(made: unknown): void | Promise<void> {
      if (made === nothing) return;
      if (made instanceof Several) {
        let waits: Promise<void> | undefined;
        for (const item of made.items) {
          if (unique && !unique(item)) continue;
          if (waits) waits = waits.then(() => out(item));
          else waits = out(item) ?? undefined;
        }
        return waits;
      }
      if (unique && !unique(made)) return;
      return out(made);
    }

    function shape(value: unknown): unknown {
      if (bound.ExpandProperty !== undefined && !fields) return expandOne(value, bound.ExpandProperty, undefined);
      const list = chosen(value);
      const values = fieldValues(list, value, (object, name) => readProperty(object, name, ctx.world));
      const build = (read: readonly unknown[]): unknown => {
        const object = new CustomObject(
          list.map((one, i) => [labelOf(one, value), read[i]] as const),
          selectedTypes(value),
        );
        return bound.ExpandProperty === undefined ? object : expandOne(value, bound.ExpandProperty, object);
      };
      return values instanceof Promise ? values.then(build) : build(values);
    }

    function chosen(value: unknown): readonly Field[] {
      const all = fields ?? readFields(["*"], ["label"]);
      const list = expand(all, value);
      return exclude.length === 0 ? list : list.filter((one) => !exclude.some((fits) => fits(one.label)));
    }

    function expandOne(value: unknown, pattern: string, beside: CustomObject | undefined): unknown {
      const names = hasWildcard(pattern) ? propertyNames(value).filter(wildcard(pattern)) : [pattern];
      const name = names[0];
      if (names.length > 1) {
        ctx.error(expandProblem("MutlipleExpandProperties", `Multiple properties match "${pattern}".`));
        return nothing;
      }
      if (name === undefined || !hasProperty(value, name)) {
        ctx.error(expandProblem("ExpandPropertyNotFound", `Property "${pattern}" cannot be found.`));
        return nothing;
      }
      const inner = readProperty(value, name, ctx.world);
      const items = isList(inner) ? asList(inner) : [inner];
      return new Several(beside ? items.map((item) => withNotes(item, beside)) : items);
    }

    return picker(bound, emit);
  },
});

/** Takes the place of an object that gave an error instead. */
const nothing = Symbol("nothing");

class Several {
  readonly items: readonly unknown[];
  constructor(items: readonly unknown[]) {
    this.items = items;
  }
}

/** An expanded value with the selected properties as notes beside it. */
function withNotes(item: unknown, beside: CustomObject): unknown {
  const made = item instanceof CustomObject ? item.copy() : new CustomObject(undefined, typesOf(item), item);
  for (const name of beside.names()) made.add(name, beside.get(name));
  return made;
}

function typesOf(value: unknown): readonly string[] {
  return value instanceof Structured ? value.typeNames : ["System.Object"];
}

function selectedTypes(value: unknown): readonly string[] {
  const first = value instanceof Structured ? value.typeNames[0] : undefined;
  const name = first ?? (typeof value === "string" ? "System.String" : "System.Management.Automation.PSCustomObject");
  return [
    name.startsWith("Selected.") ? name : `Selected.${name}`,
    "System.Management.Automation.PSCustomObject",
    "System.Object",
  ];
}

/** The property as the object spells it, whatever the case asked for. */
function labelOf(one: Field, value: unknown): string {
  if (one.name === undefined || one.label !== one.name) return one.label;
  return value instanceof Structured ? (value.spelling(one.name) ?? one.label) : one.label;
}

interface Picks {
  readonly First?: number | undefined;
  readonly Last?: number | undefined;
  readonly Skip?: number | undefined;
  readonly SkipLast?: number | undefined;
  readonly Index?: readonly number[] | undefined;
  readonly SkipIndex?: readonly number[] | undefined;
  readonly Wait?: boolean | undefined;
}

type Step = (bound: { readonly InputObject?: unknown }) => void | Promise<void>;

/** Which objects go on: decided while they come where that can be, else at the end. */
function picker(picks: Picks, emit: Out): { process: Step; end(): void | Promise<void> } {
  let seen = 0;
  const stop = picks.Wait !== true;
  const none = () => {};

  if (picks.Index || picks.SkipIndex) {
    const wanted = new Set(picks.Index ?? picks.SkipIndex);
    const last = Math.max(-1, ...wanted);
    return {
      process({ InputObject }) {
        const index = seen++;
        const waits = wanted.has(index) === (picks.Index !== undefined) ? emit(InputObject) : undefined;
        if (picks.Index && stop && index >= last) return stopAfter(waits);
        return waits;
      },
      end: none,
    };
  }
  if (picks.Last !== undefined || picks.SkipLast !== undefined) {
    const held: unknown[] = [];
    const { First: first = 0, Last: last = 0, Skip: skip = 0, SkipLast: skipLast } = picks;
    if (skipLast !== undefined) {
      return {
        process({ InputObject }) {
          held.push(InputObject);
          return held.length > skipLast ? emit(held.shift()) : undefined;
        },
        end: none,
      };
    }
    return {
      process({ InputObject }) {
        if (seen++ < first) return emit(InputObject);
        held.push(InputObject);
        if (held.length > last + skip) held.shift();
      },
      end: () => emitAll(held.slice(0, Math.max(0, held.length - skip)), emit) as undefined,
    };
  }
  const skip = picks.Skip ?? 0;
  const limit = picks.First === undefined ? Number.POSITIVE_INFINITY : skip + picks.First;
  return {
    process({ InputObject }) {
      const index = seen++;
      if (index >= limit) return stop ? stopAfter(undefined) : undefined;
      const waits = index >= skip ? emit(InputObject) : undefined;
      if (index + 1 >= limit && stop) return stopAfter(waits);
      return waits;
    },
    end: none,
  };
}

function stopAfter(waits: void | Promise<void>): Promise<void> {
  if (!waits) throw new StopUpstream();
  return waits.then(() => {
    throw new StopUpstream();
  });
}

function emitAll(values: readonly unknown[], emit: Out): void | Promise<void> {
  let waits: Promise<void> | undefined;
  for (const value of values) {
    if (waits) waits = waits.then(() => emit(value));
    else waits = emit(value) ?? undefined;
  }
  return waits;
}

/** True for each value not seen before; values of many properties are equal when all of those are. */
function distinct(caseSensitive: boolean): (value: unknown) => boolean {
  const texts = new Set<string>();
  const others: unknown[] = [];
  return (value) => {
    if (typeof value === "string" || typeof value === "number") {
      const key = `${typeof value}${caseSensitive ? value : String(value).toLowerCase()}`;
      if (texts.has(key)) return false;
      texts.add(key);
      return true;
    }
    if (others.some((other) => same(other, value, caseSensitive))) return false;
    others.push(value);
    return true;
  };
}

function same(a: unknown, b: unknown, caseSensitive: boolean): boolean {
  if (a instanceof Structured && b instanceof Structured) {
    const names = a.names();
    if (names.length !== b.names().length) return false;
    return names.every(
      (name) => b.spelling(name) !== undefined && valuesEqual(a.get(name), b.get(name), caseSensitive),
    );
  }
  return valuesEqual(a, b, caseSensitive);
}

function expandProblem(id: string, text: string): Problem {
  return new Problem({ id, category: "InvalidArgument", text });
}
