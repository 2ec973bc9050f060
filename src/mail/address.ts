// Mail addresses as SMTP carries them: read, printed and compared (RFC 5321 4.1.2 and 4.1.3, RFC 6531 3.3).
import { domainToASCII } from "node:url";
import ipaddr from "ipaddr.js";

/** A mailbox. Two that print alike after {@link addressKey} are the same for us. */
export interface Address {
  /** The local part as it is meant, without quotes and backslashes. */
  readonly local: string;
  /** In lower case and A-labels, or a literal: "contoso.com", "[192.0.2.1]", "[IPv6:2001:db8::1]"; "" for a bare postmaster. */
  readonly domain: string;
}

/** The longest address in octets. RFC 5321 4.5.3.1.3 asks for 254; Exchange takes 571 and, with long addresses, 1860. */
export const addressLimit = 571;
export const longAddressLimit = 1860;

/** Reads "local@domain" and nothing around it; undefined when it is no address. `limit` counts octets. */
export function parseAddress(text: string, limit: number = addressLimit): Address | undefined {
  if (text.length > limit) return undefined;
  const plain = readPlain(text);
  if (plain) return plain;
  const scan = { text, at: 0 };
  const address = scanMailbox(scan);
  return address && scan.at === text.length && fits(text, limit) ? address : undefined;
}

/** What stands in MAIL FROM and RCPT TO: an address, `null` for "<>", and where it ended. */
export interface Path {
  readonly address: Address | null;
  /** Offset of the first character behind ">". */
  readonly end: number;
}

/**
 * Reads a path at the start of `text`. A source route is taken and dropped (RFC 5321 4.1.1.3, appendix C). A local
 * part alone is an address only for postmaster (4.5.1), and with `bareNames` for everybody; its domain then is "".
 */
export function parsePath(text: string, limit: number = addressLimit, bareNames = false): Path | undefined {
  const close = text.indexOf(">");
  const plain = text[0] === "<" && close > 0 && close - 1 <= limit ? readPlain(text.slice(1, close)) : undefined;
  if (plain) return { address: plain, end: close + 1 };
  const scan = { text, at: 0 };
  if (text[scan.at++] !== "<") return undefined;
  if (text[scan.at] === ">") return { address: null, end: 2 };
  if (text[scan.at] === "@" && !skipRoute(scan)) return undefined;
  const start = scan.at;
  const postmaster = /^postmaster>/i.test(text.slice(start, start + 11));
  if (postmaster) scan.at = start + 10;
  const address = postmaster
    ? { local: text.slice(start, scan.at), domain: "" }
    : ((bareNames ? scanBare(scan) : undefined) ?? scanMailbox(scan));
  if (!address || text[scan.at] !== ">" || !fits(text.slice(start, scan.at), limit)) return undefined;
  return { address, end: scan.at + 1 };
}

/** "local@domain", quoted only where it must be; reading it again gives an equal address. */
export function printAddress(address: Address): string {
  const local = isDotString(address.local) ? address.local : `"${address.local.replace(/["\\]/g, "\\$&")}"`;
  return address.domain === "" ? local : `${local}@${address.domain}`;
}

/** The text by which addresses are compared: case folded, Unicode composed. Local parts compare without case, as Exchange does. */
export function addressKey(address: Address): string {
  return printAddress({ local: address.local.normalize("NFC").toLowerCase(), domain: address.domain });
}

/** The comparison key of a text, or undefined when it is no address. */
export function keyOfAddress(text: string): string | undefined {
  const address = parseAddress(text, longAddressLimit);
  return address && addressKey(address);
}

/** True for an address that only a server with SMTPUTF8 can be told (RFC 6531 3.5). */
export function needsUtf8(address: Address): boolean {
  return !isAscii(address.local);
}

/**
 * A domain in lower case and A-labels; undefined when it is none. Non-ASCII labels go through UTS 46.
 * Only names: literals have {@link parseLiteral}.
 */
export function parseDomain(text: string): string | undefined {
  if (text.length === 0 || text.length > 255) return undefined;
  let name = text.toLowerCase();
  if (!isAscii(text)) {
    // The converter also knows URL syntax (percent signs, numbers as addresses); nothing of it may get there.
    for (const character of text) {
      if (character < "\x80" ? !/[A-Za-z0-9.-]/.test(character) : !isPlainUnicode(character)) return undefined;
    }
    name = domainToASCII(text);
  }
  if (name.length === 0 || name.length > 255) return undefined;
  const labels = name.split(".");
  if (!labels.every((label) => label.length <= 63 && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(label))) return undefined;
  return /^[0-9]+$/.test(labels[labels.length - 1]!) ? undefined : name;
}

/** A domain, "*", or a domain behind "*.", in lower case and A-labels; what is none of them only in lower case. */
export function toALabels(pattern: string): string {
  const stars = pattern.startsWith("*.") ? "*." : "";
  return stars + (parseDomain(pattern.slice(stars.length)) ?? pattern.slice(stars.length).toLowerCase());
}

/** An address literal in its canonical spelling (RFC 5321 4.1.3); undefined when it is none. */
export function parseLiteral(text: string): string | undefined {
  if (!text.startsWith("[") || !text.endsWith("]") || text.length > 60) return undefined;
  const inner = text.slice(1, -1);
  if (ipaddr.IPv4.isValidFourPartDecimal(inner)) return `[${inner}]`;
  if (!/^IPv6:[0-9a-f:.]+$/i.test(inner) || !ipaddr.IPv6.isValid(inner.slice(5))) return undefined;
  return `[IPv6:${ipaddr.IPv6.parse(inner.slice(5)).toString()}]`;
}

