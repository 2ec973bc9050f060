// Files of the system, as a log needs them: appended at a known end, synced when told, replaced by way of a rename.
import nodeFs, { close, constants, fdatasync, fstat, ftruncate, open, read, writev } from "node:fs";
import { dirname } from "node:path";
import { codeOf, worldError } from "./errors.ts";
import type { Disk, DiskFile, OpenOptions } from "./world.ts";

/** Loaded at the first use: it costs a start 2 ms. */
const files = () => nodeFs.promises;

export function realDisk(): Disk {
  let names = 0;
  return {
    open: openFile,
    read: (path) => files().readFile(path),
    async write(path, data, mode = 0o600) {
      const beside = `${path}.${process.pid}.${names++}.tmp`;
      try {
        const file = await files().open(beside, "w", mode);
        try {
          await file.writeFile(data);
          await file.chmod(mode);
          await file.datasync();
        } finally {
          await file.close();
        }
        await files().rename(beside, path);
      } catch (error) {
        await files()
          .rm(beside, { force: true })
          .catch(() => undefined);
        throw error;
      }
      await syncFolder(dirname(path));
    },
    append: (path, data) => files().appendFile(path, data, { mode: 0o600 }),
    async list(folder) {
      try {
        return (await files().readdir(folder)).sort();
      } catch (error) {
        if (codeOf(error) === "ENOENT") return [];
        throw error;
      }
    },
    readPlain,
    async stat(path) {
      try {
        const own = await files().lstat(path);
        const facts = own.isSymbolicLink() ? await files().stat(path) : own;
        return {
          size: facts.size,
          isFolder: facts.isDirectory(),
          modified: facts.mtimeMs,
          created: facts.birthtimeMs,
          accessed: facts.atimeMs,
          readOnly: (facts.mode & 0o222) === 0,
          ...(own === facts ? {} : { link: await files().readlink(path) }),
        };
      } catch (error) {
        if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return undefined;
        throw error;
      }
    },
    remove: (path) => files().rm(path, { force: true }),
    removeFolder: (path) => files().rm(path, { recursive: true, force: true }),
    rename: (from, to) => files().rename(from, to),
    async adjust(path, { modified, accessed, readOnly }) {
      const facts = await files().stat(path);
      if (modified !== undefined || accessed !== undefined)
        await files().utimes(path, (accessed ?? facts.atimeMs) / 1000, (modified ?? facts.mtimeMs) / 1000);
      if (readOnly !== undefined) await files().chmod(path, readOnly ? facts.mode & ~0o222 : facts.mode | 0o200);
    },
    makeLink: (path, target) => files().symlink(target, path),
    makeHardLink: (path, file) => files().link(file, path),
    makeFolder,
    syncFolder,
    async space(path) {
      const facts = await files().statfs(path);
      return { free: facts.bavail * facts.bsize, total: facts.blocks * facts.bsize };
    },
  };
}

async function readPlain(path: string, most: number): Promise<Buffer> {
  // Without a wait for whoever writes to a pipe, and never by way of a link.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const handle = await files().open(path, flags);
  try {
    const facts = await handle.stat();
    if (!facts.isFile()) throw worldError("EINVAL", `EINVAL: not a plain file, read '${path}'`);
    if (facts.size > most) throw worldError("EFBIG", `EFBIG: the file has ${facts.size} bytes, read '${path}'`);
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

/** Step by step: the recursive mkdir of Node tries for ever where a folder is there that takes no children (/proc). */
async function makeFolder(path: string, mode = 0o700): Promise<void> {
  try {
    await files().mkdir(path, mode);
  } catch (error) {
    if (codeOf(error) === "EEXIST" && (await files().stat(path)).isDirectory()) return;
    const above = dirname(path);
    if (codeOf(error) !== "ENOENT" || above === path || (await isThere(above))) throw error;
    await makeFolder(above, mode);
    await makeFolder(path, mode);
  }
}

async function isThere(path: string): Promise<boolean> {
  return files()
    .access(path)
    .then(
      () => true,
      () => false,
    );
}

async function syncFolder(path: string): Promise<void> {
  const folder = await files().open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Elsewhere such a write may stop at the cache of the drive, which a sync does not. */
const writesSynced = process.platform === "linux";

/** Callbacks instead of FileHandle: a commit waits for two of these calls, and they are the cheaper ones. */
async function openFile(path: string, options: OpenOptions = {}): Promise<DiskFile> {
  // Positioned writes, not O_APPEND: after a torn write the next one starts where the last whole one ended.
  // To read is not to wait for whoever writes to a pipe.
  const access = options.readOnly ? constants.O_RDONLY | constants.O_NONBLOCK : constants.O_RDWR;
  const synced = options.durable && writesSynced ? constants.O_DSYNC : 0;
  const flags = access | synced | (options.create ? constants.O_CREAT : 0);
  const fd = await call<number>((done) => open(path, flags, 0o600, (error, fd) => done(error, fd)));
  const sizeNow = () => call<{ size: number }>((done) => fstat(fd, done)).then((facts) => facts.size);
  const sync = () => call<void>((done) => fdatasync(fd, done));
  let end = await sizeNow();
  return {
    async append(data, room = 0) {
      const length = data.reduce((sum, piece) => sum + piece.length, 0);
      await writeAll(fd, room > 0 ? [...data, Buffer.alloc(room)] : data, length, end);
      if (options.durable && !synced) await sync();
      end += length;
    },
    sync,
    read: (position, length) => readUpTo(fd, position, length),
    size: sizeNow,
    async truncate(length) {
      await call((done) => ftruncate(fd, length, done));
      end = length;
    },
    close: () => call((done) => close(fd, done)),
  };
}

/** Writes the first `length` bytes of the pieces at least; the kernel takes at most 1,024 of them at once and may write a part. */
async function writeAll(fd: number, data: readonly Buffer[], length: number, position: number): Promise<void> {
  let left: Buffer[] = data.filter((piece) => piece.length > 0);
  let written = 0;
  while (written < length) {
    const some = left.slice(0, 1024);
    const count = await call<number>((done) =>
      writev(fd, some, position + written, (error, count) => done(error, count)),
    );
    if (count === 0) throw worldError("EIO", "The system wrote nothing to the file and gave no reason.");
    written += count;
    left = without(left, count);
  }
}

function without(pieces: Buffer[], bytes: number): Buffer[] {
  let index = 0;
  let left = bytes;
  while (index < pieces.length && left >= pieces[index]!.length) left -= pieces[index++]!.length;
  const rest = pieces.slice(index);
  if (left > 0) rest[0] = rest[0]!.subarray(left);
  return rest;
}

async function readUpTo(fd: number, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let held = 0;
  while (held < length) {
    const count = await call<number>((done) =>
      read(fd, buffer, held, length - held, position + held, (error, count) => done(error, count)),
    );
    if (count === 0) break;
    held += count;
  }
  return buffer.subarray(0, held);
}

function call<T>(start: (done: (error: Error | null, value?: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => start((error, value) => (error ? reject(error) : resolve(value as T))));
}
