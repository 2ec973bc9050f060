// Sessions with other servers at their worst: TLS of every level, passwords, loops, peers that break off, stall or babble.
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { oneLine } from "../../src/transport/carriers/client.ts";
import { bearsDomain, namesIn } from "../../src/transport/carriers/names.ts";
import { type Certificate, openCertificates } from "../../src/transport/certificates/store.ts";
import { Credential, SecureString } from "../../src/values/secret.ts";
import { realWorld } from "../../src/world/real.ts";
import { testWorld } from "../world/world.ts";
import { addConnector, type Flow, openFlow } from "./flow.ts";
import { type SmtpServer, type SmtpServerOptions, smtpServer } from "./smtpserver.ts";

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

let pair: Certificate;
beforeAll(async () => {
  // The TLS library has the real time, so the certificate must be good now.
  pair = await openCertificates(testWorld({ now: realWorld().clock.now() }), "/certificates").get("mx.remote.example");
});

const tls = () => ({ key: pair.key, cert: pair.certificate });

async function peer(options: SmtpServerOptions = {}): Promise<SmtpServer> {
  const server = await smtpServer(options);
  ends.push(() => server.close());
  return server;
}

async function flowTo(server: SmtpServer, connector: Readonly<Record<string, unknown>> = {}): Promise<Flow> {
  const dns = { "remote.example": { MX: ["10 mx.remote.example"] }, "mx.remote.example": { A: ["127.0.0.1"] } };
  const flow = await openFlow({ dns, mailboxes: ["alice"] });
  ends.push(() => flow.close());
  await addConnector(flow.org, "Internet", { AddressSpaces: "*", Port: server.port, ...connector });
  return flow;
}

const outgoing = { from: "alice@contoso.com", to: "bob@remote.example", authenticated: true } as const;
const queueOf = (flow: Flow) =>
  flow.transport.queues.all().find((queue) => queue.hop.type.endsWith("ConnectorDelivery"));
const waitsWith = (flow: Flow) => flow.until(() => queueOf(flow)?.retry !== undefined && !queueOf(flow)?.busy);