/** The literal for an IP address: "[192.0.2.1]", "[IPv6:2001:db8::1]". */
export function literalOf(ip: string): string {
  return ip.includes(":") ? `[IPv6:${ip}]` : `[${ip}]`;
}

/** What most addresses are: the scanner says the same of them, sign by sign. Each sign can be read in one way only. */
const plainMailbox = /^([A-Za-z0-9_+=-]+(?:\.[A-Za-z0-9_+=-]+)*)@([A-Za-z0-9.-]+)$/;

function readPlain(text: string): Address | undefined {
  const found = plainMailbox.exec(text);
  const domain = found === null ? undefined : parseDomain(found[2]!);
  return domain === undefined ? undefined : { local: found![1]!, domain };
}

const plainLocal = /^[A-Za-z0-9_+=-]+(?:\.[A-Za-z0-9_+=-]+)*$/;

interface Scan {
  readonly text: string;
  at: number;
}

/** A local part and nothing more, up to ">". */
function scanBare(scan: Scan): Address | undefined {
  const start = scan.at;
  const local = scan.text[start] === '"' ? scanQuoted(scan) : scanDotString(scan);
  if (local !== undefined && scan.text[scan.at] === ">") return { local, domain: "" };
  scan.at = start;
  return undefined;
}

/** Mailbox = Local-part "@" ( Domain / address-literal ) */
function scanMailbox(scan: Scan): Address | undefined {
  const local = scan.text[scan.at] === '"' ? scanQuoted(scan) : scanDotString(scan);
  if (local === undefined || scan.text[scan.at] !== "@") return undefined;
  scan.at++;
  const domain = scanDomain(scan);
  return domain === undefined ? undefined : { local, domain };
}

function scanDotString(scan: Scan): string | undefined {
  const start = scan.at;
  while (scan.at < scan.text.length && (isAtext(scan.text[scan.at]!) || scan.text[scan.at] === ".")) scan.at++;
  const local = scan.text.slice(start, scan.at);
  return isDotString(local) ? local : undefined;
}

/** Quoted-string = DQUOTE *( qtextSMTP / quoted-pairSMTP ) DQUOTE */
function scanQuoted(scan: Scan): string | undefined {
  const { text } = scan;
  const start = ++scan.at;
  let plain = "";
  let from = start;
  while (scan.at < text.length) {
    const character = text[scan.at]!;
    if (character === '"') {
      plain += text.slice(from, scan.at++);
      return plain.length > 0 && isWellFormed(plain) ? plain : undefined;
    }
    if (character === "\\") {
      plain += text.slice(from, scan.at++);
      from = scan.at;
      if (scan.at >= text.length || text[scan.at]! < " " || text[scan.at]! > "~") return undefined;
    } else if (character < " " || character === "\x7f" || (character > "~" && !isPlainUnicode(character))) {
      return undefined;
    }
    scan.at++;
  }
  return undefined;
}

function scanDomain(scan: Scan): string | undefined {
  const { text } = scan;
  const start = scan.at;
  if (text[start] === "[") {
    const close = text.indexOf("]", start);
    if (close < 0 || close - start > 60) return undefined;
    scan.at = close + 1;
    return parseLiteral(text.slice(start, scan.at));
  }
  while (scan.at < text.length && !/[\s<>@,:;"()[\]\\]/.test(text[scan.at]!)) scan.at++;
  return parseDomain(text.slice(start, scan.at));
}

/** A-d-l = At-domain *( "," At-domain ), ended by ":" */
function skipRoute(scan: Scan): boolean {
  do {
    if (scan.text[scan.at] === ",") scan.at++;
    if (scan.text[scan.at++] !== "@") return false;
    if (scanDomain(scan) === undefined) return false;
  } while (scan.text[scan.at] === ",");
  return scan.text[scan.at++] === ":";
}

function isDotString(text: string): boolean {
  if (plainLocal.test(text)) return true;
  if (text.length === 0 || text.startsWith(".") || text.endsWith(".") || text.includes("..")) return false;
  for (const unit of text) if (unit !== "." && !isAtext(unit)) return false;
  return isWellFormed(text);
}

/** atext of RFC 5322 3.2.3 with the UTF-8 of RFC 6532 3.2. Takes a UTF-16 unit or a whole character. */
function isAtext(character: string): boolean {
  if (character > "~") return character !== "\x7f" && isPlainUnicode(character);
  return /[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]/.test(character);
}

/** Not a control, line end, blank or invisible mark: those serve only to deceive readers and parsers. */
function isPlainUnicode(character: string): boolean {
  return !/[\x80-\xa0\u00ad]|\u034f|[\u061c\u1680\u180e\u2000-\u200b\u200e\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ufff0-\uffff]/.test(
    character,
  );
}

/** No half of a surrogate pair alone. */
function isWellFormed(text: string): boolean {
  return !/[\ud800-\udfff]/u.test(text);
}

function isAscii(text: string): boolean {
  return /^[\x00-\x7f]*$/.test(text);
}

function fits(text: string, limit: number): boolean {
  return Buffer.byteLength(text) <= limit;
}
