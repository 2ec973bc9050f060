// ArrayList, List[T], HashSet[T] and the members of hash tables.
import { asList, Distinct, isList, itemsOf, List, typed } from "../collections.ts";
import { Dictionary, DictionaryEntry } from "../dictionary.ts";
import { inTurn, outputOf, sortInTurn, when } from "../inturn.ts";
import { MemberError, members, type NetType, registerTypes, type Surroundings } from "../nettype.ts";
import { Results } from "../regex.ts";
import { ScriptBlock } from "../structured.ts";
import { toText } from "../text.ts";
import { binarySearch, comparison } from "./arrays.ts";
import { hashtableType, objectType, orderedType, sameElement } from "./core.ts";
import { lineType } from "./lines.ts";
import { isTrue, setReference } from "./numbers.ts";
import { intOf } from "./strings.ts";

function badIndex(): MemberError {
  return new MemberError(
    "Index was out of range. Must be non-negative and less than the size of the collection. (Parameter 'index')",
    "System.ArgumentOutOfRangeException",
  );
}

function at(self: List, index: unknown, past = false): number {
  const place = intOf(index);
  if (place < 0 || place > self.items.length - (past ? 0 : 1)) throw badIndex();
  return place;
}

/** A test by script block, for Find, RemoveAll and their kin; `$args[0]` and `$_` are the element. */
function test(block: unknown): (item: unknown) => boolean | Promise<boolean> {
  if (!(block instanceof ScriptBlock)) throw new MemberError("The argument must be a script block.");
  return (item) => when(outputOf(block, { it: item, args: [item], scope: "new" }), isTrue);
}

/** Uses the verdicts of a test on all items. */
function tested(self: List, block: unknown, use: (verdicts: readonly boolean[]) => unknown): unknown {
  return when(inTurn([...self.items], test(block)), use);
}

/** Calls a method's work with the first item that passes; undefined when none does. */
function firstOf(items: readonly unknown[], block: unknown, use: (place: number) => unknown): unknown {
  const passes = test(block);
  for (let i = 0; i < items.length; i++) {
    const verdict = passes(items[i]);
    if (verdict instanceof Promise)
      return verdict.then((late) =>
        late ? use(i) : firstOf(items.slice(i + 1), block, (at) => use(at < 0 ? at : at + i + 1)),
      );
    if (verdict) return use(i);
  }
  return use(-1);
}

