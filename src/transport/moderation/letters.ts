// What moderation writes: the request to the moderators, and the notice to a sender whose message was not approved.
import { mailDate } from "../../mail/date.ts";
import { Header, writeField, writeFieldIfFits } from "../../mail/headers.ts";
import { encodeWords, multipart, type Part, phrase, textPart } from "../../mail/mime.ts";
import type { Snapshot } from "../../org/organization.ts";
import { settingsOf } from "../categorizer/directory.ts";
import type { Moderation } from "../categorizer/plan.ts";
import type { Submission } from "../message.ts";
import type { MailRecord } from "../queues/records.ts";
import { exchangeRecipient } from "../reports/dsn.ts";

export interface Occasion {
  readonly mail: MailRecord;
  /** The sender of the held item. */
  readonly sender: string;
  /** Whom the sender wrote to. */
  readonly given: string;
  readonly moderation: Moderation;
  /** The message with its trace. */
  readonly original: Buffer;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly unique: { readonly messageId: string; readonly boundary: string };
}

/** The request: how to decide, and the message itself. Whoever has the token may decide if he is a moderator, too. */
export function requestFor(
  snapshot: Snapshot,
  occasion: Occasion,
  decision: { readonly token: string; readonly identity: string; readonly expires: number },
): Submission {
  const { mail, moderation, sender } = occasion;
  const { arbitration } = moderation;
  const { token, identity, expires } = decision;
  const ways =
    arbitration === undefined
      ? [`An administrator decides with Approve-ModeratedMessage ${identity} or Deny-ModeratedMessage ${identity}.`]
      : [
          `To approve it, send a message with the subject "Approve: [${token}]" to ${arbitration}:`,
          mailto(arbitration, `Approve: [${token}]`),
          "",
          `To reject it, send a message with the subject "Reject: [${token}]":`,
          mailto(arbitration, `Reject: [${token}]`),
          "",
          'A reply to this message whose subject begins with "Approve:" or "Reject:" does the same. Your mail program must be signed in as you.',
        ];
  const lines = [
    `${sender === "" ? "A server" : sender} has written to ${moderation.name} (${occasion.given}), and you decide whether the message is delivered.`,
    "",
    `Subject: ${mail.subject}`,
    "",
    ...ways,
    "",
    `If nobody decides until ${mailDate(expires)}, the message is not delivered.`,
    "",
  ];
  const whole = mail.size <= snapshot.transportConfig.InternalDsnMaxMessageAttachSize.bytes;
  return letter(occasion, {
    from: arbitration ?? exchangeRecipient(settingsOf(snapshot).defaultDomain),
    sender: arbitration ?? "",
    name: "Message Approval",
    to: moderation.moderators.map((one) => one.address),
    subject: `Approval requested: ${mail.subject}`,
    // The token in the Message-ID comes back in In-Reply-To.
    messageId: `<approval.${token}@${snapshot.server.Fqdn}>`,
    text: lines.join("\r\n"),
    whole,
  });
}

/** How a message ends that nobody approved. */
const endings = {
  rejected: { word: "Rejected", told: "A moderator has not approved it." },
  expired: { word: "Expired", told: "No moderator decided in time." },
  unreached: { word: "Undeliverable", told: "None of the moderators who would have to approve it can be reached." },
} as const;

/** The notice to a sender whose message was rejected, or about which nobody decided in time. */
export function noticeFor(
  snapshot: Snapshot,
  occasion: Occasion,
  ending: { readonly kind: keyof typeof endings; readonly comment?: string },
): Submission {
  const { mail, moderation } = occasion;
  const { word, told } = endings[ending.kind];
  const lines = [
    `${told} Your message to ${moderation.name} (${occasion.given}) was not delivered.`,
    "",
    ...(ending.comment ? ["The moderator says:", ending.comment, ""] : []),
    `Subject: ${mail.subject}`,
    "",
  ];
  return letter(occasion, {
    from: exchangeRecipient(settingsOf(snapshot).defaultDomain),
    sender: "",
    name: "Microsoft Outlook",
    to: [occasion.sender],
    subject: `${word}: ${mail.subject}`,
    messageId: `<${occasion.unique.messageId}@${snapshot.server.Fqdn}>`,
    text: lines.join("\r\n"),
    whole: false,
  });
}

function letter(
  { mail, original, now, unique }: Occasion,
  facts: {
    readonly from: string;
    readonly sender: string;
    readonly name: string;
    readonly to: readonly string[];
    readonly subject: string;
    readonly messageId: string;
    readonly text: string;
    readonly whole: boolean;
  },
): Submission {
  const held = facts.whole ? original : original.subarray(0, new Header(original).size);
  const attached: Part = {
    headers: [
      `Content-Type: ${facts.whole ? "message/rfc822" : "text/rfc822-headers"}`,
      ...(held.some((byte) => byte > 0x7f) ? ["Content-Transfer-Encoding: 8bit"] : []),
    ],
    body: held,
  };
  const body = multipart(unique.boundary, [textPart("text/plain", facts.text), attached]);
  const fields = [
    writeField("From", `${phrase(facts.name)} <${facts.from}>`),
    writeFieldIfFits("To", facts.to.map((to) => `<${to}>`).join(", ")),
    writeField("Date", mailDate(now)),
    writeField("Subject", encodeWords(facts.subject.trim().slice(0, 900))),
    writeField("Message-ID", facts.messageId),
    ...(/^<[!-;=?-~]{1,900}>$/.test(mail.messageId) ? [writeField("References", mail.messageId)] : []),
    writeField("Auto-Submitted", "auto-generated"),
    writeField("MIME-Version", "1.0"),
    `Content-Type: multipart/mixed; boundary="${unique.boundary}"\r\n`,
  ];
  return {
    envelope: {
      sender: facts.sender,
      recipients: facts.to.map((address) => ({ address, notify: ["never"] })),
      body: body.some((byte) => byte > 0x7f) ? "8BITMIME" : "7BIT",
      utf8: [facts.from, ...facts.to].some((address) => /[^\x00-\x7f]/.test(address)),
    },
    content: Buffer.concat([Buffer.from(`${fields.join("")}\r\n`), body]),
    trace: "",
    source: { kind: "APPROVAL", authenticated: true, bypassSizeLimit: true },
    arrived: now,
  };
}

const mailto = (address: string, subject: string) =>
  `<mailto:${encodeURIComponent(address).replace("%40", "@")}?subject=${encodeURIComponent(subject)}>`;
