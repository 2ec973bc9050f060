// Files that certificate cmdlets read and write, on the machine of the server.
import type { Context } from "../../command/context.ts";
import { cannotUseFile, pathNotWhole } from "./errors.ts";
import { largestInput } from "./input.ts";

/** Writes a file that the server's account alone may read: it may hold a key. Throws a Problem. */
export async function writeOut(path: string, content: Buffer, { world }: Pick<Context, "world">): Promise<void> {
  if (!path.startsWith("/")) throw pathNotWhole(path);
  try {
    await world.disk.write(path, content, 0o600);
  } catch (error) {
    throw cannotUseFile(path, error);
  }
}

/** Reads a file of at most 1 MB. Throws a Problem. */
export async function readIn(path: string, { world }: Pick<Context, "world">): Promise<Buffer> {
  if (!path.startsWith("/")) throw pathNotWhole(path);
  try {
    const stat = await world.disk.stat(path);
    if (stat && stat.size > largestInput) throw new Error("it is larger than 1 MB");
    return await world.disk.read(path);
  } catch (error) {
    throw cannotUseFile(path, error);
  }
}
