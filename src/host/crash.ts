// Errors of ours: written down with an event id for whoever mends them, told to people without their insides.
import { join } from "node:path";
import type { World } from "../world/world.ts";
import { events, type Log } from "./log.ts";

/** Writes down what happened; gives the sentence for people. Never rejects. */
export async function recordCrash(world: World, logs: string, error: unknown): Promise<string> {
  const event = world.random.bytes(4).toString("hex");
  const path = join(logs, "unexpected.log");
  const time = new Date(world.clock.now()).toISOString();
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
  try {
    await world.disk.makeFolder(logs, 0o700);
    await world.disk.append(path, `${time} error ${events.unexpected} event ${event}\n${indent(details)}\n`);
    return `Something unexpected happened, and it is not your doing. The details are in ${path} (event ${event}).`;
  } catch {
    // Where the log cannot be written, the kind of error is all that can be told.
    const kind = error instanceof Error ? `${error.name}: ${error.message}` : "unknown";
    return `Something unexpected happened, and it is not your doing (event ${event}; ${kind.slice(0, 300)}).`;
  }
}

const indent = (text: string): string =>
  text
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n");

/** From now on an error that nothing caught is recorded and ends the process with status 1, after `last` has run. */
export function guardProcess(
  world: World,
  logs: () => string,
  tell: (text: string) => void,
  log: () => Log,
  last: () => void | Promise<void>,
): void {
  let dying = false;
  const die = async (error: unknown): Promise<void> => {
    if (dying) return;
    dying = true;
    const text = await recordCrash(world, logs(), error);
    log().write("error", events.unexpected, text);
    tell(`exsh: ${text}\n`);
    const limit = new AbortController();
    await Promise.race([
      Promise.resolve(last()).catch(() => undefined),
      world.clock.sleep(2000, limit.signal).catch(() => undefined),
    ]);
    limit.abort();
    process.exit(1);
  };
  process.on("uncaughtException", (error) => void die(error));
  process.on("unhandledRejection", (error) => void die(error));
}
