// What the alias cmdlets share.
import { switchParameter, text } from "../values/kinds.ts";
import { Problem } from "./problem.ts";
import type { Alias } from "./session.ts";
import { AliasInfo } from "./shapes.ts";
import { option, scopeParameter } from "./variables.ts";

export function aliasObject(alias: Alias) {
  return AliasInfo.make({
    CommandType: "Alias",
    Name: alias.name,
    DisplayName: `${alias.name} -> ${alias.definition}`,
    Definition: alias.definition,
    Description: alias.description,
    Options: alias.option,
  });
}

export const aliasParameters = {
  Name: { type: text, mandatory: true, position: 1, pipeline: "property", summary: "The alias." },
  Value: {
    type: text,
    mandatory: true,
    position: 2,
    pipeline: "property",
    aliases: ["Definition"],
    summary: "The command it stands for.",
  },
  Description: { type: text, default: "", summary: "What it is for." },
  Option: { type: option, default: "None", summary: "ReadOnly, Constant …" },
  Scope: scopeParameter,
  Force: { type: switchParameter, summary: "Takes the place of one that is read-only." },
  PassThru: { type: switchParameter, summary: "Gives the alias." },
} as const;

export function aliasExists(name: string): Problem {
  return new Problem({
    id: "AliasAlreadyExists",
    category: "ResourceExists",
    text: `The alias is not allowed, because an alias with the name '${name}' already exists.`,
    target: name,
    exceptionType: "System.Management.Automation.SessionStateException",
  });
}

export function aliasNotFound(name: string, byDefinition = false): Problem {
  return new Problem({
    id: "ItemNotFoundException",
    category: "ObjectNotFound",
    text: `This command cannot find a matching alias because an alias with the ${byDefinition ? "definition" : "name"} '${name}' does not exist.`,
    target: name,
  });
}
