// A whole mail flow in a test world: organization, spool, mailboxes and transport, and ways to send and look.

import { type MailboxStore, type Message, openMailboxes } from "../../src/mailbox/store.ts";
import { DistributionGroup } from "../../src/org/classes/DistributionGroup.ts";
import { MailContact } from "../../src/org/classes/MailContact.ts";
import { SendConnector } from "../../src/org/classes/SendConnector.ts";
import type { Member, Organization } from "../../src/org/organization.ts";
import { openSpool, type Spool } from "../../src/spool/spool.ts";
import type { Accepted, EnvelopeRecipient, Submission } from "../../src/transport/message.ts";
import {
  createTransport,
  type Reception,
  type Transport,
  type TransportOptions,
} from "../../src/transport/transport.ts";
import { addMailbox, sampleOrganization } from "../org/organization.ts";
import { type TestWorld, type TestWorldOptions, testWorld } from "../world/world.ts";

export interface Flow {
  readonly world: TestWorld;
  readonly org: Organization;
  readonly spool: Spool;
  readonly mailboxes: MailboxStore;
  readonly transport: Transport;
  readonly log: string[];
  /** Accepts a message and gives its numbers. */
  send(mail: Letter): Promise<Accepted>;
  /** What is in the Inbox of an alias, the oldest first. */
  inbox(alias: string): Promise<Message[]>;
  text(message: Message): Promise<string>;
  /** Lets all run that waits for nothing but sockets and promises, until `done`; the clock stands still. */
  until(done: () => boolean | Promise<boolean>): Promise<void>;
  /** Until nothing is in flight or ready any more. */
  calm(): Promise<void>;
  close(): Promise<void>;
}

export interface Letter {
  readonly from?: string;
  readonly to: string | readonly (string | EnvelopeRecipient)[];
  readonly subject?: string;
  readonly body?: string;
  readonly content?: string;
  readonly authenticated?: boolean;
  readonly envelope?: Partial<Submission["envelope"]>;
}

export interface FlowOptions extends TestWorldOptions {
  readonly world?: TestWorld;
  /** Aliases of mailboxes to make, or a function that fills the organization. */
  readonly mailboxes?: readonly string[];
  readonly reception?: Reception;
  readonly certificates?: TransportOptions["certificates"];
  /** Bytes of a log file of the spool; small ones are begun, looked through and given back while a test runs. */
  readonly fileSize?: number;
  /** Whether the transport is left standing. */
  readonly stopped?: boolean;
  /** Whether the pickup and replay directories are looked at. */
  readonly pickup?: boolean;
  readonly notify?: TransportOptions["notify"];
  /** Keys of EdgeTransport.exe.config. */
  readonly config?: Readonly<Record<string, string | number>>;
}

export async function openFlow(options: FlowOptions = {}): Promise<Flow> {
  const world = options.world ?? testWorld(options);
  const { org } = await sampleOrganization(world);
  if (options.mailboxes) await addMailboxes(org, options.mailboxes);
  const spool = await openSpool(
    "/data/mail",
    world,
    options.fileSize === undefined ? {} : { fileSize: options.fileSize },
  );
  const mailboxes = openMailboxes(spool, world);
  const log: string[] = [];
  const { reception } = options;
  const keys = Object.entries(options.config ?? {}).map(([key, value]) => `<add key="${key}" value="${value}" />`);
  const config = `<configuration><appSettings>${keys.join("")}</appSettings></configuration>`;
  if (options.config) await world.disk.write("/data/EdgeTransport.exe.config", config);
  const transport = createTransport({
    world,
    org,
    spool,
    mailboxes,
    folder: "/data",
    pickup: options.pickup ?? false,
    log: (text) => log.push(text),
    ...(options.notify ? { notify: options.notify } : {}),
    ...(options.certificates ? { certificates: options.certificates } : {}),
    ...(reception ? { reception: () => reception } : {}),
  });
  if (!options.stopped) await transport.start();

  async function until(done: () => boolean | Promise<boolean>): Promise<void> {
    const end = performance.now() + 8000;
    for (let turn = 0; !(await done()); turn++) {
      if (performance.now() > end) throw new Error(`What was waited for did not come about. ${log.join("\n")}`);
      await new Promise<void>((resolve) => (turn % 50 === 49 ? setTimeout(resolve, 1) : setImmediate(resolve)));
    }
  }

  const flow: Flow = {
    world,
    org,
    spool,
    mailboxes,
    transport,
    log,
    send: (mail) => transport.accept(submissionOf(mail, world.clock.now())),
    async inbox(alias) {
      const recipient = await org.resolve(`${alias}@contoso.com`);
      const box = String(recipient?.get("ExchangeGuid")).toLowerCase();
      const found: Message[] = [];
      for await (const message of mailboxes.messages(box, { folder: "inbox" })) found.push(message);
      return found.reverse();
    },
    text: async (message) => (await mailboxes.content(message)).toString("latin1"),
    until,
    calm: () =>
      until(() => {
        for (const queue of transport.queues.all()) {
          if (queue.busy) return false;
          for (const item of queue.items) {
            if (item.state === "Active") return false;
            const held = queue.suspended || queue.retry !== undefined || queue.hop.type === "Unreachable";
            if (item.state === "Ready" && !held) return false;
          }
        }
        return true;
      }),
    async close() {
      // What hangs on a silent peer is waited for; the clock lets that wait end.
      let stopped = false;
      const stopping = transport.stop().finally(() => {
        stopped = true;
      });
      while (!stopped) await world.clock.advance(1000);
      await stopping;
      await spool.close();
      await org.close();
    },
  };
  return flow;
}

