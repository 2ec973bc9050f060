// Reception alive: what is accepted byte for byte, when 250 is said, limits, time, changes, and anything a socket can send.
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { spoolBusy, spoolClosed, spoolFailed, spoolFull } from "../../src/spool/errors.ts";
import type { Submission } from "../../src/transport/message.ts";
import { testWorld } from "../world/world.ts";
import { Client, client, connector, type House, type HouseOptions, internet, openHouse } from "./receptionhouse.ts";

let house: House;

async function open(options: HouseOptions): Promise<House> {
  house = await openHouse(options);
  return house;
}

afterEach(() => house.close());

const frontend = "Default Frontend EX1";

/** A session up to "354". */
async function toData(
  port: number,
  sender = "<joe@example.org>",
  recipients = ["<alice@contoso.com>"],
): Promise<Client> {
  const speaker = await Client.to(port);
  await speaker.reply();
  await speaker.ask("EHLO client.example");
  expect(await speaker.ask(`MAIL FROM:${sender}`)).toMatch(/^250/);
  for (const recipient of recipients) expect(await speaker.ask(`RCPT TO:${recipient}`)).toMatch(/^250/);
  expect(await speaker.ask("DATA")).toMatch(/^354/);
  return speaker;
}

async function submit(port: number, content: string | Buffer): Promise<string> {
  const speaker = await toData(port);
  speaker.send(content);
  speaker.send(".\r\n");
  const reply = await speaker.reply();
  speaker.end();
  return reply;
}

