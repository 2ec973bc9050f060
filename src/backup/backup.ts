// Makes a backup of an organization at work: one moment of its store and of the mail log, copied while both go on, read
// back and counted before it gets its name.
import { join } from "node:path";
import { type Moment, openSpool } from "../spool/spool.ts";
import type { Disk, World } from "../world/world.ts";
import { countMail, mailKeys, mailPrefixes, objectCounter } from "./counts.ts";
import { cannotBackUp, noSpace, notAsWritten, targetNotEmpty } from "./errors.ts";
import { hashFile, pieceSize, readPieces, sizeOf, syncFolders, type Work, writeFile } from "./files.ts";
import {
  bytesIn,
  type CopiedFile,
  type Counts,
  differenceOf,
  knownFormat,
  logFolder,
  type Manifest,
  manifestFile,
  plainFiles,
  plainFolders,
  printManifest,
  rowsFile,
} from "./manifest.ts";
import { parseRows, printRows } from "./rows.ts";

/** What is copied. */
export interface Source {
  readonly world: World;
  /** The data folder. */
  readonly data: string;
  /** The version of exsh. */
  readonly version: string;
  /** The default domain. */
  readonly organization: string;
  readonly schema: Manifest["schema"];
  /** Holds one moment of the organization's rows and of the mail; `rows` must be ended, `mail` be released. */
  moment(prefixes: readonly string[]): Promise<Held>;
}

export interface Held {
  readonly rows: AsyncIterableIterator<readonly [string, string]>;
  readonly mail: Moment;
}

/** Told how far it is: what is being done, and percent. */
export type Told = (doing: string, percent: number) => void;

/** Free bytes wanted beside those that are known. */
const margin = 16 * 2 ** 20;
/** How often a folder of small files is read until nobody has written to it meanwhile. */
const tries = 5;

/**
 * Writes a backup into `path`, a folder that is empty or does not exist. It stands there whole and durable, or not at all:
 * it grows beside under another name.
 * @returns its manifest, whose counts and hashes were read back from the disk. Rejects with a Problem.
 */
export async function backUp(source: Source, path: string, signal: AbortSignal, told: Told): Promise<Manifest> {
  const { disk, random } = source.world;
  const beside = `${path}.partial-${random.bytes(4).toString("hex")}`;
  try {
    if ((await disk.list(path)).length > 0 || (await disk.stat(path))?.isFolder === false) throw targetNotEmpty(path);
    const manifest = await write(source, beside, signal, told);
    // An empty folder gives way to it; one that has been filled meanwhile does not.
    await disk.rename(beside, path);
    await disk.syncFolder(join(path, ".."));
    return manifest;
  } catch (error) {
    await disk.removeFolder(beside).catch(() => undefined);
    if (signal.aborted) throw error;
    throw cannotBackUp(path, error);
  }
}

async function write(source: Source, folder: string, signal: AbortSignal, told: Told): Promise<Manifest> {
  const { world } = source;
  await world.disk.makeFolder(folder, 0o700);
  const held = await source.moment(mailPrefixes);
  try {
    const time = new Date(world.clock.now()).toISOString();
    const rowBytes = 4 * (await sizeOf(join(source.data, "organization"), world));
    const logBytes = bytesIn(held.mail.files);
    const indexBytes = 2 * (await sizeOf(join(source.data, "mail", "index"), world));
    const { free } = await world.disk.space(folder);
    const wanted = rowBytes + logBytes + indexBytes + margin;
    if (free < wanted) throw noSpace(folder.replace(/\.partial-\w+$/, ""), wanted, free);
    const work = progress(signal, told, 2 * (logBytes + rowBytes / 2));
    work.doing("Copying");
    const { files, counts } = await copy(source, held, folder, work);
    work.doing("Reading back");
    await verify(folder, files, counts, source.schema.mail, world, work);
    const { version, organization, schema } = source;
    const manifest: Manifest = { format: knownFormat, version, time, organization, schema, counts, files };
    await world.disk.write(join(folder, manifestFile), printManifest(manifest), 0o600);
    await syncFolders(
      folder,
      files.map(({ name }) => name),
      world.disk,
    );
    return manifest;
  } finally {
    await held.rows.return?.();
    await held.mail.release();
  }
}

/** Work that tells what it is doing. */
interface Progress extends Work {
  doing(what: string): void;
}

