// [IO.File]: whole files through the world's disk; each method gives a promise.
import { posix } from "node:path";
import { asList, typed } from "../collections.ts";
import { DateTime } from "../datetime.ts";
import { enumeration, MemberError, members, type NetType, registerTypes, type Surroundings } from "../nettype.ts";
import { toText } from "../text.ts";
import { dateTimeType } from "./dates.ts";
import { byteList, bytesOf, Encoding, plainUtf8 } from "./encoding.ts";
import { decodeText, linesOf, missingFile, onDisk, pathOf, readBytes, writeBytes } from "./files.ts";
import { textStreams } from "./streams.ts";

export const fileAttributes = enumeration("System.IO.FileAttributes", {
  None: 0,
  ReadOnly: 1,
  Hidden: 2,
  System: 4,
  Directory: 16,
  Archive: 32,
  Normal: 128,
  Temporary: 256,
  ReparsePoint: 1024,
});

const exists = (path: string) => new MemberError(`The file '${path}' already exists.`, "System.IO.IOException");

/** Writes text with the mark of its encoding at the beginning of the file. */
async function writeText(path: unknown, text: string, given: unknown, around: Surroundings, append = false) {
  const encoding = given instanceof Encoding ? given : plainUtf8;
  const begins = !append || ((await around.disk.stat(pathOf(path, around)))?.size ?? 0) === 0;
  const bytes = encoding.encode(text);
  return writeBytes(path, begins ? Buffer.concat([encoding.mark, bytes]) : bytes, around, append);
}

function joined(lines: unknown): string {
  return asList(lines)
    .map((line) => `${toText(line)}\n`)
    .join("");
}

const lines = async (path: unknown, encoding: unknown, around: Surroundings) =>
  typed("System.String", linesOf(decodeText(await readBytes(path, around), encoding)));

type Moment = "modified" | "created" | "accessed";

/** When a file or folder was made, changed or read; what is not there counts from 1601, as .NET says. */
export function timeOf(moment: Moment, kind: "Utc" | "Local") {
  return async (_: unknown, [path]: readonly unknown[], around: Surroundings): Promise<DateTime> => {
    const facts = await around.disk.stat(pathOf(path, around));
    const ms = facts ? (facts[moment] ?? facts.modified) : Date.UTC(1601, 0, 1);
    return DateTime.ofMilliseconds(ms, kind);
  };
}

/** Sets when a file or folder was changed or read. */
export function setTimeOf(moment: "modified" | "accessed", kind: "Utc" | "Unspecified") {
  return async (_: unknown, [given, time]: readonly unknown[], around: Surroundings): Promise<void> => {
    const path = pathOf(given, around);
    if (!(await around.disk.stat(path))) throw missingFile(path);
    const date = (time instanceof DateTime ? time : dateTimeType.convert(time, around)) as DateTime;
    const moved = date.kind === "Unspecified" ? new DateTime(date.ticks, kind) : date;
    await onDisk(path, () => around.disk.adjust(path, { [moment]: moved.milliseconds }));
  };
}

export const times = {
  GetLastWriteTime: timeOf("modified", "Local"),
  GetLastWriteTimeUtc: timeOf("modified", "Utc"),
  GetCreationTime: timeOf("created", "Local"),
  GetCreationTimeUtc: timeOf("created", "Utc"),
  GetLastAccessTime: timeOf("accessed", "Local"),
  GetLastAccessTimeUtc: timeOf("accessed", "Utc"),
  SetLastWriteTime: setTimeOf("modified", "Unspecified"),
  SetLastWriteTimeUtc: setTimeOf("modified", "Utc"),
  SetLastAccessTime: setTimeOf("accessed", "Unspecified"),
  SetLastAccessTimeUtc: setTimeOf("accessed", "Utc"),
} as const;

