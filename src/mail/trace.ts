// The trace a server leaves on a message: Received, and what a submission lacks (RFC 5321 4.4, RFC 6409 8).
import { type Address, literalOf, parseDomain, parseLiteral, printAddress } from "./address.ts";
import { mailDate } from "./date.ts";
import { type Header, writeField } from "./headers.ts";

/** What a Received header says. */
export interface Hop {
  /** The name given in EHLO, as it came. */
  readonly hello: string;
  /** The peer's IP address. */
  readonly clientAddress: string;
  /** Our name and IP address. */
  readonly server: string;
  readonly serverAddress: string;
  readonly extended: boolean;
  readonly tls?: { readonly protocol: string; readonly cipher: string } | undefined;
  readonly authenticated: boolean;
  readonly utf8: boolean;
  readonly id: string;
  /** Named only when there is exactly one, so that no recipient learns of another (RFC 5321 7.2). */
  readonly recipient?: Address | undefined;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** The Received field of one hop, ended by CRLF (RFC 5321 4.4). */
export function receivedField(hop: Hop): string {
  const literal = literalOf(hop.clientAddress);
  const name = parseDomain(hop.hello) ?? parseLiteral(hop.hello);
  const said = name === undefined && hop.hello !== "" ? ` (HELO ${hop.hello.replace(/[^A-Za-z0-9._:-]/g, "?")})` : "";
  const parts = [
    `from ${name === undefined ? `${literal}${said}` : `${name} (${literal})`}`,
    `by ${hop.server} (${literalOf(hop.serverAddress)})`,
    `with ${protocolOf(hop)}${hop.tls ? ` (version=${hop.tls.protocol} cipher=${hop.tls.cipher})` : ""}`,
    `id ${hop.id}`,
    ...(hop.recipient ? [`for <${printAddress(hop.recipient)}>`] : []),
  ];
  return `Received: ${parts.join("\r\n\t")};\r\n\t${mailDate(hop.at)}\r\n`;
}

/** The "with" keyword (RFC 3848, RFC 6531 4.3). */
export function protocolOf(hop: Pick<Hop, "extended" | "tls" | "authenticated" | "utf8">): string {
  const base = hop.utf8 ? "UTF8SMTP" : hop.extended ? "ESMTP" : "SMTP";
  return base === "SMTP" ? base : `${base}${hop.tls ? "S" : ""}${hop.authenticated ? "A" : ""}`;
}

/** How many servers the message has passed: its Received fields (RFC 5321 6.3). */
export function hopCount(header: Header): number {
  return header.count("Received");
}

/** How often this very server is among them: what MaxLocalHopCount limits. */
export function localHopCount(header: Header, server: string): number {
  const mark = ` by ${server.toLowerCase()} `;
  return header
    .all("Received")
    .filter((value) => value.slice(0, 2000).toLowerCase().replace(/\s+/g, " ").includes(mark)).length;
}

/** The Message-ID with its angle brackets, or undefined when there is none that can be used. */
export function messageIdOf(header: Header): string | undefined {
  const value = header.first("Message-ID");
  if (value === undefined) return undefined;
  const open = value.indexOf("<");
  const close = value.indexOf(">", open);
  if (open < 0 || close < 0 || close - open > 900) return undefined;
  const id = value.slice(open, close + 1).replace(/[^!-~]/g, "");
  return id.length > 2 ? id : undefined;
}

/** A new Message-ID from a unique text and our name. */
export function makeMessageId(unique: string, server: string): string {
  return `<${unique.replaceAll("-", "")}@${server}>`;
}

/**
 * The fields that a message needs and lacks, for its front: Message-ID always, Date for a submission.
 * `messageId` is what to add when there is none.
 */
export function missingFields(header: Header, messageId: string, at: number, submission: boolean): string {
  let fields = "";
  if (messageIdOf(header) === undefined) fields += writeField("Message-ID", messageId);
  if (submission && header.count("Date") === 0) fields += writeField("Date", mailDate(at));
  return fields;
}
