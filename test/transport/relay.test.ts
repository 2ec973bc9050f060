// Mail to other servers: found by MX or smart host, sent over SMTP, retried, reported, split by DSN parameters.
import { afterEach, describe, expect, test } from "vitest";
import { SendConnector } from "../../src/org/classes/SendConnector.ts";
import { Credential, SecureString } from "../../src/values/secret.ts";
import { addConnector, type Flow, type FlowOptions, openFlow } from "./flow.ts";
import { type SmtpServer, type SmtpServerOptions, smtpServer } from "./smtpserver.ts";

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const mx = (address = "127.0.0.1") => ({
  "remote.example": { MX: ["10 mx.remote.example"] },
  "mx.remote.example": { A: [address] },
});

async function flowTo(server: SmtpServer, options: FlowOptions = {}, connector: object = {}): Promise<Flow> {
  const flow = await openFlow({ dns: mx(), mailboxes: ["alice"], ...options });
  ends.push(() => flow.close());
  await addConnector(flow.org, "Internet", { AddressSpaces: "*", Port: server.port, ...connector });
  return flow;
}

async function peer(options: SmtpServerOptions = {}): Promise<SmtpServer> {
  const server = await smtpServer(options);
  ends.push(() => server.close());
  return server;
}

const outgoing = { from: "alice@contoso.com", to: "bob@remote.example", authenticated: true } as const;
const found = (flow: Flow, domain = "remote.example") =>
  flow.transport.queues.all().find((queue) => queue.hop.domain === domain);
const queueFor = (flow: Flow, domain?: string) => found(flow, domain)!;
const view = (flow: Flow, domain?: string) => flow.transport.queues.view(queueFor(flow, domain));

