// Between a program and its disk: work takes time, and a program that has ended neither asks nor hears anything any more.
import { worldError } from "../../src/world/errors.ts";
import type { Database, Databases, Disk, DiskFile } from "../../src/world/world.ts";
import type { TestRandom } from "../world/random.ts";
import type { LifeClock } from "./time.ts";

export interface Gate {
  readonly clock: LifeClock;
  readonly random: TestRandom;
  readonly alive: () => boolean;
  /** Told of what changes the disk. */
  readonly mark: (line: string) => void;
}

/** The code of what an ended program meets where it cannot be left without an answer. */
export const gone = "EGONE";

/** How long in milliseconds what goes to the disk may take. */
const slowest: Readonly<Record<string, number>> = { sync: 12, append: 8, batch: 3, write: 8, flush: 10, truncate: 3 };

/** What gives its answers one by one. */
const walks: ReadonlySet<string> = new Set(["entries", "pages", "keys"]);

/**
 * The object as a program sees it: what writes takes a while, before or after it has come about, so that power may be
 * cut in either state. Once the program has ended nothing is done, and nothing is answered.
 */
function through<T extends object>(
  gate: Gate,
  object: T,
  wrap: (name: string, result: any) => unknown = (_, it) => it,
): T {
  const never = () => new Promise<never>(() => undefined);
  return new Proxy(object, {
    get(target, property) {
      const member = Reflect.get(target, property, target) as unknown;
      if (typeof member !== "function" || typeof property !== "string") return member;
      return (...args: unknown[]) => {
        if (property === "getNow") {
          if (!gate.alive()) throw worldError(gone, "This program has ended.");
          return member.apply(target, args);
        }
        if (walks.has(property)) return steps(gate, member.apply(target, args) as AsyncIterator<unknown>);
        if (!gate.alive()) return never();
        const most = slowest[property];
        const work =
          most === undefined
            ? member.apply(target, args)
            : slowly(gate, most, property, () => member.apply(target, args));
        return (work as Promise<unknown>).then(
          (result) => (gate.alive() ? wrap(property, result) : never()),
          (error) => (gate.alive() ? Promise.reject(error) : never()),
        );
      };
    },
  });
}

async function slowly<T>(gate: Gate, most: number, name: string, work: () => Promise<T>): Promise<T> {
  const ms = gate.random.integer(most);
  const before = gate.random.integer(2) === 0;
  if (ms > 0 && before) await gate.clock.sleep(ms);
  gate.mark(name);
  const result = await work();
  if (ms > 0 && !before) await gate.clock.sleep(ms);
  return result;
}

function steps<T>(gate: Gate, iterator: AsyncIterator<T>): AsyncIterableIterator<T> {
  const never = () => new Promise<never>(() => undefined);
  return {
    next: async () => {
      const step = gate.alive() ? await iterator.next() : await never();
      return gate.alive() ? step : never();
    },
    return: async () => (await iterator.return?.()) ?? { done: true, value: undefined },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

export const gatedDisk = (gate: Gate, disk: Disk): Disk =>
  through(gate, disk, (name, result) => (name === "open" ? through(gate, result as DiskFile) : result));

export const gatedDatabases = (gate: Gate, databases: Databases): Databases =>
  through(gate, databases, (name, result) => (name === "open" ? through(gate, result as Database) : result));
