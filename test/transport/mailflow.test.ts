// Test-Mailflow on a whole server: over SMTP, TLS and AUTH into the mailbox, and every way in which it can fail.
import { createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { isTooFullToSend } from "../../src/mailbox/quota.ts";
import { openMailboxes } from "../../src/mailbox/store.ts";
import { Mailbox } from "../../src/org/classes/Mailbox.ts";
import { ReceiveConnector } from "../../src/org/classes/ReceiveConnector.ts";
import { openSpool } from "../../src/spool/spool.ts";
import { openCertificates } from "../../src/transport/certificates/store.ts";
import { createAuthenticator } from "../../src/transport/reception/authentication.ts";
import { createReception } from "../../src/transport/reception/reception.ts";
import { createTransport } from "../../src/transport/transport.ts";
import { pipe } from "../command/harness.ts";
import { sampleOrganization } from "../org/organization.ts";
import { testWorld } from "../world/world.ts";
import { addConnector, addGroup, addMailboxes } from "./flow.ts";

let closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.reverse()) await close();
  closing = [];
});

async function openServer(mailboxNames: readonly string[] = ["alice", "bob"]) {
  const world = testWorld({ now: "2026-03-02T09:00:00Z" });
  const { org } = await sampleOrganization(world);
  if (mailboxNames.length > 0) await addMailboxes(org, mailboxNames);
  await org.change(async (tx) => {
    for (const connector of tx.snapshot().receiveConnectors) {
      await tx.set(connector, {
        Bindings: [ReceiveConnector.properties.Bindings.type.element!.convert("127.0.0.1:0")],
      });
    }
  });
  const spool = await openSpool("/data/mail", world);
  const mailboxes = openMailboxes(spool, world);
  const log: string[] = [];
  const transport = createTransport({
    world,
    org,
    spool,
    mailboxes,
    folder: "/data",
    log: (text) => log.push(text),
    reception: ({ accept }) =>
      createReception({
        world,
        org,
        accept,
        isFull: (user) => isTooFullToSend(user, org, mailboxes),
        certificates: openCertificates(world, "/data/certificates"),
        authenticator: createAuthenticator({ find: async () => undefined, verify: async () => false, decoy: "" }),
      }),
  });
  expect((await transport.start()).problems).toEqual([]);
  closing.push(async () => {
    const stopped = transport.stop();
    let done = false;
    void stopped.then(() => {
      done = true;
    });
    while (!done) await world.clock.advance(20_000);
    await spool.close();
    await org.close();
  });
  const run = async (named: Readonly<Record<string, unknown>> = {}) => {
    const told = await pipe([["Test-Mailflow", named]], {
      world,
      services: { org, mailboxes, transport },
      preferences: { confirm: false },
    });
    return { result: told.output[0] as any, error: told.errors[0]?.message ?? told.thrown?.message, told };
  };
  const items = async (alias: string) => {
    const mailbox = await org.resolve(`${alias}@contoso.com`);
    const found = [];
    for await (const message of mailboxes.messages(String(mailbox?.get("ExchangeGuid")))) found.push(message);
    return found;
  };
  return { world, org, transport, run, items, log };
}

