// What becomes of a message: each recipient resolved, expanded, forwarded, checked and routed, as a pure plan with reasons.
import { toALabels } from "../../mail/address.ts";
import type { Envelope, EnvelopeRecipient, Notify } from "../message.ts";
import type { AnswerTo, Ask, Directory, Party } from "./party.ts";
import { denialOf, type SenderFacts, type SizeLimits, sendDenial } from "./restrictions.ts";
import {
  acceptedDomainOf,
  type ConnectorEntry,
  type DomainEntry,
  hopKey,
  type NextHop,
  noMatchingConnector,
  type Route,
  routeOf,
  unreachableHop,
} from "./routing.ts";
import { createWays } from "./ways.ts";

/** The settings a plan depends on. */
export interface Settings {
  readonly acceptedDomains: readonly DomainEntry[];
  readonly defaultDomain: string;
  readonly connectors: readonly ConnectorEntry[];
  readonly limits: SizeLimits;
  /** Undefined where there is no limit. */
  readonly maxRecipients: number | undefined;
}

/** What the categorizer looks at of a message. */
export interface Subject {
  readonly envelope: Pick<Envelope, "sender"> & { readonly recipients: readonly Addressee[] };
  readonly size: number;
  readonly authenticated: boolean;
  readonly bypassSizeLimit: boolean;
  /** Made here (reports); no restriction stops it. */
  readonly system: boolean;
  /** A report of any server: multipart/report from the null sender; groups do not pass those on. */
  readonly report: boolean;
}

/** Whom the sender named, or who came out of an earlier plan: those are `resolved` and only routed anew. */
export interface Addressee extends EnvelopeRecipient {
  readonly given?: string;
  readonly resolved?: boolean;
}

/** A recipient on its way. */
export interface Recipient {
  /** Where it goes now. */
  readonly address: string;
  /** What the sender named. */
  readonly given: string;
  readonly notify?: readonly Notify[];
  /** ORCPT. */
  readonly original?: string;
  /** GUID of the mailbox, for delivery here. */
  readonly mailbox?: string;
}

export interface PlannedItem {
  readonly hop: NextHop;
  readonly sender: string;
  readonly recipients: readonly Recipient[];
  /** Why it cannot go further for now. */
  readonly error?: string;
}

export interface Reason {
  readonly address: string;
  readonly text: string;
}

export interface Plan {
  readonly items: readonly PlannedItem[];
  readonly failed: readonly { readonly recipient: Recipient; readonly sender: string; readonly response: string }[];
  readonly expanded: readonly { readonly recipient: Recipient; readonly members: readonly string[] }[];
  readonly resolved: readonly { readonly from: string; readonly to: string }[];
  readonly redirected: readonly { readonly from: string; readonly to: string; readonly kept: boolean }[];
  /** Recipients that end here without a report: copies, and reports to groups. */
  readonly dropped: readonly { readonly recipient: Recipient; readonly cause: "duplicate" | "report" }[];
  readonly reasons: readonly Reason[];
}

/** Items with more recipients than this are cut (ExpansionSizeLimit). */
export const expansionSizeLimit = 1000;

interface Entry extends Recipient {
  readonly sender: string;
  /** GUIDs passed by forwarding on the way here. */
  readonly path: readonly string[];
  /** GUID of the party it comes from; undefined for whom the sender named. */
  readonly via?: string;
  /** Whether somebody on that way kept a copy. */
  readonly kept: boolean;
  readonly resolved?: boolean;
}

class Work {
  readonly items = new Map<string, { hop: NextHop; sender: string; recipients: Recipient[]; error?: string }>();
  readonly failed: { recipient: Recipient; sender: string; response: string }[] = [];
  readonly expanded: { recipient: Recipient; members: readonly string[] }[] = [];
  readonly resolved: { from: string; to: string }[] = [];
  readonly redirected: { from: string; to: string; kept: boolean }[] = [];
  readonly dropped: { recipient: Recipient; cause: "duplicate" | "report" }[] = [];
  readonly reasons: Reason[] = [];
  readonly seen = new Set<string>();
  readonly ways = createWays();
  /** Recipients that a message came to a second time. */
  readonly doubles: { readonly entry: Entry; readonly guid: string }[] = [];
  readonly routes = new Map<string, Route>();
  next: (Entry | { readonly entry: Entry; readonly party: Party })[] = [];

  say(entry: Recipient, text: string): void {
    this.reasons.push({ address: entry.given, text });
  }

  fail(entry: Entry, response: string, reason: string): void {
    this.failed.push({ recipient: plain(entry), sender: entry.sender, response });
    this.say(entry, reason);
  }

