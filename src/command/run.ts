// Runs a cmdlet in this process: drives its work, and enforces what its preferences say about errors and questions.
import { ConversionError } from "../values/type.ts";
import type { World } from "../world/world.ts";
import type { Cmdlet, Steps, Work } from "./cmdlet.ts";
import type {
  ActionPreference,
  Context,
  Invocation,
  Question,
  Running,
  Services,
  ShellServices,
  Streams,
} from "./context.ts";
import { stoppedByPerson, stoppedByPreference } from "./errors.ts";
import { Problem } from "./problem.ts";
import { ErrorRecord, TerminatingError } from "./record.ts";

/** What a cmdlet finds in its context beside the streams. */
export type Given = Services & ShellServices & { readonly world: World };

type Own = Omit<Context, keyof Given>;

/**
 * Starts a cmdlet in this process. `services` may be partial where the caller knows that the cmdlet needs no more.
 * Errors that end it are thrown as {@link TerminatingError}; what the next command throws passes as it is.
 */
export function runHere(
  cmdlet: Cmdlet,
  invocation: Invocation,
  streams: Streams,
  given: ReadonlySet<string>,
  services: Given,
): Running {
  const answers = new Answers(cmdlet, invocation, streams);
  // Own properties first, services copied after: a prototype or a spread in front costs more than the rest of a call.
  const own: Own = {
    signal: invocation.signal,
    command: invocation.name,
    position: invocation.position,
    given: (parameter: string) => given.has(parameter),
    error: (problem: Problem | ErrorRecord) => answers.error(problem),
    warning: (text: string) => answers.say("warning", "WarningPreference", text),
    verbose: (text: string) => answers.say("verbose", "VerbosePreference", text),
    debug: (text: string) => answers.say("debug", "DebugPreference", text),
    information(value: unknown, tags: readonly string[] = []) {
      if (invocation.preferences.information !== "Ignore") streams.information(value, tags);
    },
    progress: (record: Parameters<Streams["progress"]>[0]) => streams.progress(record),
    shouldProcess: (target: string, action?: string, force?: boolean) =>
      answers.shouldProcess(target, action ?? cmdlet.name, force),
    shouldContinue: (question: string, caption: string) => answers.shouldContinue(question, caption),
  };
  const context = own as unknown as Record<string, unknown> & Context;
  for (const name in services) context[name] = services[name as keyof Given];
  let steps: Steps<unknown> | undefined;

  /** Does a piece of work and hands its output on. */
  const drive = (work: () => Work): void | Promise<void> => {
    let made: Work;
    try {
      made = work();
    } catch (error) {
      throw ended(error, invocation);
    }
    if (made === undefined || made === null) return answers.settled();
    if (Symbol.asyncIterator in made) return pullAsync(made as AsyncIterable<unknown>);
    if (Symbol.iterator in made) return pull((made as Iterable<unknown>)[Symbol.iterator]());
    return waitFor(made as Promise<void>);
  };

  async function waitFor(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      throw ended(error, invocation);
    }
    await answers.settled();
  }

  function pull(items: Iterator<unknown>): void | Promise<void> {
    for (;;) {
      const item = step(items);
      if (item.done) return answers.settled();
      const waits = hand(items, item.value);
      if (waits) return pullSlowly(items, waits);
    }
  }

  function step(items: Iterator<unknown>): IteratorResult<unknown> {
    try {
      return items.next();
    } catch (error) {
      throw ended(error, invocation);
    }
  }

  /** The next command may throw; the generator then ends as by a `return`, so that its `finally` runs. */
  function hand(items: Iterator<unknown>, value: unknown): void | Promise<void> {
    try {
      const asked = answers.settled();
      return asked ? asked.then(() => streams.out(value)) : streams.out(value);
    } catch (error) {
      items.return?.();
      throw error;
    }
  }

  async function pullSlowly(items: Iterator<unknown>, first: Promise<void>): Promise<void> {
    let waits: void | Promise<void> = first;
    for (;;) {
      try {
        await waits;
        stopIfAsked(invocation);
      } catch (error) {
        items.return?.();
        throw error;
      }
      const item = step(items);
      if (item.done) return answers.settled();
      waits = hand(items, item.value);
    }
  }

  async function pullAsync(work: AsyncIterable<unknown>): Promise<void> {
    const items = work[Symbol.asyncIterator]();
    for (;;) {
      let item: IteratorResult<unknown>;
      try {
        item = await items.next();
      } catch (error) {
        throw ended(error, invocation);
      }
      if (item.done) return answers.settled();
      try {
        await answers.settled();
        const waits = streams.out(item.value);
        if (waits) await waits;
        stopIfAsked(invocation);
      } catch (error) {
        await items.return?.();
        throw error;
      }
    }
  }

  return {
    begin(bound) {
      if (!cmdlet.start) return;
      try {
        steps = cmdlet.start(bound, context, streams.out);
      } catch (error) {
        throw ended(error, invocation);
      }
      if (steps.begin) return drive(() => steps!.begin!());
      return answers.settled();
    },
    process(bound) {
      if (cmdlet.process) return drive(() => cmdlet.process!(bound, context));
      if (steps?.process) return drive(() => steps!.process!(bound));
    },
    end() {
      if (steps?.end) return drive(() => steps!.end!());
    },
    close() {
      return steps?.close?.();
    },
  };
}

