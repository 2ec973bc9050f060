// How a message enters: what goes into mailboxes in the commit that accepts it, what goes into the queue of its next hop,
// and what has to wait in the Submission queue.
import { afterEach, describe, expect, test } from "vitest";
import { Mailbox } from "../../src/org/classes/Mailbox.ts";
import type { Change } from "../../src/spool/spool.ts";
import { runningKey } from "../../src/transport/queues/records.ts";
import { run, shown } from "./commands.ts";
import { addConnector, addContact, addGroup, type Flow, type FlowOptions, type Letter, openFlow } from "./flow.ts";

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

interface Watched extends Flow {
  /** What has been committed since it was last asked, by the first words of the keys that were put. */
  commits(): string[];
}

async function opened(options: FlowOptions = {}): Promise<Watched> {
  const flow = await openFlow({ mailboxes: ["alice", "bob"], ...options });
  ends.push(() => flow.close());
  const { spool } = flow;
  const commit = spool.commit.bind(spool);
  const seen: string[] = [];
  spool.commit = (change: Change) => {
    const puts =
      change.puts === undefined ? [] : Array.isArray(change.puts) ? change.puts : Object.entries(change.puts);
    const hop = puts.map(([key, value]) => (key.startsWith("queue/item/") ? value.hop.domain : undefined));
    seen.push(puts.some(([key]) => key.startsWith("box/")) ? "mailbox" : (hop.find((one) => one) ?? "other"));
    return commit(change);
  };
  return {
    ...flow,
    commits: () => seen.splice(0),
  };
}

/** Runs a cmdlet that must not fail. */
async function done(flow: Flow, name: string, named: Record<string, unknown>): Promise<void> {
  const { errors } = await run(flow, [name, named]);
  expect(errors).toEqual([]);
}

const databaseOf = (flow: Flow) => flow.org.snapshot().databases[0]!.Name;

const toAlice: Letter = { to: "alice@contoso.com", subject: "hi" };
const service = (settings: Record<string, unknown>) => (flow: Flow) =>
  done(flow, "Set-TransportService", { Identity: "EX1", ...settings });

describe("a message enters", () => {
  const table: readonly [name: string, into: string, letter: Letter, before?: (flow: Flow) => Promise<void>][] = [
    ["for a mailbox, into it", "mailbox", toAlice],
    ["for several mailboxes, into all of them", "mailbox", { to: ["alice@contoso.com", "bob@contoso.com"] }],
    [
      "for a mailbox whose Submission queue is suspended, into that queue",
      "Submission",
      toAlice,
      (flow) => done(flow, "Suspend-Queue", { Identity: "EX1\\Submission" }),
    ],
    [
      "for a mailbox whose queue is suspended, into that queue",
      "database",
      toAlice,
      async (flow) => {
        await flow.send(toAlice);
        await done(flow, "Suspend-Queue", { Filter: `NextHopDomain -eq '${databaseOf(flow)}'` });
      },
    ],
    [
      "for a mailbox whose database is dismounted, into its queue",
      "database",
      toAlice,
      (flow) => done(flow, "Dismount-Database", { Identity: databaseOf(flow), Confirm: false }),
    ],
    [
      "whose sender wants to hear of the delivery, into its queue",
      "database",
      { to: [{ address: "alice@contoso.com", notify: ["success"] }] },
    ],
    [
      "for a mailbox that is full, into its queue",
      "database",
      toAlice,
      async (flow) => {
        const quota = { ProhibitSendReceiveQuota: "1B", ProhibitSendQuota: "1B", IssueWarningQuota: "1B" };
        await done(flow, "Set-Mailbox", { Identity: "alice", UseDatabaseQuotaDefaults: false, ...quota });
        await flow.send({ ...toAlice, subject: "what fills it" });
      },
    ],
    [
      "for a group, into the Submission queue",
      "Submission",
      { to: "all@contoso.com" },
      (flow) => addGroup(flow.org, "all", ["alice", "bob"]),
    ],
    ["for nobody, into the Submission queue", "Submission", { to: "nobody@contoso.com" }],
    [
      "for a mailbox and another server, into the Submission queue",
      "Submission",
      { to: ["alice@contoso.com", "x@a.example"] },
      (flow) => addConnector(flow.org, "Internet", { AddressSpaces: "*" }),
    ],
    [
      "for another server, into the queue for that",
      "a.example",
      { to: "x@a.example" },
      (flow) => addConnector(flow.org, "Internet", { AddressSpaces: "*" }),
    ],
    [
      "for another server to which no connector leads, into the Unreachable queue",
      "Unreachable Domain",
      { to: "x@a.example" },
    ],
    [
      "for a contact, into the queue of its server",
      "a.example",
      { to: "carol@contoso.com" },
      async (flow) => {
        await addContact(flow.org, "carol", "carol@a.example");
        await addConnector(flow.org, "Internet", { AddressSpaces: "*" });
      },
    ],
    ["however few deliveries may run at a time", "mailbox", toAlice, service({ MaxConcurrentMailboxDeliveries: 1 })],
  ];
  for (const [name, into, letter, before] of table) {
    test(name, async () => {
      const flow = await opened({ dns: { "a.example": "SERVFAIL" } });
      await before?.(flow);
      await flow.calm();
      flow.commits();
      await flow.send(letter);
      expect(flow.commits()[0]).toBe(into === "database" ? databaseOf(flow) : into);
    });
  }
});

