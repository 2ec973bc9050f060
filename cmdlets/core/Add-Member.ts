// Add-Member: adds properties and methods to objects.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { anything } from "../../src/command/kinds.ts";
import { Problem } from "../../src/command/problem.ts";
import { type AddedMember, type CustomObject, extensible } from "../../src/values/custom.ts";
import { Dictionary } from "../../src/values/dictionary.ts";
import { choice, switchParameter, text } from "../../src/values/kinds.ts";
import { Entity } from "../../src/values/shape.ts";
import { ScriptBlock } from "../../src/values/structured.ts";
import { toText } from "../../src/values/text.ts";
import { ConversionError, type Type } from "../../src/values/type.ts";

const members: Type<Dictionary> = {
  name: "IDictionary",
  convert(value) {
    if (value instanceof Dictionary) return value;
    throw new ConversionError(`'${toText(value)}' is not a hash table.`);
  },
  show: (value) => value.typeName,
  encode: () => null,
  decode: () => new Dictionary(),
};

const kind = choice("PSMemberTypes", "NoteProperty", "AliasProperty", "ScriptProperty", "ScriptMethod");

export default defineCmdlet({
  name: "Add-Member",
  synopsis: "Adds properties and methods to an object.",
  runs: "shell",
  sets: {
    MemberSet: {
      MemberType: { type: kind, mandatory: true, position: 1, aliases: ["Type"], summary: "What is added." },
      Name: { type: text, mandatory: true, position: 2, summary: "Its name." },
      Value: { type: anything, position: 3, allowNull: true, summary: "Its value, target, getter or body." },
      SecondValue: { type: anything, position: 4, summary: "The block that sets a ScriptProperty." },
    },
    NotePropertySingleMemberSet: {
      NotePropertyName: { type: text, mandatory: true, position: 1, summary: "The name of a property to add." },
      NotePropertyValue: {
        type: anything,
        mandatory: true,
        position: 2,
        allowNull: true,
        allowEmpty: true,
        summary: "Its value.",
      },
    },
    NotePropertyMultiMemberSet: {
      NotePropertyMembers: {
        type: members,
        mandatory: true,
        position: 1,
        summary: "Properties to add, with their values.",
      },
    },
    TypeNameSet: {
      TypeName: { type: text, mandatory: true, summary: "A type name that the object gets before its own." },
    },
  },
  parameters: {
    InputObject: { type: anything, mandatory: true, pipeline: "value", summary: "The object." },
    PassThru: { type: switchParameter, summary: "Gives the object." },
    Force: { type: switchParameter, summary: "Takes the place of a member of the same name." },
  },
  examples: [
    {
      run: "[pscustomobject]@{ A = 1 } | Add-Member NoteProperty B 2 -PassThru",
      note: "An object with two properties.",
    },
    { run: "[pscustomobject]@{ A = 1 } | Add-Member @{ B = 2; C = 3 } -PassThru", note: "Several at once." },
  ],
  *process(p, { error }) {
    const given = p.InputObject;
    const object = given instanceof Entity ? given.extended() : extensible(given);
    const added: AddedMember[] = [];
    if (p.set === "MemberSet") added.push(memberOf(p.MemberType, p.Name, p.Value ?? null, p.SecondValue));
    else if (p.set === "NotePropertySingleMemberSet") added.push(note(p.NotePropertyName, p.NotePropertyValue));
    else if (p.set === "NotePropertyMultiMemberSet") {
      added.push(...p.NotePropertyMembers.entries().map(({ key, value }) => note(toText(key), value)));
    } else object.typeNames = [p.TypeName, ...object.typeNames];
    for (const member of added) {
      if (!p.Force && exists(object, member.name)) error(alreadyThere(member.name));
      else object.addMember(member);
    }
    const kept = object === given || given instanceof Entity;
    if (!kept && !p.PassThru) throw notExtensible();
    if (p.PassThru) yield kept ? given : object;
  },
});

function exists(object: CustomObject, name: string): boolean {
  return object.spelling(name) !== undefined || object.member(name) !== undefined;
}

function note(name: string, value: unknown): AddedMember {
  return { kind: "NoteProperty", name, value };
}

function memberOf(type: string, name: string, value: unknown, second: unknown): AddedMember {
  switch (type) {
    case "AliasProperty":
      return { kind: "AliasProperty", name, target: toText(value) };
    case "ScriptProperty":
      return {
        kind: "ScriptProperty",
        name,
        getter: blockOf(value),
        setter: second === undefined ? null : blockOf(second),
      };
    case "ScriptMethod":
      return { kind: "ScriptMethod", name, body: blockOf(value) };
    default:
      return note(name, value);
  }
}

function blockOf(value: unknown): ScriptBlock {
  if (value instanceof ScriptBlock) return value;
  throw new ConversionError("-Value must be a script block for a ScriptProperty or ScriptMethod.");
}

function alreadyThere(name: string): Problem {
  return new Problem({
    id: "MemberAlreadyExists",
    category: "InvalidOperation",
    text: `Cannot add a member with the name "${name}" because a member with that name already exists. To overwrite the member anyway, add the Force parameter to your command.`,
    target: name,
  });
}

function notExtensible(): Problem {
  return new Problem({
    id: "MemberNotKept",
    category: "InvalidOperation",
    text: "Members of such a value are kept in a new object. Take it with -PassThru: $x = $x | Add-Member … -PassThru.",
  });
}
