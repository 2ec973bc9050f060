// DER as PKCS #12 needs it: values written, and read again within bounds (ITU-T X.690).

/** One value: its tag octet, and what it holds. */
export interface Value {
  readonly tag: number;
  readonly content: Buffer;
  /** The whole value with tag and length. */
  readonly whole: Buffer;
}

export const tags = {
  integer: 0x02,
  octets: 0x04,
  nothing: 0x05,
  oid: 0x06,
  bmp: 0x1e,
  sequence: 0x30,
  set: 0x31,
  /** [0] with values inside, and without. */
  first: 0xa0,
  firstPlain: 0x80,
} as const;

/** Values deeper than this in each other are no key store. */
const deepest = 40;

export function write(tag: number, ...content: readonly Buffer[]): Buffer {
  const length = content.reduce((sum, one) => sum + one.length, 0);
  const octets: number[] = [];
  for (let left = length; left > 0; left = Math.floor(left / 256)) octets.unshift(left % 256);
  const head = length < 128 ? [tag, length] : [tag, 0x80 | octets.length, ...octets];
  return Buffer.concat([Buffer.from(head), ...content]);
}

export const sequence = (...content: readonly Buffer[]): Buffer => write(tags.sequence, ...content);
export const octets = (content: Buffer): Buffer => write(tags.octets, content);

/** A whole number from 0 to 2^48. */
export function integer(value: number): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex");
  return write(tags.integer, bytes[0]! & 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes);
}

/** An object identifier such as "1.2.840.113549.1.7.1". */
export function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split(".").map(Number);
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const septets = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128))
      septets.unshift((left % 128) | 0x80);
    bytes.push(...septets);
  }
  return write(tags.oid, Buffer.from(bytes));
}

/** Reads the one value that the bytes begin with; throws an Error when they are none. Lengths may be indefinite (BER). */
export function read(bytes: Buffer, depth = 0): Value {
  if (depth > deepest || bytes.length < 2 || (bytes[0]! & 0x1f) === 0x1f) throw new Error("This is not DER.");
  const tag = bytes[0]!;
  const short = bytes[1]!;
  if (short === 0x80) {
    let at = 2;
    while (!(bytes[at] === 0 && bytes[at + 1] === 0)) at += read(bytes.subarray(at), depth + 1).whole.length;
    return { tag, content: bytes.subarray(2, at), whole: bytes.subarray(0, at + 2) };
  }
  const count = short < 0x80 ? 0 : short & 0x7f;
  if (count > 4) throw new Error("This is not DER.");
  const length = count === 0 ? short : bytes.readUIntBE(2, count);
  const end = 2 + count + length;
  if (end > bytes.length) throw new Error("This is not DER.");
  return { tag, content: bytes.subarray(2 + count, end), whole: bytes.subarray(0, end) };
}

/** The values inside one. */
export function parts({ content }: Pick<Value, "content">): Value[] {
  const found: Value[] = [];
  for (let at = 0; at < content.length; ) {
    const value = read(content.subarray(at));
    found.push(value);
    at += value.whole.length;
  }
  return found;
}

/** The bytes of an octet string, also of one in pieces. */
export function bytesOf(value: Value): Buffer {
  return value.tag & 0x20 ? Buffer.concat(parts(value).map(bytesOf)) : value.content;
}

/** The text of an object identifier. */
export function oidOf({ content }: Value): string {
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of content) {
    arc = arc * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      arcs.push(arc);
      arc = 0;
    }
  }
  const [head = 0, ...rest] = arcs;
  const first = Math.min(2, Math.floor(head / 40));
  return [first, head - first * 40, ...rest].join(".");
}

/** A whole number of at most six octets. */
export function numberOf({ content }: Value): number {
  if (content.length === 0 || content.length > 6) throw new Error("This is not a number.");
  return content.readUIntBE(0, content.length);
}
