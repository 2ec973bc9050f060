// Mail inside: accepted, resolved, expanded, forwarded and delivered; what cannot be is reported.
import { afterEach, describe, expect, test } from "vitest";
import { Mailbox } from "../../src/org/classes/Mailbox.ts";
import { Reference } from "../../src/org/reference.ts";
import { addContact, addGroup, addMailboxes, type Flow, type FlowOptions, openFlow } from "./flow.ts";

const flows: Flow[] = [];
afterEach(async () => {
  for (const flow of flows.splice(0)) await flow.close();
});

async function opened(options: FlowOptions): Promise<Flow> {
  const flow = await openFlow(options);
  flows.push(flow);
  return flow;
}

async function subjects(flow: Flow, alias: string): Promise<string[]> {
  return (await flow.inbox(alias)).map((message) => message.subject);
}

describe("a message for a mailbox", () => {
  test("is in it, byte for byte below the trace", async () => {
    const flow = await opened({ mailboxes: ["alice"] });
    const content = "Subject: =?utf-8?B?R3LDvMOfZQ==?=\r\n\r\n.dot\r\n..\r\nend";
    await flow.send({ from: "bob@example.net", to: "alice@contoso.com", content });
    await flow.calm();
    const [message] = await flow.inbox("alice");
    expect(message).toMatchObject({ subject: "Grüße", sender: "bob@example.net" });
    const text = await flow.text(message!);
    expect(text.startsWith("Return-Path: <bob@example.net>\r\nReceived: from client.example.net")).toBe(true);
    expect(text.endsWith(content)).toBe(true);
    expect(text).toMatch(/^Message-ID: <[0-9a-f]+@ex1\.contoso\.com>\r\n/m);
  });

  test("leaves nothing in the queues, and its body is held by the mailbox alone", async () => {
    const flow = await opened({ mailboxes: ["alice"] });
    await flow.send({ to: "alice@contoso.com" });
    await flow.calm();
    const left: string[] = [];
    for await (const [key] of flow.spool.entries({ gte: "queue/", lt: "queue0" })) left.push(key);
    expect(left).toEqual(["queue/reserved"]);
    const holders: string[] = [];
    for await (const [key] of flow.spool.entries({ gte: "ref/", lt: "ref0" })) holders.push(key);
    expect(holders).toHaveLength(1);
    expect(holders[0]).toContain("/box-");
  });

  test("comes once to a mailbox that is reached by several addresses and groups", async () => {
    const flow = await opened({});
    await addMailboxes(flow.org, ["alice"], { EmailAddresses: ["SMTP:alice@contoso.com", "smtp:al@contoso.com"] });
    await addGroup(flow.org, "inner", ["alice"]);
    await addGroup(flow.org, "outer", ["inner", "alice"]);
    await flow.send({ to: ["al@contoso.com", "outer@contoso.com", "alice@contoso.com"] });
    await flow.calm();
    expect(await flow.inbox("alice")).toHaveLength(1);
  });
});

