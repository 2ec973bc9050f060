// A cmdlet that runs behind the owner's socket; the pipeline cannot tell it from one that runs here.
import type { Cmdlet } from "../command/cmdlet.ts";
import type { Bound, Invocation, Progress, Question, Running, Streams } from "../command/context.ts";
import { ended as asEnded, problemOf } from "../command/run.ts";
import type { Json } from "../values/type.ts";
import { decodeValue } from "../values/wire.ts";
import type { Clock } from "../world/world.ts";
import { ownerEnded } from "./errors.ts";
import type { Channel, Frame } from "./frames.ts";
import {
  asFields,
  asText,
  decodeFailure,
  decodeOutput,
  decodeRecord,
  encodeBound,
  encodeInvocation,
  encodeProblem,
} from "./wire.ts";

/** How long an owner may take to stop a cmdlet before its guest stops listening, in milliseconds. */
const patience = 3000;

/**
 * How many objects may be on their way before their reader took the first: one where the cmdlet changes things, so that
 * an error behind it stops the next change as it would in one process; more where it only reads.
 */
export const windowOf = (cmdlet: Cmdlet): number => (cmdlet.confirms === undefined ? 64 : 1);

/** Thrown by `begin` when the owner was about to close and has begun nothing: the command may be taken elsewhere. */
export class NotBegun extends Error {
  override readonly name = "NotBegun";
}

interface Step {
  resolve(): void;
  reject(error: unknown): void;
}

/** Runs a cmdlet over a channel that the owner has welcomed. `given` may grow as the pipeline binds more. */
export function runThere(
  channel: Channel,
  cmdlet: Cmdlet,
  invocation: Invocation,
  streams: Streams,
  given: ReadonlySet<string>,
  clock: Clock,
): Running {
  let step: Step | undefined;
  let failure: unknown;
  let ended = false;
  /** Steps that the owner has not answered yet. */
  let owed = 0;
  let taken = 0;
  const window = windowOf(cmdlet);

  /** The command there is gone with its owner; an error of this very command, as any other that ends it. */
  const lost = (): unknown => asEnded(ownerEnded(cmdlet.name), invocation);

  const finish = (error?: unknown): void => {
    const current = step;
    step = undefined;
    if (error === undefined) current?.resolve();
    else current?.reject(error);
  };

  const fail = (error: unknown): void => {
    failure ??= error;
    finish(failure);
  };

  const onOutput = (frame: Frame): void | Promise<void> => {
    const wait = streams.out(decodeOutput(cmdlet, asFields(frame["of"])));
    return wait ? wait.then(take) : take();
  };

  const take = (): void => {
    taken++;
    if (taken * 4 < window && window > 1) return;
    void channel.send({ t: "taken", count: taken });
    taken = 0;
  };

  const answer = async (frame: Frame): Promise<void> => {
    try {
      const text = await streams.ask(frame["question"] as unknown as Question);
      await channel.send({ t: "answer", text });
    } catch (error) {
      const problem = problemOf(error);
      if (problem === undefined) throw error;
      await channel.send({ t: "answer", problem: encodeProblem(problem) });
    }
  };

  const handle = (frame: Frame): void | Promise<void> => {
    switch (frame.t) {
      case "output":
        return onOutput(frame);
      case "error":
        return streams.error(decodeRecord(frame["record"] ?? null), frame["silent"] === true);
      case "warning":
        return streams.warning(asText(frame["text"]));
      case "verbose":
        return streams.verbose(asText(frame["text"]));
      case "debug":
        return streams.debug(asText(frame["text"]));
      case "information":
        return streams.information(decodeValue(frame["value"] ?? null), frame["tags"] as readonly string[]);
      case "progress":
        return streams.progress(frame["record"] as unknown as Progress);
      case "question":
        return answer(frame);
      case "done":
        owed--;
        return finish(failure);
      case "closing":
        return fail(new NotBegun("The owner closes."));
      case "failed":
        owed--;
        return fail(decodeFailure(frame["why"]) ?? invocation.signal.reason ?? lost());
    }
  };

  // What a stream throws (Select-Object -First, -WarningAction Stop) ends the cmdlet where it stands.
  const guarded = (frame: Frame): void | Promise<void> => {
    if (failure !== undefined) {
      if (frame.t === "done" || frame.t === "failed") owed--;
      if (owed === 0) finish(failure);
      return;
    }
    try {
      return handle(frame)?.catch(halt);
    } catch (error) {
      halt(error);
    }
  };

  const halt = (error: unknown): void => {
    void channel.send({ t: "stop" });
    fail(error);
  };

  const stop = (): void => {
    void channel.send({ t: "stop" });
    clock.after(patience, () => {
      if (!ended) channel.destroy();
    });
  };

  void channel.ended.then(() => {
    ended = true;
    fail(invocation.signal.aborted ? invocation.signal.reason : lost());
  });

  const run = (frame: Frame): Promise<void> =>
    new Promise((resolve, reject) => {
      if (failure !== undefined && frame.t !== "close") return reject(failure);
      step = { resolve, reject };
      owed++;
      void channel.send(frame);
    });

  return {
    begin(bound: Bound) {
      channel.listen(guarded);
      if (invocation.signal.aborted) throw invocation.signal.reason;
      invocation.signal.addEventListener("abort", stop, { once: true });
      return run({
        t: "invoke",
        cmdlet: cmdlet.name,
        ...encodeInvocation(invocation, given),
        bound: encodeBound(cmdlet, bound),
      });
    },
    process: (bound: Bound) => run({ t: "input", bound: encodeBound(cmdlet, bound), given: [...given] as Json }),
    end: () => run({ t: "end" }),
    async close() {
      invocation.signal.removeEventListener("abort", stop);
      // What is under way there ends before anything else begins here, as in one process.
      if (!ended) await run({ t: "close" }).catch(() => undefined);
      ended = true;
      channel.close();
    },
  };
}
