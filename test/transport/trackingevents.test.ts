// The events of the tracking log: each with its source, by the thing that makes it happen.
import { afterEach, describe, expect, test } from "vitest";
import { Reference } from "../../src/org/reference.ts";
import { run, shown } from "./commands.ts";
import { addConnector, addContact, addGroup, addMailboxes, type Flow, openFlow } from "./flow.ts";
import { smtpServer } from "./smtpserver.ts";

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const dns = {
  "remote.example": { A: ["127.0.0.1"] },
  "gone.example": { MX: ["0 ."] },
  "down.example": "SERVFAIL" as const,
};

const letter = (to: string | readonly string[], more: object = {}) => ({
  from: "alice@contoso.com",
  to,
  authenticated: true,
  subject: "it",
  ...more,
});

async function outbound(flow: Flow): Promise<void> {
  const server = await smtpServer({
    script: (command) =>
      command.startsWith("RCPT TO:<no@")
        ? "550 5.1.1 no"
        : command.startsWith("RCPT TO:<later@")
          ? "451 4.2.0 later"
          : undefined,
  });
  ends.push(() => server.close());
  await addConnector(flow.org, "Internet", { AddressSpaces: "*", Port: server.port });
}

async function moderated(flow: Flow, moderator = "mod"): Promise<void> {
  const named = Reference.to((await flow.org.resolve(`${moderator}@contoso.com`))!);
  await addGroup(flow.org, "all", ["bob"], { ModerationEnabled: true, ModeratedBy: [named] });
}

async function decide(flow: Flow, cmdlet: string): Promise<void> {
  const [waiting] = (await run(flow, ["Get-ModeratedMessage"])).output;
  await run(flow, [cmdlet, { Identity: waiting.Identity, Confirm: false }]);
}

const forward = (flow: Flow, from: string, to: string) =>
  run(flow, ["Set-Mailbox", { Identity: from, ForwardingAddress: to }]);

