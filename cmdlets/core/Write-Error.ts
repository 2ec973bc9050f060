// Write-Error: an error that lets the work go on.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { anything } from "../../src/command/kinds.ts";
import { errorCategories } from "../../src/command/problem.ts";
import { ErrorDetails, ErrorRecord, ExceptionValue } from "../../src/command/record.ts";
import { choice, text } from "../../src/values/kinds.ts";
import { toText } from "../../src/values/text.ts";
import { ConversionError, type Type } from "../../src/values/type.ts";

const category = choice("ErrorCategory", ...errorCategories);

const exception: Type<ExceptionValue> = {
  name: "Exception",
  convert(value) {
    if (value instanceof ExceptionValue) return value;
    if (typeof value === "string") return new ExceptionValue("System.Exception", value);
    throw new ConversionError(`'${toText(value)}' is not an exception.`);
  },
  show: (value) => value.message,
  encode: (value) => value.message,
  decode: (json) => new ExceptionValue("System.Exception", String(json)),
};

const errorRecord: Type<ErrorRecord> = {
  name: "ErrorRecord",
  convert(value) {
    if (value instanceof ErrorRecord) return value;
    throw new ConversionError(`'${toText(value)}' is not an error record.`);
  },
  show: (value) => value.message,
  encode: (value) => value.message,
  decode() {
    throw new ConversionError("An error record does not leave the shell.");
  },
};

const about = {
  RecommendedAction: { type: text, summary: "What to do about it." },
  CategoryActivity: { type: text, aliases: ["Activity"], summary: "What was being done." },
  CategoryReason: { type: text, aliases: ["Reason"], summary: "Why it failed." },
  CategoryTargetName: { type: text, aliases: ["TargetName"], summary: "The name of what it is about." },
  CategoryTargetType: { type: text, aliases: ["TargetType"], summary: "The kind of what it is about." },
} as const;

const details = {
  Category: { type: category, default: "NotSpecified", summary: "The kind of error." },
  ErrorId: { type: text, summary: "The FullyQualifiedErrorId." },
  TargetObject: { type: anything, summary: "What the error is about." },
} as const;

export default defineCmdlet({
  name: "Write-Error",
  synopsis: "Writes an error.",
  runs: "shell",
  defaultSet: "NoException",
  sets: {
    NoException: {
      Message: {
        type: text,
        mandatory: true,
        position: 1,
        pipeline: "value",
        aliases: ["Msg"],
        allowEmpty: true,
        summary: "What went wrong.",
      },
      ...details,
    },
    WithException: {
      Exception: { type: exception, mandatory: true, position: 1, summary: "The exception that the error is about." },
      Message: { type: text, aliases: ["Msg"], summary: "What went wrong; the message of the exception without it." },
      ...details,
    },
    ErrorRecord: {
      ErrorRecord: { type: errorRecord, mandatory: true, position: 1, summary: "An error to write again." },
    },
  },
  parameters: about,
  examples: [
    { run: "Write-Error 'The list is empty.' -ErrorId ListEmpty -ErrorAction SilentlyContinue", note: "With an id." },
  ],
  process(p, ctx) {
    if (p.set === "ErrorRecord") {
      ctx.error(describe(p.ErrorRecord, p));
      return;
    }
    const given = p.set === "WithException" ? p.Exception : undefined;
    const message = p.Message ?? given?.message ?? "";
    const name = given?.typeNames[0] ?? "Microsoft.PowerShell.Commands.WriteErrorException";
    const record = new ErrorRecord({
      exception: given && p.Message === undefined ? given : new ExceptionValue(name, message, given ?? null),
      id: p.ErrorId ?? name,
      category: p.Category,
      target: p.TargetObject ?? null,
      command: "Write-Error",
      position: ctx.position,
    });
    ctx.error(describe(record, p));
  },
});

/** Adds what the parameters say of the category and the way out. */
function describe(record: ErrorRecord, p: Partial<Record<keyof typeof about, string>>): ErrorRecord {
  record.categoryWords = {
    ...record.categoryWords,
    ...(p.CategoryActivity === undefined ? {} : { activity: p.CategoryActivity }),
    ...(p.CategoryReason === undefined ? {} : { reason: p.CategoryReason }),
    ...(p.CategoryTargetName === undefined ? {} : { targetName: p.CategoryTargetName }),
    ...(p.CategoryTargetType === undefined ? {} : { targetType: p.CategoryTargetType }),
  };
  if (p.RecommendedAction !== undefined) {
    record.details = new ErrorDetails(record.message);
    record.details.set("RecommendedAction", p.RecommendedAction);
  }
  return record;
}
