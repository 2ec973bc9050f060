// Lets a cmdlet begin with the next record when the change of this one is staged, so that many share one sync.
import type { Steps, Work } from "../command/cmdlet.ts";
import type { Context } from "../command/context.ts";
import { Problem } from "../command/problem.ts";
import type { Change, Transaction } from "./organization.ts";

/** Records whose changes may wait for their sync at a time. */
const most = 64;

/** What the work of one record does by way of its turn. */
export interface Turn {
  /** `ctx.shouldProcess`; where a person is asked, nothing is begun ahead any more. */
  ask(target: string, force?: boolean): boolean | Promise<boolean>;
  /** `ctx.org.change`; the next record begins when it is staged. */
  change<T>(work: (tx: Transaction) => T | Promise<T>): Change<T>;
}

interface Entry {
  done: boolean;
  value: unknown;
  error: unknown;
  settled: Promise<void>;
}

/**
 * Runs `work` for each record; what it gives is an output, or a list of them. Outputs and errors come in the order of the records, each after its sync; a record that
 * fails lets those before it come first, and nothing behind it is begun before the failure is told.
 */
export function inTurn<B>(ctx: Context, work: (bound: B, turn: Turn) => Promise<unknown>): Steps<B> {
  const waiting: Entry[] = [];
  let ahead = most;

  function* given(entry: Entry): Iterable<unknown> {
    if (entry.error !== undefined) tell(ctx, entry.error);
    else if (Array.isArray(entry.value)) yield* entry.value;
    else if (entry.value !== undefined) yield entry.value;
  }

  async function* drain(left: number): AsyncIterableIterator<unknown> {
    while (waiting.length > 0 && (waiting.length > left || waiting[0]!.done)) {
      const entry = waiting.shift()!;
      await entry.settled;
      yield* given(entry);
    }
  }

  return {
    async *process(bound: B) {
      let reached: (staged: boolean) => void = () => {};
      const staged = new Promise<boolean>((resolve) => {
        reached = resolve;
      });
      const turn: Turn = {
        ask(target, force) {
          const answer = ctx.shouldProcess(target, undefined, force);
          if (answer instanceof Promise) ahead = 0;
          return answer;
        },
        change(change) {
          const made = ctx.org.change(change, ctx);
          made.staged.then(
            () => reached(true),
            () => reached(false),
          );
          return made;
        },
      };
      const entry: Entry = { done: false, value: undefined, error: undefined, settled: Promise.resolve() };
      entry.settled = work(bound, turn)
        .then(
          (value) => {
            entry.value = value;
          },
          (error) => {
            entry.error = error ?? new Error("The work failed without a reason.");
          },
        )
        .then(() => {
          entry.done = true;
          reached(false);
        });
      if (!(await staged)) await entry.settled;
      waiting.push(entry);
      yield* drain(entry.error === undefined ? ahead : 0);
    },
    end: (): Work => drain(0),
  };
}

/** Problems that end the command, because no other record would fare better. */
const endings = new Set(["OrganizationStoreFull", "OrganizationStoreWriteFailed", "OrganizationStoreDamaged"]);

/** Reports a problem with one object, so that the others go on; throws what ends the command. */
export function tell(ctx: Context, error: unknown): void {
  if (!(error instanceof Problem) || endings.has(error.id)) throw error;
  ctx.error(error);
}

/** Runs the work of a record; its problems are told. */
export async function attempt<T>(ctx: Context, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    tell(ctx, error);
    return undefined;
  }
}
