// What people ask of a message in a mailbox: its header, its text and the names of what is attached. Bounded.
import { decodeText, decodeWords, Header } from "../mail/headers.ts";
import type { MailboxStore, Message } from "./store.ts";

/** More of a message is not parsed: who wants it exports it. */
const parseLimit = 64 * 2 ** 20;
const textLimit = 256 * 1024;
/** What is left of each long part, and of all of them together before only their beginnings are left. */
const partLimit = 512 * 1024;
const partsLimit = 4 * 2 ** 20;
const partStart = 16 * 1024;
const partCount = 10_000;
const namesLimit = 1000;

export interface Parsed {
  /** The header section as text, CRLF line ends. */
  readonly header: string;
  readonly to: string;
  readonly cc: string;
  /** As the Date field has it. */
  readonly date: string;
  /** The text for people: text/plain, or what text/html says without its tags. At most 256 KB. */
  readonly text: string;
  readonly attachments: readonly string[];
  /** Why text and attachments are missing; undefined when they are not. */
  readonly fault: string | undefined;
}

/** The facts of a header that a mailbox lists. */
export function summaryOf(header: Header): { from: string; subject: string; messageId: string } {
  return {
    from: decodeWords(header.first("From") ?? ""),
    subject: decodeWords(header.first("Subject") ?? ""),
    messageId: header.first("Message-ID") ?? "",
  };
}

/** Parses a message in a mailbox. A message that cannot be parsed has its header, and the reason as `fault`. */
export async function parseMessage(store: MailboxStore, message: Message): Promise<Parsed> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of store.pieces(message)) {
    pieces.push(piece);
    size += piece.length;
    if (size > parseLimit) break;
  }
  const content = Buffer.concat(pieces);
  const header = new Header(content);
  const facts = {
    header: decodeText(content.subarray(0, header.size)),
    to: decodeWords(header.all("To").join(", ")),
    cc: decodeWords(header.all("Cc").join(", ")),
    date: header.first("Date") ?? "",
  };
  if (size > parseLimit)
    return { ...facts, text: "", attachments: [], fault: "The message is too large to be taken apart." };
  try {
    const { default: PostalMime } = await import("postal-mime");
    const email = await PostalMime.parse(thinned(content), { maxNestingDepth: 64, rfc822Attachments: true });
    return {
      ...facts,
      text: (email.text ?? "").slice(0, textLimit),
      attachments: email.attachments.slice(0, namesLimit).map(({ filename, mimeType }) => filename ?? `(${mimeType})`),
      fault: undefined,
    };
  } catch (error) {
    return { ...facts, text: "", attachments: [], fault: (error as Error).message };
  }
}

/**
 * The message without the greater part of what is long between two boundaries: taking 20 MB apart would hold all others
 * up for seconds, and neither text nor names are to be found there. Lines that begin with "--" are all kept.
 */
export function thinned(content: Buffer): Buffer {
  if (content.length <= partLimit) return content;
  const pieces: Buffer[] = [];
  let kept = 0;
  for (let start = 0; start < content.length && pieces.length < partCount; ) {
    const next = content.indexOf("\n--", start + 1);
    const end = next < 0 ? content.length : next;
    const most = kept < partsLimit ? partLimit : partStart;
    const piece = content.subarray(start, Math.min(end, start + most));
    pieces.push(piece);
    kept += piece.length;
    start = end;
  }
  return Buffer.concat(pieces);
}
