// The owner's side of a guest's invocation: the one place where what comes from outside is checked, run and answered.
import type { Cmdlet } from "../command/cmdlet.ts";
import type { Invocation, Progress, Question, Running, Streams } from "../command/context.ts";
import type { ErrorRecord } from "../command/record.ts";
import type { Json } from "../values/type.ts";
import { encodeValue } from "../values/wire.ts";
import { badFrame } from "./errors.ts";
import type { Channel, Frame } from "./frames.ts";
import type { Wanted } from "./offers.ts";
import { windowOf } from "./remote.ts";
import {
  asFields,
  asText,
  decodeBound,
  decodeInvocation,
  decodeNames,
  decodeProblem,
  encodeFailure,
  encodeOutput,
  encodeRecord,
} from "./wire.ts";

/** What the serving side needs of the owner. */
export interface Serving {
  /** The cmdlet of this name; rejects with a Problem when there is none. */
  load(name: string): Promise<Cmdlet>;
  run(cmdlet: Cmdlet, invocation: Invocation, streams: Streams, given: ReadonlySet<string>): Running;
  /** The words that Tab offers for a value. */
  offers(wanted: Wanted): Promise<readonly string[]>;
}

/** Answers what Tab has asked; nothing is offered for what cannot be. */
export async function serveOffers(channel: Channel, frame: Frame, serving: Serving): Promise<void> {
  const answer = async () =>
    serving.offers({
      cmdlet: asText(frame["cmdlet"]),
      parameter: asText(frame["parameter"]),
      prefix: asText(frame["prefix"]),
    });
  await channel.send({ t: "words", words: await answer().catch(() => []) });
  channel.close();
}

/** Serves one invocation over a channel to its end. */
export function serveInvocation(channel: Channel, first: Frame, serving: Serving): Promise<void> {
  const stopping = new AbortController();
  let cmdlet: Cmdlet | undefined;
  let running: Running | undefined;
  let given = new Set<string>();
  let onTheWay = 0;
  let window = 1;
  let room: (() => void) | undefined;
  let question: { resolve(text: string): void; reject(error: unknown): void } | undefined;
  let work: Promise<void> = Promise.resolve();

  const stopped = (): Error => (stopping.signal.reason as Error | undefined) ?? new Error("stopped");

  const streams: Streams = {
    out(value) {
      if (stopping.signal.aborted) throw stopped();
      const sent = channel.send({ t: "output", of: encodeOutput(cmdlet!, value) });
      onTheWay++;
      if (onTheWay < window) return sent;
      return new Promise<void>((resolve, reject) => {
        room = () => (stopping.signal.aborted ? reject(stopped()) : resolve());
      });
    },
    error: (record: ErrorRecord, silent: boolean) =>
      void channel.send({ t: "error", record: encodeRecord(record), silent }),
    warning: (text) => void channel.send({ t: "warning", text }),
    verbose: (text) => void channel.send({ t: "verbose", text }),
    debug: (text) => void channel.send({ t: "debug", text }),
    information: (value, tags) => void channel.send({ t: "information", value: encodeValue(value), tags }),
    progress: (record: Progress) => void channel.send({ t: "progress", record: record as unknown as Json }),
    ask: (asked: Question) =>
      new Promise((resolve, reject) => {
        if (stopping.signal.aborted) return reject(stopped());
        question = { resolve, reject };
        void channel.send({ t: "question", question: asked as unknown as Json });
      }),
  };

  const wake = (): void => {
    const waiting = room;
    room = undefined;
    waiting?.();
  };

  const stop = (): void => {
    stopping.abort();
    question?.reject(stopped());
    question = undefined;
    wake();
  };

  /** Steps come one at a time, as the guest waits for each; should one not, they still run in order. */
  const step = (task: () => void | Promise<void>): void => {
    work = work.then(task).then(
      () => void channel.send({ t: "done" }),
      (error) => void channel.send({ t: "failed", why: encodeFailure(error) }),
    );
  };

  const begin = async (frame: Frame): Promise<void> => {
    if (running) throw badFrame("one connection carries one command");
    const name = asText(frame["cmdlet"]);
    const found = await serving.load(name);
    if (found.runs !== "organization") throw badFrame(`there is no cmdlet '${name}' of the organization`);
    cmdlet = found;
    window = windowOf(found);
    given = decodeNames(frame["given"]);
    const bound = decodeBound(found, frame["bound"], false);
    running = serving.run(found, decodeInvocation(asFields(frame as Json), stopping.signal), streams, given);
    await running.begin(bound);
  };

  const next = async (frame: Frame): Promise<void> => {
    if (!running || !cmdlet) throw badFrame("there is no command to give this to");
    for (const name of decodeNames(frame["given"])) given.add(name);
    await running.process(decodeBound(cmdlet, frame["bound"], true));
  };

  const close = async (): Promise<void> => {
    const last = running;
    running = undefined;
    await last?.close();
  };

  const take = (frame: Frame): void => {
    switch (frame.t) {
      case "invoke":
        step(() => begin(frame));
        break;
      case "input":
        step(() => next(frame));
        break;
      case "end":
        step(() => running?.end());
        break;
      case "close":
        step(close);
        break;
      case "stop":
        stop();
        break;
      case "taken":
        onTheWay -= Number(frame["count"]);
        if (onTheWay < window) wake();
        break;
      case "answer": {
        const asked = question;
        question = undefined;
        if (typeof frame["text"] === "string") asked?.resolve(frame["text"]);
        else asked?.reject(decodeProblem(frame["problem"]));
      }
    }
  };

  take(first);
  channel.listen(take);
  return channel.ended.then(async () => {
    stop();
    await work;
    await close();
  });
}
