// Programs of the machine as commands: found in PATH, given their arguments, run as one stage of a pipeline.
import { posix } from "node:path";
import { StringDecoder } from "node:string_decoder";
import type { Argument } from "../command/bind.ts";
import type { Streams } from "../command/context.ts";
import { findPaths } from "../command/files.ts";
import type { ScriptPosition } from "../command/position.ts";
import { ErrorRecord, TerminatingError } from "../command/record.ts";
import type { Stage } from "../command/stage.ts";
import { createRenderer } from "../format/screen.ts";
import { largestText } from "../values/arithmetic.ts";
import { isList, itemsOf } from "../values/collections.ts";
import { isTrue } from "../values/net/numbers.ts";
import type { Out } from "../values/structured.ts";
import { toText } from "../values/text.ts";
import { hasWildcard } from "../values/wildcard.ts";
import type { Child } from "../world/world.ts";
import { lineTooLong, programFailed, programStatus, programWrote } from "./errors.ts";
import type { Core, Frame } from "./frame.ts";
import { preferencesIn } from "./preferences.ts";

/** The path of the program that a name without folder means: the first in $env:PATH that may be executed. */
export async function findProgram(core: Core, name: string): Promise<string | undefined> {
  for (const folder of foldersOf(core)) {
    const path = posix.join(folder, name);
    if (await core.world.processes.executable(path)) return path;
  }
  return undefined;
}

/** All programs in $env:PATH whose name fits, in the order of the folders. */
export async function listPrograms(core: Core, fits: (name: string) => boolean): Promise<readonly string[]> {
  const found: string[] = [];
  for (const folder of new Set(foldersOf(core))) {
    for (const name of await core.world.disk.list(folder).catch(() => [])) {
      if (!fits(name)) continue;
      const path = posix.join(folder, name);
      if (await core.world.processes.executable(path)) found.push(path);
    }
  }
  return found;
}

function foldersOf(core: Core): readonly string[] {
  return (core.env.get("PATH")?.value ?? "").split(":").filter((folder) => folder.startsWith("/"));
}

/**
 * Arguments as a program gets them (about_Native_Commands, PSNativeCommandArgumentPassing Standard): each value is one
 * argument whatever it contains, a list is many, $null none; bare words with wild cards stand for the files that fit.
 */
export async function programArguments(args: readonly Argument[], f: Frame): Promise<string[]> {
  const words: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as Argument;
    if (arg.name === undefined && arg.text === "--%") {
      words.push(...verbatim(toText(args[i + 1]?.value), f.core));
      break;
    }
    if (arg.name !== undefined) {
      // `-p:5` is one argument, `-p: 5` and `-p 5` are two.
      const name = arg.raw ?? `-${arg.name}${arg.hasValue ? ":" : ""}`;
      const values = arg.hasValue ? textsOf(arg) : [];
      const joined = name.endsWith(":") && !arg.apart && values.length > 0;
      words.push(joined ? name + values[0] : name, ...(joined ? values.slice(1) : values));
    } else if (typeof arg.value === "string" && arg.text !== undefined) words.push(...(await expanded(arg.value, f)));
    else words.push(...textsOf(arg));
  }
  return words;
}

function textsOf(arg: Argument): string[] {
  const { value } = arg;
  if (value === null || value === undefined) return [];
  if (arg.text !== undefined) return [arg.text];
  if (!isList(value)) return [toText(value)];
  const items = itemsOf(value).map((item) => toText(item));
  // `a,b` as it is written is one word.
  return arg.listed ? [items.join(",")] : items;
}

/** `~` and wild cards of a bare word; a pattern that fits nothing stays as it is. */
async function expanded(word: string, f: Frame): Promise<readonly string[]> {
  const { core } = f;
  const { home } = core.world.host;
  if (word === "~" || word.startsWith("~/")) return [home + word.slice(1)];
  if (word.startsWith("-") || !hasWildcard(word)) return [word];
  const found = await findPaths({ world: core.world, shell: { location: core.location } }, word, false);
  if (found.length === 0) return [word];
  if (word.startsWith("/")) return found;
  const parts = found.map((path) => posix.relative(core.location, path));
  return word.startsWith("./") ? parts.map((part) => `./${part}`) : parts;
}