export /** Runs a flow to its end without asking more of its disk, which may be dead. */
async function abandon(flow: Flow): Promise<void> {
  let done = false;
  void flow.transport
    .stop()
    .catch(() => undefined)
    .then(() => {
      done = true;
    });
  while (!done) await flow.world.clock.advance(1000);
}

export function submissionOf(mail: Letter, now: number): Submission {
  const from = mail.from ?? "sender@example.net";
  const to = typeof mail.to === "string" ? [mail.to] : mail.to;
  const recipients = to.map((one) => (typeof one === "string" ? { address: one } : one));
  const subject = mail.subject ?? "Hello";
  const content =
    mail.content ??
    `From: <${from}>\r\nTo: <${recipients[0]?.address}>\r\nSubject: ${subject}\r\nDate: Mon, 2 Mar 2026 09:00:00 +0000\r\n` +
      `Message-ID: <${subject.replace(/\W/g, "")}.${now}@example.net>\r\n\r\n${mail.body ?? "Text.\r\n"}`;
  return {
    envelope: { sender: from, recipients, body: "7BIT", utf8: false, ...mail.envelope },
    content: Buffer.from(content),
    trace: "Received: from client.example.net ([192.0.2.9]) by ex1.contoso.com; Mon, 2 Mar 2026 09:00:00 +0000\r\n",
    source: {
      kind: "SMTP",
      connector: "EX1\\Default Frontend EX1",
      clientAddress: "192.0.2.9",
      clientName: "client.example.net",
      authenticated: mail.authenticated ?? false,
    },
    arrived: now,
  };
}

let guids = 0;

/** Mailboxes with an ExchangeGuid of their own each. */
export async function addMailboxes(
  org: Organization,
  aliases: readonly string[],
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  for (const alias of aliases) {
    const ExchangeGuid = `00000000-0000-4000-8000-${(++guids).toString(16).padStart(12, "0")}`;
    await org.change((tx) => addMailbox(tx, alias, { ExchangeGuid, ...more }));
  }
}

export async function addContact(org: Organization, alias: string, external: string): Promise<void> {
  await org.change((tx) =>
    tx.add(MailContact, {
      Name: alias,
      Alias: alias,
      OrganizationalUnit: "contoso.com/Users",
      EmailAddresses: [`SMTP:${alias}@contoso.com`],
      ExternalEmailAddress: `SMTP:${external}`,
    }),
  );
}

export async function addGroup(
  org: Organization,
  alias: string,
  members: readonly string[],
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await org.change(async (tx) => {
    const group = await tx.add(DistributionGroup, {
      Name: alias,
      Alias: alias,
      OrganizationalUnit: "contoso.com/Users",
      SamAccountName: alias,
      EmailAddresses: [`SMTP:${alias}@contoso.com`],
      RequireSenderAuthenticationEnabled: false,
      ...more,
    });
    for (const member of members) await tx.link(group, (await tx.resolve(`${member}@contoso.com`)) as Member);
  });
}

/** A Send connector; values as parameters would take them. */
export async function addConnector(
  org: Organization,
  name: string,
  values: Readonly<Record<string, unknown>>,
): Promise<void> {
  const converted: Record<string, unknown> = { Name: name };
  const properties = SendConnector.properties as Record<string, { type: { convert(value: unknown): unknown } }>;
  for (const [key, value] of Object.entries(values)) converted[key] = properties[key]!.type.convert(value);
  await org.change((tx) => tx.add(SendConnector, converted));
}
