// The syntax lines of a command, as Get-Help and Get-Command -Syntax show them.
import type { Type } from "../values/type.ts";
import { isSwitch } from "./argument.ts";
import type { Parameter } from "./cmdlet.ts";
import { type CommandFace, prepare } from "./face.ts";

const shortNames: Readonly<Record<string, string>> = {
  String: "string",
  Int32: "int",
  Int64: "long",
  Boolean: "bool",
  Double: "double",
  Object: "Object",
  DateTime: "datetime",
  TimeSpan: "timespan",
  ScriptBlock: "scriptblock",
  SecureString: "securestring",
  PSCredential: "pscredential",
  Guid: "guid",
};

/** A kind as a syntax line names it: "string[]", "int". */
export function kindName(type: Type<unknown>): string {
  if (type.element) return `${kindName(type.element)}[]`;
  return shortNames[type.name] ?? type.name;
}

/** One line for each parameter set; positional parameters first. */
export function syntaxLines(face: CommandFace): readonly string[] {
  const prepared = prepare(face);
  return prepared.sets.map((_, set) => {
    const own = prepared.own
      .filter((parameter) => parameter.inSet[set])
      .map((parameter) => ({ name: parameter.name, spec: parameter.inSet[set]! }))
      .sort((a, b) => rank(a.spec) - rank(b.spec));
    const parts = own.map(({ name, spec }) => partOf(name, spec));
    if (face.confirms) parts.push("[-WhatIf]", "[-Confirm]");
    if (!face.loose) parts.push("[<CommonParameters>]");
    return [face.name, ...parts].join(" ");
  });
}

function rank(spec: Parameter): number {
  if (spec.position !== undefined) return spec.position;
  return spec.mandatory ? 1000 : 1001;
}

function partOf(name: string, spec: Parameter): string {
  if (isSwitch(spec.type)) return spec.mandatory ? `-${name}` : `[-${name}]`;
  const choices = (spec.type.element ?? spec.type).choices;
  const words = choices && !choices.includes("$true") && choices.length <= 12 ? ` {${choices.join(" | ")}}` : "";
  const label = spec.position === undefined ? `-${name}` : `[-${name}]`;
  const part = `${label} <${kindName(spec.type)}>${words}`;
  return spec.mandatory ? part : `[${part}]`;
}