describe("groups and forwarding", () => {
  test("groups that hold each other deliver once to each member", async () => {
    const flow = await opened({ mailboxes: ["alice", "bob"] });
    await addGroup(flow.org, "one", ["alice"]);
    await addGroup(flow.org, "two", ["bob", "one"]);
    await flow.org.change(async (tx) => {
      await tx.link((await tx.resolve("one@contoso.com")) as never, (await tx.resolve("two@contoso.com")) as never);
    });
    await flow.send({ to: "one@contoso.com" });
    await flow.calm();
    expect(await subjects(flow, "alice")).toEqual(["Hello"]);
    expect(await subjects(flow, "bob")).toEqual(["Hello"]);
  });

  test("two ways to one mailbox, found one after the other, bring one copy; the second is tracked as a duplicate", async () => {
    const flow = await opened({ mailboxes: ["alice"] });
    const events: string[] = [];
    flow.transport.tracking.watch(({ event, recipients }) => events.push(`${event} ${recipients.join()}`));
    await flow.send({ to: ["alice@contoso.com", "alice@old.example"] });
    await flow.calm();
    await flow.org.change(async (tx) => {
      const EmailAddresses = ["SMTP:alice@contoso.com", "smtp:alice@old.example"];
      await tx.set(await tx.find(Mailbox, "alice"), { EmailAddresses });
    });
    expect(flow.transport.queues.resubmit(flow.transport.queues.named("Unreachable")[0]!)).toBe(1);
    await flow.calm();
    expect(await subjects(flow, "alice")).toEqual(["Hello"]);
    expect(events.filter((event) => event.includes("DELIVER"))).toEqual([
      "DELIVER alice@contoso.com",
      "DUPLICATEDELIVER alice@old.example",
    ]);
    expect(flow.transport.queues.all().flatMap((queue) => [...queue.items])).toEqual([]);
  });

  test("a message that its sender sends again is stored once, side by side or one after the other", async () => {
    const flow = await opened({ mailboxes: ["alice", "bob"] });
    const events: string[] = [];
    flow.transport.tracking.watch(({ event, recipients }) => events.push(`${event} ${recipients.join()}`));
    const text = (subject: string) => `Message-ID: <once@example.net>\r\nSubject: ${subject}\r\n\r\nHello\r\n`;
    const letter = { to: "alice@contoso.com", content: text("Once") };
    await Promise.all([flow.send(letter), flow.send(letter)]);
    await flow.calm();
    await flow.world.clock.advance(600_000);
    await flow.calm();
    await flow.send(letter);
    // The same Message-ID with other content is another message, and another mailbox has none of it.
    await flow.send({ ...letter, content: text("Twice") });
    await flow.send({ ...letter, to: "bob@contoso.com" });
    await flow.calm();
    expect((await subjects(flow, "alice")).sort()).toEqual(["Once", "Twice"]);
    expect(await subjects(flow, "bob")).toEqual(["Once"]);
    const delivered = events.filter((event) => event.includes("DELIVER "));
    expect(delivered.filter((event) => event.startsWith("DUPLICATE"))).toEqual(
      Array(2).fill("DUPLICATEDELIVER alice@contoso.com"),
    );
    // What was removed may come again.
    const mailbox = (await flow.inbox("alice"))[0]!.mailbox;
    await flow.mailboxes.remove(await flow.inbox("alice"));
    await flow.world.clock.advance(10_000);
    await flow.send(letter);
    await flow.calm();
    expect(await subjects(flow, "alice")).toEqual(["Once"]);
    await flow.mailboxes.purge(mailbox);
    await flow.world.clock.advance(10_000);
    await flow.send(letter);
    await flow.calm();
    expect(await subjects(flow, "alice")).toEqual(["Once"]);
  });

  test("a forwarding mailbox keeps a copy only when it says so", async () => {
    const flow = await opened({ mailboxes: ["alice", "bob", "carol"] });
    await flow.org.change(async (tx) => {
      const to = Reference.to(await tx.find(Mailbox, "carol"));
      await tx.set(await tx.find(Mailbox, "alice"), { ForwardingAddress: to });
      await tx.set(await tx.find(Mailbox, "bob"), { ForwardingAddress: to, DeliverToMailboxAndForward: true });
    });
    await flow.send({ to: "alice@contoso.com", subject: "first" });
    await flow.send({ to: "bob@contoso.com", subject: "second" });
    await flow.calm();
    expect(await subjects(flow, "alice")).toEqual([]);
    expect(await subjects(flow, "bob")).toEqual(["second"]);
    expect((await subjects(flow, "carol")).sort()).toEqual(["first", "second"]);
  });

  test("two that only forward to each other end with a report (5.4.6)", async () => {
    const flow = await opened({ mailboxes: ["alice", "bob", "carol"] });
    await flow.org.change(async (tx) => {
      const [alice, bob] = [await tx.find(Mailbox, "alice"), await tx.find(Mailbox, "bob")];
      await tx.set(alice, { ForwardingAddress: Reference.to(bob) });
      await tx.set(bob, { ForwardingAddress: Reference.to(alice) });
    });
    await flow.send({ from: "carol@contoso.com", to: "alice@contoso.com", authenticated: true });
    await flow.calm();
    const [report] = await flow.inbox("carol");
    expect(await flow.text(report!)).toMatch(/^Status: 5\.4\.6\r$/m);
  });
});

