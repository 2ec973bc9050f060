// A log in Exchange's CSV form: files by day, bounded in size, the old ones removed; writing never holds anything up.
import type { Timer, World } from "../../world/world.ts";
import { createLines } from "./lines.ts";
import type { LogSettings } from "./settings.ts";

export interface LogKind {
  /** Names of the files: "RECV" gives RECV20260302-1.log. */
  readonly prefix: string;
  /** As the head of each file says it: "SMTP Receive Protocol Log". */
  readonly type: string;
  readonly fields: readonly string[];
  /** What holds now; undefined while the log is turned off. */
  readonly settings: () => LogSettings | undefined;
  /** Told of a file that will not grow any more. */
  readonly ended?: (path: string) => void;
}

export interface LogFile {
  /** Takes one line; what cannot be kept because the disk refuses for long is lost, and `trouble` says so. */
  write(values: readonly string[]): void;
  /** Resolves when all that was taken is on its way to the disk. */
  flush(): Promise<void>;
  /** What the last write failed with; undefined while all is well. */
  readonly trouble: string | undefined;
}

/** The version of the fields, as the head of each file says it. */
export const logVersion = "15.02.1118.007";

const mostHeld = 16 * 1024 * 1024;
const soon = 512 * 1024;
const flushAfterMs = 500;
const againAfterMs = 10_000;
const day = 86_400_000;

export function openLog(world: Pick<World, "clock" | "disk">, kind: LogKind): LogFile {
  const lines = createLines();
  let held: readonly Buffer[] = [];
  let timer: Timer | undefined;
  let writing: Promise<void> = Promise.resolve();
  let file: { readonly path: string; readonly folder: string; readonly day: string; size: number } | undefined;
  let trouble: string | undefined;

  const flush = () => {
    timer?.cancel();
    timer = undefined;
    writing = writing.then(writeOut);
    return writing;
  };

  async function writeOut(): Promise<void> {
    const settings = kind.settings();
    if (!settings) return;
    held = [...held, ...lines.take()];
    if (held.length === 0) return;
    try {
      await append(held, settings);
      held = [];
      trouble = undefined;
    } catch (error) {
      file = undefined;
      trouble = `The ${kind.type} in ${settings.folder} cannot be written: ${error instanceof Error ? error.message : String(error)}`;
      timer ??= world.clock.after(againAfterMs, () => void flush());
    }
  }

  async function append(text: readonly Buffer[], settings: LogSettings): Promise<void> {
    const now = world.clock.now();
    const today = new Date(now).toISOString().slice(0, 10).replaceAll("-", "");
    if (file?.folder !== settings.folder || file.day !== today || file.size >= settings.file) {
      const before = file;
      if (before?.folder !== settings.folder) await world.disk.makeFolder(settings.folder);
      file = await nextFile(today, settings);
      if (before && before.path !== file.path) kind.ended?.(before.path);
      await clean(now, file.path, settings);
    }
    const all = Buffer.concat(file.size === 0 ? [Buffer.from(headOf(kind, now)), ...text] : text);
    await world.disk.append(file.path, all);
    file.size += all.length;
  }

  /** The last file of the day while it has room, else the next number. */
  async function nextFile(today: string, { folder, file: most }: LogSettings) {
    const files = (await logFiles(world, folder, kind.prefix)).filter((one) => one.day === today);
    const last = files.at(-1)?.number ?? 0;
    const path = (number: number) => `${folder}/${kind.prefix}${today}-${number}.log`;
    const size = last === 0 ? 0 : ((await world.disk.stat(path(last)))?.size ?? 0);
    if (last > 0 && size < most) return { path: path(last), folder, day: today, size };
    return { path: path(last + 1), folder, day: today, size: 0 };
  }

  /** Removes what is older than `age`, and the oldest beyond `room`. */
  async function clean(now: number, current: string, { folder, age, room }: LogSettings): Promise<void> {
    const kept: { path: string; size: number }[] = [];
    for (const { path, began } of await logFiles(world, folder, kind.prefix)) {
      if (path === current) continue;
      if (age > 0 && began + day + age < now) await removeLog(world, path);
      else kept.push({ path, size: (await world.disk.stat(path))?.size ?? 0 });
    }
    let size = kept.reduce((sum, one) => sum + one.size, 0);
    for (const one of kept) {
      if (size <= room) break;
      await removeLog(world, one.path);
      size -= one.size;
    }
  }

  return {
    write(values) {
      const waiting = lines.size + held.reduce((sum, one) => sum + one.length, 0);
      if (waiting > mostHeld || !kind.settings()) return;
      lines.add(values);
      if (trouble !== undefined) return;
      if (lines.size >= soon) void flush();
      else timer ??= world.clock.after(flushAfterMs, () => void flush());
    },
    flush,
    get trouble() {
      return trouble;
    },
  };
}

/** A file of a log, by its name. */
export interface LogFileName {
  readonly path: string;
  /** "20260302". */
  readonly day: string;
  readonly number: number;
  /** Midnight UTC at which its day began, milliseconds since 1970. */
  readonly began: number;
}

/** The files of a log, oldest first. */
export async function logFiles(world: Pick<World, "disk">, folder: string, prefix: string): Promise<LogFileName[]> {
  const files: LogFileName[] = [];
  for (const name of await world.disk.list(folder)) {
    const match = /^(\d{8})-(\d{1,9})\.log$/.exec(name.startsWith(prefix) ? name.slice(prefix.length) : "");
    if (!match) continue;
    const [, date = "", number] = match;
    const began = Date.UTC(Number(date.slice(0, 4)), Number(date.slice(4, 6)) - 1, Number(date.slice(6)));
    files.push({ path: `${folder}/${name}`, day: date, number: Number(number), began });
  }
  return files.sort((a, b) => a.began - b.began || a.number - b.number);
}

/** The path of a log's index, which goes when the log goes. */
export const indexPath = (path: string) => path.replace(/\.log$/, ".idx");

async function removeLog(world: Pick<World, "disk">, path: string): Promise<void> {
  await world.disk.remove(path);
  if (await world.disk.stat(indexPath(path))) await world.disk.remove(indexPath(path));
}

function headOf(kind: LogKind, now: number): string {
  return [
    "#Software: exsh",
    `#Version: ${logVersion}`,
    `#Log-Type: ${kind.type}`,
    `#Date: ${new Date(now).toISOString()}`,
    `#Fields: ${kind.fields.join(",")}`,
    "",
  ].join("\r\n");
}

/** Moments lately written, with their texts. A power of two. */
const moments = 64;
const lately: number[] = new Array<number>(moments).fill(Number.NaN);
const texts: string[] = new Array<string>(moments).fill("");

/** A moment as logs write it. Lines of the same millisecond come together, and name the moment a message came. */
export function momentOf(ms: number): string {
  const place = ms & (moments - 1);
  if (lately[place] !== ms) {
    lately[place] = ms;
    texts[place] = new Date(ms).toISOString();
  }
  return texts[place]!;
}
