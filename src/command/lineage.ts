// What exception derives from what in .NET and PowerShell, so that a typed catch finds the kin of what was thrown.

const automation = "System.Management.Automation.";

/** Each exception with the one it derives from; what is not here derives from System.Exception. */
const parents: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    [
      "System.ArgumentException",
      "System.ArithmeticException",
      "System.ArrayTypeMismatchException",
      "System.FormatException",
      "System.IndexOutOfRangeException",
      "System.InvalidCastException",
      "System.InvalidOperationException",
      "System.IO.IOException",
      "System.MemberAccessException",
      "System.NotImplementedException",
      "System.NotSupportedException",
      "System.NullReferenceException",
      "System.OperationCanceledException",
      "System.OutOfMemoryException",
      "System.RankException",
      "System.Collections.Generic.KeyNotFoundException",
      "System.Security.SecurityException",
      "System.TimeoutException",
      "System.TypeLoadException",
      "System.UnauthorizedAccessException",
      "System.Xml.XmlException",
      `${automation}RuntimeException`,
    ].map((name) => [name, "System.SystemException"]),
  ),
  "System.ArgumentNullException": "System.ArgumentException",
  "System.ArgumentOutOfRangeException": "System.ArgumentException",
  "System.DivideByZeroException": "System.ArithmeticException",
  "System.OverflowException": "System.ArithmeticException",
  "System.UriFormatException": "System.FormatException",
  "System.IO.DirectoryNotFoundException": "System.IO.IOException",
  "System.IO.EndOfStreamException": "System.IO.IOException",
  "System.IO.FileNotFoundException": "System.IO.IOException",
  "System.IO.PathTooLongException": "System.IO.IOException",
  "System.MissingMemberException": "System.MemberAccessException",
  "System.MissingMethodException": "System.MissingMemberException",
  "System.Net.WebException": "System.InvalidOperationException",
  "System.ObjectDisposedException": "System.InvalidOperationException",
  "System.PlatformNotSupportedException": "System.NotSupportedException",
  "System.Text.RegularExpressions.RegexParseException": "System.ArgumentException",
  "System.Threading.Tasks.TaskCanceledException": "System.OperationCanceledException",
  ...Object.fromEntries(
    [
      ["ActionPreferenceStopException", "RuntimeException"],
      ["ApplicationFailedException", "RuntimeException"],
      ["CmdletInvocationException", "RuntimeException"],
      ["CommandNotFoundException", "RuntimeException"],
      ["DriveNotFoundException", "SessionStateException"],
      ["GetValueException", "ExtendedTypeSystemException"],
      ["ExtendedTypeSystemException", "RuntimeException"],
      ["IncompleteParseException", "ParseException"],
      ["ItemNotFoundException", "SessionStateException"],
      ["MetadataException", "RuntimeException"],
      ["MethodException", "ExtendedTypeSystemException"],
      ["MethodInvocationException", "MethodException"],
      ["NativeCommandExitException", "RuntimeException"],
      ["ParameterBindingArgumentTransformationException", "ParameterBindingException"],
      ["ParameterBindingException", "RuntimeException"],
      ["ParameterBindingValidationException", "ParameterBindingException"],
      ["ParseException", "RuntimeException"],
      ["PipelineClosedException", "RuntimeException"],
      ["PipelineStoppedException", "RuntimeException"],
      ["ProviderInvocationException", "RuntimeException"],
      ["RemoteException", "RuntimeException"],
      ["ScriptCallDepthException", "SystemException"],
      ["ScriptRequiresException", "RuntimeException"],
      ["SessionStateException", "RuntimeException"],
      ["SessionStateUnauthorizedAccessException", "SessionStateException"],
      ["SetValueException", "ExtendedTypeSystemException"],
      ["SetValueInvocationException", "SetValueException"],
      ["ValidationMetadataException", "MetadataException"],
      ["WildcardPatternException", "RuntimeException"],
    ].map(([name, parent]) => [
      `${automation}${name}`,
      parent === "SystemException" ? "System.SystemException" : `${automation}${parent}`,
    ]),
  ),
  [`${automation}PSArgumentException`]: "System.ArgumentException",
  [`${automation}PSArgumentNullException`]: "System.ArgumentNullException",
  [`${automation}PSArgumentOutOfRangeException`]: "System.ArgumentOutOfRangeException",
  [`${automation}PSInvalidCastException`]: "System.InvalidCastException",
  [`${automation}PSInvalidOperationException`]: "System.InvalidOperationException",
  [`${automation}PSNotImplementedException`]: "System.NotImplementedException",
  [`${automation}PSNotSupportedException`]: "System.NotSupportedException",
  [`${automation}PSObjectDisposedException`]: "System.ObjectDisposedException",
};

const root = "System.Exception";

/** The names of all exceptions that are known by themselves. */
export const exceptionNames: readonly string[] = [
  root,
  "System.AggregateException",
  "System.ApplicationException",
  "System.SystemException",
  "System.Net.Sockets.SocketException",
  ...Object.keys(parents),
];

/** An exception's type name and all that it derives from, System.Exception last. */
export function lineage(name: string): readonly string[] {
  const names = [name];
  for (let next = parents[name]; next !== undefined; next = parents[next]) names.push(next);
  if (names.at(-1) !== root) names.push(root);
  return names;
}
