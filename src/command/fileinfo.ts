// Files and folders as objects, and the paths that the file cmdlets take.
import { basename, dirname, extname, join } from "node:path/posix";
import { formatDate } from "../values/dateformat.ts";
import { DateTime } from "../values/datetime.ts";
import { boolean, many, text } from "../values/kinds.ts";
import { integer } from "../values/numbers.ts";
import { defineShape, type Entity } from "../values/shape.ts";
import type { FileFacts } from "../world/world.ts";
import { dateTime } from "./dates.ts";
import { anything } from "./kinds.ts";

/** One view for both, so that files and folders share a table. */
const table = [
  { property: "Mode", width: 5 },
  { property: "LastWriteTimeString", label: "LastWriteTime", width: 19, align: "right" },
  { property: "Length", width: 14, align: "right" },
  { property: "Name" },
] as const;

const shape = (name: string, summary: string) =>
  defineShape({
    name,
    parents: ["System.IO.FileSystemInfo"],
    summary,
    properties: {
      Name: { type: text, summary: "The name without the folder." },
      FullName: { type: text, summary: "The absolute path." },
      Length: { type: anything, summary: "Bytes; nothing for a folder." },
      LastWriteTime: { type: dateTime, summary: "When it was last changed." },
      LastWriteTimeString: { type: text, summary: "The same as tables show it, to the minute." },
      LastWriteTimeUtc: { type: dateTime, summary: "The same in UTC." },
      Extension: { type: text, summary: "What follows the last dot, with the dot." },
      BaseName: { type: text, summary: "The name without the extension." },
      Directory: { type: text, summary: "The folder it is in." },
      DirectoryName: { type: text, summary: "The folder it is in." },
      Parent: { type: text, summary: "The folder it is in." },
      Mode: { type: text, summary: "d for a folder, a for a file." },
      PSIsContainer: { type: boolean, summary: "Whether it is a folder." },
      PSPath: { type: text, summary: "The absolute path." },
      PSParentPath: { type: text, summary: "The folder it is in." },
      PSChildName: { type: text, summary: "The name." },
      Exists: { type: boolean, summary: "Always true." },
    },
    table,
    list: ["Name", "FullName", "Length", "LastWriteTime", "Mode"],
    groupBy: "Directory",
  });

export const FileInfo = shape("System.IO.FileInfo", "A file.");
export const DirectoryInfo = shape("System.IO.DirectoryInfo", "A folder.");

/** A file or folder as an object; its text is its path. */
export function fileObject(path: string, facts: FileFacts): Entity {
  const name = path === "/" ? "/" : basename(path);
  const extension = facts.isFolder ? "" : extname(name);
  const folder = dirname(path);
  const changed = DateTime.ofMilliseconds(facts.modified);
  const made = (facts.isFolder ? DirectoryInfo : FileInfo).make({
    Name: name,
    FullName: path,
    Length: facts.isFolder ? null : integer(facts.size),
    LastWriteTime: changed,
    LastWriteTimeString: `${formatDate(changed, "d")} ${formatDate(changed, "t").padStart(8)}`,
    LastWriteTimeUtc: DateTime.ofMilliseconds(facts.modified, "Utc"),
    Extension: extension,
    BaseName: extension === "" ? name : name.slice(0, -extension.length),
    Directory: folder,
    DirectoryName: folder,
    Parent: folder,
    Mode: facts.isFolder ? "d----" : "-a---",
    PSIsContainer: facts.isFolder,
    PSPath: path,
    PSParentPath: folder,
    PSChildName: name,
    Exists: true,
  });
  Object.defineProperty(made, "toString", { value: () => path });
  return made;
}

/** -Path of the file cmdlets: wild cards, whole from the pipeline or by name. */
export const pathParameter = {
  type: many(text),
  mandatory: true,
  position: 1,
  pipeline: "both",
  summary: "The files or folders; wild cards are allowed.",
} as const;

/** -LiteralPath of the file cmdlets: objects of Get-ChildItem bind by their PSPath. */
export const literalPathParameter = {
  type: many(text),
  mandatory: true,
  pipeline: "property",
  aliases: ["PSPath", "LP"],
  summary: "The files or folders, taken as they are written.",
} as const;

export const pathSets = {
  Path: { Path: pathParameter },
  LiteralPath: { LiteralPath: literalPathParameter },
} as const;

export { join };
