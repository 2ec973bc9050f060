// The reports the transport sends: failed, delayed, delivered, relayed, expanded; new messages from the null sender.
import { mailDate } from "../../mail/date.ts";
import { type Action, type RecipientStatus, reportBody, statusOf } from "../../mail/dsn.ts";
import { Header, writeField, writeFieldIfFits } from "../../mail/headers.ts";
import { encodeWords, multipart, type Part, phrase, textPart } from "../../mail/mime.ts";
import type { Snapshot } from "../../org/organization.ts";
import { remoteDomainOf, settingsOf } from "../categorizer/directory.ts";
import { domainOf } from "../categorizer/plan.ts";
import { acceptedDomainOf } from "../categorizer/routing.ts";
import type { Submission } from "../message.ts";
import type { ItemRecipient, MailRecord } from "../queues/records.ts";
import { type Reader, serves, tagsFor } from "./languages.ts";
import { asHtml, asText, type Readable } from "./readable.ts";
import { adviceFor, type Words } from "./words.ts";

/** What happened to a recipient, as far as its sender may hear of it. */
export interface Fate {
  readonly recipient: ItemRecipient;
  /** The SMTP reply that decided, ours or another server's. */
  readonly response: string;
  /** The server that replied; absent when it was ourselves. */
  readonly remote?: string;
}

export interface ReportRequest {
  readonly mail: MailRecord;
  /** To whom: the sender of the item. */
  readonly to: string;
  readonly action: Action;
  readonly fates: readonly Fate[];
  /** The message with its trace, whole or as much as its header. */
  readonly original: Buffer;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Of a delay: until when it is tried. */
  readonly retryUntil?: number;
  /** Two numbers that never were used before. */
  readonly unique: { readonly messageId: string; readonly boundary: string };
  /** The languages there are, English first. */
  readonly languages: readonly Words[];
  /** Of the reader's mailbox. */
  readonly mailboxLanguages?: readonly string[];
  /** LANG of the server. */
  readonly systemLanguage?: string | undefined;
}

/** Whether the sender wants to hear of it (RFC 3461 4.1): failures and delays unless told otherwise, success when asked. */
export function wants(recipient: ItemRecipient, action: Action): boolean {
  const { notify } = recipient;
  if (action === "failed") return notify === undefined || notify.includes("failure");
  if (action === "delayed") return notify === undefined || notify.includes("delay");
  return notify?.includes("success") ?? false;
}

/** Whether a report of this kind may go to a sender at all: never to the null sender, and as its remote domain says. */
export function mayReport(snapshot: Snapshot, sender: string, action: Action): boolean {
  if (sender === "") return false;
  const domain = domainOf(sender);
  const inside = acceptedDomainOf(settingsOf(snapshot).acceptedDomains, domain) !== undefined;
  const config = snapshot.transportConfig;
  if (action === "delayed") return inside ? config.InternalDelayDsnEnabled : config.ExternalDelayDsnEnabled;
  const remote = inside ? undefined : remoteDomainOf(snapshot, domain);
  return (action === "failed" ? remote?.NDREnabled : remote?.DeliveryReportEnabled) ?? true;
}

/** How many bytes of the original the report shall hold: all, or the header alone (RFC 3461 4.3, DsnMaxMessageAttachSize). */
export function holdsWhole(snapshot: Snapshot, mail: MailRecord, to: string, action: Action): boolean {
  if (action !== "failed" || mail.envelope.ret === "HDRS" || mail.envelope.requireTls) return false;
  const inside = acceptedDomainOf(settingsOf(snapshot).acceptedDomains, domainOf(to)) !== undefined;
  const { InternalDsnMaxMessageAttachSize: own, ExternalDsnMaxMessageAttachSize: others } = snapshot.transportConfig;
  return mail.size <= (inside ? own : others).bytes;
}

/** Makes the report, ready to be accepted like any other message. */
export function report(snapshot: Snapshot, request: ReportRequest): Submission {
  const { mail, to, action, fates, now } = request;
  const settings = settingsOf(snapshot);
  const inside = acceptedDomainOf(settings.acceptedDomains, domainOf(to)) !== undefined;
  const config = snapshot.transportConfig;
  const authority =
    (inside ? config.InternalDsnReportingAuthority : config.ExternalDsnReportingAuthority) ?? snapshot.server.Fqdn;
  const statuses = fates.map((fate) => statusFor(fate, action, request));
  const details =
    inside || action !== "failed" || (remoteDomainOf(snapshot, domainOf(to))?.NDRDiagnosticInfoEnabled ?? true);
  const header = new Header(request.original);
  const headers = request.original.subarray(0, header.size);
  const { words, own } = voiceOf(snapshot, request, { inside, header });
  const readable: Readable = {
    opening: words.openings[action],
    subject: mail.subject,
    told: fates.map((fate, at) => ({
      recipient: named(fate),
      advice: advised(action, statuses[at]!.status, words, own),
    })),
    ...(details && (action === "failed" || action === "delayed")
      ? { diagnostics: { server: authority, fates: fates.map(diagnosed), headers: headers.toString("utf8") } }
      : {}),
  };
  const html = inside ? config.InternalDsnSendHtml : config.ExternalDsnSendHtml;
  const whole = holdsWhole(snapshot, mail, to, action);
  const original = whole ? request.original : headers;
  const { type, body } = reportBody(
    request.unique.boundary,
    html
      ? alternative(`text-${request.unique.boundary}`, words, readable)
      : textPart("text/plain", asText(words, readable)),
    {
      reporter: authority,
      arrived: mail.arrived,
      ...(mail.source.clientName ? { receivedFrom: mail.source.clientName } : {}),
      ...(mail.envelope.envid === undefined ? {} : { envid: mail.envelope.envid }),
      recipients: statuses,
    },
    { content: original, whole },
  );
  const from = inside ? exchangeRecipient(settings.defaultDomain) : postmaster(snapshot);
  const fields = [
    writeField("From", `${phrase(inside ? "Microsoft Outlook" : words.labels.postmaster)} <${from}>`),
    writeFieldIfFits("To", `<${to}>`),
    writeField("Date", mailDate(now)),
    writeField("Subject", encodeWords(`${words.subjects[action]} ${mail.subject}`.trim().slice(0, 900))),
    writeField("Message-ID", `<${request.unique.messageId}@${snapshot.server.Fqdn}>`),
    ...threadFields(mail),
    writeField("Auto-Submitted", "auto-replied"),
    writeField("Content-Language", words.language === "en" ? "en-US" : words.language),
    writeField("MIME-Version", "1.0"),
    `Content-Type: ${type}\r\n`,
  ];
  return {
    envelope: {
      sender: "",
      recipients: [{ address: to, notify: ["never"] }],
      body: body.some((byte) => byte > 0x7f) ? "8BITMIME" : "7BIT",
      utf8: [to, ...statuses.map((status) => status.final)].some((address) => /[^\x00-\x7f]/.test(address)),
      // RFC 8689 4.3.1: what tells of a protected message is protected like it.
      ...(mail.envelope.requireTls ? { requireTls: true } : {}),
    },
    content: Buffer.concat([Buffer.from(`${fields.join("")}\r\n`), body]),
    trace: "",
    source: { kind: "DSN", authenticated: true, bypassSizeLimit: true },
    arrived: now,
  };
}

