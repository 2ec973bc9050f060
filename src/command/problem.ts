// Errors for people: what a cmdlet says went wrong, and the record of it that scripts see.
import type { ScriptPosition } from "./position.ts";

/** PowerShell's error categories, in the order of their numbers (about_Error_Handling, ErrorCategory). */
export const errorCategories = [
  "NotSpecified",
  "OpenError",
  "CloseError",
  "DeviceError",
  "DeadlockDetected",
  "InvalidArgument",
  "InvalidData",
  "InvalidOperation",
  "InvalidResult",
  "InvalidType",
  "MetadataError",
  "NotImplemented",
  "NotInstalled",
  "ObjectNotFound",
  "OperationStopped",
  "OperationTimeout",
  "SyntaxError",
  "ParserError",
  "PermissionDenied",
  "ResourceBusy",
  "ResourceExists",
  "ResourceUnavailable",
  "ReadError",
  "WriteError",
  "FromStdErr",
  "SecurityError",
  "ProtocolError",
  "ConnectionError",
  "AuthenticationError",
  "LimitsExceeded",
  "QuotaExceeded",
  "NotEnabled",
] as const;

export type ErrorCategory = (typeof errorCategories)[number];

/** What went wrong, for people. Given to `ctx.error` when the work goes on, thrown when it ends. Never holds secrets. */
export class Problem extends Error {
  override readonly name = "Problem";
  /** First part of the FullyQualifiedErrorId: "RecipientNotFound". */
  readonly id: string;
  readonly category: ErrorCategory;
  /** The object it is about, as a value that crosses the wire (a name rather than the whole object). */
  readonly target: unknown;
  /** Type name of $_.Exception, for typed catch: "System.ArgumentException". */
  readonly exceptionType: string;

  constructor(spec: {
    readonly id: string;
    readonly category: ErrorCategory;
    readonly text: string;
    readonly target?: unknown;
    readonly exceptionType?: string;
    readonly cause?: unknown;
  }) {
    super(spec.text, spec.cause === undefined ? undefined : { cause: spec.cause });
    this.id = spec.id;
    this.category = spec.category;
    this.target = spec.target ?? null;
    this.exceptionType = spec.exceptionType ?? "System.Exception";
  }
}

/** Where in a script a command stands, for the error view. */
export type { ScriptPosition };
