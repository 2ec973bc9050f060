// Mailboxes that are taken away: their messages, and the bodies that nobody else holds, go with them.
import { afterEach, expect, test } from "vitest";
import { purgeRemoved } from "../../src/mailbox/removal.ts";
import { pipe } from "../command/harness.ts";
import { type Flow, openFlow } from "../transport/flow.ts";

let flow: Flow;
afterEach(() => flow.close());

async function opened() {
  flow = await openFlow({ mailboxes: ["alice", "bob"] });
  await flow.send({ to: ["alice@contoso.com", "bob@contoso.com"] });
  await flow.calm();
  const { world, org, mailboxes, transport } = flow;
  const box = async (alias: string) =>
    String((await org.resolve(`${alias}@contoso.com`))?.get("ExchangeGuid")).toLowerCase();
  const run = (name: string, alias: string) =>
    pipe([[name, { Identity: alias, Confirm: false }]], { world, services: { org, mailboxes, transport } });
  return { box, run };
}

async function count(prefix: string): Promise<number> {
  let found = 0;
  for await (const [key] of flow.spool.entries({ gte: "", lt: "\uffff" })) if (key.includes(prefix)) found++;
  return found;
}

test.each(["Remove-Mailbox", "Disable-Mailbox"])("%s takes the messages along, and nobody else's", async (name) => {
  const { box, run } = await opened();
  expect(await purgeRemoved(flow.org, flow.spool, flow.mailboxes)).toEqual([]);
  const [alice, bob] = [await box("alice"), await box("bob")];
  expect(await count(alice)).toBeGreaterThan(0);
  const told = await run(name, "alice");
  expect([told.errors, told.warnings]).toEqual([[], []]);
  expect(await flow.mailboxes.usage(alice)).toEqual({ items: 0, bytes: 0 });
  expect(await count(`box/${alice}/`)).toBe(0);
  expect(await flow.mailboxes.usage(bob)).toMatchObject({ items: 1 });
  expect(await count("ref/")).toBe(1);
  await run(name, "bob");
  expect(await count("ref/")).toBe(0);
});

test("what a crash or a full disk left of it goes at the next start, and then all trace of it", async () => {
  const { box, run } = await opened();
  const broken = { ...flow.mailboxes, purge: () => Promise.reject(new Error("The disk is full.")) };
  await purgeRemoved(flow.org, flow.spool, broken);
  const alice = await box("alice");
  const told = await run("Remove-Mailbox", "alice");
  expect(told.warnings).toEqual([`The messages of the removed mailbox ${alice} are still there: The disk is full.`]);
  expect(await count(`box/${alice}/`)).toBe(2);
  expect(await purgeRemoved(flow.org, flow.spool, broken)).toEqual(told.warnings);
  expect(await purgeRemoved(flow.org, flow.spool, flow.mailboxes)).toEqual([]);
  expect(await count(alice)).toBe(0);
});
