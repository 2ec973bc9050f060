// The record of an error as scripts see it ($_ in catch, $Error[0]) and as the error view shows it.
import { CustomObject } from "../values/custom.ts";
import { Dictionary } from "../values/dictionary.ts";
import { Structured } from "../values/structured.ts";
import { toText } from "../values/text.ts";
import { typeOf } from "../values/types.ts";
import { lineage } from "./lineage.ts";
import type { ScriptPosition } from "./position.ts";
import type { ErrorCategory, Problem } from "./problem.ts";

/** What exceptions of some types have beside the rest: ParamName, FileName, CommandName … */
export type ExceptionFields = Readonly<Record<string, unknown>>;

/** The exception inside an error record. */
export class ExceptionValue extends Structured {
  /** Its own type and all that this derives from. */
  override readonly typeNames: readonly string[];
  readonly message: string;
  readonly inner: ExceptionValue | null;
  readonly #fields: Map<string, unknown>;

  constructor(typeName: string, message: string, inner: ExceptionValue | null = null, fields: ExceptionFields = {}) {
    super();
    this.typeNames = lineage(typeName);
    this.message = message;
    this.inner = inner;
    this.#fields = new Map(Object.entries(fields));
  }

  override names(): readonly string[] {
    return [
      ...this.#fields.keys(),
      "Message",
      "Data",
      "InnerException",
      "HelpLink",
      "Source",
      "HResult",
      "StackTrace",
    ].filter((name, i, all) => all.indexOf(name) === i);
  }

  override spelling(name: string): string | undefined {
    return this.names().find((known) => known.toLowerCase() === name.toLowerCase());
  }

