// Reads all of the log with its checksums, and sees that every body lies where the index says.
import type { Database } from "../world/world.ts";
import type { LogFiles } from "./files.ts";
import { type Place, startingWith } from "./rows.ts";
import { records } from "./scan.ts";

/** @returns a line for each damaged place. Runs beside commits; files that are collected meanwhile are passed over. */
export async function verifyLog(files: LogFiles, index: Database): Promise<string[]> {
  const found: string[] = [];
  const active = files.active;
  const list = [...files.sealed.values(), ...(active ? [{ ...active }] : [])];
  for (const { number, mark, start, end } of list)
    await files
      .using(number, async (handle) => {
        for await (const { gap } of records(handle, mark, start, end, true))
          if (gap) found.push(`${files.path(number)} is damaged from byte ${gap.at} to ${gap.end}.`);
      })
      .catch((error) => {
        if (files.sealed.has(number)) found.push(`${files.path(number)} cannot be read: ${(error as Error).message}`);
      });
  for await (const [key, text] of index.entries(startingWith("content/"))) {
    if (covers(files, text)) continue;
    // It may have moved since the walk began.
    const now = await index.get(key);
    if (now !== undefined && !covers(files, now))
      found.push(
        `The message body '${key.slice("content/".length)}' is lost with ${files.path((JSON.parse(now) as Place)[0])}.`,
      );
  }
  return found;
}

function covers({ sealed, active }: LogFiles, text: string): boolean {
  const [number, offset, length] = JSON.parse(text) as Place;
  const end = active?.number === number ? active.end : sealed.get(number)?.end;
  return end !== undefined && offset + length <= end;
}
