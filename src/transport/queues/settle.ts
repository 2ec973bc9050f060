// The end of an attempt: what was decided for each recipient goes to the spool, with its reports, in one commit.
import type { Action } from "../../mail/dsn.ts";
import { DistributionGroup } from "../../org/classes/DistributionGroup.ts";
import { Mailbox } from "../../org/classes/Mailbox.ts";
import { MailContact } from "../../org/classes/MailContact.ts";
import type { Recipient } from "../../org/organization.ts";
import { type Change, refKey } from "../../spool/spool.ts";
import type { Json } from "../../values/type.ts";
import { connectorFor } from "../carriers/intra.ts";
import type { Submission } from "../message.ts";
import { type Fate, isWatched, mayReport, report, wants } from "../reports/dsn.ts";
import { Happening, type TrackingEventId, type TrackingSource } from "../tracking/tracking.ts";
import { type Core, dequeue, inTurn, itemRecord, wholeMessage } from "./core.ts";
import type { Item, Mail } from "./item.ts";
import { changeOf, type Draft, type Keeping } from "./keeping.ts";
import { holder, type ItemRecipient, itemKey, json, mailKey } from "./records.ts";

/** What an attempt decided for one recipient. */
export type Result = Fate & {
  /** To whom it is reported; the sender of the item when left out. */
  readonly to?: string;
} /** `duplicate` when the mailbox had the message already, and got nothing. */ & (
    | { readonly kind: "delivered"; readonly database: string; readonly duplicate?: boolean }
    /** The next server has it; `reports` when that one sends success reports itself (it offered DSN). */
    | { readonly kind: "relayed"; readonly reports: boolean }
    /** Ended without delivery and without a report. */
    | { readonly kind: "dropped" }
    | { readonly kind: "failed" }
    /** A group, whose members go on by themselves. */
    | { readonly kind: "expanded" }
    | { readonly kind: "later" }
  );

/** What a settlement changes beyond the item itself. */
export interface Settlement {
  readonly results: readonly Result[];
  /** Puts for the same commit: a delivery into mailboxes. */
  readonly change?: Change;
  /** Items that come from this one, by splitting. */
  readonly added?: readonly Item[];
  /** Messages made here that go out with it. */
  readonly messages?: readonly Submission[];
  /** Not before this moment, for those that are to be tried later. */
  readonly due?: number;
  readonly error?: string;
  readonly source: TrackingSource;
}

export interface Settling {
  /** Resolves once it is kept; rejects when the spool refuses, and then nothing has changed. */
  settle(item: Item, settlement: Settlement): Promise<void>;
  /** Reports a delay to the sender of an item. */
  reportDelay(item: Item, retryUntil: number): Promise<void>;
}

interface Report {
  readonly action: Action;
  readonly to: string;
  readonly draft: Draft;
}

