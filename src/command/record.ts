// The record of an error as scripts see it ($_ in catch, $Error[0]) and as the error view shows it.
import { CustomObject } from "../values/custom.ts";
import { Structured } from "../values/structured.ts";
import { toText } from "../values/text.ts";
import type { ScriptPosition } from "./position.ts";
import type { ErrorCategory, Problem } from "./problem.ts";

/** The exception inside an error record. */
export class ExceptionValue extends Structured {
  override readonly typeNames: readonly string[];
  readonly message: string;
  readonly inner: ExceptionValue | null;

  constructor(typeName: string, message: string, inner: ExceptionValue | null = null) {
    super();
    this.typeNames = typeName === "System.Exception" ? [typeName] : [typeName, "System.Exception"];
    this.message = message;
    this.inner = inner;
  }

  override names(): readonly string[] {
    return ["Message", "InnerException", "HResult", "Source", "StackTrace"];
  }

  override spelling(name: string): string | undefined {
    return this.names().find((known) => known.toLowerCase() === name.toLowerCase());
  }

  override get(name: string): unknown {
    switch (name.toLowerCase()) {
      case "message":
        return this.message;
      case "innerexception":
        return this.inner;
      case "hresult":
        return -2146233088;
      default:
        return null;
    }
  }

  override set(name: string): void {
    throw new Error(`'${name}' is a read-only property.`);
  }

  override toString(): string {
    return `${this.typeNames[0]}: ${this.message}`;
  }
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
    return this.exception.message;
  }

  private categoryInfo(): CustomObject {
    const reason = this.exception.typeNames[0]?.split(".").pop() ?? "";
    const target = this.target === null || this.target === undefined ? "" : toText(this.target);
    const made = new CustomObject(
      { Category: this.category, Activity: this.command, Reason: reason, TargetName: target, TargetType: "" },
      ["System.Management.Automation.ErrorCategoryInfo"],
    );
    return Object.assign(made, {
      toString: () => `${this.category}: (${target}) [${this.command}], ${reason}`,
    });
  }

  private invocationInfo(at: ScriptPosition): CustomObject {
    return new CustomObject(
      {
        MyCommand: this.command,
        ScriptName: at.file,
        ScriptLineNumber: at.line,
        OffsetInLine: at.column,
        Line: at.text,
        PositionMessage: `At ${at.file || "line"}:${at.line} char:${at.column}\n+ ${at.text}`,
        InvocationName: this.command,
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
      case "scriptstacktrace":
        return this.position
          ? `at <ScriptBlock>, ${this.position.file || "<No file>"}: line ${this.position.line}`
          : "";
      default:
        return null;
    }
  }

  override set(name: string): void {
    throw new Error(`'${name}' is a read-only property.`);
  }

  override toString(): string {
    return this.message;
  }
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
