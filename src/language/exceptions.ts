// Exception types by name: for `catch [Type]`, `throw [Type]::new('…')` and `-is`.
import { exceptionNames, lineage } from "../command/lineage.ts";
import type { ErrorCategory } from "../command/problem.ts";
import { ErrorDetails, ErrorRecord, ExceptionValue } from "../command/record.ts";
import type { CustomObject } from "../values/custom.ts";
import {
  CastError,
  MemberError,
  members,
  type NetType,
  namedType,
  registerFamily,
  registerTypes,
} from "../values/nettype.ts";
import { toText } from "../values/text.ts";

function plain(name: string): string {
  return name.toLowerCase().replace(/^system\./, "");
}

const spelled = new Map<string, string>(exceptionNames.map((name) => [plain(name), name]));

/** Whether an error of this exception type is caught by `catch [name]`. */
export function catches(name: string, exception: ExceptionValue): boolean {
  const wanted = plain(name);
  for (let at: ExceptionValue | null = exception; at !== null; at = at.inner) {
    if (at.typeNames.some((own) => plain(own) === wanted)) return true;
  }
  return false;
}

const exceptionMembers = members<ExceptionValue>({
  call: {
    GetBaseException: (self) => self.base,
    ToString: (self) => String(self),
  },
});

/** What .NET says where nobody gave a message. */
const messages: Readonly<Record<string, string>> = {
  ArgumentException: "Value does not fall within the expected range.",
  ArgumentNullException: "Value cannot be null.",
  ArgumentOutOfRangeException: "Specified argument was out of the range of valid values.",
  ArithmeticException: "Overflow or underflow in the arithmetic operation.",
  DirectoryNotFoundException: "Attempted to access a path that is not on the disk.",
  DivideByZeroException: "Attempted to divide by zero.",
  FileNotFoundException: "Unable to find the specified file.",
  FormatException: "One of the identified items was in an invalid format.",
  IndexOutOfRangeException: "Index was outside the bounds of the array.",
  InvalidCastException: "Specified cast is not valid.",
  InvalidOperationException: "Operation is not valid due to the current state of the object.",
  IOException: "I/O error occurred.",
  KeyNotFoundException: "The given key was not present in the dictionary.",
  NotImplementedException: "The method or operation is not implemented.",
  NotSupportedException: "Specified method is not supported.",
  NullReferenceException: "Object reference not set to an instance of an object.",
  OperationCanceledException: "The operation was canceled.",
  OverflowException: "Arithmetic operation resulted in an overflow.",
  SecurityException: "Security error.",
  SystemException: "System error.",
  ApplicationException: "Error in the application.",
  TimeoutException: "The operation has timed out.",
  UnauthorizedAccessException: "Attempted to perform an unauthorized operation.",
};

/** `[T]::new(…)`: the constructors of System.Exception, and those that name a parameter, an object or a file. */
function newException(name: string, args: readonly unknown[]): ExceptionValue {
  const short = name.split(".").pop() ?? name;
  const inner = args.find((one) => one instanceof ExceptionValue) ?? null;
  const texts = args.filter((one) => !(one instanceof ExceptionValue));
  const text = (at: number) => (texts[at] === undefined || texts[at] === null ? undefined : toText(texts[at]));
  const usual = messages[short] ?? `Exception of type '${name}' was thrown.`;
  const about = (message: string, parameter: string | undefined, more: Record<string, unknown> = {}) =>
    new ExceptionValue(name, parameter ? `${message} (Parameter '${parameter}')` : message, inner, {
      ParamName: parameter ?? null,
      ...more,
    });
  switch (short) {
    case "ArgumentException":
    case "PSArgumentException":
      return about(text(0) ?? usual, text(1));
    case "ArgumentNullException":
    case "PSArgumentNullException":
      return inner ? about(text(0) ?? usual, undefined) : about(text(1) ?? usual, text(0));
    case "ArgumentOutOfRangeException":
    case "PSArgumentOutOfRangeException": {
      const made = about(text(2) ?? text(1) ?? usual, text(0), texts.length > 2 ? { ActualValue: texts[1] } : {});
      if (texts.length < 3) return made;
      const message = `${made.message}\nActual value was ${toText(texts[1])}.`;
      return new ExceptionValue(name, message, inner, { ParamName: text(0) ?? null, ActualValue: texts[1] });
    }
    case "ObjectDisposedException":
      return new ExceptionValue(
        name,
        text(1) ?? `Cannot access a disposed object.\nObject name: '${text(0) ?? ""}'.`,
        inner,
        { ObjectName: text(0) ?? "" },
      );
    case "FileNotFoundException":
      return new ExceptionValue(name, text(0) ?? usual, inner, { FileName: text(1) ?? null });
    default:
      return new ExceptionValue(name, text(0) ?? usual, inner);
  }
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
      construct: (args) => newException(name, args),
      members: exceptionMembers,
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

const errorDetailsType: NetType = {
  name: "System.Management.Automation.ErrorDetails",
  aliases: ["management.automation.errordetails"],
  holds: (value) => value instanceof ErrorDetails,
  convert: (value) => (value === null ? null : new ErrorDetails(toText(value))),
  construct: ([message]) => new ErrorDetails(toText(message)),
};

const categoryInfoType: NetType = {
  name: "System.Management.Automation.ErrorCategoryInfo",
  holds: () => false,
  convert: (value) => value,
  members: members<CustomObject>({ call: { GetMessage: (self) => String(self) } }),
};

registerTypes(errorRecordType, errorDetailsType, categoryInfoType);
registerFamily(exceptionType);
