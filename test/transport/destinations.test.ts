// Destinations that are slow, dead, mad or many: none holds up another, nothing is lost, and all of it is bounded.
import type { Duplex } from "node:stream";
import { afterEach, describe, expect, test } from "vitest";
import { TransportConfig } from "../../src/org/classes/TransportConfig.ts";
import type { Zones } from "../world/dns.ts";
import { testWorld } from "../world/world.ts";
import { addConnector, type Flow, openFlow } from "./flow.ts";
import { memoryNet } from "./memorynet.ts";

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

type Serve = (socket: Duplex) => void;

/** Takes everything; `told` hears of each recipient. */
function good(
  told: (recipient: string) => void,
  answers: (line: string) => string | undefined = () => undefined,
): Serve {
  return (socket) => {
    let buffer = "";
    let data = false;
    socket.write("220 mx.example ESMTP\r\n");
    socket.on("data", (chunk: Buffer) => {
      buffer += chunk.toString("latin1");
      for (let end = buffer.indexOf("\r\n"); end >= 0; end = buffer.indexOf("\r\n")) {
        const line = buffer.slice(0, end);
        buffer = buffer.slice(end + 2);
        if (data && line !== ".") continue;
        const own = answers(line);
        if (line === ".") data = false;
        if (own !== undefined) socket.write(own);
        else if (line.startsWith("EHLO")) socket.write("250-mx.example\r\n250 PIPELINING\r\n");
        else if (line === "DATA") {
          data = true;
          socket.write("354 Go on\r\n");
        } else if (line === "QUIT") socket.end("221 Bye\r\n");
        else {
          const recipient = /^RCPT TO:<([^>]+)>/.exec(line)?.[1];
          if (recipient !== undefined) told(recipient);
          socket.write("250 OK\r\n");
        }
      }
    });
  };
}

/** Says a line for as long as somebody listens, no faster than it is read. */
function endless(socket: Duplex, line: string): void {
  const say = () => {
    while (!socket.destroyed && socket.write(line));
  };
  socket.on("drain", say);
  say();
}

async function flowWith(serve: (socket: Duplex, address: string) => void, zones: Zones) {
  const memory = memoryNet(serve);
  const world = { ...testWorld({ dns: zones }), net: memory.net };
  const flow = await openFlow({ world: world as Flow["world"], mailboxes: ["alice"] });
  ends.push(() => flow.close());
  await addConnector(flow.org, "Internet", { AddressSpaces: "*" });
  return { flow, memory };
}

const zones: Zones = {
  "bad.example": { MX: ["10 mx.bad.example"] },
  "mx.bad.example": { A: ["192.0.2.66"] },
  "good.example": { MX: ["10 mx.good.example"] },
  "mx.good.example": { A: ["192.0.2.7"] },
};

const letter = { from: "alice@contoso.com", authenticated: true } as const;
const queueOf = (flow: Flow, domain = "bad.example") =>
  flow.transport.queues.all().find((queue) => queue.hop.domain === domain);

