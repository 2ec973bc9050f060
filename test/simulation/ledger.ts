// What a simulation remembers of its mail apart from the organizations: who wrote what to whom, and what was promised.
import type { TrackingEvent } from "../../src/transport/tracking/tracking.ts";

export interface Letter {
  /** Names the message wherever it turns up: "m12". */
  readonly token: string;
  /** The organization that it is given to. */
  readonly house: string;
  /** By whose logon; undefined for a stranger. */
  readonly user: string | undefined;
  /** "" is the null sender. */
  readonly sender: string;
  readonly recipients: readonly string[];
  /** Whether the sender wants no reports (NOTIFY=NEVER). */
  readonly quiet: boolean;
  readonly content: string;
  /** Recipients that were taken at RCPT TO. */
  readonly taken: string[];
  /** Whether its content was sent. */
  begun: boolean;
  acknowledged: boolean;
  answer: string;
}

/** The token in a message, or in a report on it; "" where there is none. */
export function tokenOf(content: string): string {
  return tokenIn(/^Subject: ([^\r\n]*)/im.exec(content.slice(0, 8000))?.[1] ?? "");
}

export const tokenIn = (subject: string): string => /\b(m\d+)\b/.exec(subject)?.[1] ?? "";

/** Whether the subject is that of a message itself, rather than of a report on one. */
export const isLetter = (subject: string): boolean => /^m\d+\b/.test(subject.trim());

export class Ledger {
  readonly letters = new Map<string, Letter>();
  /** How often an organization was handed a message by SMTP: "contoso m12". */
  readonly arrivals = new Map<string, number>();
  /** Recipients for which an organization gave a message up, by token. */
  readonly failed = new Map<string, Set<string>>();
  /** Tokens of messages the reports on which were given up or left out. */
  readonly reportsEnded = new Set<string>();
  /** Tokens of messages on which a report was found after a fall: that it was made may not have been told. */
  readonly reportsFound = new Set<string>();
  /** Recipients that an administrator took out without a report, by token; of reports under "report m12". */
  readonly removed = new Map<string, Set<string>>();
  /** Tokens of messages of which something has come to an end: from then on an organization need not have them. */
  readonly ended = new Set<string>();
  /** Laws that were broken. */
  readonly broken: string[] = [];

  arrived(house: string, content: string): void {
    const key = `${house} ${tokenOf(content)}`;
    if (isLetter(/^Subject: ([^\r\n]*)/im.exec(content)?.[1] ?? ""))
      this.arrivals.set(key, (this.arrivals.get(key) ?? 0) + 1);
  }

  tracked(event: TrackingEvent): void {
    const { subject } = event.mail;
    const token = tokenIn(subject);
    if (/^(?:DELIVER|DUPLICATEDELIVER|SEND|FAIL|DROP|BADMAIL)$/.test(event.event)) this.ended.add(token);
    if (event.event === "LOAD" && !isLetter(subject)) this.reportsFound.add(token);
    if (event.event !== "FAIL" && event.event !== "BADMAIL" && event.event !== "DROP") return;
    if (isLetter(subject)) note(this.failed, token, event.recipients);
    else this.reportsEnded.add(token);
  }

  takenOut(subject: string, recipients: readonly string[]): void {
    const token = tokenIn(subject);
    this.ended.add(token);
    note(this.removed, isLetter(subject) ? token : `report ${token}`, recipients);
  }
}

function note(map: Map<string, Set<string>>, token: string, addresses: readonly string[]): void {
  const set = map.get(token) ?? new Set();
  map.set(token, set);
  for (const address of addresses) set.add(address.toLowerCase());
}