/** "EVENT SOURCE recipients | related | context": a part of what the log must hold, and how to make it happen. */
const events: readonly [string, (flow: Flow) => Promise<unknown>][] = [
  ["RECEIVE SMTP bob@contoso.com", (flow) => flow.send(letter("bob@contoso.com"))],
  ["PROCESS ROUTING bob@contoso.com", (flow) => flow.send(letter("bob@contoso.com"))],
  ["DELIVER STOREDRIVER bob@contoso.com |  | Mailbox Database", (flow) => flow.send(letter("bob@contoso.com"))],
  ["FAIL RESOLVER nobody@contoso.com", (flow) => flow.send(letter("nobody@contoso.com"))],
  ["DSN DSN alice@contoso.com |  | failed", (flow) => flow.send(letter("nobody@contoso.com"))],
  ["SEND SMTP x@remote.example", (flow) => flow.send(letter("x@remote.example"))],
  ["FAIL SMTP no@remote.example", (flow) => flow.send(letter("no@remote.example"))],
  ["FAIL DNS x@gone.example", (flow) => flow.send(letter("x@gone.example"))],
  ["DEFER SMTP later@remote.example", (flow) => flow.send(letter("later@remote.example"))],
  ["DEFER SMTP x@down.example |  | 451 4.4.0 DNS query failed", (flow) => flow.send(letter("x@down.example"))],
  [
    "TRANSFER ROUTING bob@contoso.com |  | Mailbox Database",
    (flow) => flow.send(letter(["bob@contoso.com", "x@remote.example"])),
  ],
  [
    "RESUBMIT ADMIN x@down.example",
    async (flow) => {
      await flow.send(letter("x@down.example"));
      await flow.calm();
      await run(flow, ["Retry-Queue", { Identity: "down.example", Resubmit: true, Confirm: false }]);
    },
  ],
  [
    "RESOLVE RESOLVER bob@contoso.com | robert@contoso.com",
    async (flow) => {
      const EmailAddresses = ["SMTP:bob@contoso.com", "smtp:robert@contoso.com"];
      await run(flow, ["Set-Mailbox", { Identity: "bob", EmailAddresses }]);
      await flow.send(letter("robert@contoso.com"));
    },
  ],
  [
    "EXPAND RESOLVER bob@contoso.com | staff@contoso.com",
    async (flow) => {
      await addGroup(flow.org, "staff", ["bob"]);
      await flow.send(letter("staff@contoso.com"));
    },
  ],
  [
    "REDIRECT RESOLVER mod@contoso.com | bob@contoso.com",
    async (flow) => {
      await forward(flow, "bob", "mod");
      await flow.send(letter("bob@contoso.com"));
    },
  ],
  [
    "DUPLICATEEXPAND RESOLVER bob@contoso.com | staff@contoso.com",
    async (flow) => {
      await addGroup(flow.org, "staff", ["bob"]);
      await flow.send(letter(["bob@contoso.com", "staff@contoso.com"]));
    },
  ],
  [
    "DUPLICATEREDIRECT RESOLVER mod@contoso.com | bob@contoso.com",
    async (flow) => {
      await forward(flow, "bob", "mod");
      await flow.send(letter(["mod@contoso.com", "bob@contoso.com"]));
    },
  ],
  [
    "DROP RESOLVER x@remote.example",
    async (flow) => {
      await run(flow, ["Set-RemoteDomain", { Identity: "Default", AutoReplyEnabled: false }]);
      const content = "Subject: it\r\nAuto-Submitted: auto-replied\r\n\r\nText.\r\n";
      await flow.send(letter("x@remote.example", { content }));
    },
  ],
  [
    "INITMESSAGECREATED APPROVAL all@contoso.com |  | mod@contoso.com",
    async (flow) => {
      await moderated(flow);
      await flow.send(letter("all@contoso.com"));
    },
  ],
  ...(["Approve", "Deny"] as const).map((verb): [string, (flow: Flow) => Promise<unknown>] => [
    `MODERATOR${verb === "Approve" ? "APPROVE" : "REJECT"} APPROVAL all@contoso.com`,
    async (flow) => {
      await moderated(flow);
      await flow.send(letter("all@contoso.com"));
      await flow.calm();
      await decide(flow, `${verb}-ModeratedMessage`);
    },
  ]),
  [
    "DROP APPROVAL arbiter@contoso.com |  | The decision of a moderator was read.",
    async (flow) => {
      await addMailboxes(flow.org, ["arbiter"], { RecipientTypeDetails: "ArbitrationMailbox" });
      await flow.send(letter("arbiter@contoso.com", { content: "Subject: Approve\r\n\r\n" }));
    },
  ],
  [
    "MODERATIONEXPIRE APPROVAL all@contoso.com",
    async (flow) => {
      await moderated(flow);
      await flow.send(letter("all@contoso.com"));
      await flow.calm();
      await flow.world.clock.advance(5 * 86_400_000);
    },
  ],
  [
    "MODERATORSALLNDR APPROVAL all@contoso.com",
    async (flow) => {
      await addContact(flow.org, "far", "far@gone.example");
      await moderated(flow, "far");
      await flow.send(letter("all@contoso.com"));
      await flow.until(async () => (await flow.inbox("alice")).length > 0);
    },
  ],
  [
    "BADMAIL PICKUP  |  | /data/pickup/a.bad: Neither From nor Sender names an address.",
    async (flow) => {
      await flow.world.disk.write("/data/pickup/a.eml", "To: bob@contoso.com\nSubject: it\n\nText.\n");
      await flow.world.clock.advance(5000);
    },
  ],
];

test.each(events)("%s", async (expected, happen) => {
  const flow = await openFlow({ dns, mailboxes: ["alice", "bob", "mod"], pickup: true });
  ends.push(() => flow.close());
  await outbound(flow);
  await happen(flow);
  await flow.calm();
  const log = await logged(flow);
  expect(log.filter((line) => line.startsWith(expected))).toEqual([expect.stringContaining(expected)]);
});