/** The words behind `--%`: divided at blanks outside of double quotes, with %NAME% of the environment put in. */
function verbatim(text: string, core: Core): string[] {
  const put = text.replace(/%([^%\s]{1,256})%/g, (whole, name: string) => core.env.get(name)?.value ?? whole);
  const words: string[] = [];
  let word: string | undefined;
  let quoted = false;
  for (const char of put) {
    if (char === '"') {
      quoted = !quoted;
      word ??= "";
    } else if (!quoted && /\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? "") + char;
  }
  if (word !== undefined) words.push(word);
  return words;
}

/** Where a program's bytes go on to the next program untouched ($PSNativeCommandPreserveBytePipe). */
const bytesOf = new WeakMap<Out, (piece: Buffer) => Promise<void>>();

/** Tells that what is handed to `out` goes to this stage, so that bytes may go there as they are. */
export function joinBytes(out: Out, stage: Stage): void {
  const take = (stage as ProgramStage).takeBytes;
  if (take) bytesOf.set(out, take);
}

interface ProgramStage extends Stage {
  readonly takeBytes?: (piece: Buffer) => Promise<void>;
}

export interface ProgramCall {
  readonly path: string;
  readonly name: string;
  readonly args: readonly Argument[];
  readonly expectsInput: boolean;
  readonly position: ScriptPosition | undefined;
  readonly streams: Streams;
  readonly failed: () => void;
}

/** Milliseconds that a program may take to end when it is told to. */
const grace = 2000;

