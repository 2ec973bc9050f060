// The first start: what an organization needs before anything else can be said about it.
import type { World } from "../world/world.ts";
import { missingArbitration } from "./arbitration.ts";
import { AcceptedDomain } from "./classes/AcceptedDomain.ts";
import { EmailAddressPolicy } from "./classes/EmailAddressPolicy.ts";
import { ExchangeServer } from "./classes/ExchangeServer.ts";
import { MailboxDatabase } from "./classes/MailboxDatabase.ts";
import { OrganizationConfig } from "./classes/OrganizationConfig.ts";
import { ReceiveConnector } from "./classes/ReceiveConnector.ts";
import { RemoteDomain } from "./classes/RemoteDomain.ts";
import { TransportConfig } from "./classes/TransportConfig.ts";
import { TransportService } from "./classes/TransportService.ts";
import { foundLists, hasFoundingLists } from "./lists.ts";
import type { Organization, Snapshot } from "./organization.ts";
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
  const host = founding.hostname.toLowerCase();
  const label = host.split(".")[0] || "localhost";
  const name = label.toUpperCase();
  const fqdn = host.includes(".") ? host : `${label}.${domain}`;
  const ports = founding.ports ?? { frontend: 25, client: 587 };
  const addresses = founding.addresses ?? ["0.0.0.0", "[::]"];
  const bound = (port: number) => addresses.map((address) => `${address}:${port}`);
  await org.change(async (tx) => {
    await tx.add(OrganizationConfig, { Name: "First Organization", ForestRoot: domain });
    const server = await tx.add(ExchangeServer, {
      Name: name,
      Fqdn: fqdn,
      Domain: fqdn.slice(fqdn.indexOf(".") + 1),
      AdminDisplayVersion: `Version ${founding.version}`,
    });
    const holder = Reference.to(server);
    await tx.add(AcceptedDomain, { Name: domain, DomainName: domain, Default: true });
    let digits = "";
    while (digits.length < 10) digits += world.random.integer(10);
    await tx.add(MailboxDatabase, { Name: `Mailbox Database ${digits}`, Server: holder });
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
    await tx.add(TransportConfig, { Name: "Transport Settings" });
    await tx.add(TransportService, { Name: name });
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