async function logged(flow: Flow): Promise<string[]> {
  const { output, errors } = await run(flow, ["Get-MessageTrackingLog"]);
  expect(errors).toEqual([]);
  return output.map(
    (event) =>
      `${event.EventId} ${event.Source} ${event.Recipients.join(" ")} | ${event.RelatedRecipientAddress} | ${event.SourceContext}`,
  );
}

test("LOAD BOOTLOADER for what was in the queues at start", async () => {
  const flow = await openFlow({ dns, mailboxes: ["alice"], stopped: true });
  await flow.send(letter("alice@contoso.com"));
  await flow.close();
  const again = await openFlow({ world: flow.world });
  ends.push(() => again.close());
  await again.calm();
  const log = await logged(again);
  expect(log.filter((line) => line.startsWith("LOAD"))).toEqual([
    expect.stringMatching(/^LOAD BOOTLOADER alice@contoso\.com \| {2}\| .*Submission$/),
  ]);
});

describe("moderators", () => {
  test("whose requests come back end the message, and its sender hears why", async () => {
    const flow = await openFlow({ dns, mailboxes: ["alice", "bob", "mod"] });
    ends.push(() => flow.close());
    await outbound(flow);
    await addContact(flow.org, "far", "far@gone.example");
    await moderated(flow, "far");
    await flow.send(letter("all@contoso.com"));
    await flow.until(async () => (await flow.inbox("alice")).length > 0);
    const [notice] = await flow.inbox("alice");
    expect(notice!.subject).toBe("Undeliverable: it");
    expect(await flow.text(notice!)).toContain("None of the moderators who would have to approve it can be reached.");
    expect((await run(flow, ["Get-ModeratedMessage"])).output).toEqual([]);
  });

  test("one of whom can be asked still decide; and what one decides, the others need not read", async () => {
    const flow = await openFlow({ dns, mailboxes: ["alice", "bob", "mod", "boss", "chief"] });
    ends.push(() => flow.close());
    await outbound(flow);
    await addContact(flow.org, "far", "far@gone.example");
    const named = await Promise.all(
      ["mod", "boss", "chief", "far"].map(async (one) => Reference.to((await flow.org.resolve(`${one}@contoso.com`))!)),
    );
    await addGroup(flow.org, "all", ["bob"], { ModerationEnabled: true, ModeratedBy: named });
    await flow.send(letter("all@contoso.com"));
    await flow.calm();
    expect((await run(flow, ["Get-ModeratedMessage"])).output).toHaveLength(1);
    const [read] = await flow.inbox("chief");
    await flow.mailboxes.setRead(read!, true);
    await decide(flow, "Approve-ModeratedMessage");
    await flow.until(async () => (await flow.inbox("boss")).length === 0 && (await flow.inbox("mod")).length === 0);
    await flow.calm();
    expect(await flow.inbox("chief")).toHaveLength(1);
    expect((await flow.inbox("bob")).map((message) => message.subject)).toEqual(["it"]);
  });
});

test("a message is held against the size with which it entered the organization", async () => {
  const flow = await openFlow({ mailboxes: ["alice", "bob"] });
  ends.push(() => flow.close());
  await run(flow, ["Set-Mailbox", { Identity: "bob", MaxReceiveSize: "2KB" }]);
  const sized = (original: string) =>
    `Subject: ${original || "none"}\r\n${original && `X-MS-Exchange-Organization-OriginalSize: ${original}\r\n`}\r\n${"Text.\r\n".repeat(400)}`;
  for (const original of ["", "1500", "9000", "1e3", "-5"]) {
    await flow.send(letter("bob@contoso.com", { content: sized(original) }));
  }
  await flow.calm();
  expect((await flow.inbox("bob")).map((message) => message.subject)).toEqual(["1500"]);
  expect(await shown(flow, "Get-MessageTrackingLog", { EventId: "FAIL" }, "MessageSubject")).toHaveLength(4);
});
