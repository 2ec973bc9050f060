// Which messages are meant: by folder, subject, sender, Message-ID and time.
import type { FolderId } from "./folders.ts";
import type { MessageRow } from "./rows.ts";

/** All that is given must hold; texts are compared without case. */
export interface Filter {
  readonly folder?: FolderId;
  /** A part of the subject; or, with `*` or `?` in it, a pattern for all of it. */
  readonly subject?: string;
  /** The same for the From field and the sender of the envelope; one of them must do. */
  readonly sender?: string;
  /** Whole, with or without angle brackets. */
  readonly messageId?: string;
  /** Received then or later; milliseconds since 1970. */
  readonly since?: number;
  /** Read or not. */
  readonly read?: boolean;
  readonly limit?: number;
}

export function matcher(filter: Filter): (row: MessageRow) => boolean {
  const subject = filter.subject === undefined ? undefined : textMatcher(filter.subject);
  const sender = filter.sender === undefined ? undefined : textMatcher(filter.sender);
  const id = filter.messageId === undefined ? undefined : bare(filter.messageId);
  return (row) =>
    (subject === undefined || subject(row.subject)) &&
    (sender === undefined || sender(row.from) || sender(row.sender)) &&
    (id === undefined || bare(row.messageId) === id) &&
    (filter.since === undefined || row.received >= filter.since) &&
    (filter.folder === undefined || row.folder === filter.folder) &&
    (filter.read === undefined || (row.read ?? false) === filter.read);
}

/** What stands between the angle brackets; the right side is a domain more often than not, so case is folded. */
const bare = (id: string): string => id.trim().replace(/^<|>$/g, "").toLowerCase();

function textMatcher(wanted: string): (text: string) => boolean {
  const folded = wanted.toLowerCase();
  if (!/[*?]/.test(folded)) return (text) => text.toLowerCase().includes(folded);
  return (text) => like(text.toLowerCase(), folded);
}

/** Wild cards without going back over more than the last `*`: the time is at most length times length. */
export function like(text: string, pattern: string): boolean {
  let at = 0;
  let spot = 0;
  let star = -1;
  let mark = 0;
  while (at < text.length) {
    if (pattern[spot] === "*") {
      star = spot++;
      mark = at;
    } else if (pattern[spot] === "?" || pattern[spot] === text[at]) {
      at++;
      spot++;
    } else if (star >= 0) {
      spot = star + 1;
      at = ++mark;
    } else return false;
  }
  while (pattern[spot] === "*") spot++;
  return spot === pattern.length;
}