describe("TLS", () => {
  test("is taken when it is offered, whatever the certificate", async () => {
    const server = await peer({ tls: tls() });
    const flow = await flowTo(server);
    await flow.send(outgoing);
    await flow.until(() => server.taken.length === 1);
    expect(server.commands[0]!.slice(0, 3)).toEqual(["EHLO ex1.contoso.com", "STARTTLS", "EHLO ex1.contoso.com"]);
  });

  test("is left aside with IgnoreSTARTTLS", async () => {
    const server = await peer({ tls: tls() });
    const flow = await flowTo(server, { IgnoreSTARTTLS: true });
    await flow.send(outgoing);
    await flow.until(() => server.taken.length === 1);
    expect(server.commands[0]).not.toContain("STARTTLS");
  });

  test("that is refused, or fails, though nobody asked for it gives way to plain text", async () => {
    const refusing = await peer({
      tls: tls(),
      script: (command) => (command === "STARTTLS" ? "454 4.7.0 Not now" : undefined),
    });
    const ancient = await peer({ tls: { ...tls(), minVersion: "TLSv1", maxVersion: "TLSv1" } });
    for (const server of [refusing, ancient]) {
      const flow = await flowTo(server);
      await flow.send(outgoing);
      await flow.until(() => server.taken.length === 1);
    }
    expect(ancient.commands.map((said) => said.includes("STARTTLS"))).toEqual([true, false]);
  });

  test.each([
    ["a whole reply", "250-mx.example\r\n250 AUTH PLAIN\r\n"],
    ["a refusal", "554 5.7.1 Go away\r\n"],
  ])("forgets %s said in plain text behind the 220 of STARTTLS (RFC 3207 6)", async (_, injected) => {
    const server = await peer({
      tls: tls(),
      script: (command) =>
        command === "STARTTLS" ? `220 2.0.0 Go ahead\r\n${injected}`.replace(/\r\n$/, "") : undefined,
    });
    const flow = await flowTo(server, {
      RequireTLS: true,
      SmartHosts: "127.0.0.1",
      DNSRoutingEnabled: false,
      SmartHostAuthMechanism: "BasicAuthRequireTLS",
      AuthenticationCredential: new Credential("relay", new SecureString("correct horse")),
    });
    await flow.send(outgoing);
    await waitsWith(flow);
    // The session that is secure offers no AUTH, whatever was said before it.
    expect(queueOf(flow)?.lastError).toMatch(/does not offer AUTH|TLS/);
    expect(server.commands.flat().join("\n")).not.toMatch(/^AUTH|^MAIL/m);
    const mail = await flowTo(server, { RequireTLS: true });
    await mail.send(outgoing);
    await mail.until(() => server.taken.length === 1);
  });

  test("waits no longer than two minutes for the end of what is said behind the 220 of STARTTLS", async () => {
    const server = await peer({
      tls: tls(),
      script: (command) => (command === "STARTTLS" ? "220 2.0.0 Go ahead\r\n250-AUTH PLAIN" : undefined),
    });
    const flow = await flowTo(server, { RequireTLS: true });
    await flow.send(outgoing);
    await flow.until(() => server.commands[0]?.includes("STARTTLS") ?? false);
    await flow.world.clock.advance(121_000);
    await waitsWith(flow);
    expect(server.commands.flat().join("\n")).not.toMatch(/^AUTH|^MAIL/m);
  });

  test("that is required and not offered lets nothing out", async () => {
    const server = await peer();
    const flow = await flowTo(server, { RequireTLS: true });
    await flow.send(outgoing);
    await waitsWith(flow);
    expect(server.taken).toEqual([]);
    expect(server.commands.flat().some((command) => command.startsWith("MAIL"))).toBe(false);
    expect(queueOf(flow)?.lastError).toMatch(
      /^441 4\.4\.1 Error communicating with mx\.remote\.example \(127\.0\.0\.1\): /,
    );
  });

  test("EncryptionOnly takes a self-signed certificate, CertificateValidation does not", async () => {
    const server = await peer({ tls: tls() });
    const lax = await flowTo(server, { RequireTLS: true, TlsAuthLevel: "EncryptionOnly" });
    await lax.send(outgoing);
    await lax.until(() => server.taken.length === 1);
    const strict = await flowTo(server, { RequireTLS: true, TlsAuthLevel: "CertificateValidation" });
    await strict.send(outgoing);
    await waitsWith(strict);
    expect(server.taken).toHaveLength(1);
    expect(queueOf(strict)?.lastError).toMatch(/self[- ]signed certificate/i);
  });

  test.each([
    [["mx.contoso.com"], "mx.contoso.com", true],
    [["mx.contoso.com"], "contoso.com", false],
    [["*.contoso.com"], "mx.contoso.com", true],
    [["*.contoso.com"], "a.mx.contoso.com", false],
    [["*.contoso.com"], "contoso.com", false],
    [["mx.eu.contoso.com"], "*.contoso.com", true],
    [["contoso.com.evil.example"], "*.contoso.com", false],
    [["evilcontoso.com"], "*.contoso.com", false],
    [[], "contoso.com", false],
  ])("a certificate for %s bears %s: %s", (names, wanted, expected) => {
    expect(bearsDomain(names, wanted)).toBe(expected);
  });

  test("a comma hidden in a name makes no second name", () => {
    expect(namesIn('DNS:a.example, DNS:"evil, DNS:contoso.com", IP Address:192.0.2.1')).toEqual(["a.example"]);
  });
});