  /** True the first time a destination is met. */
  first(entry: Entry, key: string): boolean {
    if (!this.seen.has(key)) {
      this.seen.add(key);
      return true;
    }
    this.dropped.push({ recipient: plain(entry), cause: "duplicate" });
    this.say(entry, `${entry.address} gets the message already.`);
    return false;
  }

  /** True the first time a message comes to a party. */
  meet(entry: Entry, guid: string): boolean {
    this.ways.add(entry.via, guid);
    if (!this.seen.has(guid)) {
      this.seen.add(guid);
      return true;
    }
    this.doubles.push({ entry, guid });
    return false;
  }

  /** A second copy is dropped, unless the first one never came anywhere either: two ways may lead into each other. */
  judge(): void {
    const settled = this.ways.settled();
    for (const { entry, guid } of this.doubles) {
      if (entry.kept || settled.has(guid)) this.first(entry, guid);
      else this.fail(entry, forwardingLoop, `${entry.address} forwards to where its mail was forwarded from.`);
    }
  }

  put(entry: Entry, hop: NextHop, error?: string): void {
    const key = `${hopKey(hop)}\n${entry.sender}`;
    const item = this.items.get(key);
    if (item) item.recipients.push(plain(entry));
    else {
      const recipients = [plain(entry)];
      this.items.set(key, { hop, sender: entry.sender, recipients, ...(error === undefined ? {} : { error }) });
    }
  }

  plan(): Plan {
    const items: PlannedItem[] = [];
    for (const item of this.items.values()) {
      for (let at = 0; at < item.recipients.length; at += expansionSizeLimit) {
        items.push({ ...item, recipients: item.recipients.slice(at, at + expansionSizeLimit) });
      }
    }
    const { failed, expanded, resolved, redirected, dropped, reasons } = this;
    return { items, failed, expanded, resolved, redirected, dropped, reasons };
  }
}

const forwardingLoop = "550 5.4.6 RESOLVER.FWD.Loop; there is a forwarding loop configured in the directory";

function plain(entry: Recipient): Recipient {
  const { address, given, notify, original, mailbox } = entry;
  return {
    address,
    given,
    ...(notify ? { notify } : {}),
    ...(original === undefined ? {} : { original }),
    ...(mailbox === undefined ? {} : { mailbox }),
  };
}

/**
 * Plans a message. A generator that asks the directory and is told: pure, whoever answers. Recipients named by the sender
 * come before those found by expansion, so that of two ways to one mailbox the direct one counts.
 */
export function* categorize(subject: Subject, settings: Settings): Generator<Ask, Plan, any> {
  const work = new Work();
  const sender = subject.envelope.sender;
  const party = sender === "" ? undefined : (yield* addresses([sender]))[0];
  const facts: SenderFacts = { ...subject, sender, party };
  const entries = subject.envelope.recipients.map((recipient): Entry => {
    const address = recipient.address.includes("@")
      ? recipient.address
      : `${recipient.address}@${settings.defaultDomain}`;
    return { ...recipient, address, given: recipient.given ?? recipient.address, sender, path: [], kept: false };
  });
  const denial = senderDenial(entries.length, facts, settings);
  if (denial) {
    for (const entry of entries) work.fail(entry, denial.response, denial.reason);
    return work.plan();
  }
  work.next = entries;
  while (work.next.length > 0) {
    const layer = work.next;
    work.next = [];
    const asked = layer.flatMap((one) => ("party" in one ? [] : [one.address]));
    const found = asked.length > 0 ? yield* addresses(asked) : [];
    let at = 0;
    for (const one of layer) {
      const entry = "party" in one ? one.entry : one;
      const known = "party" in one ? one.party : found[at++];
      if (!known || (entry.resolved && known.kind !== "Mailbox")) outside(work, entry, subject, settings);
      else if (entry.resolved) deliver(work, entry, known);
      else if (known.kind === "Group") yield* expand(work, entry, known, facts, settings);
      else yield* arrive(work, entry, known, facts, settings);
    }
  }
  work.judge();
  return work.plan();
}

function senderDenial(count: number, facts: SenderFacts, settings: Settings) {
  const limit = facts.party?.recipientLimit ?? settings.maxRecipients;
  if (limit !== undefined && count > limit) {
    return {
      response: "550 5.5.3 RESOLVER.ADR.RecipLimit; too many recipients",
      reason: `The message names ${count} recipients; ${limit} are allowed.`,
    };
  }
  return sendDenial(facts, settings.limits);
}