export function createSettling(core: Core, keeping: Keeping): Settling {
  async function settle(item: Item, settlement: Settlement): Promise<void> {
    item.settling++;
    try {
      item.recall();
      await settleNow(item, settlement);
    } finally {
      item.settling--;
    }
  }

  async function settleNow(item: Item, settlement: Settlement): Promise<void> {
    const { mail } = item;
    const later = settlement.results.filter((result) => result.kind === "later");
    const reports = await draftReports(item, settlement.results);
    const letters = (settlement.messages ?? []).map((message) => keeping.draft(message));
    await inTurn(mail, async () => {
      const remaining: readonly ItemRecipient[] = later.map(({ recipient, response }) => ({
        ...recipient,
        error: response,
      }));
      const change = changeFor(item, remaining, settlement, [...reports.map(({ draft }) => draft), ...letters]);
      await core.spool.commit(change);
      apply(item, remaining, settlement);
    });
    for (const draft of [...reports.map((one) => one.draft), ...letters]) keeping.enter(draft);
    for (const { mail: made, first } of letters) {
      const recipients = first.recipients.map((recipient) => recipient.address);
      const reference = mail.record.messageId;
      core.tracker.track({ event: "RECEIVE", source: "APPROVAL", mail: made.record, recipients, reference });
    }
    trackResults(core, item, settlement, reports);
    if (mail.record.source.kind !== "APPROVAL") return;
    const failed = settlement.results.filter((result) => result.kind === "failed");
    if (failed.length > 0)
      core.unasked(
        mail.record,
        failed.map(({ recipient }) => recipient.given),
      );
  }

  function changeFor(
    item: Item,
    remaining: readonly ItemRecipient[],
    settlement: Settlement,
    drafts: readonly Draft[],
  ): Change {
    const { id, content } = item.mail.record;
    const puts: (readonly [string, Json])[] = [...pairs(settlement.change?.puts)];
    const deletes: string[] = [...(settlement.change?.deletes ?? [])];
    if (remaining.length > 0) {
      puts.push([
        itemKey(id, item.part),
        json({
          ...itemRecord(item),
          recipients: remaining,
          due: settlement.due ?? item.due,
          ...(settlement.error === undefined ? {} : { error: settlement.error }),
        }),
      ]);
    } else {
      deletes.push(itemKey(id, item.part));
    }
    for (const added of settlement.added ?? []) puts.push([itemKey(id, added.part), json(itemRecord(added))]);
    const others = item.mail.items.size > (item.mail.items.get(item.part) === item ? 1 : 0);
    if (remaining.length === 0 && !others && !settlement.added?.length) {
      deletes.push(mailKey(id), refKey(content, holder(id)));
    }
    for (const draft of drafts) puts.push(...changeOf(draft).puts);
    const bodies = [...(settlement.change?.bodies ?? []), ...drafts.flatMap((draft) => draft.bodies)];
    return { puts, deletes, bodies };
  }

  function apply(item: Item, remaining: readonly ItemRecipient[], settlement: Settlement): void {
    const { mail } = item;
    for (const added of settlement.added ?? []) {
      mail.items.set(added.part, added);
      added.kept = true;
    }
    if (remaining.length > 0) {
      item.recipients = remaining;
      item.due = settlement.due ?? item.due;
      item.error = settlement.error ?? item.error;
      item.kept = true;
      return;
    }
    dequeue(core, item);
    mail.items.delete(item.part);
    if (mail.items.size > 0) return;
    core.mails.delete(mail.id);
    mail.release?.();
    mail.content = undefined;
  }

  async function draftReports(item: Item, results: readonly Result[]): Promise<Report[]> {
    const groups = new Map<string, { action: Action; to: string; fates: Fate[] }>();
    for (const result of results) {
      const action = actionOf(result);
      if (!action || !wants(result.recipient, action)) continue;
      const to = result.to ?? item.sender;
      const group = groups.get(`${action}\n${to}`) ?? { action, to, fates: [] };
      group.fates.push(result);
      groups.set(`${action}\n${to}`, group);
    }
    const reports: Report[] = [];
    for (const { action, to, fates } of groups.values()) {
      const submission = await reportOn(item.mail, to, action, fates);
      if (!submission) continue;
      reports.push({ action, to, draft: keeping.draft(submission) });
      const copy =
        action === "failed" && isWatched(core.org.snapshot(), fates) ? await replyRecipient(core) : undefined;
      if (copy === undefined || copy === to) continue;
      const recipients = [{ address: copy, notify: ["never"] as const }];
      const draft = keeping.draft({ ...submission, envelope: { ...submission.envelope, recipients } });
      reports.push({ action, to: copy, draft });
    }
    return reports;
  }

  async function reportOn(
    mail: Mail,
    to: string,
    action: Action,
    fates: readonly Fate[],
    retryUntil?: number,
  ): Promise<Submission | undefined> {
    const snapshot = core.org.snapshot();
    if (!mayReport(snapshot, to, action)) return undefined;
    // A report without the original is better than none: its body may be damaged, and that must not hold the report up.
    const original = await wholeMessage(core, mail).catch(() => Buffer.from(mail.record.trace));
    const reader = await core.org.resolve(to);
    return report(snapshot, {
      mail: mail.record,
      to,
      action,
      fates,
      original,
      now: core.world.clock.now(),
      unique: { messageId: core.world.random.uuid(), boundary: core.world.random.uuid() },
      languages: core.languages.all,
      ...(reader && Mailbox.holds(reader) ? { mailboxLanguages: reader.Languages } : {}),
      systemLanguage: core.world.host.env["LC_ALL"] || core.world.host.env["LANG"],
      ...(retryUntil === undefined ? {} : { retryUntil }),
    });
  }

  async function reportDelay(item: Item, retryUntil: number): Promise<void> {
    item.recall();
    const fates: Fate[] = item.recipients
      .filter((recipient) => wants(recipient, "delayed"))
      .map((recipient) => ({
        recipient,
        response: `400 4.4.7 Message delayed${detail(recipient.error ?? item.error)}`,
      }));
    const told = fates.length > 0 ? await reportOn(item.mail, item.sender, "delayed", fates, retryUntil) : undefined;
    const made = told && { action: "delayed" as const, to: item.sender, draft: keeping.draft(told) };
    await inTurn(item.mail, async () => {
      if (item.mail.items.get(item.part) !== item) return;
      item.delayed = true;
      const kept = [itemKey(item.mail.id, item.part), json(itemRecord(item))] as const;
      await core.spool.commit({
        puts: [kept, ...(made ? changeOf(made.draft).puts : [])],
        bodies: made?.draft.bodies ?? [],
      });
      if (!made) return;
      keeping.enter(made.draft);
      trackReport(core, item, made);
    });
    if (item.state !== "Active") core.rest(item);
  }

  return { settle, reportDelay };
}

