// Redirections: streams of one command into files, into $null, or into its output (about_Redirection).
import type { Argument } from "../command/bind.ts";
import type { Streams } from "../command/context.ts";
import { cmdletStage, type Stage } from "../command/stage.ts";
import { InformationRecord, MessageRecord } from "../command/streamrecord.ts";
import type { Out } from "../values/structured.ts";
import { toText } from "../values/text.ts";
import type { Prepared } from "./commands.ts";
import { compileExpression } from "./expressions.ts";
import "./streamtypes.ts";
import { face } from "./face.ts";
import { settle } from "./failure.ts";
import type { End } from "./flow.ts";
import { type Frame, type Run, type Unit, within } from "./frame.ts";
import type { Redirection, Span, Stream, StreamNumber } from "./syntax/tree.ts";

type Sink = (value: unknown) => void | Promise<void>;

interface Redirects {
  readonly out: Out;
  readonly streams: Streams;
  /** Files that are written; they begin before the command and end after it. */
  readonly files: readonly Stage[];
}

const numbers: readonly StreamNumber[] = [1, 2, 3, 4, 5, 6];

/** Where each stream goes. Files are written by Out-File, so that they look as the screen does. */
async function prepare(
  redirections: readonly Redirection[],
  unit: Unit,
  f: Frame,
  out: Out,
  streams: Streams,
): Promise<Redirects> {
  const sinks = new Map<StreamNumber, Sink>();
  const files: Stage[] = [];
  for (const one of redirections) {
    if (one.kind === "MergeRedirection") continue;
    const target = await compileExpression(one.target, unit)(f);
    let sink: Sink = () => {};
    if (target !== null && target !== undefined) {
      const cmdlet = await f.core.registry.load("Out-File");
      const args: Argument[] = [{ name: "FilePath", hasValue: true, value: toText(target) }];
      if (one.append) args.push({ name: "Append", hasValue: true, value: true });
      const stage = cmdletStage(
        cmdlet,
        {
          name: "Out-File",
          args,
          expectsInput: true,
          position: unit.position(one.span),
          signal: f.core.signal,
          streams,
        },
        face(f, streams),
        () => {},
      );
      files.push(stage);
      sink = (value) => stage.process(value);
    }
    for (const number of streamsOf(one.stream)) sinks.set(number, sink);
  }
  const output = sinks.get(1) ?? out;
  for (const one of redirections) {
    if (one.kind === "MergeRedirection")
      for (const number of streamsOf(one.stream)) if (number !== 1) sinks.set(number, output);
  }
  return { out: output, streams: redirectStreams(streams, sinks, f), files };
}

function streamsOf(stream: Stream): readonly StreamNumber[] {
  return stream === "all" ? numbers : [stream];
}

/** Writing to these streams cannot wait; a file that does finishes when it ends. */
function redirectStreams(streams: Streams, sinks: ReadonlyMap<StreamNumber, Sink>, f: Frame): Streams {
  const send = (number: StreamNumber, value: unknown) => {
    const waits = sinks.get(number)?.(value);
    if (waits instanceof Promise) waits.catch(() => {});
  };
  const has = (number: StreamNumber) => sinks.has(number);
  return {
    out: streams.out,
    error(record, silent) {
      if (!has(2)) return streams.error(record, silent);
      f.core.keepError(record);
      if (!silent) send(2, record);
    },
    warning: (text, silent) =>
      has(3) && !silent ? send(3, new MessageRecord("Warning", text)) : streams.warning(text, silent),
    verbose: (text) => (has(4) ? send(4, new MessageRecord("Verbose", text)) : streams.verbose(text)),
    debug: (text) => (has(5) ? send(5, new MessageRecord("Debug", text)) : streams.debug(text)),
    information: (value, tags, silent) =>
      has(6) ? send(6, InformationRecord.of(value, tags, f.core.world)) : streams.information(value, tags, silent),
    progress: (record) => streams.progress(record),
    ask: (question) => streams.ask(question),
    ...((has(2) || streams.errorsElsewhere) && { errorsElsewhere: true }),
  };
}

/** A command with its redirections as one stage. */
export function redirected(command: Prepared, f: Frame, out: Out, expectsInput: boolean, failed: () => void): Stage {
  let inner: Stage | undefined;
  let files: readonly Stage[] = [];
  return {
    async begin() {
      const made = await prepare(command.redirections, command.unit, f, out, f.streams);
      ({ files } = made);
      for (const file of files) await file.begin();
      inner = command.make(made.out, made.streams, expectsInput, failed);
      await inner.begin();
    },
    process: (value) => inner?.process(value),
    async end() {
      await inner?.end();
      for (const file of files) await file.end();
    },
    async close() {
      await inner?.close();
      for (const file of files) await file.close();
    },
  };
}

/** `1/0 2>$null`, `"text" > file`: an expression with redirections. */
export function redirectedExpression(run: Run, redirections: readonly Redirection[], unit: Unit, span: Span): Run {
  return async (f, out): Promise<End> => {
    const { out: to, streams, files } = await prepare(redirections, unit, f, out, f.streams);
    const inner = within(f, { streams });
    try {
      for (const file of files) await file.begin();
      let end: End;
      try {
        end = await run(inner, to);
      } catch (error) {
        await settle(error, inner, unit, span);
      }
      for (const file of files) await file.end();
      return end;
    } finally {
      for (const file of files) await file.close();
    }
  };
}

/**
 * Where an error goes that ended a pipeline whose last command redirects its errors: shown there, not where it happened.
 * Undefined when none of the redirections is of errors.
 */
export function errorTarget(redirections: readonly Redirection[]): "nothing" | "output" | undefined {
  let target: "nothing" | "output" | undefined;
  for (const one of redirections) {
    if (one.stream !== 2 && one.stream !== "all") continue;
    if (one.kind === "MergeRedirection") target = "output";
    else if (one.target.kind === "Variable" && one.target.name.toLowerCase() === "null") target = "nothing";
  }
  return target;
}

/** The streams in which errors go there. */
export function withErrorsTo(target: "nothing" | "output", f: Frame, out: Out): Frame {
  return within(f, {
    streams: {
      ...f.streams,
      error(record, silent) {
        f.core.keepError(record);
        if (silent || target === "nothing") return;
        const waits = out(record);
        if (waits instanceof Promise) waits.catch(() => {});
      },
    },
  });
}