/** A mailbox or contact: kept, forwarded, or both. */
function* arrive(
  work: Work,
  given: Entry,
  party: Party,
  facts: SenderFacts,
  settings: Settings,
): Generator<Ask, void, any> {
  const entry = rewritten(work, given, party);
  if (entry.path.includes(party.guid)) {
    if (!entry.kept) {
      work.fail(entry, forwardingLoop, `${party.name} forwards to where its mail was forwarded from.`);
    } else work.meet(entry, party.guid);
    return;
  }
  if (!work.meet(entry, party.guid)) return;
  const denial = yield* denialOf(party, facts, settings.limits);
  if (denial) {
    work.ways.end(party.guid);
    return work.fail(entry, denial.response, denial.reason);
  }
  if (party.kind === "Contact") return leave(work, entry, party, facts, settings);
  const forwarded = yield* forward(work, entry, party);
  if (forwarded && !party.deliverAndForward) return;
  deliver(work, entry, party);
}

function deliver(work: Work, entry: Entry, party: Party): void {
  work.ways.end(party.guid);
  if (!party.database) {
    work.fail(entry, "554 5.3.2 STOREDRV.Deliver; the mailbox has no database", `${party.name} has no database.`);
    return;
  }
  work.say(entry, `${party.name} has its mailbox in ${party.database.name}.`);
  work.put(
    { ...entry, mailbox: party.guid },
    { type: "SmtpDeliveryToMailbox", domain: party.database.name, connector: party.database.guid },
  );
}

/** The envelope address becomes the primary one; what the sender wrote is kept as ORCPT (RFC 3461 5.2.7.1). */
function rewritten(work: Work, entry: Entry, party: Party): Entry {
  if (party.primary === "" || same(party.primary, entry.address)) return entry;
  work.resolved.push({ from: entry.address, to: party.primary });
  work.say(entry, `${entry.address} is an address of ${party.name}, whose primary one is ${party.primary}.`);
  return { ...entry, original: entry.original ?? `rfc822;${entry.address}`, address: party.primary };
}

/** Sends it on to where the mailbox forwards; false when it does not. ForwardingAddress goes before ForwardingSmtpAddress. */
function* forward(work: Work, entry: Entry, party: Party): Generator<Ask, boolean, any> {
  const kept = party.deliverAndForward;
  const onward = { ...entry, path: [...entry.path, party.guid], via: party.guid, kept: entry.kept || kept };
  if (party.forwardTo !== undefined) {
    const target = ((yield { ask: "guids", guids: [party.forwardTo] }) as AnswerTo<{ ask: "guids"; guids: [] }>)[0];
    if (!target) {
      work.ways.end(party.guid);
      if (!kept) {
        work.fail(
          entry,
          "550 5.2.0 RESOLVER.FWD.NotFound; misconfigured forwarding address",
          `${party.name} forwards to nobody.`,
        );
      }
      return true;
    }
    redirect(work, entry, target.primary, kept, `${party.name} forwards to ${target.name}`);
    work.next.push({ entry: { ...onward, address: target.primary }, party: target });
    return true;
  }
  if (party.forwardSmtp === undefined) return false;
  redirect(work, entry, party.forwardSmtp, kept, `${party.name} forwards to ${party.forwardSmtp}`);
  work.next.push({ ...onward, address: inALabels(party.forwardSmtp) });
  return true;
}

function redirect(work: Work, entry: Entry, to: string, kept: boolean, text: string): void {
  work.redirected.push({ from: entry.address, to, kept });
  work.say(entry, `${text}${kept ? " and keeps a copy" : ""}.`);
}

/** A contact: on to its address outside, which may be one of ours. */
function leave(work: Work, entry: Entry, party: Party, facts: SenderFacts, settings: Settings): void {
  const address = party.external ?? "";
  work.say(entry, `${party.name} is a contact with the address ${address}.`);
  const onward: Entry = { ...entry, address: inALabels(address), path: [...entry.path, party.guid], via: party.guid };
  if (acceptedDomainOf(settings.acceptedDomains, domainOf(address))) work.next.push(onward);
  else outside(work, onward, facts, settings);
}

