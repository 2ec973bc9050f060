// ByteQuantifiedSize, Exchange's kind for sizes: "35 MB (36,700,160 bytes)".
import { ConversionError, type Type } from "./type.ts";

const units = ["B", "KB", "MB", "GB", "TB"] as const;

export class ByteQuantifiedSize {
  readonly bytes: number;

  constructor(bytes: number) {
    this.bytes = bytes;
    Object.freeze(this);
  }

  /** The largest unit of which there is at least one, four significant digits, and the bytes in full. */
  toString(): string {
    let unit = 0;
    while (unit < units.length - 1 && this.bytes >= 1024 ** (unit + 1)) unit++;
    const amount = Number((this.bytes / 1024 ** unit).toPrecision(4));
    return `${amount} ${units[unit]} (${this.bytes.toLocaleString("en-US")} bytes)`;
  }
}

/** Reads "35MB", "1.5 GB", "36700160", "35 MB (36,700,160 bytes)"; undefined when it is no size. */
export function parseByteSize(text: string): ByteQuantifiedSize | undefined {
  const full = /^\s*[\d.]+ ?[KMGT]?B \(([\d,]+) bytes\)\s*$/i.exec(text);
  if (full?.[1]) return new ByteQuantifiedSize(Number(full[1].replaceAll(",", "")));
  const short = /^\s*(\d{1,18}(?:\.\d{1,6})?)\s?(B|KB|MB|GB|TB)?\s*$/i.exec(text);
  if (!short?.[1]) return undefined;
  const power = units.indexOf((short[2] ?? "B").toUpperCase() as (typeof units)[number]);
  const bytes = Math.round(Number(short[1]) * 1024 ** power);
  return Number.isSafeInteger(bytes) ? new ByteQuantifiedSize(bytes) : undefined;
}

export const byteSize: Type<ByteQuantifiedSize> = {
  name: "ByteQuantifiedSize",
  convert(value) {
    if (value instanceof ByteQuantifiedSize) return value;
    if (typeof value === "number" && value >= 0 && Number.isSafeInteger(value)) return new ByteQuantifiedSize(value);
    const parsed = parseByteSize(String(value));
    if (!parsed) {
      throw new ConversionError(
        `'${String(value)}' is not a size. Write a number with B, KB, MB, GB or TB, for example 35MB.`,
      );
    }
    return parsed;
  },
  show: (value) => value.toString(),
  encode: (value) => value.bytes,
  decode: (json) => new ByteQuantifiedSize(Number(json)),
  compare: (a, b) => a.bytes - b.bytes,
  key: (value) => value.bytes.toString(16).padStart(14, "0"),
};