/** Who gets copies of reports: MicrosoftExchangeRecipientReplyRecipient. */
async function replyRecipient(core: Core): Promise<string | undefined> {
  const { MicrosoftExchangeRecipientReplyRecipient: reference } = core.org.snapshot().organization;
  const found = reference && (await core.org.get([Mailbox, MailContact, DistributionGroup], reference.guid));
  return found ? (found as Recipient).PrimarySmtpAddress : undefined;
}

/** Which report a result calls for. A server that offered DSN reports success itself. */
function actionOf(result: Result): Action | undefined {
  if (result.kind === "relayed") return result.reports ? undefined : "relayed";
  return result.kind === "failed" || result.kind === "delivered" || result.kind === "expanded"
    ? result.kind
    : undefined;
}

const detail = (error: string | undefined) => (error === undefined ? "" : `; last error: ${error}`);

function pairs(puts: Change["puts"]): (readonly [string, Json])[] {
  if (!puts) return [];
  return Array.isArray(puts) ? [...(puts as readonly (readonly [string, Json])[])] : Object.entries(puts as object);
}

/** One line for each thing that happened to several recipients alike. */
export function trackResults(
  core: Core,
  item: Item,
  settlement: Pick<Settlement, "results" | "source">,
  reports: readonly Report[],
): void {
  const { mail } = item;
  const told = settlement.results.filter(({ kind }) => kind !== "dropped" && kind !== "expanded");
  for (const results of told.length > 1 ? alike(told) : told.map((one) => [one])) {
    const first = results[0]!;
    const [event, source] = eventOf(first, settlement.source);
    const recipients = results.map(({ recipient }) => recipient.address);
    const one = new Happening(event, source, mail.record, recipients);
    one.sender = item.sender;
    one.statuses = results.map(({ response }) => response);
    one.serverHostname = first.remote;
    if (first.kind === "delivered") one.context = first.database;
    else if (first.kind === "relayed") {
      one.clientHostname = core.org.snapshot().server.Fqdn;
      one.connector = connectorName(core, item);
    }
    core.tracker.track(one);
  }
  for (const made of reports) trackReport(core, item, made);
}

/** Results of which the log tells in one line each. */
function alike(results: readonly Result[]): Iterable<readonly Result[]> {
  const groups = new Map<string, Result[]>();
  for (const result of results) {
    const where = result.kind === "delivered" ? `${deliveryEvent(result)}\n${result.database}` : "";
    const key = `${result.kind}\n${result.remote ?? ""}\n${where}`;
    const group = groups.get(key);
    if (group) group.push(result);
    else groups.set(key, [result]);
  }
  return groups.values();
}

function eventOf(result: Result, source: TrackingSource): readonly [TrackingEventId, TrackingSource] {
  if (result.kind === "delivered") return [deliveryEvent(result), "STOREDRIVER"];
  if (result.kind === "relayed") return ["SEND", "SMTP"];
  return [result.kind === "failed" ? "FAIL" : "DEFER", source];
}

const deliveryEvent = ({ duplicate }: { readonly duplicate?: boolean }) =>
  duplicate ? ("DUPLICATEDELIVER" as const) : ("DELIVER" as const);

function trackReport(core: Core, item: Item, made: Report): void {
  core.tracker.track({
    event: "DSN",
    source: "DSN",
    mail: made.draft.mail.record,
    sender: "",
    recipients: [made.to],
    reference: item.mail.record.messageId,
    context: made.action,
  });
}

/** The name of the Send connector of an item's queue. */
export function connectorName(core: Core, item: Item): string {
  return connectorFor(item.queue.hop, core.org.snapshot())?.Name ?? "";
}
