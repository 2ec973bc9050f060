// Parts of the language that are parsed and refused when a script comes to them; those that say "not supported yet".
import type { Problem } from "../../command/problem.ts";
import { demand } from "../requires.ts";
import type { ParseResult } from "../syntax/tree.ts";
import type { Report } from "./finding.ts";
import type { Survey } from "./survey.ts";

export function checkFeatures(result: ParseResult, all: Survey, report: Report): void {
  for (const error of result.errors) report("Syntax", error.id, error.span, error.message);
  for (const { node } of all.of("ClassDefinition")) {
    report("Language", `class ${node.name}`, node.span, "Use functions and [pscustomobject] instead.");
  }
  for (const { node } of all.of("EnumDefinition")) {
    report("Language", `enum ${node.name}`, node.span, "Use [ValidateSet()] or a hash table instead.");
  }
  for (const { node } of all.of("Using")) {
    if (node.what === "type" || node.what === "command") report("Language", `using ${node.what}`, node.span, "");
  }
  const inTurn = "Do the work one after the other.";
  for (const { node } of all.of("ForEach")) {
    if (node.parallel) report("Language", "foreach -Parallel", node.span, inTurn);
  }
  for (const kind of ["Pipeline", "Chain"] as const) {
    for (const { node } of all.of(kind)) if (node.background) report("Language", "&", node.span, inTurn);
  }
  for (const { node } of all.of("ScriptBlock")) {
    if (node.dynamicParam)
      report("Language", "dynamicparam", node.dynamicParam.span, "Declare the parameters in param().");
  }
  checkRequirements(result, report);
}

function checkRequirements(result: ParseResult, report: Report): void {
  try {
    demand(result.tree.requirements, result.name ?? "");
  } catch (error) {
    const line = result.comments.find((one) => /^#requires\b/i.test(one.text));
    report("Language", "#requires", line?.span ?? result.tree.span, (error as Problem).message);
  }
}
