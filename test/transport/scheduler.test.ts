// The scheduler under load and at its end: limits, thousands of destinations, a stop in the middle, what fails in our own house.
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { Problem } from "../../src/command/problem.ts";
import { MailboxDatabase } from "../../src/org/classes/MailboxDatabase.ts";
import { TransportService } from "../../src/org/classes/TransportService.ts";
import { Reference } from "../../src/org/reference.ts";
import { createTimeline } from "../../src/transport/queues/timeline.ts";
import { addConnector, addMailboxes, type Flow, openFlow } from "./flow.ts";
import { smtpServer } from "./smtpserver.ts";

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function serviceSettings(flow: Flow, values: Record<string, unknown>): Promise<void> {
  const properties = TransportService.properties as Record<string, any>;
  const converted = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, properties[name].type.convert(value)]),
  );
  await flow.org.change((tx) => tx.set(tx.snapshot().transportService, converted));
}

describe("connections", () => {
  test("to one domain and in all stay within their limits, and all mail goes out", async () => {
    let open = 0;
    let most = 0;
    const server = await smtpServer({
      script(command) {
        if (command.startsWith("MAIL")) most = Math.max(most, ++open);
        if (command === ".") open--;
        return undefined;
      },
    });
    ends.push(() => server.close());
    const dns = {
      "a.example": { A: ["127.0.0.1"] },
      "b.example": { A: ["127.0.0.1"] },
      "c.example": { A: ["127.0.0.1"] },
    };
    const flow = await openFlow({ dns });
    ends.push(() => flow.close());
    await addConnector(flow.org, "Out", { AddressSpaces: "*", Port: server.port });
    await serviceSettings(flow, { MaxPerDomainOutboundConnections: 3, MaxOutboundConnections: 4 });
    const to = (number: number) => `x@${"abc"[number % 3]}.example`;
    await Promise.all(Array.from({ length: 120 }, (_, number) => flow.send({ to: to(number), subject: `s${number}` })));
    await flow.until(() => server.taken.length === 120);
    await flow.calm();
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(4);
  });

  test("3,000 dead domains at once hold no mailbox back", async () => {
    const flow = await openFlow({ mailboxes: ["alice"] });
    ends.push(() => flow.close());
    flow.world.dns.ask = async () => {
      throw new Error("no answer");
    };
    await addConnector(flow.org, "Out", { AddressSpaces: "*" });
    await Promise.all(Array.from({ length: 3000 }, (_, number) => flow.send({ to: `x@d${number}.example` })));
    await flow.send({ to: "alice@contoso.com" });
    await flow.until(async () => (await flow.inbox("alice")).length === 1);
    await flow.until(() => flow.transport.queues.all().filter((queue) => queue.retry).length === 3000);
  });
});

describe("deliveries to mailboxes", () => {
  test("one at a time serve several databases, and none is forgotten", async () => {
    const flow = await openFlow({ mailboxes: ["alice"] });
    ends.push(() => flow.close());
    await serviceSettings(flow, { MaxConcurrentMailboxDeliveries: 1 });
    const other = await flow.org.change((tx) =>
      tx.add(MailboxDatabase, { Name: "DB2", Server: Reference.to(tx.snapshot().server) }),
    );
    await addMailboxes(flow.org, ["bob"], { Database: Reference.to(other) });
    await Promise.all(
      Array.from({ length: 40 }, (_, number) =>
        flow.send({ to: `${number % 2 ? "alice" : "bob"}@contoso.com`, subject: `Hello ${number}` }),
      ),
    );
    await flow.calm();
    expect(await flow.inbox("alice")).toHaveLength(20);
    expect(await flow.inbox("bob")).toHaveLength(20);
  });
});

