// [IO.File] and [IO.Directory]: whole files through the world's disk; each gives a promise.
import { posix } from "node:path";
import { asList } from "../collections.ts";
import { DateTime } from "../datetime.ts";
import { MemberError, members, type NetType, registerTypes, type Surroundings } from "../nettype.ts";
import { toText } from "../text.ts";
import { wildcard } from "../wildcard.ts";
import { byteList, bytesOf, Encoding } from "./encoding.ts";

const largestFile = 512 * 1024 * 1024;

function pathOf(value: unknown, around: Surroundings): string {
  const text = toText(value);
  if (text === "") throw new MemberError("The path is empty. (Parameter 'path')");
  return posix.resolve(around.host.cwd, text);
}

function missing(path: string): MemberError {
  return new MemberError(`Could not find file '${path}'.`, "System.IO.FileNotFoundException");
}

/** What the disk could not do, as the exception that .NET gives. */
function explain(error: unknown, path: string): unknown {
  const code = (error as { code?: unknown }).code;
  if (code === "ENOENT") return missing(path);
  if (code === "EACCES" || code === "EPERM")
    return new MemberError(`Access to the path '${path}' is denied.`, "System.UnauthorizedAccessException");
  if (code === "EISDIR") return new MemberError(`'${path}' is a folder.`, "System.UnauthorizedAccessException");
  if (code === "ENOSPC") return new MemberError(`There is no space left for '${path}'.`, "System.IO.IOException");
  return error;
}

async function read(value: unknown, around: Surroundings): Promise<Buffer> {
  const path = pathOf(value, around);
  try {
    const facts = await around.disk.stat(path);
    if (!facts) throw missing(path);
    if (facts.size > largestFile)
      throw new MemberError(`'${path}' is too large to be read at once; use Get-Content.`, "System.IO.IOException");
    return await around.disk.read(path);
  } catch (error) {
    throw explain(error, path);
  }
}

async function write(value: unknown, data: Buffer, around: Surroundings, append = false): Promise<void> {
  const path = pathOf(value, around);
  try {
    await (append ? around.disk.append(path, data) : around.disk.write(path, data, 0o666));
  } catch (error) {
    throw explain(error, path);
  }
}

/** Text without its byte order mark, by the encoding given or by the mark. */
export function decodeText(bytes: Buffer, given?: unknown): string {
  if (given instanceof Encoding) return given.decode(bytes).replace(/^\uFEFF/, "");
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.subarray(2).toString("utf16le");
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new Encoding("utf-16BE", "utf16be").decode(bytes.subarray(2));
  return bytes.toString("utf8").replace(/^\uFEFF/, "");
}

/** Lines without their ends; an end at the very end opens no further line. */
export function linesOf(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

function encode(text: string, given: unknown): Buffer {
  return given instanceof Encoding ? given.encode(text) : Buffer.from(text, "utf8");
}

function joined(lines: unknown): string {
  return asList(lines)
    .map((line) => `${toText(line)}\n`)
    .join("");
}

const fileType: NetType = {
  name: "System.IO.File",
  holds: () => false,
  convert: (value) => value,
  statics: members({
    call: {
      Exists: async (_, [path], around) =>
        toText(path) === "" ? false : (await around.disk.stat(pathOf(path, around)))?.isFolder === false,
      ReadAllText: async (_, [path, encoding], around) => decodeText(await read(path, around), encoding),
      ReadAllLines: async (_, [path, encoding], around) => linesOf(decodeText(await read(path, around), encoding)),
      ReadLines: async (_, [path, encoding], around) => linesOf(decodeText(await read(path, around), encoding)),
      ReadAllBytes: async (_, [path], around) => byteList(await read(path, around)),
      WriteAllText: (_, [path, text, encoding], around) => write(path, encode(toText(text), encoding), around),
      WriteAllLines: (_, [path, lines, encoding], around) => write(path, encode(joined(lines), encoding), around),
      WriteAllBytes: (_, [path, bytes], around) => write(path, bytesOf(bytes), around),
      AppendAllText: (_, [path, text, encoding], around) => write(path, encode(toText(text), encoding), around, true),
      AppendAllLines: (_, [path, lines, encoding], around) =>
        write(path, encode(joined(lines), encoding), around, true),
      Delete: async (_, [path], around) => {
        if (await around.disk.stat(pathOf(path, around))) await around.disk.remove(pathOf(path, around));
      },
      Copy: async (_, [from, to, overwrite], around) => {
        if (overwrite !== true && (await around.disk.stat(pathOf(to, around)))) {
          throw new MemberError(`The file '${pathOf(to, around)}' already exists.`, "System.IO.IOException");
        }
        await write(to, await read(from, around), around);
      },
      Move: (_, [from, to], around) => around.disk.rename(pathOf(from, around), pathOf(to, around)),
      GetLastWriteTime: async (_, [path], around) =>
        DateTime.ofMilliseconds((await around.disk.stat(pathOf(path, around)))?.modified ?? 0),
    },
  }),
};

async function within(args: readonly unknown[], around: Surroundings, folders: boolean): Promise<string[]> {
  const folder = pathOf(args[0], around);
  const matches = args[1] === undefined ? () => true : wildcard(toText(args[1]));
  const found: string[] = [];
  for (const name of await around.disk.list(folder)) {
    const path = posix.join(folder, name);
    if (matches(name) && (await around.disk.stat(path))?.isFolder === folders) found.push(path);
  }
  return found;
}

const directoryType: NetType = {
  name: "System.IO.Directory",
  holds: () => false,
  convert: (value) => value,
  statics: members({
    call: {
      Exists: async (_, [path], around) =>
        toText(path) === "" ? false : (await around.disk.stat(pathOf(path, around)))?.isFolder === true,
      CreateDirectory: async (_, [path], around) => {
        await around.disk.makeFolder(pathOf(path, around), 0o777);
        return pathOf(path, around);
      },
      Delete: (_, [path], around) => around.disk.removeFolder(pathOf(path, around)),
      GetFiles: (_, args, around) => within(args, around, false),
      GetDirectories: (_, args, around) => within(args, around, true),
      GetCurrentDirectory: (_, __, around) => around.host.cwd,
    },
  }),
};

registerTypes(fileType, directoryType);