/** Another server that answers as it is told; gives its port and what it heard. */
async function openPeer(answer: (line: string) => string | undefined): Promise<{ port: number; heard: string[] }> {
  const heard: string[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.write("220 peer.example ESMTP\r\n");
    let data = false;
    let buffer = "";
    socket.on("data", (piece) => {
      buffer += piece.toString();
      for (let end = buffer.indexOf("\r\n"); end >= 0; end = buffer.indexOf("\r\n")) {
        const line = buffer.slice(0, end);
        buffer = buffer.slice(end + 2);
        heard.push(line);
        if (data && line !== ".") continue;
        const reply = answer(line) ?? (line === "DATA" ? "354 go on" : line.startsWith("QUIT") ? "221 bye" : "250 ok");
        data = line === "DATA" && reply.startsWith("354");
        socket.write(`${reply}\r\n`);
        if (line.startsWith("QUIT")) socket.end();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as { port: number }).port, heard };
}

describe("Test-Mailflow", () => {
  test("a message goes over SMTP into the first mailbox, and is taken out again", async () => {
    const { run, items } = await openServer();
    const { result, error } = await run();
    expect(error).toBeUndefined();
    expect(result.TestMailflowResult).toBe("Success");
    expect(result.Identity).toBe("alice@contoso.com");
    expect(result.IsRemoteTest).toBe(false);
    expect(result.MessageLatencyTime.milliseconds).toBe(0);
    expect(result.Detail).toBe("It is in the mailbox of alice.");
    expect(await items("alice")).toEqual([]);
  });

  test("to one address, one database, one server", async () => {
    const { run, org } = await openServer();
    expect((await run({ TargetEmailAddress: "BOB@contoso.com" })).result.Detail).toBe("It is in the mailbox of bob.");
    const database = org.snapshot().databases[0]!.Name;
    expect((await run({ TargetDatabase: database })).result.TestMailflowResult).toBe("Success");
    expect((await run({ Identity: "EX1" })).result.TestMailflowResult).toBe("Success");
    expect((await run({ Identity: "EX9" })).error).toMatch(/EX9/);
    expect((await run({ TargetDatabase: "Nothing" })).error).toMatch(/Nothing/);
  });

  test("to a group that takes mail of members of the house only", async () => {
    const { run, org, items } = await openServer();
    await addGroup(org, "staff", ["bob"], { RequireSenderAuthenticationEnabled: true });
    const { result } = await run({ TargetEmailAddress: "staff@contoso.com" });
    expect(result.Detail).toBe("It is in the mailbox of bob.");
    expect(await items("bob")).toEqual([]);
  });

  test("an address that is not there is a failure with its reason, and an error", async () => {
    const { run, items } = await openServer();
    const { result, error } = await run({ TargetEmailAddress: "nobody@contoso.com" });
    expect(result.TestMailflowResult).toBe("*FAILURE*");
    expect(result.Detail).toMatch(/^It was not delivered to nobody@contoso\.com: 550 5\.1\.1/);
    expect(error).toMatch(/^Mail doesn't get to 'nobody@contoso\.com'\. /);
    expect(await items("alice")).toEqual([]);
  });

  test("a refusal of the listener is told in its words", async () => {
    const { run, org } = await openServer();
    await org.change(async (tx) => {
      const client = tx.snapshot().receiveConnectors.find((one) => one.Name.startsWith("Client"))!;
      await tx.set(client, {
        RejectSingleLabelRecipientDomains: true,
        RejectReservedSecondLevelRecipientDomains: true,
      });
    });
    const { result } = await run({ TargetEmailAddress: "someone@example.com" });
    expect(result.TestMailflowResult).toBe("*FAILURE*");
    expect(result.Detail).toMatch(
      /^EX1\\Client Frontend EX1 \(port \d+\) refused it: 550 5\.1\.5 Recipient address reserved by RFC 2606$/,
    );
  });

  test("whose mailbox is full may not send, by its own quota or that of its database, until there is room", async () => {
    const { run, org } = await openServer();
    const size = (value: string) => Mailbox.properties.ProhibitSendQuota.type.convert(value);
    const quotas = async (own: boolean, mailbox: string, database: string) => {
      await org.change(async (tx) => {
        const alice = await tx.find(Mailbox, "alice");
        const ofMailbox = { UseDatabaseQuotaDefaults: !own, IssueWarningQuota: size("0B") };
        await tx.set(alice, { ...ofMailbox, ProhibitSendQuota: size(mailbox) });
        const ofDatabase = { IssueWarningQuota: size("0B"), ProhibitSendQuota: size(database) };
        await tx.set(tx.snapshot().databases[0]!, ofDatabase);
      });
      return (await run()).result.Detail;
    };
    const refusal = expect.stringMatching(
      /refused it: 552 5\.2\.2 STOREDRV\.Submit; mailbox full\. The mailbox has reached its ProhibitSendQuota/,
    );
    const delivered = "It is in the mailbox of alice.";
    expect(await quotas(true, "0B", "1GB")).toEqual(refusal);
    expect(await quotas(true, "1MB", "0B")).toBe(delivered);
    expect(await quotas(true, "unlimited", "0B")).toBe(delivered);
    expect(await quotas(false, "unlimited", "0B")).toEqual(refusal);
    expect(await quotas(false, "0B", "1GB")).toBe(delivered);
  });

  test("without a listener for users, without a transport, without a mailbox", async () => {
    const { run, org, transport } = await openServer();
    await org.change(async (tx) => {
      const client = tx.snapshot().receiveConnectors.find((one) => one.Name.startsWith("Client"))!;
      await tx.set(client, { Enabled: false });
    });
    expect((await run()).result.Detail).toMatch(/no Receive connector takes mail from users/);
    await transport.stop();
    expect((await run()).error).toMatch(/The transport isn't running/);
    const empty = await openServer([]);
    expect((await empty.run()).error).toMatch(/There is no mailbox on this server/);
    expect((await empty.run({ TargetEmailAddress: "a@fabrikam.com" })).error).toMatch(/needs a mailbox as its sender/);
  });

  test("outside: accepted by the next host, and no report within five seconds", async () => {
    const { run, org, world } = await openServer();
    const peer = await openPeer(() => undefined);
    await addConnector(org, "Out", {
      AddressSpaces: "*",
      SmartHosts: "127.0.0.1",
      DNSRoutingEnabled: false,
      Port: peer.port,
    });
    let done = false;
    const running = run({ TargetEmailAddress: "someone@fabrikam.com" }).finally(() => {
      done = true;
    });
    await expect.poll(() => peer.heard).toContain(".");
    while (!done) await world.clock.advance(1000);
    const { result, error } = await running;
    expect(error).toBeUndefined();
    expect([result.TestMailflowResult, result.IsRemoteTest]).toEqual(["Success", true]);
    expect(result.Detail).toMatch(/accepted it \(250 .*\)\. No report came back\.$/);
    expect(peer.heard.filter((line) => line.startsWith("MAIL FROM:<alice@contoso.com>"))).toHaveLength(1);
  });

  test("outside: refused, or never answered until time is out", async () => {
    const { run, org, world } = await openServer();
    const peer = await openPeer((line) =>
      line.startsWith("RCPT TO:<no@") ? "550 5.1.1 unknown" : line.startsWith("RCPT") ? "451 4.7.1 later" : undefined,
    );
    await addConnector(org, "Out", {
      AddressSpaces: "*",
      SmartHosts: "127.0.0.1",
      DNSRoutingEnabled: false,
      Port: peer.port,
    });
    const refused = await run({ TargetEmailAddress: "no@fabrikam.com" });
    expect(refused.result.Detail).toMatch(/^It was not delivered to no@fabrikam\.com: 550 5\.1\.1 unknown/);
    let done = false;
    const running = run({ TargetEmailAddress: "later@fabrikam.com", ExecutionTimeout: 30 }).finally(() => {
      done = true;
    });
    await expect.poll(() => peer.heard.some((line) => line.startsWith("RCPT TO:<later@"))).toBe(true);
    while (!done) await world.clock.advance(1000);
    const { result } = await running;
    expect(result.TestMailflowResult).toBe("*FAILURE*");
    expect(result.Detail).toMatch(
      /^It is in the queue '\[127\.0\.0\.1\]', with the error: .*451 4\.7\.1 later.*\. Time ran out after 30 seconds\.$/,
    );
  });

  test("outside: nothing carries mail there, which is told at once", async () => {
    const { run } = await openServer();
    const { result, error } = await run({ TargetEmailAddress: "a@fabrikam.com" });
    expect(result.TestMailflowResult).toBe("*FAILURE*");
    expect(result.Detail).toBe(
      "It is in the queue 'Unreachable Domain', with the error: A matching connector cannot be found to route the external recipient. It stays there until there is a way for it.",
    );
    expect(error).toMatch(/^Mail doesn't get to 'a@fabrikam\.com'\. It is in the queue 'Unreachable Domain'/);
  });

  test("-WhatIf sends nothing", async () => {
    const { transport, org, run } = await openServer();
    const seen: string[] = [];
    transport.tracking.watch((event) => seen.push(event.event));
    const told = await pipe([["Test-Mailflow", {}]], {
      services: { org, transport },
      preferences: { whatIf: true },
    });
    expect(told.output).toEqual([]);
    expect(seen).toEqual([]);
    expect((await run()).result.TestMailflowResult).toBe("Success");
    expect(seen).toContain("DELIVER");
  });
});
