// Reads the whole store and tells what does not agree: history, objects, names, claims, indexes, references, memberships.
import type { Driver } from "./driver.ts";
import { firstHead, type Head, parseHead, readEntry, sumOf } from "./history.ts";
import { afterPrefix, headKey, historyPrefix, memberKey, membershipKey, objectKey, objectPrefix } from "./keys.ts";
import { derivedSpaces } from "./repair.ts";
import { bare, keysOf, wholeRow } from "./rows.ts";

/** Faults told; a store with more is not worth a longer list. */
const most = 100;
const page = 200;
/** Spaces of keys that follow from objects. */
const derived = Object.keys(derivedSpaces);

/** @returns one sentence for each fault; empty for a sound store. Reads everything: for a large one this takes minutes. */
export async function verifyStore(driver: Driver): Promise<readonly string[]> {
  const faults: string[] = [...(await driver.verify())];
  const say = (text: string) => {
    if (faults.length < most) faults.push(text);
  };
  const sums = await checkHistory(driver, say);
  const expected = await checkObjects(driver, sums, say);
  await checkStrays(driver, expected, say);
  await checkReferences(driver, say);
  await checkMembers(driver, say);
  return faults;
}

type Say = (text: string) => void;

/** The sum of each object's row as its last change noted it. */
async function checkHistory(driver: Driver, say: Say): Promise<Map<string, string>> {
  const sums = new Map<string, string>();
  let before: Head = firstHead;
  for await (const [, text] of driver.range({ gte: historyPrefix, lt: afterPrefix(historyPrefix) })) {
    const read = readEntry(text, before);
    if (typeof read === "string") {
      say(read);
      const again = readEntry(text, undefined);
      if (typeof again === "string") continue;
      before = again.head;
      for (const [guid, sum] of again.sums) sums.set(guid, sum);
      continue;
    }
    before = read.head;
    for (const [guid, sum] of read.sums) {
      if (sum === "") sums.delete(guid);
      else sums.set(guid, sum);
    }
  }
  const head = parseHead((await driver.get([headKey]))[0]);
  if (head === undefined) say("the record of the last change cannot be read.");
  else if (head.number !== before.number || head.seal !== before.seal) {
    say(`the history ends at ${before.number}, and should end at ${head.number}.`);
  }
  return sums;
}

/** Checks each object against its sum and its keys; gives how many keys of each space there should be. */
async function checkObjects(driver: Driver, sums: Map<string, string>, say: Say): Promise<Map<string, number>> {
  const counts = new Map<string, number>(derived.map((space) => [space, 0]));
  let keys: [key: string, value: string, guid: string][] = [];
  const check = async () => {
    const values = await driver.get(keys.map(([key]) => key));
    keys.forEach(([key, value, guid], at) => {
      if (values[at] !== value)
        say(`the index entry ${shown(key)} of object ${guid} is ${values[at] === undefined ? "missing" : "wrong"}.`);
    });
    keys = [];
  };
  for await (const [key, text] of driver.range({ gte: objectPrefix, lt: afterPrefix(objectPrefix) })) {
    const guid = key.slice(objectPrefix.length);
    const row = wholeRow(text);
    if (row === undefined || row.g !== guid) {
      say(`object ${guid} cannot be read.`);
      continue;
    }
    if (sums.get(guid) !== sumOf(text)) say(`object ${guid} is not as its last change left it.`);
    sums.delete(guid);
    const object = bare(row);
    if (object === undefined) continue;
    for (const [own, value] of keysOf(object).keys) {
      keys.push([own, value, guid]);
      const space = own.slice(0, 2);
      counts.set(space, (counts.get(space) ?? 0) + 1);
    }
    if (keys.length >= page) await check();
  }
  if (keys.length > 0) await check();
  for (const guid of sums.keys()) say(`object ${guid} is missing.`);
  return counts;
}

async function checkStrays(driver: Driver, expected: Map<string, number>, say: Say): Promise<void> {
  for (const space of derived) {
    let count = 0;
    for await (const _ of driver.range({ gte: space, lt: afterPrefix(space) })) count++;
    const wanted = expected.get(space) ?? 0;
    if (count > wanted) say(`there are ${count - wanted} index entries under ${space} that belong to no object.`);
  }
}

/** What objects point to is there. */
async function checkReferences(driver: Driver, say: Say): Promise<void> {
  for await (const { referrer, property, target } of dangling(driver)) {
    say(`${property} of object ${referrer} points to ${target}, which is gone.`);
  }
}

/** References to objects that are not there. */
export async function* dangling(
  driver: Driver,
): AsyncIterableIterator<{ readonly referrer: string; readonly property: string; readonly target: string }> {
  let last = "";
  let there = false;
  for await (const [key] of driver.range({ gte: "r/", lt: afterPrefix("r/") })) {
    const [, target = "", referrer = "", property = ""] = key.split("/");
    if (target !== last) {
      there = (await driver.get([objectKey(target)]))[0] !== undefined;
      last = target;
    }
    if (!there) yield { referrer, property, target };
  }
}

async function checkMembers(driver: Driver, say: Say): Promise<void> {
  for (const [space, other] of [
    ["m/", (group: string, member: string) => membershipKey(member, group)],
    ["w/", (member: string, group: string) => memberKey(group, member)],
  ] as const) {
    for await (const [key] of driver.range({ gte: space, lt: afterPrefix(space) })) {
      const [, a, b] = key.split("/") as [string, string, string];
      const [back, first, second] = await driver.get([other(a, b), objectKey(a), objectKey(b)]);
      if (back === undefined) say(`the membership ${a} – ${b} is kept on one side only.`);
      if (first === undefined || second === undefined) say(`the membership ${a} – ${b} names an object that is gone.`);
    }
  }
}

const shown = (key: string) => key.replaceAll("\x00", " ");
