// How one data takes the place of another: staged beside, decided in one step, and carried through by whoever comes next.
//
// `<data>/restore/` is there while that goes on. `lock` in it is a database whose lock says that somebody is at work and is
// let go when that process ends, however it ends; `new` is what comes; `decided`, once written, says that it counts.
import { join } from "node:path";
import { codeOf, worldError } from "../world/errors.ts";
import type { Database, World } from "../world/world.ts";
import { notCarriedThrough } from "./errors.ts";

/** What of a data folder is replaced, and put aside, as a whole. */
export const parts = ["organization", "mail", "certificates", "languages", "listeners.json"] as const;
export type Part = (typeof parts)[number];

interface Decision {
  /** The folder below the data folder in which the old data stays. */
  readonly aside: string;
  /** Which parts there were, and which come. */
  readonly old: readonly Part[];
  readonly new: readonly Part[];
}

const workFolder = (data: string): string => join(data, "restore");
const decidedFile = (data: string): string => join(workFolder(data), "decided");

/** The time for the name of a folder: "20260302T090000Z". */
export const stampOf = ({ clock }: Pick<World, "clock">): string =>
  new Date(clock.now()).toISOString().replace(/[-:]|\.\d+/g, "");

/** Where the new data is staged. */
export const stagedFolder = (data: string): string => join(workFolder(data), "new");

/** Whether somebody is at work in the folder, or was and did not end it. */
export const isUnderWay = async (data: string, { disk }: Pick<World, "disk">): Promise<boolean> =>
  (await disk.stat(workFolder(data))) !== undefined;

/** The right to change a data folder that no process has open. */
export interface Exclusive {
  /**
   * Lets what is staged take the place of what is there, which stays in the folder that this gives back: all or
   * nothing of it, also when the process ends in the middle. Undefined where there was nothing before.
   * @param aside the folder for it, below the data folder; none of the parts may be in it.
   * @param which parts; those that are not staged are put aside alone.
   */
  exchange(aside: string, which: readonly Part[]): Promise<string | undefined>;
  /** Ends it; what is staged and not exchanged goes. */
  end(): Promise<void>;
}

/** Rejects with `code` LEVEL_LOCKED while another process has the data open or is at the same work. */
export async function exclusive(data: string, world: World): Promise<Exclusive> {
  await world.disk.makeFolder(data, 0o700);
  const lock = await lockOf(data, world);
  try {
    // Who opens it from now on sees the folder `restore`.
    await nobodyHas(join(data, "organization"), world);
    await carryOn(data, world);
    await world.disk.removeFolder(stagedFolder(data));
    await world.disk.makeFolder(stagedFolder(data), 0o700);
  } catch (error) {
    if (codeOf(error) === "LEVEL_LOCKED") await clear(data, lock, world).catch(() => undefined);
    else await lock.close();
    throw error;
  }
  let counts = false;
  return {
    async exchange(aside, which) {
      const there = async (folder: string): Promise<Part[]> => {
        const names = await world.disk.list(folder);
        return which.filter((part) => names.includes(part));
      };
      const decision: Decision = { aside, old: await there(data), new: await there(stagedFolder(data)) };
      for (const folder of [stagedFolder(data), workFolder(data), data]) await world.disk.syncFolder(folder);
      counts = true;
      await decide(data, decision, world);
      await carryOn(data, world).catch((error) => {
        throw notCarriedThrough(data, error);
      });
      counts = false;
      return decision.old.length > 0 ? join(data, aside) : undefined;
    },
    // What was decided is carried through by whoever opens the folder next.
    end: () => (counts ? lock.close() : clear(data, lock, world)),
  };
}

/** `wanted`, or that with a number where it is taken. */
export async function freeName(data: string, wanted: string, { disk }: World): Promise<string> {
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted}-${number}`;
    if ((await disk.stat(join(data, name))) === undefined) return name;
  }
}

/** Writes the decision. Where that fails, it is taken back, or may count when the folder is opened next. */
async function decide(data: string, decision: Decision, { disk }: World): Promise<void> {
  try {
    await disk.write(decidedFile(data), JSON.stringify(decision), 0o600);
  } catch (error) {
    await disk.remove(decidedFile(data));
    await disk.syncFolder(workFolder(data));
    throw error;
  }
}

/**
 * Before a data folder is opened: carries through what was decided, and clears away what was not.
 * @returns what became of it, as a sentence; undefined when there was nothing to do. Rejects with `code` LEVEL_LOCKED
 * while another process is at it.
 */
export async function settle(data: string, world: World): Promise<string | undefined> {
  if (!(await isUnderWay(data, world))) return undefined;
  const lock = await lockOf(data, world);
  const aside = await carryOn(data, world);
  await clear(data, lock, world);
  return aside === undefined
    ? "An exchange of the data was broken off before it counted; the data is as it was before."
    : `An exchange of the data was broken off after it counted, and is done now; what was there before is in ${join(data, aside)}.`;
}

async function lockOf(data: string, world: World): Promise<Database> {
  const folder = join(workFolder(data), "lock");
  try {
    return await world.databases.open(folder);
  } catch (error) {
    if (codeOf(error) !== "LEVEL_CORRUPTION") throw error;
    // Nothing is kept in it; it was half removed when its process ended.
    await world.disk.removeFolder(folder);
    return world.databases.open(folder);
  }
}

/** Sees that no process has a store open. */
async function nobodyHas(store: string, world: World): Promise<void> {
  if ((await world.disk.stat(store)) === undefined) return;
  try {
    await (await world.databases.open(store)).close();
  } catch (error) {
    // What is damaged, nobody can have opened.
    if (codeOf(error) === "LEVEL_LOCKED") throw error;
  }
}

/** Each step can be done again: where it is done already, nothing happens. */
async function carryOn(data: string, world: World): Promise<string | undefined> {
  const { disk } = world;
  if ((await disk.stat(decidedFile(data))) === undefined) return undefined;
  const decision = JSON.parse((await disk.read(decidedFile(data))).toString()) as Decision;
  const aside = join(data, decision.aside);
  const fresh = stagedFolder(data);
  const isThere = async (path: string): Promise<boolean> => (await disk.stat(path)) !== undefined;
  if (decision.old.length > 0) await disk.makeFolder(aside, 0o700);
  for (const part of decision.old)
    if (!(await isThere(join(aside, part)))) await disk.rename(join(data, part), join(aside, part));
  for (const part of decision.new)
    if (await isThere(join(fresh, part))) await disk.rename(join(fresh, part), join(data, part));
  if (decision.old.length > 0) await disk.syncFolder(aside);
  await disk.syncFolder(fresh);
  await disk.syncFolder(data);
  // Gone before anything else: it must not be followed again once people move the old data away.
  await disk.remove(decidedFile(data));
  await disk.syncFolder(workFolder(data));
  return decision.aside;
}

async function clear(data: string, lock: Database, { disk }: World): Promise<void> {
  // First what is staged: without it, the rest says nothing. The lock is held to the end.
  await disk.removeFolder(stagedFolder(data));
  await disk.removeFolder(workFolder(data));
  await lock.close();
}

/** The error of a folder that somebody else is at. */
export const locked = (data: string): Error =>
  worldError("LEVEL_LOCKED", `${data} is being exchanged by another process.`);
