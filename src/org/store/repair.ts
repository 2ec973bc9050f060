// Makes anew what follows from objects: names, claims, indexes, references, memberships. The objects themselves stay.
import type { DatabaseChange } from "../../world/world.ts";
import type { Driver, Guard } from "./driver.ts";
import { afterPrefix, guidIn, memberKey, membershipKey, objectKey, objectPrefix } from "./keys.ts";
import { bare, keysOf, wholeRow } from "./rows.ts";

const page = 200;
/** What was done is told up to here, and then counted. */
const most = 100;

/** Spaces of keys that follow from objects, with the GUID of the object in an entry. */
export const derivedSpaces: Readonly<Record<string, (key: string, value: string) => string>> = {
  "n/": guidIn,
  "u/": (_key, value) => value,
  "i/": guidIn,
  "r/": (key) => key.split("/")[2] ?? "",
};

/**
 * Puts what is missing, takes away what belongs to no object, and closes or removes memberships kept on one side.
 * Commits as it goes under the guard; done again it finds the rest.
 * @returns one sentence for each thing that was done; nobody may write meanwhile.
 */
export async function rebuild(driver: Driver, guard: Guard): Promise<readonly string[]> {
  const done: string[] = [];
  let count = 0;
  const say = (text: string) => {
    count++;
    if (done.length < most) done.push(text);
  };
  const expected = await complete(driver, guard, say);
  for (const [space, guidOf] of Object.entries(derivedSpaces)) {
    // All that should be there is there; where there is no more, there is nothing to look for.
    let there = 0;
    for await (const _ of driver.range({ gte: space, lt: afterPrefix(space) })) there++;
    if (there > (expected.get(space) ?? 0)) await clear(driver, guard, space, guidOf, say);
  }
  await join(driver, guard, say);
  if (count > done.length) done.push(`${count - done.length} more were mended likewise.`);
  return done;
}

type Say = (text: string) => void;

/**
 * Every object gets its keys. A value that two objects claim stays with the one that holds it.
 * @returns how many entries each space has to have.
 */
async function complete(driver: Driver, guard: Guard, say: Say): Promise<ReadonlyMap<string, number>> {
  const expected = new Map<string, number>();
  const counted = (key: string, by: number) => {
    const space = key.slice(0, 2);
    expected.set(space, (expected.get(space) ?? 0) + by);
  };
  let wanted: { key: string; value: string; guid: string }[] = [];
  const put = async () => {
    const there = await driver.get(wanted.map(({ key }) => key));
    const changes: DatabaseChange[] = [];
    for (const [at, { key, value, guid }] of wanted.entries()) {
      const held = there[at];
      if (held === value) continue;
      if (held !== undefined && key.startsWith("u/") && (await holds(driver, held, key))) {
        counted(key, -1);
        say(`the value ${shown(key)} of object ${guid} belongs to object ${held}, too, and stays there.`);
        continue;
      }
      say(
        `the index entry ${shown(key)} of object ${guid} was ${held === undefined ? "missing" : "wrong"}, and is made anew.`,
      );
      changes.push({ type: "put", key, value });
    }
    if (changes.length > 0) await driver.commit(changes, guard);
    wanted = [];
  };
  for await (const [, text] of driver.range({ gte: objectPrefix, lt: afterPrefix(objectPrefix) })) {
    const row = wholeRow(text);
    const object = row && bare(row);
    if (!row || !object) continue;
    for (const [key, value] of keysOf(object).keys) {
      counted(key, 1);
      wanted.push({ key, value, guid: row.g });
    }
    if (wanted.length >= page) await put();
  }
  if (wanted.length > 0) await put();
  return expected;
}

/** The keys of an object as it is stored; undefined when there is none, or one of a class that only a newer exsh knows. */
async function keysAt(driver: Driver, guids: readonly string[]): Promise<(ReadonlyMap<string, string> | undefined)[]> {
  return (await driver.get(guids.map(objectKey))).map((text) => {
    if (text === undefined) return new Map();
    const row = wholeRow(text);
    const object = row && bare(row);
    return object && keysOf(object).keys;
  });
}

async function holds(driver: Driver, guid: string, key: string): Promise<boolean> {
  return (await keysAt(driver, [guid]))[0]?.get(key) === guid;
}

/** What belongs to no object goes. */
async function clear(
  driver: Driver,
  guard: Guard,
  space: string,
  guidOf: (key: string, value: string) => string,
  say: Say,
): Promise<void> {
  let seen: [key: string, guid: string][] = [];
  const check = async () => {
    const guids = [...new Set(seen.map(([, guid]) => guid))];
    const keys = await keysAt(driver, guids);
    const byGuid = new Map(guids.map((guid, at) => [guid, keys[at]]));
    const strays = seen.filter(([key, guid]) => byGuid.get(guid)?.has(key) === false);
    for (const [key] of strays) say(`the index entry ${shown(key)} belongs to no object, and is removed.`);
    if (strays.length > 0)
      await driver.commit(
        strays.map(([key]) => ({ type: "del", key })),
        guard,
      );
    seen = [];
  };
  for await (const [key, value] of driver.range({ gte: space, lt: afterPrefix(space) })) {
    seen.push([key, guidOf(key, value)]);
    if (seen.length >= page) await check();
  }
  if (seen.length > 0) await check();
}

/** A membership is kept on both sides, and between objects that are there. */
async function join(driver: Driver, guard: Guard, say: Say): Promise<void> {
  for (const space of ["m/", "w/"]) {
    for await (const [key] of driver.range({ gte: space, lt: afterPrefix(space) })) {
      const [, a = "", b = ""] = key.split("/");
      const [group, member] = space === "m/" ? [a, b] : [b, a];
      const both = [memberKey(group, member), membershipKey(member, group)];
      const [first, second, one, other] = await driver.get([...both, objectKey(group), objectKey(member)]);
      if (one === undefined || other === undefined) {
        say(`the membership of ${member} in ${group} named an object that is gone, and is removed.`);
        await driver.commit(
          both.map((gone) => ({ type: "del", key: gone })),
          guard,
        );
      } else if (first === undefined || second === undefined) {
        say(`the membership of ${member} in ${group} was kept on one side only, and is now on both.`);
        await driver.commit(
          both.map((kept) => ({ type: "put", key: kept, value: "" })),
          guard,
        );
      }
    }
  }
}

const shown = (key: string) => key.replaceAll("\x00", " ");
