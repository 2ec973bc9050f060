// [int[,]] and its kin: the types of arrays of more than one dimension.
import { largestList } from "../arithmetic.ts";
import { Grid } from "../grid.ts";
import { CastError, MemberError, members, type NetType, type Surroundings } from "../nettype.ts";
import { toText } from "../text.ts";
import { emptyOf } from "./arrays.ts";
import { intOf } from "./strings.ts";

const grids = new WeakMap<NetType, Map<number, NetType>>();

function lengthIn(self: Grid, dimension: unknown): number {
  const found = self.lengths[intOf(dimension)];
  if (found === undefined)
    throw new MemberError("Index was outside the bounds of the array.", "System.IndexOutOfRangeException");
  return found;
}

function placeIn(self: Grid, place: readonly unknown[]): number {
  const numbers = (place.length === 1 && Array.isArray(place[0]) ? place[0] : place).map(intOf);
  if (numbers.length !== self.lengths.length)
    throw new MemberError("Indices length does not match the array rank. (Parameter 'indices')");
  const at = self.at(numbers);
  if (at < 0) throw new MemberError("Index was outside the bounds of the array.", "System.IndexOutOfRangeException");
  return at;
}

const gridMembers = (element: NetType) =>
  members<Grid>({
    get: {
      Length: (self) => self.items.length,
      LongLength: (self) => self.items.length,
      Count: (self) => self.items.length,
      Rank: (self) => self.lengths.length,
      IsReadOnly: () => false,
      IsFixedSize: () => true,
    },
    call: {
      GetLength: (self, [dimension]) => lengthIn(self, dimension),
      GetUpperBound: (self, [dimension]) => lengthIn(self, dimension) - 1,
      GetLowerBound: (self, [dimension]) => lengthIn(self, dimension) * 0,
      GetValue: (self, place) => self.items[placeIn(self, place)] ?? null,
      SetValue: (self, [value, ...place], around) => {
        self.items[placeIn(self, place)] = elementAs(element, value, around);
      },
    },
  });

/** A value as an array of this element type takes it. */
export function elementAs(element: NetType, value: unknown, around: Surroundings): unknown {
  return element.holds(value) ? value : element.convert(value ?? null, around);
}

/** `[int[,]]` of `[int]` and 2. */
export function gridOf(element: NetType, rank: number): NetType {
  let byRank = grids.get(element);
  if (!byRank) {
    byRank = new Map();
    grids.set(element, byRank);
  }
  const known = byRank.get(rank);
  if (known) return known;
  const name = `${element.name}[${",".repeat(rank - 1)}]`;
  const made: NetType = {
    name,
    bases: ["System.Array"],
    element,
    holds: (value) => value instanceof Grid && value.typeName === name,
    convert(value) {
      if (value === null || value === undefined) return null;
      throw new CastError(
        `Cannot convert the "${toText(value)}" value to type "${name}".`,
        "ConvertToFinalInvalidCastException",
      );
    },
    construct: (args) => {
      const lengths = args.map(intOf);
      if (lengths.length !== rank)
        throw new MemberError(`The type ${name} takes ${rank} lengths.`, "System.MissingMethodException");
      if (lengths.some((length) => length < 0))
        throw new MemberError("Arithmetic operation resulted in an overflow.", "System.OverflowException");
      if (lengths.reduce((all, one) => all * one, 1) > largestList)
        throw new MemberError("Array dimensions exceeded supported range.", "System.OutOfMemoryException");
      return new Grid(element.name, lengths, emptyOf(element));
    },
    members: gridMembers(element),
  };
  byRank.set(rank, made);
  return made;
}
