// Messages that wait for their moderators: held in the spool until one of them decides, an administrator does, or time is up.
import { Problem } from "../../command/problem.ts";
import { decodeWords, Header } from "../../mail/headers.ts";
import type { MailboxStore } from "../../mailbox/store.ts";
import { Mailbox } from "../../org/classes/Mailbox.ts";
import type { Held, Recipient } from "../categorizer/plan.ts";
import { moderationHop, submissionHop } from "../categorizer/routing.ts";
import { decidedAlready, moderatedNotFound } from "../errors.ts";
import type { Submission } from "../message.ts";
import {
  type Core,
  dequeue,
  enqueue,
  hold as holdStill,
  inTurn,
  itemRecord,
  keepItem,
  wholeMessage,
} from "../queues/core.ts";
import { diskRetryMs } from "../queues/desk.ts";
import { Item } from "../queues/item.ts";
import { type HeldRecord, itemKey, json } from "../queues/records.ts";
import type { Result, Settling } from "../queues/settle.ts";
import type { TrackingEventId } from "../tracking/tracking.ts";
import { noticeFor, type Occasion, requestFor } from "./letters.ts";

export interface ModerationDesk {
  /** The items that keep messages for their moderators, with the requests to these. */
  hold(item: Item, held: readonly Held[]): Promise<{ added: readonly Item[]; messages: readonly Submission[] }>;
  /** Reads a message to the arbitration mailbox as a moderator's decision. Never rejects for what the message says. */
  decide(item: Item, recipient: Recipient): Promise<Result>;
  /** What waits, the oldest first. */
  all(): readonly Item[];
  /** By its identity, as `identityOf` gives it. Throws a Problem when there is none. */
  named(identity: string): Item;
  identityOf(item: Item): string;
  /** Lets a message go on. Throws a Problem when it has been decided meanwhile. */
  approve(item: Item, by: string): Promise<void>;
  /** Ends a message; its sender hears of it as the recipient's SendModerationNotifications says. */
  reject(item: Item, by: string, comment?: string): Promise<void>;
}

/** How long moderators have (documentation: "Manage message approval", for Exchange Server). */
const approvalMs = 5 * 86_400_000;

/** The newest messages of a moderator among which his request is looked for. */
const mostLooked = 10_000;

const requestToken = /<approval\.([0-9a-f]{32})@/;