describe("AUTH", () => {
  const secret = new Credential("relay", new SecureString("correct horse"));
  const hub = { SmartHosts: "127.0.0.1", DNSRoutingEnabled: false, AuthenticationCredential: secret };
  const word = Buffer.from("\0relay\0correct horse").toString("base64");

  test("BasicAuthRequireTLS says the password over TLS alone", async () => {
    const server = await peer({ extensions: ["AUTH PLAIN LOGIN"], tls: tls() });
    const flow = await flowTo(server, { ...hub, SmartHostAuthMechanism: "BasicAuthRequireTLS" });
    await flow.send(outgoing);
    await flow.until(() => server.taken.length === 1);
    expect(server.commands[0]!.slice(1, 4)).toEqual(["STARTTLS", "EHLO ex1.contoso.com", `AUTH PLAIN ${word}`]);
    const open = await peer({ extensions: ["AUTH PLAIN LOGIN"] });
    const other = await flowTo(open, { ...hub, SmartHostAuthMechanism: "BasicAuthRequireTLS" });
    await other.send(outgoing);
    await waitsWith(other);
    expect(open.commands.flat().join()).not.toContain(word);
  });

  test("a refused password waits, and stands in no error and no log", async () => {
    const server = await peer({
      extensions: ["AUTH PLAIN"],
      script: (command) => (command.startsWith("AUTH") ? "535 5.7.3 Authentication unsuccessful" : undefined),
    });
    const flow = await flowTo(server, { ...hub, SmartHostAuthMechanism: "BasicAuth" });
    await flow.send(outgoing);
    await waitsWith(flow);
    expect(queueOf(flow)?.lastError).toContain("535 5.7.3 Authentication unsuccessful");
    await flow.transport.tracking.flush();
    const files = await flow.world.disk.list("/data/logs/MessageTracking");
    const log = (await flow.world.disk.read(`/data/logs/MessageTracking/${files[0]}`)).toString();
    for (const text of [queueOf(flow)!.lastError, log, flow.log.join()]) {
      expect(text).not.toContain("correct horse");
      expect(text).not.toContain(word);
    }
  });
});

