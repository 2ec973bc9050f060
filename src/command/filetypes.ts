// [IO.FileInfo] and [IO.DirectoryInfo]: files and folders as scripts make them from paths, and what they can do.
import { posix } from "node:path";
import { typed } from "../values/collections.ts";
import { onDisk, pathOf } from "../values/net/files.ts";
import { deleteFolder, entriesOf, moveFolder } from "../values/net/folders.ts";
import { textStreams } from "../values/net/streams.ts";
import { copyFile, deleteFile, moveFile } from "../values/net/wholefiles.ts";
import { type Call, CastError, members, type NetType, registerTypes, type Surroundings } from "../values/nettype.ts";
import type { Entity } from "../values/shape.ts";
import { toText } from "../values/text.ts";
import { DirectoryInfo, FileInfo, refresh, unreadObject } from "./fileinfo.ts";

const full = (self: Entity): string => toText(self.read("FullName"));

async function known(path: string, around: Surroundings, isFolder: boolean): Promise<Entity> {
  const made = unreadObject(path, around, isFolder);
  await made.settle();
  return made;
}

/** The files or folders in a folder as objects. */
const within =
  (wanted: "files" | "folders" | "both"): Call<Entity> =>
  async (self, args, around) => {
    const found: Entity[] = [];
    for (const path of await entriesOf([full(self), ...args], around, wanted)) {
      const isFolder = wanted === "both" ? (await around.disk.stat(path))?.isFolder === true : wanted === "folders";
      found.push(await known(path, around, isFolder));
    }
    const kind = { files: "FileInfo", folders: "DirectoryInfo", both: "FileSystemInfo" }[wanted];
    return typed(`System.IO.${kind}`, found);
  };

const stream =
  (open: (typeof textStreams)[keyof typeof textStreams]): Call<Entity> =>
  (self, _, around) =>
    open(undefined, [full(self)], around);

const shared = {
  Refresh: (self: Entity, _: readonly unknown[], around: Surroundings) => refresh(self, around),
  ToString: (self: Entity) => toText(self),
} as const;

const typeOfFiles = (name: string, isFolder: boolean, call: Readonly<Record<string, Call<Entity>>>): NetType => ({
  name: `System.IO.${name}`,
  bases: ["System.IO.FileSystemInfo"],
  holds: (value) => (isFolder ? DirectoryInfo : FileInfo).holds(value),
  convert(value, around) {
    if (value === null || value === undefined) return null;
    if (typeof value !== "string" || value === "")
      throw new CastError(`Cannot convert the "${toText(value)}" value to type "System.IO.${name}".`);
    return unreadObject(value, around, isFolder);
  },
  construct: ([path], around) => unreadObject(pathOf(path, around), around, isFolder),
  members: members<Entity>({ call: { ...shared, ...call } }),
});

const fileType = typeOfFiles("FileInfo", false, {
  Delete: (self, _, around) => deleteFile(full(self), around),
  CopyTo: async (self, [to, overwrite], around) => {
    await copyFile(full(self), to, overwrite === true, around);
    return known(pathOf(to, around), around, false);
  },
  MoveTo: (self, [to, overwrite], around) => moveFile(full(self), to, overwrite === true, around),
  OpenText: stream(textStreams.OpenText),
  CreateText: stream(textStreams.CreateText),
  AppendText: stream(textStreams.AppendText),
});

const folderType = typeOfFiles("DirectoryInfo", true, {
  Create: (self, _, around) => onDisk(full(self), () => around.disk.makeFolder(full(self), 0o777)),
  CreateSubdirectory: async (self, [name], around) => {
    const path = posix.join(full(self), toText(name));
    await onDisk(path, () => around.disk.makeFolder(path, 0o777));
    return known(path, around, true);
  },
  Delete: (self, [deep], around) => deleteFolder(full(self), deep === true, around),
  MoveTo: (self, [to], around) => moveFolder(full(self), to, around),
  GetFiles: within("files"),
  GetDirectories: within("folders"),
  GetFileSystemInfos: within("both"),
  EnumerateFiles: within("files"),
  EnumerateDirectories: within("folders"),
  EnumerateFileSystemInfos: within("both"),
});

const either: NetType = {
  name: "System.IO.FileSystemInfo",
  holds: (value) => FileInfo.holds(value) || DirectoryInfo.holds(value),
  convert: (value) => value,
};

registerTypes(fileType, folderType, either);