describe("to the next server", () => {
  test("goes what came, dots and all, below our trace", async () => {
    const server = await peer();
    const flow = await flowTo(server);
    await flow.send({ ...outgoing, content: "Subject: x\r\n\r\n.\r\n..two\r\nlast" });
    await flow.until(() => server.taken.length === 1);
    const { from, to, data } = server.taken[0]!;
    expect([from, to]).toEqual(["alice@contoso.com", ["bob@remote.example"]]);
    expect(data.startsWith("Received: from client.example.net")).toBe(true);
    expect(data.endsWith("Subject: x\r\n\r\n.\r\n..two\r\nlast\r\n")).toBe(true);
    await flow.calm();
    expect(flow.transport.queues.all().reduce((sum, queue) => sum + queue.items.size, 0)).toBe(0);
  });

  test("one connection takes several messages, and a new one comes after SmtpMaxMessagesPerConnection", async () => {
    const server = await peer();
    const flow = await flowTo(server, {}, { SmtpMaxMessagesPerConnection: 2 });
    const [queue] = flow.transport.queues.named("Submission");
    await flow.transport.queues.suspend(queue!);
    for (let number = 0; number < 3; number++) await flow.send({ ...outgoing, subject: `number ${number}` });
    await flow.transport.queues.resume(queue!);
    await flow.until(() => server.taken.length === 3);
    await flow.calm();
    expect(Math.max(...server.commands.map((said) => said.filter((line) => line.startsWith("MAIL")).length))).toBe(2);
  });

  test("each recipient has its own end: delivered, refused, put off", async () => {
    const server = await peer({
      script: (command) =>
        command.startsWith("RCPT TO:<no")
          ? "550 5.1.1 No such user here"
          : command.startsWith("RCPT TO:<later")
            ? "451 4.2.1 Come back later"
            : undefined,
    });
    const flow = await flowTo(server);
    await flow.send({ ...outgoing, to: ["yes@remote.example", "no@remote.example", "later@remote.example"] });
    await flow.until(async () => (await flow.inbox("alice")).length === 1);
    await flow.calm();
    expect(server.taken.map((mail) => mail.to)).toEqual([["yes@remote.example"]]);
    const text = await flow.text((await flow.inbox("alice"))[0]!);
    expect(text).toMatch(
      /^Final-Recipient: rfc822;no@remote\.example\r\nAction: failed\r\nStatus: 5\.1\.1\r\nRemote-MTA: dns;mx\.remote\.example\r\nDiagnostic-Code: smtp;550 5\.1\.1 No such user here\r$/m,
    );
    const [item] = queueFor(flow).items;
    expect(item?.recipients.map((recipient) => recipient.address)).toEqual(["later@remote.example"]);
    expect(flow.transport.queues.viewMessage(item!)).toMatchObject({
      Status: "Retry",
      LastError: "451 4.2.1 Come back later",
    });
    server.script = () => undefined;
    await flow.world.clock.advance(15 * 60_000);
    await flow.until(() => server.taken.length === 2);
  });

  test.each(["2", "999 What", "2500 fine", "25", "5", "\0\x01", "what?"])(
    "what ends in %j instead of a reply is kept and tried again",
    async (said) => {
      const server = await peer({ script: (command) => (command === "." ? said : undefined) });
      const flow = await flowTo(server);
      await flow.send(outgoing);
      await flow.until(() => found(flow)?.retry !== undefined && !found(flow)?.busy);
      expect(view(flow)).toMatchObject({ Status: "Retry", MessageCount: 1 });
      expect(view(flow).LastError).toContain("which is no reply");
      server.script = (command) => (command === "." ? "250 2.0.0 Taken" : undefined);
      await flow.world.clock.advance(60_000);
      await flow.until(() => server.taken.length > 0);
      expect(await flow.inbox("alice")).toEqual([]);
    },
  );

  test.each([
    ["before the message", "250 2.0.0 Go on"],
    ["before its end", "354 Go on\r\n250 2.0.0 Taken"],
  ])("what is answered with 250 %s is kept and tried again", async (_, said) => {
    const answers = { DATA: said, ".": "451 4.3.0 Not taken" } as Readonly<Record<string, string>>;
    const server = await peer({ script: (command) => answers[command] });
    const flow = await flowTo(server);
    await flow.send({ ...outgoing, body: `${"x".repeat(500)}\r\n`.repeat(8000) });
    const waits = () =>
      found(flow)?.retry !== undefined || [...(found(flow)?.items ?? [])].some((item) => item.due > 0);
    await flow.until(waits);
    await flow.world.clock.advance(5000);
    await flow.until(() => !found(flow)?.busy);
    expect(view(flow).MessageCount).toBe(1);
    server.script = () => undefined;
    await flow.world.clock.advance(15 * 60_000);
    await flow.until(() => server.taken.length === 1);
  });

  test("to a server without 8BITMIME goes what is ASCII, whatever it was declared, and what can be made so", async () => {
    const server = await peer({ extensions: [] });
    const flow = await flowTo(server);
    await flow.send({ ...outgoing, subject: "plain", body: "Text.\r\n", envelope: { body: "8BITMIME" } });
    await flow.send({ ...outgoing, subject: "eight", body: "Gr\u00fc\u00dfe\r\n", envelope: { body: "8BITMIME" } });
    await flow.until(() => server.taken.length === 2);
    expect(server.commands.flat().join()).not.toContain("8BITMIME");
    expect(server.taken[0]?.data).toMatch(/\r\n\r\nText\.\r\n$/);
    expect(server.taken[1]?.data).toMatch(
      /\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nGr=C3=BC=C3=9Fe\r\n$/,
    );
    server.extensions = ["8BITMIME"];
    await flow.calm();
    await flow.send({ ...outgoing, subject: "raw", body: "Gr\u00fc\u00dfe\r\n", envelope: { body: "7BIT" } });
    await flow.until(() => server.taken.length === 3);
    expect(server.commands.flat()).toContainEqual(expect.stringMatching(/^MAIL FROM:<\S+> BODY=8BITMIME$/));
  });

  test("a NUL, signed 8 bits without 8BITMIME and addresses without SMTPUTF8 fail for good, each with its code", async () => {
    const server = await peer({ extensions: [] });
    const flow = await flowTo(server);
    const content =
      'Subject: eight\r\nContent-Type: multipart/signed; boundary="b"\r\n\r\n--b\r\n\r\nGr\u00fc\u00dfe\r\n--b--\r\n';
    await flow.send({ ...outgoing, content, envelope: { body: "8BITMIME" } });
    await flow.send({ ...outgoing, subject: "utf", to: "김@remote.example", envelope: { utf8: true } });
    await flow.until(async () => (await flow.inbox("alice")).length === 2);
    const texts = await Promise.all((await flow.inbox("alice")).map((report) => flow.text(report)));
    expect(texts.find((text) => text.includes("Subject: Undeliverable: eight"))).toMatch(/^Status: 5\.6\.3\r$/m);
    expect(texts.find((text) => text.includes("Subject: Undeliverable: utf"))).toMatch(/^Status: 5\.6\.7\r$/m);
    expect(server.taken).toEqual([]);
  });

  test("a domain beyond ASCII is said in A-labels where SMTPUTF8 is not offered, and as it was written where it is", async () => {
    const server = await peer({
      extensions: [],
      script: (command) => (command.includes("lost@") ? "550 5.1.1 Nobody here" : undefined),
    });
    const flow = await flowTo(server, { dns: { "xn--mnchen-3ya.remote.example": { A: ["127.0.0.1"] } } });
    const content = "From: <alice@contoso.com>\r\nSubject: labels\r\n\r\nText.\r\n";
    const to = ["kim@münchen.remote.example", "lost@münchen.remote.example"];
    await flow.send({ ...outgoing, content, to, envelope: { utf8: true } });
    await flow.until(async () => server.taken.length === 1 && (await flow.inbox("alice")).length === 1);
    expect(server.taken[0]?.to).toEqual(["kim@xn--mnchen-3ya.remote.example"]);
    expect(await flow.text((await flow.inbox("alice"))[0]!)).toMatch(/^Status: 5\.1\.1\r$/m);
    server.extensions = ["SMTPUTF8"];
    await flow.calm();
    await flow.send({ ...outgoing, content, to: to[0]!, envelope: { utf8: true } });
    await flow.until(() => server.taken.length === 2);
    expect(server.commands.flat()).toContainEqual(expect.stringMatching(/^RCPT TO:<kim@m.*nchen\.remote\.example>/));
  });

  test("DSN parameters go on to a server that offers DSN, and one report of success is ours otherwise", async () => {
    const server = await peer({ extensions: ["DSN"] });
    const flow = await flowTo(server);
    const to = [
      { address: "bob@remote.example", notify: ["success", "failure"], original: "rfc822;Bob+x@remote.example" },
    ] as const;
    await flow.send({ ...outgoing, to, envelope: { ret: "HDRS", envid: "id=1" } });
    await flow.until(() => server.taken.length === 1);
    const said = server.commands.flat();
    expect(said).toContainEqual(expect.stringMatching(/^MAIL FROM:<alice@contoso\.com>.* RET=HDRS ENVID=id\+3D1$/));
    expect(said).toContainEqual(
      "RCPT TO:<bob@remote.example> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;Bob+2Bx@remote.example",
    );
    server.extensions = [];
    await flow.calm();
    await flow.send({ ...outgoing, to });
    await flow.until(async () => (await flow.inbox("alice")).length === 1);
    expect((await flow.inbox("alice")).map((report) => report.subject)).toEqual(["Relayed: Hello"]);
  });
});

