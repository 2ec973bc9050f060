// What the settings of a Send connector do to its mail: whom it trusts, what it shows, which errors it waits after.
import { X509Certificate } from "node:crypto";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { SendConnector } from "../../src/org/classes/SendConnector.ts";
import { waitsFor } from "../../src/transport/carriers/policies.ts";
import { type Certificate, openCertificates } from "../../src/transport/certificates/store.ts";
import { Credential, SecureString } from "../../src/values/secret.ts";
import { realWorld } from "../../src/world/real.ts";
import { testWorld } from "../world/world.ts";
import { addConnector, type Flow, type FlowOptions, openFlow } from "./flow.ts";
import { type SmtpServer, type SmtpServerOptions, smtpServer } from "./smtpserver.ts";

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

let theirs: Certificate;
let ours: Certificate;
beforeAll(async () => {
  // The TLS library has the real time, so the certificates must be good now.
  const certificates = openCertificates(testWorld({ now: realWorld().clock.now() }), "/certificates");
  theirs = await certificates.get("mx.remote.example");
  ours = await certificates.get("ex1.contoso.com");
});

async function peer(options: SmtpServerOptions = {}): Promise<SmtpServer> {
  const server = await smtpServer(options);
  ends.push(() => server.close());
  return server;
}

const mx = { "remote.example": { MX: ["10 mx.remote.example"] }, "mx.remote.example": { A: ["127.0.0.1"] } };

async function flowTo(server: { port: number }, connector: object = {}, options: FlowOptions = {}): Promise<Flow> {
  const flow = await openFlow({ dns: mx, mailboxes: ["alice"], ...options });
  ends.push(() => flow.close());
  await addConnector(flow.org, "Internet", { AddressSpaces: "*", Port: server.port, ...connector });
  return flow;
}

const outgoing = { from: "alice@contoso.com", to: "bob@remote.example", authenticated: true } as const;
const queueOf = (flow: Flow) =>
  flow.transport.queues.all().find((queue) => queue.hop.type.endsWith("ConnectorDelivery"));
const waitsWith = (flow: Flow) => flow.until(() => queueOf(flow)?.retry !== undefined && !queueOf(flow)?.busy);
/** The server's certificates, as the store gives them. */
function held(more: Partial<NonNullable<FlowOptions["certificates"]>> = {}): NonNullable<FlowOptions["certificates"]> {
  return {
    get: async () => ours,
    named: async () => undefined,
    roots: async () => [],
    watch: () => () => undefined,
    ...more,
  };
}
const trusting = () => ({ certificates: held({ roots: async () => [theirs.certificate] }) });
const tls = (more: object = {}) => ({ key: theirs.key, cert: theirs.certificate, ...more });

describe("a password", () => {
  const word = Buffer.from("\0relay\0correct horse").toString("base64");
  const hub = {
    SmartHosts: "127.0.0.1",
    DNSRoutingEnabled: false,
    SmartHostAuthMechanism: "BasicAuth",
    AuthenticationCredential: new Credential("relay", new SecureString("correct horse")),
  };

  test.each([
    ["refused", { script: (command: string) => (command === "STARTTLS" ? "454 4.7.0 Not now" : undefined) }],
    ["broken", { old: true }],
  ])("is not said in the clear where the STARTTLS that was offered is %s", async (_, how) => {
    const versions = "old" in how ? { minVersion: "TLSv1", maxVersion: "TLSv1" } : {};
    const script = "script" in how ? { script: how.script } : {};
    const server = await peer({ extensions: ["AUTH PLAIN LOGIN"], tls: tls(versions), ...script });
    const flow = await flowTo(server, hub);
    await flow.send(outgoing);
    await waitsWith(flow);
    const said = server.commands.flat().join("\n");
    expect(said).toContain("STARTTLS");
    expect(said).not.toMatch(/AUTH|MAIL/);
    expect(said).not.toContain(word);
  });

  test.each([
    ["STARTTLS is not offered", {}, {}],
    ["IgnoreSTARTTLS says so", { IgnoreSTARTTLS: true }, { tls: true }],
  ])("of BasicAuth is said in the clear where %s", async (_, connector, how) => {
    const server = await peer({ extensions: ["AUTH PLAIN LOGIN"], ...("tls" in how ? { tls: tls() } : {}) });
    const flow = await flowTo(server, { ...hub, ...connector });
    await flow.send(outgoing);
    await flow.until(() => server.taken.length === 1);
    expect(server.commands.flat()).toContain(`AUTH PLAIN ${word}`);
  });
});

