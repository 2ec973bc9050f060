// Types and members that a script names and exsh lacks: `[T]`, `[T]::Member`, methods where the type is certain.
import { allTypes, type NetType } from "../../values/nettype.ts";
import { findType, findTypeByText } from "../../values/types.ts";
import { exceptionType } from "../exceptions.ts";
import type { Invocation, Member, Span } from "../syntax/tree.ts";
import { adviceForType, didYouMean } from "./advice.ts";
import type { Report } from "./finding.ts";
import { inference } from "./inference.ts";
import type { Survey } from "./survey.ts";

/** Methods of every value. */
const universal = new Set(["tostring", "gettype", "equals", "gethashcode", "foreach", "where", "dispose", "close"]);
/** Of script blocks, and of hash tables as lists of entries. */
const further: Readonly<Record<string, readonly string[]>> = {
  "System.Management.Automation.ScriptBlock": ["invoke", "invokereturnasis", "getnewclosure"],
  "System.Collections.Hashtable": ["getenumerator"],
  "System.Collections.Specialized.OrderedDictionary": ["getenumerator"],
};

export function checkTypes(all: Survey, report: Report): void {
  const own = new Set(
    [...all.of("ClassDefinition"), ...all.of("EnumDefinition")].map(({ node }) => node.name.toLowerCase()),
  );
  for (const { node } of all.of("TypeName")) {
    // The types in `[List[T]]` are nodes of their own, and so is the list.
    if (own.has(node.name.toLowerCase()) || findType(node) || exceptionType(node.name)) continue;
    if (node.typeArguments.length > 0 && node.typeArguments.some((one) => !findType(one))) continue;
    reportType(node.text, node.span, report);
  }
  const typeOf = inference(all);
  for (const { node } of [...all.of("Member"), ...all.of("Invocation")]) {
    if (node.member.kind !== "StringLiteral") continue;
    if (node.static) {
      if (node.target.kind !== "TypeLiteral" || own.has(node.target.type.name.toLowerCase())) continue;
      const type = findType(node.target.type) ?? exceptionType(node.target.type.name);
      if (type) checkStatic(type, node.target.type.text, node, node.member.value, report);
    } else if (node.kind === "Invocation") {
      const type = typeOf(node.target);
      if (type) checkMethod(type, node, node.member.value, report);
    }
  }
}

/** Reports a type that there is not. */
export function reportType(name: string, at: Span, report: Report): void {
  const special = adviceForType(name);
  const near = () =>
    didYouMean(
      name,
      [...allTypes()].flatMap((type) => [type.name, ...(type.aliases ?? [])]),
      (one) => `[${one}]`,
    );
  report(special?.kind ?? "Type", `[${name}]`, at, special?.advice ?? near());
}

const custom = /^(?:system\.management\.automation\.)?ps(?:custom)?object$/i;

/** The type that New-Object shall make an object of. */
export function checkConstructed(name: string, at: Span, report: Report): void {
  if (custom.test(name)) return;
  const type = findTypeByText(name.replace(/^\[(.*)\]$/, "$1"));
  if (!type) reportType(name, at, report);
  else if (!type.construct)
    report("Type", `[${name}]`, at, `New-Object cannot make one. Cast instead: [${name}]value.`);
}

function checkStatic(type: NetType, written: string, node: Member | Invocation, name: string, report: Report): void {
  const key = name.toLowerCase();
  const { statics } = type;
  if (key === "new") {
    if (node.kind === "Invocation" && !type.construct) {
      report("Member", `[${written}]::new`, node.span, `Cast instead: [${written}]value.`);
    }
    return;
  }
  if (statics?.methods.has(key) || (node.kind === "Member" && statics?.properties.has(key))) return;
  if (type.choices !== undefined && (key === "getnames" || key === "getvalues")) return;
  if (key === "create" && type.name === "System.Management.Automation.ScriptBlock") return;
  const names = [...(statics?.methods.values() ?? []), ...(statics?.properties.values() ?? [])].map((one) => one.name);
  const near = didYouMean(name, names, (one) => `[${written}]::${one}`);
  report("Member", `[${written}]::${name}`, node.member.span, near);
}

function checkMethod(type: NetType, node: Invocation, name: string, report: Report): void {
  const key = name.toLowerCase();
  if (universal.has(key) || type.members?.methods.has(key) || further[type.name]?.includes(key)) return;
  const names = [...(type.members?.methods.values() ?? [])].map((one) => one.name);
  const short = type.name.replace(/^System\./, "");
  report(
    "Member",
    `${short}.${name}()`,
    node.member.span,
    didYouMean(name, names, (one) => `.${one}()`),
  );
}
