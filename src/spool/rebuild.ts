// Holds the index against one that is made of the log alone, and tells whose body is lost.
import type { Database, World } from "../world/world.ts";
import { LogFiles } from "./files.ts";
import { replay, takeStock } from "./replay.ts";
import { contentKey, startingWith } from "./rows.ts";

/** Differences told one by one; more are counted. */
const most = 50;

/**
 * Compares the index of a spool that is not open with its log.
 * @param scratch a folder that does not exist yet, for the index to compare with; the caller removes it.
 * @returns a line for each difference; empty when they agree. Rejects with the error of an index that cannot be opened.
 */
export async function compareIndex(folder: string, scratch: string, world: World, known: number): Promise<string[]> {
  const index = await world.databases.open(`${folder}/index`);
  try {
    const fresh = await world.databases.open(scratch);
    try {
      const files = new LogFiles(`${folder}/log`, world, known);
      const found = { recovered: 0, torn: 0, rebuilt: false, damage: [] };
      try {
        await takeStock(files, found);
        await replay(files, [...files.sealed.values()], fresh, [0, 0, 0], found);
      } finally {
        await files.close();
      }
      return await differences(index, fresh);
    } finally {
      await fresh.close();
    }
  } finally {
    await index.close();
  }
}

async function differences(index: Database, fresh: Database): Promise<string[]> {
  const said: string[] = [];
  let count = 0;
  const say = (text: string) => {
    count++;
    if (said.length < most) said.push(text);
  };
  const held = index.entries({});
  const wanted = fresh.entries({});
  try {
    let [a, b] = [await held.next(), await wanted.next()];
    while (!a.done || !b.done) {
      const order = a.done ? 1 : b.done ? -1 : Buffer.compare(Buffer.from(a.value[0]), Buffer.from(b.value[0]));
      const key = order <= 0 ? a.value[0] : b.value[0];
      const own = key.startsWith("spool/");
      // A place of a body that nobody holds may outlive its file.
      if (!own && order < 0 && !key.startsWith("content/"))
        say(`The index has a row ${key} that the log does not say.`);
      else if (!own && order > 0) say(`The index lacks the row ${key}.`);
      else if (!own && a.value[1] !== b.value[1]) say(`The row ${key} of the index is not what the log says.`);
      if (order <= 0) a = await held.next();
      if (order >= 0) b = await wanted.next();
    }
  } finally {
    await held.return?.();
    await wanted.return?.();
  }
  if (count > said.length) said.push(`${count - said.length} more rows of the index differ likewise.`);
  return said;
}

/** @returns a line for each holder of a body that is in no log file. */
export async function lostBodies(index: Database): Promise<string[]> {
  const said: string[] = [];
  let count = 0;
  for await (const [key] of index.entries(startingWith("ref/"))) {
    const [, id = "", ...holder] = key.split("/");
    if ((await index.get(contentKey(id))) !== undefined) continue;
    count++;
    if (said.length < most) said.push(`The message body '${id}' is lost; ${holder.join("/")} still refers to it.`);
  }
  if (count > said.length) said.push(`${count - said.length} more message bodies are lost.`);
  return said;
}