describe("smart hosts", () => {
  test("are tried in turn until one answers", async () => {
    const server = await peer();
    const flow = await flowTo(server, {
      SmartHosts: ["127.0.0.71", "127.0.0.72", "127.0.0.1", "gone.example"],
      DNSRoutingEnabled: false,
    });
    for (let number = 0; number < 5; number++) await flow.send({ ...outgoing, subject: `number ${number}` });
    await flow.until(() => server.taken.length === 5);
  });

  test("that all are down hold the mail in one queue for them", async () => {
    const flow = await flowTo({ port: 1 }, { SmartHosts: ["127.0.0.71", "127.0.0.72"], DNSRoutingEnabled: false });
    await flow.send(outgoing);
    await waitsWith(flow);
    expect(queueOf(flow)?.hop).toMatchObject({
      type: "SmartHostConnectorDelivery",
      domain: "[127.0.0.71],[127.0.0.72]",
    });
    expect(queueOf(flow)?.lastError).toMatch(/^441 4\.4\.1 Error communicating with 127\.0\.0\.7[12] /);
  });
});

describe("a certificate of ours", () => {
  const named = "<I>CN=ex1.contoso.com<S>CN=ex1.contoso.com";

  async function asking() {
    const shown: string[] = [];
    const server = await peer({
      tls: tls({ requestCert: true, rejectUnauthorized: false }),
      secured: (socket) => {
        const certificate = socket.getPeerX509Certificate();
        shown.push(certificate ? new X509Certificate(certificate.raw).fingerprint.replaceAll(":", "") : "");
      },
    });
    return { server, shown };
  }

  test("is shown where TlsCertificateName names it, and none otherwise", async () => {
    const { server, shown } = await asking();
    const certificates = held({ named: async (name) => (name === named ? ours : undefined) });
    const flow = await flowTo(server, { TlsCertificateName: named }, { certificates });
    await flow.send(outgoing);
    await flow.until(() => server.taken.length === 1);
    const plain = await flowTo(server, {}, { certificates });
    await plain.send(outgoing);
    await plain.until(() => server.taken.length === 2);
    expect(shown).toEqual([ours.thumbprint, ""]);
  });

  test("that is not there keeps the mail", async () => {
    const { server } = await asking();
    const flow = await flowTo(server, { TlsCertificateName: named }, { certificates: held() });
    await flow.send(outgoing);
    await waitsWith(flow);
    expect(queueOf(flow)?.lastError).toContain(`454 4.7.5 There is no certificate ${named} with a key to show.`);
    expect(server.commands.flat()).toEqual([]);
  });
});

describe("domain security", () => {
  async function secured(flow: Flow, domains: readonly string[]): Promise<void> {
    await flow.org.change((tx) => tx.set(tx.snapshot().transportConfig, { TLSSendDomainSecureList: domains }));
  }

  test("lets mail to a listed domain go to hosts alone that prove to be its own; others are as ever", async () => {
    const server = await peer({ tls: tls() });
    const dns = { ...mx, "other.example": { MX: ["10 mx.remote.example"] } };
    const flow = await flowTo(server, { DomainSecureEnabled: true }, { dns, certificates: held() });
    await secured(flow, ["remote.example"]);
    await flow.send({ ...outgoing, to: "kim@other.example" });
    await flow.until(() => server.taken.length === 1);
    await flow.send(outgoing);
    await flow.until(() => flow.transport.queues.all().some((queue) => queue.retry !== undefined && !queue.busy));
    const waiting = flow.transport.queues.all().find((queue) => queue.retry);
    expect(waiting?.hop.domain).toBe("remote.example");
    expect(waiting?.lastError).toMatch(/self[- ]signed certificate/i);
    expect(server.taken).toHaveLength(1);
  });

  test.each([
    [{ DNSRoutingEnabled: false, SmartHosts: "127.0.0.1" }],
    [{ IgnoreSTARTTLS: true }],
    [{ ForceHELO: true }],
  ])("needs DNS and STARTTLS: not with %j", async (more) => {
    const flow = await openFlow();
    ends.push(() => flow.close());
    await expect(
      addConnector(flow.org, "Out", { AddressSpaces: "*", DomainSecureEnabled: true, ...more }),
    ).rejects.toThrow(/DomainSecureEnabled needs DNSRoutingEnabled/);
  });
});

