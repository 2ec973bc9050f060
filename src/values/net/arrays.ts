// Arrays: element types, their members, and the static methods of [array] (System.Array).
import { largestList } from "../arithmetic.ts";
import { asList, elementOf, typed } from "../collections.ts";
import { compareValues } from "../compare.ts";
import { inTurn, outputOf, sortInTurn, when } from "../inturn.ts";
import { MemberError, members, type NetType, namedType, registerTypes, TypeValue } from "../nettype.ts";
import { integer, isNumber, toNumber } from "../numbers.ts";
import { ScriptBlock } from "../structured.ts";
import { objectType, sameElement } from "./core.ts";
import { isTrue, Reference } from "./numbers.ts";

export const arrayMembers = members<readonly unknown[]>({
  get: {
    Length: (self) => integer(self.length),
    Count: (self) => integer(self.length),
    LongLength: (self) => integer(self.length),
    Rank: () => 1,
    IsReadOnly: () => false,
    IsFixedSize: () => true,
    SyncRoot: (self) => self,
  },
  call: {
    Contains: (self, [value]) => self.some((item) => sameElement(item, value)),
    IndexOf: (self, [value]) => self.findIndex((item) => sameElement(item, value)),
    GetValue: (self, [index]) => self[Number(index)] ?? null,
    SetValue: (self, [value, index]) => {
      (self as unknown[])[Number(index)] = value;
      return undefined;
    },
    GetLength: (self) => self.length,
    GetUpperBound: (self) => self.length - 1,
    GetLowerBound: () => 0,
    Clone: (self) => typed(elementOf(self) ?? "System.Object", [...self]),
    GetEnumerator: (self) => self,
    CopyTo: (self, [target, at]) => {
      if (!Array.isArray(target)) throw new MemberError("The target must be an array.");
      for (const [i, item] of self.entries()) target[Number(at ?? 0) + i] = item;
      return undefined;
    },
    Add: () => {
      throw new MemberError("Collection was of a fixed size.", "System.NotSupportedException");
    },
    Remove: () => {
      throw new MemberError("Collection was of a fixed size.", "System.NotSupportedException");
    },
    Clear: (self) => {
      (self as unknown[]).fill(null);
      return undefined;
    },
  },
});

const arrays = new WeakMap<NetType, NetType>();

/** `[int[]]` of `[int]`. */
export function arrayOf(element: NetType): NetType {
  let made = arrays.get(element);
  if (!made) {
    made = {
      name: `${element.name}[]`,
      bases: ["System.Array"],
      element,
      holds: (value) => Array.isArray(value) && isArrayOf(value, element),
      convert(value, around) {
        if (value === null || value === undefined) return null;
        if (element.name === "System.Char" && typeof value === "string")
          return typed(
            element.name,
            value.split("").map((char) => element.convert(char, around)),
          );
        return typed(
          element.name,
          asList(value).map((item) => (element.holds(item) ? item : element.convert(item, around))),
        );
      },
      construct: ([length]) => typed(element.name, new Array(lengthOf(length)).fill(emptyOf(element))),
      members: arrayMembers,
    };
    arrays.set(element, made);
  }
  return made;
}

/** Whether an array is one of that element type; an array of references counts as one of objects too. */
function isArrayOf(value: readonly unknown[], element: NetType): boolean {
  const own = elementOf(value);
  if (own === undefined) return element === objectType;
  if (own === element.name) return true;
  return element === objectType && !namedType(own)?.bases?.includes("System.ValueType");
}

/** The length of a new array, within what an array can hold here. */
function lengthOf(given: unknown): number {
  const length = Number(given ?? 0);
  if (length < 0) throw new MemberError("Arithmetic operation resulted in an overflow.", "System.OverflowException");
  if (length > largestList)
    throw new MemberError("Array dimensions exceeded supported range.", "System.OutOfMemoryException");
  return Math.trunc(length);
}

/** What a new array or a variable of a type holds at first. */
export function emptyOf(type: NetType): unknown {
  if (!type.bases?.includes("System.ValueType")) return null;
  try {
    return type.convert(type.name === "System.Boolean" ? false : 0, undefined as never);
  } catch {
    return null;
  }
}

