// [Text.Encoding] and bytes as scripts see them: Unicode, ASCII and the code pages of one byte by name or number.
import { asList, isList, typed } from "../collections.ts";
import { MemberError, members, type NetType, registerTypes } from "../nettype.ts";
import { type AnyNumber, isNumber, toNumber, whole } from "../numbers.ts";
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

type Codec = "utf8" | "utf16le" | "utf16be" | "utf32le" | "utf32be" | "ascii" | "latin1" | "page";

/** [Text.Encoding]::UTF8 and its kin. */
export class Encoding {
  /** The name that mail and the web use. */
  readonly name: string;
  readonly codec: Codec;
  readonly codePage: number;
  readonly title: string;
  /** Whether files that are written begin with its mark. */
  readonly marked: boolean;

  constructor(name: string, codec: Codec, codePage: number, title: string, marked = false) {
    this.name = name;
    this.codec = codec;
    this.codePage = codePage;
    this.title = title;
    this.marked = marked;
    Object.freeze(this);
  }

  encode(text: string): Buffer {
    switch (this.codec) {
      case "ascii":
        return Buffer.from(text.replace(/[^\x00-\x7f]/gu, "?"), "latin1");
      case "latin1":
        return Buffer.from(text.replace(/[^\x00-\xff]/gu, "?"), "latin1");
      case "utf16be":
        return Buffer.from(text, "utf16le").swap16();
      case "utf32le":
      case "utf32be":
        return wide(text, this.codec === "utf32be");
      case "page":
        return Buffer.from(Array.from(text, (char) => placesOf(this.name).get(char) ?? 63));
      default:
        return Buffer.from(text, this.codec);
    }
  }

  decode(bytes: Buffer): string {
    switch (this.codec) {
      case "ascii":
        return bytes.toString("latin1").replace(/[\x80-\xff]/g, "\ufffd");
      case "utf16be":
        return Buffer.from(bytes.subarray(0, bytes.length & ~1))
          .swap16()
          .toString("utf16le");
      case "utf32le":
      case "utf32be":
        return narrow(bytes, this.codec === "utf32be");
      case "page": {
        const letters = lettersOf(this.name);
        return Array.from(bytes, (byte) => letters[byte]).join("");
      }
      default:
        return bytes.toString(this.codec);
    }
  }

  /** The bytes that a file of this encoding begins with, where it is marked. */
  get mark(): Buffer {
    return this.marked ? this.encode("\ufeff") : Buffer.alloc(0);
  }

  toString(): string {
    return "System.Text.Encoding";
  }
}

function wide(text: string, big: boolean): Buffer {
  const points = Array.from(text, (char) => char.codePointAt(0) as number);
  const bytes = Buffer.alloc(points.length * 4);
  for (const [i, point] of points.entries()) {
    if (big) bytes.writeUInt32BE(point, i * 4);
    else bytes.writeUInt32LE(point, i * 4);
  }
  return bytes;
}

function narrow(bytes: Buffer, big: boolean): string {
  let text = "";
  for (let i = 0; i + 4 <= bytes.length; i += 4) {
    const point = big ? bytes.readUInt32BE(i) : bytes.readUInt32LE(i);
    text += point > 0x10ffff ? "\ufffd" : String.fromCodePoint(point);
  }
  return text;
}

/** The upper half of windows-1252 where it differs from Latin 1; what is empty there stays a control. */
const western = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";

const letters = new Map<string, readonly string[]>();
const places = new Map<string, ReadonlyMap<string, number>>();

/** The 256 letters of a code page. */
function lettersOf(name: string): readonly string[] {
  let list = letters.get(name);
  if (!list) {
    const all = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    const text =
      name === "windows-1252"
        ? all.toString("latin1").replace(/[\x80-\x9f]/g, (char) => western[char.charCodeAt(0) - 0x80] as string)
        : new TextDecoder(name, { ignoreBOM: true }).decode(all);
    list = text.split("");
    letters.set(name, list);
  }
  return list;
}