describe("REQUIRETLS (RFC 8689 4.2.1)", () => {
  test.each([
    ["no TLS", {}],
    ["a certificate that proves nothing", { tls: true }],
  ])("ends with a report where there is %s", async (_, how) => {
    const extensions = ["REQUIRETLS"];
    const server = await peer({ extensions, ...("tls" in how ? { tls: tls() } : {}) });
    const flow = await flowTo(server);
    await flow.send({ ...outgoing, body: "between us\r\n", envelope: { requireTls: true } });
    await flow.until(async () => (await flow.inbox("alice")).length === 1);
    const text = await flow.text((await flow.inbox("alice"))[0]!);
    expect(text).toContain("Diagnostic-Code: smtp;550 5.7.30 REQUIRETLS support required");
    // RFC 8689 4.3.1: what was to be kept from others is not sent back at length.
    expect(text).not.toContain("between us");
    expect(server.commands.flat().some((command) => command.startsWith("MAIL"))).toBe(false);
    await flow.send(outgoing);
    await flow.until(() => server.taken.length === 1);
  });
});

describe("TLS-Required: No (RFC 8689 4.2.2)", () => {
  const content = "TLS-Required: No\r\nSubject: to the postmaster\r\n\r\nYour certificate has ended.\r\n";

  test("goes, field and all, where TLS fails", async () => {
    const server = await peer({ tls: tls({ minVersion: "TLSv1", maxVersion: "TLSv1" }) });
    const flow = await flowTo(server);
    await flow.send({ ...outgoing, content });
    await flow.until(() => server.taken.length === 1);
    expect(server.taken[0]!.data).toMatch(/^TLS-Required: No\r$/m);
  });

  test("does not set aside what the organization itself requires of a connector", async () => {
    const server = await peer();
    const flow = await flowTo(server, { RequireTLS: true });
    await flow.send({ ...outgoing, content });
    await waitsWith(flow);
    expect(server.commands.flat().some((command) => command.startsWith("MAIL"))).toBe(false);
  });
});

describe("with authorities of one's own", () => {
  test.each([
    ["CertificateValidation", { TlsAuthLevel: "CertificateValidation" }, true],
    ["DomainValidation of the host's name", { TlsAuthLevel: "DomainValidation", TlsDomain: "mx.remote.example" }, true],
    [
      "DomainValidation of what is below a domain",
      { TlsAuthLevel: "DomainValidation", TlsDomain: "*.remote.example" },
      true,
    ],
    ["DomainValidation of another domain", { TlsAuthLevel: "DomainValidation", TlsDomain: "contoso.com" }, false],
    ["DomainValidation of the recipient's domain", { TlsAuthLevel: "DomainValidation" }, false],
  ])("%s", async (_, connector, passes) => {
    const server = await peer({ tls: tls() });
    const flow = await flowTo(server, { RequireTLS: true, ...connector }, trusting());
    await flow.send(outgoing);
    if (passes) await flow.until(() => server.taken.length === 1);
    else {
      await waitsWith(flow);
      expect(queueOf(flow)?.lastError).toContain("454 4.7.5 The certificate does not bear the domain");
    }
  });

  test("REQUIRETLS goes on where the certificate is the host's own and the extension is offered", async () => {
    const server = await peer({ tls: tls(), extensions: ["REQUIRETLS", "DSN"] });
    const flow = await flowTo(server, {}, trusting());
    await flow.send({ ...outgoing, envelope: { requireTls: true } });
    await flow.send({ ...outgoing, subject: "plain" });
    await flow.until(() => server.taken.length === 2);
    const said = server.commands.flat().filter((command) => command.startsWith("MAIL"));
    expect(said.map((command) => / REQUIRETLS\b/.test(command)).sort()).toEqual([false, true]);
  });

  test.each([
    ["the extension is not offered", { extensions: ["DSN"] }, "mx.remote.example"],
    ["the certificate is another host's", { extensions: ["REQUIRETLS"] }, "other.remote.example"],
  ])("REQUIRETLS ends with a report where %s", async (_, how, name) => {
    const server = await peer({ tls: tls(), ...how });
    const dns = { "remote.example": { MX: [`10 ${name}`] }, [name]: { A: ["127.0.0.1"] } };
    const flow = await flowTo(server, {}, { ...trusting(), dns });
    await flow.send({ ...outgoing, envelope: { requireTls: true } });
    await flow.until(async () => (await flow.inbox("alice")).length === 1);
    expect(await flow.text((await flow.inbox("alice"))[0]!)).toMatch(/^Status: 5\.7\.30\r$/m);
  });
});

