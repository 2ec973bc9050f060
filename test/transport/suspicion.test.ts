// Messages for other servers that end the process: while they are sent, while it is reported what became of them.
import { afterEach, describe, expect, test } from "vitest";
import { json, type MailRecord } from "../../src/transport/queues/records.ts";
import { run, shown } from "./commands.ts";
import { abandon, addConnector, type Flow, type FlowOptions, openFlow } from "./flow.ts";
import { type SmtpServer, smtpServer } from "./smtpserver.ts";

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const minute = 60_000;
const hour = 60 * minute;
/** MessageRetryInterval. */
const interval = 15 * minute;

/** A server that takes one command at a time, and answers one that names such a recipient as it is told. */
async function peer(recipient = /^/, answer?: string): Promise<SmtpServer> {
  const script = (command: string) => (command.startsWith("RCPT") && recipient.test(command) ? answer : undefined);
  const server = await smtpServer({ extensions: [], script });
  ends.push(() => server.close());
  return server;
}

/** Whom a server was told of, in the order in which it was. */
const toldOf = (server: SmtpServer) =>
  server.commands.flat().flatMap((line) => /^RCPT TO:<([^@]+)/.exec(line)?.[1] ?? []);

async function opened(options: FlowOptions): Promise<Flow> {
  const flow = await openFlow(options);
  ends.push(() => flow.close());
  return flow;
}

async function flowTo(server: { port: number }, dns: FlowOptions["dns"] = {}): Promise<Flow> {
  const hosts = Object.fromEntries(
    ["a.example", "b.example", "c.example", "d.example"].map((name) => [name, { A: ["127.0.0.1"] }]),
  );
  const flow = await opened({ dns: { ...hosts, ...dns }, mailboxes: ["alice"] });
  await addConnector(flow.org, "Internet", { AddressSpaces: "*", Port: server.port });
  return flow;
}

const letter = (to: string) => ({ from: "alice@contoso.com", to, subject: to, authenticated: true });

/** The process ends, and another one begins with what the disk has. */
async function endedAndBegun(flow: Flow, fall: () => void = () => undefined): Promise<Flow> {
  const world = flow.world.crash({ keepUnsynced: "all" });
  fall();
  ends.pop();
  await abandon(flow);
  return opened({ world });
}

/** Lets time pass, and what runs in it, until `done`. */
function inTime(flow: Flow, done: () => boolean | Promise<boolean>): Promise<void> {
  return flow.until(async () => {
    if (await done()) return true;
    await flow.world.clock.advance(1000);
    // What runs on sockets takes some turns.
    await flow.world.clock.settle(20);
    return false;
  });
}

const waiting = (flow: Flow) => shown(flow, "Get-Message", { SortOrder: "+Subject" }, "Queue", "Subject", "Status");
const poison = async (flow: Flow) => (await waiting(flow)).filter((line) => line.includes("Poison"));