function placesOf(name: string): ReadonlyMap<string, number> {
  let map = places.get(name);
  if (!map) {
    map = new Map(lettersOf(name).map((letter, i) => [letter, i]));
    places.set(name, map);
  }
  return map;
}

const utf8 = new Encoding("utf-8", "utf8", 65001, "Unicode (UTF-8)", true);
/** What .NET writes text files in when nothing is said. */
export const plainUtf8 = new Encoding("utf-8", "utf8", 65001, "Unicode (UTF-8)");

export const encodings: Readonly<Record<string, Encoding>> = {
  UTF8: utf8,
  Unicode: new Encoding("utf-16", "utf16le", 1200, "Unicode", true),
  BigEndianUnicode: new Encoding("utf-16BE", "utf16be", 1201, "Unicode (Big-Endian)", true),
  UTF32: new Encoding("utf-32", "utf32le", 12000, "Unicode (UTF-32)", true),
  ASCII: new Encoding("us-ascii", "ascii", 20127, "US-ASCII"),
  Latin1: new Encoding("iso-8859-1", "latin1", 28591, "Western European (ISO)"),
  Default: plainUtf8,
};

const bigUtf32 = new Encoding("utf-32BE", "utf32be", 12001, "Unicode (UTF-32 Big-Endian)", true);

/** Code pages of one byte: number, name, title. */
const pages: readonly (readonly [number, string, string])[] = [
  [866, "ibm866", "Cyrillic (DOS)"],
  [874, "windows-874", "Thai (Windows)"],
  [1250, "windows-1250", "Central European (Windows)"],
  [1251, "windows-1251", "Cyrillic (Windows)"],
  [1252, "windows-1252", "Western European (Windows)"],
  [1253, "windows-1253", "Greek (Windows)"],
  [1254, "windows-1254", "Turkish (Windows)"],
  [1255, "windows-1255", "Hebrew (Windows)"],
  [1256, "windows-1256", "Arabic (Windows)"],
  [1257, "windows-1257", "Baltic (Windows)"],
  [1258, "windows-1258", "Vietnamese (Windows)"],
  [10000, "macintosh", "Western European (Mac)"],
  [20866, "koi8-r", "Cyrillic (KOI8-R)"],
  [21866, "koi8-u", "Cyrillic (KOI8-U)"],
  [28592, "iso-8859-2", "Central European (ISO)"],
  [28593, "iso-8859-3", "Latin 3 (ISO)"],
  [28594, "iso-8859-4", "Baltic (ISO)"],
  [28595, "iso-8859-5", "Cyrillic (ISO)"],
  [28596, "iso-8859-6", "Arabic (ISO)"],
  [28597, "iso-8859-7", "Greek (ISO)"],
  [28598, "iso-8859-8", "Hebrew (ISO-Visual)"],
  [28603, "iso-8859-13", "Estonian (ISO)"],
  [28605, "iso-8859-15", "Latin 9 (ISO)"],
];

/** Other names under which encodings are asked for, without marks between the letters. */
const otherNames: Readonly<Record<string, string>> = {
  ascii: "usascii",
  latin1: "iso88591",
  unicode: "utf16",
  utf16le: "utf16",
  bigendianunicode: "utf16be",
  unicodefffe: "utf16be",
  utf32le: "utf32",
  l1: "iso88591",
};

const folded = (name: string) => name.toLowerCase().replaceAll(/[-_ ]/g, "");

/** The encoding of a name or code page; undefined for one that is not known here. */
export function encodingOf(asked: unknown): Encoding | undefined {
  const known = [...Object.values(encodings), bigUtf32];
  if (isNumber(asked)) {
    const page = toNumber(asked);
    return known.find((one) => one.codePage === page) ?? pageOf(pages.find(([number]) => number === page));
  }
  const plain = folded(toText(asked));
  const name = otherNames[plain] ?? plain;
  return known.find((one) => folded(one.name) === name) ?? pageOf(pages.find(([, word]) => folded(word) === name));
}

