// Files and folders as objects, and the paths that the file cmdlets take.
import { basename, dirname, extname, join, resolve } from "node:path/posix";
import { formatDate } from "../values/dateformat.ts";
import { DateTime } from "../values/datetime.ts";
import { boolean, many, text } from "../values/kinds.ts";
import type { Surroundings } from "../values/nettype.ts";
import { integer } from "../values/numbers.ts";
import { defineShape, Entity } from "../values/shape.ts";
import { toText } from "../values/text.ts";
import { hasWildcard, wildcard } from "../values/wildcard.ts";
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
      CreationTime: { type: dateTime, summary: "When it was made." },
      CreationTimeUtc: { type: dateTime, summary: "The same in UTC." },
      LastAccessTime: { type: dateTime, summary: "When it was last read." },
      LastAccessTimeUtc: { type: dateTime, summary: "The same in UTC." },
      IsReadOnly: { type: boolean, summary: "Whether nobody may write it." },
      Attributes: { type: text, summary: "Directory, Archive, Normal, with Hidden and ReadOnly." },
      LinkType: { type: text, summary: "SymbolicLink, of a link." },
      LinkTarget: { type: text, summary: "What a link leads to." },
      Extension: { type: text, summary: "What follows the last dot, with the dot." },
      BaseName: { type: text, summary: "The name without the extension." },
      Directory: {
        type: anything,
        derive: (self: Entity) => folderAt(self.read("DirectoryName")),
        summary: "The folder it is in.",
      },
      DirectoryName: { type: text, summary: "The folder it is in." },
      Parent: {
        type: anything,
        derive: (self: Entity) => folderAt(self.read("DirectoryName")),
        summary: "The folder it is in.",
      },
      Mode: { type: text, summary: "d for a folder, a for a file, l for a link, r for read-only, h for hidden." },
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

/** What is known of a file that is not there. */
const nothing: FileFacts = { size: 0, isFolder: false, modified: Date.UTC(1601, 0, 1) };

let nearest: { readonly path: string; readonly folder: Entity } | undefined;

/** The folder of a file as an object; of its own facts only what the path tells. The one asked for last is kept. */
function folderAt(path: unknown): Entity | null {
  if (typeof path !== "string") return null;
  if (nearest?.path !== path) {
    const folder = fileObject(path, { ...nothing, isFolder: true });
    for (const name of ofDisk) if (name !== "Exists" && name !== "Mode") folder.set(name, null);
    nearest = { path, folder };
  }
  return nearest.folder;
}

/** The properties that the disk tells. */
const ofDisk = [
  "Length",
  "LastWriteTime",
  "LastWriteTimeString",
  "LastWriteTimeUtc",
  "CreationTime",
  "CreationTimeUtc",
  "LastAccessTime",
  "LastAccessTimeUtc",
  "IsReadOnly",
  "Attributes",
  "LinkType",
  "LinkTarget",
  "Mode",
  "Exists",
] as const;

/**
 * `[IO.FileInfo]path`: a file or folder that need not be there. What only the disk can tell is read when it is first asked
 * for, so that a parameter of this type can be bound.
 */
export function unreadObject(
  given: unknown,
  around: Surroundings,
  isFolder: boolean,
): Entity & { settle(): Promise<void> } {
  const path = resolve(around.host.cwd, toText(given));
  const made = fileObject(path, { ...nothing, isFolder });
  made.set("Exists", false);
  let read: Promise<void> | undefined;
  let isRead = false;
  const load = async (): Promise<void> => {
    await refresh(made, around);
    isRead = true;
  };
  const get = (name: string): unknown => Entity.prototype.get.call(made, name);
  const waits = (name: string) => !isRead && ofDisk.some((one) => one.toLowerCase() === name.toLowerCase());
  Object.defineProperties(made, {
    get: {
      value: (name: string) => {
        if (!waits(name)) return get(name);
        read ??= load();
        return read.then(() => get(name));
      },
    },
    settle: {
      value: () => {
        if (isRead) return undefined;
        read ??= load();
        return read;
      },
    },
  });
  return made as Entity & { settle(): Promise<void> };
}