function stopIfAsked(invocation: Invocation): void {
  if (invocation.signal.aborted) throw invocation.signal.reason;
}

/** Errors of exactly these classes are wrapped; others steer the flow of a script and pass as they are. */
const plainErrors = new Set<unknown>([Error, TypeError, RangeError, SyntaxError, ReferenceError, URIError, EvalError]);

/** What a cmdlet's own code threw, as an error that ends its statement; the script, where Stop asks for that. */
export function ended(
  error: unknown,
  invocation: Pick<Invocation, "name" | "position" | "signal" | "preferences">,
): unknown {
  if (invocation.signal.aborted && error === invocation.signal.reason) return error;
  const problem = problemOf(error);
  if (!problem) return error;
  const ends = invocation.preferences.error === "Stop" ? "script" : "statement";
  const failure = new TerminatingError(ErrorRecord.of(problem, invocation.name, invocation.position), ends);
  return Object.assign(failure, { cause: problem });
}

/** The problem that an error of the code below stands for; undefined for what is none (control flow, stops). */
export function problemOf(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error;
  if (error instanceof ConversionError) {
    return new Problem({
      id: "InvalidCast",
      category: "InvalidArgument",
      text: error.message,
      exceptionType: "System.InvalidCastException",
      cause: error,
    });
  }
  // A stack that is full is the language's to tell, where there is room again.
  if (!(error instanceof Error) || (error instanceof RangeError && /call stack/i.test(error.message))) return undefined;
  const code = (error as { code?: unknown }).code;
  if (typeof code === "string") return systemProblem(code, error);
  const told = error as { id?: unknown; exceptionType?: unknown };
  if (typeof told.exceptionType === "string") {
    const id = typeof told.id === "string" ? told.id : error.name;
    return new Problem({
      id,
      category: "InvalidOperation",
      text: error.message,
      exceptionType: told.exceptionType,
      cause: error,
    });
  }
  if (!plainErrors.has(error.constructor)) return undefined;
  return new Problem({ id: error.name, category: "NotSpecified", text: error.message, cause: error });
}

const systemErrors: Readonly<Record<string, readonly [string, Problem["category"], string]>> = {
  ENOENT: ["PathNotFound", "ObjectNotFound", "System.IO.FileNotFoundException"],
  EACCES: ["UnauthorizedAccess", "PermissionDenied", "System.UnauthorizedAccessException"],
  EPERM: ["UnauthorizedAccess", "PermissionDenied", "System.UnauthorizedAccessException"],
  EEXIST: ["PathExists", "ResourceExists", "System.IO.IOException"],
  ENOSPC: ["DiskFull", "WriteError", "System.IO.IOException"],
};

function systemProblem(code: string, error: Error): Problem {
  const [id, category, exceptionType] = systemErrors[code] ?? [code, "NotSpecified", "System.IO.IOException"];
  return new Problem({
    id: id!,
    category: category as Problem["category"],
    text: error.message,
    exceptionType: exceptionType!,
    cause: error,
  });
}

const yesNo = [
  { label: "&Yes", help: "Continue with only the next step of the operation." },
  { label: "Yes to &All", help: "Continue with all the steps of the operation." },
  { label: "&No", help: "Skip this operation and proceed with the next operation." },
  { label: "No to A&ll", help: "Skip this operation and all subsequent operations." },
] as const;

