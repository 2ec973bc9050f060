// A message as the transport knows it: what reception hands over, and what is kept of it until every recipient is settled.
import type { Header } from "../mail/headers.ts";

/** When the sender wants a report (RFC 3461 4.1); "never" stands alone. */
export type Notify = "never" | "success" | "failure" | "delay";

/** One RCPT TO. */
export interface EnvelopeRecipient {
  /** Without angle brackets, as it was given. */
  readonly address: string;
  /** NOTIFY; absent when the parameter was not given (failure, and delay at our choice). */
  readonly notify?: readonly Notify[];
  /** ORCPT as "type;address" with the xtext taken out (RFC 3461 4.2): "rfc822;bob@contoso.com". */
  readonly original?: string;
}

/** MAIL FROM and RCPT TO with their parameters. */
export interface Envelope {
  /** Without angle brackets; "" is the null sender. */
  readonly sender: string;
  readonly recipients: readonly EnvelopeRecipient[];
  /** RET (RFC 3461 4.3): how much of the message a report shall hold. */
  readonly ret?: "FULL" | "HDRS";
  /** ENVID with the xtext taken out (RFC 3461 4.4). */
  readonly envid?: string;
  /** BODY (RFC 6152); "7BIT" when it was not given. */
  readonly body: "7BIT" | "8BITMIME";
  /** Whether MAIL FROM bore SMTPUTF8 (RFC 6531 3.4). */
  readonly utf8: boolean;
  /** Whether MAIL FROM bore REQUIRETLS (RFC 8689 2): it goes over proved TLS to servers that take the same duty, or back. */
  readonly requireTls?: boolean;
}

/** Where a message came from; shown by Get-Message and the tracking log, read by limits and restrictions. */
export interface Source {
  /** "SMTP" by a Receive connector; "DSN" and "APPROVAL" made here; "STOREDRIVER" by a mailbox. */
  readonly kind: "SMTP" | "DSN" | "APPROVAL" | "STOREDRIVER" | "PICKUP";
  /** Identity of the Receive connector: "<server>\\<name>". */
  readonly connector?: string;
  readonly clientAddress?: string;
  /** What the client said in HELO or EHLO. */
  readonly clientName?: string;
  readonly serverAddress?: string;
  /** The identity that proved itself by AUTH: the mailbox's GUID and primary address. */
  readonly user?: { readonly guid: string; readonly address: string };
  /**
   * Whether the mail counts as internal: authenticated, or from a connector with ms-Exch-SMTP-Accept-Authentication-Flag.
   * Drives RequireSenderAuthenticationEnabled and the size limits of recipients.
   */
  readonly authenticated: boolean;
  /** ms-Exch-Bypass-Message-Size-Limit. */
  readonly bypassSizeLimit?: boolean;
  readonly tls?: { readonly protocol: string; readonly cipher: string };
}

/** What reception hands to the pipeline at the end of DATA, after its own checks. */
export interface Submission {
  readonly envelope: Envelope;
  /** Header and body with CRLF line ends, without trace of ours; no bare CR, bare LF or NUL. Never changed afterwards. */
  readonly content: Buffer;
  /** Of the content, where it has been read already. */
  readonly header?: Header;
  /** Our Received field (RFC 5321 4.4), ending in CRLF; stands before `content` wherever the message goes. */
  readonly trace: string;
  readonly source: Source;
  /** Milliseconds since 1970 when the last byte had come. */
  readonly arrived: number;
  /** Why it was taken, a sentence each, for the tracking log. */
  readonly reasons?: readonly string[];
}

/** What `accept` gives back once the message would survive a power cut. */
export interface Accepted {
  /** Of this server; shared by all copies of the message in all queues. */
  readonly internalId: number;
  /** The Message-ID field with its angle brackets; made here when the message had none. */
  readonly messageId: string;
  /** A GUID that stays with the message. */
  readonly networkMessageId: string;
}
