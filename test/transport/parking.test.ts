// What waits is left to the spool: it is shown, tried and told of as if it stood in memory, also after a restart.
import { afterEach, expect, test } from "vitest";
import type { Item } from "../../src/transport/queues/item.ts";
import { addConnector, type Flow, openFlow } from "./flow.ts";
import { smtpServer } from "./smtpserver.ts";

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const dns = { "a.example": { A: ["127.0.0.1"] } };

async function withServer(): Promise<{ flow: Flow; server: Awaited<ReturnType<typeof smtpServer>>; open(): void }> {
  let down = true;
  const server = await smtpServer({ script: () => (down ? "421 4.3.2 Not now" : undefined) });
  ends.push(() => server.close());
  const flow = await openFlow({ dns });
  ends.push(() => flow.close());
  await addConnector(flow.org, "Out", { AddressSpaces: "*", Port: server.port });
  return {
    flow,
    server,
    open() {
      down = false;
    },
  };
}

const waiting = (flow: Flow): Item[] =>
  flow.transport.queues.all().flatMap((queue) => (queue.hop.domain === "a.example" ? [...queue.items] : []));

async function sendSome(flow: Flow, count: number): Promise<void> {
  for (let number = 0; number < count; number++)
    await flow.send({ to: `x${number}@a.example`, subject: `Number ${number}` });
  await flow.until(() => waiting(flow).length === count && waiting(flow).every((item) => item.parked));
}

test("messages that wait are shown whole, and go out whole when their time has come", async () => {
  const { flow, server, open } = await withServer();
  await sendSome(flow, 5);
  const { queues } = flow.transport;
  const views = waiting(flow).map((item) => queues.viewMessage(item, true));
  expect(views.map((view) => [view.Subject, String(view.Recipients[0]!.get("Address")), view.FromAddress])).toEqual(
    [0, 1, 2, 3, 4].map((number) => [`Number ${number}`, `x${number}@a.example`, "sender@example.net"]),
  );
  expect(waiting(flow).every((item) => item.parked)).toBe(true);
  open();
  flow.world.clock.advance(60_000);
  await flow.until(() => server.taken.length === 5);
  await flow.calm();
  const subjects = server.taken.map((taken) => /^Subject: (.*)\r$/m.exec(String(taken.data))?.[1]).sort();
  expect(subjects).toEqual([0, 1, 2, 3, 4].map((number) => `Number ${number}`));
});

test("a message that waits is in its queue after a restart, without being routed anew", async () => {
  const { flow } = await withServer();
  await sendSome(flow, 3);
  await flow.close();
  const again = await openFlow({ world: flow.world, stopped: true });
  ends.push(() => again.close());
  await again.transport.queues.load();
  expect(waiting(again).map((item) => [item.recipients[0]?.address, item.parked])).toEqual(
    [0, 1, 2].map((number) => [`x${number}@a.example`, true]),
  );
});

test("a message that cannot be read now is tried again later, and holds no other up", async () => {
  const { flow, server, open } = await withServer();
  await sendSome(flow, 2);
  const { spool } = flow;
  const read = spool.getNow.bind(spool);
  const bad = `queue/mail/${String(waiting(flow)[0]!.mail.id).padStart(16, "0")}`;
  spool.getNow = (key) => {
    if (key === bad) throw new Error("EIO");
    return read(key);
  };
  open();
  flow.world.clock.advance(60_000);
  await flow.until(() => server.taken.length === 1);
  await flow.calm();
  expect(flow.log.some((line) => line.includes("cannot be read: EIO"))).toBe(true);
  spool.getNow = read;
  flow.world.clock.advance(60_000);
  await flow.until(() => server.taken.length === 2);
});

test("of a queue that has become very long, the far end is left to the spool", async () => {
  const flow = await openFlow({ stopped: true });
  ends.push(() => flow.close());
  const count = 10_200;
  const letter = { to: "x@a.example", subject: "Far" };
  for (let at = 0; at < count; at += 200) await Promise.all(Array.from({ length: 200 }, () => flow.send(letter)));
  const queue = flow.transport.queues.named("Submission")[0]!;
  const items = [...queue.items];
  expect(items).toHaveLength(count);
  expect(items.slice(0, 10_000).some((item) => item.parked)).toBe(false);
  expect(items.slice(10_000).every((item) => item.parked && item.mail.content === undefined)).toBe(true);
  expect(flow.transport.queues.viewMessage(items.at(-1)!).Subject).toBe("Far");
});
