// The categorizer's directory and settings, read from the organization.
import { toALabels } from "../../mail/address.ts";
import { DynamicDistributionGroup } from "../../org/classes/DynamicDistributionGroup.ts";
import { Mailbox } from "../../org/classes/Mailbox.ts";
import { MailContact } from "../../org/classes/MailContact.ts";
import { MailUser } from "../../org/classes/MailUser.ts";
import { mailClasses } from "../../org/families.ts";
import { memberGuidsOf, takes } from "../../org/filtered.ts";
import { addressOf } from "../../org/kinds.ts";
import type { DynamicGroupObject, Organization, Recipient, Snapshot } from "../../org/organization.ts";
import { isArbitration } from "../../org/recipient.ts";
import type { Reference } from "../../org/reference.ts";
import type { ByteQuantifiedSize } from "../../values/bytesize.ts";
import { isLimited, type UnlimitedValue } from "../../values/kinds.ts";
import type { Directory, Party } from "./party.ts";
import type { Settings } from "./plan.ts";
import { acceptedDomainOf, type ConnectorEntry, covers, type DomainEntry, weight } from "./routing.ts";

/** Answers the categorizer from the organization: one indexed read an address. */
export function directoryOf(org: Organization): Directory {
  const filtered = filteredGroups(org);
  return {
    addresses: (addresses) =>
      Promise.all(
        addresses.map(async (address) => {
          const recipient = await org.resolve(address);
          return recipient && partyOf(recipient, org);
        }),
      ),
    async guids(guids) {
      const found = await org.getMany(mailClasses, guids);
      return Promise.all(found.map((recipient) => recipient && partyOf(recipient as Recipient, org)));
    },
    async members(group, after, limit) {
      const dynamic = await org.get(DynamicDistributionGroup, group);
      if (dynamic) return filtered.members(dynamic, after, limit);
      const guids: string[] = [];
      for await (const guid of org.memberGuids(group, after)) {
        if (guids.length === limit) return { guids, more: true };
        guids.push(guid);
      }
      return { guids, more: false };
    },
    async within(member, groups) {
      // Upwards from the member: whoever is in groups is in few, and a group may hold very many.
      const wanted = new Set(groups);
      const above = new Set([member]);
      const found = await reached(above, wanted, (one) => org.groupsOf(one));
      if (found !== undefined) return found;
      const dynamic: DynamicGroupObject[] = [];
      for await (const group of org.all(DynamicDistributionGroup)) dynamic.push(group);
      if (dynamic.length === 0) return undefined;
      return reached(above, wanted, async function* (one) {
        yield* org.groupsOf(one);
        const recipient = await org.get(mailClasses, one);
        for (const group of recipient ? dynamic : []) {
          if (!above.has(group.Guid) && (await takes(org, group, recipient!))) yield group;
        }
      });
    },
  };
}

/** The first of the groups wanted that stands above one of these, which are joined by all that stand above them. */
async function reached(
  above: Set<string>,
  wanted: ReadonlySet<string>,
  holders: (one: string) => AsyncIterable<{ readonly Guid: string }>,
): Promise<string | undefined> {
  for (const one of above) {
    for await (const group of holders(one)) {
      if (wanted.has(group.Guid)) return group.Guid;
      above.add(group.Guid);
    }
  }
  return undefined;
}

/** Groups whose members are found by a filter; who they are is found once for all parts of an expansion. */
function filteredGroups(org: Organization) {
  let last: { readonly group: string; readonly guids: readonly string[] } | undefined;
  return {
    async members(group: DynamicGroupObject, after: string, limit: number) {
      if (after === "" || last?.group !== group.Guid) {
        last = { group: group.Guid, guids: await memberGuidsOf(org, group) };
      }
      const left = after === "" ? last.guids : last.guids.filter((guid) => guid > after);
      const more = left.length > limit;
      if (!more) last = undefined;
      return { guids: left.slice(0, limit), more };
    },
  };
}

const known = new WeakMap<Recipient, Party>();

/** Objects never change, so that what was read of one stays true; but not what was read of its manager. */
function partyOf(recipient: Recipient, org: Organization): Party | Promise<Party> {
  const before = known.get(recipient);
  if (before) return before;
  const own = ownFacts(recipient);
  // What has to be asked of others is rare, and a promise for each member of a large group costs as much as the rest.
  if (recipient.get("ModerationEnabled") === true || ("reportTo" in own && own.reportTo === "manager")) {
    return withOthers(recipient, own, org);
  }
  const party: Party = partyWith(recipient, own);
  known.set(recipient, party);
  return party;
}

