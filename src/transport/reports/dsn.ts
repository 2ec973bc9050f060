// The reports the transport sends: failed, delayed, delivered, relayed, expanded; new messages from the null sender.
import { toALabels } from "../../mail/address.ts";
import { mailDate } from "../../mail/date.ts";
import { type Action, type RecipientStatus, reportBody, statusOf } from "../../mail/dsn.ts";
import { Header, writeField, writeFieldIfFits } from "../../mail/headers.ts";
import { encodeWords, escapeHtml, multipart, type Part, phrase, textPart } from "../../mail/mime.ts";
import type { Snapshot } from "../../org/organization.ts";
import { settingsOf } from "../categorizer/directory.ts";
import { domainOf } from "../categorizer/plan.ts";
import { acceptedDomainOf, covers } from "../categorizer/routing.ts";
import type { Submission } from "../message.ts";
import type { ItemRecipient, MailRecord } from "../queues/records.ts";
import { adviceFor } from "./advice.ts";

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

/** The remote domain entry for a domain, the most specific first. */
export function remoteDomainOf(snapshot: Snapshot, domain: string): Snapshot["remoteDomains"][number] | undefined {
  let best: { readonly entry: Snapshot["remoteDomains"][number]; readonly length: number } | undefined;
  for (const entry of snapshot.remoteDomains) {
    const pattern = toALabels(entry.DomainName);
    const fits = pattern.startsWith("*") ? covers(pattern, domain) : pattern === domain;
    if (fits && (best === undefined || pattern.length > best.length)) best = { entry, length: pattern.length };
  }
  return best?.entry;
}

/** How many bytes of the original the report shall hold: all, or the header alone (RFC 3461 4.3, DsnMaxMessageAttachSize). */
export function holdsWhole(snapshot: Snapshot, mail: MailRecord, to: string, action: Action): boolean {
  if (action !== "failed" || mail.envelope.ret === "HDRS" || mail.envelope.requireTls) return false;
  const inside = acceptedDomainOf(settingsOf(snapshot).acceptedDomains, domainOf(to)) !== undefined;
  const { InternalDsnMaxMessageAttachSize: own, ExternalDsnMaxMessageAttachSize: others } = snapshot.transportConfig;
  return mail.size <= (inside ? own : others).bytes;
}

const subjects: Readonly<Record<Action, string>> = {
  failed: "Undeliverable:",
  delayed: "Delivery delayed:",
  delivered: "Delivered:",
  relayed: "Relayed:",
  expanded: "Expanded:",
};

const openings: Readonly<Record<Action, string>> = {
  failed: "Delivery has failed to these recipients or groups:",
  delayed:
    "Delivery to these recipients or groups is delayed. You need not send the message again; it is still being tried:",
  delivered: "Your message has been delivered to the following recipients:",
  relayed:
    "Delivery to these recipients or groups is complete as far as we know, but no delivery notification was sent by the destination server:",
  expanded: "Your message has been sent on to the members of these groups:",
};

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
  const text = readable(mail, action, fates, statuses, details ? authority : undefined);
  const html = inside ? config.InternalDsnSendHtml : config.ExternalDsnSendHtml;
  const whole = holdsWhole(snapshot, mail, to, action);
  const header = new Header(request.original);
  const original = whole ? request.original : request.original.subarray(0, header.size);
  const { type, body } = reportBody(
    request.unique.boundary,
    html ? alternative(`text-${request.unique.boundary}`, text) : textPart("text/plain", text),
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
    writeField("From", `${phrase(inside ? "Microsoft Outlook" : "Mail Delivery System")} <${from}>`),
    writeFieldIfFits("To", `<${to}>`),
    writeField("Date", mailDate(now)),
    writeField("Subject", encodeWords(`${subjects[action]} ${mail.subject}`.trim().slice(0, 900))),
    writeField("Message-ID", `<${request.unique.messageId}@${snapshot.server.Fqdn}>`),
    ...threadFields(mail),
    writeField("Auto-Submitted", "auto-replied"),
    writeField("Content-Language", "en-US"),
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

/** The part for people: what happened and what to do, then what administrators want to know. */
function readable(
  mail: MailRecord,
  action: Action,
  fates: readonly Fate[],
  statuses: readonly RecipientStatus[],
  authority: string | undefined,
): string {
  const lines = [openings[action], ""];
  const success = action !== "failed" && action !== "delayed";
  fates.forEach(({ recipient }, at) => {
    const named =
      recipient.given === recipient.address ? recipient.address : `${recipient.given} (${recipient.address})`;
    lines.push(named);
    const status = statuses[at]?.status ?? "";
    const advice = adviceFor(action === "delayed" ? "4.4.7" : status);
    if (action === "failed") lines.push(advice.what, advice.todo);
    lines.push("");
  });
  lines.push(`Subject: ${mail.subject}`, "");
  if (!success && authority !== undefined) {
    lines.push("Diagnostic information for administrators:", "", `Generating server: ${authority}`, "");
    for (const { recipient, response, remote } of fates) {
      lines.push(recipient.address, ...(remote === undefined ? [] : [`Remote server: ${remote}`]), response, "");
    }
  }
  return lines.join("\r\n");
}

function alternative(boundary: string, text: string): Part {
  const html = `<html><body><p>${escapeHtml(text).replaceAll("\r\n\r\n", "</p>\r\n<p>").replaceAll("\r\n", "<br>\r\n")}</p></body></html>\r\n`;
  return {
    headers: [`Content-Type: multipart/alternative; boundary="${boundary}"`],
    body: multipart(boundary, [textPart("text/plain", text), textPart("text/html", html)]),
  };
}
