// Who is who in the organizations of a simulation: told once, for the organizations themselves and for the laws that know
// from it where a message may go.
import type { ObjectClass } from "../../src/org/class.ts";
import { DistributionGroup } from "../../src/org/classes/DistributionGroup.ts";
import { Mailbox } from "../../src/org/classes/Mailbox.ts";
import { MailContact } from "../../src/org/classes/MailContact.ts";
import { RemoteDomain } from "../../src/org/classes/RemoteDomain.ts";
import { SendConnector } from "../../src/org/classes/SendConnector.ts";
import { TransportService } from "../../src/org/classes/TransportService.ts";
import type { Member, Organization, Transaction } from "../../src/org/organization.ts";
import { Reference } from "../../src/org/reference.ts";

export const domains = ["contoso.com", "fabrikam.com", "adatum.com"] as const;

/** Where mail to an address leads. */
export type Entry =
  | { readonly kind: "mailbox"; readonly guid: string; readonly forward?: string; readonly keep?: boolean }
  | { readonly kind: "group"; readonly members: readonly string[] }
  | { readonly kind: "contact"; readonly to: string }
  /** At another server. */
  | { readonly kind: "peer" };

export type People = ReadonlyMap<string, Entry>;

interface Person {
  readonly name: string;
  readonly forward?: (other: string) => string;
  readonly keep?: boolean;
  readonly more?: Readonly<Record<string, unknown>>;
}

const mailboxes: readonly Person[] = [
  ...["alice", "bob", "carol", "dave", "erin", "victim"].map((name) => ({ name })),
  { name: "inner", more: { RequireSenderAuthenticationEnabled: true } },
  { name: "full", more: { UseDatabaseQuotaDefaults: false, ProhibitSendReceiveQuota: "4KB" } },
  { name: "away", forward: () => "kim@peer.example" },
  { name: "over", forward: (other) => `alice@${other}`, keep: true },
  { name: "loop", forward: (other) => `loop@${other}` },
  { name: "pong", forward: (other) => `pong@${other}`, keep: true },
];

const contacts: readonly (readonly [string, (other: string) => string])[] = [
  ["kim", () => "kim@peer.example"],
  ["ghost", (other) => `nobody@${other}`],
  ["mate", (other) => `carol@${other}`],
];

const groups: readonly (readonly [string, readonly string[]])[] = [
  ["staff", ["alice", "bob"]],
  ["nested", ["staff", "carol", "kim"]],
  ["first", ["dave"]],
  ["second", ["first", "erin"]],
  ["wide", ["nested", "full", "ghost", "mate", "over"]],
];

/** Whether somebody of that name comes and goes while mail is under way. */
export const comesAndGoes = (name: string): boolean => name === "victim";

/** Local parts to write to; the last is nobody's. */
export const names: readonly string[] = [
  ...mailboxes.map(({ name }) => name),
  ...contacts.map(([name]) => name),
  ...groups.map(([name]) => name),
  "nobody",
];

/** Addresses at other servers: the first two are one peer's, by one and by two mail hosts; to the others there is no way. */
export const elsewhere = [
  "kim@peer.example",
  "lee@two.example",
  "kim@dead.example",
  "kim@null.example",
  "kim@gone.example",
];

/** All there are in so many organizations. Each one's mail goes on to the next one's. */
export function peopleOf(count: number): People {
  const people = new Map<string, Entry>();
  for (const [at, domain] of domains.slice(0, count).entries()) {
    const other = domains[(at + 1) % count]!;
    for (const [number, { name, forward, keep }] of mailboxes.entries()) {
      const guid = `00000000-0000-4000-800${at}-${String(number + 1).padStart(12, "0")}`;
      people.set(`${name}@${domain}`, {
        kind: "mailbox",
        guid,
        ...(forward ? { forward: forward(other), keep: keep ?? false } : {}),
      });
    }
    for (const [name, to] of contacts) people.set(`${name}@${domain}`, { kind: "contact", to: to(other) });
    for (const [name, members] of groups)
      people.set(`${name}@${domain}`, { kind: "group", members: members.map((one) => `${one}@${domain}`) });
    // The ring is closed once both of its groups are there.
    people.set(`first@${domain}`, { kind: "group", members: [`dave@${domain}`, `second@${domain}`] });
  }
  for (const address of elsewhere) people.set(address, { kind: "peer" });
  return people;
}

/** Values as parameters would take them. */
function converted(cls: ObjectClass, values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const properties = cls.properties as unknown as Record<string, { type: { convert(value: unknown): unknown } }>;
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      value instanceof Reference ? value : properties[key]!.type.convert(value),
    ]),
  );
}

