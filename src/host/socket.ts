// Where owner and guests meet: a Unix socket in the data folder, or, where its path would be too long, in a private
// temporary folder that a file in the data folder names.
import type { Socket } from "node:net";
import { join } from "node:path";
import { codeOf } from "../world/errors.ts";
import type { Listener, World } from "../world/world.ts";
import { type Folder, temporaryFolder } from "./folder.ts";

/** Bytes that a socket's path may have everywhere; Node cuts a longer one silently (sockaddr_un, unix(7)). */
export const longestPath = 100;

const connectMs = 2000;

/** Connects to the owner of the folder; undefined when there is none. Rejects when the socket exists but may not be used. */
export async function dial(world: World, folder: Folder): Promise<Socket | undefined> {
  const path = await socketOf(world, folder);
  if (path === undefined) return undefined;
  try {
    return await world.net.connect({ path }, connectMs);
  } catch (error) {
    // Nobody listens: no socket, a socket left by a killed owner, or one that closes at this moment.
    if (["ENOENT", "ECONNREFUSED", "ECONNRESET", "EPIPE", "ENOTSOCK"].includes(codeOf(error))) return undefined;
    throw error;
  }
}

async function socketOf(world: World, folder: Folder): Promise<string | undefined> {
  if (Buffer.byteLength(folder.socket) <= longestPath) return folder.socket;
  const name = await read(world, folder.socketName);
  return name !== undefined && name.length > 0 && Buffer.byteLength(name) <= longestPath ? name : undefined;
}

async function read(world: World, path: string): Promise<string | undefined> {
  try {
    return (await world.disk.read(path)).toString("utf8").trim();
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

/**
 * Listens for guests. Called by the one that holds the store's lock alone, so a socket that is there is a dead owner's
 * and is removed. `close` removes the socket again.
 */
export async function listenForGuests(
  world: World,
  folder: Folder,
  accept: (socket: Socket) => void,
): Promise<{ readonly path: string; close(): Promise<void> }> {
  if (Buffer.byteLength(folder.socket) <= longestPath) {
    await world.disk.remove(folder.socket);
    const listener = await world.net.listen({ path: folder.socket }, accept);
    return { path: folder.socket, close: () => closeAt(world, listener, folder.socket) };
  }
  const old = await read(world, folder.socketName);
  if (old?.startsWith(privatePrefix(world))) await world.disk.removeFolder(join(old, ".."));
  const place = `${privatePrefix(world)}${world.random.bytes(9).toString("hex")}`;
  await world.disk.makeFolder(place, 0o700);
  const path = join(place, "exsh.sock");
  const listener = await world.net.listen({ path }, accept);
  await world.disk.write(folder.socketName, `${path}\n`);
  return {
    path,
    async close() {
      await closeAt(world, listener, path);
      await world.disk.remove(folder.socketName);
      await world.disk.removeFolder(place);
    },
  };
}

/** The beginning of private folders' paths; /tmp where the temporary folder's own path is too long. */
function privatePrefix(world: World): string {
  const prefix = join(temporaryFolder(world), "exsh-");
  return Buffer.byteLength(prefix) + 18 + "/exsh.sock".length <= longestPath ? prefix : "/tmp/exsh-";
}

async function closeAt(world: World, listener: Listener, path: string): Promise<void> {
  await listener.close();
  await world.disk.remove(path);
}
