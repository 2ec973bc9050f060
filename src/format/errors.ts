// How an error is shown: by the views of $ErrorView, and as the object that -OutputFormat Json writes.
import type { ErrorRecord } from "../command/record.ts";
import type { ErrorView } from "../command/variables.ts";
import { Structured } from "../values/structured.ts";
import { toText } from "../values/text.ts";
import { errorDetail } from "./errordetail.ts";
import { cells } from "./width.ts";

/** The error as $ErrorView wants it (about_Preference_Variables); lines are separated by "\n". */
export function errorText(record: ErrorRecord, view: ErrorView = "ConciseView"): string {
  switch (view) {
    case "ConciseView":
      return conciseText(record);
    case "NormalView":
      return normalText(record);
    case "CategoryView":
      return toText(record.get("CategoryInfo"));
    case "DetailedView":
      return errorDetail(record);
  }
}

/** The message, the place, the category and the id: what Windows PowerShell showed. */
function normalText(record: ErrorRecord): string {
  const invocation = record.get("InvocationInfo");
  return [
    record.command === "" ? record.message : `${record.command} : ${record.message}`,
    ...(invocation instanceof Structured ? [toText(invocation.get("PositionMessage"))] : []),
    `    + CategoryInfo          : ${toText(record.get("CategoryInfo"))}`,
    `    + FullyQualifiedErrorId : ${record.id}`,
  ].join("\n");
}

/**
 * `Get-Item: message` for what was typed; for a script, its line with the place underlined.
 * Lines are separated by "\n".
 */
function conciseText(record: ErrorRecord): string {
  const { position } = record;
  const who = record.command || kindOf(record);
  const inScript = position && (position.file !== "" || position.line > 1 || record.category === "ParserError");
  // Errors of syntax bring their place, and their name in front of it.
  if (record.message.startsWith(`${who}: `)) return record.message;
  if (!position || !inScript) return `${who}: ${record.message}`;
  const where = position.file === "" ? "" : ` ${position.file}:${position.line}`;
  const number = String(position.line);
  const gutter = Math.max(4, number.length + 1);
  const start = position.text.length - position.text.trimStart().length;
  const line = position.text.trim();
  const at = Math.max(0, position.column - 1 - start);
  const before = cells(line.slice(0, at));
  const length = Math.max(1, Math.min(position.length ?? 1, line.length - at));
  const bar = `${" ".repeat(gutter)} |`;
  return [
    `${who}:${where}`,
    `${"Line".padStart(gutter)} |`,
    `${number.padStart(gutter)} |  ${line}`,
    `${bar}  ${" ".repeat(before)}${"~".repeat(Math.max(1, cells(line.slice(at, at + length))))}`,
    ...record.message.split(/\r\n|\n|\r/).map((part) => `${bar} ${part}`),
  ].join("\n");
}

/** What stands for the command when the language itself complains. */
function kindOf(record: ErrorRecord): string {
  if (record.category === "ParserError") return "ParserError";
  // A command that does not exist is told in its own name.
  if (record.id.startsWith("CommandNotFoundException") && typeof record.target === "string") return record.target;
  return record.exception.typeNames[0]?.split(".").pop() ?? "Exception";
}

/** The fields of an error for a program to read. */
export function errorFields(record: ErrorRecord): Readonly<Record<string, unknown>> {
  const { position } = record;
  return {
    Stream: "Error",
    Message: record.message,
    FullyQualifiedErrorId: record.id,
    Category: record.category,
    Command: record.command === "" ? null : record.command,
    TargetObject: record.target === null || record.target === undefined ? null : toText(record.target),
    Exception: record.exception.typeNames[0] ?? null,
    File: position && position.file !== "" ? position.file : null,
    Line: position?.line ?? null,
    Column: position?.column ?? null,
  };
}
