// Reads all of the log with its checksums, and sees that every body lies where the index says.
import type { Database } from "../world/world.ts";
import type { LogFiles, Sealed } from "./files.ts";
import { type Place, startingWith } from "./rows.ts";
import { records } from "./scan.ts";

export const damageText = (files: LogFiles, number: number, { at, end }: { at: number; end: number }): string =>
  `${files.path(number)} is damaged from byte ${at} to ${end}.`;

/** The files as they are, oldest first; the active one up to its last synced record. */
export const listed = ({ sealed, active }: LogFiles): Sealed[] =>
  [...sealed.values(), ...(active ? [{ ...active }] : [])].sort((a, b) => a.number - b.number);

/**
 * Reads the newest files whole, while they are not larger than `bytes` together.
 * @returns a line for each damaged place.
 */
export async function verifyNewest(files: LogFiles, bytes: number): Promise<string[]> {
  const found: string[] = [];
  let left = bytes;
  for (const file of listed(files).reverse()) {
    left -= file.end;
    if (left < 0) break;
    found.push(...(await verifyFile(files, file)));
  }
  return found;
}

async function verifyFile(files: LogFiles, { number, mark, start, end }: Sealed): Promise<string[]> {
  const found: string[] = [];
  await files.using(number, async (handle) => {
    for await (const { gap } of records(handle, mark, start, end, true))
      if (gap) found.push(damageText(files, number, gap));
  });
  return found;
}

/** @returns a line for each damaged place. Runs beside commits; files that are collected meanwhile are passed over. */
export async function verifyLog(files: LogFiles, index: Database): Promise<string[]> {
  const found: string[] = [];
  for (const file of listed(files))
    try {
      found.push(...(await verifyFile(files, file)));
    } catch (error) {
      if (files.sealed.has(file.number))
        found.push(`${files.path(file.number)} cannot be read: ${(error as Error).message}`);
    }
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