const goOn = [
  { label: "&Yes", help: "Continue, and ask again next time." },
  { label: "Yes to &All", help: "Continue, and do not ask again." },
  { label: "&Halt Command", help: "Stop this command." },
] as const;

/** What preferences demand of one running cmdlet, with the answers that hold for all that follows. */
class Answers {
  readonly #cmdlet: Cmdlet;
  readonly #invocation: Invocation;
  readonly #streams: Streams;
  /** Questions that were raised where nothing could wait; the work waits for them before its next output. */
  #asked: Promise<void> | undefined;
  #confirmed: boolean | undefined;
  #goOnAlways = false;

  constructor(cmdlet: Cmdlet, invocation: Invocation, streams: Streams) {
    this.#cmdlet = cmdlet;
    this.#invocation = invocation;
    this.#streams = streams;
  }

  settled(): void | Promise<void> {
    const asked = this.#asked;
    this.#asked = undefined;
    return asked;
  }

  error(problem: Problem | ErrorRecord): void {
    const { name, position, preferences } = this.#invocation;
    const record = problem instanceof ErrorRecord ? problem : ErrorRecord.of(problem, name, position);
    switch (preferences.error) {
      case "Ignore":
        return;
      case "SilentlyContinue":
        this.#streams.error(record, true);
        return;
      case "Stop":
        throw new TerminatingError(record, "script");
      case "Inquire":
        this.#inquire(record.message, () => this.#streams.error(record, false), record);
        return;
      default:
        this.#streams.error(record, false);
    }
  }

  say(stream: "warning" | "verbose" | "debug", variable: string, text: string): void {
    const preference: ActionPreference = this.#invocation.preferences[stream];
    if (preference === "Ignore" || (preference === "SilentlyContinue" && stream !== "warning")) return;
    if (preference === "Inquire") {
      this.#inquire(text, () => this.#streams[stream](text), undefined);
      return;
    }
    this.#streams[stream](text);
    if (preference === "Stop") {
      const { name, position } = this.#invocation;
      throw new TerminatingError(ErrorRecord.of(stoppedByPreference(variable, text), name, position));
    }
  }

  #inquire(message: string, tell: () => void, record: ErrorRecord | undefined): void {
    const ask = async (): Promise<void> => {
      if (!this.#goOnAlways) {
        const answer = await this.#choose({ kind: "choice", caption: "Confirm", message, choices: goOn, default: 0 });
        if (answer === 2) {
          const { name, position } = this.#invocation;
          throw new TerminatingError(record ?? ErrorRecord.of(stoppedByPerson(), name, position));
        }
        if (answer === 1) this.#goOnAlways = true;
      }
      tell();
    };
    this.#asked = this.#asked ? this.#asked.then(ask) : ask();
    // Whoever waits for it sees the failure; until then it is not one that nobody looks at.
    this.#asked.catch(() => {});
  }

  shouldProcess(target: string, action: string, force = false): boolean | Promise<boolean> {
    const what = `Performing the operation "${action}" on target "${target}".`;
    const { preferences } = this.#invocation;
    if (preferences.whatIf) {
      this.#streams.information(`What if: ${what}`, ["PSHOST"]);
      return false;
    }
    if (preferences.confirm === false || this.#confirmed === true) return true;
    if (this.#confirmed === false) return false;
    if (!(preferences.confirm ?? (!force && this.#asksByItself()))) {
      this.say("verbose", "VerbosePreference", what);
      return true;
    }
    return this.#confirm(`Are you sure you want to perform this action?\n${what}`, "Confirm", "-Confirm:$false");
  }

  #asksByItself(): boolean {
    const rank = { None: 9, Low: 1, Medium: 2, High: 3 } as const;
    const impact = this.#cmdlet.confirms === "ask" ? 3 : 2;
    return impact >= rank[this.#invocation.preferences.confirmImpact];
  }

  async shouldContinue(question: string, caption: string): Promise<boolean> {
    if (this.#confirmed !== undefined) return this.#confirmed;
    return this.#confirm(question, caption);
  }

  async #confirm(message: string, caption: string, without?: string): Promise<boolean> {
    const spared = without === undefined ? {} : { without };
    const answer = await this.#choose({ kind: "choice", caption, message, choices: yesNo, default: 0, ...spared });
    if (answer === 1) this.#confirmed = true;
    if (answer === 3) this.#confirmed = false;
    return answer < 2;
  }

  async #choose(question: Question): Promise<number> {
    return Number(await this.#streams.ask(question));
  }
}