async function withOthers(recipient: Recipient, own: OwnFacts, org: Organization): Promise<Party> {
  const moderation = await moderationRules(recipient, org);
  const managers = [recipient.get("ManagedBy") ?? []].flat() as unknown as readonly Reference[];
  const manager = "reportTo" in own && own.reportTo === "manager" ? await managerOf(managers, org) : undefined;
  return { ...partyWith(recipient, own), ...moderation, ...(manager ? { manager } : {}) };
}

function partyWith(recipient: Recipient, own: OwnFacts): Party {
  const party: { -readonly [P in keyof Party]: Party[P] } = {
    guid: recipient.Guid,
    kind: own.kind,
    name: recipient.DisplayName ?? recipient.Name,
    primary: recipient.PrimarySmtpAddress,
    deliverAndForward: false,
    requireAuthentication: recipient.RequireSenderAuthenticationEnabled,
    acceptFrom: guids(recipient.AcceptMessagesOnlyFrom),
    acceptFromMembers: guids(recipient.AcceptMessagesOnlyFromDLMembers),
    rejectFrom: guids(recipient.RejectMessagesFrom),
    rejectFromMembers: guids(recipient.RejectMessagesFromDLMembers),
  };
  const { MaxReceiveSize, MaxSendSize } = recipient;
  if (isLimited(MaxReceiveSize)) party.maxReceive = MaxReceiveSize.bytes;
  if (isLimited(MaxSendSize)) party.maxSend = MaxSendSize.bytes;
  return Object.assign(party, own);
}

/** Who approves messages to it: its moderators, or its owners where none are named. */
async function moderationRules(recipient: Recipient, org: Organization): Promise<Pick<Party, "moderation">> {
  const read = (name: string) => recipient.get(name) ?? undefined;
  if (read("ModerationEnabled") !== true) return {};
  const named = (name: string) => guids([read(name) ?? []].flat() as unknown as readonly Reference[]);
  const [moderators, owners] = [named("ModeratedBy"), named("ManagedBy")];
  const arbitration = await arbitrationFor(read("ArbitrationMailbox") as Reference | undefined, org);
  const notify = String(read("SendModerationNotifications") ?? "Always");
  return {
    moderation: {
      moderators: moderators.length > 0 ? moderators : owners,
      owners,
      bypass: named("BypassModerationFromSendersOrMembers"),
      notify: notify === "Internal" || notify === "Never" ? notify : "Always",
      bypassNested: read("BypassNestedModerationEnabled") === true,
      ...(arbitration === undefined ? {} : { arbitration }),
    },
  };
}

/** Address of the arbitration mailbox that a recipient names, or of the organization's own. */
async function arbitrationFor(named: Reference | undefined, org: Organization): Promise<string | undefined> {
  const chosen = named ?? org.snapshot().organization.DefaultArbitrationMailbox;
  return chosen === null ? undefined : (await org.get(Mailbox, chosen.guid))?.PrimarySmtpAddress;
}

type OwnFacts = Pick<Party, "kind"> & Partial<Party>;

/** What a party has by its kind. */
function ownFacts(recipient: Recipient): OwnFacts {
  if (Mailbox.holds(recipient)) {
    const forward = recipient.ForwardingAddress as Reference | null;
    const database = recipient.Database as Reference;
    const external = recipient.ForwardingSmtpAddress;
    return {
      kind: "Mailbox",
      database: { guid: database.guid, name: database.toString() },
      deliverAndForward: recipient.DeliverToMailboxAndForward,
      ...(isArbitration(recipient) ? { arbitration: true } : undefined),
      ...(forward ? { forwardTo: forward.guid } : undefined),
      ...(external ? { forwardSmtp: external } : undefined),
      ...(isLimited(recipient.RecipientLimits) ? { recipientLimit: recipient.RecipientLimits } : undefined),
    };
  }
  if (MailContact.holds(recipient) || MailUser.holds(recipient)) {
    const limit = MailUser.holds(recipient) ? recipient.RecipientLimits : undefined;
    return {
      kind: "Contact",
      external: addressOf(recipient.ExternalEmailAddress),
      ...(limit !== undefined && isLimited(limit) ? { recipientLimit: limit } : undefined),
    };
  }
  return {
    kind: "Group",
    reportTo: recipient.ReportToOriginatorEnabled
      ? "originator"
      : recipient.ReportToManagerEnabled
        ? "manager"
        : "nobody",
  };
}

