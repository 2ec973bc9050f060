// Brings a backup back: copied and checked beside the present data, opened and counted, and only then put in its place.
import { join } from "node:path";
import { lastOf } from "../org/store/schema.ts";
import { openOrganization } from "../org/store/store.ts";
import type { World } from "../world/world.ts";
import { progress, type Told } from "./backup.ts";
import { countMail, mailKeys, objectCounter } from "./counts.ts";
import { cannotRestore, damagedBackup, newerBackup, noSpace } from "./errors.ts";
import { readPieces, syncFolders, type Work, writeFile } from "./files.ts";
import { type Exclusive, exclusive, freeName, parts, stagedFolder, stampOf } from "./journal.ts";
import {
  bytesIn,
  type CopiedFile,
  type Counts,
  differenceOf,
  type Manifest,
  readManifest,
  rowsFile,
} from "./manifest.ts";
import { parseRows, putRows } from "./rows.ts";
import { bringUpToDate, knownSteps, openStores } from "./stores.ts";

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
  for (const store of ["organization", "mail"] as const) {
    const [found, known] = [manifest.schema[store], lastOf(knownSteps[store])];
    if (found > known) throw newerBackup(path, `${store} of version ${found}`, `version ${known}`);
  }
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
    const name = await freeName(data, `before-restore-${stampOf(world)}`, world);
    const aside = await mine.exchange(name, parts);
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

/** Opens both stores and counts what is in them; older data then becomes that of today. */
async function countsIn(staged: string, world: World): Promise<Counts> {
  const stores = await openStores(staged, world);
  const objects = objectCounter();
  try {
    for await (const [key, value] of stores.driver.range({ gte: "" })) objects.add(key, value);
    const counts = { objects: objects.counts, ...(await countMail(mailKeys(stores.spool))) };
    await bringUpToDate(stores, world);
    // Does what every opening does, and refuses what no opening would take.
    await (await openOrganization(join(staged, "organization"), world, { driver: stores.driver })).close();
    return counts;
  } finally {
    await stores.spool.close();
    await stores.driver.close();
  }
}
