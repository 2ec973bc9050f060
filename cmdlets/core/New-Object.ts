// New-Object: an object of a type by its constructor, or a custom object.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { anything } from "../../src/command/kinds.ts";
import { Problem } from "../../src/command/problem.ts";
import { CustomObject } from "../../src/values/custom.ts";
import { Dictionary } from "../../src/values/dictionary.ts";
import { many, text } from "../../src/values/kinds.ts";
import type { NetType, Surroundings } from "../../src/values/nettype.ts";
import { Structured } from "../../src/values/structured.ts";
import { toText } from "../../src/values/text.ts";
import { ConversionError, type Type } from "../../src/values/type.ts";
import { findTypeByText, typeOf } from "../../src/values/types.ts";

const table: Type<Dictionary> = {
  name: "IDictionary",
  convert(value) {
    if (value instanceof Dictionary) return value;
    throw new ConversionError(`'${toText(value)}' is not a hash table. Write it as @{ Name = value }.`);
  },
  show: (value) => value.typeName,
  encode: () => null,
  decode: () => new Dictionary(),
};

const custom = /^(?:system\.management\.automation\.)?ps(?:custom)?object$/i;

export default defineCmdlet({
  name: "New-Object",
  synopsis: "Makes an object of a type.",
  runs: "shell",
  parameters: {
    TypeName: {
      type: text,
      mandatory: true,
      position: 1,
      summary: "The type: PSObject, System.Collections.ArrayList …",
    },
    ArgumentList: {
      type: many(anything),
      position: 2,
      aliases: ["Args"],
      remaining: true,
      summary: "What the constructor is given.",
    },
    Property: { type: table, summary: "Properties to set, with their values." },
  },
  examples: [
    { run: "New-Object PSObject -Property @{ Name = 'Ann'; Age = 41 }", note: "A custom object." },
    { run: "(New-Object System.Collections.ArrayList).Count", note: "An empty list." },
  ],
  async *process(p, { world }) {
    const made = custom.test(p.TypeName)
      ? new CustomObject()
      : await construct(typeNamed(p.TypeName), p.ArgumentList ?? []);
    for (const { key, value } of p.Property?.entries() ?? []) {
      const name = toText(key);
      if (made instanceof CustomObject) made.add(name, value);
      else assign(made, name, value, world);
    }
    yield made;

    function construct(type: NetType, given: readonly unknown[]): unknown {
      if (!type.construct) throw cannotMake(type.name);
      const args = given.length === 1 && Array.isArray(given[0]) ? (given[0] as readonly unknown[]) : given;
      return type.construct(args, world);
    }
  },
});

function typeNamed(name: string): NetType {
  const type = findTypeByText(name.replace(/^\[(.*)\]$/, "$1"));
  if (type) return type;
  throw new Problem({
    id: "TypeNotFound",
    category: "InvalidType",
    text: `Cannot find type [${name}]. It is not one of the types that exsh knows.`,
    target: name,
  });
}

function assign(object: unknown, name: string, value: unknown, around: Surroundings): void {
  if (object instanceof Structured && object.spelling(name) !== undefined) {
    object.set(name, value);
    return;
  }
  const set = typeOf(object).members?.properties.get(name.toLowerCase())?.set;
  if (!set) {
    throw new Problem({
      id: "InvalidOperationException",
      category: "InvalidOperation",
      text: `The member "${name}" was not found, or it cannot be set, on ${typeOf(object).name}.`,
      target: name,
    });
  }
  set(object, value, around);
}

function cannotMake(name: string): Problem {
  return new Problem({
    id: "CannotFindAppropriateCtor",
    category: "ObjectNotFound",
    text: `Objects of the type ${name} cannot be made with New-Object. Cast a value instead: [${name}]value.`,
    target: name,
  });
}
