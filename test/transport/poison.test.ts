// Messages that end what handles them, writes that fail in the categorizer, and what a header asks for: priority, Bcc, automatic.
import { afterEach, describe, expect, test } from "vitest";
import { json, runningKey } from "../../src/transport/queues/records.ts";
import { run, shown } from "./commands.ts";
import { addConnector, addGroup, type Flow, type FlowOptions, openFlow, submissionOf } from "./flow.ts";

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function opened(options: FlowOptions = {}): Promise<Flow> {
  const flow = await openFlow({ mailboxes: ["alice", "bob"], ...options });
  ends.push(() => flow.close());
  return flow;
}

/** Leaves the house as a process that ends in the middle of its work: the mark of a running transport stays. */
async function broken(flow: Flow, suspects: readonly number[] = []): Promise<void> {
  const items: [string, ReturnType<typeof json>][] = [];
  for (const id of suspects) {
    const key = `queue/item/${String(id).padStart(16, "0")}/000000`;
    items.push([key, json({ ...((await flow.spool.get(key)) as never as object), suspect: 1 } as never)]);
  }
  await flow.spool.commit({ puts: items });
  ends.pop();
  await flow.transport.stop();
  await flow.spool.commit({ puts: [[runningKey, true]] });
  await flow.spool.close();
  await flow.org.close();
}

describe("a message at hand when the process ended", () => {
  test("twice goes to the Poison queue, and the others are delivered", async () => {
    const flow = await opened({ stopped: true });
    const bad = await flow.send({ to: "alice@contoso.com", subject: "bad" });
    await flow.send({ to: "alice@contoso.com", subject: "good" });
    await broken(flow, [bad.internalId]);
    const again = await opened({ world: flow.world, mailboxes: [] });
    await again.calm();
    await again.until(() => again.transport.queues.all().some((queue) => queue.hop.domain === "Poison Message"));
    await again.until(async () => (await again.inbox("alice")).length === 1);
    expect((await again.inbox("alice")).map((message) => message.subject)).toEqual(["good"]);
    expect(await shown(again, "Get-Message", {}, "Identity", "Status")).toEqual([
      `EX1\\Poison\\${bad.internalId} Suspended`,
    ]);
    expect(again.log.join("\n")).toMatch(/is set aside in the Poison queue: the process ended/);
    await run(again, ["Resume-Message", { Identity: String(bad.internalId) }]);
    await again.until(async () => (await again.inbox("alice")).length === 2);
  });

  test("once is delivered like the others, and suspected no longer", async () => {
    const flow = await opened({ stopped: true });
    for (const subject of ["one", "two", "three"]) await flow.send({ to: "alice@contoso.com", subject });
    await broken(flow);
    const again = await opened({ world: flow.world, mailboxes: [] });
    await again.until(async () => (await again.inbox("alice")).length === 3);
    expect(await shown(again, "Get-Message", {}, "Identity")).toEqual([]);
  });

  test("counts to the threshold that is set, or not at all", async () => {
    for (const settings of [{ PoisonThreshold: 3 }, { PoisonMessageDetectionEnabled: false }]) {
      const flow = await opened({ stopped: true });
      await run(flow, ["Set-TransportService", { Identity: "EX1", ...settings }]);
      const { internalId } = await flow.send({ to: "alice@contoso.com", subject: "bad" });
      await broken(flow, [internalId]);
      const again = await opened({ world: flow.world, mailboxes: [] });
      await again.until(async () => (await again.inbox("alice")).length === 1);
    }
  });
});

test("what fails twice for no reason of its own is set aside, the others are delivered, and it may be resumed", async () => {
  const flow = await opened();
  const { deliveryOf } = flow.mailboxes;
  let broken = true;
  let tries = 0;
  Object.assign(flow.mailboxes, {
    deliveryOf: ((mailbox, arrival) => {
      if (broken && arrival.subject === "bad" && ++tries > 0) throw new TypeError("nothing to deliver");
      return deliveryOf(mailbox, arrival);
    }) satisfies typeof deliveryOf,
  });
  await flow.send({ to: "alice@contoso.com", subject: "one" });
  const { internalId: bad } = await flow.send({ to: "alice@contoso.com", subject: "bad" });
  await flow.send({ to: "alice@contoso.com", subject: "two" });
  await flow.until(async () => (await flow.inbox("alice")).length === 2);
  await flow.world.clock.advance(3_600_000);
  await flow.calm();
  // Once before it was kept, and then twice.
  expect(tries).toBe(3);
  expect(await shown(flow, "Get-Message", {}, "Subject", "Status")).toEqual(["bad Suspended"]);
  broken = false;
  await run(flow, ["Resume-Message", { Identity: String(bad) }]);
  await flow.until(async () => (await flow.inbox("alice")).length === 3);
});

test("a plan that cannot be written leaves no queue behind, and is carried out when it can be", async () => {
  const flow = await opened({ dns: { "a.example": "SERVFAIL" }, stopped: true });
  await addConnector(flow.org, "Internet", { AddressSpaces: "*" });
  await addGroup(flow.org, "all", ["alice", "bob"]);
  await flow.send({ to: ["x@a.example", "all@contoso.com"], subject: "hi" });
  const { capacity } = flow.world.disk;
  flow.world.disk.capacity = 0;
  await flow.transport.start();
  await flow.calm();
  expect(await shown(flow, "Get-Queue", {}, "NextHopDomain", "MessageCount")).toEqual(["Submission 1"]);
  flow.world.disk.capacity = capacity;
  await flow.world.clock.advance(60_000);
  await flow.until(async () => (await flow.inbox("bob")).length === 1);
  expect(await shown(flow, "Get-Queue", { Include: "External" }, "NextHopDomain")).toEqual(["a.example"]);
});

