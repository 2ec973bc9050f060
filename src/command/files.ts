// Files as the core cmdlets see them: paths against the session's location, wild cards, encodings, streaming.
import { basename, dirname, isAbsolute, join, normalize, resolve } from "node:path/posix";
import { choice } from "../values/kinds.ts";
import { Encoding as EncodingObject } from "../values/net/encoding.ts";
import type { Type } from "../values/type.ts";
import { escapeWildcard, hasWildcard, unescapeWildcard, wildcard } from "../values/wildcard.ts";
import type { Disk, World } from "../world/world.ts";
import { Problem } from "./problem.ts";

/** What these functions need of a cmdlet's context. */
export interface Place {
  readonly world: Pick<World, "disk" | "host">;
  readonly shell: { readonly location: string };
}

const words = choice(
  "Encoding",
  "utf8",
  "utf8NoBOM",
  "utf8BOM",
  "unicode",
  "bigendianunicode",
  "ascii",
  "latin1",
  "ansi",
  "default",
);
export type Encoding = ReturnType<(typeof words)["convert"]>;

/** Numbers of code pages and names of the registry that stand for an encoding (about_Character_Encoding). */
const registered: Readonly<Record<string, Encoding>> = {
  ...{ 65001: "utf8BOM", "utf-8": "utf8BOM", 1200: "unicode", "utf-16": "unicode", "utf-16le": "unicode" },
  ...{ 1201: "bigendianunicode", "utf-16be": "bigendianunicode", 20127: "ascii", "us-ascii": "ascii" },
  ...{ 28591: "latin1", "iso-8859-1": "latin1", 1252: "ansi", "windows-1252": "ansi" },
};
/** Words for the encodings that are objects; others go by their name. */
const codecs: Readonly<Record<string, Encoding>> = {
  ...{ utf16le: "unicode", utf16be: "bigendianunicode", ascii: "ascii", latin1: "latin1" },
};

/** -Encoding: one of the words, the number or name of a code page, or an object such as [Text.Encoding]::UTF8. */
export const encoding: Type<Encoding> = {
  ...words,
  convert(value) {
    // [Text.Encoding]::UTF8 is the one with a mark, ::Default the one without.
    if (value instanceof EncodingObject && value.codec === "utf8") return value.marked ? "utf8BOM" : "utf8";
    const known = value instanceof EncodingObject ? codecs[value.codec] : undefined;
    if (known) return known;
    const word = (value instanceof EncodingObject ? value.name : String(value)).toLowerCase();
    return Object.hasOwn(registered, word) ? registered[word]! : words.convert(value);
  },
};

/** A path as a person gives it, absolute: "~", both slashes, "FileSystem::". */
export function absolutePath(place: Place, path: string): string {
  let text = path.replace(/^(?:Microsoft\.PowerShell\.Core\\)?FileSystem::/i, "").replaceAll("\\", "/");
  if (text === "~" || text.startsWith("~/")) text = place.world.host.home + text.slice(1);
  const whole = isAbsolute(text) ? normalize(text) : resolve(place.shell.location, text);
  return whole.length > 1 && whole.endsWith("/") ? whole.slice(0, -1) : whole;
}

/** The paths that exist and fit; a literal one stands for itself, whether it exists or not. Sorted within a folder. */
export async function findPaths(place: Place, path: string, literal: boolean): Promise<readonly string[]> {
  if (literal || !hasWildcard(path)) {
    return [absolutePath(place, literal ? path : unescapeWildcard(path.replaceAll("\\", "/")))];
  }
  const parts = absolutePath(place, path).split("/").slice(1);
  let found = ["/"];
  for (const [index, part] of parts.entries()) {
    const next: string[] = [];
    const last = index === parts.length - 1;
    const fits = hasWildcard(part) ? wildcard(part, true) : undefined;
    for (const folder of found) {
      if (!fits) next.push(join(folder, unescapeWildcard(part)));
      else {
        for (const name of await namesIn(place.world.disk, folder)) {
          if (fits(name) && (part.startsWith(".") || !name.startsWith("."))) next.push(join(folder, name));
        }
      }
    }
    found = [];
    for (const one of next) if (!last || fits || (await place.world.disk.stat(one))) found.push(one);
  }
  return found;
}