/** The verdicts of a block on each element, for the static searches. */
function verdictsOf(list: unknown, block: unknown): boolean[] | Promise<boolean[]> {
  if (!(block instanceof ScriptBlock)) throw new MemberError("The argument must be a script block.");
  return inTurn(asList(list), (item) => when(outputOf(block, { it: item, args: [item], scope: "new" }), isTrue));
}

/** An order by script block, or the usual one. */
export function comparison(given: unknown): (a: unknown, b: unknown) => number | Promise<number> {
  if (!(given instanceof ScriptBlock)) return (a, b) => compareValues(a, b, true);
  return (a, b) =>
    when(outputOf(given, { args: [a, b], scope: "new" }), (output) => {
      const order = output.at(-1);
      return isNumber(order) ? toNumber(order) : 0;
    });
}

/** The place of a value in a sorted list; where it is missing, the complement of the place where it would stand. */
export function binarySearch(items: readonly unknown[], value: unknown): number {
  let [low, high] = [0, items.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const order = compareValues(items[middle], value, true);
    if (order === 0) return middle;
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return ~low;
}

export const arrayType: NetType = {
  name: "System.Array",
  aliases: ["array"],
  holds: (value) => Array.isArray(value),
  convert: (value) => (value === null || value === undefined ? null : [...asList(value)]),
  statics: members({
    call: {
      IndexOf: (_, [list, value]) => asList(list).findIndex((item) => sameElement(item, value)),
      LastIndexOf: (_, [list, value]) => asList(list).findLastIndex((item) => sameElement(item, value)),
      Reverse: (_, [list, index, count]) => {
        const items = list as unknown[];
        if (index === undefined) items.reverse();
        else
          items.splice(
            Number(index),
            Number(count),
            ...items.slice(Number(index), Number(index) + Number(count)).reverse(),
          );
      },
      Sort: (_, [list, second]) => {
        const items = list as unknown[];
        if (!Array.isArray(second)) return sortInTurn(items, comparison(second));
        // Array.Sort(keys, items): the second array follows the first.
        const pairs = items.map((key, i): [unknown, unknown] => [key, second[i]]);
        pairs.sort(([a], [b]) => compareValues(a, b, true));
        for (const [i, [key, item]] of pairs.entries()) {
          items[i] = key;
          second[i] = item;
        }
        return undefined;
      },
      BinarySearch: (_, [list, value]) => binarySearch(asList(list), value),
      Find: (_, [list, block]) => when(verdictsOf(list, block), (hits) => asList(list)[hits.indexOf(true)] ?? null),
      FindIndex: (_, [list, block]) => when(verdictsOf(list, block), (hits) => hits.indexOf(true)),
      FindAll: (_, [list, block]) => when(verdictsOf(list, block), (hits) => asList(list).filter((_, i) => hits[i])),
      Exists: (_, [list, block]) => when(verdictsOf(list, block), (hits) => hits.includes(true)),
      TrueForAll: (_, [list, block]) => when(verdictsOf(list, block), (hits) => !hits.includes(false)),
      ForEach: (_, [list, block]) => when(verdictsOf(list, block), () => undefined),
      Clear: (_, [list, index, count]) => {
        const from = Number(index ?? 0);
        (list as unknown[]).fill(null, from, count === undefined ? undefined : from + Number(count));
      },
      CreateInstance: (_, [type, length]) =>
        new TypeValue(arrayOf(type instanceof TypeValue ? type.type : objectType)).type.construct?.(
          [length],
          undefined as never,
        ),
      Copy: (_, [from, to, count]) => {
        const source = asList(from);
        for (let i = 0; i < Number(count); i++) (to as unknown[])[i] = source[i];
        return undefined;
      },
      Resize: (_, [target, size]) => {
        if (target instanceof Reference) {
          const list = [...asList(target.value)].slice(0, Number(size));
          while (list.length < Number(size)) list.push(null);
          target.value = list;
        }
        return undefined;
      },
      Empty: () => [],
    },
  }),
};

registerTypes(arrayType);