export function programStage(call: ProgramCall, f: Frame, out: Out): Stage {
  const { core } = f;
  const { signal } = core;
  const isLast = out === core.console;
  const ownOutput = isLast && core.programs.output && core.shellOf(f).transcript === undefined;
  const ownErrors = core.programs.errors && call.streams.errorsElsewhere !== true;
  const toBytes = bytesOf.get(out);
  let child: Child | undefined;
  let ended = false;
  let output: Promise<Buffer | undefined> | undefined;
  let errors: Promise<Buffer | undefined> | undefined;
  /** The next piece of output when it has come. */
  let ready = false;
  let renderer: { out(value: unknown): void; end(): void } | undefined;

  const lines = lineReader((line) => out(line), call.name);
  const errorLines = lineReader((line) => {
    call.streams.error(ErrorRecord.of(programWrote(line), call.name, call.position), false);
  }, call.name);

  let stop!: (word: "stopped") => void;
  const stopped = new Promise<"stopped">((resolve) => {
    stop = resolve;
  });
  const onStop = (): void => {
    stop("stopped");
    child?.kill("SIGINT");
  };

  const listen = (): void => {
    ready = false;
    output = child?.read();
    output?.then(() => {
      ready = true;
    });
  };

  const start = async (): Promise<Child> => {
    const args = await programArguments(call.args, f);
    core.screen.flush();
    const env: Record<string, string> = {};
    for (const { name, value } of core.env.values()) env[name] = value;
    try {
      child = await core.world.processes.start(call.path, args, {
        cwd: core.location,
        env,
        input: call.expectsInput ? "pipe" : core.programs.input ? "own" : "none",
        output: ownOutput ? "own" : "pipe",
        errors: ownErrors ? "own" : "pipe",
      });
    } catch (error) {
      ended = true;
      throw new TerminatingError(
        ErrorRecord.of(programFailed(call.name, error), call.name, call.position),
        "statement",
      );
    }
    if (signal.aborted) onStop();
    else signal.addEventListener("abort", onStop, { once: true });
    listen();
    errors = child.readErrors();
    return child;
  };

  const take = async (piece: Buffer | undefined): Promise<void> => {
    if (piece === undefined) {
      output = undefined;
      ready = false;
      if (!toBytes) await lines.end();
      return;
    }
    listen();
    await (toBytes ? toBytes(piece) : lines.take(piece));
  };

  /** Hands on what the program writes until `until` comes, or until it has written all. */
  const pump = async (until?: Promise<void>): Promise<void> => {
    const wanted = until?.then(() => "done" as const);
    while (wanted || output || errors) {
      const first = await Promise.race([
        ...(wanted ? [wanted] : []),
        ...(output ? [output.then((piece) => ({ piece, from: 1 }))] : []),
        ...(errors ? [errors.then((piece) => ({ piece, from: 2 }))] : []),
        stopped,
      ]);
      if (first === "stopped") throw signal.reason;
      if (first === "done") return;
      if (first.from === 1) await take(first.piece);
      else if (first.piece === undefined) {
        errors = undefined;
        await errorLines.end();
      } else {
        errors = child?.readErrors();
        await errorLines.take(first.piece);
      }
    }
  };

  const write = (data: Buffer | string): void | Promise<void> => {
    if (!child) return start().then(() => write(data));
    const waits = child.write(typeof data === "string" ? Buffer.from(data) : data);
    if (waits) return pump(waits);
    return ready && output ? output.then(take) : undefined;
  };

  /** What is no text goes in as the screen would show it. */
  const formatted = (value: unknown): void | Promise<void> => {
    const shown: string[] = [];
    gather = shown;
    renderer ??= createRenderer(core.screen.width, (line) => gather.push(line));
    renderer.out(value);
    return shown.length > 0 ? write(`${shown.join("\n")}\n`) : undefined;
  };
  let gather: string[] = [];

  const finish = async (): Promise<void> => {
    child ??= await start();
    if (renderer) {
      gather = [];
      renderer.end();
      if (gather.length > 0) await write(`${gather.join("\n")}\n`);
    }
    child.endInput();
    await pump();
    const code = await Promise.race([child.exited, stopped]);
    if (code === "stopped") throw signal.reason;
    ended = true;
    core.global.put("LASTEXITCODE", code);
    if (code === 0) return;
    call.failed();
    if (!isTrue(f.scope.find("psnativecommanduseerroractionpreference")?.value ?? false)) return;
    const record = ErrorRecord.of(programStatus(call.name, code), call.name, call.position);
    const { error } = preferencesIn(f);
    if (error === "Stop") throw new TerminatingError(record, "script");
    if (error !== "Ignore") call.streams.error(record, error === "SilentlyContinue");
  };

  return {
    begin() {},
    process(value) {
      if (typeof value === "string") return write(`${value}\n`);
      return value === null || value === undefined ? undefined : formatted(value);
    },
    end: finish,
    async close() {
      signal.removeEventListener("abort", onStop);
      if (!child || ended) return;
      // Its reader has gone (Select-Object -First, an error, Ctrl+C), and so it need not go on.
      child.kill("SIGTERM");
      child.release();
      const timer = core.world.clock.after(grace, () => child?.kill("SIGKILL"));
      await child.exited;
      ended = true;
      timer.cancel();
    },
    ...(call.expectsInput && { takeBytes: async (piece: Buffer) => write(piece) }),
  } satisfies ProgramStage;
}

/** Pieces of UTF-8 as lines without their ends. */
function lineReader(hand: (line: string) => void | Promise<void>, name: string) {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  return {
    async take(piece: Buffer): Promise<void> {
      const parts = (rest + decoder.write(piece)).split("\n");
      rest = parts.pop() ?? "";
      if (rest.length > largestText) throw lineTooLong(name);
      for (const line of parts) {
        const waits = hand(line.endsWith("\r") ? line.slice(0, -1) : line);
        if (waits) await waits;
      }
    },
    async end(): Promise<void> {
      rest += decoder.end();
      if (rest !== "") await hand(rest);
      rest = "";
    },
  };
}
