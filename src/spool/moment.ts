// A moment of the spool held still for a copy: how far each log file counts, and the keys of the index, while commits go on.

import { begun, each } from "../world/walk.ts";
import type { Database } from "../world/world.ts";
import type { LogFiles } from "./files.ts";
import { startingWith } from "./rows.ts";
import type { Moment } from "./spool.ts";
import { listed } from "./verify.ts";

/** To be called while nothing is committed and the index holds all that was. */
export async function momentOf(
  files: LogFiles,
  index: Database,
  sequence: number,
  prefixes: readonly string[],
): Promise<Moment> {
  const numbers = new Map<string, number>();
  const list = listed(files).map(({ number, end }) => {
    const name = files.path(number).slice(files.folder.length + 1);
    numbers.set(name, number);
    return { name, size: end };
  });
  const letGo = files.hold();
  const walks: AsyncIterableIterator<readonly string[]>[] = [];
  const release = async () => {
    for (const walk of walks) await walk.return?.();
    await letGo();
  };
  try {
    for (const prefix of prefixes) walks.push(await begun(index.keys(startingWith(prefix))));
  } catch (error) {
    await release();
    throw error;
  }
  return {
    sequence,
    files: list,
    read: (name, position, length) => files.using(numbers.get(name)!, (file) => file.read(position, length)),
    keys: keysOf(walks),
    release,
  };
}

async function* keysOf(walks: readonly AsyncIterableIterator<readonly string[]>[]): AsyncGenerator<string> {
  for (const walk of walks) yield* each(walk);
}