const listMembers = members<List>({
  get: {
    Count: (self) => self.items.length,
    Capacity: (self) => Math.max(4, self.items.length),
    IsReadOnly: () => false,
  },
  call: {
    Add: (self, [value]) => {
      self.items.push(self.read(value ?? null));
      // Only ArrayList tells the place of what was added; that is what leaks into the output.
      return self.element === undefined ? self.items.length - 1 : undefined;
    },
    AddRange: (self, [values]) => {
      for (const value of asList(values)) self.items.push(self.read(value));
    },
    Insert: (self, [index, value]) => {
      self.items.splice(at(self, index, true), 0, self.read(value));
    },
    InsertRange: (self, [index, values]) => {
      self.items.splice(at(self, index, true), 0, ...asList(values).map(self.read));
    },
    Remove: (self, [value]) => {
      const place = self.items.findIndex((item) => sameElement(item, value));
      if (place >= 0) self.items.splice(place, 1);
      return self.element === undefined ? undefined : place >= 0;
    },
    RemoveAt: (self, [index]) => {
      self.items.splice(at(self, index), 1);
    },
    RemoveRange: (self, [index, count]) => {
      self.items.splice(at(self, index, true), intOf(count));
    },
    RemoveAll: (self, [block]) =>
      tested(self, block, (verdicts) => {
        const kept = self.items.filter((_, i) => !verdicts[i]);
        self.items.splice(0, self.items.length, ...kept);
        return verdicts.length - kept.length;
      }),
    Clear: (self) => {
      self.items.length = 0;
    },
    Contains: (self, [value]) => self.items.some((item) => sameElement(item, value)),
    IndexOf: (self, [value]) => self.items.findIndex((item) => sameElement(item, value)),
    LastIndexOf: (self, [value]) => self.items.findLastIndex((item) => sameElement(item, value)),
    ToArray: (self) => typed(self.element ?? "System.Object", [...self.items]),
    GetRange: (self, [index, count]) =>
      new List(self.items.slice(intOf(index), intOf(index) + intOf(count)), self.element, self.read),
    GetEnumerator: (self) => [...self.items],
    Sort: (self, args) => sortInTurn(self.items, comparison(args.at(-1))),
    Reverse: (self) => {
      self.items.reverse();
    },
    Find: (self, [block]) => firstOf(self.items, block, (at) => self.items[at] ?? null),
    FindLast: (self, [block]) => {
      const backwards = [...self.items].reverse();
      return firstOf(backwards, block, (at) => backwards[at] ?? null);
    },
    FindAll: (self, [block]) =>
      tested(
        self,
        block,
        (verdicts) =>
          new List(
            self.items.filter((_, i) => verdicts[i]),
            self.element,
            self.read,
          ),
      ),
    FindIndex: (self, [block]) => firstOf(self.items, block, (at) => at),
    Exists: (self, [block]) => firstOf(self.items, block, (at) => at >= 0),
    TrueForAll: (self, [block]) => tested(self, block, (verdicts) => !verdicts.includes(false)),
    ForEach: (self, [block]) => tested(self, block, () => undefined),
    ConvertAll: (self, [block]) => {
      if (!(block instanceof ScriptBlock)) throw new MemberError("The argument must be a script block.");
      const read = (item: unknown) =>
        when(outputOf(block, { it: item, args: [item], scope: "new" }), (output) => output[0] ?? null);
      return when(inTurn([...self.items], read), (items) => new List(items, "System.Object"));
    },
    BinarySearch: (self, [value]) => binarySearch(self.items, value),
    Item: (self, [index]) => self.items[at(self, index)],
    Clone: (self) => new List([...self.items], self.element, self.read),
    CopyTo: (self, [target, start]) => {
      for (const [i, item] of self.items.entries()) (target as unknown[])[Number(start ?? 0) + i] = item;
    },
    TrimExcess: () => undefined,
    TrimToSize: () => undefined,
    AsReadOnly: (self) => new Results("System.Collections.ObjectModel.ReadOnlyCollection`1", self.items),
  },
});

const setMembers = members<Distinct>({
  get: { Count: (self) => self.count },
  call: {
    Add: (self, [value]) => self.add(value),
    Contains: (self, [value]) => self.has(value),
    Remove: (self, [value]) => self.delete(value),
    Clear: (self) => self.clear(),
    RemoveWhere: (self, [block]) => {
      const items = [...self];
      return when(inTurn(items, test(block)), (verdicts) => {
        for (const [i, gone] of verdicts.entries()) if (gone) self.delete(items[i]);
        return verdicts.filter(Boolean).length;
      });
    },
    SymmetricExceptWith: (self, [values]) => {
      for (const value of asList(values)) if (!self.delete(value)) self.add(value);
    },
    IsProperSubsetOf: (self, [values]) => {
      const all = new Set(asList(values).map((value) => self.fold(self.read(value))));
      return all.size > self.count && [...self].every((item) => all.has(self.fold(item)));
    },
    UnionWith: (self, [values]) => {
      for (const value of asList(values)) self.add(value);
    },
    ExceptWith: (self, [values]) => {
      for (const value of asList(values)) self.delete(value);
    },
    IntersectWith: (self, [values]) => {
      const keep = new Set(asList(values).map((value) => self.fold(self.read(value))));
      for (const item of [...self]) if (!keep.has(self.fold(item))) self.delete(item);
    },
    IsSubsetOf: (self, [values]) => {
      const all = new Set(asList(values).map((value) => self.fold(self.read(value))));
      return [...self].every((item) => all.has(self.fold(item)));
    },
    IsSupersetOf: (self, [values]) => asList(values).every((value) => self.has(value)),
    Overlaps: (self, [values]) => asList(values).some((value) => self.has(value)),
    SetEquals: (self, [values]) =>
      asList(values).every((value) => self.has(value)) &&
      new Set(asList(values).map((value) => self.fold(self.read(value)))).size === self.count,
    GetEnumerator: (self) => [...self],
    ToArray: (self) => [...self],
  },
});