describe("what is accepted", () => {
  test("the submission holds envelope, source and a Received field after RFC 5321 4.4", async () => {
    const { accepted, port } = await open({ connectors: [connector(frontend, internet)] });
    const speaker = await Client.to(port(frontend));
    await speaker.reply();
    await speaker.ask("EHLO client.example");
    await speaker.ask("MAIL FROM:<jöe@example.org> SMTPUTF8 BODY=8BITMIME RET=HDRS ENVID=abc+2Bd");
    await speaker.ask("RCPT TO:<Alice@Contoso.com> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;al+2Bice@contoso.com");
    await speaker.ask("DATA");
    await speaker.ask("Message-ID: <m@example.org>\r\n\r\nBody\r\n.");
    speaker.end();
    const { envelope, source, content, trace, arrived } = accepted[0]!;
    expect(envelope).toEqual({
      sender: "jöe@example.org",
      recipients: [
        { address: "Alice@contoso.com", notify: ["success", "failure"], original: "rfc822;al+ice@contoso.com" },
      ],
      ret: "HDRS",
      envid: "abc+d",
      body: "8BITMIME",
      utf8: true,
    });
    expect(source).toEqual({
      kind: "SMTP",
      connector: `EX1\\${frontend}`,
      clientAddress: "127.0.0.1",
      clientName: "client.example",
      serverAddress: "127.0.0.1",
      authenticated: false,
      bypassSizeLimit: false,
    });
    expect(content.toString()).toBe("Message-ID: <m@example.org>\r\n\r\nBody\r\n");
    expect(arrived).toBe(Date.parse("2026-03-02T09:00:00Z"));
    expect(trace).toMatch(
      /^Received: from client\.example \(\[127\.0\.0\.1\]\)\r\n\tby ex1\.contoso\.com \(\[127\.0\.0\.1\]\)\r\n\twith UTF8SMTP\r\n\tid [0-9a-f-]{36}\r\n\tfor <Alice@contoso\.com>;\r\n\tMon, 2 Mar 2026 09:00:00 \+0000\r\n$/,
    );
  });

  test("no Received field tells one recipient of another (RFC 5321 7.2)", async () => {
    const { accepted, port } = await open({ connectors: [connector(frontend, internet)] });
    const speaker = await toData(port(frontend), "<>", ["<alice@contoso.com>", "<bob@contoso.com>"]);
    await speaker.ask(".");
    speaker.end();
    expect(accepted[0]!.trace).not.toMatch(/for </);
    expect(accepted[0]!.envelope.sender).toBe("");
  });

  test("over TLS, authenticated: ESMTPSA, a Date and a Message-ID where they lack (RFC 6409 8)", async () => {
    const { accepted, port } = await open({ connectors: [connector("Client", client)] });
    const speaker = await Client.to(port("Client"));
    await speaker.reply();
    await speaker.ask("EHLO client.example");
    await speaker.ask("STARTTLS");
    const socket = await speaker.secure();
    expect(socket.getPeerCertificate().subject.CN).toBe("ex1.contoso.com");
    await speaker.ask("EHLO [127.0.0.1]");
    await speaker.ask(`AUTH PLAIN ${Buffer.from("\0alice@contoso.com\0secret").toString("base64")}`);
    await speaker.ask("MAIL FROM:<alice@contoso.com>");
    await speaker.ask("RCPT TO:<someone@example.org>");
    await speaker.ask("DATA");
    expect(await speaker.ask("From: alice@contoso.com\r\n\r\nhi\r\n.")).toMatch(
      /^250 2\.6\.0 <[^>]+@ex1\.contoso\.com> /,
    );
    speaker.end();
    expect(accepted[0]!.trace).toMatch(/with ESMTPSA \(version=TLSv1\.3 cipher=TLS_[A-Z0-9_]+\)/);
    expect(accepted[0]!.trace).toMatch(/from \[127\.0\.0\.1\]|from client/);
    expect(accepted[0]!.source.user).toEqual({
      guid: "00000000-0000-4000-8000-0000000a11ce",
      address: "alice@contoso.com",
    });
    expect(accepted[0]!.source.authenticated).toBe(true);
    expect(accepted[0]!.content.toString()).toMatch(
      /^Message-ID: <[^>\s]+@ex1\.contoso\.com>\r\nDate: Mon, 2 Mar 2026 09:00:00 \+0000\r\nFrom: alice@contoso\.com\r\n\r\nhi\r\n$/,
    );
  });

  test("strangers may not set the fields that steer mail inside (header firewall)", async () => {
    const { accepted, port } = await open({ connectors: [connector(frontend, internet)] });
    await submit(
      port(frontend),
      "Message-ID: <a@b.example>\r\nX-MS-Exchange-Organization-SCL: -1\r\n\tfolded\r\nReceived: kept\r\nx-ms-exchange-forest-x : 1\r\nSubject: s\r\n\r\nX-MS-Exchange-Organization-SCL: body\r\n",
    );
    expect(accepted[0]!.content.toString()).toBe(
      "Message-ID: <a@b.example>\r\nReceived: kept\r\nSubject: s\r\n\r\nX-MS-Exchange-Organization-SCL: body\r\n",
    );
  });

  test("dots are taken out again, and nothing else is touched (RFC 5321 4.5.2)", async () => {
    const { accepted, port } = await open({ connectors: [connector(frontend, internet)] });
    const line = fc.stringMatching(/^[.\x20-\x7eé]{0,60}$/);
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: 30 }),
        fc.array(fc.nat(4000), { maxLength: 6 }),
        async (lines, cuts) => {
          const body = `Message-ID: <a@b.example>\r\n\r\n${lines.map((one) => `${one}\r\n`).join("")}`;
          const wire = Buffer.from(`${body.replace(/^\./gm, "..")}.\r\n`);
          const speaker = await toData(port(frontend));
          let at = 0;
          for (const cut of [...cuts].sort((a, b) => a - b).filter((one) => one < wire.length)) {
            speaker.send(wire.subarray(at, cut));
            at = cut;
            await new Promise((resolve) => setImmediate(resolve));
          }
          speaker.send(wire.subarray(at));
          expect(await speaker.reply()).toMatch(/^250 2\.6\.0/);
          speaker.end();
          expect(accepted.pop()!.content.toString()).toBe(body);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe("250 is said behind the sync alone", () => {
  test("not before accept resolves; 451 when it rejects", async () => {
    const waiting: { resolve: () => void; reject: (error: Error) => void }[] = [];
    const failures: unknown[] = [];
    const { port } = await open({
      connectors: [connector(frontend, internet)],
      accept: (submission: Submission) =>
        new Promise((resolve, reject) => {
          waiting.push({
            resolve: () =>
              resolve({ internalId: 7, messageId: submission.trace.slice(0, 0) || "<x@y>", networkMessageId: "n" }),
            reject,
          });
        }),
      failed: (error) => failures.push(error),
    });
    const speaker = await toData(port(frontend));
    speaker.send("\r\nx\r\n.\r\nNOOP\r\n");
    let heard: string | undefined;
    const reply = speaker.reply().then((text) => {
      heard = text;
      return text;
    });
    await expect.poll(() => waiting.length).toBe(1);
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(heard).toBeUndefined();
    waiting[0]!.resolve();
    expect(await reply).toBe("250 2.6.0 <x@y> [InternalId=7, Hostname=ex1.contoso.com] Queued mail for delivery");
    expect(await speaker.reply()).toBe("250 2.0.0 OK");
    speaker.end();
    const second = await toData(port(frontend));
    second.send(".\r\n");
    await expect.poll(() => waiting.length).toBe(2);
    waiting[1]!.reject(Object.assign(new Error("no space"), { code: "ENOSPC" }));
    expect(await second.reply()).toBe("451 4.3.0 Temporary server error. Please try again later");
    second.end();
    expect(failures).toHaveLength(1);
  });

  test("a full disk is no room (452), said to the operator once a minute; a spool that closes is 421", async () => {
    const problems = [
      spoolFull("/data", { code: "ENOSPC" }),
      spoolBusy("/data", 1),
      spoolFailed("/data", { code: "EIO" }),
    ];
    const warnings: string[] = [];
    const { port, world } = await open({
      connectors: [connector(frontend, internet)],
      accept: async () => {
        throw problems[0] ?? spoolClosed("/data");
      },
      warn: (text) => warnings.push(text),
    });
    for (const reply of ["452 4.3.1 *", "452 4.3.1 *", "451 4.3.0 *", "421 4.3.2 *"]) {
      for (let turn = 0; turn < 2; turn++) {
        expect(await submit(port(frontend), "\r\n")).toContain(reply.slice(0, 9));
      }
      problems.shift();
    }
    expect(warnings).toHaveLength(4);
    expect(warnings[0]).toMatch(/^A message was put off: The disk that holds '\/data' is full \(ENOSPC\)/);
    await world.clock.advance(60_000);
    await submit(port(frontend), "\r\n");
    expect(warnings).toHaveLength(5);
  });

  test("a message that breaks off is nobody's, and its memory is given back", async () => {
    const { accepted, port } = await open({ connectors: [connector(frontend, internet)], memory: 100_000 });
    for (let round = 0; round < 5; round++) {
      const speaker = await toData(port(frontend));
      speaker.send(`${"x".repeat(70)}\r\n`.repeat(1000));
      for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
      speaker.end();
    }
    await expect.poll(() => submit(port(frontend), `\r\n${`${"x".repeat(70)}\r\n`.repeat(1000)}`)).toMatch(/^250/);
    expect(accepted).toHaveLength(1);
  });

  test("what does not fit into memory is put off (452 4.3.1), what is too large refused (552 5.3.4)", async () => {
    const { port } = await open({
      connectors: [connector(frontend, internet), connector("Small", { ...internet, MaxMessageSize: "64KB" })],
      memory: 100_000,
    });
    const line = `${"x".repeat(98)}\r\n`;
    expect(await submit(port(frontend), line.repeat(1100))).toBe("452 4.3.1 Insufficient system resources");
    expect(await submit(port("Small"), line.repeat(700))).toBe(
      "552 5.3.4 Message size exceeds fixed maximum message size",
    );
    expect(await submit(port(frontend), `\r\n${line.repeat(900)}`)).toMatch(/^250/);
  });
});

describe("a message that does not end", () => {
  const line = `${"x".repeat(98)}\r\n`;

  test.each([
    ["too large", "", "552 5.3.4 Message size exceeds fixed maximum message size"],
    ["against the rules", "a\0b\r\n", "550 5.6.0 Message contains NUL characters"],
  ])("is read for a while when it is %s, then answered, and its session ends", async (_, first, answer) => {
    const { accepted, port } = await open({
      connectors: [connector("Small", { ...internet, MaxMessageSize: "64KB" })],
    });
    const speaker = await toData(port("Small"));
    speaker.send(first + line.repeat(1000));
    speaker.send(`${line.repeat(9000)}.\r\n`);
    expect(await speaker.reply()).toBe(answer);
    await speaker.ask("MAIL FROM:<joe@example.org>");
    await speaker.ask("RCPT TO:<alice@contoso.com>");
    await speaker.ask("DATA");
    // What comes behind the answer is nobody's, the end of the message too.
    speaker.send(first + line.repeat(14_000));
    expect(await speaker.reply()).toBe(answer);
    speaker.send(`${line.repeat(1000)}.\r\nNOOP\r\n`);
    speaker.end();
    expect(await speaker.rest()).toBe("");
    expect(accepted).toEqual([]);
  });
});

describe("anything a socket can send", () => {
  const script =
    "EHLO client.example\r\nMAIL FROM:<joe@example.org>\r\nRCPT TO:<alice@contoso.com>\r\nDATA\r\n" +
    "Message-ID: <a@b.example>\r\n\r\n..dot\r\n.\r\nRSET\r\nXYZZY\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<x@y.example>\r\nQUIT\r\n";

  test("a pipelined session split at any byte gets the same replies", async () => {
    const { accepted, port } = await open({ connectors: [connector(frontend, internet)] });
    const run = async (cut: number) => {
      const speaker = await Client.to(port(frontend));
      speaker.send(script.slice(0, cut));
      await new Promise((resolve) => setImmediate(resolve));
      speaker.send(script.slice(cut));
      const heard = await speaker.rest();
      expect(accepted.pop()!.content.toString()).toBe("Message-ID: <a@b.example>\r\n\r\n.dot\r\n");
      return heard.replace(/InternalId=\d+/, "InternalId=N");
    };
    const whole = await run(script.length);
    expect(whole).toMatch(/550 5\.7\.54 .*\r\n221 2\.0\.0 .*\r\n$/);
    for (let cut = 0; cut < script.length; cut++) expect(await run(cut)).toBe(whole);
  });

  test("one byte at a time as well", async () => {
    const { accepted, port } = await open({ connectors: [connector(frontend, internet)] });
    const speaker = await Client.to(port(frontend));
    for (const byte of script) {
      speaker.send(byte);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await speaker.rest()).toMatch(/221 2\.0\.0/);
    expect(accepted).toHaveLength(1);
  });

  test("no bytes hang or crash a session: after them QUIT ends it, or it has ended", async () => {
    const { port, accepted } = await open({
      connectors: [connector(frontend, { ...internet, MaxProtocolErrors: "unlimited" })],
    });
    const words = fc.constantFrom(
      "EHLO x\r\n",
      "HELO x\r\n",
      "MAIL FROM:<a@b.example>\r\n",
      "RCPT TO:<alice@contoso.com>\r\n",
      "RCPT TO:<",
      "DATA\r\n",
      "\r\n.\r\n",
      ".\r\n",
      "RSET\r\n",
      "AUTH PLAIN\r\n",
      "AUTH LOGIN ==\r\n",
      "\r",
      "\n",
      "\0",
      "BDAT 5\r\n",
      "\xff\xfe\r\n",
    );
    const piece = fc.oneof(
      words.map((text) => Buffer.from(text, "latin1")),
      fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 25 }), async (pieces) => {
        const speaker = await Client.to(port(frontend));
        for (const one of pieces) speaker.send(one);
        speaker.send("\r\n.\r\nQUIT\r\nQUIT\r\n");
        const heard = await speaker.rest();
        speaker.end();
        expect(heard).toMatch(/(?:221|421) .*\r\n$/);
        for (const line of heard.split("\r\n").slice(0, -1)) expect(line).toMatch(/^[2345]\d\d[ -][\x20-\x7e]*$/);
        accepted.length = 0;
      }),
      { numRuns: 150 },
    );
  });

  test("a message of nothing but fields is refused as fast as another", async () => {
    const { port } = await open({ connectors: [connector(frontend, internet)] });
    const started = process.hrtime.bigint();
    const reply = await submit(port(frontend), "a:b\r\n".repeat(2_000_000));
    expect(reply).toBe("552 5.3.4 Header size exceeds fixed maximum size");
    expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(10_000);
  });

  test("peers that go in the middle of anything leave nothing behind", async () => {
    const one = connector("One", {
      ...client,
      PermissionGroups: "AnonymousUsers, ExchangeUsers",
      MaxInboundConnection: 20,
    });
    const { port, reception } = await open({ connectors: [one] });
    const beginnings = [
      "",
      "EHLO x\r\nSTARTTLS\r\n",
      "EHLO x\r\nSTARTTLS\r\n\x16\x03\x01\x02",
      "EHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<alice@contoso.com>\r\nDATA\r\nhalf",
      "EHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<alice@contoso.com>\r\nDATA\r\n.\r\n",
      "EHLO x\r\nMAIL FR",
      "QUIT\r\n",
    ];
    for (let turn = 0; turn < 60; turn++) {
      const speaker = await Client.to(port("One"));
      speaker.send(beginnings[turn % beginnings.length]!);
      for (let wait = 0; wait < turn % 6; wait++) await new Promise((resolve) => setImmediate(resolve));
      speaker.end();
    }
    // More than the connections that are allowed have come and gone; the next is served.
    await expect
      .poll(async () => {
        const speaker = await Client.to(port("One"));
        const greeting = await speaker.reply();
        speaker.end();
        return greeting;
      })
      .toMatch(/^220/);
    expect(reception.listeners).toHaveLength(1);
  });

  test("a bare LF ends no command (RFC 5321 2.3.8): it is refused, not obeyed", async () => {
    const { port } = await open({ connectors: [connector(frontend, internet)] });
    const speaker = await Client.to(port(frontend));
    speaker.send("NOOP\nEHLO x\r\nQUIT\r\n");
    const heard = await speaker.rest();
    expect(heard).toMatch(/500 5\.5\.2 Syntax error, a line must end with <CRLF>\r\n250-/);
  });

  test("a message of nothing but dots costs no more than another", async () => {
    const { port, accepted } = await open({ connectors: [connector(frontend, internet)] });
    const started = process.hrtime.bigint();
    expect(await submit(port(frontend), `\r\n${"..\r\n".repeat(500_000)}`)).toMatch(/^250/);
    expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(5000);
    expect(accepted[0]!.content.length).toBeGreaterThan(1_500_000);
  });

  test("a command line without end is ended", async () => {
    const { port } = await open({ connectors: [connector(frontend, internet)] });
    const speaker = await Client.to(port(frontend));
    speaker.send(`NOOP ${"x".repeat(100_000)}`);
    expect(await speaker.rest()).toMatch(/421 4\.7\.0 Command line too long\r\n$/);
  });
});

