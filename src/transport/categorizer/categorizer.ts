// What becomes of a message: each recipient resolved, expanded, forwarded, checked and routed, as a pure plan with reasons.
import { moderationOf } from "./moderation.ts";
import type { AnswerTo, Ask, Directory, Party } from "./party.ts";
import { domainOf, inALabels, type Plan, type Progress, type Settings, type Subject } from "./plan.ts";
import { denialOf, type SenderFacts, sendDenial, within } from "./restrictions.ts";
import { acceptedDomainOf, noMatchingConnector, routeOf, unreachableHop } from "./routing.ts";
import { type Entry, forwardingLoop, plain, Work } from "./work.ts";

/**
 * Plans a message. A generator that asks the directory and is told: pure, whoever answers. Recipients named by the sender
 * come before those found by expansion, so that of two ways to one mailbox the direct one counts.
 */
export function* categorize(subject: Subject, settings: Settings): Generator<Ask, Plan, any> {
  const work = new Work(subject.expanded, settings.membersAtATime, subject.checked);
  const { sender } = subject.envelope;
  const originator = subject.originator ?? sender;
  const party = originator === "" ? undefined : (yield* addresses([originator]))[0];
  const facts: SenderFacts = { ...subject, sender: originator, party };
  const entries = subject.envelope.recipients.map((recipient): Entry => {
    const address = recipient.address.includes("@")
      ? recipient.address
      : `${recipient.address}@${settings.defaultDomain}`;
    return { ...recipient, address, given: recipient.given ?? recipient.address, sender, path: [], kept: false };
  });
  const asked = subject.expanded ? undefined : work.asking();
  const denial = subject.expanded ? undefined : senderDenial(entries.length, facts, settings, asked);
  work.passed("", sender === "" ? "The null sender" : originator, asked);
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

function senderDenial(count: number, facts: SenderFacts, settings: Settings, asked?: string[]) {
  const own = facts.party?.recipientLimit;
  const limit = own ?? settings.maxRecipients;
  if (limit !== undefined && count > limit) {
    return {
      response: "550 5.5.3 RESOLVER.ADR.RecipLimit; too many recipients",
      reason: `The message names ${count} recipients; ${limit} are allowed.`,
    };
  }
  const whose = own === undefined ? "the organization's MaxRecipientEnvelopeLimit" : "the sender's RecipientLimits";
  asked?.push(within(count, limit, whose, "recipients"));
  return sendDenial(facts, settings.limits, asked);
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
  if (party.arbitration) {
    work.ways.end(party.guid);
    work.decisions.push(plain(entry));
    return work.say(entry, `${party.name} takes the decisions of moderators.`);
  }
  if (yield* stopped(work, entry, party, facts, settings)) return;
  if (party.kind === "Contact") return leave(work, entry, party, facts, settings);
  const forwarded = yield* forward(work, entry, party);
  if (forwarded && !party.deliverAndForward) return;
  deliver(work, entry, party);
}

/** Whether it comes to an end here: the recipient may not get it, or its moderators are asked first. */
function* stopped(
  work: Work,
  entry: Entry,
  party: Party,
  facts: SenderFacts,
  settings: Settings,
): Generator<Ask, boolean, any> {
  const asked = work.asking();
  const denial = yield* denialOf(party, facts, settings.limits, asked);
  const moderation = denial ? undefined : yield* moderationOf(party, entry.progress, facts, asked);
  work.passed(entry.given, party.name, asked);
  if (!denial && !moderation) return false;
  work.ways.end(party.guid);
  if (denial) work.fail(entry, denial.response, denial.reason);
  else if (moderation!.moderators.length === 0) {
    work.fail(
      entry,
      "550 5.7.1 APPROVAL.NoModerators; nobody can approve messages to this recipient",
      `${party.name} is moderated, and has no moderator who receives mail.`,
    );
  } else {
    work.held.push({ recipient: plain(entry), sender: entry.sender, moderation: moderation! });
    const names = moderation!.moderators.map((one) => one.address).join(", ");
    work.say(entry, `${party.name} is moderated by ${names}, who must approve the message first.`);
  }
  return true;
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
  if (party.forwardTo === undefined && party.forwardSmtp === undefined) return false;
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

/** A group: each member becomes a recipient, unless one of the restrictions says no. A large one goes part by part. */
function* expand(
  work: Work,
  given: Entry,
  group: Party,
  facts: SenderFacts,
  settings: Settings,
): Generator<Ask, void, any> {
  const after = given.progress?.after;
  const entry = after === undefined ? rewritten(work, given, group) : given;
  if (after === undefined) {
    if (!work.meet(entry, group.guid)) return;
    if (facts.report) {
      work.ways.end(group.guid);
      work.dropped.push({ recipient: plain(entry), cause: "report" });
      return work.say(entry, `Groups do not pass reports on.`);
    }
    if (yield* stopped(work, entry, group, facts, settings)) return;
  }
  work.begin(group.guid);
  if (work.left <= 0) {
    work.ways.end(group.guid);
    return work.defer({ ...entry, progress: { ...entry.progress, after: after ?? "" } });
  }
  const { guids, more } = (yield {
    ask: "members",
    group: group.guid,
    after: after ?? "",
    limit: work.left,
  }) as AnswerTo<{ ask: "members"; group: string; after: string; limit: number }>;
  work.left -= guids.length;
  const parties = (yield { ask: "guids", guids }) as AnswerTo<{ ask: "guids"; guids: readonly string[] }>;
  const members = parties.filter((member): member is Party => member !== undefined && member.primary !== "");
  const first = after === undefined || after === "";
  work.expanded.push({
    recipient: plain(entry),
    members: members.map((member) => member.primary),
    ...(first ? {} : { more: true }),
  });
  work.say(entry, `${group.name} is a group of ${members.length}${more ? " and more" : ""}.`);
  const last = guids[guids.length - 1];
  if (more && last !== undefined) work.defer({ ...entry, progress: { ...entry.progress, after: last } });
  if (more || members.length === 0) work.ways.end(group.guid);
  const onward = { ...memberEntry(entry, group), via: group.guid };
  for (const member of members) work.next.push({ entry: { ...onward, address: member.primary }, party: member });
}

/** Reports on members go where the group says (behaviour 4.3); success is reported for the group alone (RFC 3461 5.2.7.3). */
function memberEntry(entry: Entry, group: Party): Entry {
  const { original: _, notify, progress, ...plainRest } = entry;
  const rest = { ...plainRest, ...nestedProgress(group, progress) };
  if (group.reportTo === "nobody") return { ...rest, notify: ["never"] };
  if (group.reportTo === "manager" && group.manager) return { ...rest, sender: group.manager, notify: ["failure"] };
  if (!notify?.includes("success")) return notify ? { ...rest, notify } : rest;
  const others = notify.filter((one) => one !== "success");
  return { ...rest, notify: others.length > 0 ? others : ["never"] };
}

/** An approval for a group may hold for the groups in it, too. */
function nestedProgress(group: Party, progress: Progress | undefined): { readonly progress?: Progress } {
  const approved = progress?.approved?.includes(group.guid) ?? false;
  const free = progress?.unmoderated || (approved && group.moderation?.bypassNested);
  return free ? { progress: { unmoderated: true } } : {};
}

/** An address that the directory does not know. */
function outside(work: Work, entry: Entry, facts: OutsideFacts, settings: Settings): void {
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
  const free = facts.system || facts.bypassSizeLimit;
  const asked = work.asking();
  if (limit !== undefined && facts.size > limit && !free) {
    work.fail(
      entry,
      "550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient",
      `The message has ${facts.size} bytes; the organization lets at most ${limit} out.`,
    );
    return;
  }
  asked?.push(free ? "size not limited" : within(facts.size, limit, "the organization's MaxReceiveSize"));
  if (accepted)
    work.say(entry, `${domain} is the relay domain '${accepted.name}'; its other recipients are elsewhere.`);
  const { automatic } = facts;
  if (!accepted && automatic && facts.authenticated && !facts.system && settings.blocks?.(domain, automatic)) {
    work.dropped.push({ recipient: plain(entry), cause: "automatic" });
    const kind = automatic === "reply" ? "answers" : "forwarding";
    work.say(entry, `The remote domain of ${domain} takes no automatic ${kind}.`);
    return;
  }
  if (asked && !accepted) asked.push(remoteRules(domain, facts, settings));
  work.passed(entry.given, entry.address, asked);
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

/** What the remote domain says about messages like this one. */
function remoteRules(domain: string, { automatic, authenticated, system }: OutsideFacts, settings: Settings): string {
  const entry = settings.remoteDomain?.(domain);
  const name = entry === undefined ? "no remote domain" : `remote domain '${entry}'`;
  if (!automatic) return `${name}, with nothing against messages that no program sent by itself`;
  const kind = automatic === "reply" ? "automatic answers" : "automatic forwarding";
  if (system || !authenticated) return `${name}, whose rule on ${kind} is for senders of the organization`;
  return `${name}, which allows ${kind}`;
}

type OutsideFacts = Pick<Subject, "size" | "system" | "bypassSizeLimit" | "authenticated" | "automatic">;

function* addresses(list: readonly string[]): Generator<Ask, readonly (Party | undefined)[], any> {
  return yield { ask: "addresses", addresses: list };
}

const same = (a: string, b: string) =>
  a === b || a.toLowerCase() === b.toLowerCase() || inALabels(a).toLowerCase() === inALabels(b).toLowerCase();

/** Runs a plan to its end with a directory that answers. */
export async function planWith(directory: Directory, subject: Subject, settings: Settings): Promise<Plan> {
  const steps = categorize(subject, settings);
  let step = steps.next();
  while (!step.done) step = steps.next(await answer(directory, step.value));
  return step.value;
}

/** The same, but not for messages to groups, which may have many members: undefined for those. */
export async function quickPlan(directory: Directory, subject: Subject, settings: Settings): Promise<Plan | undefined> {
  const steps = categorize(subject, settings);
  let step = steps.next();
  while (!step.done) {
    if (step.value.ask === "members") return undefined;
    step = steps.next(await answer(directory, step.value));
  }
  return step.value;
}

function answer(directory: Directory, ask: Ask): Promise<unknown> {
  if (ask.ask === "addresses") return directory.addresses(ask.addresses);
  if (ask.ask === "guids") return directory.guids(ask.guids);
  if (ask.ask === "within") return directory.within(ask.member, ask.groups);
  return directory.members(ask.group, ask.after, ask.limit);
}
