// Brings a backup back: copied and checked beside the present data, opened and counted, and only then put in its place.
import { join } from "node:path";
import { openOrganization } from "../org/store/store.ts";
import type { World } from "../world/world.ts";
import { mailIn, progress, type Told } from "./backup.ts";
import { objectCounter } from "./counts.ts";
import { cannotRestore, damagedBackup, noSpace } from "./errors.ts";
import { readPieces, syncFolders, type Work, writeFile } from "./files.ts";
import { type Exclusive, exclusive, stagedFolder } from "./journal.ts";
import {
  bytesIn,
  type CopiedFile,
  type Counts,
  differenceOf,
  logFolder,
  type Manifest,
  readManifest,
  rowsFile,
} from "./manifest.ts";
import { parseRows, putRows } from "./rows.ts";

const margin = 16 * 2 ** 20;

export interface Restored {
  readonly manifest: Manifest;
  /** What was found in the restored stores. */
  readonly counts: Counts;
  /** Where the data is that was there before; undefined where there was none. */
  readonly aside: string | undefined;
}

/**
 * Puts the backup in `path` into the data folder, which no process may have open. What was there stays in a folder below
 * it. Until the last step nothing of it is touched, and that step counts whole or not at all. Rejects with a Problem, and
 * with `code` LEVEL_LOCKED while another process has the data.
 */
export async function restore(
  data: string,
  path: string,
  world: World,
  signal: AbortSignal,
  told: Told,
): Promise<Restored> {
  const manifest = await readManifest(path, world.disk);
  let mine: Exclusive | undefined;
  try {
    mine = await exclusive(data, world);
    const staged = stagedFolder(data);
    const size = bytesIn(manifest.files);
    const wanted = 3 * size + margin;
    const { free } = await world.disk.space(staged);
    if (free < wanted) throw noSpace(data, wanted, free);
    const work = progress(signal, told, size);
    work.doing("Copying and checking");
    for (const file of manifest.files) await bring(path, file, staged, world, work);
    work.doing("Opening and counting");
    const counts = await countsIn(staged, world);
    const difference = differenceOf(manifest.counts, counts);
    if (difference !== undefined) throw damagedBackup(path, `does not hold what its manifest says: ${difference}`);
    await syncFolders(
      staged,
      manifest.files.filter(isPlain).map(({ name }) => name),
      world.disk,
    );
    const stamp = new Date(world.clock.now()).toISOString().replace(/[-:]|\.\d+/g, "");
    const aside = await mine.exchange(`before-restore-${stamp}`);
    return { manifest, counts, aside };
  } catch (error) {
    if (signal.aborted || (error as { code?: string }).code === "LEVEL_LOCKED") throw error;
    throw cannotRestore(path, error);
  } finally {
    await mine?.end();
  }
}

/** What comes as a file; the rows of the organization become a store. */
const isPlain = ({ name }: CopiedFile): boolean => name !== rowsFile;

/** Copies a file of the backup, or makes a store of it; throws when its bytes are not those of the manifest. */
async function bring(path: string, file: CopiedFile, staged: string, world: World, work: Work): Promise<void> {
  const from = join(path, file.name);
  const facts = await world.disk.stat(from);
  if (facts === undefined) throw damagedBackup(from, "is missing");
  if (facts.isFolder || facts.size !== file.size)
    throw damagedBackup(from, `has ${facts.size} bytes, and had ${file.size}`);
  const copied = await writeFile(staged, file.name, readPieces(from, world.disk), world.disk, work);
  if (copied.sha256 !== file.sha256) throw damagedBackup(from, "has changed since it was written");
  if (isPlain(file)) return;
  const database = await world.databases.open(join(staged, "organization"));
  try {
    await putRows(database, parseRows(readPieces(join(staged, file.name), world.disk)));
  } finally {
    await database.close();
  }
  await world.disk.remove(join(staged, file.name));
}

/** Opens both stores as they will be opened, and counts what is in them. */
async function countsIn(staged: string, world: World): Promise<Counts> {
  const org = await openOrganization(join(staged, "organization"), world);
  const objects = objectCounter();
  try {
    await org.standstill(async (rows) => {
      for await (const [key, value] of rows) objects.add(key, value);
    });
  } finally {
    await org.close();
  }
  await world.disk.makeFolder(join(staged, logFolder), 0o700);
  return { objects: objects.counts, ...(await mailIn(join(staged, "mail"), world)) };
}