/** Work that tells its share of all bytes, rising and never 100 before its end. */
export function progress(signal: AbortSignal, told: Told, bytes: number): Progress {
  let done = 0;
  let doing = "";
  const tell = () => told(doing, Math.min(99, Math.floor((100 * done) / Math.max(bytes, 1))));
  return {
    signal,
    moved(some) {
      done += some;
      tell();
    },
    doing(what) {
      doing = what;
      tell();
    },
  };
}

async function copy(
  { world, data }: Source,
  { rows, mail }: Held,
  folder: string,
  work: Work,
): Promise<{ files: CopiedFile[]; counts: Counts }> {
  const { disk } = world;
  const files: CopiedFile[] = [];
  // The small files first: they are what can be changed by hand meanwhile.
  for (const [name, bytes] of await plainIn(data, world))
    files.push(await writeFile(folder, name, once(bytes), disk, work));
  const objects = objectCounter();
  files.push(await writeFile(folder, rowsFile, printRows(rows, objects.add), disk, work));
  for (const { name, size } of mail.files)
    files.push(await writeFile(folder, `${logFolder}/${name}`, piecesOf(mail, name, size), disk, work));
  return { files, counts: { objects: objects.counts, ...(await countMail(mail.keys)) } };
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

async function* piecesOf(mail: Moment, name: string, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < size; ) {
    const piece = await mail.read(name, at, Math.min(pieceSize, size - at));
    if (piece.length === 0) throw new Error(`${logFolder}/${name} is shorter than it was.`);
    at += piece.length;
    yield piece;
  }
}

/** The files that are taken as they are, all of one moment: they are read until nothing has changed meanwhile. */
async function plainIn(data: string, { disk }: World): Promise<Map<string, Buffer>> {
  const listed = async () => {
    const names: string[] = [];
    for (const folder of plainFolders)
      for (const name of await disk.list(join(data, folder))) names.push(`${folder}/${name}`);
    const found: [string, string][] = [];
    for (const name of [...names, ...plainFiles]) {
      const facts = await disk.stat(join(data, name));
      if (facts && !facts.isFolder && !name.endsWith(".tmp")) found.push([name, `${facts.size} ${facts.modified}`]);
    }
    return found;
  };
  for (let round = 1; ; round++) {
    const before = await listed();
    const files = new Map<string, Buffer>();
    try {
      for (const [name] of before) files.set(name, await disk.read(join(data, name)));
    } catch (error) {
      if (round === tries) throw error;
      continue;
    }
    if (JSON.stringify(await listed()) === JSON.stringify(before)) return files;
    if (round === tries) throw new Error("certificates/ or languages/ is being written to all the time");
  }
}

/** Reads all back: the hash of each file, the objects, and the messages, by an index that is made of the copied log alone. */
async function verify(
  folder: string,
  files: readonly CopiedFile[],
  counts: Counts,
  schema: number,
  world: World,
  work: Progress,
): Promise<void> {
  for (const file of files) {
    const found = await hashFile(folder, file.name, world.disk, work);
    if (found.size !== file.size || found.sha256 !== file.sha256) throw notAsWritten(`${file.name} has other bytes.`);
  }
  const objects = objectCounter();
  for await (const [key, value] of parseRows(readPieces(join(folder, rowsFile), world.disk))) objects.add(key, value);
  work.doing("Counting what was copied");
  // Made in another folder, since it may begin a file: the backup stays as it was copied.
  const scratch = join(folder, "check");
  await world.disk.makeFolder(join(scratch, "log"), 0o700);
  for (const { name } of files)
    if (name.startsWith(`${logFolder}/`)) await again(folder, name, scratch, world.disk, work);
  const mail = await mailIn(scratch, schema, world);
  await world.disk.removeFolder(scratch);
  const difference = differenceOf(counts, { objects: objects.counts, ...mail });
  if (difference !== undefined) throw notAsWritten(difference);
}

/** Gives a log file a second name in the scratch folder; where the disk knows none, a copy. */
async function again(folder: string, name: string, scratch: string, disk: Disk, work: Work): Promise<void> {
  const below = name.slice("mail/".length);
  await disk
    .makeHardLink(join(scratch, below), join(folder, name))
    .catch(() =>
      writeFile(scratch, below, readPieces(join(folder, name), disk), disk, { ...work, moved: () => undefined }),
    );
}

/** Opens a spool for its counts, and closes it. */
async function mailIn(folder: string, schema: number, world: World): Promise<Omit<Counts, "objects">> {
  const spool = await openSpool(folder, world, { schema });
  try {
    return await countMail(mailKeys(spool));
  } finally {
    await spool.close();
  }
}
