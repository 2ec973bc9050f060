// What goes wrong in the language itself, with PowerShell's error ids and categories.
import { type ErrorCategory, Problem } from "../command/problem.ts";
import { ExceptionValue } from "../command/record.ts";

const runtime = "System.Management.Automation.RuntimeException";

function problem(
  id: string,
  category: ErrorCategory,
  text: string,
  target: unknown = null,
  exceptionType = runtime,
): Problem {
  return new Problem({ id, category, text, target, exceptionType });
}

export const readOnlyVariable = (name: string) =>
  problem(
    "VariableNotWritable",
    "WriteError",
    `Cannot overwrite variable ${name} because it is read-only or constant.`,
    name,
    "System.Management.Automation.SessionStateUnauthorizedAccessException",
  );

export const unknownScope = (name: string) =>
  problem(
    "ScopeNotFound",
    "InvalidArgument",
    `There is no scope '${name}'. Use Global, Local, Script or a number of scopes up.`,
    name,
  );

export const privateVariable = (name: string) =>
  problem(
    "VariableIsPrivate",
    "PermissionDenied",
    `Cannot access the variable '$${name}' because it is a private variable.`,
    name,
    "System.Management.Automation.SessionStateException",
  );

export const undefinedVariable = (name: string) =>
  problem(
    "VariableIsUndefined",
    "InvalidOperation",
    `The variable '$${name}' cannot be retrieved because it has not been set.`,
    name,
  );

export const unknownType = (name: string, hint = "") =>
  problem("TypeNotFound", "InvalidOperation", `Unable to find type [${name}].${hint}`, name);

export const notSupported = (what: string, instead = "") =>
  problem(
    "NotSupported",
    "NotImplemented",
    `${what} is not supported yet.${instead ? ` ${instead}` : ""}`,
    null,
    "System.NotSupportedException",
  );

export const methodOnNull = () =>
  problem("InvokeMethodOnNull", "InvalidOperation", "You cannot call a method on a null-valued expression.");

export const methodNotFound = (type: string, method: string) =>
  problem(
    "MethodNotFound",
    "InvalidOperation",
    `Method invocation failed because [${type}] does not contain a method named '${method}'.`,
    method,
  );

export const indexOfNull = () => problem("NullArray", "InvalidOperation", "Cannot index into a null array.");

export const notIndexable = (type: string) =>
  problem("CannotIndex", "InvalidOperation", `Unable to index into an object of type "${type}".`);

export const badIndex = (index: unknown) =>
  problem(
    "IndexOutOfRange",
    "InvalidOperation",
    `Index ${String(index)} was outside the bounds of the array.`,
    null,
    "System.IndexOutOfRangeException",
  );

export const propertyNotSettable = (name: string) =>
  problem(
    "PropertyNotFound",
    "InvalidOperation",
    `The property '${name}' cannot be found on this object. Verify that the property exists and can be set.`,
    name,
  );

export const propertyOnNull = (name: string) => propertyNotSettable(name);

export const propertyRefused = (name: string, why: string) =>
  problem(
    "ExceptionWhenSetting",
    "InvalidOperation",
    `Exception setting "${name}": "${why}"`,
    name,
    "System.Management.Automation.SetValueInvocationException",
  );

export const propertyMissing = (name: string) =>
  problem(
    "PropertyNotFoundStrict",
    "InvalidOperation",
    `The property '${name}' cannot be found on this object. Verify that the property exists.`,
    name,
  );

export const staticMissing = (type: string, name: string) =>
  problem("PropertyNotFound", "InvalidOperation", `The type [${type}] has no static member '${name}'.`, name);

export const nothingToConstruct = (type: string) =>
  problem(
    "ConstructorInvokedThrowException",
    "InvalidOperation",
    `A constructor was not found for the type ${type}.`,
    type,
    "System.Management.Automation.PSArgumentException",
  );

export const memberFailed = (name: string, count: number, why: string, exception: string) =>
  new Problem({
    id: exception.split(".").pop() ?? exception,
    category: "NotSpecified",
    text: `Exception calling "${name}" with "${count}" argument(s): "${why}"`,
    exceptionType: "System.Management.Automation.MethodInvocationException",
    cause: new ExceptionValue(exception, why),
  });

export const duplicateKey = (key: string) =>
  problem(
    "DuplicateKeyInHashLiteral",
    "InvalidOperation",
    `Item has already been added. Key in dictionary: '${key}'  Key being added: '${key}'`,
    key,
    "System.ArgumentException",
  );

export const nullKey = () =>
  problem("NullKeyInHashLiteral", "InvalidOperation", "A null key is not allowed in a hash literal.");

export const notAssignable = () =>
  problem(
    "InvalidLeftHandSide",
    "InvalidOperation",
    "The assignment expression is not valid. The left side must be a variable or a property.",
  );

export const badExpressionName = () =>
  problem(
    "BadExpression",
    "InvalidOperation",
    "The expression after '&' or '.' in a pipeline element was not valid. It must result in a command name, a script block, or a command.",
  );