describe("a destination that", () => {
  const upon =
    (command: string, act: (socket: Duplex) => void): Serve =>
    (socket) => {
      let silent = false;
      const answers = (line: string) => {
        if (silent) return "";
        if (!line.startsWith(command)) return undefined;
        silent = true;
        act(socket);
        return "";
      };
      good(() => undefined, answers)(socket);
    };
  const dripping = (flow: () => Flow, text: string): Serve => {
    return (socket) => {
      let at = 0;
      const drip = () => {
        if (socket.destroyed) return;
        socket.write(text[at++ % text.length]);
        flow().world.clock.after(1000, drip);
      };
      drip();
    };
  };
  let running: Flow;
  const now = () => running;

  test.each<[string, Serve]>([
    ["never greets", () => undefined],
    ["greets a byte a second, without end", dripping(now, "2")],
    ["greets in lines without end", (socket) => endless(socket, "220-wait a moment\r\n")],
    ["greets in one line without end", (socket) => endless(socket, "220 wait a moment")],
    ["talks garbage", (socket) => endless(socket, "\0\x01\xff\xfe garbage \r\n")],
    ["hangs up at once", (socket) => void socket.destroy()],
    ["never answers EHLO", upon("EHLO", () => undefined)],
    ["answers EHLO without end", upon("EHLO", (socket) => endless(socket, "250-AGAIN\r\n"))],
    ["answers EHLO a byte a second", upon("EHLO", (socket) => dripping(now, "250-x\r\n")(socket))],
    ["never answers MAIL", upon("MAIL", () => undefined)],
    ["hangs up at RCPT", upon("RCPT", (socket) => void socket.destroy())],
    ["answers RCPT without end", upon("RCPT", (socket) => endless(socket, "250-AGAIN\r\n"))],
    ["never lets DATA begin", upon("DATA", () => undefined)],
    [
      "hangs up in the middle of DATA",
      upon("DATA", (socket) => void socket.write("354 Go on\r\n", () => socket.destroy())),
    ],
    ["stops reading in the middle of DATA", upon("DATA", (socket) => void socket.pause().write("354 Go on\r\n"))],
    ["never says whether it has it", upon(".", () => undefined)],
    ["says no for now, for ever", upon("MAIL", (socket) => void socket.write("451 4.3.0 Not now\r\n"))],
    [
      "never answers RSET",
      good(
        () => undefined,
        (line) =>
          line.startsWith("RCPT")
            ? "451 4.2.1 Not now\r\n"
            : line === "DATA"
              ? "503 5.5.1 No\r\n"
              : line === "RSET"
                ? ""
                : undefined,
      ),
    ],
    ["closes with 421 each time", (socket) => void socket.end("421 4.3.2 Not now\r\n")],
  ])("%s delays no other, loses nothing and has its share of connections alone", async (_, bad) => {
    const got: string[] = [];
    const { flow, memory } = await flowWith((socket, address) => {
      if (address === "192.0.2.66") bad(socket);
      else good((recipient) => got.push(recipient))(socket);
    }, zones);
    running = flow;
    for (let number = 0; number < 12; number++) {
      await flow.send({ ...letter, to: "kim@bad.example", subject: `bad ${number}`, body: "x".repeat(200_000) });
    }
    await flow.send({ ...letter, to: ["kim@good.example", "alice@contoso.com"], subject: "good" });
    // The clock stands still: whoever waits for the bad one would wait for ever.
    await flow.until(() => got.length === 1);
    await flow.until(async () => (await flow.inbox("alice")).length === 1);
    const waiting = () => {
      const queue = queueOf(flow);
      return queue?.retry !== undefined || [...(queue?.items ?? [])].some((item) => item.state === "Retry");
    };
    for (let minute = 0; minute < 15 && !waiting(); minute++) await flow.world.clock.advance(60_000);
    await flow.until(waiting);
    expect(queueOf(flow)?.items.size).toBe(12);
    expect(queueOf(flow)?.lastError).toMatch(/^4\d\d /);
    expect(memory.most).toBeLessThanOrEqual(20);
    expect((await flow.inbox("alice")).map((one) => one.subject)).toEqual(["good"]);
    await flow.send({ ...letter, to: "kim@good.example", subject: "again" });
    await flow.until(() => got.length === 2);
  });
});

async function limitConnections(flow: Flow, MaxOutboundConnections: number): Promise<void> {
  const { MaxRecipientEnvelopeLimit } = TransportConfig.properties;
  await flow.org.change(async (tx) => {
    await tx.set(tx.snapshot().transportConfig, {
      MaxRecipientEnvelopeLimit: MaxRecipientEnvelopeLimit.type.convert("unlimited"),
    });
    await tx.set(tx.snapshot().transportService, { MaxOutboundConnections });
  });
}

