// Times of sending, to the millisecond on the test clock: how long a greeting is waited for, and what priorities change.
import { afterEach, describe, expect, test } from "vitest";
import { testWorld } from "../world/world.ts";
import { addConnector, type Flow, openFlow } from "./flow.ts";
import { memoryNet } from "./memorynet.ts";

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function silentFlow(): Promise<Flow> {
  const world = {
    ...testWorld({ dns: { "dead.example": { A: ["192.0.2.66"] } } }),
    net: memoryNet(() => undefined).net,
  };
  const flow = await openFlow({ world: world as Flow["world"], mailboxes: ["alice"] });
  ends.push(() => flow.close());
  await addConnector(flow.org, "Internet", { AddressSpaces: "*" });
  return flow;
}

const letter = { from: "alice@contoso.com", to: "kim@dead.example", authenticated: true } as const;
const queueOf = (flow: Flow) => [...flow.transport.queues.all()].find((queue) => queue.hop.domain === "dead.example");

test("a greeting is waited for two minutes, where nobody else waits for the connection", async () => {
  const flow = await silentFlow();
  await flow.send(letter);
  await flow.until(() => queueOf(flow)?.connecting === 1);
  await flow.world.clock.settle(20);
  await flow.world.clock.advance(119_999);
  expect(queueOf(flow)?.retry).toBeUndefined();
  await flow.world.clock.advance(1);
  await flow.until(() => queueOf(flow)?.retry !== undefined);
  expect(queueOf(flow)?.retry?.next).toBe(flow.world.clock.now() + 60_000);
});

describe("with PriorityQueuingEnabled", () => {
  test.each([
    ["high", "X-Priority: 1\r\n", 30 * 60_000, 8 * 3_600_000],
    ["normal", "", 4 * 3_600_000, 48 * 3_600_000],
    ["low", "X-Priority: 5\r\n", 8 * 3_600_000, 48 * 3_600_000],
  ])("a message of %s priority is told to be late and given up at its own times", async (_, header, late, over) => {
    const flow = await silentFlow();
    await flow.org.change((tx) => tx.set(tx.snapshot().transportService, { PriorityQueuingEnabled: true }));
    await flow.send({ ...letter, content: `From: <alice@contoso.com>\r\n${header}Subject: x\r\n\r\nText.\r\n` });
    const subjects = async () => (await flow.inbox("alice")).map((one) => one.subject.split(":")[0]);
    const start = flow.world.clock.now();
    const at = (time: number) => flow.world.clock.advance(start + time - flow.world.clock.now());
    await at(late - 1);
    expect(await subjects()).toEqual([]);
    await at(late);
    await flow.until(async () => (await subjects()).length === 1);
    await at(over - 1);
    await flow.world.clock.settle(20);
    expect(await subjects()).toEqual(["Delivery delayed"]);
    await at(over);
    await flow.until(async () => (await subjects()).length === 2);
    expect((await subjects()).sort()).toEqual(["Delivery delayed", "Undeliverable"]);
  });
});
