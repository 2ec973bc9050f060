// The bounds of reception: connections and messages of a source, logons that wait, peers that dawdle.
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import {
  createAuthenticator,
  readLogin,
  readPlain,
  withTickets,
} from "../../src/transport/reception/authentication.ts";
import { createBudget } from "../../src/transport/reception/data.ts";
import { createCounters } from "../../src/transport/reception/limits.ts";
import { Wire } from "../../src/transport/reception/wire.ts";
import { testWorld } from "../world/world.ts";
import { Client, client, connector, type House, internet, openHouse } from "./receptionhouse.ts";

let house: House | undefined;

afterEach(async () => {
  await house?.close();
  house = undefined;
});

describe("connections and messages of a source (behaviour 1.6)", () => {
  test("at most MaxInboundConnectionPerSource, or the share of what is left", () => {
    const { clock } = testWorld();
    const one = connector("One", { ...internet, MaxInboundConnectionPerSource: 3 });
    const counters = createCounters(clock);
    const ends = [1, 2, 3].map(() => counters.open(one, "192.0.2.1"));
    expect(ends.every((end) => typeof end === "function")).toBe(true);
    expect(counters.open(one, "192.0.2.1")).toBe("source");
    expect(typeof counters.open(one, "192.0.2.2")).toBe("function");
    (ends[0] as () => void)();
    (ends[0] as () => void)();
    expect(counters.connections).toBe(3);
    expect(typeof counters.open(one, "192.0.2.1")).toBe("function");
    expect(counters.open(one, "192.0.2.1")).toBe("source");
    const share = connector("Share", {
      ...internet,
      MaxInboundConnection: 100,
      MaxInboundConnectionPerSource: "100",
      MaxInboundConnectionPercentagePerSource: 10,
    });
    const other = createCounters(clock);
    let held = 0;
    while (typeof other.open(share, "192.0.2.1") === "function") held++;
    // A tenth of the 91 that are left is nine.
    expect(held).toBe(9);
  });

  test("the whole is counted for everybody, a source's part not for the machine itself", () => {
    const { clock } = testWorld();
    const one = connector("One", { ...internet, MaxInboundConnection: 30, MaxInboundConnectionPerSource: 2 });
    const counters = createCounters(clock);
    for (let count = 0; count < 30; count++) expect(typeof counters.open(one, "127.0.0.1")).toBe("function");
    expect(counters.open(one, "127.0.0.1")).toBe("total");
    expect(counters.open(one, "192.0.2.1")).toBe("total");
  });

  test.each([
    ["IPAddress", [true, true, false], [false, true]],
    ["User", [true, true, false], [true, false]],
    ["All", [true, true, false], [false, false]],
    ["None", [true, true, true], [true, true]],
  ] as const)("MessageRateLimit 2 by %s", async (source, first, second) => {
    const { clock } = testWorld();
    const one = connector("One", { ...client, MessageRateLimit: 2, MessageRateSource: source });
    const counters = createCounters(clock);
    expect([1, 2, 3].map(() => counters.message(one, "192.0.2.1", "alice"))).toEqual(first);
    // Another user at the same address, the same user at another address.
    expect([counters.message(one, "192.0.2.1", "bob"), counters.message(one, "192.0.2.2", "alice")]).toEqual(second);
    await clock.advance(60_000);
    expect(counters.message(one, "192.0.2.1", "alice")).toBe(true);
  });

  test("however sources come and go, no limit is passed, nobody is turned away below it, and nothing stays counted", () => {
    const { clock } = testWorld();
    const one = connector("One", {
      ...internet,
      MaxInboundConnection: 12,
      MaxInboundConnectionPerSource: 4,
      MaxInboundConnectionPercentagePerSource: 50,
    });
    const event = fc.record({ source: fc.nat(5), leaves: fc.boolean() });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 100 }), (events) => {
        const counters = createCounters(clock);
        const open: { readonly source: number; readonly end: () => void }[] = [];
        for (const { source, leaves } of events) {
          const at = open.findIndex((each) => each.source === source);
          if (leaves && at >= 0) open.splice(at, 1)[0]!.end();
          if (leaves) continue;
          const held = open.filter((each) => each.source === source).length;
          const share = Math.max(1, Math.floor((12 - open.length) / 2));
          const wanted = open.length >= 12 ? "total" : held >= Math.min(4, share) ? "source" : "function";
          const end = counters.open(one, `192.0.2.${source}`);
          expect(typeof end === "function" ? "function" : end).toBe(wanted);
          if (typeof end === "function") open.push({ source, end });
          expect(counters.connections).toBe(open.length);
        }
        for (const { end } of open) end();
        expect(counters.connections).toBe(0);
        expect(typeof counters.open(one, "192.0.2.1")).toBe("function");
      }),
    );
  });

  test("the machine itself may send any number", async () => {
    house = await openHouse({ connectors: [connector("One", { ...internet, MessageRateLimit: 1 })] });
    const speaker = await Client.to(house.port("One"));
    await speaker.reply();
    await speaker.ask("EHLO x");
    for (let count = 0; count < 3; count++) {
      expect(await speaker.ask("MAIL FROM:<a@b.example>")).toMatch(/^250/);
      await speaker.ask("RSET");
    }
    speaker.end();
  });

  test("memory is taken and given back, never more than there is", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { maxLength: 50 }), (sizes) => {
        const budget = createBudget(100);
        const held = sizes.filter((size) => budget.take(size));
        expect(held.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(100);
        for (const size of held) budget.give(size);
        expect(budget.take(100)).toBe(true);
        expect(budget.take(1)).toBe(false);
      }),
    );
  });
});