function threadFields(mail: MailRecord): string[] {
  if (!/^<[!-;=?-~]{1,900}>$/.test(mail.messageId)) return [];
  return [writeField("In-Reply-To", mail.messageId), writeField("References", mail.messageId)];
}

/** The Microsoft Exchange recipient: from whom people inside hear. */
export const exchangeRecipient = (domain: string) => `MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@${domain}`;

/** From whom people outside hear. */
export function postmaster(snapshot: Snapshot): string {
  return snapshot.transportConfig.ExternalPostmasterAddress ?? `postmaster@${settingsOf(snapshot).defaultDomain}`;
}

function statusFor(fate: Fate, action: Action, request: ReportRequest): RecipientStatus {
  const success = action === "delivered" || action === "relayed" || action === "expanded";
  const status = success ? "2.0.0" : statusOf(fate.response);
  return {
    final: fate.recipient.address,
    ...(fate.recipient.original === undefined ? {} : { original: fate.recipient.original }),
    action,
    status: action === "delayed" ? `4${status.slice(1)}` : status,
    ...(fate.remote === undefined ? {} : { remote: fate.remote }),
    ...(success ? {} : { diagnostic: fate.response, lastAttempt: request.now }),
    ...(request.retryUntil === undefined ? {} : { retryUntil: request.retryUntil }),
  };
}

interface Voice {
  readonly words: Words;
  /** Texts of the administrator's own, by status code. */
  readonly own: ReadonlyMap<string, string>;
}

/** The language of the reader, as far as there are words or texts of the administrator's own in it; English otherwise. */
function voiceOf(snapshot: Snapshot, request: ReportRequest, reader: Pick<Reader, "inside" | "header">): Voice {
  const { languages } = request;
  const messages = snapshot.systemMessages.filter((one) => one.Internal === reader.inside);
  const own = (tag: string) =>
    new Map(messages.filter((one) => serves(one.Language, tag)).map((one) => [one.DsnCode, one.Text]));
  const tags = tagsFor(snapshot, {
    ...reader,
    mailbox: request.mailboxLanguages ?? [],
    system: request.systemLanguage,
  });
  const english = languages[0]!;
  for (const tag of tags) {
    const words =
      languages.find((one) => one.language.toLowerCase() === tag.toLowerCase()) ??
      languages.find((one) => serves(one.language, tag));
    const texts = own(tag);
    if (words || texts.size > 0) return { words: words ?? english, own: texts };
  }
  return { words: english, own: own(english.language) };
}

function advised(action: Action, status: string, words: Words, own: Voice["own"]): Readable["told"][number]["advice"] {
  if (action !== "failed" && action !== "delayed") return [];
  const custom = own.get(status);
  if (custom !== undefined) return { custom };
  const { what, todo } = adviceFor(words, status);
  return action === "failed" ? [what, todo] : [];
}

const named = ({ recipient: { given, address } }: Fate) => (given === address ? address : `${given} (${address})`);

const diagnosed = ({ recipient, remote, response }: Fate) => ({
  address: recipient.address,
  response,
  ...(remote === undefined ? {} : { remote }),
});

function alternative(boundary: string, words: Words, readable: Readable): Part {
  return {
    headers: [`Content-Type: multipart/alternative; boundary="${boundary}"`],
    body: multipart(boundary, [
      textPart("text/plain", asText(words, readable)),
      textPart("text/html", asHtml(words, readable)),
    ]),
  };
}

/** Codes of failures that are always watched, beside those in GenerateCopyOfDSNFor (behaviour 6). */
const watched = ["5.1.4", "5.2.0", "5.2.4", "5.4.4", "5.4.6", "5.4.8"];

/** Whether a report on these failures is one of which the administrators get a copy. */
export function isWatched(snapshot: Snapshot, fates: readonly Fate[]): boolean {
  const codes = new Set([...watched, ...snapshot.transportConfig.GenerateCopyOfDSNFor]);
  return fates.some((fate) => codes.has(statusOf(fate.response)));
}
