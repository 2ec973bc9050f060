// Copies files and folders, for Copy-Item and Move-Item.
import { basename, dirname, join } from "node:path/posix";
import type { Disk } from "../world/world.ts";
import { Problem } from "./problem.ts";

const pieceSize = 1024 * 1024;

/** Copies a file in pieces; a file at the target is written over in place. */
export async function copyFile(disk: Disk, from: string, to: string): Promise<void> {
  if (from === to) throw sameFile(from);
  if (!(await disk.stat(to))) await disk.write(to, "", 0o644);
  const source = await disk.open(from, { readOnly: true });
  try {
    const target = await disk.open(to);
    try {
      if ((await target.size()) > 0) await target.truncate(0);
      for (let at = 0; ; ) {
        const bytes = await source.read(at, pieceSize);
        if (bytes.length === 0) break;
        await target.append([bytes]);
        at += bytes.length;
      }
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

/** Copies a folder with all that is in it, or the files in it whose names fit. */
export async function copyFolder(
  disk: Disk,
  from: string,
  to: string,
  fits: (name: string) => boolean = () => true,
): Promise<void> {
  if (`${to}/`.startsWith(`${from}/`)) throw intoItself(from, to);
  await disk.makeFolder(to, 0o755);
  for (const name of await disk.list(from)) {
    const facts = await disk.stat(join(from, name));
    if (facts?.isFolder) await copyFolder(disk, join(from, name), join(to, name), fits);
    else if (facts && fits(name)) await copyFile(disk, join(from, name), join(to, name));
  }
}

/** Copies the files below a folder into another one, without their folders. */
export async function copyFlat(disk: Disk, from: string, to: string, fits: (name: string) => boolean): Promise<void> {
  for (const name of await disk.list(from)) {
    const facts = await disk.stat(join(from, name));
    if (facts?.isFolder) await copyFlat(disk, join(from, name), to, fits);
    else if (facts && fits(name)) await copyFile(disk, join(from, name), join(to, name));
  }
}

/** Where a file goes: into the target when that is a folder, else it becomes the target. Throws when no folder holds it. */
export async function targetOf(disk: Disk, from: string, to: string): Promise<string> {
  const facts = await disk.stat(to);
  if (facts?.isFolder) return join(to, basename(from));
  if (!(await disk.stat(dirname(to)))?.isFolder) throw noFolder(to);
  return to;
}

function sameFile(path: string): Problem {
  return new Problem({
    id: "CopyError",
    category: "WriteError",
    text: `Cannot overwrite the item ${path} with itself.`,
    target: path,
    exceptionType: "System.IO.IOException",
  });
}

function intoItself(from: string, to: string): Problem {
  return new Problem({
    id: "CopyError",
    category: "InvalidArgument",
    text: `The folder '${from}' cannot go into itself ('${to}').`,
    target: from,
    exceptionType: "System.IO.IOException",
  });
}

function noFolder(path: string): Problem {
  return new Problem({
    id: "DirectoryNotFound",
    category: "ObjectNotFound",
    text: `Could not find a part of the path '${path}'.`,
    target: path,
    exceptionType: "System.IO.DirectoryNotFoundException",
  });
}
