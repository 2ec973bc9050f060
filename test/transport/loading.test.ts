// What a start reads of queued mail: the rows of items, which tell of their messages what is needed until one is taken in hand.
import { afterEach, expect, test } from "vitest";
import { startingWith } from "../../src/spool/spool.ts";
import { itemKey, itemPrefix, mailKey, mailPrefix } from "../../src/transport/queues/records.ts";
import type { Json } from "../../src/values/type.ts";
import { type Flow, openFlow } from "./flow.ts";

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const fields = [
  "Importance: high\r\n",
  "",
  "Priority: non-urgent\r\n",
  "X-MS-Exchange-Organization-OriginalSize: 7\r\n",
];

/** A server that stands, with messages of each kind in its Submission queue. */
async function filled(): Promise<Flow> {
  const flow = await openFlow({ mailboxes: ["anna"], stopped: true });
  await flow.org.change((tx) => tx.set(tx.snapshot().transportService, { PriorityQueuingEnabled: true }));
  for (const [number, more] of fields.entries())
    await flow.send({ to: "anna@contoso.com", content: `Subject: Number ${number}\r\n${more}\r\nText.\r\n` });
  return flow;
}

async function restarted(flow: Flow): Promise<{ flow: Flow; odd: readonly string[]; read: string[] }> {
  await flow.close();
  const again = await openFlow({ world: flow.world, stopped: true });
  ends.push(() => again.close());
  const read: string[] = [];
  const { spool } = again;
  const [get, getNow] = [spool.get.bind(spool), spool.getNow.bind(spool)];
  spool.get = (key) => {
    read.push(key);
    return get(key);
  };
  spool.getNow = (key) => {
    read.push(key);
    return getNow(key);
  };
  const odd = await again.transport.queues.load();
  return { flow: again, odd, read: read.filter((key) => key.startsWith(mailPrefix)) };
}

const told = ({ transport: { queues } }: Flow) =>
  [...queues.named("Submission")[0]!.items].map((item) => {
    const { Identity, Subject, Size, Priority, DateReceived, ExpirationTime } = queues.viewMessage(item);
    return {
      ...[Identity, Subject, Size, Priority, DateReceived, ExpirationTime].map(String),
      counted: item.mail.counted,
    };
  });

async function rows(flow: Flow, prefix: string): Promise<[string, Json][]> {
  const found: [string, Json][] = [];
  for await (const row of flow.spool.entries(startingWith(prefix))) found.push(row);
  return found;
}

test("no record of a message is read, and all is told of it as before", async () => {
  const before = await filled();
  const was = told(before);
  expect(was.map(({ counted }) => counted).at(-1)).toBe(7);
  const { flow, odd, read } = await restarted(before);
  expect([odd, read]).toEqual([[], []]);
  expect(told(flow)).toEqual(was);
});

test("items as earlier versions wrote them, which tell nothing of their messages, are read all the same", async () => {
  const before = await filled();
  const was = told(before);
  const puts = (await rows(before, itemPrefix)).map(([key, value]): [string, Json] => {
    const { mail, ...old } = value as { mail: Json };
    expect(mail).toBeDefined();
    return [key, old];
  });
  await before.spool.commit({ puts });
  const { flow, odd } = await restarted(before);
  expect(odd).toEqual([]);
  expect(told(flow)).toEqual(was);
});

test("an item without its message is said, a message without an item goes, and the others stay", async () => {
  const before = await filled();
  const [, second, third, fourth] = [...before.transport.queues.named("Submission")[0]!.items].map(
    ({ mail }) => mail.id,
  );
  const deletes = [mailKey(second!), itemKey(third!, 0), itemKey(fourth!, 0)];
  await before.spool.commit({ deletes });
  const { flow, odd } = await restarted(before);
  expect(odd).toEqual([`${itemKey(second!, 0)} belongs to no message.`]);
  expect(told(flow).map(({ counted: _, ...view }) => Object.values(view)[1])).toEqual(["Number 0"]);
  expect(await rows(flow, mailPrefix)).toHaveLength(1);
  expect((await rows(flow, "ref/")).map(([key]) => key.split("/").at(-1))).toEqual(["1", String(second)]);
  const { internalId } = await flow.send({ to: "anna@contoso.com" });
  expect(internalId).toBeGreaterThan(fourth!);
});