describe("limits and time", () => {
  test("a refusal to a stranger comes late (TarpitInterval), one to a friend does not", async () => {
    const { port, world } = await open({
      connectors: [connector(frontend, { ...internet, TarpitInterval: "00:00:05" })],
    });
    const speaker = await Client.to(port(frontend));
    await speaker.reply();
    await speaker.ask("EHLO x");
    await speaker.ask("MAIL FROM:<a@b.example>");
    let heard = "";
    const reply = speaker.ask("RCPT TO:<nobody@contoso.com>").then((text) => {
      heard = text;
    });
    await expect.poll(() => world.clock.next).toBe(5000);
    await world.clock.advance(4999);
    expect(heard).toBe("");
    await world.clock.advance(1);
    await reply;
    expect(heard).toMatch(/^550 5\.1\.10/);
    speaker.end();
  });

  test("a silent peer is told and left (ConnectionInactivityTimeout), a slow one too (ConnectionTimeout)", async () => {
    const { port, world } = await open({ connectors: [connector(frontend, internet)] });
    const silent = await Client.to(port(frontend));
    await silent.reply();
    await world.clock.advance(5 * 60_000);
    expect(await silent.rest()).toBe("421 4.4.1 Connection timed out\r\n");
    const slow = await Client.to(port(frontend));
    await slow.reply();
    for (let minute = 0; minute < 9; minute++) {
      await world.clock.advance(60_000);
      expect(await slow.ask("NOOP")).toMatch(/^250/);
    }
    await world.clock.advance(60_000);
    expect(await slow.rest()).toBe("421 4.4.1 Connection timed out\r\n");
  });

  test("no more connections than MaxInboundConnection", async () => {
    const { port } = await open({
      connectors: [connector(frontend, { ...internet, MaxInboundConnection: 2, MaxInboundConnectionPerSource: 1 })],
    });
    const first = await Client.to(port(frontend));
    expect(await first.reply()).toMatch(/^220/);
    // What counts per source does not count for the machine itself.
    const second = await Client.to(port(frontend));
    expect(await second.reply()).toMatch(/^220/);
    const third = await Client.to(port(frontend));
    expect(await third.rest()).toMatch(/^421 4\.3\.2 /);
    first.end();
    await expect
      .poll(async () => {
        const next = await Client.to(port(frontend));
        const greeting = await next.reply();
        next.end();
        return greeting;
      })
      .toMatch(/^220/);
    second.end();
  });

  test("a changed connector serves the next connection; the open one goes on as it was", async () => {
    const wide = connector(frontend, internet);
    const { port, change, reception } = await open({ connectors: [wide] });
    const before = port(frontend);
    const old = await Client.to(before);
    await old.reply();
    expect(await change([connector(frontend, { ...internet, Banner: "220 new" })])).toEqual([]);
    expect(port(frontend)).toBe(before);
    const fresh = await Client.to(before);
    expect(await fresh.reply()).toBe("220 new");
    expect(await old.ask("NOOP")).toBe("250 2.0.0 OK");
    await change([connector(frontend, { ...internet, Enabled: false })]);
    expect(reception.listeners).toEqual([]);
    await expect(Client.to(before)).rejects.toThrow(/ECONNREFUSED/);
    old.end();
    fresh.end();
  });

  test("a port that is taken is a problem, told with its reason; the others are bound", async () => {
    const { port, change, reception } = await open({ connectors: [connector(frontend, internet)] });
    const taken = port(frontend);
    const problems = await change([
      connector(frontend, internet),
      connector("Second", { ...internet, Bindings: [`127.0.0.1:${taken}`] }),
    ]);
    expect(problems).toEqual([
      `No mail is taken on 127.0.0.1:${taken}: another program listens there (EADDRINUSE). Make room there, or choose other Bindings with Set-ReceiveConnector.`,
    ]);
    expect(reception.listeners.map((listener) => listener.connector)).toEqual([`EX1\\${frontend}`]);
  });

  test("a peer outside every range is turned away (421 4.3.2)", async () => {
    const { port } = await open({
      connectors: [connector(frontend, { ...internet, RemoteIPRanges: ["10.0.0.0/8"] })],
    });
    const speaker = await Client.to(port(frontend));
    expect(await speaker.rest()).toBe("421 4.3.2 Service not available\r\n");
  });

  test("stopped and started again", async () => {
    const { port, reception } = await open({ connectors: [connector(frontend, internet)] });
    for (let turn = 0; turn < 3; turn++) {
      await reception.stop();
      expect(reception.listeners).toEqual([]);
      expect(await reception.start()).toEqual({ problems: [] });
      expect(await submit(port(frontend), "\r\n")).toMatch(/^250 2\.6\.0/);
    }
  });

  test("stopping lets a message under way end, and turns others out", async () => {
    const { port, accepted, reception } = await open({ connectors: [connector(frontend, internet)] });
    const busy = await toData(port(frontend));
    const idle = await Client.to(port(frontend));
    await idle.reply();
    const stopped = reception.stop();
    expect(await idle.rest()).toBe("421 4.3.2 Service not available\r\n");
    busy.send("\r\nlast\r\n.\r\n");
    expect(await busy.reply()).toMatch(/^250 2\.6\.0/);
    expect(await busy.rest()).toBe("421 4.3.2 Service not available\r\n");
    await stopped;
    expect(accepted).toHaveLength(1);
  });

  test("the certificate is kept, its key readable by the owner alone, and renewed when it has expired", async () => {
    const world = testWorld({ now: "2026-03-02T09:00:00Z" });
    const fingerprint = async (port: number) => {
      const speaker = await Client.to(port);
      await speaker.reply();
      await speaker.ask("EHLO x");
      await speaker.ask("STARTTLS");
      const socket = await speaker.secure();
      const certificate = socket.getPeerCertificate();
      speaker.end();
      return certificate.fingerprint;
    };
    await open({ connectors: [connector(frontend, internet)], world });
    const first = await fingerprint(house.port(frontend));
    await house.close();
    await open({ connectors: [connector(frontend, internet)], world });
    expect(await fingerprint(house.port(frontend))).toBe(first);
    await house.close();
    await world.clock.advance(5 * 365 * 86_400_000 + 1);
    await open({ connectors: [connector(frontend, internet)], world });
    expect(await fingerprint(house.port(frontend))).not.toBe(first);
  });
});