describe("more slow destinations than there are connections", () => {
  const most = 8;
  const many = 60;
  const good7: Zones = { "old.example": { A: ["192.0.2.7"] }, "new.example": { A: ["192.0.2.7"] } };
  const bad: Zones = Object.fromEntries(
    Array.from({ length: many }, (_, at) => [`bad${at}.example`, { A: ["192.0.2.66"] }]),
  );
  const silent = (): Serve => (socket) => void socket.write("220 mx.example ESMTP\r\n");

  async function besieged(serve: Serve) {
    const got: string[] = [];
    const { flow, memory } = await flowWith(
      (socket, address) => {
        if (address === "192.0.2.66") serve(socket);
        else good((recipient) => got.push(recipient))(socket);
      },
      { ...good7, ...bad },
    );
    await limitConnections(flow, most);
    await flow.send({ ...letter, to: "kim@old.example", subject: "before" });
    await flow.until(() => got.length === 1);
    await flow.calm();
    await flow.send({ ...letter, to: Object.keys(bad).map((domain) => `kim@${domain}`), subject: "to the slow" });
    // A quarter is kept for those that have answered.
    await flow.until(() => memory.open === most - most / 4);
    return { flow, memory, got };
  }

  test.each<[string, Serve]>([
    ["never greet", () => undefined],
    ["never answer EHLO", silent()],
  ])(
    "that %s take nothing from one that answered before, and give way to new ones after ten seconds",
    async (_, serve) => {
      const { flow, memory, got } = await besieged(serve);
      await flow.send({ ...letter, to: "kim@old.example", subject: "old" });
      // The clock stands still.
      await flow.until(() => got.length === 2);
      await flow.send({ ...letter, to: "kim@new.example", subject: "new" });
      // Those before it in line are tried first, so many at a time.
      for (let round = 0; round <= many / (most - most / 4) && got.length < 3; round++) {
        await flow.world.clock.advance(10_000);
        await flow.world.clock.settle(50);
      }
      await flow.until(() => got.length === 3);
      expect(memory.most).toBeLessThanOrEqual(most);
      const queue = [...flow.transport.queues.all()].find((one) => one.hop.domain === "bad0.example");
      expect(queue?.lastError).toBe(
        "441 4.4.1 Error communicating with bad0.example (192.0.2.66): nothing went over it in 10 seconds, and others wait for a connection",
      );
    },
  );

  test("have a quarter of the connections for trying again, and a new one passes them all", async () => {
    const { flow, memory, got } = await besieged(() => undefined);
    // All have been tried once; they try again after a minute, and then wait for one another.
    for (let second = 0; second < 180; second += 10) {
      await flow.world.clock.advance(10_000);
      await flow.world.clock.settle(50);
    }
    const queues = [...flow.transport.queues.all()].filter((queue) => queue.hop.domain.startsWith("bad"));
    expect(queues.filter((queue) => !queue.retry)).toEqual([]);
    expect(memory.open).toBe(most / 4);
    await flow.send({ ...letter, to: "kim@new.example", subject: "new" });
    await flow.until(() => got.length === 2);
  });

  test("that take their time are reached at last: with each failure they get twice as long", async () => {
    const slowMs = 25_000;
    let running: Flow | undefined;
    let reached = 0;
    const slow: Serve = (socket) => {
      running?.world.clock.after(slowMs, () => {
        if (!socket.destroyed) good(() => reached++)(socket);
      });
    };
    const { flow } = await besieged(slow);
    running = flow;
    for (let second = 0; second < 3600 && reached < many; second += 5) {
      await flow.world.clock.advance(5000);
      await flow.world.clock.settle(20);
    }
    expect(reached).toBe(many);
  });
});

test("thousands of destinations at once get their mail over a bounded number of connections, dead ones among them", async () => {
  const count = 10_000;
  const table: Zones = Object.fromEntries(
    Array.from({ length: count }, (_, at) => [`d${at}.example`, { A: [at % 60 === 0 ? "192.0.2.66" : "192.0.2.7"] }]),
  );
  const got = new Set<string>();
  const { flow, memory } = await flowWith((socket, address) => {
    if (address !== "192.0.2.66") good((recipient) => got.add(recipient))(socket);
  }, table);
  await limitConnections(flow, 200);
  let asking = 0;
  let mostAsking = 0;
  const ask = flow.world.dns.ask.bind(flow.world.dns);
  flow.world.dns.ask = async (...question) => {
    mostAsking = Math.max(mostAsking, ++asking);
    try {
      return await ask(...question);
    } finally {
      asking--;
    }
  };
  const dead = Math.ceil(count / 60);
  for (let from = 0; from < count; from += 500) {
    const to = Array.from({ length: 500 }, (_, at) => `kim@d${from + at}.example`);
    await flow.send({ ...letter, to, subject: `from ${from}` });
  }
  const end = performance.now() + 200_000;
  while (got.size < count - dead && performance.now() < end) {
    const before = got.size;
    await flow.world.clock.settle(50);
    // The dead ones fill their share; they give way as time goes on.
    if (got.size === before) await flow.world.clock.advance(1000);
  }
  expect(got.size).toBe(count - dead);
  expect(memory.most).toBeLessThanOrEqual(200);
  expect(mostAsking).toBeLessThanOrEqual(2 * 200);
  await flow.until(() => memory.open <= dead);
  const left = flow.transport.queues.all().filter((queue) => queue.items.size > 0);
  expect(left.length).toBe(dead);
}, 240_000);
