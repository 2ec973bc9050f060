// [IO.StreamReader], [IO.StreamWriter], [IO.StringReader] and [IO.StringWriter]: text a line at a time.
import { composite } from "../composite.ts";
import { MemberError, members, type NetType, registerTypes, type Surroundings } from "../nettype.ts";
import { toText } from "../text.ts";
import { Encoding, encodings, plainUtf8 } from "./encoding.ts";
import { decodeText, pathOf, readBytes, writeBytes } from "./files.ts";

/** Characters kept before they are written. */
const buffered = 64 * 1024;

/** Text that is read from front to end. */
export class TextReader {
  readonly kind: "StreamReader" | "StringReader";
  readonly encoding: Encoding;
  #text: string | undefined;
  #at = 0;

  constructor(kind: TextReader["kind"], text: string, encoding: Encoding = plainUtf8) {
    this.kind = kind;
    this.#text = text;
    this.encoding = encoding;
  }

  get text(): string {
    if (this.#text === undefined) throw closed("TextReader");
    return this.#text;
  }

  get ended(): boolean {
    return this.#at >= this.text.length;
  }

  /** Characters up to `count`; "" at the end. */
  take(count: number): string {
    const found = this.text.slice(this.#at, this.#at + count);
    this.#at += found.length;
    return found;
  }

  peek(): number {
    return this.ended ? -1 : this.text.charCodeAt(this.#at);
  }

  line(): string | null {
    if (this.ended) return null;
    const { text } = this;
    let end = this.#at;
    while (end < text.length && text[end] !== "\n" && text[end] !== "\r") end++;
    const line = text.slice(this.#at, end);
    this.#at = end + (text[end] === "\r" && text[end + 1] === "\n" ? 2 : 1);
    return line;
  }

  close(): void {
    this.#text = undefined;
  }
}

function closed(name: string): MemberError {
  return new MemberError(`Cannot write to a closed or read from a closed ${name}.`, "System.ObjectDisposedException");
}

const readerMembers = members<TextReader>({
  get: {
    EndOfStream: (self) => self.ended,
    CurrentEncoding: (self) => self.encoding,
  },
  call: {
    ReadLine: (self) => self.line(),
    ReadToEnd: (self) => self.take(self.text.length),
    Read: (self) => {
      const found = self.take(1);
      return found === "" ? -1 : found.charCodeAt(0);
    },
    Peek: (self) => self.peek(),
    Close: (self) => self.close(),
    Dispose: (self) => self.close(),
  },
});

const streamReaderType: NetType = {
  name: "System.IO.StreamReader",
  bases: ["System.IO.TextReader"],
  holds: (value) => value instanceof TextReader && value.kind === "StreamReader",
  convert: (value, around) => openReader(value, undefined, around),
  construct: ([path, encoding], around) => openReader(path, encoding, around),
  members: readerMembers,
};

async function openReader(path: unknown, given: unknown, around: Surroundings): Promise<TextReader> {
  const encoding = given instanceof Encoding ? given : (encodings["UTF8"] as Encoding);
  return new TextReader("StreamReader", decodeText(await readBytes(path, around), encoding), encoding);
}

const stringReaderType: NetType = {
  name: "System.IO.StringReader",
  bases: ["System.IO.TextReader"],
  holds: (value) => value instanceof TextReader && value.kind === "StringReader",
  convert: (value) => new TextReader("StringReader", toText(value)),
  construct: ([text]) => {
    if (text === null || text === undefined)
      throw new MemberError("Value cannot be null. (Parameter 's')", "System.ArgumentNullException");
    return new TextReader("StringReader", toText(text));
  },
  members: readerMembers,
};

/** Text that is written piece by piece: to a file, or kept (StringWriter). */
export class TextWriter {
  readonly path: string | undefined;
  readonly encoding: Encoding;
  newLine = "\n";
  autoFlush = false;
  #pieces: string[] | undefined = [];
  #length = 0;

  constructor(path: string | undefined, encoding: Encoding) {
    this.path = path;
    this.encoding = encoding;
  }

  get text(): string {
    return this.#pieces?.join("") ?? "";
  }

  /** Adds text; gives a promise when so much has come together that it is written. */
  add(text: string, around: Surroundings): void | Promise<void> {
    if (!this.#pieces) throw closed("TextWriter");
    this.#pieces.push(text);
    this.#length += text.length;
    if (this.path === undefined) {
      if (this.#length > 512 * 1024 * 1024)
        throw new MemberError("The text is too long.", "System.OutOfMemoryException");
    } else if (this.autoFlush || this.#length >= buffered) return this.flush(around);
  }

  async flush(around: Surroundings): Promise<void> {
    if (this.path === undefined || !this.#pieces || this.#length === 0) return;
    const bytes = this.encoding.encode(this.text);
    this.#pieces = [];
    this.#length = 0;
    await writeBytes(this.path, bytes, around, true);
  }

  async close(around: Surroundings): Promise<void> {
    await this.flush(around);
    if (this.path !== undefined) this.#pieces = undefined;
  }
}

/** What Write and WriteLine are given: a value, or a format and what it is filled with. */
function pieceOf(args: readonly unknown[]): string {
  if (args.length > 1 && typeof args[0] === "string") return composite(args[0], args.slice(1));
  const [value] = args;
  return Array.isArray(value) ? value.map(String).join("") : toText(value);
}

const writerMembers = members<TextWriter>({
  get: {
    NewLine: (self) => self.newLine,
    AutoFlush: (self) => self.autoFlush,
    Encoding: (self) => self.encoding,
  },
  set: {
    NewLine: (self, value) => {
      self.newLine = toText(value);
    },
    AutoFlush: (self, value) => {
      self.autoFlush = value === true || (typeof value === "number" && value !== 0);
    },
  },
  call: {
    Write: (self, args, around) => self.add(pieceOf(args), around),
    WriteLine: (self, args, around) => self.add(pieceOf(args) + self.newLine, around),
    Flush: (self, _, around) => self.flush(around),
    Close: (self, _, around) => self.close(around),
    Dispose: (self, _, around) => self.close(around),
    ToString: (self) => (self.path === undefined ? self.text : "System.IO.StreamWriter"),
  },
});

/** Opens a file for writing: emptied, or added to. */
async function openWriter(args: readonly unknown[], around: Surroundings): Promise<TextWriter> {
  const [given, append] = args;
  const path = pathOf(given, around);
  const encoding = args.find((arg): arg is Encoding => arg instanceof Encoding) ?? plainUtf8;
  const adds = append === true && ((await around.disk.stat(path))?.size ?? 0) > 0;
  if (!adds) await writeBytes(path, encoding.mark, around);
  return new TextWriter(path, encoding);
}

const streamWriterType: NetType = {
  name: "System.IO.StreamWriter",
  bases: ["System.IO.TextWriter"],
  holds: (value) => value instanceof TextWriter && value.path !== undefined,
  convert: (value, around) => openWriter([value], around),
  construct: openWriter,
  members: writerMembers,
};

const stringWriterType: NetType = {
  name: "System.IO.StringWriter",
  bases: ["System.IO.TextWriter"],
  holds: (value) => value instanceof TextWriter && value.path === undefined,
  convert: () => new TextWriter(undefined, encodings["Unicode"] as Encoding),
  construct: () => new TextWriter(undefined, encodings["Unicode"] as Encoding),
  members: writerMembers,
};

/** [IO.File]::OpenText and its kin. */
export const textStreams = {
  OpenText: (_: unknown, [path]: readonly unknown[], around: Surroundings) => openReader(path, undefined, around),
  CreateText: (_: unknown, [path]: readonly unknown[], around: Surroundings) => openWriter([path], around),
  AppendText: (_: unknown, [path]: readonly unknown[], around: Surroundings) => openWriter([path, true], around),
} as const;

registerTypes(streamReaderType, stringReaderType, streamWriterType, stringWriterType);