describe("priorities", () => {
  const letter = (subject: string, field: string) => ({
    to: "x@a.example",
    content: `From: <a@b.example>\r\nTo: <x@a.example>\r\nSubject: ${subject}\r\n${field}\r\n\r\nText.\r\n`,
  });
  const fields: readonly [string, string][] = [
    ["low", "X-Priority: 5"],
    ["plain", "X-Other: 1"],
    ["high", "X-Priority: 1 (Highest)"],
    ["important", "Importance: high"],
    ["lazy", "Priority: non-urgent"],
  ];
  async function queued(enabled: boolean): Promise<Flow> {
    const flow = await opened({ dns: { "a.example": "SERVFAIL" } });
    await run(flow, ["Set-TransportService", { Identity: "EX1", PriorityQueuingEnabled: enabled }]);
    await addConnector(flow.org, "Internet", { AddressSpaces: "*" });
    for (const [subject, field] of fields) await flow.send(letter(subject, field));
    await flow.calm();
    return flow;
  }

  test("are shown, and let the urgent go first and the rest last", async () => {
    const flow = await queued(true);
    expect(await shown(flow, "Get-Message", { SortOrder: "+Subject" }, "Subject", "Priority")).toEqual([
      "high High",
      "important High",
      "lazy Low",
      "low Low",
      "plain Normal",
    ]);
    const [queue] = (await run(flow, ["Get-Queue", { Include: "External" }])).output;
    expect(queue.MessageCountsPerPriority).toEqual([2, 1, 2, 0]);
    const [waiting] = flow.transport.queues.named("a.example");
    const order = [...waiting!.ready].map((item) => item.mail.record.subject);
    expect(order).toEqual(["high", "important", "plain", "low", "lazy"]);
    expect(waiting!.ready.first()?.mail.record.subject).toBe("high");
    const times = (await run(flow, ["Get-Message"])).output.map(
      (one) => (one.ExpirationTime.milliseconds - one.DateReceived.milliseconds) / 3_600_000,
    );
    expect([...new Set(times)].sort((a, b) => a - b)).toEqual([8, 48]);
  });

  test("do not count until they are turned on", async () => {
    const flow = await queued(false);
    expect([...new Set(await shown(flow, "Get-Message", {}, "Priority"))]).toEqual(["Normal"]);
  });
});

describe("what a header asks for", () => {
  const automatic = "Auto-Submitted: auto-replied";
  test.each([
    ["an answering machine does not answer to outside by default", "x@a.example", automatic, true, []],
    ["but it does to people here", "bob@contoso.com", automatic, true, ["bob@contoso.com"]],
    ["one outside may", "x@a.example", automatic, false, ["x@a.example"]],
    ["who writes himself may", "x@a.example", "X-Other: 1", true, ["x@a.example"]],
    ["nothing is passed on", "x@a.example", "X-MS-Exchange-Organization-AutoForwarded: true", true, []],
  ])("%s", async (_name, to, field, authenticated, queued) => {
    const flow = await opened({ dns: { "a.example": "SERVFAIL" } });
    await addConnector(flow.org, "Internet", { AddressSpaces: "*" });
    const content = `From: <alice@contoso.com>\r\n${field}\r\nSubject: s\r\n\r\nText.\r\n`;
    await flow.send({ from: "alice@contoso.com", to, content, authenticated });
    await flow.calm();
    const waiting = (await run(flow, ["Get-Message", { IncludeRecipientInfo: true }])).output.flatMap((one) =>
      one.Recipients.map((recipient: any) => recipient.Address),
    );
    const delivered = (await flow.inbox("bob")).map(() => "bob@contoso.com");
    expect([...waiting, ...delivered]).toEqual(queued);
    expect(await flow.inbox("alice")).toEqual([]);
  });

  test("takes Bcc out of what users submit, and leaves what others relay as it is", async () => {
    const flow = await opened();
    const content =
      "Bcc: <bob@contoso.com>,\r\n <x@y.example>\r\nFrom: <alice@contoso.com>\r\nbcc: z@y.example\r\nSubject: s\r\n\r\nBcc: text\r\n";
    const letter = { to: "bob@contoso.com", content };
    const { guid, address } = {
      guid: (await flow.org.resolve("alice@contoso.com"))!.Guid,
      address: "alice@contoso.com",
    };
    const made = submissionOf({ ...letter, from: address, authenticated: true }, flow.world.clock.now());
    await flow.transport.accept({ ...made, source: { ...made.source, user: { guid, address } } });
    await flow.send(letter);
    await flow.calm();
    const texts = await Promise.all((await flow.inbox("bob")).map((message) => flow.text(message)));
    const submitted = texts.find((text) => text.startsWith("Return-Path: <alice@"));
    const relayed = texts.find((text) => text.startsWith("Return-Path: <sender@"));
    expect(submitted).not.toMatch(/^bcc: [^t]/im);
    expect(submitted).toMatch(/\r\n\r\nBcc: text\r\n$/);
    expect(relayed).toMatch(/^Bcc: <bob@contoso\.com>,\r\n <x@y\.example>\r\n/m);
  });
});