test("what went into a mailbox at once has the same story as what waited", async () => {
  const flow = await opened();
  const story = async (subject: string) =>
    (
      await shown(
        flow,
        "Get-MessageTrackingLog",
        { MessageSubject: subject },
        "EventId",
        "Source",
        "Recipients",
        "Sender",
      )
    ).sort();
  await flow.send({ ...toAlice, subject: "at once" });
  expect(flow.commits()).toEqual(["mailbox"]);
  await done(flow, "Suspend-Queue", { Identity: "EX1\\Submission" });
  await flow.send({ ...toAlice, subject: "later" });
  await done(flow, "Resume-Queue", { Identity: "EX1\\Submission" });
  await flow.until(async () => (await flow.inbox("alice")).length === 2);
  await flow.transport.tracking.flush();
  expect(await story("at once")).toEqual(await story("later"));
  const [first, second] = await flow.inbox("alice");
  const bare = ({ id: _, content: __, ...rest }: NonNullable<typeof first>) => ({
    ...rest,
    subject: "",
    messageId: "",
    sum: 0,
    size: 0,
    received: 0,
    trace: "",
  });
  expect(bare(first!)).toEqual(bare(second!));
});

test("deliveries at once wait for one another where few may run, and none is lost", async () => {
  const flow = await opened();
  await service({ MaxConcurrentMailboxDeliveries: 2 })(flow);
  flow.commits();
  await Promise.all(Array.from({ length: 30 }, (_, at) => flow.send({ ...toAlice, subject: `number ${at}` })));
  expect(new Set(flow.commits())).toEqual(new Set(["mailbox"]));
  expect((await flow.inbox("alice")).length).toBe(30);
});

test("a delivery at once whose commit fails is refused, and nothing of it is there", async () => {
  const flow = await opened();
  await flow.send(toAlice);
  const { capacity } = flow.world.disk;
  flow.world.disk.capacity = 0;
  await expect(flow.send({ ...toAlice, subject: "no room" })).rejects.toThrow(/no room|full|space/i);
  flow.world.disk.capacity = capacity;
  expect((await flow.inbox("alice")).map((message) => message.subject)).toEqual(["hi"]);
  await flow.send({ ...toAlice, subject: "no room" });
  expect((await flow.inbox("alice")).map((message) => message.subject).sort()).toEqual(["hi", "no room"]);
});

test("after an end in the middle of something all go through the queues for an hour, so that poison is known", async () => {
  const flow = await opened();
  ends.pop();
  await flow.transport.stop();
  await flow.spool.commit({ puts: [[runningKey, true]] });
  await flow.spool.close();
  await flow.org.close();
  const again = await opened({ world: flow.world, mailboxes: [] });
  again.commits();
  await again.send({ ...toAlice, subject: "one" });
  expect(again.commits()[0]).toBe("Submission");
  await again.until(async () => (await again.inbox("alice")).length === 1);
  await again.world.clock.advance(3_600_000);
  await again.calm();
  again.commits();
  await again.send({ ...toAlice, subject: "two" });
  expect(again.commits()).toEqual(["mailbox"]);
});

describe("while a message is on its way into a mailbox", () => {
  const acts: readonly [string, string, Record<string, unknown>, gone: boolean][] = [
    ["this is removed", "Remove-Mailbox", { Identity: "alice" }, true],
    ["this is removed for good", "Remove-Mailbox", { Identity: "alice", Permanent: true }, true],
    ["this is disabled", "Disable-Mailbox", { Identity: "alice" }, true],
    ["its database is dismounted", "Dismount-Database", {}, false],
  ];
  const ways: readonly [string, (flow: Flow, send: () => Promise<unknown>) => Promise<unknown>][] = [
    ["at once", (_, send) => send()],
    [
      "from its queue",
      async (flow, send) => {
        await done(flow, "Suspend-Queue", { Identity: "EX1\\Submission" });
        await send();
        await done(flow, "Resume-Queue", { Identity: "EX1\\Submission" });
      },
    ],
  ];

  describe.each(ways)("%s", (_way, enters) => {
    test.each(acts)("%s, and the message does not get there", async (_, name, settings, gone) => {
      const flow = await opened();
      const box = (await flow.org.find(Mailbox, "alice")).ExchangeGuid.toLowerCase();
      const { usage } = flow.mailboxes;
      let release = () => undefined as void;
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      let asked = false;
      Object.assign(flow.mailboxes, {
        async usage(mailbox: string) {
          asked = true;
          await held;
          return usage(mailbox);
        },
      });
      const sent = enters(flow, () => flow.send({ ...toAlice, from: "bob@contoso.com" }));
      await flow.until(() => asked);
      const identity = name === "Dismount-Database" ? { Identity: databaseOf(flow) } : settings;
      await done(flow, name, { ...identity, Confirm: false });
      release();
      await sent;
      await flow.calm();
      const found: string[] = [];
      for await (const { subject } of flow.mailboxes.messages(box)) found.push(subject);
      expect(found).toEqual([]);
      expect((await flow.inbox("bob")).map(({ subject }) => subject)).toEqual(gone ? ["Undeliverable: hi"] : []);
      expect(await shown(flow, "Get-Message", {}, "Subject")).toEqual(gone ? [] : ["hi"]);
    });
  });
});

test("settings that change while a message is being written are those by which it goes", async () => {
  const flow = await opened({ dns: { "a.example": "SERVFAIL" } });
  const { spool } = flow;
  const commit = spool.commit.bind(spool);
  let changed = false;
  spool.commit = async (change: Change) => {
    await commit(change);
    if (changed) return;
    changed = true;
    await addConnector(flow.org, "Internet", { AddressSpaces: "*" });
  };
  await flow.send({ to: "x@a.example" });
  await flow.calm();
  expect(await shown(flow, "Get-Queue", { Include: "External" }, "NextHopDomain", "MessageCount")).toEqual([
    "a.example 1",
  ]);
});