describe("ErrorPolicies", () => {
  const { type } = SendConnector.properties.ErrorPolicies;

  test.each([
    ["Default", "550 5.1.1 Unknown", false],
    ["Default", "550 5.7.1 No", false],
    ["Default", "451 4.2.1 Later", true],
    ["Default", "421 4.3.2 Later", true],
    ["DowngradeCustomFailures", "550 5.7.1 No", true],
    ["DowngradeCustomFailures", "554 5.3.0 Broken", true],
    ["DowngradeCustomFailures", "530 5.5.1 What", true],
    ["DowngradeCustomFailures", "550 5.4.1 Where", true],
    ["DowngradeCustomFailures", "550 5.1.1 Unknown", false],
    ["DowngradeCustomFailures", "552 5.2.2 Full", false],
    ["DowngradeCustomFailures", "554 5.6.0 Odd", false],
    ["DowngradeCustomFailures", "554 without a code", false],
    ["DowngradeDnsFailures", "550 5.7.1 No", false],
    ["UpgradeCustomFailures", "450 4.2.0 Later", false],
    ["UpgradeCustomFailures", "450 4.1.8 Later", false],
    ["UpgradeCustomFailures", "452 4.6.3 Later", false],
    ["UpgradeCustomFailures", "421 4.3.2 Later", true],
    ["UpgradeCustomFailures", "450 4.7.1 Greylisted", true],
    ["UpgradeCustomFailures", "450 without a code", true],
    ["UpgradeCustomFailures, DowngradeCustomFailures", "550 5.7.1 No", true],
    ["UpgradeCustomFailures, DowngradeCustomFailures", "450 4.2.0 Later", false],
  ])("%s and %s: waits %s", (policies, reply, expected) => {
    expect(waitsFor(reply, type.convert(policies))).toBe(expected);
  });

  test("let a sender who is refused for now wait, whatever is said to the recipients sent along with it", async () => {
    const answers: Readonly<Record<string, string>> = {
      MAIL: "451 4.3.0 Later",
      RCPT: "503 5.5.2 Need mail command",
      DATA: "503 5.5.2 Need mail command",
    };
    const server = await peer({ script: (command) => answers[command.slice(0, 4)] });
    const flow = await flowTo(server);
    await flow.send(outgoing);
    const settled = async () =>
      [...(queueOf(flow)?.items ?? [])].some((item) => item.state === "Retry") ||
      (await flow.inbox("alice")).length > 0;
    await flow.until(settled);
    expect(queueOf(flow)?.lastError).toBe("451 4.3.0 Later");
    expect(await flow.inbox("alice")).toEqual([]);
  });

  test("let mail wait for a domain that does not exist, and for a refusal, where the connector says so", async () => {
    const server = await peer({ script: (command) => (command.startsWith("MAIL") ? "550 5.7.1 No" : undefined) });
    const flow = await flowTo(server, { ErrorPolicies: ["DowngradeDnsFailures", "DowngradeCustomFailures"] });
    await flow.send({ ...outgoing, to: "kim@missing.example" });
    await waitsWith(flow);
    expect(queueOf(flow)?.lastError).toMatch(/NonExistentDomain/);
    await flow.send(outgoing);
    const refused = () => flow.transport.queues.all().find((queue) => queue.hop.domain === "remote.example");
    await flow.until(() => [...(refused()?.items ?? [])].some((item) => item.state === "Retry"));
    expect(refused()?.lastError).toBe("550 5.7.1 No");
    expect(await flow.inbox("alice")).toEqual([]);
  });
});
