// What the variable cmdlets share.
import { choice, many, text } from "../values/kinds.ts";
import { toText } from "../values/text.ts";
import { wildcard } from "../values/wildcard.ts";
import { Problem } from "./problem.ts";
import type { Shell, Variable } from "./session.ts";
import { VariableInfo } from "./shapes.ts";

export const scopeParameter = {
  type: text,
  check: (value: string) =>
    /^(?:global|local|script|\d{1,4})$/i.test(value)
      ? undefined
      : "A scope is Global, Local, Script, or a number of scopes up.",
  summary: "Global, Local, Script, or how many scopes up.",
} as const;

export const option = choice("ScopedItemOptions", "None", "ReadOnly", "Constant", "Private", "AllScope");

export const visibilityParameter = {
  type: choice("SessionStateEntryVisibility", "Public", "Private"),
  summary: "Private: cannot be named at the prompt, only by functions and modules.",
} as const;

export const namesParameter = {
  type: many(text),
  mandatory: true,
  position: 1,
  pipeline: "both",
  summary: "The names, without dollar sign; wild cards are allowed.",
} as const;

export function variableObject(variable: Variable) {
  return VariableInfo.make({
    Name: variable.name,
    Description: variable.description,
    Value: variable.value,
    Options: variable.option,
    Visibility: variable.visibility,
  });
}

/** How $ErrorView has errors shown. */
export type ErrorView = (typeof errorViews)[number];
const errorViews = ["ConciseView", "NormalView", "CategoryView", "DetailedView"] as const;

/** What the preference variables say of how things are shown. */
export interface View {
  /** $FormatEnumerationLimit. */
  readonly limit: number;
  /** $ErrorView. */
  readonly errors: ErrorView;
}

export function viewOf(shell: Pick<Shell, "variables">): View {
  const word = toText(shell.variables.get("ErrorView")?.value);
  return { limit: enumerationLimit(shell), errors: errorViews.find((one) => one === word) ?? "ConciseView" };
}

/** $FormatEnumerationLimit: how many items of a list are shown, -1 for all; 4 where it holds no whole number. */
function enumerationLimit(shell: Pick<Shell, "variables">): number {
  const value = shell.variables.get("FormatEnumerationLimit")?.value;
  return typeof value === "number" && Number.isInteger(value) && value >= -1 ? value : 4;
}

/** The variables whose names fit, by name. */
export function variablesLike(shell: Shell, pattern: string, scope: string | undefined): readonly Variable[] {
  const fits = wildcard(pattern);
  return [...shell.variables.list(scope)]
    .filter((one) => fits(one.name))
    .sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
}

export function variableNotFound(name: string): Problem {
  return new Problem({
    id: "VariableNotFound",
    category: "ObjectNotFound",
    text: `Cannot find a variable with the name '${name}'.`,
    target: name,
    exceptionType: "System.Management.Automation.ItemNotFoundException",
  });
}
