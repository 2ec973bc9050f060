// Get-Member: the properties and methods of objects, once for each type.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { anything } from "../../src/command/kinds.ts";
import { Problem } from "../../src/command/problem.ts";
import { MemberDefinition } from "../../src/command/shapes.ts";
import { CustomObject } from "../../src/values/custom.ts";
import { choice, many, switchParameter, text } from "../../src/values/kinds.ts";
import { type Members, TypeValue } from "../../src/values/nettype.ts";
import { Entity, type Property } from "../../src/values/shape.ts";
import { Structured } from "../../src/values/structured.ts";
import { toText } from "../../src/values/text.ts";
import { typeOf } from "../../src/values/types.ts";
import { wildcard } from "../../src/values/wildcard.ts";

interface Found {
  readonly name: string;
  readonly kind: string;
  readonly definition: string;
}

const kinds = choice(
  "PSMemberTypes",
  "AliasProperty",
  "Property",
  "NoteProperty",
  "ScriptProperty",
  "CodeProperty",
  "Properties",
  "Method",
  "ScriptMethod",
  "Methods",
  "All",
);

export default defineCmdlet({
  name: "Get-Member",
  synopsis: "Shows the properties and methods of objects.",
  runs: "shell",
  aliases: ["gm"],
  outputs: [MemberDefinition],
  parameters: {
    InputObject: { type: anything, pipeline: "value", summary: "The objects." },
    Name: { type: many(text), position: 1, summary: "Only members of these names; wild cards are allowed." },
    MemberType: { type: many(kinds), aliases: ["Type"], summary: "Only members of these kinds." },
    View: {
      type: choice("PSMemberViewTypes", "Extended", "Adapted", "Base", "All"),
      default: "All",
      summary: "Extended: only members that were added; Adapted or Base: only those of the type.",
    },
    Force: { type: switchParameter, summary: "Shows also members that are hidden." },
    Static: { type: switchParameter, summary: "Shows the static members of the type." },
  },
  examples: [{ run: "'text' | Get-Member -MemberType Method -Name To*", note: "Methods of texts." }],
  start(bound, ctx) {
    const seen = new Set<string>();
    const fits = bound.Name?.map((pattern) => wildcard(pattern));
    let any = false;
    return {
      *process({ InputObject }) {
        if (InputObject === null || InputObject === undefined) return;
        any = true;
        const type = nameOf(InputObject);
        if (seen.has(type)) return;
        seen.add(type);
        for (const one of membersOf(InputObject, bound.Static === true, bound.Force === true)) {
          if (bound.View !== undefined && !inView(one.kind, bound.View)) continue;
          if (fits && !fits.some((test) => test(one.name))) continue;
          if (bound.MemberType && !bound.MemberType.some((kind) => isKind(one.kind, kind))) continue;
          yield MemberDefinition.make({
            TypeName: type,
            Name: one.name,
            MemberType: one.kind,
            Definition: one.definition,
          });
        }
      },
      end() {
        if (!any) ctx.error(noObject());
      },
    };
  },
});

/** What was added to an object is no part of its type. */
function inView(kind: string, view: "Extended" | "Adapted" | "Base" | "All"): boolean {
  if (view === "All") return true;
  return (kind === "Property" || kind === "Method") !== (view === "Extended");
}

function isKind(kind: string, wanted: string): boolean {
  if (wanted === "All" || wanted === kind) return true;
  if (wanted === "Properties") return kind.endsWith("Property");
  return wanted === "Methods" && kind.endsWith("Method");
}

function nameOf(value: unknown): string {
  if (value instanceof TypeValue) return value.type.name;
  return value instanceof Structured ? (value.typeNames[0] ?? "System.Object") : typeOf(value).name;
}

/** Methods first, then properties, each by name, as PowerShell lists them. */
function membersOf(value: unknown, statics: boolean, hidden: boolean): readonly Found[] {
  const type = value instanceof TypeValue ? value.type : typeOf(value);
  const found: Found[] = statics ? ofTable(type.statics, "static ") : own(value, type.members, hidden);
  if (hidden && !statics)
    found.push({
      name: "pstypenames",
      kind: "CodeProperty",
      definition: "System.Collections.ObjectModel.Collection`1[System.String] pstypenames{get=PSTypeNames;}",
    });
  const rank = (one: Found) => (one.kind.endsWith("Method") ? 0 : 1);
  return found.sort((a, b) => rank(a) - rank(b) || (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
}

/** What scripts gave an object. */
function addedMembers(value: CustomObject): Found[] {
  return value.members().map((member): Found => {
    const definition =
      member.kind === "NoteProperty"
        ? `${shortType(member.value)} ${member.name}=${toText(member.value)}`
        : member.kind === "AliasProperty"
          ? `${member.name} = ${member.target}`
          : `System.Object ${member.name}`;
    return { name: member.name, kind: member.kind, definition };
  });
}

function own(value: unknown, members: Members | undefined, hidden: boolean): Found[] {
  if (value instanceof CustomObject) {
    return [
      ...(value.base === undefined ? ofTable(members, "") : own(value.base, baseMembers(value.base), hidden)),
      ...addedMembers(value),
    ];
  }
  if (value instanceof Entity) {
    const properties = Object.entries(value.shape.properties as Record<string, Property>)
      .filter(([, one]) => hidden || !one.hidden)
      .map(
        ([name, property]): Found => ({
          name,
          kind: "Property",
          definition: `${property.type.name} ${name} {get;${property.derive ? "" : "set;"}}`,
        }),
      );
    return [...ofTable(members, ""), ...properties, ...(value.added ? addedMembers(value.added) : [])];
  }
  if (value instanceof Structured) {
    return value.names().map((name) => ({ name, kind: "Property", definition: `System.Object ${name} {get;}` }));
  }
  return ofTable(members, "");
}

function baseMembers(value: unknown): Members | undefined {
  return value === null || value === undefined ? undefined : typeOf(value).members;
}

function ofTable(members: Members | undefined, prefix: string): Found[] {
  if (!members) return [];
  return [
    ...[...members.methods.values()].map(
      ({ name }): Found => ({ name, kind: "Method", definition: `${prefix}${name}()` }),
    ),
    ...[...members.properties.values()].map(
      ({ name, set }): Found => ({ name, kind: "Property", definition: `${prefix}${name} {get;${set ? "set;" : ""}}` }),
    ),
  ];
}

function shortType(value: unknown): string {
  if (value === null) return "object";
  const { name } = typeOf(value);
  return { "System.String": "string", "System.Int32": "int", "System.Boolean": "bool" }[name] ?? name;
}

function noObject(): Problem {
  return new Problem({
    id: "NoObjectInGetMember",
    category: "CloseError",
    text: "You must specify an object for the Get-Member cmdlet.",
  });
}
