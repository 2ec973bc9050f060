// Writing MIME: parts of text, multiparts, words of header fields (RFC 2045, 2046, 2047).

const plainAscii = /^[\t\x20-\x7e]*$/;

/** A header value in ASCII: text beyond it becomes encoded words of at most 75 characters (RFC 2047 2). */
export function encodeWords(text: string): string {
  const clean = text.replace(/[\x00-\x08\x0a-\x1f\x7f]+/g, " ");
  if (plainAscii.test(clean) && !clean.includes("=?")) return clean;
  const words: string[] = [];
  let piece = "";
  let bytes = 0;
  for (const character of clean) {
    const size = Buffer.byteLength(character);
    if (bytes + size > 45) {
      words.push(piece);
      piece = "";
      bytes = 0;
    }
    piece += character;
    bytes += size;
  }
  words.push(piece);
  return words.map((word) => `=?utf-8?B?${Buffer.from(word).toString("base64")}?=`).join(" ");
}

/** A display name before an address: a word, a quoted string, or encoded words (RFC 5322 3.2.5). */
export function phrase(name: string): string {
  const encoded = encodeWords(name);
  if (encoded !== name) return encoded;
  return /^[A-Za-z0-9 !#$%&'*+\-/=?^_`{|}~]*$/.test(name) ? name : `"${name.replace(/["\\]/g, "\\$&")}"`;
}

/** Text in quoted-printable with lines of at most 76 characters (RFC 2045 6.7); line ends are CRLF, letters UTF-8. */
export function quotedPrintable(text: string | Buffer): string {
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  const lines: string[] = [];
  for (let at = 0; at <= bytes.length; ) {
    const feed = bytes.indexOf(0x0a, at);
    const end = feed < 0 ? bytes.length : feed > at && bytes[feed - 1] === 0x0d ? feed - 1 : feed;
    lines.push(quotedLine(bytes.subarray(at, end)));
    if (feed < 0) break;
    at = feed + 1;
  }
  return lines.join("\r\n");
}

function quotedLine(bytes: Buffer): string {
  let line = "";
  let column = 0;
  bytes.forEach((byte, at) => {
    const blankAtEnd = (byte === 0x20 || byte === 0x09) && at === bytes.length - 1;
    const plain = ((byte >= 0x20 && byte <= 0x7e && byte !== 0x3d) || byte === 0x09) && !blankAtEnd;
    const piece = plain ? String.fromCharCode(byte) : `=${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    if (column + piece.length > 75) {
      line += "=\r\n";
      column = 0;
    }
    line += piece;
    column += piece.length;
  });
  return line;
}

/** A part of a multipart: its header lines, each without CRLF, and its body. */
export interface Part {
  readonly headers: readonly string[];
  readonly body: Buffer | string;
}

/** A text part in UTF-8. */
export function textPart(type: "text/plain" | "text/html", text: string): Part {
  return {
    headers: [`Content-Type: ${type}; charset="utf-8"`, "Content-Transfer-Encoding: quoted-printable"],
    body: quotedPrintable(text),
  };
}

/** The body of a multipart; `boundary` must not occur in the parts (RFC 2046 5.1.1). */
export function multipart(boundary: string, parts: readonly Part[]): Buffer {
  const pieces: Buffer[] = [];
  for (const part of parts) {
    pieces.push(Buffer.from(`--${boundary}\r\n${part.headers.map((line) => `${line}\r\n`).join("")}\r\n`));
    pieces.push(typeof part.body === "string" ? Buffer.from(part.body) : part.body, Buffer.from("\r\n"));
  }
  pieces.push(Buffer.from(`--${boundary}--\r\n`));
  return Buffer.concat(pieces);
}

/** Text for HTML. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