describe("what cannot be delivered", () => {
  test("an unknown recipient in our domain is reported to the sender as RFC 3464 says", async () => {
    const flow = await opened({ mailboxes: ["alice"] });
    await flow.send({ from: "alice@contoso.com", to: "nobody@contoso.com", subject: "Lunch", authenticated: true });
    await flow.calm();
    const [report] = await flow.inbox("alice");
    expect(report).toMatchObject({ subject: "Undeliverable: Lunch", sender: "" });
    const text = await flow.text(report!);
    expect(text).toMatch(/^Return-Path: <>\r$/m);
    expect(text).toMatch(/^Content-Type: multipart\/report; report-type=delivery-status;\r$/m);
    expect(text).toMatch(/^Reporting-MTA: dns;ex1\.contoso\.com\r$/m);
    expect(text).toMatch(/^Final-Recipient: rfc822;nobody@contoso\.com\r$/m);
    expect(text).toMatch(/^Action: failed\r$/m);
    expect(text).toMatch(/^Status: 5\.1\.10\r$/m);
    expect(text).toMatch(/^Diagnostic-Code: smtp;550 5\.1\.10 RESOLVER\.ADR\.RecipientNotFound; .*\r$/m);
    expect(text).toMatch(/^Auto-Submitted: auto-replied\r$/m);
    expect(text).toMatch(/^Subject: Lunch\r$/m);
  });

  test("the null sender never gets a report", async () => {
    const flow = await opened({ mailboxes: ["alice"] });
    await flow.send({ from: "", to: ["nobody@contoso.com", "alice@contoso.com"] });
    await flow.calm();
    expect(await subjects(flow, "alice")).toEqual(["Hello"]);
    expect(flow.transport.queues.all().reduce((sum, queue) => sum + queue.items.size, 0)).toBe(0);
  });

  test("NOTIFY decides: NEVER silences a failure, SUCCESS reports a delivery with ENVID and ORCPT", async () => {
    const flow = await opened({ mailboxes: ["alice", "bob"] });
    await flow.send({
      from: "alice@contoso.com",
      authenticated: true,
      to: [
        { address: "nobody@contoso.com", notify: ["never"] },
        { address: "bob@contoso.com", notify: ["success"], original: "rfc822;Bob@Contoso.com" },
      ],
      envelope: { envid: "QQ314159" },
    });
    await flow.calm();
    const reports = await flow.inbox("alice");
    expect(reports.map((report) => report.subject)).toEqual(["Delivered: Hello"]);
    const text = await flow.text(reports[0]!);
    expect(text).toMatch(/^Original-Envelope-Id: QQ314159\r$/m);
    expect(text).toMatch(/^Original-Recipient: rfc822;Bob@Contoso\.com\r$/m);
    expect(text).toMatch(/^Action: delivered\r$/m);
    expect(text).toMatch(/^Content-Type: text\/rfc822-headers\r$/m);
  });

  test("a full mailbox is reported (5.2.2), others get theirs", async () => {
    const flow = await opened({ mailboxes: ["alice", "bob"] });
    await flow.org.change(async (tx) => {
      const { type } = Mailbox.properties.ProhibitSendReceiveQuota;
      await tx.set(await tx.find(Mailbox, "bob"), {
        UseDatabaseQuotaDefaults: false,
        ProhibitSendReceiveQuota: type.convert(100),
      });
    });
    await flow.send({ from: "alice@contoso.com", to: "bob@contoso.com", subject: "one", authenticated: true });
    await flow.calm();
    await flow.send({
      from: "alice@contoso.com",
      to: ["bob@contoso.com", "alice@contoso.com"],
      subject: "two",
      authenticated: true,
    });
    await flow.calm();
    expect(await subjects(flow, "bob")).toEqual(["one"]);
    expect((await subjects(flow, "alice")).sort()).toEqual(["Undeliverable: two", "two"]);
  });

  test("a contact goes out by a connector; without one it is unreachable until there is one", async () => {
    const flow = await opened({ mailboxes: ["alice"] });
    await addContact(flow.org, "partner", "kim@fabrikam.example");
    await flow.send({ from: "alice@contoso.com", to: "partner@contoso.com", authenticated: true });
    await flow.calm();
    const [unreachable] = flow.transport.queues.named("Unreachable");
    expect(flow.transport.queues.view(unreachable!)).toMatchObject({
      MessageCount: 1,
      DeliveryType: "Unreachable",
      LastError: "A matching connector cannot be found to route the external recipient",
    });
  });
});
