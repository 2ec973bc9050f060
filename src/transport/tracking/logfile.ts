// A log in Exchange's CSV form: files by day, bounded in size, the old ones removed; writing never holds anything up.
import type { Timer, World } from "../../world/world.ts";

export interface LogKind {
  /** Names of the files: "RECV" gives RECV20260302-1.log. */
  readonly prefix: string;
  /** As the head of each file says it: "SMTP Receive Protocol Log". */
  readonly type: string;
  readonly fields: readonly string[];
  readonly version: string;
  /** Bytes after which a new file is begun, bytes of all files, and milliseconds until a file goes. */
  readonly limits: { readonly file: number; readonly folder: number; readonly age: number };
}

export interface LogFile {
  /** Takes one line; what cannot be kept because the disk refuses for long is lost, and `trouble` says so. */
  write(values: readonly string[]): void;
  /** Resolves when all that was taken is on its way to the disk. */
  flush(): Promise<void>;
  /** What the last write failed with; undefined while all is well. */
  readonly trouble: string | undefined;
}

const mostHeld = 4 * 1024 * 1024;
const soon = 512 * 1024;
const flushAfterMs = 1000;
const day = 86_400_000;

export function openLog(world: Pick<World, "clock" | "disk">, folder: string, kind: LogKind): LogFile {
  const pattern = new RegExp(`^${kind.prefix}(\\d{8})-(\\d{1,9})\\.log$`);
  let lines: string[] = [];
  let held = 0;
  let timer: Timer | undefined;
  let writing: Promise<void> = Promise.resolve();
  let file: { readonly path: string; readonly day: string; size: number } | undefined;
  let trouble: string | undefined;

  const flush = () => {
    timer?.cancel();
    timer = undefined;
    writing = writing.then(writeOut);
    return writing;
  };

  async function writeOut(): Promise<void> {
    if (lines.length === 0) return;
    const text = lines.join("");
    const bytes = held;
    lines = [];
    held = 0;
    try {
      await append(text, bytes);
      trouble = undefined;
    } catch (error) {
      file = undefined;
      trouble = `The log in ${folder} cannot be written: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  async function append(text: string, bytes: number): Promise<void> {
    const now = world.clock.now();
    const today = new Date(now).toISOString().slice(0, 10).replaceAll("-", "");
    if (!file || file.day !== today || file.size >= kind.limits.file) {
      if (!file) await world.disk.makeFolder(folder);
      file = await nextFile(today);
      await clean(now, file.path);
    }
    const head = file.size === 0 ? headOf(kind, now) : "";
    await world.disk.append(file.path, head + text);
    file.size += head.length + bytes;
  }

  /** The last file of the day while it has room, else the next number. */
  async function nextFile(today: string) {
    const numbers = (await world.disk.list(folder))
      .map((name) => pattern.exec(name))
      .filter((match) => match?.[1] === today);
    const last = Math.max(0, ...numbers.map((match) => Number(match![2])));
    const path = (number: number) => `${folder}/${kind.prefix}${today}-${number}.log`;
    const size = last === 0 ? 0 : ((await world.disk.stat(path(last)))?.size ?? 0);
    if (last > 0 && size < kind.limits.file) return { path: path(last), day: today, size };
    return { path: path(last + 1), day: today, size: 0 };
  }

  async function clean(now: number, current: string): Promise<void> {
    const files: { path: string; size: number; order: string }[] = [];
    for (const name of await world.disk.list(folder)) {
      const match = pattern.exec(name);
      const path = `${folder}/${name}`;
      if (!match || path === current) continue;
      const date = match[1]!;
      const began = Date.UTC(Number(date.slice(0, 4)), Number(date.slice(4, 6)) - 1, Number(date.slice(6)));
      if (began + day + kind.limits.age < now) await world.disk.remove(path);
      else
        files.push({ path, size: (await world.disk.stat(path))?.size ?? 0, order: date + match[2]!.padStart(9, "0") });
    }
    let size = files.reduce((sum, one) => sum + one.size, 0);
    for (const one of files.sort((a, b) => (a.order < b.order ? -1 : 1))) {
      if (size <= kind.limits.folder) break;
      await world.disk.remove(one.path);
      size -= one.size;
    }
  }

  return {
    write(values) {
      if (held > mostHeld) return;
      const line = `${values.map(csv).join(",")}\r\n`;
      lines.push(line);
      held += line.length;
      if (held >= soon) void flush();
      else timer ??= world.clock.after(flushAfterMs, () => void flush());
    },
    flush,
    get trouble() {
      return trouble;
    },
  };
}

function headOf(kind: LogKind, now: number): string {
  return [
    "#Software: exsh",
    `#Version: ${kind.version}`,
    `#Log-Type: ${kind.type}`,
    `#Date: ${new Date(now).toISOString()}`,
    `#Fields: ${kind.fields.join(",")}`,
    "",
  ].join("\r\n");
}

let lastMoment = Number.NaN;
let lastText = "";

/** A moment as logs write it; lines of the same millisecond come together. */
export function momentOf(ms: number): string {
  if (ms !== lastMoment) [lastMoment, lastText] = [ms, new Date(ms).toISOString()];
  return lastText;
}

/** RFC 4180; control characters, which would break a line in two, become blanks. */
export function csv(value: string): string {
  const clean = /[\x00-\x1f\x7f]/.test(value) ? value.replace(/[\x00-\x1f\x7f]+/g, " ") : value;
  return /[",]/.test(clean) ? `"${clean.replaceAll('"', '""')}"` : clean;
}
