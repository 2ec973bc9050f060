// Mailboxes that are taken away: kept for their retention, given back, and gone when it is over, with the bodies nobody else holds.
import { afterEach, describe, expect, test } from "vitest";
import { openRetention, type Retention } from "../../src/mailbox/retention.ts";
import type { MailboxStore } from "../../src/mailbox/store.ts";
import { StoreMailbox } from "../../src/org/classes/StoreMailbox.ts";
import { pipe } from "../command/harness.ts";
import { collect } from "../org/organization.ts";
import { type Flow, openFlow } from "../transport/flow.ts";

const day = 24 * 60 * 60 * 1000;

let flow: Flow;
let retention: Retention | undefined;
let log: string[];
afterEach(async () => {
  await retention?.stop();
  await flow.close();
});

async function start(store: Partial<MailboxStore> = {}) {
  await retention?.stop();
  const { org, spool, mailboxes, world } = flow;
  retention = await openRetention({
    org,
    spool,
    world,
    mailboxes: { ...mailboxes, ...store },
    log: (text) => void log.push(text),
  });
}

async function opened(store: Partial<MailboxStore> = {}) {
  log = [];
  flow = await openFlow({ mailboxes: ["alice", "bob"] });
  await flow.send({ to: ["alice@contoso.com", "bob@contoso.com"] });
  await flow.calm();
  await start(store);
  const { world, org, mailboxes, transport } = flow;
  const box = async (alias: string) =>
    String((await org.resolve(`${alias}@contoso.com`))?.get("ExchangeGuid")).toLowerCase();
  const run = async (name: string, given: Record<string, unknown>) => {
    const told = await pipe([[name, given]], {
      world,
      services: { org, mailboxes, transport },
      preferences: { confirm: false },
    });
    if (told.thrown) throw told.thrown;
    return told;
  };
  return { box, run };
}

async function count(prefix: string): Promise<number> {
  let found = 0;
  for await (const [key] of flow.spool.entries({ gte: "", lt: "\uffff" })) if (key.includes(prefix)) found++;
  return found;
}

const left = () => collect(flow.org.all(StoreMailbox));

describe.each([
  ["Remove-Mailbox", { Identity: "alice" }],
  ["Disable-Mailbox", { Identity: "alice" }],
])("%s", (name, given) => {
  test("keeps what is in the mailbox for 30 days to the millisecond, and nothing of it afterwards", async () => {
    const { box, run } = await opened();
    const alice = await box("alice");
    const told = await run(name, given);
    expect([told.errors, told.warnings]).toEqual([[], []]);
    expect(await flow.mailboxes.usage(alice)).toMatchObject({ items: 1 });
    expect((await left()).map((one) => [one.ExchangeGuid.toLowerCase(), one.DisconnectReason])).toEqual([
      [alice, "Disabled"],
    ]);
    await flow.world.clock.advance(30 * day - 1);
    expect(await count(`box/${alice}/`)).toBe(3);
    await flow.world.clock.advance(1);
    await flow.until(async () => (await count(`box/${alice}/`)) === 0);
    expect(await count("ref/")).toBe(1);
    await flow.world.clock.advance(day);
    await flow.until(async () => (await left()).length === 0);
    expect(log).toEqual([]);
    expect(await flow.org.verify()).toEqual([]);
  });

  test("a shorter retention of the database counts at once, also for those that are gone already", async () => {
    const { box, run } = await opened();
    const alice = await box("alice");
    await run(name, given);
    await flow.world.clock.advance(2 * day);
    const [database] = flow.org.snapshot().databases;
    await run("Set-MailboxDatabase", { Identity: database!.Name, MailboxRetention: "1.00:00:00" });
    await flow.world.clock.advance(0);
    await flow.until(async () => (await count(`box/${alice}/`)) === 0);
    expect(await count("ref/")).toBe(1);
  });
});

test("-Permanent $true leaves nothing, nor does anybody else lose anything", async () => {
  const { box, run } = await opened();
  const [alice, bob] = [await box("alice"), await box("bob")];
  await run("Remove-Mailbox", { Identity: "alice", Permanent: true });
  expect(await flow.mailboxes.usage(alice)).toEqual({ items: 0, bytes: 0 });
  expect(await count(`box/${alice}/`)).toBe(0);
  expect(await flow.mailboxes.usage(bob)).toMatchObject({ items: 1 });
  expect(await count("ref/")).toBe(1);
  await run("Remove-Mailbox", { Identity: "bob", Permanent: true });
  expect(await count("ref/")).toBe(0);
  await start();
  expect(await left()).toEqual([]);
});

test("what a crash or a full disk left goes an hour later, or at the next start, and then all trace of it", async () => {
  const purge = () => Promise.reject(new Error("The disk is full."));
  const { box, run } = await opened({ purge });
  const alice = await box("alice");
  const told = await run("Remove-Mailbox", { Identity: "alice", Permanent: true });
  const said = `The messages of the removed mailbox ${alice} are still there: The disk is full.`;
  expect(told.warnings).toEqual([said]);
  expect(await count(`box/${alice}/`)).toBe(3);
  await start({ purge });
  expect(log).toEqual([said]);
  await start();
  expect(await count(alice)).toBe(0);
  expect(await left()).toEqual([]);
});

test("a crash between the change of the organization and the messages leaves nothing behind", async () => {
  // The watcher never runs: as if the process had ended when the change was on the disk.
  const { box, run } = await opened();
  const alice = await box("alice");
  await retention!.stop();
  await run("Remove-Mailbox", { Identity: "alice", Permanent: true });
  expect(await count(`box/${alice}/`)).toBe(3);
  await start();
  expect(await count(alice)).toBe(0);
  expect(await left()).toEqual([]);
});

test("the mark of an older exsh is honoured once", async () => {
  const { box } = await opened();
  const alice = await box("alice");
  await flow.spool.commit({ puts: [[`box-gone/${alice}`, null]] });
  await start();
  expect(await count(alice)).toBe(0);
});