describe("a message that is being sent when the process ends", () => {
  test("twice goes to the Poison queue, and those beside it go on", async () => {
    const server = await peer(/bad/, "silence");
    const first = await flowTo(server);
    await first.send(letter("bad@a.example"));
    await first.until(() => toldOf(server).length === 1);
    // Written down as attempted, it waits for the answer to the one before.
    await first.send(letter("good@a.example"));
    const second = await endedAndBegun(first);
    expect(await poison(second)).toEqual([]);
    await second.world.clock.advance(interval);
    await second.until(() => toldOf(server).length === 2 || server.taken.length === 1);
    await second.until(() => toldOf(server).filter((name) => name === "bad").length === 2);
    const third = await endedAndBegun(second);
    await third.until(async () => (await poison(third)).length > 0);
    expect(await poison(third)).toEqual(["EX1\\Poison bad@a.example Suspended"]);
    expect(third.log.join("\n")).toMatch(/is set aside in the Poison queue: the process ended while it was at hand/);
    await third.world.clock.advance(interval);
    await third.until(() => server.taken.length === 1);
    expect(server.taken.map(({ to }) => to)).toEqual([["good@a.example"]]);
  });

  test("is tried alone among those that were sent beside it, each for ten seconds", async () => {
    const server = await peer(/slow/, "silence");
    const first = await flowTo(server);
    const all = ["slow@a.example", "slow@b.example", "slow@c.example"];
    for (const to of all) await first.send(letter(to));
    await first.until(() => toldOf(server).length === 3);
    const second = await endedAndBegun(first);
    await inTime(second, () => toldOf(server).length === 4);
    // What was not at hand waits for nobody.
    await second.send(letter("other@d.example"));
    await second.until(() => server.taken.length === 1);
    expect(toldOf(server).length).toBe(5);
    for (const count of [6, 7]) {
      await second.world.clock.advance(10_000);
      await second.until(() => toldOf(server).length === count);
    }
    // All three were at hand alone for a while when it ends again.
    const third = await endedAndBegun(second);
    await third.until(async () => (await poison(third)).length === 3);
  });

  test("passes the turn on as soon as it is sent", async () => {
    const server = await peer(/slow/, "silence");
    const first = await flowTo(server);
    for (const to of ["slow@a.example", "slow@b.example", "slow@c.example"]) await first.send(letter(to));
    await first.until(() => toldOf(server).length === 3);
    const second = await endedAndBegun(first);
    server.script = () => undefined;
    await second.world.clock.advance(interval);
    await second.until(() => server.taken.length === 3);
    const third = await endedAndBegun(second);
    expect(await waiting(third)).toEqual([]);
  });

  test("goes with all that were for the same server over the connection that is open", async () => {
    const server = await peer(/./, "silence");
    const first = await flowTo(server);
    await first.transport.stop();
    for (let number = 0; number < 20; number++)
      await first.send({ ...letter("x@a.example"), subject: `number ${number}` });
    const items = (flow: Flow) => flow.transport.queues.all().flatMap((queue) => [...queue.items]);
    const suspects = (flow: Flow) => items(flow).filter(({ suspect }) => suspect !== undefined);
    await first.transport.start();
    await first.until(() => suspects(first).length >= 10);
    const second = await endedAndBegun(first);
    await inTime(second, () =>
      items(second).some(({ suspect, queue }) => suspect === 1 && queue.hop.domain === "a.example"),
    );
    // Had it an end now, none would have to wait for long.
    const latest = second.world.clock.now() + 10_000;
    for (const { state, due } of suspects(second)) if (state !== "Active") expect(due).toBeLessThanOrEqual(latest);
    const connections = server.commands.length;
    server.script = () => undefined;
    server.answerAll("450 4.2.1 Not this one");
    await inTime(second, () => suspects(second).length === 0);
    expect(server.commands.length).toBeLessThan(connections + 4);
  });

  test("is no longer suspected when its answer came, the connection broke or the transport was stopped", async () => {
    const answers: [string, (flow: Flow, server: SmtpServer) => Promise<Flow>][] = [
      [
        "451 4.3.0 Not now",
        async (flow, server) => {
          await flow.until(async () => /Retry/.test((await waiting(flow)).join()) && server.commands.length > 0);
          return endedAndBegun(flow);
        },
      ],
      [
        "close",
        async (flow) => {
          await flow.until(() => flow.transport.queues.all().some(({ retry, busy }) => retry !== undefined && !busy));
          return endedAndBegun(flow);
        },
      ],
      [
        "silence",
        async (flow, server) => {
          await flow.until(() => toldOf(server).length > 0);
          await abandon(flow);
          await flow.transport.start();
          return flow;
        },
      ],
    ];
    for (const [answer, after] of answers) {
      const server = await peer(/./, answer);
      let flow = await flowTo(server);
      const { internalId } = await flow.send(letter("x@a.example"));
      flow = await after(flow, server);
      const stored = await flow.spool.get(`queue/item/${String(internalId).padStart(16, "0")}/000000`);
      expect([answer, stored]).toEqual([answer, expect.not.objectContaining({ suspect: expect.anything() })]);
    }
  });

  test("is not suspected after an orderly stop, though that could not be written", async () => {
    const flow = await flowTo({ port: 1 });
    const { internalId } = await flow.send(letter("x@a.example"));
    await flow.until(() => flow.transport.queues.all().some(({ retry, busy }) => retry !== undefined && !busy));
    await flow.transport.stop();
    const key = `queue/item/${String(internalId).padStart(16, "0")}/000000`;
    await flow.spool.commit({ puts: [[key, { ...((await flow.spool.get(key)) as object), suspect: 1 }]] });
    const { world } = flow;
    ends.pop();
    await flow.close();
    const again = await opened({ world });
    const items = again.transport.queues.all().flatMap((queue) => [...queue.items]);
    expect(items.map(({ suspect, queue }) => [queue.hop.domain, suspect])).toEqual([["a.example", undefined]]);
  });

  test("twice, and is removed before the next start, stays removed", async () => {
    const server = await peer(/./, "silence");
    const first = await flowTo(server);
    const { internalId } = await first.send(letter("x@a.example"));
    await first.until(() => toldOf(server).length === 1);
    const second = await endedAndBegun(first);
    await inTime(second, () => toldOf(server).length === 2);
    const world = second.world.crash({ keepUnsynced: "all" });
    ends.pop();
    await abandon(second);
    const third = await opened({ world, stopped: true });
    await run(third, ["Remove-Message", { Identity: String(internalId), WithNDR: false, Confirm: false }]);
    await third.transport.start();
    await third.calm();
    expect(await waiting(third)).toEqual([]);
  });

  test("by a fault of ours goes to the Poison queue at the second time, and the process stands", async () => {
    const server = await peer();
    const first = await flowTo(server);
    await first.transport.stop();
    for (const to of ["bad@a.example", "good@a.example"]) await first.send(letter(to));
    const getNow = first.spool.getNow.bind(first.spool);
    first.spool.getNow = (key) => {
      const value = getNow(key);
      const record = value as unknown as MailRecord | undefined;
      if (record?.subject !== "bad@a.example") return value;
      const envelope = {
        ...record.envelope,
        get requireTls(): boolean {
          throw new TypeError("a fault of ours");
        },
      };
      return json({ ...record, envelope });
    };
    for (const mail of first.transport.queues.all().flatMap(({ items }) => [...items])) mail.park();
    await first.transport.start();
    await first.until(() => first.log.some((line) => line.includes("a fault of ours")));
    await first.world.clock.advance(minute);
    await first.until(async () => (await poison(first)).length === 1);
    await first.world.clock.advance(interval);
    await first.until(() => server.taken.length === 1);
    expect(await waiting(first)).toEqual(["EX1\\Poison bad@a.example Suspended"]);
  });
});

