// What is counted: read by Get-TransportStatistics, and by Prometheus on the loopback address while a port is set.
import { request } from "node:http";
import { afterEach, describe, expect, test } from "vitest";
import { pipe } from "../command/harness.ts";
import { addConnector, type Flow, openFlow } from "./flow.ts";
import { smtpServer } from "./smtpserver.ts";

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function opened(): Promise<Flow> {
  const dns = { "remote.example": { MX: ["10 mx.remote.example"] }, "mx.remote.example": { A: ["127.0.0.1"] } };
  const flow = await openFlow({ now: "2026-03-02T09:00:00Z", dns, mailboxes: ["alice"] });
  ends.push(() => flow.close());
  return flow;
}

async function statistics(flow: Flow) {
  const { org, transport } = flow;
  const told = await pipe([["Get-TransportStatistics", {}]], { world: flow.world, services: { org, transport } });
  expect(told.errors).toEqual([]);
  return (told.output as any[])[0];
}

interface Answer {
  readonly code: number;
  readonly type: string | undefined;
  readonly text: string;
}

function ask(port: number, options: { path?: string; method?: string; host?: string } = {}): Promise<Answer> {
  const { path = "/metrics", method = "GET", host = `127.0.0.1:${port}` } = options;
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, path, method, headers: { Host: host } }, (answer) => {
      const pieces: Buffer[] = [];
      answer.on("data", (piece) => pieces.push(piece));
      answer.on("end", () => {
        const text = Buffer.concat(pieces).toString();
        resolve({ code: answer.statusCode ?? 0, type: answer.headers["content-type"], text });
      });
    });
    asked.on("error", reject);
    asked.end();
  });
}

/** A port that nobody has just now. */
async function freePort(flow: Flow): Promise<number> {
  const listener = await flow.world.net.listen({ host: "127.0.0.1", port: 0 }, () => undefined);
  await listener.close();
  return listener.port;
}

describe("Get-TransportStatistics", () => {
  test("counts what came, went, failed and waits", async () => {
    const flow = await opened();
    const server = await smtpServer({
      script: (command) => (command.startsWith("RCPT TO:<late") ? "451 4.7.1 later" : undefined),
    });
    ends.push(() => server.close());
    await addConnector(flow.org, "Internet", { AddressSpaces: "*", Port: server.port });
    await flow.send({
      from: "alice@contoso.com",
      to: ["alice@contoso.com", "nobody@contoso.com", "bob@remote.example", "late@remote.example"],
      authenticated: true,
    });
    await flow.until(async () => (await flow.inbox("alice")).length === 2);
    await flow.calm();
    await flow.world.clock.advance(60_000);
    const seen = await statistics(flow);
    expect(Object.fromEntries(seen.names().map((name: string) => [name, seen.get(name)]))).toMatchObject({
      Server: "EX1",
      MessagesReceived: 1,
      RecipientsDelivered: 2,
      RecipientsSent: 1,
      RecipientsDeferred: 1,
      RecipientsFailed: 1,
      Reports: 1,
      MessagesQueued: 1,
      DuplicatesDropped: 0,
    });
    expect(String(seen.OldestMessageAge)).toBe("00:01:00");
    expect(seen.StartTime.milliseconds).toBe(Date.parse("2026-03-02T09:00:00Z"));
    expect(String(seen.DeliveryLatencyMedian)).toBe("00:00:00.0050000");
    await flow.transport.stop();
    expect((await statistics(flow)).StartTime).toBeNull();
  });
});

describe("Prometheus text", () => {
  test("is served while a port is set, on the loopback address alone, from one change to the next", async () => {
    const flow = await opened();
    const port = await freePort(flow);
    const set = (MetricsPort: number | null) =>
      flow.org.change((tx) => tx.set(tx.snapshot().transportService, { MetricsPort }));
    await expect(ask(port)).rejects.toThrow(/ECONNREFUSED/);
    await set(port);
    await flow.send({ to: "alice@contoso.com" });
    await flow.calm();
    const answer = await ask(port);
    expect([answer.code, answer.type]).toEqual([200, "text/plain; version=0.0.4; charset=utf-8"]);
    expect(answer.text).toMatch(
      /^# TYPE exsh_messages_received_total counter\nexsh_messages_received_total\{source="SMTP"\} 1$/m,
    );
    expect(answer.text).toMatch(/^exsh_recipients_total\{event="DELIVER"\} 1$/m);
    expect(answer.text).toMatch(/^exsh_delivery_seconds_bucket\{le="\+Inf"\} 1$/m);
    expect(answer.text).toMatch(/^process_resident_memory_bytes 64000000$/m);
    await set(null);
    await expect(ask(port)).rejects.toThrow(/ECONNREFUSED/);
  });

  test("nothing else is, and not to a page that had its name point here", async () => {
    const flow = await opened();
    const port = await freePort(flow);
    await flow.org.change((tx) => tx.set(tx.snapshot().transportService, { MetricsPort: port }));
    expect((await ask(port, { path: "/" })).code).toBe(404);
    expect((await ask(port, { path: "/metrics/../etc" })).code).toBe(404);
    expect((await ask(port, { method: "POST" })).code).toBe(405);
    expect((await ask(port, { host: "evil.example" })).code).toBe(403);
    expect((await ask(port, { host: "localhost" })).code).toBe(200);
    expect((await ask(port, { method: "HEAD" })).text).toBe("");
  });

  test("a port that is taken is told, and mail flows all the same", async () => {
    const flow = await opened();
    const taken = await flow.world.net.listen({ host: "127.0.0.1", port: 0 }, () => undefined);
    ends.push(() => taken.close());
    const warnings: string[] = [];
    await flow.org.change((tx) => tx.set(tx.snapshot().transportService, { MetricsPort: taken.port }), {
      warning: (text) => warnings.push(text),
    });
    expect(warnings.join()).toContain(`port ${taken.port} of 127.0.0.1 cannot be bound`);
    await flow.send({ to: "alice@contoso.com" });
    await flow.until(async () => (await flow.inbox("alice")).length === 1);
  });
});