describe("the protocol log (ProtocolLoggingLevel)", () => {
  test("each line with its number and direction, but no message and no password", async () => {
    const { world, port, reception, logs } = await open({
      connectors: [connector("Client", { ...client, ProtocolLoggingLevel: "Verbose" }), connector(frontend, internet)],
    });
    await submit(port(frontend), "\r\nnot logged\r\n");
    const speaker = await Client.to(port("Client"));
    await speaker.reply();
    await speaker.ask("EHLO client.example");
    const token = Buffer.from("\0alice\0secret").toString("base64");
    expect(await speaker.ask("AUTH LOGIN")).toMatch(/^5/);
    expect(await speaker.ask(token)).toMatch(/^5/);
    await speaker.ask("STARTTLS");
    await speaker.secure();
    await speaker.ask("EHLO client.example");
    await speaker.ask(`AUTH PLAIN ${Buffer.from("\0alice\0wrong").toString("base64")}`);
    await speaker.ask("AUTH PLAIN");
    await speaker.ask(token);
    await speaker.ask("MAIL FROM:<alice@contoso.com>");
    await speaker.ask("RCPT TO:<someone@example.org>");
    await speaker.ask("DATA");
    await speaker.ask("From: alice@contoso.com\r\n\r\nconfidential\r\n.");
    await speaker.ask("QUIT");
    await speaker.rest();
    await reception.stop();
    await logs.flush();
    const folder = "/data/logs/ProtocolLog/SmtpReceive";
    expect(await world.disk.list(folder)).toEqual(["RECV20260302-1.log"]);
    const text = (await world.disk.read(`${folder}/RECV20260302-1.log`)).toString();
    expect(text).not.toMatch(/secret|confidential|not logged|wrong/);
    expect(text).not.toContain(token.slice(0, 8));
    const lines = text.split("\r\n");
    expect(lines[2]).toBe("#Log-Type: SMTP Receive Protocol Log");
    expect(lines[4]).toBe(
      "#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context",
    );
    const rows = lines.slice(5, -1).map((line) => line.split(","));
    expect(rows.map((row) => row[3])).toEqual(rows.map((_row, index) => String(index)));
    expect(rows[0]!.slice(0, 2)).toEqual(["2026-03-02T09:00:00.000Z", "EX1\\Client"]);
    expect(rows.map((row) => row[6]).join("")).toMatch(/^\+><.*-$/);
    const said = rows.filter((row) => row[6] === "<").map((row) => row[7]);
    expect(said).toEqual([
      "EHLO client.example",
      "AUTH LOGIN",
      "<authentication information>",
      "STARTTLS",
      "EHLO client.example",
      "AUTH PLAIN <authentication information>",
      "AUTH PLAIN",
      "<authentication information>",
      "MAIL FROM:<alice@contoso.com>",
      "RCPT TO:<someone@example.org>",
      "DATA",
      "QUIT",
    ]);
  });
});

