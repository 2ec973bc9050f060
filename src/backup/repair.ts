// Looks through a data folder that nobody has open, and mends what can be mended: what follows from other data is made anew,
// what is damaged is left out and named, and what was there before stays aside.
import { join } from "node:path";
import { Problem } from "../command/problem.ts";
import { faultsOf, replaceLost } from "../org/founding.ts";
import { lastOf, organizationSchema } from "../org/store/schema.ts";
import { openDriver, openOrganization } from "../org/store/store.ts";
import { compareIndex } from "../spool/rebuild.ts";
import { openSpool, schemaIn } from "../spool/spool.ts";
import { codeOf } from "../world/errors.ts";
import type { Database, World } from "../world/world.ts";
import type { Told } from "./backup.ts";
import { olderData } from "./errors.ts";
import { readPieces, writeFile } from "./files.ts";
import { type Exclusive, exclusive, freeName, stagedFolder, stampOf } from "./journal.ts";
import { salvage } from "./salvage.ts";
import { knownSteps } from "./stores.ts";

/** What a look has found, a sentence each. */
export interface Findings {
  readonly organization: readonly string[];
  readonly mail: readonly string[];
}

export interface Repaired {
  readonly found: Findings;
  /** What was done. */
  readonly done: readonly string[];
  /** What is still wrong, and can come from a backup only. */
  readonly left: readonly string[];
  /** The folder that keeps what was there; undefined where nothing was replaced. */
  readonly aside: string | undefined;
}

/**
 * @param version of this exsh, for a server that has to be made anew.
 * @param agree asked with what was found, before anything is changed; false ends it with `done` empty.
 * Rejects with `code` LEVEL_LOCKED while a process has the data open, and with a Problem for data of a newer version.
 */
export async function repair(
  data: string,
  world: World,
  version: string,
  agree: (found: Findings) => boolean | Promise<boolean>,
  signal: AbortSignal,
  told: Told,
): Promise<Repaired> {
  const mine = await exclusive(data, world);
  try {
    const found = await look(data, world, told);
    const all = [...found.organization, ...found.mail];
    if (all.length === 0 || !(await agree(found))) return { found, done: [], left: all, aside: undefined };
    signal.throwIfAborted();
    const done: string[] = [];
    const folder = await freeName(data, `before-repair-${stampOf(world)}`, world);
    if (found.organization.length > 0) {
      told("Mending the organization", 50);
      await mendOrganization(data, folder, mine, world, version, done);
    }
    if (found.mail.length > 0) {
      told("Making the index of the mail anew", 70);
      await mendMail(data, folder, world, done);
    }
    told("Looking again", 85);
    const after = await look(data, world, told);
    const kept = (await world.disk.stat(join(data, folder))) !== undefined;
    return { found, done, left: [...after.organization, ...after.mail], aside: kept ? join(data, folder) : undefined };
  } finally {
    await mine.end();
  }
}

/** Data of a newer version is refused, which is not ours to judge; so is older data, which its opening upgrades. */
async function look(data: string, world: World, told: Told): Promise<Findings> {
  told("Looking through the mail", 5);
  const known = lastOf(knownSteps.mail);
  const version = await schemaIn(join(data, "mail"), world, known);
  if (version !== undefined && version < known) throw olderData(data, version);
  const mail = await lookAtMail(data, world);
  told("Looking through the organization", 30);
  return { organization: await lookAtOrganization(data, world), mail };
}

/** What is wrong with the organization; a store that does not open says why. */
async function lookAtOrganization(data: string, world: World): Promise<readonly string[]> {
  const folder = join(data, "organization");
  const known = lastOf(knownSteps.organization);
  try {
    const driver = await openDriver(folder, world);
    const version = await organizationSchema(folder, driver, known).catch(async (error) => {
      await driver.close();
      throw error;
    });
    if (version !== undefined && version < known) {
      await driver.close();
      throw olderData(data, version);
    }
    const org = await openOrganization(folder, world, { driver });
    try {
      const faults = await org.verify();
      if (org.empty) return [...faults, "There is nothing in it; it has to come from a backup."];
      return [...faults, ...(await faultsOf(org))];
    } finally {
      await org.close();
    }
  } catch (error) {
    if (error instanceof Problem && error.id === "OrganizationStoreDamaged") return [error.message];
    throw error;
  }
}

async function lookAtMail(data: string, world: World): Promise<readonly string[]> {
  const folder = join(data, "mail");
  const schema = lastOf(knownSteps.mail);
  const spool = await openSpool(folder, world, { schema });
  const found = [...spool.facts.damage];
  for (const line of await spool.verify()) if (!found.includes(line)) found.push(line);
  await spool.close();
  const scratch = join(stagedFolder(data), "index");
  try {
    found.push(...(await compareIndex(folder, scratch, world, schema)));
  } finally {
    await world.disk.removeFolder(scratch);
  }
  return found;
}

async function mendOrganization(
  data: string,
  aside: string,
  mine: Exclusive,
  world: World,
  version: string,
  done: string[],
): Promise<void> {
  const folder = join(data, "organization");
  // Most faults are of what follows from objects, and are mended in place.
  const inPlace = await openOrganization(folder, world).catch((error) => {
    if (error instanceof Problem) return undefined;
    throw error;
  });
  if (inPlace) {
    done.push(...(await inPlace.repair()), ...(await replaceLost(inPlace, world, version)));
    const left = await inPlace.verify();
    await inPlace.close();
    if (left.length === 0) return;
  }
  // As it was found: opening a damaged database, or repairing it, changes its files.
  await copyFolder(folder, join(data, aside, "organization-as-found"), world);
  const database = await openDamaged(folder, world, done);
  const staged = join(stagedFolder(data), "organization");
  const to = await world.databases.open(staged);
  try {
    await salvage(database, to, world.clock.now(), (text) => done.push(text));
  } finally {
    await to.close();
    await database.close().catch(() => undefined);
  }
  // Makes anew what follows from the objects, takes out what points to objects that are gone, and replaces those that it cannot.
  const org = await openOrganization(staged, world, { driver: await openDriver(staged, world) });
  done.push(...(await org.repair()), ...(await replaceLost(org, world, version)));
  await org.close();
  await mine.exchange(aside, ["organization"]);
  done.push(`A new store was made of what could be read.`);
}

async function openDamaged(folder: string, world: World, done: string[]): Promise<Database> {
  try {
    return await world.databases.open(folder, { evenDamaged: true });
  } catch (error) {
    if (codeOf(error) === "LEVEL_LOCKED") throw error;
    await world.databases.repair(folder);
    done.push(`The list of files of ${folder} was lost or damaged, and is made anew from the files.`);
    return world.databases.open(folder, { evenDamaged: true });
  }
}

async function copyFolder(from: string, to: string, { disk }: World): Promise<void> {
  await disk.makeFolder(to, 0o700);
  const work = { signal: new AbortController().signal, moved: () => undefined };
  for (const name of await disk.list(from)) await writeFile(to, name, readPieces(join(from, name), disk), disk, work);
  await disk.syncFolder(to);
}

/** The log is the truth: the index is put aside and made anew of it. What the log has lost stays lost, and is named. */
async function mendMail(data: string, aside: string, world: World, done: string[]): Promise<void> {
  const folder = join(data, "mail");
  await world.disk.makeFolder(join(data, aside), 0o700);
  await world.disk.rename(join(folder, "index"), join(data, aside, "mail-index"));
  const spool = await openSpool(folder, world, { schema: lastOf(knownSteps.mail) });
  done.push(`The index of the mail was made anew: ${spool.facts.recovered} records of the log were read.`);
  await spool.close();
}
