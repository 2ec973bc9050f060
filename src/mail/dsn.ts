// Delivery status notifications on paper: the machine-readable part, and the report around it (RFC 3464, RFC 6522).
import { mailDate } from "./date.ts";
import { multipart, type Part } from "./mime.ts";

export type Action = "failed" | "delayed" | "delivered" | "relayed" | "expanded";

/** What became of one recipient. */
export interface RecipientStatus {
  /** ORCPT as "type;address". */
  readonly original?: string;
  readonly final: string;
  readonly action: Action;
  /** "5.1.1" (RFC 3463). */
  readonly status: string;
  /** The server whose reply it was. */
  readonly remote?: string;
  /** The SMTP reply, in one line. */
  readonly diagnostic?: string;
  /** Milliseconds since 1970. */
  readonly lastAttempt?: number;
  readonly retryUntil?: number;
}

export interface StatusReport {
  /** Our name. */
  readonly reporter: string;
  /** Who gave us the message, as it called itself. */
  readonly receivedFrom?: string;
  readonly arrived: number;
  /** ENVID of the sender. */
  readonly envid?: string;
  readonly recipients: readonly RecipientStatus[];
}

/** The content of message/delivery-status (RFC 3464 2.1): fields for the message, then a group for each recipient. */
export function deliveryStatus(report: StatusReport): string {
  const message = [
    ...(report.envid === undefined ? [] : [`Original-Envelope-Id: ${oneLine(report.envid)}`]),
    `Reporting-MTA: dns;${report.reporter}`,
    ...(report.receivedFrom === undefined ? [] : [`Received-From-MTA: dns;${oneLine(report.receivedFrom)}`]),
    `Arrival-Date: ${mailDate(report.arrived)}`,
  ];
  const groups = report.recipients.map((recipient) => recipientGroup(recipient));
  const text = [message, ...groups].map((lines) => lines.map((line) => `${line}\r\n`).join("")).join("\r\n");
  // Only addresses make a report one for readers of UTF-8; what a server said in its own signs does not.
  return isInternational(report) ? text : text.replace(/[^\x00-\x7f]/g, "?");
}

/** Whether an address needs UTF-8 (RFC 6533 4). */
function isInternational(report: StatusReport): boolean {
  return report.recipients.some(({ final, original }) => !isAscii(final) || !isAscii(original ?? ""));
}

function recipientGroup(recipient: RecipientStatus): string[] {
  return [
    ...(recipient.original === undefined ? [] : [`Original-Recipient: ${oneLine(recipient.original)}`]),
    `Final-Recipient: ${addressType(recipient.final)};${oneLine(recipient.final)}`,
    `Action: ${recipient.action}`,
    `Status: ${recipient.status}`,
    ...(recipient.remote === undefined ? [] : [`Remote-MTA: dns;${oneLine(recipient.remote)}`]),
    ...(recipient.diagnostic === undefined ? [] : [fold(`Diagnostic-Code: smtp;${oneLine(recipient.diagnostic)}`)]),
    ...(recipient.lastAttempt === undefined ? [] : [`Last-Attempt-Date: ${mailDate(recipient.lastAttempt)}`]),
    ...(recipient.retryUntil === undefined ? [] : [`Will-Retry-Until: ${mailDate(recipient.retryUntil)}`]),
  ];
}

const isAscii = (text: string) => /^[\x00-\x7f]*$/.test(text);
/** RFC 6533 3: addresses beyond ASCII are of type utf-8. */
const addressType = (address: string) => (isAscii(address) ? "rfc822" : "utf-8");
const oneLine = (text: string) => text.replace(/[\x00-\x1f\x7f]+/g, " ").trim();

/** Folds at blanks, so that no line is longer than it must be. */
function fold(line: string): string {
  if (line.length <= 500) return line;
  const lines: string[] = [];
  let rest = line.slice(0, 4000);
  while (rest.length > 500) {
    const blank = rest.lastIndexOf(" ", 500);
    const cut = blank > 0 ? blank : 500;
    lines.push(rest.slice(0, cut));
    rest = rest.slice(cut).trimStart();
  }
  return [...lines, rest].join("\r\n ");
}

/** The body of a multipart/report and its Content-Type value. */
export function reportBody(
  boundary: string,
  readable: Part,
  report: StatusReport,
  original: { readonly content: Buffer; readonly whole: boolean },
): { readonly type: string; readonly body: Buffer } {
  const status = deliveryStatus(report);
  const utf8 = isInternational(report);
  const eightBit = original.content.some((byte) => byte > 0x7f);
  const statusPart: Part = {
    headers: [
      `Content-Type: message/${utf8 ? "global-delivery-status" : "delivery-status"}`,
      ...(utf8 ? ["Content-Transfer-Encoding: 8bit"] : []),
    ],
    body: status,
  };
  const originalPart: Part = {
    headers: [
      `Content-Type: ${original.whole ? "message/rfc822" : "text/rfc822-headers"}`,
      ...(eightBit ? ["Content-Transfer-Encoding: 8bit"] : []),
    ],
    body: original.content,
  };
  return {
    type: `multipart/report; report-type=delivery-status;\r\n\tboundary="${boundary}"`,
    body: multipart(boundary, [readable, statusPart, originalPart]),
  };
}

/** The enhanced code in an SMTP reply; worked out of the reply code where there is none (RFC 3463 2). */
export function statusOf(reply: string): string {
  const match = /^([245])\d\d[ -](?:([245]\.\d{1,3}\.\d{1,3})(?:[ ;-]|$))?/.exec(reply);
  if (match?.[2]) return match[2];
  return match ? `${match[1]}.0.0` : "5.0.0";
}