  override get(name: string): unknown {
    const known = this.spelling(name);
    switch (known) {
      case "Message":
        return this.message;
      case "InnerException":
        return this.inner;
      case "Data":
        if (!this.#fields.has("Data")) this.#fields.set("Data", new Dictionary("Hashtable", true));
        return this.#fields.get("Data");
      case "HResult":
        return this.#fields.get("HResult") ?? -2146233088;
      default:
        return (known === undefined ? undefined : this.#fields.get(known)) ?? null;
    }
  }

  override set(name: string, value: unknown): void {
    const known = this.spelling(name);
    if (known !== "HelpLink" && known !== "Source" && known !== "HResult")
      throw new Error(`'${name}' is a read-only property.`);
    this.#fields.set(known, value);
  }

  /** A RuntimeException knows the record that was made of it ($_.Exception.ErrorRecord). */
  recordedIn(record: ErrorRecord): void {
    if (!this.typeNames.includes("System.Management.Automation.RuntimeException")) return;
    if (!this.#fields.has("ErrorRecord")) this.#fields.set("ErrorRecord", record);
  }

  /** The exception at the bottom, the one that began it. */
  get base(): ExceptionValue {
    let at: ExceptionValue = this;
    while (at.inner) at = at.inner;
    return at;
  }

  override toString(): string {
    const own = `${this.typeNames[0]}: ${this.message}`;
    return this.inner ? `${own}\n ---> ${this.inner}\n   --- End of inner exception stack trace ---` : own;
  }
}

/** Parts of $_.CategoryInfo. */
export interface CategoryWords {
  readonly activity?: string;
  readonly reason?: string;
  readonly targetName?: string;
  readonly targetType?: string;
}

/** An error with all that scripts ask of it. */
export class ErrorRecord extends Structured {
  override readonly typeNames = ["System.Management.Automation.ErrorRecord"];
  readonly exception: ExceptionValue;
  readonly id: string;
  readonly category: ErrorCategory;
  readonly target: unknown;
  /** The command that reported it; "" when it was the language itself. */
  readonly command: string;
  readonly position: ScriptPosition | undefined;
  /** The calls that led here, a line each; told by whoever knows them. */
  stack: string | undefined;
  /** What is said instead of the exception's message ($_.ErrorDetails). */
  details: ErrorDetails | null = null;
  /** What is said of the category in place of what follows from the error (Write-Error). */
  categoryWords: CategoryWords = {};

  constructor(spec: {
    readonly exception: ExceptionValue;
    readonly id: string;
    readonly category: ErrorCategory;
    readonly target: unknown;
    readonly command: string;
    readonly position: ScriptPosition | undefined;
  }) {
    super();
    this.exception = spec.exception;
    this.id = spec.id;
    this.category = spec.category;
    this.target = spec.target;
    this.command = spec.command;
    this.position = spec.position;
    spec.exception.recordedIn(this);
  }

  /** The record of a problem met by a command; its id is "<id>,<command>" as PowerShell forms it. */
  static of(problem: Problem, command: string, position: ScriptPosition | undefined): ErrorRecord {
    return new ErrorRecord({
      exception: new ExceptionValue(problem.exceptionType, problem.message),
      id: command ? `${problem.id},${command}` : problem.id,
      category: problem.category,
      target: problem.target,
      command,
      position,
    });
  }

  get message(): string {
    return this.details?.message || this.exception.message;
  }

  private categoryInfo(): CustomObject {
    const { target, category, categoryWords: words } = this;
    const reason = words.reason ?? this.exception.typeNames[0]?.split(".").pop() ?? "";
    const command = words.activity ?? this.command;
    const none = target === null || target === undefined;
    const name = words.targetName ?? (none ? "" : toText(target));
    const type = words.targetType ?? (none ? "" : (typeOf(target).name.split(".").pop() ?? ""));
    const made = new CustomObject(
      { Category: category, Activity: command, Reason: reason, TargetName: name, TargetType: type },
      ["System.Management.Automation.ErrorCategoryInfo"],
    );
    // Long names are cut in the middle of the line that people read (ErrorCategoryInfo.GetMessage).
    const cut = (text: string) => (text.length <= 40 ? text : `${text.slice(0, 19)}...${text.slice(-18)}`);
    return Object.assign(made, { toString: () => `${category}: (${cut(name)}:${cut(type)}) [${command}], ${reason}` });
  }

  private invocationInfo(at: ScriptPosition): CustomObject {
    const { command } = this;
    const underline = `${" ".repeat(Math.max(0, at.column - 1))}${"~".repeat(Math.max(1, at.length ?? 1))}`;
    const place = `At ${at.file || "line"}:${at.line} char:${at.column}\n+ ${at.text}\n+ ${underline}`;
    const commandInfo =
      command === ""
        ? null
        : Object.assign(new CustomObject({ Name: command }, ["System.Management.Automation.CommandInfo"]), {
            toString: () => command,
          });
    return new CustomObject(
      {
        MyCommand: commandInfo,
        ScriptName: at.file,
        ScriptLineNumber: at.line,
        OffsetInLine: at.column,
        Line: at.text,
        Statement: at.text.slice(at.column - 1, at.column - 1 + (at.length ?? at.text.length)),
        PositionMessage: place,
        PSScriptRoot: at.file.replace(/[\\/]?[^\\/]*$/, ""),
        PSCommandPath: at.file,
        InvocationName: command,
      },
      ["System.Management.Automation.InvocationInfo"],
    );
  }

  override names(): readonly string[] {
    return [
      "Exception",
      "TargetObject",
      "CategoryInfo",
      "FullyQualifiedErrorId",
      "ErrorDetails",
      "InvocationInfo",
      "ScriptStackTrace",
    ];
  }

  override spelling(name: string): string | undefined {
    return this.names().find((known) => known.toLowerCase() === name.toLowerCase());
  }

  override get(name: string): unknown {
    switch (name.toLowerCase()) {
      case "exception":
        return this.exception;
      case "targetobject":
        return this.target;
      case "categoryinfo":
        return this.categoryInfo();
      case "fullyqualifiederrorid":
        return this.id;
      case "invocationinfo":
        return this.position ? this.invocationInfo(this.position) : null;
      case "errordetails":
        return this.details;
      case "scriptstacktrace":
        return this.stack ?? (this.position ? calledAt("<ScriptBlock>", this.position) : "");
      default:
        return null;
    }
  }

  override set(name: string, value: unknown): void {
    if (name.toLowerCase() !== "errordetails") throw new Error(`'${name}' is a read-only property.`);
    this.details = value === null || value instanceof ErrorDetails ? value : new ErrorDetails(toText(value));
  }

  override toString(): string {
    return this.message;
  }
}

/** Words for people in the place of the exception's (System.Management.Automation.ErrorDetails). */
export class ErrorDetails extends CustomObject {
  constructor(message: string) {
    super({ Message: message, RecommendedAction: "" }, ["System.Management.Automation.ErrorDetails"]);
  }

  get message(): string {
    return toText(this.get("Message"));
  }

  override toString(): string {
    return this.message;
  }
}

/** One line of a ScriptStackTrace. */
export function calledAt(name: string, position: ScriptPosition): string {
  return `at ${name}, ${position.file || "<No file>"}: line ${position.line}`;
}

/** Thrown through an evaluation by an error that ends it: `throw`, -ErrorAction Stop, a terminating cmdlet error. */
export class TerminatingError extends Error {
  override readonly name = "TerminatingError";
  readonly record: ErrorRecord;
  /** Without a try around it: "statement" goes on with the next one (a cmdlet gave up), "script" ends the script. */
  readonly ends: "statement" | "script";
  constructor(record: ErrorRecord, ends: "statement" | "script" = "script") {
    super(record.message);
    this.record = record;
    this.ends = ends;
  }
}