/** A group: each member becomes a recipient, unless one of the restrictions says no. */
function* expand(
  work: Work,
  given: Entry,
  group: Party,
  facts: SenderFacts,
  settings: Settings,
): Generator<Ask, void, any> {
  const entry = rewritten(work, given, group);
  if (!work.meet(entry, group.guid)) return;
  if (facts.report) {
    work.ways.end(group.guid);
    work.dropped.push({ recipient: plain(entry), cause: "report" });
    return work.say(entry, `Groups do not pass reports on.`);
  }
  const denial = yield* denialOf(group, facts, settings.limits);
  if (denial) {
    work.ways.end(group.guid);
    return work.fail(entry, denial.response, denial.reason);
  }
  const guids = (yield { ask: "members", group: group.guid }) as AnswerTo<{ ask: "members"; group: string }>;
  const parties = (yield { ask: "guids", guids }) as AnswerTo<{ ask: "guids"; guids: readonly string[] }>;
  const members = parties.filter((member): member is Party => member !== undefined && member.primary !== "");
  work.expanded.push({ recipient: plain(entry), members: members.map((member) => member.primary) });
  work.say(entry, `${group.name} is a group of ${members.length}.`);
  if (members.length === 0) work.ways.end(group.guid);
  const onward = { ...memberEntry(entry, group), via: group.guid };
  for (const member of members) work.next.push({ entry: { ...onward, address: member.primary }, party: member });
}

/** Reports on members go where the group says (behaviour 4.3); success is reported for the group alone (RFC 3461 5.2.7.3). */
function memberEntry(entry: Entry, group: Party): Entry {
  const { original: _, notify, ...rest } = entry;
  if (group.reportTo === "nobody") return { ...rest, notify: ["never"] };
  if (group.reportTo === "manager" && group.manager) return { ...rest, sender: group.manager, notify: ["failure"] };
  if (!notify?.includes("success")) return notify ? { ...rest, notify } : rest;
  const others = notify.filter((one) => one !== "success");
  return { ...rest, notify: others.length > 0 ? others : ["never"] };
}

/** An address that the directory does not know. */
function outside(
  work: Work,
  entry: Entry,
  facts: { readonly size: number; readonly system: boolean; readonly bypassSizeLimit: boolean },
  settings: Settings,
): void {
  const domain = domainOf(entry.address);
  const accepted = acceptedDomainOf(settings.acceptedDomains, domain);
  work.ways.end(entry.via);
  if (accepted?.type === "Authoritative") {
    work.fail(
      entry,
      "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
      `${domain} is the authoritative domain '${accepted.name}', and nobody in it has the address ${entry.address}.`,
    );
    return;
  }
  if (!work.first(entry, entry.address.toLowerCase())) return;
  const limit = settings.limits.maxReceive;
  if (limit !== undefined && facts.size > limit && !facts.system && !facts.bypassSizeLimit) {
    work.fail(
      entry,
      "550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient",
      `The message has ${facts.size} bytes; the organization lets at most ${limit} out.`,
    );
    return;
  }
  if (accepted)
    work.say(entry, `${domain} is the relay domain '${accepted.name}'; its other recipients are elsewhere.`);
  let route = work.routes.get(domain);
  if (!route) {
    route = routeOf(settings.connectors, domain, facts.size, accepted?.type === "InternalRelay");
    work.routes.set(domain, route);
  }
  for (const reason of route.reasons) work.say(entry, reason);
  if (route.kind === "queue") work.put(entry, route.hop);
  else if (route.kind === "unreachable") work.put(entry, unreachableHop, noMatchingConnector);
  else work.failed.push({ recipient: plain(entry), sender: entry.sender, response: route.response });
}

function* addresses(list: readonly string[]): Generator<Ask, readonly (Party | undefined)[], any> {
  return yield { ask: "addresses", addresses: list };
}

/** What stands behind the last "@", in lower case and A-labels. */
export function domainOf(address: string): string {
  return toALabels(address.slice(address.lastIndexOf("@") + 1));
}

/** An address with its domain in A-labels, so that servers without SMTPUTF8 can be told it. */
function inALabels(address: string): string {
  return `${address.slice(0, address.lastIndexOf("@") + 1)}${domainOf(address)}`;
}

const same = (a: string, b: string) =>
  a.toLowerCase() === b.toLowerCase() || inALabels(a).toLowerCase() === inALabels(b).toLowerCase();

/** Runs a plan to its end with a directory that answers. */
export async function planWith(directory: Directory, subject: Subject, settings: Settings): Promise<Plan> {
  const steps = categorize(subject, settings);
  let step = steps.next();
  while (!step.done) {
    const ask = step.value;
    if (ask.ask === "addresses") step = steps.next(await directory.addresses(ask.addresses));
    else if (ask.ask === "guids") step = steps.next(await directory.guids(ask.guids));
    else step = steps.next(await directory.members(ask.group));
  }
  return step.value;
}