async function managerOf(managers: readonly Reference[], org: Organization): Promise<string | undefined> {
  for (const manager of managers) {
    const found = await org.get(mailClasses, manager.guid);
    if (found) return (found as Recipient).PrimarySmtpAddress;
  }
  return undefined;
}

const nobody: readonly string[] = [];
const guids = (references: readonly Reference[]): readonly string[] =>
  references.length === 0 ? nobody : references.map((reference) => reference.guid);

const bytes = (size: ByteQuantifiedSize | UnlimitedValue) => (isLimited(size) ? size.bytes : undefined);

const settingsBySnapshot = new WeakMap<Snapshot, Settings>();

/** The settings of a snapshot, read once for each. */
export function settingsOf(snapshot: Snapshot): Settings {
  let settings = settingsBySnapshot.get(snapshot);
  if (!settings) {
    settings = readSettings(snapshot);
    settingsBySnapshot.set(snapshot, settings);
  }
  return settings;
}

function readSettings(snapshot: Snapshot): Settings {
  const { transportConfig } = snapshot;
  const most = transportConfig.MaxRecipientEnvelopeLimit;
  return {
    acceptedDomains: domainEntries(snapshot),
    defaultDomain: toALabels(snapshot.defaultDomain.DomainName),
    connectors: snapshot.sendConnectors.map(
      (connector): ConnectorEntry => ({
        guid: connector.Guid,
        name: connector.Name,
        enabled: connector.Enabled,
        spaces: connector.AddressSpaces.map(({ domain, cost }) => ({
          domain: domain === "--" ? domain : toALabels(domain),
          cost,
        })),
        maxSize: bytes(connector.MaxMessageSize),
        smartHosts: connector.SmartHosts,
        ...elsewhere(connector, snapshot),
      }),
    ),
    limits: { maxSend: bytes(transportConfig.MaxSendSize), maxReceive: bytes(transportConfig.MaxReceiveSize) },
    blocks(domain, automatic) {
      const remote = remoteDomainOf(snapshot, domain);
      return !(automatic === "reply" ? remote?.AutoReplyEnabled : remote?.AutoForwardEnabled) && remote !== undefined;
    },
    remoteDomain: (domain) => remoteDomainOf(snapshot, domain)?.Name,
    maxRecipients: isLimited(most) ? most : undefined,
  };
}

/** A connector that names no servers was made before it could: every server may use it. */
function elsewhere(
  { SourceTransportServers: servers, IsScopedConnector: scoped }: Snapshot["sendConnectors"][number],
  { server }: Snapshot,
): Pick<ConnectorEntry, "elsewhere" | "scoped"> {
  const ours = servers.length === 0 || servers.some((one) => one.guid === server.Guid);
  return ours ? {} : { elsewhere: servers.map(String), scoped };
}

/** The accepted domains in A-labels, as envelopes have them; reception asks the same way. */
export function domainEntries(snapshot: Pick<Snapshot, "acceptedDomains">): readonly DomainEntry[] {
  let entries = entriesOf.get(snapshot.acceptedDomains);
  if (!entries) {
    entries = snapshot.acceptedDomains.map((domain) => ({
      name: domain.Name,
      domain: toALabels(domain.DomainName),
      type: domain.DomainType,
      subdomains: domain.MatchSubDomains,
    }));
    entriesOf.set(snapshot.acceptedDomains, entries);
  }
  return entries;
}

const entriesOf = new WeakMap<Snapshot["acceptedDomains"], readonly DomainEntry[]>();

/** The accepted domain that a domain belongs to; undefined for one outside. */
export function acceptedDomainIn(snapshot: Snapshot, domain: string): DomainEntry | undefined {
  return acceptedDomainOf(domainEntries(snapshot), domain);
}

/** The remote domain entry for a domain, the most specific first. */
export function remoteDomainOf(snapshot: Snapshot, domain: string): Snapshot["remoteDomains"][number] | undefined {
  let best: { readonly entry: Snapshot["remoteDomains"][number]; readonly weight: number } | undefined;
  for (const entry of snapshot.remoteDomains) {
    const pattern = toALabels(entry.DomainName);
    const closer = best === undefined || weight(pattern) > best.weight;
    if (closer && covers(pattern, domain)) best = { entry, weight: weight(pattern) };
  }
  return best?.entry;
}