describe("a stop", () => {
  test("lets what is in flight end, keeps the rest, and a start goes on with it", async () => {
    let stopping: Promise<void> | undefined;
    const server = await smtpServer({
      script(command) {
        if (command === "DATA" && !stopping) stopping = flow.transport.stop();
        return undefined;
      },
    });
    ends.push(() => server.close());
    const flow = await openFlow({ dns: { "a.example": { A: ["127.0.0.1"] } }, mailboxes: ["alice"] });
    ends.push(() => flow.close());
    await addConnector(flow.org, "Out", { AddressSpaces: "*", Port: server.port });
    await Promise.all(["one", "two", "three"].map((subject) => flow.send({ to: "x@a.example", subject })));
    await flow.until(() => stopping !== undefined);
    await stopping;
    expect(flow.transport.running).toBe(false);
    expect(server.taken).toHaveLength(1);
    await flow.send({ to: "alice@contoso.com", subject: "meanwhile" });
    expect(await flow.inbox("alice")).toEqual([]);
    await flow.transport.start();
    await flow.until(() => server.taken.length === 3);
    await flow.until(async () => (await flow.inbox("alice")).length === 1);
    await flow.calm();
    const subjects = server.taken.map((mail) => /^Subject: (.*)\r$/m.exec(mail.data)?.[1]);
    expect(subjects.sort()).toEqual(["one", "three", "two"]);
  });

  test("twice, and a start twice, is as once", async () => {
    const flow = await openFlow({ mailboxes: ["alice"] });
    ends.push(() => flow.close());
    await Promise.all([flow.transport.start(), flow.transport.start()]);
    await Promise.all([flow.transport.stop(), flow.transport.stop()]);
    expect(flow.transport.running).toBe(false);
  });
});

describe("trouble of our own", () => {
  test("with the directory puts a message off for half an hour, and nobody hears of a failure", async () => {
    const flow = await openFlow({ mailboxes: ["alice"] });
    ends.push(() => flow.close());
    const { resolve } = flow.org;
    flow.org.resolve = async () => {
      throw new Problem({ id: "OrganizationStoreReadFailed", category: "ReadError", text: "The disk is gone." });
    };
    await flow.send({ to: "alice@contoso.com" });
    await flow.calm();
    const [item] = flow.transport.queues.named("Submission")[0]!.items;
    expect(flow.transport.queues.viewMessage(item!)).toMatchObject({
      Status: "Retry",
      LastError: "451 4.3.0 The disk is gone.",
    });
    flow.org.resolve = resolve;
    await flow.world.clock.advance(29 * 60_000);
    await flow.calm();
    expect(await flow.inbox("alice")).toEqual([]);
    await flow.world.clock.advance(60_000);
    await flow.calm();
    expect(await flow.inbox("alice")).toHaveLength(1);
  });

  test("a message that makes us fail twice is set aside, and goes again when it is resumed", async () => {
    const flow = await openFlow({ mailboxes: ["alice"] });
    ends.push(() => flow.close());
    const { resolve } = flow.org;
    flow.org.resolve = async (address) => {
      if (address === "evil@example.net") throw new TypeError("a fault of ours");
      return resolve(address);
    };
    await flow.send({ from: "evil@example.net", to: "alice@contoso.com", subject: "poison" });
    await flow.send({ to: "alice@contoso.com", subject: "fine" });
    await flow.calm();
    await flow.world.clock.advance(60_000);
    await flow.calm();
    expect((await flow.inbox("alice")).map((message) => message.subject)).toEqual(["fine"]);
    const poison = flow.transport.queues.all().find((queue) => queue.hop.domain === "Poison Message");
    expect(poison?.items.size).toBe(1);
    await flow.world.clock.advance(3 * 86_400_000);
    expect(poison?.items.size).toBe(1);
    flow.org.resolve = resolve;
    const [item] = poison!.items;
    await flow.transport.queues.resumeMessage(item!);
    await flow.calm();
    expect((await flow.inbox("alice")).map((message) => message.subject).sort()).toEqual(["fine", "poison"]);
    expect(flow.log).toHaveLength(2);
    expect(flow.log[0]).toContain("a fault of ours");
  });
});