describe("a Send connector's own words", () => {
  const folder = "/data/logs/ProtocolLog/SmtpSend";

  /** The log as soon as it holds this. */
  async function logged(flow: Flow, wanted: RegExp): Promise<string> {
    let log = "";
    await flow.until(async () => {
      await flow.world.clock.advance(1000);
      const names = await flow.world.disk.list(folder).catch(() => []);
      log = (await Promise.all(names.map((name) => flow.world.disk.read(`${folder}/${name}`)))).join("");
      return wanted.test(log);
    });
    return log;
  }

  test("are written down with Verbose: each line, but no message and no password", async () => {
    for (const AUTH of ["AUTH PLAIN", "AUTH LOGIN"]) {
      const server = await peer({
        extensions: [AUTH, "SIZE 1000000"],
        script: (command) =>
          command === "AUTH LOGIN" || command === Buffer.from("relay").toString("base64")
            ? "334 VXNlcm5hbWU6"
            : command.startsWith("AUTH") || command === Buffer.from("correct horse").toString("base64")
              ? "235 2.7.0 Welcome"
              : undefined,
      });
      const AuthenticationCredential = new Credential("relay", new SecureString("correct horse"));
      const flow = await flowTo(
        server,
        {},
        {
          ProtocolLoggingLevel: "Verbose",
          SmartHosts: "127.0.0.1",
          DNSRoutingEnabled: false,
          SmartHostAuthMechanism: "BasicAuth",
          AuthenticationCredential,
        },
      );
      await flow.send({ ...outgoing, body: "Between us.\r\n" });
      await flow.until(() => server.taken.length === 1);
      await flow.transport.stop();
      const log = await logged(flow, /,-,,Local\r$/m);
      expect(log).toMatch(/^#Log-Type: SMTP Send Protocol Log\r$/m);
      expect(log).toMatch(/^\S+Z,Internet,[0-9a-f-]{36},0,127\.0\.0\.1:\d+,127\.0\.0\.1:\d+,\+,,\r$/m);
      for (const one of ["<,220 mx.example ESMTP,", ">,EHLO ex1.contoso.com,", "<,250-mx.example,", ">,DATA,"]) {
        expect(log).toContain(one);
      }
      expect(log).toMatch(/,<,250 2\.0\.0 Taken,\r$/m);
      for (const secret of ["Between us", "correct horse", "relay", Buffer.from("correct horse").toString("base64")]) {
        expect(log).not.toContain(secret);
      }
      expect(log).not.toContain(Buffer.from("\0relay\0correct horse").toString("base64"));
      expect(log).not.toContain(Buffer.from("relay").toString("base64"));
    }
  });

  test("are not written down without, and a connection that does not come about is told of", async () => {
    const server = await peer();
    const quiet = await flowTo(server);
    await quiet.send(outgoing);
    await quiet.until(() => server.taken.length === 1);
    await quiet.transport.stop();
    await quiet.world.clock.advance(5000);
    expect(await quiet.world.disk.list("/data/logs")).not.toContain("ProtocolLog");
    await server.close();
    const loud = await flowTo(server, {}, { ProtocolLoggingLevel: "Verbose" });
    await loud.send(outgoing);
    await loud.until(() => found(loud)?.retry !== undefined);
    await logged(loud, /,0,,127\.0\.0\.1:\d+,\*,,"?no connection to mx\.remote\.example: .*ECONNREFUSED/);
  });

  test("begin with HELO when they are told to", async () => {
    const server = await peer({ extensions: ["DSN", "8BITMIME"] });
    const flow = await flowTo(server, {}, { ForceHELO: true });
    await flow.send(outgoing);
    await flow.until(() => server.taken.length === 1);
    expect(server.commands.flat()[0]).toBe("HELO ex1.contoso.com");
    expect(server.commands.flat().join()).not.toMatch(/EHLO|NOTIFY|BODY/);
  });
});

describe("a server that cannot be reached", () => {
  test("puts the queue in Retry: four times a minute, then six times five, then ten (behaviour 5)", async () => {
    const server = await peer({
      script: (command) => (command === "" ? "421 4.3.2 Service not available" : undefined),
    });
    const flow = await flowTo(server);
    await flow.send(outgoing);
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 12; attempt++) {
      await flow.until(() => found(flow)?.retry?.count === attempt && !found(flow)?.busy);
      const { retry } = queueFor(flow);
      waits.push((retry!.next - retry!.last) / 60_000);
      await flow.world.clock.advance(retry!.next - flow.world.clock.now());
    }
    expect(waits).toEqual([1, 1, 1, 1, 5, 5, 5, 5, 5, 5, 10, 10]);
    expect(view(flow)).toMatchObject({ MessageCount: 1, DeliveryType: "DnsConnectorDelivery" });
    expect(view(flow).LastError).toContain("421 4.3.2 Service not available");
  });

  test("is tried by Retry-Queue at once, and gets the mail", async () => {
    let down = true;
    const server = await peer({ script: (command) => (command === "" && down ? "close" : undefined) });
    const flow = await flowTo(server);
    await flow.send(outgoing);
    await flow.until(() => found(flow)?.retry !== undefined && !found(flow)?.busy);
    expect(view(flow).Status).toBe("Retry");
    down = false;
    flow.transport.queues.retry(queueFor(flow));
    await flow.until(() => server.taken.length === 1);
    await flow.calm();
    expect(view(flow)).toMatchObject({ Status: "Ready", MessageCount: 0, RetryCount: 0 });
  });

  test("is reported as delayed after four hours, and given up after two days, to the minute", async () => {
    const server = await peer({ script: (command) => (command === "" ? "close" : undefined) });
    const flow = await flowTo(server);
    await flow.send(outgoing);
    const start = flow.world.clock.now();
    const times: Record<string, number> = {};
    for (let minute = 0; minute <= 2 * 24 * 60 + 1; minute++) {
      const reports = await flow.inbox("alice");
      for (const report of reports) times[report.subject] ??= (report.received - start) / 60_000;
      if (reports.length === 2) break;
      await flow.until(() => !flow.transport.queues.all().some((queue) => queue.busy));
      await flow.world.clock.advance(60_000);
      await flow.calm();
    }
    expect(times).toEqual({ "Delivery delayed: Hello": 240, "Undeliverable: Hello": 2880 });
    const texts = await Promise.all((await flow.inbox("alice")).map((report) => flow.text(report)));
    expect(texts[0]).toMatch(/^Action: delayed\r\nStatus: 4\.4\.7\r$/m);
    expect(texts[0]).toMatch(/^Will-Retry-Until: Wed, 4 Mar 2026 09:00:00 \+0000\r$/m);
    expect(texts[1]).toMatch(/^Status: 4\.4\.7\r$/m);
    expect(texts[1]).toMatch(/^Diagnostic-Code: smtp;550 4\.4\.7 QUEUE\.Expired; message expired/m);
  }, 60_000);

  test("has its messages looked up anew after twelve hours, and they wait on", async () => {
    const server = await peer({ script: (command) => (command === "" ? "close" : undefined) });
    const flow = await flowTo(server);
    await flow.send({ ...outgoing, to: ["bob@remote.example", "moved@remote.example"] });
    await flow.until(() => found(flow)?.retry !== undefined && !found(flow)?.busy);
    const start = flow.world.clock.now();
    const turns = new Set<number>();
    for (let minute = 10; minute <= 25 * 60; minute += 10) {
      await flow.world.clock.advance(600_000);
      await flow.calm();
      await flow.until(() => !flow.transport.queues.all().some((queue) => queue.busy));
      const { resubmitted } = queueFor(flow);
      if (resubmitted > 0) turns.add(Math.round((resubmitted - start) / 3_600_000));
    }
    expect([...turns]).toEqual([12, 24]);
    expect(view(flow)).toMatchObject({ Status: "Retry", MessageCount: 1 });
  }, 30_000);

  test("the next mail host is tried before that", async () => {
    const server = await peer();
    const dns = {
      "remote.example": { MX: ["10 down.remote.example", "20 mx.remote.example"] },
      "down.remote.example": { A: ["127.0.0.77"] },
      "mx.remote.example": { A: ["127.0.0.1"] },
    };
    const flow = await flowTo(server, { dns });
    await flow.send(outgoing);
    await flow.until(() => server.taken.length === 1);
  });

  test("holds nothing else back: another domain is served meanwhile, and so are mailboxes", async () => {
    const silent = await peer({ script: () => "silence" });
    const server = await peer();
    const flow = await flowTo(server);
    await addConnector(flow.org, "Silent", {
      AddressSpaces: "slow.example",
      SmartHosts: "127.0.0.1",
      Port: silent.port,
      DNSRoutingEnabled: false,
    });
    for (let number = 0; number < 30; number++) await flow.send({ ...outgoing, to: "x@slow.example" });
    await flow.send({ ...outgoing, to: ["bob@remote.example", "alice@contoso.com"] });
    await flow.until(() => server.taken.length === 1);
    await flow.until(async () => (await flow.inbox("alice")).length === 1);
    expect(silent.commands).toHaveLength(1);
    expect(view(flow, "[127.0.0.1]").Status).toBe("Connecting");
  });
});

describe("routes", () => {
  test("null MX and missing domains fail at once; a failing DNS server waits", async () => {
    const server = await peer();
    const dns = { "none.example": { MX: ["0 ."] }, "broken.example": "SERVFAIL" as const };
    const flow = await flowTo(server, { dns });
    await flow.send({ ...outgoing, subject: "null", to: "x@none.example" });
    await flow.send({ ...outgoing, subject: "missing", to: "x@missing.example" });
    await flow.send({ ...outgoing, subject: "broken", to: "x@broken.example" });
    await flow.until(async () => (await flow.inbox("alice")).length === 2);
    const texts = await Promise.all((await flow.inbox("alice")).map((report) => flow.text(report)));
    expect(texts.find((text) => text.includes("Undeliverable: null"))).toMatch(/^Status: 5\.1\.10\r$/m);
    expect(texts.find((text) => text.includes("Undeliverable: missing"))).toMatch(/NonExistentDomain/);
    await flow.until(() => found(flow, "broken.example")?.retry !== undefined);
    expect(view(flow, "broken.example").LastError).toMatch(/^451 4\.4\.0 DNS query failed/);
  });

  test("unreachable mail goes when a connector is made, and waiting mail follows a changed one", async () => {
    const server = await peer();
    const flow = await openFlow({ dns: mx(), mailboxes: ["alice"] });
    ends.push(() => flow.close());
    await flow.send(outgoing);
    await flow.calm();
    expect(queueFor(flow, "Unreachable Domain").items.size).toBe(1);
    await addConnector(flow.org, "Wrong", { AddressSpaces: "*", Port: 1 });
    await flow.until(() => flow.transport.queues.all().some((queue) => queue.retry !== undefined));
    await flow.org.change(async (tx) => {
      const wrong = await tx.find(SendConnector, "Wrong");
      await tx.set(wrong, { Enabled: false });
    });
    await addConnector(flow.org, "Right", { AddressSpaces: "remote.example", Port: server.port });
    await flow.until(() => server.taken.length === 1);
  });
});