/** Reads anew what the disk tells of a file or folder. */
export async function refresh(made: Entity, around: Surroundings): Promise<void> {
  const path = toText(made.read("FullName"));
  const facts = await around.disk.stat(path);
  const isFolder = made.read("PSIsContainer") === true;
  const seen = facts?.isFolder === isFolder ? fileObject(path, facts) : undefined;
  if (!seen) made.set("Exists", false);
  else for (const name of ofDisk) made.set(name, seen.read(name));
}

/** A file or folder as an object; its text is its path. */
export function fileObject(path: string, facts: FileFacts): Entity {
  const name = path === "/" ? "/" : basename(path);
  const extension = facts.isFolder ? "" : extname(name);
  const folder = dirname(path);
  const changed = DateTime.ofMilliseconds(facts.modified);
  const created = facts.created ?? facts.modified;
  const accessed = facts.accessed ?? facts.modified;
  const hidden = isHidden(name);
  const readOnly = facts.readOnly === true;
  const kind = facts.link === undefined ? (facts.isFolder ? "d-" : "-a") : facts.isFolder ? "l-" : "la";
  const made = (facts.isFolder ? DirectoryInfo : FileInfo).make({
    Name: name,
    FullName: path,
    Length: facts.isFolder ? null : integer(facts.size),
    LastWriteTime: changed,
    LastWriteTimeString: `${formatDate(changed, "d")} ${formatDate(changed, "t").padStart(8)}`,
    LastWriteTimeUtc: DateTime.ofMilliseconds(facts.modified, "Utc"),
    Extension: extension,
    BaseName: extension === "" ? name : name.slice(0, -extension.length),
    DirectoryName: path === "/" ? null : folder,
    Mode: `${kind}${readOnly ? "r" : "-"}${hidden ? "h" : "-"}-`,
    CreationTime: DateTime.ofMilliseconds(created),
    CreationTimeUtc: DateTime.ofMilliseconds(created, "Utc"),
    LastAccessTime: DateTime.ofMilliseconds(accessed),
    LastAccessTimeUtc: DateTime.ofMilliseconds(accessed, "Utc"),
    IsReadOnly: readOnly,
    Attributes: attributesOf(facts, name).join(", "),
    LinkType: facts.link === undefined ? null : "SymbolicLink",
    LinkTarget: facts.link ?? null,
    PSIsContainer: facts.isFolder,
    PSPath: path,
    PSParentPath: folder,
    PSChildName: name,
    Exists: true,
  });
  Object.defineProperty(made, "toString", { value: () => path });
  return made;
}

/** Names that begin with a dot are hidden, as everywhere on Unix. */
export const isHidden = (name: string): boolean => name.startsWith(".");

/** The patterns that a path stands for: with -Force a wild card at its end finds hidden names, too. */
export function patternsOf(path: string, force: boolean | undefined): readonly string[] {
  const name = basename(path);
  if (!force || !hasWildcard(name) || isHidden(name)) return [path];
  return [path, `${path.slice(0, path.length - name.length)}.${name}`];
}

/** Its attributes as .NET names them, "Normal" where there are none. */
export function attributesOf(facts: FileFacts, name: string): readonly string[] {
  const words = [
    ...(facts.readOnly ? ["ReadOnly"] : []),
    ...(isHidden(name) ? ["Hidden"] : []),
    ...(facts.isFolder ? ["Directory"] : []),
    ...(facts.link === undefined ? [] : ["ReparsePoint"]),
  ];
  return words.length === 0 ? ["Normal"] : words;
}

/** -Filter, -Include and -Exclude of the -Item cmdlets. */
export const nameParameters = {
  Filter: { type: text, summary: "Only names that fit these wild cards." },
  Include: { type: many(text), summary: "Only names that fit one of these wild cards." },
  Exclude: { type: many(text), summary: "Only names that fit none of these wild cards." },
} as const;

/** Whether a name fits what -Filter, -Include and -Exclude say. */
export function nameFilter(p: {
  readonly Filter?: string | undefined;
  readonly Include?: readonly string[] | undefined;
  readonly Exclude?: readonly string[] | undefined;
}): (name: string) => boolean {
  const filter = p.Filter === undefined ? undefined : wildcard(p.Filter);
  const include = p.Include?.map((one) => wildcard(one));
  const exclude = (p.Exclude ?? []).map((one) => wildcard(one));
  return (name) =>
    (!filter || filter(name)) &&
    (!include || include.some((fits) => fits(name))) &&
    !exclude.some((fits) => fits(name));
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