export const dictionaryMembers = members<Dictionary>({
  get: {
    Count: (self) => self.size,
    Keys: (self) => new Results("System.Collections.Hashtable+KeyCollection", self.keys()),
    Values: (self) => new Results("System.Collections.Hashtable+ValueCollection", self.values()),
    IsReadOnly: () => false,
    IsFixedSize: () => false,
    SyncRoot: (self) => self,
  },
  call: {
    Add: (self, [key, value]) => {
      if (key === null || key === undefined)
        throw new MemberError("Key cannot be null. (Parameter 'key')", "System.ArgumentNullException");
      if (self.has(key)) {
        throw new MemberError(
          `Item has already been added. Key in dictionary: '${toText(key)}'  Key being added: '${toText(key)}'`,
        );
      }
      self.set(key, value ?? null);
    },
    Contains: (self, [key]) => self.has(key),
    ContainsKey: (self, [key]) => self.has(key),
    ContainsValue: (self, [value]) => self.values().some((item) => sameElement(item, value)),
    Remove: (self, [key]) => (self.kind === "Generic" ? self.delete(key) : void self.delete(key)),
    Clear: (self) => self.clear(),
    Clone: (self) => self.clone(),
    GetEnumerator: (self) => self.entries().map(({ key, value }) => new DictionaryEntry(key, value)),
    Item: (self, [key]) => self.get(key) ?? null,
    TryGetValue: (self, [key, target]) => {
      setReference(target, self.has(key) ? self.get(key) : null);
      return self.has(key);
    },
    TryAdd: (self, [key, value]) => {
      if (self.has(key)) return false;
      self.set(key, value ?? null);
      return true;
    },
    Insert: (self, [index, key, value]) => {
      const all = self.entries();
      all.splice(intOf(index), 0, { key, value });
      self.clear();
      for (const entry of all) self.set(entry.key, entry.value);
    },
    RemoveAt: (self, [index]) => {
      const entry = self.entries()[intOf(index)];
      if (!entry) throw badIndex();
      self.delete(entry.key);
    },
    CopyTo: (self, [target, start]) => {
      for (const [i, entry] of self.entries().entries())
        (target as unknown[])[Number(start ?? 0) + i] = new DictionaryEntry(entry.key, entry.value);
    },
    GetHashCode: () => 0,
  },
});

const cache = new Map<string, NetType>();

