// [Text.Encoding] and bytes as scripts see them.
import { asList, isList, typed } from "../collections.ts";
import { MemberError, members, type NetType, registerTypes } from "../nettype.ts";
import { type AnyNumber, whole } from "../numbers.ts";
import { toText } from "../text.ts";
import { intOf } from "./strings.ts";

/** Bytes of a list of numbers, a Buffer or text. */
export function bytesOf(value: unknown): Buffer {
  if (Buffer.isBuffer(value)) return value;
  return Buffer.from(asList(value).map((byte) => intOf(byte) & 255));
}

/** [byte[]] as scripts see it. */
export function byteList(bytes: Uint8Array): AnyNumber[] {
  return typed(
    "System.Byte",
    Array.from(bytes, (byte) => whole("Byte", byte)),
  );
}

/** [Text.Encoding]::UTF8 and its kin. */
export class Encoding {
  readonly name: string;
  readonly codec: "utf8" | "utf16le" | "utf16be" | "ascii" | "latin1";

  constructor(name: string, codec: Encoding["codec"]) {
    this.name = name;
    this.codec = codec;
    Object.freeze(this);
  }

  encode(text: string): Buffer {
    if (this.codec === "ascii") return Buffer.from(text.replace(/[^\x00-\x7f]/gu, "?"), "latin1");
    if (this.codec === "utf16be") return Buffer.from(text, "utf16le").swap16();
    return Buffer.from(text, this.codec);
  }

  decode(bytes: Buffer): string {
    if (this.codec === "ascii") return bytes.toString("latin1").replace(/[\x80-\xff]/g, "?");
    if (this.codec === "utf16be")
      return Buffer.from(bytes.subarray(0, bytes.length & ~1))
        .swap16()
        .toString("utf16le");
    return bytes.toString(this.codec);
  }

  toString(): string {
    return "System.Text.Encoding";
  }
}

export const encodings: Readonly<Record<string, Encoding>> = {
  UTF8: new Encoding("utf-8", "utf8"),
  Unicode: new Encoding("utf-16", "utf16le"),
  BigEndianUnicode: new Encoding("utf-16BE", "utf16be"),
  ASCII: new Encoding("us-ascii", "ascii"),
  Latin1: new Encoding("iso-8859-1", "latin1"),
  Default: new Encoding("utf-8", "utf8"),
};

/** The encoding of a name as Get-Content and GetEncoding take it; undefined for one that is not known here. */
export function encodingNamed(name: string): Encoding | undefined {
  const key = name.toLowerCase().replaceAll(/[-_]/g, "");
  return Object.entries(encodings).find(
    ([word, encoding]) => word.toLowerCase() === key || encoding.name.toLowerCase().replaceAll("-", "") === key,
  )?.[1];
}

const encodingType: NetType = {
  name: "System.Text.Encoding",
  holds: (value) => value instanceof Encoding,
  convert: (value) => value,
  members: members<Encoding>({
    get: { WebName: (self) => self.name, BodyName: (self) => self.name, EncodingName: (self) => self.name },
    call: {
      GetBytes: (self, [text]) =>
        byteList(
          self.encode(
            isList(text)
              ? asList(text)
                  .map((item) => toText(item))
                  .join("")
              : toText(text),
          ),
        ),
      GetString: (self, [bytes, start, count]) => {
        const all = bytesOf(bytes);
        return self.decode(start === undefined ? all : all.subarray(intOf(start), intOf(start) + intOf(count)));
      },
      GetByteCount: (self, [text]) => self.encode(toText(text)).length,
      GetCharCount: (self, [bytes]) => self.decode(bytesOf(bytes)).length,
    },
  }),
  statics: members({
    get: Object.fromEntries(Object.entries(encodings).map(([name, encoding]) => [name, () => encoding])),
    call: {
      GetEncoding: (_, [name]) => {
        const found = encodingNamed(toText(name));
        if (!found) throw new MemberError(`'${toText(name)}' is not a supported encoding name.`);
        return found;
      },
    },
  }),
};

registerTypes(encodingType);