describe("a clock that is set back", () => {
  const hours = 6 * 3_600_000;

  async function waiting() {
    const server = await smtpServer({ script: (command) => (command === "" ? "421 4.3.2 Not now" : undefined) });
    ends.push(() => server.close());
    const flow = await openFlow({ dns: { "a.example": { A: ["127.0.0.1"] } } });
    ends.push(() => flow.close());
    await addConnector(flow.org, "Out", { AddressSpaces: "*", Port: server.port });
    await flow.send({ to: "x@a.example" });
    const queue = () => flow.transport.queues.all().find((one) => one.hop.domain === "a.example");
    await flow.until(() => queue()?.retry !== undefined && !queue()?.busy);
    return { flow, server, queue };
  }

  test("holds back neither a queue that waits, nor a message, nor the end of an empty queue", async () => {
    const { flow, server, queue } = await waiting();
    flow.world.clock.set(-hours);
    server.script = (command) => (command === "." ? "451 4.3.0 Not yet" : undefined);
    // The queue waits once more as long as it should have, and the message waits anew.
    await flow.world.clock.advance(120_000);
    await flow.until(() => queue()?.retry === undefined && [...queue()!.items].some(({ state }) => state === "Retry"));
    flow.world.clock.set(-hours);
    server.script = () => undefined;
    await flow.world.clock.advance(15 * 60_000);
    await flow.until(() => server.taken.length === 1 && !queue()?.busy);
    flow.world.clock.set(-hours);
    await flow.world.clock.advance(8 * 60_000);
    expect(queue()).toBeUndefined();
  });

  test("or forward lets what falls due then be done within the next minute", async () => {
    const { flow, server, queue } = await waiting();
    server.script = (command) => (command === "." ? "451 4.3.0 Not yet" : undefined);
    await flow.world.clock.advance(60_000);
    // The next moment is now the retry of the message, a quarter of an hour away.
    await flow.until(() => [...(queue()?.items ?? [])].some(({ state }) => state === "Retry") && !queue()?.busy);
    server.script = () => undefined;
    flow.world.clock.set(hours / 6);
    await flow.world.clock.advance(60_000);
    await flow.until(() => server.taken.length === 1);
  });

  test("while the transport stood holds no queue back", async () => {
    const { flow, server } = await waiting();
    await flow.transport.stop();
    flow.world.clock.set(-hours);
    server.script = () => undefined;
    await flow.transport.start();
    await flow.world.clock.advance(120_000);
    await flow.until(() => server.taken.length === 1);
  });
});

describe("the timeline", () => {
  test("runs what is due in order, and nothing that was taken out", () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant("put" as const), at: fc.nat(50) }),
      fc.record({ kind: fc.constant("drop" as const), at: fc.nat(50) }),
      fc.record({ kind: fc.constant("step" as const), at: fc.nat(60) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const timeline = createTimeline();
        const model = new Map<number, number>();
        const dues = new Map<number, ReturnType<typeof timeline.put>>();
        const ran: number[] = [];
        steps.forEach(({ kind, at }, number) => {
          if (kind === "put") {
            model.set(number, at);
            dues.set(
              number,
              timeline.put(at, () => ran.push(number)),
            );
          } else if (kind === "drop") {
            const key = [...dues.keys()][at % Math.max(dues.size, 1)];
            if (key === undefined) return;
            timeline.drop(dues.get(key));
            model.delete(key);
          } else {
            const due = [...model].filter(([, time]) => time <= at).sort((a, b) => a[1] - b[1] || a[0] - b[0]);
            ran.length = 0;
            timeline.step(at);
            expect(ran).toEqual(due.map(([key]) => key));
            for (const [key] of due) model.delete(key);
          }
          expect(timeline.next).toBe(model.size === 0 ? undefined : Math.min(...model.values()));
        });
      }),
    );
  });
});
