// Exception types by name: for `catch [Type]`, `throw [Type]::new('…')` and `-is`.
import type { ErrorCategory } from "../command/problem.ts";
import { ErrorRecord, ExceptionValue } from "../command/record.ts";
import { CastError, MemberError, members, type NetType, namedType, registerTypes } from "../values/nettype.ts";
import { toText } from "../values/text.ts";

/** What derives from what, where it is not System.Exception itself. */
const parents: Readonly<Record<string, string>> = {
  "System.ArgumentNullException": "System.ArgumentException",
  "System.ArgumentOutOfRangeException": "System.ArgumentException",
  "System.DivideByZeroException": "System.ArithmeticException",
  "System.OverflowException": "System.ArithmeticException",
  "System.IO.FileNotFoundException": "System.IO.IOException",
  "System.IO.DirectoryNotFoundException": "System.IO.IOException",
  "System.ObjectDisposedException": "System.InvalidOperationException",
  "System.Net.WebException": "System.InvalidOperationException",
  "System.Management.Automation.CommandNotFoundException": "System.Management.Automation.RuntimeException",
  "System.Management.Automation.ParameterBindingException": "System.Management.Automation.RuntimeException",
  "System.Management.Automation.ParameterBindingValidationException":
    "System.Management.Automation.ParameterBindingException",
  "System.Management.Automation.ParameterBindingArgumentTransformationException":
    "System.Management.Automation.ParameterBindingException",
  "System.Management.Automation.MethodInvocationException": "System.Management.Automation.MethodException",
  "System.Management.Automation.MethodException": "System.Management.Automation.RuntimeException",
  "System.Management.Automation.PSInvalidCastException": "System.InvalidCastException",
  "System.Management.Automation.ActionPreferenceStopException": "System.Management.Automation.RuntimeException",
  "System.Management.Automation.ParseException": "System.Management.Automation.RuntimeException",
  "System.Management.Automation.ItemNotFoundException": "System.Management.Automation.SessionStateException",
  "System.Management.Automation.SessionStateException": "System.Management.Automation.RuntimeException",
  "System.Management.Automation.PSArgumentException": "System.ArgumentException",
};

function plain(name: string): string {
  return name.toLowerCase().replace(/^system\./, "");
}

const spelled = new Map<string, string>(
  [
    ...Object.keys(parents),
    ...Object.values(parents),
    "System.Exception",
    "System.SystemException",
    "System.ApplicationException",
    "System.FormatException",
    "System.NotImplementedException",
    "System.NotSupportedException",
    "System.TimeoutException",
    "System.UnauthorizedAccessException",
    "System.IndexOutOfRangeException",
    "System.Security.SecurityException",
    "System.OutOfMemoryException",
  ].map((name) => [plain(name), name]),
);

/** A type name and all that it derives from. */
function lineage(name: string): readonly string[] {
  const names = [name];
  for (let next = parents[name]; next !== undefined; next = parents[next]) names.push(next);
  return names;
}

/** Whether an error of this exception type is caught by `catch [name]`. */
export function catches(name: string, exception: ExceptionValue): boolean {
  const wanted = plain(name);
  if (wanted === "exception" || wanted === "systemexception") return true;
  for (let at: ExceptionValue | null = exception; at !== null; at = at.inner) {
    for (const own of at.typeNames) if (lineage(own).some((one) => plain(one) === wanted)) return true;
  }
  return false;
}

const made = new Map<string, NetType>();

/** The type of an exception: those known here, and any name that ends so when it has a namespace. */
export function exceptionType(written: string): NetType | undefined {
  const known = spelled.get(plain(written));
  if (known === undefined && !/\.\w+Exception$/i.test(written)) return undefined;
  const name = known ?? written;
  let type = made.get(name);
  if (!type) {
    type = {
      name,
      bases: lineage(name).slice(1),
      holds: (value) => value instanceof ExceptionValue && catches(name, value),
      convert(value) {
        if (typeof value === "string") return new ExceptionValue(name, value);
        throw new CastError(
          `Cannot convert the "${toText(value)}" value to type "${name}".`,
          "ConvertToFinalInvalidCastException",
        );
      },
      construct: ([message, inner]) =>
        new ExceptionValue(
          name,
          message === undefined ? `Exception of type '${name}' was thrown.` : toText(message),
          inner instanceof ExceptionValue ? inner : null,
        ),
      members: members<ExceptionValue>({
        call: {
          GetBaseException: (self) => {
            let at = self;
            while (at.inner) at = at.inner;
            return at;
          },
          ToString: (self) => `${self.typeNames[0]}: ${self.message}`,
        },
      }),
    };
    made.set(name, type);
  }
  return type;
}

/** `[System.Management.Automation.ErrorRecord]::new(exception, id, category, target)`. */
const errorRecordType: NetType = {
  name: "System.Management.Automation.ErrorRecord",
  aliases: ["errorrecord", "management.automation.errorrecord"],
  holds: (value) => value instanceof ErrorRecord,
  convert(value) {
    if (value === null) return null;
    throw new CastError(
      `Cannot convert the "${toText(value)}" value to type "System.Management.Automation.ErrorRecord".`,
      "ConvertToFinalInvalidCastException",
    );
  },
  construct: ([exception, id, category, target], around) => {
    if (!(exception instanceof ExceptionValue)) throw new MemberError("An error record is made from an exception.");
    const categories = namedType("management.automation.errorcategory");
    const word = categories ? toText(categories.convert(category ?? "NotSpecified", around)) : "NotSpecified";
    return new ErrorRecord({
      exception,
      id: toText(id),
      category: word as ErrorCategory,
      target: target ?? null,
      command: "",
      position: undefined,
    });
  },
};

registerTypes(errorRecordType);
