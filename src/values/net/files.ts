// Files of the disk as the types of .NET see them: paths, whole contents, text by its encoding, and what goes wrong.
import { posix } from "node:path";
import { MemberError, type Surroundings } from "../nettype.ts";
import { toText } from "../text.ts";
import { Encoding, encodings, plainUtf8 } from "./encoding.ts";

const largestFile = 512 * 1024 * 1024;

/** The absolute path of an argument. */
export function pathOf(value: unknown, around: Surroundings): string {
  const text = toText(value);
  if (text === "") throw new MemberError("The value cannot be an empty string. (Parameter 'path')");
  return posix.resolve(around.host.cwd, text);
}

/** @returns the error of .NET for a file that is not there. */
export function missingFile(path: string): MemberError {
  return new MemberError(`Could not find file '${path}'.`, "System.IO.FileNotFoundException");
}

/** @returns the error of .NET for a folder that is not there. */
export function missingFolder(path: string): MemberError {
  return new MemberError(`Could not find a part of the path '${path}'.`, "System.IO.DirectoryNotFoundException");
}

/** What the disk could not do, as the exception that .NET gives. */
function explain(error: unknown, path: string): unknown {
  switch ((error as { code?: unknown }).code) {
    case "ENOENT":
    case "ENOTDIR":
      return missingFile(path);
    case "EACCES":
    case "EPERM":
    case "EISDIR":
      return new MemberError(`Access to the path '${path}' is denied.`, "System.UnauthorizedAccessException");
    case "ENOSPC":
      return new MemberError(`There is not enough space on the disk: '${path}'.`, "System.IO.IOException");
  }
  return error;
}

/** Does work on the disk; what it cannot do is told as .NET tells it. */
export async function onDisk<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw explain(error, path);
  }
}

/** The bytes of a file of a size that may be read at once. */
export async function readBytes(value: unknown, around: Surroundings): Promise<Buffer> {
  const path = pathOf(value, around);
  const facts = await around.disk.stat(path);
  if (!facts) throw (await folderOf(path, around)) ? missingFile(path) : missingFolder(path);
  if (facts.size > largestFile)
    throw new MemberError(`'${path}' is too large to be read at once; use Get-Content.`, "System.IO.IOException");
  return onDisk(path, () => around.disk.read(path));
}

async function folderOf(path: string, around: Surroundings): Promise<boolean> {
  return (await around.disk.stat(posix.dirname(path)))?.isFolder === true;
}

/** Writes or adds to a file; its folder must be there. */
export async function writeBytes(value: unknown, data: Buffer, around: Surroundings, append = false): Promise<void> {
  const path = pathOf(value, around);
  if (!(await folderOf(path, around))) throw missingFolder(path);
  await onDisk(path, () => (append ? around.disk.append(path, data) : around.disk.write(path, data, 0o666)));
}

/** The encoding that a file's first bytes tell, and how many they are. */
function byMark(bytes: Buffer): readonly [Encoding, number] | undefined {
  for (const name of ["UTF32", "UTF8", "Unicode", "BigEndianUnicode"]) {
    const encoding = encodings[name] as Encoding;
    if (bytes.subarray(0, encoding.mark.length).equals(encoding.mark)) return [encoding, encoding.mark.length];
  }
  return undefined;
}

/** Text without its byte order mark: by the mark, else by the encoding given, else UTF-8. */
export function decodeText(bytes: Buffer, given?: unknown): string {
  const [encoding, skip] = byMark(bytes) ?? [given instanceof Encoding ? given : plainUtf8, 0];
  return encoding.decode(skip === 0 ? bytes : bytes.subarray(skip));
}

/** Lines without their ends; an end at the very end opens no further line. */
export function linesOf(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}