describe("the agent log", () => {
  test("tells what was refused by whom, but no errors of protocol and nothing of a logon", async () => {
    const { world, port, logs } = await open({
      connectors: [connector(frontend, internet), connector("Client", { ...client, AuthMechanism: "BasicAuth" })],
    });
    const speaker = await Client.to(port(frontend));
    await speaker.reply();
    for (const line of ["EHLO client.example", "MAIL FROM:<x@example.net>", "WHAT", "RCPT TO:<nobody@contoso.com>"]) {
      await speaker.ask(line);
    }
    const relay = await speaker.ask("RCPT TO:<kim@example.org>");
    await speaker.ask("QUIT");
    const other = await Client.to(port("Client"));
    await other.reply();
    await other.ask("EHLO client.example");
    await other.ask(`AUTH PLAIN ${Buffer.from("\0alice\0wrong").toString("base64")}`);
    await other.ask("QUIT");
    await logs.flush();
    const text = (await world.disk.read("/data/logs/AgentLog/AGENTLOG20260302-1.log")).toString();
    expect(text).toContain("#Log-Type: Agent Log\r\n#Date:");
    expect(text).not.toContain(Buffer.from("\0alice\0wrong").toString("base64"));
    const rows = text.split("\r\n").filter((line) => line !== "" && !line.startsWith("#"));
    const columns = rows.map((line) => line.split(","));
    expect(columns.map((row) => [row[4], row[8], row[10], row[11], row[12]])).toEqual([
      ["127.0.0.1", "TO:<nobody@contoso.com>", "Reception", "OnRcptCommand", "RejectCommand"],
      ["127.0.0.1", "TO:<kim@example.org>", "Reception", "OnRcptCommand", "RejectCommand"],
      ["127.0.0.1", "", "Reception", "OnAuthCommand", "RejectCommand"],
    ]);
    expect(columns[1]![13]).toBe(relay.trim());
  });
});

describe("why a message was taken", () => {
  test("goes with it: the connector's range, who the client is, the limits that were asked", async () => {
    const { port, accepted } = await open({
      connectors: [
        connector(frontend, { ...internet, RemoteIPRanges: ["0.0.0.0-255.255.255.255"] }),
        connector("Client", client),
      ],
    });
    await submit(port(frontend), "\r\nhello\r\n");
    expect(accepted[0]!.reasons).toEqual([
      `EX1\\${frontend} serves 127.0.0.1 by its range 0.0.0.0-255.255.255.255, the most specific of the connectors there.`,
      "The client did not prove who it is; PermissionGroups are AnonymousUsers.",
      expect.stringMatching(
        /^Within the connector's limits: \d+ bytes \(at most \d+\), 1 recipient \(at most 200\), header \d+ bytes \(at most 262144\), \d hops \(at most 30\)\.$/,
      ),
    ]);
  });
});
