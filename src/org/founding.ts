// The first start: what an organization needs before anything else can be said about it.
import { isGuid } from "../values/kinds.ts";
import type { World } from "../world/world.ts";
import { missingArbitration } from "./arbitration.ts";
import type { ObjectClass } from "./class.ts";
import { AcceptedDomain } from "./classes/AcceptedDomain.ts";
import { EmailAddressPolicy } from "./classes/EmailAddressPolicy.ts";
import { ExchangeServer } from "./classes/ExchangeServer.ts";
import { Mailbox } from "./classes/Mailbox.ts";
import { MailboxDatabase } from "./classes/MailboxDatabase.ts";
import { OrganizationConfig } from "./classes/OrganizationConfig.ts";
import { ReceiveConnector } from "./classes/ReceiveConnector.ts";
import { RemoteDomain } from "./classes/RemoteDomain.ts";
import { TransportConfig } from "./classes/TransportConfig.ts";
import { TransportService } from "./classes/TransportService.ts";
import { foundLists, hasFoundingLists } from "./lists.ts";
import type { Organization, Reader, Snapshot, Transaction } from "./organization.ts";
import { Reference } from "./reference.ts";

export interface Founding {
  /** The default accepted domain: "contoso.com". */
  readonly domain: string;
  /** The name of the machine, with or without its domain. */
  readonly hostname: string;
  /** Where the two Receive connectors listen. */
  readonly ports?: { readonly frontend: number; readonly client: number };
  /** Addresses they listen on, as bindings have them; all when absent. */
  readonly addresses?: readonly string[];
  readonly version: string;
}

/**
 * Creates server, default domain, database, address policy, remote domain, transport settings and the two Receive
 * connectors in one change (behaviour 1.2, 3.1 to 3.3).
 */
export async function foundOrganization(org: Organization, world: World, founding: Founding): Promise<Snapshot> {
  const { domain } = founding;
  const { name, fqdn } = machine(founding);
  const ports = founding.ports ?? { frontend: 25, client: 587 };
  const addresses = founding.addresses ?? ["0.0.0.0", "[::]"];
  const bound = (port: number) => addresses.map((address) => `${address}:${port}`);
  await org.change(async (tx) => {
    const holder = await addIndispensable(tx, founding);
    await addDatabase(tx, world, holder);
    await tx.add(EmailAddressPolicy, {
      Name: "Default Policy",
      Priority: "Lowest",
      EnabledEmailAddressTemplates: [`SMTP:%m@${domain}`],
      IncludedRecipients: ["AllRecipients"],
      RecipientFilter: "Alias -ne $null",
      RecipientFilterApplied: true,
    });
    await foundLists(tx);
    await tx.add(RemoteDomain, {
      Name: "Default",
      DomainName: "*",
      AutoReplyEnabled: false,
      AutoForwardEnabled: false,
    });
    const logon = ["Tls", "Integrated", "BasicAuth", "BasicAuthRequireTLS"];
    await tx.add(ReceiveConnector, {
      Name: `Default Frontend ${name}`,
      Server: holder,
      TransportRole: "FrontendTransport",
      Bindings: bound(ports.frontend),
      AuthMechanism: [...logon, "ExchangeServer"],
      PermissionGroups: ["AnonymousUsers", "ExchangeServers", "ExchangeLegacyServers"],
      ProtocolLoggingLevel: "Verbose",
      Fqdn: fqdn,
    });
    await tx.add(ReceiveConnector, {
      Name: `Client Frontend ${name}`,
      Server: holder,
      TransportRole: "FrontendTransport",
      Bindings: bound(ports.client),
      AuthMechanism: logon,
      PermissionGroups: ["ExchangeUsers"],
      MessageRateLimit: 5,
      MessageRateSource: "User",
      Fqdn: fqdn,
    });
  });
  return org.snapshot();
}

/** The name of the machine as servers bear it, and its full name. */
function machine({ hostname, domain }: Pick<Founding, "hostname" | "domain">): { name: string; fqdn: string } {
  const host = hostname.toLowerCase();
  const label = host.split(".")[0] || "localhost";
  return { name: label.toUpperCase(), fqdn: host.includes(".") ? host : `${label}.${domain}` };
}

