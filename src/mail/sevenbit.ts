// A message with 8-bit parts made one of ASCII alone, for servers without 8BITMIME (RFC 6152 3, RFC 2045 6.1, RFC 1428).
import { isAscii } from "node:buffer";
import { Header } from "./headers.ts";
import { quotedPrintable } from "./mime.ts";

const deepest = 30;

/**
 * The same message in 7 bits: texts in quoted-printable, all else in base64. Undefined when that cannot be done without
 * changing more than the encoding: 8-bit header fields, and parts that are signed or encrypted as they are (RFC 1847 2.1).
 */
export function toSevenBit(message: Buffer): Buffer | undefined {
  return converted(message, "text/plain", 0);
}

function converted(entity: Buffer, usual: string, depth: number): Buffer | undefined {
  if (isAscii(entity)) return entity;
  const header = new Header(entity);
  const body = entity.subarray(header.bodyStart);
  if (depth > deepest || !isAscii(entity.subarray(0, header.bodyStart))) return undefined;
  const contentType = header.first("Content-Type");
  const type = (contentType ?? usual).split(/[;(\s]/, 1)[0]!.toLowerCase();
  const encoding = (header.first("Content-Transfer-Encoding") ?? "7bit").split(/[;(\s]/, 1)[0]!.toLowerCase();
  // What says that it is encoded and is not cannot be read, so it cannot be written anew.
  if (!["7bit", "8bit", "binary"].includes(encoding)) return undefined;
  if (type.startsWith("multipart/")) {
    if (type === "multipart/signed" || type === "multipart/encrypted") return undefined;
    const boundary = parameterOf(contentType ?? "", "boundary");
    const inner = type === "multipart/digest" ? "message/rfc822" : "text/plain";
    const parts = boundary ? partsConverted(body, boundary, inner, depth) : undefined;
    return parts && Buffer.concat([headOf(header, depth, "7bit"), parts]);
  }
  if (type === "message/rfc822") {
    const within = converted(body, "text/plain", depth + 1);
    return within && Buffer.concat([headOf(header, depth, "7bit"), within]);
  }
  if (type.startsWith("message/")) return undefined;
  if (type.startsWith("text/") && encoding !== "binary") {
    const text = quotedPrintable(body);
    return Buffer.concat([headOf(header, depth, "quoted-printable"), Buffer.from(text, "latin1")]);
  }
  const lines = body.toString("base64").replace(/.{76}(?=.)/g, "$&\r\n");
  return Buffer.concat([headOf(header, depth, "base64"), Buffer.from(`${lines}\r\n`, "latin1")]);
}

/** The header section with another encoding, and what MIME asks for beside it. */
function headOf(header: Header, depth: number, encoding: string): Buffer {
  const pieces = header.fields
    .filter((field) => field.name.toLowerCase() !== "content-transfer-encoding")
    .map((field) => header.content.subarray(field.start, field.end));
  if (depth === 0 && header.count("MIME-Version") === 0) pieces.push(Buffer.from("MIME-Version: 1.0\r\n"));
  // RFC 1428 3: nobody knows in which character set it was written.
  if (depth === 0 && header.count("Content-Type") === 0) {
    pieces.push(Buffer.from("Content-Type: text/plain; charset=unknown-8bit\r\n"));
  }
  pieces.push(Buffer.from(`Content-Transfer-Encoding: ${encoding}\r\n\r\n`));
  return Buffer.concat(pieces);
}

/** The body of a multipart with each of its parts converted; what stands around them must be ASCII already. */
function partsConverted(body: Buffer, boundary: string, usual: string, depth: number): Buffer | undefined {
  const pieces: Buffer[] = [];
  let partStart: number | undefined;
  let done = 0;
  for (const { start, end, last } of delimiters(body, boundary)) {
    const before = body.subarray(partStart ?? done, start);
    const piece = partStart === undefined ? asAscii(before) : converted(before, usual, depth + 1);
    if (piece === undefined) return undefined;
    pieces.push(piece, body.subarray(Math.max(start, done), end));
    done = end;
    partStart = last ? undefined : end;
    if (last) break;
  }
  if (done === 0) return undefined;
  const rest = body.subarray(done);
  const piece = partStart === undefined ? asAscii(rest) : converted(rest, usual, depth + 1);
  return piece && Buffer.concat([...pieces, piece]);
}

const asAscii = (bytes: Buffer) => (isAscii(bytes) ? bytes : undefined);

/** The delimiter lines, each with the CRLF before it, which is its own (RFC 2046 5.1.1). */
function* delimiters(body: Buffer, boundary: string) {
  const mark = `--${boundary}`;
  for (let at = body.indexOf(mark, 0, "latin1"); at >= 0; at = body.indexOf(mark, at + mark.length, "latin1")) {
    if (at > 0 && body[at - 1] !== 0x0a) continue;
    const feed = body.indexOf(0x0a, at);
    const end = feed < 0 ? body.length : feed + 1;
    const rest = body.toString("latin1", at + mark.length, end).trimEnd();
    if (rest === "" || rest === "--") yield { start: Math.max(at - 2, 0), end, last: rest === "--" };
  }
}

/** A parameter of a field such as Content-Type (RFC 2045 5.1). */
function parameterOf(value: string, name: string): string | undefined {
  for (const match of value.matchAll(/;\s*([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*))/g)) {
    if (match[1]!.toLowerCase() === name) return match[2]?.replace(/\\(.)/g, "$1") ?? match[3];
  }
  return undefined;
}