test("large messages leave half of the memory to small ones", () => {
  const budget = createBudget(8 * 2 ** 20);
  const large = 2 * 2 ** 20;
  expect(budget.take(4 * 2 ** 20, large)).toBe(true);
  expect(budget.take(1, large)).toBe(false);
  expect(budget.take(4 * 2 ** 20, 1000)).toBe(true);
  expect(budget.take(1, 0)).toBe(false);
});

test("a piece of ten thousand commands leaves others their turn", async () => {
  const order: string[] = [];
  const wire = new Wire(12_288, (task) => {
    order.push(`turn after ${order.length}`);
    setImmediate(task);
  });
  wire.oncommand = (command, done) => {
    order.push(command.toString());
    done?.();
  };
  await new Promise<void>((resolve) => void wire.write(Buffer.from("NOOP\r\n".repeat(100)), () => resolve()));
  expect(order.filter((one) => one === "NOOP")).toHaveLength(100);
  expect(order.filter((one) => one !== "NOOP")).toEqual(["turn after 32", "turn after 65", "turn after 98"]);
});

describe("logons", () => {
  const account = { guid: "g", address: "alice@contoso.com", hash: "h", disabled: false };

  test("one hash at a time, and no more wait than may (454)", async () => {
    const open: ((fits: boolean) => void)[] = [];
    const { authenticate } = createAuthenticator({
      find: async () => account,
      decoy: "decoy",
      waiting: 3,
      verify: () => new Promise((resolve) => open.push(resolve)),
    });
    const answers = [1, 2, 3].map(() => authenticate("alice", "x"));
    await expect(authenticate("alice", "x")).rejects.toMatchObject({ code: 454, enhanced: "4.7.0" });
    for (let turn = 0; turn < 3; turn++) {
      await expect.poll(() => open.length).toBe(turn + 1);
      open[turn]!(turn !== 1);
    }
    expect(await Promise.all(answers)).toEqual([
      { guid: "g", address: "alice@contoso.com" },
      undefined,
      { guid: "g", address: "alice@contoso.com" },
    ]);
    const after = authenticate("alice", "x");
    await expect.poll(() => open.length).toBe(4);
    open[3]!(true);
    expect(await after).toBeDefined();
  });

  test("an unknown name costs a hash as well; a failure of the store does not block the next", async () => {
    const verified: string[] = [];
    let broken = true;
    const { authenticate } = createAuthenticator({
      find: async (name) => {
        if (broken) throw new Error("EIO");
        return name === "alice" ? account : name === "bare" ? { ...account, hash: undefined } : undefined;
      },
      decoy: "decoy",
      verify: async (hash) => {
        verified.push(hash);
        return true;
      },
    });
    await expect(authenticate("alice", "x")).rejects.toThrow("EIO");
    broken = false;
    expect(await authenticate("alice", "x")).toBeDefined();
    expect(await authenticate("nobody", "x")).toBeUndefined();
    expect(await authenticate("bare", "x")).toBeUndefined();
    expect(verified).toEqual(["h", "decoy", "decoy"]);
  });

  test("a ticket is a logon until it is given back", async () => {
    const accounts = createAuthenticator({ find: async () => undefined, decoy: "", verify: async () => false });
    const office = withTickets(accounts, testWorld().random);
    const ticket = office.admit({ guid: "g", address: "alice@contoso.com" });
    expect(await office.authenticate(ticket.name, ticket.password)).toEqual({
      guid: "g",
      address: "alice@contoso.com",
    });
    expect(await office.authenticate(ticket.name, `${ticket.password}x`)).toBeUndefined();
    ticket.revoke();
    expect(await office.authenticate(ticket.name, ticket.password)).toBeUndefined();
  });

  const base64 = (text: string) => Buffer.from(text).toString("base64");

  test.each([
    [base64("\0alice\0secret"), { name: "alice", password: "secret" }],
    [base64("alice\0alice\0secret"), { name: "alice", password: "secret" }],
    [base64("\0김\0비밀"), { name: "김", password: "비밀" }],
    [base64("\0alice\0"), { name: "alice", password: "" }],
    [base64("bob\0alice\0secret"), undefined],
    [base64("alice\0secret"), undefined],
    [base64("\0\0secret"), undefined],
    [base64("\0a\nb\0secret"), undefined],
    [base64("\0alice\0a\0b"), undefined],
    ["=", undefined],
    ["!!!!", undefined],
    ["AGFsaWNlAHNlY3JldA=", undefined],
    [Buffer.from([0, 0xff, 0, 0x61]).toString("base64"), undefined],
    [base64(`\0alice\0${"x".repeat(1025)}`), undefined],
  ])("AUTH PLAIN %j", (token, wanted) => {
    expect(readPlain(token)).toEqual(wanted);
  });

  test("AUTH LOGIN", () => {
    expect(readLogin(base64("alice"), base64("secret"))).toEqual({ name: "alice", password: "secret" });
    expect(readLogin(base64(""), base64("secret"))).toBeUndefined();
    expect(readLogin(base64("alice"), base64("se\0cret"))).toBeUndefined();
    expect(readLogin("a", "b")).toBeUndefined();
  });

  test("a failed logon is answered late (AuthTarpitInterval), once", async () => {
    house = await openHouse({
      connectors: [connector("One", { ...client, AuthTarpitInterval: "00:00:05", TarpitInterval: "00:00:30" })],
    });
    const { clock } = house.world;
    const speaker = await Client.to(house.port("One"));
    await speaker.reply();
    await speaker.ask("EHLO x");
    await speaker.ask("STARTTLS");
    await speaker.secure();
    await speaker.ask("EHLO x");
    let heard = "";
    const reply = speaker.ask(`AUTH PLAIN ${base64("\0alice\0wrong")}`).then((text) => {
      heard = text;
    });
    await expect.poll(() => clock.next).toBe(5000);
    await clock.advance(4999);
    expect(heard).toBe("");
    await clock.advance(1);
    await reply;
    expect(heard).toBe("535 5.7.3 Authentication unsuccessful");
    speaker.end();
  });
});