describe("a report that ends the process twice", () => {
  test.each([
    ["of a delay", "delay", {}],
    ["of an expiry", "failure", {}],
    ["of a domain that is not there", "failure", { "a.example": "NXDOMAIN" }],
  ] as const)("%s sets its message aside", async (_, kind, dns) => {
    let flow = await flowTo({ port: 1 }, dns);
    const notify = [kind] as const;
    const { internalId } = await flow.send({ ...letter("x@a.example"), to: [{ address: "x@a.example", notify }] });
    for (const life of [1, 2]) {
      let fall: (() => void) | undefined;
      const commit = flow.spool.commit.bind(flow.spool);
      // In the moment of the report the process is gone.
      flow.spool.commit = (change) => {
        const puts = Array.isArray(change.puts) ? change.puts : Object.entries(change.puts ?? {});
        if (!puts.some(([key]) => /^queue\/mail\//.test(key))) return commit(change);
        return new Promise((_, reject) => {
          fall = () => reject(new Error("the process is gone"));
        });
      };
      if (life === 1) await flow.world.clock.advance(kind === "delay" ? 4 * hour : 48 * hour);
      await inTime(flow, () => fall !== undefined);
      flow = await endedAndBegun(flow, fall);
    }
    await flow.until(async () => (await poison(flow)).length === 1);
    expect(await shown(flow, "Get-Message", {}, "Identity")).toEqual([`EX1\\Poison\\${internalId}`]);
  });
});
