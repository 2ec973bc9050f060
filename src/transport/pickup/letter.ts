// A message file of the pickup or replay directory, read into a submission or refused with a reason for people.
import { parseAddress, printAddress } from "../../mail/address.ts";
import { mailDate } from "../../mail/date.ts";
import { Header, without } from "../../mail/headers.ts";
import { parseMailboxes } from "../../mail/mailboxes.ts";
import type { EnvelopeRecipient, Submission } from "../message.ts";

export interface LetterLimits {
  /** Bytes. */
  readonly header: number;
  readonly recipients: number;
}

/** What is wrong with a file; it is set aside as .bad. */
export class BadLetter extends Error {}

/** RFC 5322 2.1.1, without the line's end. */
const longestLine = 998;

/** Fields that tell of another journey, and those only an envelope may have (documentation: "Pickup directory …"). */
const removed = ["received", "return-path", "resent-to", "resent-cc", "resent-bcc", "resent-from", "resent-sender"];
const alsoRemoved = ["resent-date", "resent-message-id", "x-sender", "x-receiver"];

/** Reads a file of the pickup directory: who sends and receives stands in its header fields. Throws {@link BadLetter}. */
export function pickupLetter(file: Buffer, limits: LetterLimits, server: string, now: number): Submission {
  const content = checkedLines(file);
  const header = checkedHeader(content, limits.header);
  const fields = (name: string) => header.all(name).flatMap((value) => parseMailboxes(value, limits.recipients + 1));
  if (header.count("Sender") > 1 || header.count("From") > 1) throw new BadLetter("Sender or From is there twice.");
  const senders = header.count("Sender") > 0 ? fields("Sender") : fields("From");
  if (senders.length === 0) throw new BadLetter("Neither From nor Sender names an address.");
  if (senders.length > 1)
    throw new BadLetter("From names several addresses, and Sender does not say which of them sends.");
  const named = ["To", "Cc", "Bcc"].flatMap(fields);
  if (named.length === 0) throw new BadLetter("To, Cc and Bcc name nobody.");
  if (named.length > limits.recipients) {
    throw new BadLetter(`It has more than ${limits.recipients} recipients (PickupDirectoryMaxRecipientsPerMessage).`);
  }
  const address = (one: (typeof named)[number]) => {
    if (!one.address) throw new BadLetter(`'${one.text.slice(0, 200)}' is not an address.`);
    return printAddress(one.address);
  };
  const recipients = named.map((one) => ({ address: address(one) }));
  const bytes = without(header, [...removed, ...alsoRemoved]);
  return letter(
    address(senders[0]!),
    recipients,
    bytes,
    `Received: from mail pickup service by ${server} with Pickup`,
    now,
  );
}

/**
 * Reads a file of the replay directory: X-Sender and X-Receiver at its top are the envelope, up to X-EndOfInjectedXHeaders
 * or the first field with another name. The message follows as it is. Throws {@link BadLetter}.
 */
export function replayLetter(file: Buffer, limits: LetterLimits, server: string, now: number): Submission {
  const content = checkedLines(file);
  const header = checkedHeader(content, limits.header);
  const recipients: EnvelopeRecipient[] = [];
  let sender: string | undefined;
  let start = 0;
  for (const field of header.fields) {
    const name = field.name.toLowerCase();
    if (!injected.has(name)) break;
    start = field.end;
    if (name === "x-endofinjectedxheaders") break;
    if (name === "x-sender") sender = addressIn(header.value(field), true);
    else if (name === "x-receiver") recipients.push({ address: addressIn(header.value(field), false) });
  }
  if (sender === undefined) throw new BadLetter("It has no X-Sender.");
  if (recipients.length === 0) throw new BadLetter("It has no X-Receiver.");
  return letter(
    sender,
    recipients,
    content.subarray(start),
    `Received: from mail replay service by ${server} with Replay`,
    now,
  );
}

const injected = new Set([
  "x-sender",
  "x-receiver",
  "x-createdby",
  "x-createdtime",
  "x-endofinjectedxheaders",
  "x-extendedmessageprops",
  "x-helodomain",
  "x-source",
  "x-sourceipaddress",
]);

function addressIn(value: string, mayBeNull: boolean): string {
  const bare = /^<?([^<>\s]{0,571})>?(?:\s|$)/.exec(value)?.[1];
  if (bare === "" && mayBeNull) return "";
  const address = bare === undefined ? undefined : parseAddress(bare);
  if (!address) throw new BadLetter(`'${value.slice(0, 200)}' is not an address.`);
  return printAddress(address);
}

function letter(
  sender: string,
  recipients: readonly EnvelopeRecipient[],
  content: Buffer,
  hop: string,
  now: number,
): Submission {
  return {
    envelope: {
      sender,
      recipients,
      body: content.some((byte) => byte > 0x7f) ? "8BITMIME" : "7BIT",
      utf8: [sender, ...recipients.map((one) => one.address)].some((one) => /[^\x00-\x7f]/.test(one)),
    },
    content,
    trace: `${hop};\r\n\t${mailDate(now)}\r\n`,
    // Whoever may write into these folders is this server's administrator.
    source: { kind: "PICKUP", authenticated: true },
    arrived: now,
  };
}

/** The file with CRLF line ends; lines of other systems are taken. */
function checkedLines(file: Buffer): Buffer {
  if (file.length === 0) throw new BadLetter("It is empty.");
  const pieces: Buffer[] = [];
  for (let at = 0; at < file.length; ) {
    const feed = file.indexOf(0x0a, at);
    const end = feed < 0 ? file.length : feed > at && file[feed - 1] === 0x0d ? feed - 1 : feed;
    const line = file.subarray(at, end);
    if (line.length > longestLine) throw new BadLetter(`It has a line of more than ${longestLine} bytes.`);
    if (line.includes(0x0d) || line.includes(0)) throw new BadLetter("It has a bare CR or a NUL.");
    pieces.push(line, crlf);
    at = feed < 0 ? file.length : feed + 1;
  }
  return Buffer.concat(pieces);
}

const crlf = Buffer.from("\r\n");

function checkedHeader(content: Buffer, limit: number): Header {
  const header = new Header(content, limit);
  if (header.size > limit)
    throw new BadLetter(`Its header has more than ${limit} bytes (PickupDirectoryMaxHeaderSize).`);
  if (header.fields.some((field) => field.name === "")) throw new BadLetter("Its header has a line that is no field.");
  return header;
}