function pageOf(page: (typeof pages)[number] | undefined): Encoding | undefined {
  return page && new Encoding(page[1], "page", page[0], page[2]);
}

function unknownEncoding(asked: unknown): MemberError {
  return isNumber(asked)
    ? new MemberError(`No data is available for encoding ${toText(asked)}.`, "System.NotSupportedException")
    : new MemberError(`'${toText(asked)}' is not a supported encoding name. (Parameter 'name')`);
}

/** Text of what a method was given for characters: text, or a list of them. */
const textOf = (value: unknown): string => (isList(value) ? asList(value).map(String).join("") : toText(value));

const part = (bytes: unknown, start: unknown, count: unknown): Buffer => {
  const all = bytesOf(bytes);
  return start === undefined ? all : all.subarray(intOf(start), intOf(start) + intOf(count));
};

const encodingMembers = members<Encoding>({
  get: {
    WebName: (self) => self.name,
    BodyName: (self) => self.name,
    HeaderName: (self) => self.name,
    EncodingName: (self) => self.title,
    CodePage: (self) => self.codePage,
    IsSingleByte: (self) => ["ascii", "latin1", "page"].includes(self.codec),
    Preamble: (self) => byteList(self.mark),
  },
  call: {
    GetBytes: (self, [text]) => byteList(self.encode(textOf(text))),
    GetString: (self, [bytes, start, count]) => self.decode(part(bytes, start, count)),
    GetChars: (self, [bytes, start, count]) => [...self.decode(part(bytes, start, count))],
    GetByteCount: (self, [text]) => self.encode(textOf(text)).length,
    GetCharCount: (self, [bytes]) => self.decode(bytesOf(bytes)).length,
    GetPreamble: (self) => byteList(self.mark),
  },
});

const encodingType: NetType = {
  name: "System.Text.Encoding",
  holds: (value) => value instanceof Encoding,
  convert(value) {
    const found = encodingOf(value);
    if (found) return found;
    throw unknownEncoding(value);
  },
  members: encodingMembers,
  statics: members({
    get: Object.fromEntries(Object.entries(encodings).map(([name, encoding]) => [name, () => encoding])),
    call: {
      GetEncoding: (_, [name]) => {
        const found = encodingOf(name);
        if (!found) throw unknownEncoding(name);
        return found;
      },
      Convert: (_, [from, to, bytes]) => {
        if (!(from instanceof Encoding) || !(to instanceof Encoding))
          throw new MemberError("Value cannot be null. (Parameter 'srcEncoding')", "System.ArgumentNullException");
        return byteList(to.encode(from.decode(bytesOf(bytes))));
      },
    },
  }),
};

/** A class of its own for each Unicode encoding: `[Text.UTF8Encoding]::new($false)` writes no mark. */
const ofClass = (
  name: string,
  codecs: readonly Codec[],
  construct: (args: readonly unknown[]) => Encoding,
): NetType => ({
  name: `System.Text.${name}`,
  bases: ["System.Text.Encoding"],
  holds: (value) => value instanceof Encoding && codecs.includes(value.codec),
  convert: (value) => encodingType.convert(value, undefined as never),
  construct,
  members: encodingMembers,
  ...(encodingType.statics ? { statics: encodingType.statics } : {}),
});

const marked = (base: Encoding, mark: unknown): Encoding =>
  new Encoding(base.name, base.codec, base.codePage, base.title, mark === true);

registerTypes(
  encodingType,
  ofClass("UTF8Encoding", ["utf8"], ([mark]) => marked(utf8, mark)),
  ofClass("UnicodeEncoding", ["utf16le", "utf16be"], ([big, mark]) =>
    marked(encodings[big === true ? "BigEndianUnicode" : "Unicode"] as Encoding, mark ?? true),
  ),
  ofClass("UTF32Encoding", ["utf32le", "utf32be"], ([big, mark]) =>
    marked(big === true ? bigUtf32 : (encodings["UTF32"] as Encoding), mark ?? true),
  ),
  ofClass("ASCIIEncoding", ["ascii"], () => encodings["ASCII"] as Encoding),
);
