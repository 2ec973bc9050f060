// The header section of a message: read without changing a byte, asked by name, and written folded (RFC 5322 2.2).
import { isAscii } from "node:buffer";

/** One field; offsets are bytes in the message, `end` behind its last CRLF. */
export interface Field {
  /** As it is spelled; "" for a line that is no field. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** The header section of a message in memory. Values are decoded when asked for. */
export class Header {
  readonly content: Buffer;
  readonly fields: readonly Field[];
  /** Bytes of the section, without the empty line behind it; more than `limit` when reading was given up there. */
  readonly size: number;
  /** Where the body begins; the length of the message when there is none. */
  readonly bodyStart: number;
  #byName: Map<string, Field[]> | undefined;

  /** Reads no further than a line behind `limit` bytes, so that a message of nothing but fields costs no more than another. */
  constructor(content: Buffer, limit = Number.POSITIVE_INFINITY) {
    this.content = content;
    const fields: { name: string; start: number; end: number }[] = [];
    let at = 0;
    let bodyStart = -1;
    while (at < content.length && at <= limit) {
      if (content[at] === 0x0d && content[at + 1] === 0x0a) {
        bodyStart = at + 2;
        break;
      }
      const feed = content.indexOf(0x0a, at);
      const end = feed < 0 ? content.length : feed + 1;
      const last = fields[fields.length - 1];
      if ((content[at] === 0x20 || content[at] === 0x09) && last !== undefined) last.end = end;
      else fields.push({ name: nameAt(content, at, end), start: at, end });
      at = end;
    }
    this.fields = fields;
    this.size = at;
    this.bodyStart = bodyStart < 0 ? content.length : bodyStart;
  }

  /** The first value of this name, unfolded and trimmed. */
  first(name: string): string | undefined {
    const field = this.#named(name)[0];
    return field && this.value(field);
  }

  all(name: string): string[] {
    return this.#named(name).map((field) => this.value(field));
  }

  count(name: string): number {
    return this.#named(name).length;
  }

  /** The value of a field: unfolded (RFC 5322 2.2.3), trimmed, UTF-8, or Latin-1 where it is not. */
  value(field: Field): string {
    const from = field.name === "" ? field.start : this.content.indexOf(0x3a, field.start) + 1;
    return decodeText(this.content.subarray(from, field.end)).replace(/\r?\n/g, "").trim();
  }

  #named(name: string): readonly Field[] {
    if (!this.#byName) {
      this.#byName = new Map();
      for (const field of this.fields) {
        const folded = field.name.toLowerCase();
        const known = this.#byName.get(folded);
        if (known) known.push(field);
        else this.#byName.set(folded, [field]);
      }
    }
    return this.#byName.get(name.toLowerCase()) ?? [];
  }
}

/** The field name of a line: printable ASCII but colon, then a colon; blanks before it are obsolete (RFC 5322 4.5). */
function nameAt(content: Buffer, start: number, end: number): string {
  let at = start;
  while (at < end && content[at]! > 0x20 && content[at]! < 0x7f && content[at] !== 0x3a) at++;
  const nameEnd = at;
  while (at < end && (content[at] === 0x20 || content[at] === 0x09)) at++;
  return content[at] === 0x3a ? content.toString("latin1", start, nameEnd) : "";
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Text of bytes that should be UTF-8 and may be Latin-1. */
export function decodeText(bytes: Buffer): string {
  // Most is ASCII, which is read ten times as fast.
  if (isAscii(bytes)) return bytes.toString("latin1");
  try {
    return utf8.decode(bytes);
  } catch {
    return bytes.toString("latin1");
  }
}

/**
 * One field ready to send: "Name: value" folded at blanks to 78 columns where it can be, ended by CRLF.
 * Throws when the value or name would inject a line; RFC 5322 2.1.1 limits a line to 998 octets.
 */
export function writeField(name: string, value: string): string {
  if (!/^[!-9;-~]+$/.test(name)) throw new Error(`'${name}' is not a header field name.`);
  if (/[\x00-\x08\x0a-\x1f\x7f]/.test(value)) throw new Error(`The value of ${name} holds a control character.`);
  const lines: string[] = [];
  let line = `${name}:`;
  let words = 0;
  for (const word of value.trim().split(" ")) {
    if (words > 0 && line.length + 1 + word.length > 78) {
      lines.push(line);
      line = "";
      words = 0;
    }
    line += ` ${word}`;
    words++;
  }
  lines.push(line);
  if (lines.some((one) => Buffer.byteLength(one) > 998))
    throw new Error(`The value of ${name} is too long for a line.`);
  return `${lines.join("\r\n")}\r\n`;
}

/** The field, or nothing where a word of its value is longer than any line may be: for fields that a message can do without. */
export function writeFieldIfFits(name: string, value: string): string {
  return value.split(" ").some((word) => Buffer.byteLength(word) > 900) ? "" : writeField(name, value);
}

/** Text with its encoded words decoded (RFC 2047); what cannot be decoded stays as it is. */
export function decodeWords(text: string): string {
  if (!text.includes("=?")) return text;
  let behindWord = -1;
  let result = "";
  let at = 0;
  for (const match of text.matchAll(/=\?([^?\s]{1,60})\?([bBqQ])\?([^?\s]{0,1000})\?=/g)) {
    const between = text.slice(at, match.index);
    // Blanks between two encoded words are not shown (RFC 2047 6.2).
    if (!(behindWord === at && between.trim() === "")) result += between;
    result += decodeWord(match[1]!, match[2]!, match[3]!) ?? match[0];
    at = match.index + match[0].length;
    behindWord = at;
  }
  return result + text.slice(at);
}

function decodeWord(charset: string, encoding: string, encoded: string): string | undefined {
  const bytes =
    encoding.toLowerCase() === "b"
      ? Buffer.from(encoded, "base64")
      : Buffer.from(
          encoded
            .replaceAll("_", " ")
            .replace(/=([0-9A-Fa-f]{2})/g, (_, hex) => String.fromCharCode(Number(`0x${hex}`))),
          "latin1",
        );
  try {
    // RFC 2231 5 lets a language follow the charset: "utf-8*en".
    return new TextDecoder(charset.split("*")[0]).decode(bytes).replace(/[\r\n\0]/g, " ");
  } catch {
    return undefined;
  }
}

/** The message without the fields of these names, in lower case; the same buffer when it has none. */
export function without(header: Header, names: readonly string[]): Buffer {
  const gone = header.fields.filter((field) => names.includes(field.name.toLowerCase()));
  if (gone.length === 0) return header.content;
  const pieces: Buffer[] = [];
  let at = 0;
  for (const field of gone) {
    pieces.push(header.content.subarray(at, field.start));
    at = field.end;
  }
  pieces.push(header.content.subarray(at));
  return Buffer.concat(pieces);
}
