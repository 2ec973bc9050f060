// Runs one seed from its founding to its judgement.
import { codeOf } from "../../src/world/errors.ts";
import { happen, pause, release, settle } from "./events.ts";
import { gone } from "./gate.ts";
import { judge, present, rests, stalls } from "./laws.ts";
import { Simulation } from "./simulation.ts";
import { rest } from "./time.ts";

export interface Verdict {
  readonly seed: number;
  /** What does not hold; empty for a good seed. */
  readonly broken: readonly string[];
  /** The last events before the first of it. */
  readonly last: readonly string[];
  /** Equal when two runs were equal. */
  readonly digest: string;
  readonly letters: number;
  readonly acknowledged: number;
  readonly ends: number;
  readonly steps: number;
}

const minute = 60_000;
const hour = 60 * minute;
const mostEvents = 90;
/** Longest waits of queues, with room. */
const soon = 65 * minute;
/** Until the last message has expired: six hours, the jumps of clocks, and the waits after them. */
const late = 30 * hour;

/** @param watch told of each line of the trace. */
export async function runSeed(seed: number, watch?: (line: string) => void): Promise<Verdict> {
  const sim = new Simulation(seed);
  sim.time.watcher = watch;
  let last: readonly string[] = [];
  const rejected = (reason: unknown) => {
    if (codeOf(reason) === gone) return;
    sim.break(`a rejection that nobody handled: ${(reason as Error)?.stack ?? reason}`);
  };
  process.on("unhandledRejection", rejected);
  process.on("uncaughtException", rejected);
  const good = () => {
    if (sim.ledger.broken.length === 0) return true;
    if (last.length === 0) last = sim.time.last(60);
    return false;
  };
  try {
    for (const house of sim.houses) {
      await house.found();
      house.start();
    }
    await sim.time.pass(minute);
    const events = 20 + sim.random.integer(mostEvents - 20);
    for (let event = 0; event < events && good(); event++) {
      happen(sim);
      await sim.time.pass(pause(sim));
      // Whom a fall interrupts meanwhile is asked after the next event.
      await sim.time.until(present(sim), 10_000);
    }
    if (good()) await settle(sim);
    if (good()) await sim.time.pass(soon);
    for (const house of sim.houses) if (good()) stalls(sim, house);
    for (let passed = 0; passed < late && sim.waiting > 0 && good(); passed += hour) await sim.time.pass(hour);
    // What was set aside since.
    for (const house of sim.houses) if (good()) await release(sim, house);
    if (good()) await sim.time.pass(20 * minute);
    for (const house of sim.houses) if (good()) rests(sim, house);
    if (good() && !(await sim.time.until(judge(sim), minute))) sim.break("the mailboxes cannot be read to their end");
    good();
  } catch (error) {
    sim.break(`the simulation itself: ${(error as Error).stack}`);
    good();
  } finally {
    for (const house of sim.houses) house.fall("all");
    await rest();
    process.off("unhandledRejection", rejected);
    process.off("uncaughtException", rejected);
  }
  const letters = [...sim.ledger.letters.values()];
  return {
    seed,
    broken: sim.ledger.broken,
    last,
    digest: sim.time.digest(),
    letters: letters.length,
    acknowledged: letters.filter((letter) => letter.acknowledged).length,
    ends: sim.houses.reduce((sum, house) => sum + house.ends, 0),
    steps: sim.time.steps,
  };
}