describe("peers that dawdle", () => {
  test("bytes that make no command do not keep a session alive", async () => {
    house = await openHouse({ connectors: [connector("One", internet)] });
    const { clock } = house.world;
    const speaker = await Client.to(house.port("One"));
    await speaker.reply();
    for (let minute = 0; minute < 5; minute++) {
      speaker.send("x");
      await clock.settle();
      await clock.advance(60_000);
    }
    expect(await speaker.rest()).toBe("421 4.4.1 Connection timed out\r\n");
  });

  test("a message that comes slowly does, until the connection is too old", async () => {
    house = await openHouse({ connectors: [connector("One", internet)] });
    const { clock } = house.world;
    const speaker = await Client.to(house.port("One"));
    await speaker.reply();
    for (const line of ["EHLO x", "MAIL FROM:<>", "RCPT TO:<alice@contoso.com>", "DATA"]) await speaker.ask(line);
    for (let turn = 0; turn < 2; turn++) {
      await clock.advance(4 * 60_000);
      speaker.send("slow\r\n");
      await clock.settle(20);
    }
    expect(speaker.closed).toBe(false);
    await clock.advance(2 * 60_000);
    expect(await speaker.rest()).toBe("421 4.4.1 Connection timed out\r\n");
    expect(house.accepted).toEqual([]);
  });

  test("an answer under way is given before a connection that is too old ends", async () => {
    let keep: () => void = () => undefined;
    house = await openHouse({
      connectors: [connector("One", internet)],
      accept: () =>
        new Promise((resolve) => {
          keep = () => resolve({ internalId: 1, messageId: "<m>", networkMessageId: "n" });
        }),
    });
    const { clock } = house.world;
    const speaker = await Client.to(house.port("One"));
    await speaker.reply();
    for (const line of ["EHLO x", "MAIL FROM:<>", "RCPT TO:<alice@contoso.com>", "DATA"]) await speaker.ask(line);
    speaker.send(".\r\n");
    await clock.settle(20);
    await clock.advance(11 * 60_000);
    expect(speaker.closed).toBe(false);
    keep();
    expect(await speaker.reply()).toMatch(/^250 2\.6\.0 <m>/);
    expect(await speaker.rest()).toMatch(/^421 /);
  });

  test("a handshake that never comes is ended", async () => {
    house = await openHouse({ connectors: [connector("One", internet)] });
    const { clock } = house.world;
    const speaker = await Client.to(house.port("One"));
    await speaker.reply();
    await speaker.ask("EHLO x");
    expect(await speaker.ask("STARTTLS")).toMatch(/^220/);
    await clock.settle();
    await clock.advance(5 * 60_000 + 6000);
    expect(await speaker.rest()).toBe("");
  });

  test("a handshake that comes a byte a minute is ended as well", async () => {
    house = await openHouse({ connectors: [connector("One", internet)] });
    const { clock } = house.world;
    const speaker = await Client.to(house.port("One"));
    await speaker.reply();
    await speaker.ask("EHLO x");
    expect(await speaker.ask("STARTTLS")).toMatch(/^220/);
    // The beginning of a ClientHello (RFC 8446 5.1).
    for (const byte of [0x16, 0x03, 0x01, 0x01, 0x00, 0x01]) {
      speaker.send(Buffer.of(byte));
      await clock.settle();
      await clock.advance(60_000);
    }
    expect(await speaker.rest()).toBe("");
  });

  test("TLS before 1.2, and a second handshake in a session, are refused (RFC 8996)", async () => {
    house = await openHouse({ connectors: [connector("One", internet)] });
    const opened = async () => {
      const speaker = await Client.to(house!.port("One"));
      await speaker.reply();
      await speaker.ask("EHLO x");
      await speaker.ask("STARTTLS");
      return speaker;
    };
    const old = { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" } as const;
    await expect((await opened()).secure(old)).rejects.toThrow();
    const speaker = await opened();
    const secured = await speaker.secure({ maxVersion: "TLSv1.2" });
    expect(secured.getProtocol()).toBe("TLSv1.2");
    const error = await new Promise<unknown>((resolve) => {
      secured.once("error", resolve);
      secured.once("close", () => resolve(new Error("closed")));
      secured.renegotiate({ rejectUnauthorized: false }, resolve);
    });
    expect(error).toBeInstanceOf(Error);
    expect((await (await opened()).secure()).getProtocol()).toBe("TLSv1.3");
  });

  test("who never reads what he is told is ended, too", async () => {
    house = await openHouse({ connectors: [connector("One", internet)] });
    const { clock } = house.world;
    const speaker = await Client.to(house.port("One"));
    await speaker.reply();
    speaker.pause();
    for (let turn = 0; turn < 200; turn++) speaker.send("HELP\r\n".repeat(2000));
    await clock.settle(50);
    await clock.advance(5 * 60_000);
    await clock.advance(10_000);
    await clock.settle(20);
    speaker.resume();
    await speaker.rest();
    expect(speaker.closed).toBe(true);
  });
});