export async function addMailbox(tx: Transaction, address: string, people: People): Promise<void> {
  const [name, domain] = address.split("@") as [string, string];
  const entry = people.get(address) as Extract<Entry, { kind: "mailbox" }>;
  const { databases, server } = tx.snapshot();
  await tx.add(Mailbox, {
    Name: name,
    Alias: name,
    OrganizationalUnit: `${domain}/Users`,
    UserPrincipalName: address,
    SamAccountName: name,
    EmailAddresses: [`SMTP:${address}`],
    ExchangeGuid: entry.guid,
    Database: Reference.to(databases[0]!),
    ServerName: server.Name,
    ...(entry.forward === undefined
      ? {}
      : { ForwardingSmtpAddress: entry.forward, DeliverToMailboxAndForward: entry.keep }),
    ...converted(Mailbox, mailboxes.find((one) => one.name === name)?.more ?? {}),
  });
}

/** Fills an organization that has just been founded. */
export async function populate(org: Organization, domain: string, people: People): Promise<void> {
  const common = (name: string) => ({
    Name: name,
    Alias: name,
    OrganizationalUnit: `${domain}/Users`,
    EmailAddresses: [`SMTP:${name}@${domain}`],
  });
  await org.change(async (tx) => {
    for (const { name } of mailboxes) await addMailbox(tx, `${name}@${domain}`, people);
    for (const [name] of contacts) {
      const { to } = people.get(`${name}@${domain}`) as Extract<Entry, { kind: "contact" }>;
      await tx.add(MailContact, { ...common(name), ExternalEmailAddress: `SMTP:${to}` });
    }
    for (const [name, members] of groups) {
      const group = await tx.add(DistributionGroup, {
        ...common(name),
        SamAccountName: name,
        RequireSenderAuthenticationEnabled: false,
      });
      for (const member of members) await tx.link(group, (await tx.resolve(`${member}@${domain}`)) as Member);
    }
    const [first, second] = [await tx.resolve(`first@${domain}`), await tx.resolve(`second@${domain}`)];
    await tx.link(first as never, second as Member);
    await tx.add(SendConnector, converted(SendConnector, { Name: "Internet", AddressSpaces: "*" }));
  });
  await org.change(async (tx) => {
    const { remoteDomains, receiveConnectors, transportService } = tx.snapshot();
    // Sooner than by default, so that there is an end to wait for.
    const times = { MessageExpirationTimeout: "06:00:00", DelayNotificationTimeout: "01:00:00" };
    await tx.set(transportService, converted(TransportService, times));
    for (const one of remoteDomains) await tx.set(one, converted(RemoteDomain, { AutoForwardEnabled: true }));
    for (const one of receiveConnectors) {
      const { AuthMechanism, MessageRateLimit, TarpitInterval } = one.shape.properties as any;
      const plain = {
        MaxHopCount: 12,
        MessageRateLimit: MessageRateLimit.type.convert("unlimited"),
        TarpitInterval: TarpitInterval.type.convert("00:00:00"),
      };
      const logon = one.Name.startsWith("Client")
        ? { AuthMechanism: AuthMechanism.type.convert("Tls, BasicAuth") }
        : {};
      await tx.set(one, { ...plain, ...logon });
    }
  });
}

/** All that mail to an address may reach, itself included, and whether it runs in a circle. */
export function reach(
  people: People,
  address: string,
): { readonly all: ReadonlySet<string>; readonly circular: boolean } {
  const all = new Set<string>();
  let circular = false;
  const visit = (one: string, path: readonly string[]) => {
    if (path.includes(one)) circular = true;
    if (all.has(one)) return;
    all.add(one);
    for (const next of onward(people, one)) visit(next, [...path, one]);
  };
  visit(address, []);
  return { all, circular };
}

/** Where mail to an address goes from there, when it does not end there. */
export function onward(people: People, address: string): readonly string[] {
  const entry = people.get(address);
  if (entry?.kind === "group") return entry.members;
  if (entry?.kind === "contact") return [entry.to];
  return entry?.kind === "mailbox" && entry.forward !== undefined ? [entry.forward] : [];
}

/** Whether mail to an address ends there, for good or ill. */
export function endsAt(people: People, address: string): boolean {
  const entry = people.get(address);
  if (entry === undefined || entry.kind === "peer") return true;
  return entry.kind === "mailbox" && (entry.forward === undefined || entry.keep === true);
}