/** Of each of these there has to be one, or nothing can be said about the organization. */
const indispensable = [OrganizationConfig, ExchangeServer, AcceptedDomain, TransportConfig, TransportService] as const;

async function lacking(reader: Reader): Promise<readonly (typeof indispensable)[number][]> {
  const counts = await Promise.all(indispensable.map((cls) => reader.count(cls)));
  return indispensable.filter((_, at) => counts[at] === 0);
}

/** Adds those of the indispensable objects that are not there. */
async function addIndispensable(tx: Transaction, founding: Founding, serverGuid?: string): Promise<Reference> {
  const { domain, version } = founding;
  const { name, fqdn } = machine(founding);
  const missing = new Set<ObjectClass>(await lacking(tx));
  if (missing.has(OrganizationConfig))
    await tx.add(OrganizationConfig, { Name: "First Organization", ForestRoot: domain });
  if (missing.has(ExchangeServer)) {
    await tx.add(ExchangeServer, {
      Guid: serverGuid ?? null,
      Name: name,
      Fqdn: fqdn,
      Domain: fqdn.slice(fqdn.indexOf(".") + 1),
      AdminDisplayVersion: `Version ${version}`,
    });
  }
  if (missing.has(AcceptedDomain)) await tx.add(AcceptedDomain, { Name: domain, DomainName: domain, Default: true });
  if (missing.has(TransportConfig)) await tx.add(TransportConfig, { Name: "Transport Settings" });
  if (missing.has(TransportService)) await tx.add(TransportService, { Name: name });
  return Reference.to(tx.snapshot().server);
}

async function addDatabase(tx: Transaction, { random }: World, holder: Reference, guid?: string): Promise<void> {
  let digits = "";
  while (digits.length < 10) digits += random.integer(10);
  await tx.add(MailboxDatabase, { Guid: guid ?? null, Name: `Mailbox Database ${digits}`, Server: holder });
}

/** What an organization cannot be without and lacks, a sentence each; empty for a whole one. */
export async function faultsOf(org: Organization): Promise<readonly string[]> {
  return (await lacking(org)).map(({ label }) => `there is no ${label}.`);
}

/**
 * Makes anew, with the settings of a first start, what a damage took and nothing works without: settings of which there
 * is one, the server and a database, under the GUID that the others point to. Nothing where not even the domain is known
 * any longer.
 * @returns one sentence for each thing that was done.
 */
export async function replaceLost(org: Organization, world: World, version: string): Promise<readonly string[]> {
  const classes = (await lacking(org)).map((cls): ObjectClass => cls);
  const lost = (await org.lost()).filter(({ guid }) => isGuid(guid));
  const database = lost.find((one) => one.class === MailboxDatabase.name);
  if (database !== undefined) classes.push(MailboxDatabase);
  const domain = classes.length > 0 ? await domainOf(org) : undefined;
  if (domain === undefined) return [];
  const { hostname } = world.host;
  const server = lost.find((one) => one.class === ExchangeServer.name);
  await org.change(async (tx) => {
    const holder = await addIndispensable(tx, { domain, hostname, version }, server?.guid);
    if (database !== undefined) await addDatabase(tx, world, holder, database.guid);
  });
  const done = classes.map(({ label }) => `The ${label} was lost; there is a new one, as a first start makes it.`);
  // Whatever pointed elsewhere yet.
  return [...done, ...(await org.repair())];
}

/** The organization's own domain, as its settings or the place of any mailbox say it. */
async function domainOf(org: Organization): Promise<string | undefined> {
  for await (const { ForestRoot } of org.all(OrganizationConfig)) return ForestRoot;
  for await (const { OrganizationalUnit } of org.all(Mailbox)) return OrganizationalUnit.split("/")[0];
  return undefined;
}

/**
 * Gives an organization what an older version did not found: address lists, the arbitration mailbox; all in one change,
 * and none where nothing is missing. Needed after each opening.
 */
export async function completeOrganization(org: Organization, world: World): Promise<void> {
  const arbitration = missingArbitration(org.snapshot(), world);
  const lists = (await hasFoundingLists(org)) ? undefined : foundLists;
  if (arbitration === undefined && lists === undefined) return;
  await org.change(async (tx) => {
    await lists?.(tx);
    await arbitration?.(tx);
  });
}