async function namesIn(disk: Disk, folder: string): Promise<readonly string[]> {
  const facts = await disk.stat(folder);
  return facts?.isFolder ? disk.list(folder) : [];
}

/** Paths of -Path (wild cards) or -LiteralPath; gives an error for each that fits nothing. */
export async function* eachPath(
  ctx: Place & { error(problem: Problem): void },
  paths: readonly string[] | undefined,
  literalPaths: readonly string[] | undefined,
): AsyncGenerator<string> {
  for (const [list, literal] of [
    [paths ?? [], false],
    [literalPaths ?? [], true],
  ] as const) {
    for (const path of list) {
      const found = await findPaths(ctx, path, literal);
      const wild = !literal && hasWildcard(path);
      for (const one of found) {
        if (await ctx.world.disk.stat(one)) yield one;
        else if (!wild) ctx.error(pathNotFound(one));
      }
    }
  }
}

export function pathNotFound(path: string): Problem {
  return new Problem({
    id: "PathNotFound",
    category: "ObjectNotFound",
    text: `Cannot find path '${path}' because it does not exist.`,
    target: path,
    exceptionType: "System.Management.Automation.ItemNotFoundException",
  });
}

export function isFolder(path: string): Problem {
  return new Problem({
    id: "GetContentReaderUnauthorizedAccessError",
    category: "PermissionDenied",
    text: `Unable to get content because '${path}' is a directory. Use Get-ChildItem instead.`,
    target: path,
    exceptionType: "System.UnauthorizedAccessException",
  });
}

export function fileExists(path: string): Problem {
  return new Problem({
    id: "NoClobber",
    category: "ResourceExists",
    text: `The file '${path}' already exists.`,
    target: path,
    exceptionType: "System.IO.IOException",
  });
}

const chunkSize = 64 * 1024;

/** The text of a file in pieces; a byte order mark goes before the encoding asked for. */
export async function* readText(disk: Disk, path: string, wanted: Encoding = "utf8"): AsyncGenerator<string> {
  const file = await disk.open(path, { readOnly: true });
  try {
    let decoder: InstanceType<typeof TextDecoder> | undefined;
    for (let at = 0; ; ) {
      const bytes = await file.read(at, chunkSize);
      decoder ??= new TextDecoder(decoderName(bytes, wanted), { ignoreBOM: false });
      if (bytes.length === 0) {
        const rest = decoder.decode();
        if (rest) yield rest;
        return;
      }
      at += bytes.length;
      const text = decoder.decode(bytes, { stream: true });
      if (text) yield text;
    }
  } finally {
    await file.close();
  }
}

function decoderName(start: Buffer, wanted: Encoding): string {
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) return "utf-8";
  if (start[0] === 0xff && start[1] === 0xfe) return "utf-16le";
  if (start[0] === 0xfe && start[1] === 0xff) return "utf-16be";
  switch (wanted) {
    case "unicode":
      return "utf-16le";
    case "bigendianunicode":
      return "utf-16be";
    case "latin1":
    case "ansi":
    case "ascii":
      return "windows-1252";
    default:
      return "utf-8";
  }
}

/** The lines of a file, without their ends. */
export async function* readLines(disk: Disk, path: string, wanted?: Encoding): AsyncGenerator<string> {
  let rest = "";
  let held = false;
  for await (const chunk of readText(disk, path, wanted)) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop()!;
    held = true;
    for (const line of lines) yield line.endsWith("\r") ? line.slice(0, -1) : line;
  }
  if (held && rest !== "") yield rest.endsWith("\r") ? rest.slice(0, -1) : rest;
}