export function createModeration(core: Core, settling: Settling, mailboxes: MailboxStore): ModerationDesk {
  /** Whose decision is being written. */
  const deciding = new WeakSet<Item>();
  core.overdue = (item) => void expire(item);
  core.unasked = (request, moderators) =>
    void miss(request.messageId, moderators).catch((error: Error) =>
      core.log(`What became of ${request.messageId} could not be kept: ${error.message}`),
    );

  async function hold(item: Item, held: readonly Held[]) {
    const { mail } = item;
    const now = core.world.clock.now();
    const queue = core.queues.draft(moderationHop);
    const added: Item[] = [];
    const messages: Submission[] = [];
    for (const { recipient, sender, moderation } of held) {
      const token = core.world.random.bytes(16).toString("hex");
      const facts: HeldRecord = { moderation, token, since: now, expires: now + approvalMs };
      const part = mail.nextPart++;
      const made = new Item(
        mail,
        part,
        { sender, recipients: [recipient], attempts: 0, due: 0, suspended: true, held: facts },
        queue,
      );
      added.push(made);
      const occasion = await occasionOf(made, facts);
      const decision = { token, identity: identityOf(made), expires: facts.expires };
      messages.push(requestFor(core.org.snapshot(), { ...occasion, now }, decision));
      const moderators = moderation.moderators.map((one) => one.address);
      track(made, "INITMESSAGECREATED", moderators.join(";"));
    }
    return { added, messages };
  }

  async function occasionOf(item: Item, { moderation }: HeldRecord): Promise<Occasion> {
    return {
      mail: item.mail.record,
      sender: item.sender,
      given: item.recipients[0]?.given ?? "",
      moderation,
      original: await wholeMessage(core, item.mail),
      now: core.world.clock.now(),
      unique: { messageId: core.world.random.uuid(), boundary: core.world.random.uuid() },
    };
  }

  async function decide(item: Item, recipient: Recipient): Promise<Result> {
    const { record } = item.mail;
    // A stranger learns nothing, and nobody whose address he used is written to.
    const by = record.source.authenticated ? await deciderOf(item) : undefined;
    if (by === undefined) return { kind: "dropped", recipient, response: "550 5.7.1 APPROVAL.NotAuthenticated" };
    const read = decisionIn(new Header(await wholeMessage(core, item.mail), 65_536));
    const refused = (response: string): Result => ({ kind: "failed", recipient, response });
    if (!read.word)
      return refused('550 5.7.1 APPROVAL.NoDecision; begin the subject of your answer with "Approve:" or "Reject:"');
    const held = all().find((one) => one.held?.token === read.token);
    if (!held) return refused("550 5.7.1 APPROVAL.NotFound; the message has been decided already, or has expired");
    if (!held.held!.moderation.moderators.some((one) => one.guid === by))
      return refused("550 5.7.1 APPROVAL.NotModerator; only the moderators of the recipient can decide");
    try {
      await (read.word === "approve" ? approve(held, item.sender) : reject(held, item.sender));
    } catch (error) {
      if (!(error instanceof Problem) || error.id !== "AlreadyDecided") throw error;
      return refused("550 5.7.1 APPROVAL.NotFound; the message has been decided already, or has expired");
    }
    return { kind: "dropped", recipient, response: "250 2.0.0 Decided" };
  }

  /** Who has proved to be the sender: the one who logged on, or whom a trusted server names. */
  async function deciderOf({ mail, sender }: Item): Promise<string | undefined> {
    const { user } = mail.record.source;
    return user?.guid ?? (sender === "" ? undefined : (await core.org.resolve(sender))?.Guid);
  }

  const all = () => [...(core.queues.find(moderationHop)?.items ?? [])].filter((item) => item.held);

  const identityOf = (item: Item) => `${item.mail.id}-${item.part}`;

  function named(identity: string): Item {
    const found = all().find((item) => identityOf(item) === identity.trim());
    if (!found) throw moderatedNotFound(identity);
    return found;
  }

  /** Does the deciding once, however many decide at the same moment. */
  async function once(item: Item, work: (held: HeldRecord) => Promise<void>): Promise<void> {
    const { held } = item;
    if (!held || deciding.has(item) || item.mail.items.get(item.part) !== item) throw decidedAlready(identityOf(item));
    deciding.add(item);
    try {
      await work(held);
    } finally {
      deciding.delete(item);
    }
  }

  function approve(item: Item, by: string): Promise<void> {
    return once(item, async (held) => {
      const { moderation } = held;
      const recipients = item.recipients.map((recipient) => ({
        ...recipient,
        progress: {
          ...recipient.progress,
          approved: [...(recipient.progress?.approved ?? []), moderation.party],
        },
      }));
      const since = core.world.clock.now();
      await inTurn(item.mail, async () => {
        const { held: _, suspended: __, ...record } = itemRecord(item);
        const kept = { ...record, hop: submissionHop, recipients, since };
        await core.spool.commit({ puts: [[itemKey(item.mail.id, item.part), json(kept)]] });
      });
      track(item, "MODERATORAPPROVE", by);
      dequeue(core, item);
      Object.assign(item, { held: undefined, recipients, since, state: "Ready" });
      enqueue(core, item, submissionHop);
      withdraw(held);
    });
  }

  const reject = (item: Item, by: string, comment?: string) =>
    once(item, (held) =>
      end(item, held, "MODERATORREJECT", by, {
        kind: "rejected",
        ...(comment === undefined ? {} : { comment }),
      }),
    );

  async function expire(item: Item): Promise<void> {
    try {
      await once(item, (held) => end(item, held, "MODERATIONEXPIRE", "", { kind: "expired" }));
    } catch (error) {
      if (error instanceof Problem && error.id === "AlreadyDecided") return;
      core.log(`Message ${item.mail.id} could not expire: ${(error as Error).message}`);
      item.wake = core.timeline.put(core.world.clock.now() + diskRetryMs, () => void expire(item));
      core.retime();
    }
  }

  async function end(
    item: Item,
    held: HeldRecord,
    event: TrackingEventId,
    by: string,
    ending: Parameters<typeof noticeFor>[2],
  ): Promise<void> {
    const results = item.recipients.map(
      (recipient): Result => ({ kind: "dropped", recipient, response: `550 5.7.1 APPROVAL; ${ending.kind}` }),
    );
    const messages = hearsOfIt(item, held)
      ? [noticeFor(core.org.snapshot(), await occasionOf(item, held), ending)]
      : [];
    await settling.settle(item, { results, messages, source: "APPROVAL" });
    track(item, event, by);
    withdraw(held);
  }

  /** Some moderators cannot be asked; when none of them can, the message ends now and not when its time is up. */
  async function miss(request: string, moderators: readonly string[]): Promise<void> {
    const token = requestToken.exec(request)?.[1];
    const item = token === undefined ? undefined : all().find((one) => one.held?.token === token);
    if (!item?.held) return;
    const unreached = new Set([...(item.held.unreached ?? []), ...moderators]);
    const kept = { ...item.held, unreached: [...unreached] };
    item.held = kept;
    if (kept.moderation.moderators.some((one) => !unreached.has(one.address))) return keepItem(core, item);
    await once(item, (held) => end(item, held, "MODERATORSALLNDR", "", { kind: "unreached" })).catch((error) => {
      if (!(error instanceof Problem) || error.id !== "AlreadyDecided") throw error;
    });
  }

  /** What nobody need answer any more goes from the queues, and from the moderators' mailboxes, unless they have read it. */
  function withdraw(held: HeldRecord): void {
    const failed = (error: Error) => core.log(`A request for approval could not be withdrawn: ${error.message}`);
    withdrawQueued(held).catch(failed);
    for (const { guid } of held.moderation.moderators) withdrawFrom(guid, held).catch(failed);
  }

  async function withdrawQueued({ token, since }: HeldRecord): Promise<void> {
    for (const mail of [...core.mails.values()]) {
      // Of a hundred thousand that wait, few came at the same moment, and only these are read.
      if (mail.arrived !== since || mail.record.source.kind !== "APPROVAL") continue;
      if (requestToken.exec(mail.record.messageId)?.[1] !== token) continue;
      const response = "550 5.7.1 APPROVAL; decided before it was delivered";
      for (const item of [...mail.items.values()]) {
        if (item.state === "Active") continue;
        const results = item.recipients.map((recipient): Result => ({ kind: "dropped", recipient, response }));
        const free = holdStill(core, item);
        await settling.settle(item, { results, source: "APPROVAL" }).catch((error) => {
          free();
          throw error;
        });
        track(item, "DROP", "");
      }
    }
  }

  async function withdrawFrom(moderator: string, { token, since }: HeldRecord): Promise<void> {
    const box = (await core.org.get(Mailbox, moderator))?.ExchangeGuid.toLowerCase();
    if (box === undefined) return;
    let looked = 0;
    for await (const message of mailboxes.messages(box, { folder: "inbox" })) {
      if (message.received < since || ++looked > mostLooked) return;
      if (requestToken.exec(message.messageId)?.[1] !== token) continue;
      if (!message.read) await mailboxes.remove([message]);
      return;
    }
  }

  function hearsOfIt(item: Item, { moderation }: HeldRecord): boolean {
    if (item.sender === "" || moderation.notify === "Never") return false;
    if (item.recipients.some((recipient) => recipient.notify?.includes("never"))) return false;
    return moderation.notify === "Always" || item.mail.record.source.authenticated;
  }

  function track(item: Item, event: TrackingEventId, context: string): void {
    const recipients = item.recipients.map((recipient) => recipient.address);
    core.tracker.track({
      event,
      source: "APPROVAL",
      mail: item.mail.record,
      sender: item.sender,
      recipients,
      ...(context === "" ? {} : { context }),
    });
  }

  return { hold, decide, all, named, identityOf, approve, reject };
}

/** The word and the token of a decision; the token stands in the subject, or in what the message answers to. */
export function decisionIn(header: Header): { readonly word?: "approve" | "reject"; readonly token?: string } {
  const subject = decodeWords((header.first("Subject") ?? "").slice(0, 998));
  const word = /^(?:[^\s:[\]]{1,10}:\s{0,10}){0,5}(approve|reject)(?![a-z])/i.exec(subject.trim())?.[1]?.toLowerCase();
  const answered = ["In-Reply-To", "References"].map((name) => (header.first(name) ?? "").slice(0, 20_000)).join(" ");
  const token = /\[([0-9a-f]{32})\]/.exec(subject)?.[1] ?? requestToken.exec(answered)?.[1];
  return {
    ...(word === "approve" || word === "reject" ? { word } : {}),
    ...(token === undefined ? {} : { token }),
  };
}
