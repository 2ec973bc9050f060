// Runs a block for completion: nobody sees what it says, and it ends in time however it goes on.

import type { Streams } from "../command/context.ts";
import { noPerson } from "../command/errors.ts";
import { BlockValue } from "./blocks.ts";
import { within } from "./frame.ts";

/** Milliseconds until a block is stopped, until it is given up if it does not heed that, and values taken of it. */
const patience = 2000;
const grace = 1000;
const most = 500;

const nothing = () => undefined;
const silent: Streams = {
  out: nothing,
  error: nothing,
  warning: nothing,
  verbose: nothing,
  debug: nothing,
  information: nothing,
  progress: nothing,
  ask: (question) => Promise.reject(noPerson(question)),
};

/** What the block puts out before it ends, fails, or is stopped by `abort`; `late` is the reason to stop it when its time is up. */
export async function sample(
  block: BlockValue,
  args: readonly unknown[],
  abort: AbortController,
  late: Error,
): Promise<readonly unknown[]> {
  const { core } = block.home;
  const { ok, console, nested } = core;
  const errors = [...core.errors.items];
  const values: unknown[] = [];
  const stop = core.world.clock.after(patience, () => abort.abort(late));
  core.console = nothing;
  core.nested = 0;
  const quiet = new BlockValue(block.tree, block.unit, within(block.home, { streams: silent }), block.closed);
  const work = async (): Promise<void> => {
    await quiet.run({ args, scope: "new" }, (value) => {
      if (values.length >= most) abort.abort(late);
      if (abort.signal.aborted) throw abort.signal.reason;
      values.push(value);
    });
  };
  let giveUp: { cancel(): void } | undefined;
  await Promise.race([
    work().catch(nothing),
    new Promise<void>((resolve) => {
      giveUp = core.world.clock.after(patience + grace, resolve);
    }),
  ]);
  stop.cancel();
  giveUp?.cancel();
  core.ok = ok;
  core.console = console;
  core.nested = nested;
  core.errors.items.splice(0, core.errors.items.length, ...errors);
  return [...values];
}
