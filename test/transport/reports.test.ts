// What reports hold and to whom they go, as the settings of the organization say.
import PostalMime from "postal-mime";
import { afterEach, describe, expect, test } from "vitest";
import type { Organization } from "../../src/org/organization.ts";
import { Reference } from "../../src/org/reference.ts";
import { addConnector, addGroup, addMailboxes, type Flow, openFlow } from "./flow.ts";
import { type SmtpServer, smtpServer } from "./smtpserver.ts";

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A flow whose reports to strangers end at the server. */
async function opened(): Promise<{ flow: Flow; server: SmtpServer }> {
  const server = await smtpServer();
  ends.push(() => server.close());
  const flow = await openFlow({ dns: { "example.net": { A: ["127.0.0.1"] } }, mailboxes: ["alice"] });
  ends.push(() => flow.close());
  await addConnector(flow.org, "Out", { AddressSpaces: "*", Port: server.port });
  return { flow, server };
}

async function settings(
  org: Organization,
  which: "transportConfig" | "remoteDomains",
  values: Record<string, unknown>,
) {
  await org.change(async (tx) => {
    const found = tx.snapshot()[which];
    const object = (Array.isArray(found) ? found[0] : found) as any;
    const converted = Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, object.shape.properties[name].type.convert(value)]),
    );
    await tx.set(object, converted);
  });
}

const stranger = { from: "kim@example.net", to: "nobody@contoso.com", subject: "Hello" } as const;

async function reported(server: SmtpServer, flow: Flow) {
  await flow.until(() => server.taken.length === 1);
  const { from, to, data } = server.taken[0]!;
  return { from, to, data, mail: await PostalMime.parse(data, { forceRfc822Attachments: true }) };
}

describe("a report to a stranger", () => {
  test("comes from the null sender and the postmaster, with text, HTML, status and the message", async () => {
    const { flow, server } = await opened();
    await flow.send({ ...stranger, subject: "<b>Hi</b>" });
    const { from, to, mail } = await reported(server, flow);
    expect([from, to]).toEqual(["", ["kim@example.net"]]);
    expect(mail.from).toEqual({ address: "postmaster@contoso.com", name: "Mail Delivery System" });
    expect(mail.subject).toBe("Undeliverable: <b>Hi</b>");
    expect(mail.text).toContain("The address was not found.");
    expect(mail.text).toContain("Generating server: ex1.contoso.com");
    expect(mail.html).toContain("&#60;b&#62;Hi");
    expect(mail.attachments.map((one) => one.mimeType)).toEqual(["message/delivery-status", "message/rfc822"]);
  });

  test("follows the settings for those outside", async () => {
    const { flow, server } = await opened();
    await settings(flow.org, "transportConfig", {
      ExternalPostmasterAddress: "desk@contoso.com",
      ExternalDsnSendHtml: false,
      ExternalDsnMaxMessageAttachSize: "100B",
      ExternalDsnReportingAuthority: "mail.contoso.com",
    });
    await settings(flow.org, "remoteDomains", { NDRDiagnosticInfoEnabled: false });
    await flow.send(stranger);
    const { mail, data } = await reported(server, flow);
    expect(mail.from?.address).toBe("desk@contoso.com");
    expect(mail.html).toBeUndefined();
    expect(data).toMatch(/^Reporting-MTA: dns;mail\.contoso\.com\r$/m);
    expect(mail.text).not.toContain("Generating server");
    expect(mail.attachments.map((one) => one.mimeType)).toEqual(["message/delivery-status", "text/rfc822-headers"]);
  });

  test("is not sent where the remote domain says so, and never for a report", async () => {
    const { flow, server } = await opened();
    await settings(flow.org, "remoteDomains", { NDREnabled: false });
    await flow.send(stranger);
    await flow.send({ ...stranger, from: "" });
    await flow.calm();
    expect(server.taken).toEqual([]);
    expect(flow.transport.queues.all().reduce((sum, queue) => sum + queue.items.size, 0)).toBe(0);
  });

  test("holds the header alone when RET says HDRS", async () => {
    const { flow, server } = await opened();
    await flow.send({ ...stranger, body: "secret\r\n", envelope: { ret: "HDRS" } });
    const { data } = await reported(server, flow);
    expect(data).not.toContain("secret");
    expect(data).toContain("Subject: Hello\r\n");
  });
});

describe("groups", () => {
  test("that report to the manager spare the sender, those that report to nobody spare all", async () => {
    const { flow, server } = await opened();
    await addMailboxes(flow.org, ["boss", "full"], {});
    await flow.org.change(async (tx) => {
      const full = (await tx.resolve("full@contoso.com")) as any;
      const { type } = full.shape.properties.MaxReceiveSize;
      await tx.set(full, { MaxReceiveSize: type.convert("1B") });
    });
    const boss = await flow.org.resolve("boss@contoso.com");
    await addGroup(flow.org, "managed", ["full"], {
      ReportToOriginatorEnabled: false,
      ReportToManagerEnabled: true,
      ManagedBy: [Reference.to(boss!)],
    });
    await addGroup(flow.org, "silent", ["full"], { ReportToOriginatorEnabled: false });
    await flow.send({ ...stranger, to: "managed@contoso.com", subject: "one" });
    await flow.send({ ...stranger, to: "silent@contoso.com", subject: "two" });
    await flow.calm();
    expect((await flow.inbox("boss")).map((message) => message.subject)).toEqual(["Undeliverable: one"]);
    expect(server.taken).toEqual([]);
  });

  test("tell of their expansion when success is asked for (RFC 3461 5.2.7.3)", async () => {
    const { flow } = await opened();
    await addMailboxes(flow.org, ["bob"]);
    await addGroup(flow.org, "staff", ["bob"]);
    await flow.send({
      from: "alice@contoso.com",
      to: [{ address: "staff@contoso.com", notify: ["success"] }],
      authenticated: true,
    });
    await flow.calm();
    const [report] = await flow.inbox("alice");
    expect(report?.subject).toBe("Expanded: Hello");
    expect(await flow.text(report!)).toMatch(
      /^Final-Recipient: rfc822;staff@contoso\.com\r\nAction: expanded\r\nStatus: 2\.0\.0\r$/m,
    );
    expect(await flow.inbox("alice")).toHaveLength(1);
  });
});