export const tooDeep = () =>
  problem(
    "CallDepthOverflow",
    "InvalidOperation",
    "The script failed due to call depth overflow: functions called each other too often. Look for a function that never stops calling itself.",
    null,
    "System.InsufficientExecutionStackException",
  );

export const badForEachRange = (text: string) => problem("RangeTooLarge", "LimitsExceeded", text);

export const splatNeedsTable = (name: string) =>
  problem(
    "SplattingNotPermitted",
    "InvalidArgument",
    `The variable '@${name}' must hold a hash table or a list to be splatted.`,
  );

export const scriptMissing = (path: string) =>
  problem(
    "CommandNotFoundException",
    "ObjectNotFound",
    `The script '${path}' was not found. Check the path and try again.`,
    path,
    "System.Management.Automation.CommandNotFoundException",
  );

export const noScript = (path: string) =>
  problem(
    "NotAScript",
    "InvalidType",
    `'${path}' is no script but a program or other data. exsh runs cmdlets, functions and scripts, no programs.`,
    path,
  );

export const scriptHalted = () => problem("ScriptHalted", "OperationStopped", "ScriptHalted");

export const regexInvalid = (text: string) =>
  problem("InvalidRegularExpression", "InvalidOperation", text, null, runtime);

export const formatFailed = (why: string) =>
  problem("FormatError", "InvalidOperation", `Error formatting a string: ${why}`, null, "System.FormatException");

export const pipelineNoInput = () =>
  problem(
    "ExpressionsMustBeFirstInPipeline",
    "ParserError",
    "Expressions are only allowed as the first element of a pipeline.",
  );

export const validationFailed = (name: string, why: string) =>
  problem(
    "ValidateSetFailure",
    "MetadataError",
    `The variable cannot be validated because the value is not a valid value for the ${name} variable. ${why}`,
    null,
    "System.Management.Automation.ValidationMetadataException",
  );

/** Errors of the source: all of them in one text, each with line, column and a caret. */
export const syntaxProblem = (text: string, id: string) =>
  problem(id, "ParserError", text, null, "System.Management.Automation.ParseException");

const because: Readonly<Record<string, string>> = {
  ENOENT: "the program, its interpreter or the current folder is not there",
  EACCES: "it may not be executed; chmod +x allows it",
  ENOEXEC: "it is no program of this machine",
  E2BIG: "its arguments are too long",
};

export const programFailed = (name: string, error: unknown) => {
  const code = String((error as { code?: unknown })?.code ?? "");
  return problem(
    "NativeCommandFailed",
    "ResourceUnavailable",
    `Program '${name}' failed to run: ${because[code] ?? (error as Error)?.message ?? String(error)}.`,
    name,
    "System.Management.Automation.ApplicationFailedException",
  );
};

/** A line that a program wrote to standard error. */
export const programWrote = (line: string) =>
  problem("NativeCommandError", "NotSpecified", line, line, "System.Management.Automation.RemoteException");

export const programStatus = (name: string, code: number) =>
  problem(
    "ProgramExitedWithNonZeroCode",
    "NotSpecified",
    `Program "${name}" ended with non-zero exit code: ${code}.`,
    name,
    "System.Management.Automation.NativeCommandExitException",
  );

export const lineTooLong = (name: string) =>
  problem("LineTooLong", "LimitsExceeded", `A line that '${name}' wrote is too long.`, name);

export const dataNotLiteral = (file: string, why: string) =>
  problem(
    "DataFileNotLiteral",
    "InvalidData",
    `The data file '${file}' cannot be read: ${why}.`,
    file,
    "System.InvalidOperationException",
  );

export const moduleTooDeep = (name: string) =>
  problem(
    "Modules_ModuleTooDeeplyNested",
    "LimitsExceeded",
    `The module '${name}' loads itself again and again.`,
    name,
  );

export const moduleVersion = (name: string, version: string, wanted: string) =>
  problem(
    "Modules_ModuleWithVersionNotFound",
    "ResourceUnavailable",
    `The module '${name}' has version ${version}, and ${wanted} is asked for.`,
    name,
    "System.IO.FileNotFoundException",
  );

export const modulesMissing = (script: string, names: readonly string[]) =>
  problem(
    "ScriptRequiresMissingModules",
    "ResourceUnavailable",
    `The script '${script}' cannot be run because modules that its #requires statement names are missing: ${names.join(", ")}.`,
    script,
    "System.Management.Automation.ScriptRequiresException",
  );

/** A preference that only the workflows of Windows PowerShell could follow (about_Preference_Variables). */
export function actionNotSupported(variable: string, action: string): Problem {
  return problem(
    "ActionPreferenceNotSupported",
    "InvalidArgument",
    `The value ${action} is not supported for the variable ${variable}. The possible values are: SilentlyContinue, Stop, Continue, Inquire, Ignore, Break.`,
    variable,
  );
}