/** The attributes of what is at a path, as an enumeration. */
async function attributes(given: unknown, around: Surroundings): Promise<unknown> {
  const path = pathOf(given, around);
  const facts = await around.disk.stat(path);
  if (!facts) throw missingFile(path);
  const words = [
    ...(facts.readOnly ? ["ReadOnly"] : []),
    ...(posix.basename(path).startsWith(".") ? ["Hidden"] : []),
    ...(facts.isFolder ? ["Directory"] : []),
    ...(facts.link === undefined ? [] : ["ReparsePoint"]),
  ];
  return fileAttributes.convert(words.length === 0 ? "Normal" : words.join(", "), around);
}

async function setAttributes(given: unknown, wanted: unknown, around: Surroundings): Promise<void> {
  const path = pathOf(given, around);
  if (!(await around.disk.stat(path))) throw missingFile(path);
  const words = toText(fileAttributes.holds(wanted) ? wanted : fileAttributes.convert(wanted, around)).split(", ");
  await onDisk(path, () => around.disk.adjust(path, { readOnly: words.includes("ReadOnly") }));
}

/** Copies a file; `overwrite` lets it take the place of another. */
export async function copyFile(from: unknown, to: unknown, overwrite: boolean, around: Surroundings): Promise<void> {
  const bytes = await readBytes(from, around);
  const target = pathOf(to, around);
  if (!overwrite && (await around.disk.stat(target))) throw exists(target);
  await writeBytes(to, bytes, around);
}

/** Moves a file or, with `folder`, a folder; the target must not be there unless `overwrite`. */
export async function moveFile(from: unknown, to: unknown, overwrite: boolean, around: Surroundings): Promise<void> {
  const [source, target] = [pathOf(from, around), pathOf(to, around)];
  const facts = await around.disk.stat(source);
  if (!facts || facts.isFolder) throw missingFile(source);
  if (!overwrite && (await around.disk.stat(target))) throw exists(target);
  await onDisk(source, () => around.disk.rename(source, target));
}

/** Removes a file; nothing happens when there is none. */
export async function deleteFile(given: unknown, around: Surroundings): Promise<void> {
  const path = pathOf(given, around);
  const facts = await around.disk.stat(path);
  if (facts?.isFolder)
    throw new MemberError(`Access to the path '${path}' is denied.`, "System.UnauthorizedAccessException");
  if (facts) await onDisk(path, () => around.disk.remove(path));
}

const fileType: NetType = {
  name: "System.IO.File",
  holds: () => false,
  convert: (value) => value,
  statics: members({
    call: {
      Exists: async (_, [path], around) =>
        toText(path) === "" ? false : (await around.disk.stat(pathOf(path, around)))?.isFolder === false,
      ReadAllText: async (_, [path, encoding], around) => decodeText(await readBytes(path, around), encoding),
      ReadAllLines: (_, [path, encoding], around) => lines(path, encoding, around),
      ReadLines: (_, [path, encoding], around) => lines(path, encoding, around),
      ReadAllBytes: async (_, [path], around) => byteList(await readBytes(path, around)),
      WriteAllText: (_, [path, text, encoding], around) => writeText(path, toText(text), encoding, around),
      WriteAllLines: (_, [path, all, encoding], around) => writeText(path, joined(all), encoding, around),
      WriteAllBytes: (_, [path, bytes], around) => writeBytes(path, bytesOf(bytes), around),
      AppendAllText: (_, [path, text, encoding], around) => writeText(path, toText(text), encoding, around, true),
      AppendAllLines: (_, [path, all, encoding], around) => writeText(path, joined(all), encoding, around, true),
      Delete: (_, [path], around) => deleteFile(path, around),
      Copy: (_, [from, to, overwrite], around) => copyFile(from, to, overwrite === true, around),
      Move: (_, [from, to, overwrite], around) => moveFile(from, to, overwrite === true, around),
      Replace: async (_, [from, to, backup], around) => {
        const target = pathOf(to, around);
        if (!(await around.disk.stat(target))) throw missingFile(target);
        if (backup !== null && backup !== undefined) await copyFile(to, backup, true, around);
        await moveFile(from, to, true, around);
      },
      GetAttributes: (_, [path], around) => attributes(path, around),
      SetAttributes: (_, [path, wanted], around) => setAttributes(path, wanted, around),
      ...textStreams,
      ...times,
    },
  }),
};

registerTypes(fileType, fileAttributes);
