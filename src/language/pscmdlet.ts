// $PSCmdlet of an advanced function: ShouldProcess, WriteError and what else scripts ask of it.
import type { Context } from "../command/context.ts";
import { Problem } from "../command/problem.ts";
import { ErrorRecord, ExceptionValue, TerminatingError } from "../command/record.ts";
import { type Given, runHere } from "../command/run.ts";
import { CustomObject } from "../values/custom.ts";
import { isTrue, setReference } from "../values/net/numbers.ts";
import { MemberError, members, registerTypes } from "../values/nettype.ts";
import type { Out } from "../values/structured.ts";
import { toText } from "../values/text.ts";
import type { Target } from "./calls.ts";
import type { Frame } from "./frame.ts";
import { emit } from "./gather.ts";
import { preferencesIn } from "./preferences.ts";

export class CmdletVariable {
  readonly target: Target;
  readonly frame: Frame;
  readonly out: Out;
  readonly set: string;
  #context: Context | undefined;

  constructor(target: Target, frame: Frame, out: Out, set: string) {
    this.target = target;
    this.frame = frame;
    this.out = out;
    this.set = set;
  }

  /** The same context as a cmdlet has, so that questions and preferences are told once. */
  get context(): Context {
    if (!this.#context) {
      const { core, streams } = this.frame;
      runHere(
        {
          name: this.target.name,
          synopsis: "",
          description: "",
          runs: "shell",
          confirms: this.target.body.parameters?.confirms,
          sets: {},
          defaultSet: undefined,
          parameters: {},
          aliases: [],
          outputs: [],
          examples: [],
          start: (_bound, context) => {
            this.#context = context;
            return {};
          },
        },
        {
          name: this.target.name,
          preferences: preferencesIn(this.frame),
          position: this.target.position,
          expectsInput: this.target.expectsInput,
          signal: core.signal,
        },
        streams,
        new Set(),
        { world: core.world, shell: core.shellOf(this.frame) } as unknown as Given,
      ).begin({ set: "" });
    }
    return this.#context as Context;
  }

  /** Answers of "Yes to all" hold for one function call, as the context lives. */
  shouldProcess(args: readonly unknown[]): boolean | Promise<boolean> {
    if (args.length >= 3) return this.context.shouldProcess(toText(args[1] ?? args[0]), toText(args[2]) || undefined);
    return this.context.shouldProcess(toText(args[0]), args[1] === undefined ? undefined : toText(args[1]));
  }

  recordOf(value: unknown): ErrorRecord {
    if (value instanceof ErrorRecord) {
      const { exception, id, category, target, position } = value;
      const { name } = this.target;
      const full = id.endsWith(`,${name}`) ? id : `${id},${name}`;
      return new ErrorRecord({
        exception,
        id: full,
        category,
        target,
        command: name,
        position: position ?? this.target.position,
      });
    }
    if (value instanceof ExceptionValue) {
      const problem = new Problem({
        id: "Exception",
        category: "NotSpecified",
        text: value.message,
        exceptionType: value.typeNames[0] ?? "System.Exception",
      });
      return ErrorRecord.of(problem, this.target.name, this.target.position);
    }
    throw new MemberError("An ErrorRecord is needed here.");
  }

  toString(): string {
    return "System.Management.Automation.PSScriptCmdlet";
  }
}

registerTypes({
  name: "System.Management.Automation.PSScriptCmdlet",
  holds: (value) => value instanceof CmdletVariable,
  convert: (value) => value,
  members: members<CmdletVariable>({
    get: {
      ParameterSetName: (self) => (self.set === "Default" ? "__AllParameterSets" : self.set),
      MyInvocation: (self) =>
        new CustomObject({
          MyCommand: new CustomObject({ Name: self.target.name }),
          BoundParameters: self.frame.call?.bound ?? null,
          InvocationName: self.target.name,
          ExpectingInput: self.target.expectsInput,
          ScriptLineNumber: self.target.position?.line ?? 0,
          Line: self.target.position?.text ?? "",
        }),
      CommandRuntime: (self) => self,
      SessionState: (self) => self,
    },
    call: {
      ShouldProcess: (self, args) => self.shouldProcess(args),
      ShouldContinue: (self, [query, caption, yesToAll]) => {
        const answer = self.context.shouldContinue(toText(query), toText(caption));
        if (yesToAll !== undefined) setReference(yesToAll, false);
        return answer;
      },
      WriteError: (self, [value]) => {
        const record = self.recordOf(value);
        self.target.failed();
        const { error: action } = preferencesIn(self.frame);
        if (action === "Stop") throw new TerminatingError(record, "script");
        if (action !== "Ignore") self.frame.streams.error(record, action === "SilentlyContinue");
      },
      ThrowTerminatingError: (self, [value]) => {
        throw new TerminatingError(self.recordOf(value), "statement");
      },
      WriteObject: (self, [value, enumerate]) =>
        (isTrue(enumerate ?? false) ? emit(value, self.out) : self.out(value)) ?? undefined,
      WriteVerbose: (self, [text]) => self.context.verbose(toText(text)),
      WriteWarning: (self, [text]) => self.context.warning(toText(text)),
      WriteDebug: (self, [text]) => self.context.debug(toText(text)),
      GetVariableValue: (self, [name]) => self.frame.scope.find(toText(name).toLowerCase())?.value ?? null,
    },
  }),
});