/** `List[string]`, `Dictionary[string,int]`, `HashSet[T]`, `Queue[T]`, `Stack[T]`, `Nullable[T]`; undefined for others. */
export function genericType(name: string, args: readonly NetType[]): NetType | undefined {
  const word = name
    .toLowerCase()
    .replace(/`.*$/, "")
    .replace(/^(?:system\.)?collections\.(?:generic\.)?/, "")
    .replace(/^system\./, "");
  if (args.length === 0) {
    const inner = /\[\[([^\]]+)\]\]$/.exec(name)?.[1];
    if (inner !== undefined && (word === "list" || word === "hashset")) return anyGeneric(word, inner);
  }
  const key = `${word}<${args.map((arg) => arg.name).join()}>`;
  let made = cache.get(key);
  if (!made) {
    made = build(word, args);
    if (!made) return undefined;
    cache.set(key, made);
  }
  return made;
}

function anyGeneric(word: string, element: string): NetType {
  return build(word, [{ ...objectType, name: element }]) as NetType;
}

function reader(type: NetType, around: Surroundings): (value: unknown) => unknown {
  if (type.name === "System.Object") return (value) => value;
  return (value) => (value !== null && type.holds(value) ? value : type.convert(value, around));
}

function build(word: string, args: readonly NetType[]): NetType | undefined {
  const [first, second] = args;
  if (!first) return undefined;
  if (word === "list") {
    return {
      name: `System.Collections.Generic.List\`1[[${first.name}]]`,
      holds: (value) => value instanceof List && value.element === first.name,
      convert: (value, around) =>
        value === null ? null : new List(asList(value).map(reader(first, around)), first.name, reader(first, around)),
      construct: ([from], around) =>
        new List(isList(from) ? asList(from).map(reader(first, around)) : [], first.name, reader(first, around)),
      members: listMembers,
    };
  }
  if (word === "hashset" || word === "sortedset") {
    const make = (args: readonly unknown[], around: Surroundings) => {
      const ignoring = args.some((arg) => /ignorecase/i.test(toText(arg)) && !isList(arg));
      const fold = (value: unknown) =>
        typeof value === "string"
          ? ignoring
            ? value.toLowerCase()
            : value
          : typeof value === "object" && value !== null && Object.isFrozen(value)
            ? `${value.constructor.name}:${toText(value)}`
            : value;
      const made = new Distinct(first.name, fold, reader(first, around));
      for (const item of isList(args[0]) ? asList(args[0]) : []) made.add(item);
      return made;
    };
    return {
      name: `System.Collections.Generic.HashSet\`1[[${first.name}]]`,
      holds: (value) => value instanceof Distinct && value.element === first.name,
      convert: (value, around) => make([asList(value)], around),
      construct: make,
      members: setMembers,
    };
  }
  if ((word === "dictionary" || word === "sorteddictionary") && second) {
    const names = [first.name, second.name];
    return {
      name: `System.Collections.Generic.Dictionary\`2[${names.map((one) => `[${one}]`).join()}]`,
      holds: (value) => value instanceof Dictionary && value.kind === "Generic",
      convert: (value) => value,
      construct: (given) => new Dictionary("Generic", !given.some((arg) => /ignorecase/i.test(toText(arg))), names),
      members: dictionaryMembers,
    };
  }
  if (word === "queue" || word === "stack") return lineType(word === "queue" ? "Queue" : "Stack");
  if (word === "nullable")
    return {
      ...first,
      name: first.name,
      convert: (value, around) => (value === null ? null : first.convert(value, around)),
    };
  if (word === "ienumerable" || word === "icollection" || word === "ilist") {
    return {
      name: `System.Collections.Generic.IEnumerable\`1[[${first.name}]]`,
      holds: isList,
      convert: (value) => value,
    };
  }
  return undefined;
}

const arrayListType: NetType = {
  name: "System.Collections.ArrayList",
  aliases: ["arraylist"],
  holds: (value) => value instanceof List && value.element === undefined,
  convert: (value) => (value === null ? null : new List([...asList(value)])),
  construct: ([from]) => new List(isList(from) ? [...itemsOf(from as unknown[])] : []),
  members: listMembers,
};

const resultsType: NetType = {
  name: "System.Collections.ObjectModel.ReadOnlyCollection`1",
  holds: (value) => value instanceof Results,
  convert: (value) => value,
  members: members<Results>({
    get: { Count: (self) => self.count, Length: (self) => self.count },
    call: {
      Contains: (self, [value]) => self.items.some((item) => sameElement(item, value)),
      GetEnumerator: (self) => [...self.items],
      CopyTo: (self, [target, start]) => {
        for (const [i, item] of self.items.entries()) (target as unknown[])[Number(start ?? 0) + i] = item;
      },
    },
  }),
};

registerTypes(arrayListType, resultsType, lineType("Queue"), lineType("Stack"));
// The members of hash tables stand here, with the lists; the types are core.ts's.
registerTypes({ ...hashtableType, members: dictionaryMembers }, { ...orderedType, members: dictionaryMembers });
