// A plan in the making: what has been decided, whom it has come to, and what is still to be looked at.
import type { Party } from "./party.ts";
import type { Dropped, Held, Plan, PlannedItem, Reason, Recipient } from "./plan.ts";
import { hopKey, type NextHop, type Route, submissionHop } from "./routing.ts";
import { createWays } from "./ways.ts";

/** Items with more recipients than this are cut (ExpansionSizeLimit). */
export const expansionSizeLimit = 1000;

/** Members that one plan takes out of groups; what is more comes with the next plan, so that none grows beyond bounds. */
export const membersAtATime = 1000;

/** So many recipients' checks are told; who was asked the same later is counted. */
const mostChecks = 100;

/** A recipient while the plan is made. */
export interface Entry extends Recipient {
  readonly sender: string;
  /** GUIDs passed by forwarding on the way here. */
  readonly path: readonly string[];
  /** GUID of the party it comes from; undefined for whom the sender named. */
  readonly via?: string;
  /** Whether somebody on that way kept a copy. */
  readonly kept: boolean;
  readonly resolved?: boolean;
}

/** The plan in the making. */
export class Work {
  readonly items = new Map<string, { hop: NextHop; sender: string; recipients: Recipient[]; error?: string }>();
  readonly failed: { recipient: Recipient; sender: string; response: string }[] = [];
  readonly expanded: { recipient: Recipient; members: readonly string[]; more?: true }[] = [];
  readonly held: Held[] = [];
  readonly decisions: Recipient[] = [];
  /** Groups for a later plan, by the sender of their item. */
  readonly #later = new Map<string, Recipient[]>();
  /** How many members more this plan takes out of groups. */
  left: number;
  readonly resolved: { from: string; to: string }[] = [];
  readonly redirected: { from: string; to: string; kept: boolean }[] = [];
  readonly dropped: Dropped[] = [];
  readonly reasons: Reason[] = [];
  readonly #checks: Reason[] | undefined;
  #unsaid = 0;
  readonly seen: Set<string>;
  readonly ways = createWays();
  /** Recipients that a message came to a second time. */
  readonly doubles: { readonly entry: Entry; readonly guid: string }[] = [];
  readonly routes = new Map<string, Route>();
  next: (Entry | { readonly entry: Entry; readonly party: Party })[] = [];

  readonly #groups: Set<string>;

  /**
   * @param expanded groups that earlier plans have taken up.
   * @param checked whether somebody wants to know what was asked and passed.
   */
  constructor(expanded: readonly string[] = [], atATime = membersAtATime, checked = false) {
    this.left = atATime;
    this.#checks = checked ? [] : undefined;
    this.seen = new Set(expanded);
    this.#groups = new Set(expanded);
    for (const group of expanded) this.ways.end(group);
  }

  /** Takes members out of a group from here on. */
  begin(group: string): void {
    this.#groups.add(group);
  }

  /** Leaves a group, or the rest of one, to the next plan for this message. */
  defer(entry: Entry): void {
    const list = this.#later.get(entry.sender);
    if (list) list.push(plain(entry));
    else this.#later.set(entry.sender, [plain(entry)]);
  }

  say(entry: Recipient, text: string): void {
    this.reasons.push({ address: entry.given, text });
  }

  /** A list for what is asked next; undefined while nobody wants to know. */
  asking(): string[] | undefined {
    if (!this.#checks) return undefined;
    if (this.#checks.length < mostChecks) return [];
    this.#unsaid++;
    return undefined;
  }

  /** Takes down what was asked about a party, or an address, and passed. */
  passed(given: string, about: string, asked: readonly string[] | undefined): void {
    if (asked && asked.length > 0) this.#checks?.push({ address: given, text: `${about}: ${asked.join("; ")}.` });
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
    const dropped = { recipient: plain(entry), cause: "duplicate" } as const;
    if (entry.via === undefined) this.dropped.push(dropped);
    else this.dropped.push({ ...dropped, by: entry.path.at(-1) === entry.via ? "redirection" : "expansion" });
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
    for (const [sender, recipients] of this.#later) {
      items.push({ hop: submissionHop, sender, recipients, expanded: [...this.#groups] });
    }
    const { failed, expanded, held, decisions, resolved, redirected, dropped, reasons } = this;
    const checks = this.#checks ?? [];
    if (this.#unsaid > 0) checks.push({ address: "", text: `${this.#unsaid} more were asked about in the same way.` });
    return { items, failed, expanded, held, decisions, resolved, redirected, dropped, reasons, checks };
  }
}

export const forwardingLoop = "550 5.4.6 RESOLVER.FWD.Loop; there is a forwarding loop configured in the directory";

/** Without what only matters while the plan is made. */
export function plain(entry: Recipient): Recipient {
  const { address, given, notify, original, mailbox, progress } = entry;
  return {
    address,
    given,
    ...(notify ? { notify } : {}),
    ...(original === undefined ? {} : { original }),
    ...(mailbox === undefined ? {} : { mailbox }),
    ...(progress === undefined ? {} : { progress }),
  };
}