/** The pieces of a file between delimiters, which are left out; an empty delimiter leaves the text whole. */
export async function* readPieces(
  disk: Disk,
  path: string,
  delimiter: string,
  wanted?: Encoding,
): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of readText(disk, path, wanted)) {
    const pieces = delimiter === "" ? [rest + chunk] : (rest + chunk).split(delimiter);
    rest = pieces.pop()!;
    yield* pieces;
  }
  if (rest !== "") yield rest;
}

/** The text that bytes from the middle of a file stand for. */
export function decodeText(bytes: Buffer, wanted: Encoding): string {
  return new TextDecoder(decoderName(Buffer.alloc(0), wanted)).decode(bytes);
}

/** The bytes of a text. */
export function encodeText(text: string, wanted: Encoding): Buffer {
  switch (wanted) {
    case "unicode":
      return Buffer.from(text, "utf16le");
    case "bigendianunicode":
      return Buffer.from(text, "utf16le").swap16();
    case "ascii":
      return Buffer.from(text.replace(/[^\x00-\x7f]/gu, "?"), "latin1");
    case "latin1":
    case "ansi":
      return Buffer.from(text.replace(/[^\x00-\xff]/gu, "?"), "latin1");
    default:
      return Buffer.from(text, "utf8");
  }
}

function mark(wanted: Encoding): Buffer {
  if (wanted === "utf8BOM") return Buffer.from([0xef, 0xbb, 0xbf]);
  if (wanted === "unicode") return Buffer.from([0xff, 0xfe]);
  if (wanted === "bigendianunicode") return Buffer.from([0xfe, 0xff]);
  return Buffer.alloc(0);
}

export interface Writer {
  /** A promise only when the text goes to the disk now. */
  write(text: string): void | Promise<void>;
  close(): Promise<void>;
}

export interface WriteOptions {
  readonly encoding: Encoding;
  readonly append: boolean;
  /** An existing file is an error. */
  readonly noClobber: boolean;
  /** Permissions of a new file; 0644 unless given. */
  readonly mode?: number;
}

/** Opens a file for writing text; a file that exists is emptied in place, so that links and devices stay what they are. */
export async function openWriter(disk: Disk, path: string, options: WriteOptions): Promise<Writer> {
  const facts = await disk.stat(path);
  if (facts?.isFolder) throw isFolderToo(path);
  if (facts && options.noClobber && !options.append) throw fileExists(path);
  if (!facts && !(await disk.stat(dirname(path)))?.isFolder) throw noFolder(path);
  if (!facts) await disk.write(path, "", options.mode ?? 0o644);
  const file = await disk.open(path);
  const size = facts?.size ?? 0;
  if (!options.append && size > 0) await file.truncate(0);
  const start = options.append && size > 0 ? Buffer.alloc(0) : mark(options.encoding);
  let held: string[] = [];
  let length = 0;
  if (start.length > 0) await file.append([start]);

  const flush = async (): Promise<void> => {
    const text = held.join("");
    held = [];
    length = 0;
    if (text !== "") await file.append([encodeText(text, options.encoding)]);
  };
  return {
    write(text): void | Promise<void> {
      held.push(text);
      length += text.length;
      if (length >= chunkSize) return flush();
    },
    async close() {
      try {
        await flush();
      } finally {
        await file.close();
      }
    },
  };
}

function isFolderToo(path: string): Problem {
  return new Problem({
    id: "FileOpenFailure",
    category: "OpenError",
    text: `'${path}' is a directory, not a file.`,
    target: path,
    exceptionType: "System.UnauthorizedAccessException",
  });
}

function noFolder(path: string): Problem {
  return new Problem({
    id: "FileOpenFailure",
    category: "OpenError",
    text: `Could not find a part of the path '${path}'. Create the folder '${dirname(path)}' first.`,
    target: path,
    exceptionType: "System.IO.DirectoryNotFoundException",
  });
}

export { basename, dirname, escapeWildcard, join };
