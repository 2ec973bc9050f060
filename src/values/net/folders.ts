// [IO.Directory]: folders and what is in them, as paths.
import { posix } from "node:path";
import { typed } from "../collections.ts";
import {
  enumeration,
  MemberError,
  members,
  type NetType,
  namedType,
  registerTypes,
  type Surroundings,
} from "../nettype.ts";
import { toText } from "../text.ts";
import { wildcard } from "../wildcard.ts";
import { missingFolder, onDisk, pathOf } from "./files.ts";
import { times } from "./wholefiles.ts";

/** Names found at a time: more are the wrong folder. */
const most = 1_000_000;

type Wanted = "files" | "folders" | "both";

/**
 * The paths in a folder that fit a pattern; with `AllDirectories` those below it too. Links are named and not entered.
 * @throws MemberError when the folder is not there
 */
export async function entriesOf(args: readonly unknown[], around: Surroundings, wanted: Wanted): Promise<string[]> {
  const given = toText(args[0]);
  const root = pathOf(given, around);
  if ((await around.disk.stat(root))?.isFolder !== true) throw missingFolder(root);
  const pattern = args[1] === undefined ? "*" : toText(args[1]);
  const fits = pattern === "*" || pattern === "*.*" ? () => true : wildcard(pattern);
  const deep = toText(args[2]).toLowerCase() === "alldirectories" || toText(args[2]) === "1";
  const found: string[] = [];
  const waiting = [root];
  for (let folder = waiting.shift(); folder !== undefined; folder = waiting.shift()) {
    const here = folder;
    for (const name of await onDisk(here, () => around.disk.list(here))) {
      const path = posix.join(here, name);
      const facts = await around.disk.stat(path);
      if (!facts) continue;
      if (fits(name) && (wanted === "both" || facts.isFolder === (wanted === "folders"))) found.push(path);
      if (deep && facts.isFolder && facts.link === undefined) waiting.push(path);
      if (found.length + waiting.length > most)
        throw new MemberError(`There are more than ${most} names below '${root}'.`, "System.IO.IOException");
    }
  }
  // As .NET does, the paths begin as the one that was given.
  const start = given === "/" ? "" : given.replace(/\/+$/, "");
  return typed(
    "System.String",
    found.map((path) => `${start}${path.slice(root === "/" ? 0 : root.length)}`),
  );
}

/** Removes a folder that is empty, or with all that is in it. */
export async function deleteFolder(given: unknown, deep: boolean, around: Surroundings): Promise<void> {
  const path = pathOf(given, around);
  if ((await around.disk.stat(path))?.isFolder !== true) throw missingFolder(path);
  if (!deep && (await around.disk.list(path)).length > 0)
    throw new MemberError(`Directory not empty : '${path}'`, "System.IO.IOException");
  await onDisk(path, () => around.disk.removeFolder(path));
}

/** Gives a folder another name. */
export async function moveFolder(from: unknown, to: unknown, around: Surroundings): Promise<void> {
  const [source, target] = [pathOf(from, around), pathOf(to, around)];
  if (!(await around.disk.stat(source))) throw missingFolder(source);
  if (await around.disk.stat(target))
    throw new MemberError(
      `Cannot create '${target}' because a file or directory with the same name already exists.`,
      "System.IO.IOException",
    );
  await onDisk(source, () => around.disk.rename(source, target));
}

/** A folder as an object, by the type that the files of the shell have. */
const asObject = (path: string, around: Surroundings): unknown =>
  namedType("System.IO.DirectoryInfo")?.construct?.([path], around) ?? path;

const directoryType: NetType = {
  name: "System.IO.Directory",
  holds: () => false,
  convert: (value) => value,
  statics: members({
    call: {
      Exists: async (_, [path], around) =>
        toText(path) === "" ? false : (await around.disk.stat(pathOf(path, around)))?.isFolder === true,
      CreateDirectory: async (_, [given], around) => {
        const path = pathOf(given, around);
        await onDisk(path, () => around.disk.makeFolder(path, 0o777));
        return asObject(path, around);
      },
      Delete: (_, [path, deep], around) => deleteFolder(path, deep === true, around),
      Move: (_, [from, to], around) => moveFolder(from, to, around),
      GetFiles: (_, args, around) => entriesOf(args, around, "files"),
      GetDirectories: (_, args, around) => entriesOf(args, around, "folders"),
      GetFileSystemEntries: (_, args, around) => entriesOf(args, around, "both"),
      EnumerateFiles: (_, args, around) => entriesOf(args, around, "files"),
      EnumerateDirectories: (_, args, around) => entriesOf(args, around, "folders"),
      EnumerateFileSystemEntries: (_, args, around) => entriesOf(args, around, "both"),
      GetCurrentDirectory: (_, __, around) => around.host.cwd,
      GetParent: (_, [given], around) => {
        const path = pathOf(given, around);
        return path === "/" ? null : asObject(posix.dirname(path), around);
      },
      GetDirectoryRoot: () => "/",
      GetLogicalDrives: () => typed("System.String", ["/"]),
      ...times,
    },
  }),
};

registerTypes(directoryType, enumeration("System.IO.SearchOption", ["TopDirectoryOnly", "AllDirectories"]));