describe("a peer", () => {
  test("that breaks off in the middle gets the message again, and nobody is told of a failure", async () => {
    let breaks = 1;
    const server = await peer({ script: (command) => (command === "." && breaks-- > 0 ? "close" : undefined) });
    const flow = await flowTo(server);
    await flow.send(outgoing);
    await waitsWith(flow);
    expect(queueOf(flow)?.lastError).toMatch(/^451 4\.4\.2 mx\.remote\.example: /);
    await flow.world.clock.advance(60_000);
    await flow.until(() => server.taken.length === 1);
    await flow.calm();
    expect(await flow.inbox("alice")).toEqual([]);
  });

  test("that goes away with 421 behind MAIL keeps the message waiting", async () => {
    const server = await peer({ script: (command) => (command.startsWith("MAIL") ? "421 4.3.2 Closing" : undefined) });
    const flow = await flowTo(server);
    await flow.send(outgoing);
    await flow.until(() =>
      [...(queueOf(flow)?.items ?? [])].some((item) => item.state === "Retry" || queueOf(flow)?.retry),
    );
    expect(queueOf(flow)?.items.size).toBe(1);
    expect(queueOf(flow)?.lastError).toContain("421 4.3.2 Closing");
  });

  test("that refuses DATA or the sender for good fails the message with its words", async () => {
    for (const [verb, reply] of [
      ["MAIL", "550 5.7.1 We know you"],
      ["DATA", "554 5.5.1 Not today"],
      [".", "554 5.6.0-Two lines\r\n554 5.6.0 of refusal"],
    ] as const) {
      const said = reply.startsWith("554 5.6.0-") ? "554-5.6.0 Two lines\r\n554 5.6.0 of refusal" : reply;
      const server = await peer({ script: (command) => (command.startsWith(verb) ? said : undefined) });
      const flow = await flowTo(server);
      await flow.send(outgoing);
      await flow.until(async () => (await flow.inbox("alice")).length === 1);
      const text = await flow.text((await flow.inbox("alice"))[0]!);
      const words = verb === "." ? "554 5.6.0 Two lines of refusal" : reply;
      expect(text).toContain(`\r\nDiagnostic-Code: smtp;${words}\r\n`);
      await flow.send({ ...outgoing, subject: "next" });
      await flow.until(async () => (await flow.inbox("alice")).length === 2);
    }
  });

  test("that never ends its reply is cut off, in bounded memory and time", async () => {
    const endless = `250-${"x".repeat(1000)}`;
    const server = await peer({
      script: (command) => (command.startsWith("EHLO") ? Array(200).fill(endless).join("\r\n") : undefined),
    });
    const flow = await flowTo(server);
    await flow.send(outgoing);
    await waitsWith(flow);
    expect(queueOf(flow)!.lastError.length).toBeLessThan(300);
  });

  test("that says nothing is given up by our clock", async () => {
    const server = await peer({ script: (command) => (command === "" ? undefined : "silence") });
    const flow = await flowTo(server);
    await flow.send(outgoing);
    await flow.until(() => server.commands[0]?.length === 1);
    await flow.world.clock.advance(121_000);
    await waitsWith(flow);
  });

  test("that stops in the middle is given up after ConnectionInactivityTimeOut", async () => {
    const server = await peer({ script: (command) => (command === "." ? "silence" : undefined) });
    const flow = await flowTo(server, { ConnectionInactivityTimeOut: "00:01:00" });
    await flow.send(outgoing);
    await flow.until(() => server.commands[0]?.includes("DATA") ?? false);
    await flow.world.clock.advance(30_000);
    expect(queueOf(flow)?.busy).toBe(true);
    expect(server.commands.length).toBe(1);
    await flow.world.clock.advance(40_000);
    await flow.until(() => server.commands.length === 2 || queueOf(flow)?.retry !== undefined);
  });

  test("whose size limit is smaller fails the message without being sent it", async () => {
    const server = await peer({ extensions: ["SIZE 100"] });
    const flow = await flowTo(server);
    await flow.send(outgoing);
    await flow.until(async () => (await flow.inbox("alice")).length === 1);
    expect(server.commands.flat().some((command) => command.startsWith("MAIL"))).toBe(false);
    expect(await flow.text((await flow.inbox("alice"))[0]!)).toMatch(/^Status: 5\.3\.4\r$/m);
  });

  test("that is ourselves is not spoken to", async () => {
    const server = await peer();
    const reception = {
      listeners: [{ service: "smtp", connector: "EX1\\Default", address: "0.0.0.0", port: server.port, tls: "none" }],
      start: async () => ({ problems: [] }),
      stop: async () => undefined,
      connections: 0,
      admit() {
        throw new Error("Nobody is admitted.");
      },
    } as const;
    const dns = { "remote.example": { MX: ["10 mx.remote.example"] }, "mx.remote.example": { A: ["127.0.0.1"] } };
    const flow = await openFlow({ dns, mailboxes: ["alice"], reception });
    ends.push(() => flow.close());
    await addConnector(flow.org, "Internet", { AddressSpaces: "*", Port: server.port });
    await flow.send(outgoing);
    await flow.until(async () => (await flow.inbox("alice")).length === 1);
    expect(await flow.text((await flow.inbox("alice"))[0]!)).toContain("SMTPSEND.DNS.MxLoopback");
    expect(server.commands).toEqual([]);
  });
});

test.each([
  ["250 OK", "250 OK"],
  ["550-5.1.1 No such\r\n550 5.1.1 user here", "550 5.1.1 No such user here"],
  ["550-first\r\n550-second\r\n550 third", "550 first second third"],
  ["550 a\tb\u0007c", "550 a b c"],
])("the reply %j in one line", (reply, expected) => {
  expect(oneLine(reply)).toBe(expected);
});
