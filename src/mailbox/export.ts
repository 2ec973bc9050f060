// Writes messages out of a mailbox: as eml files, as one mbox file, or as a Maildir.
import { mailDate } from "../mail/date.ts";
import type { World } from "../world/world.ts";
import type { MailboxStore, Message } from "./store.ts";

export type ExportFormat = "Eml" | "Mbox" | "Maildir";

export interface Exporter {
  /** @returns the file that holds the message now. */
  write(message: Message): Promise<string>;
  /** Makes durable what was written. */
  end(): Promise<void>;
}

/**
 * An exporter into `path`: a folder for Eml and Maildir, a file that is added to for Mbox. Rejects with an Error with
 * `code` when the disk refuses.
 */
export async function exporter(
  format: ExportFormat,
  path: string,
  store: MailboxStore,
  world: World,
): Promise<Exporter> {
  if (format === "Mbox") return mbox(path, store, world);
  const folders = format === "Maildir" ? ["tmp", "new", "cur"].map((name) => `${path}/${name}`) : [path];
  for (const folder of folders) await world.disk.makeFolder(folder);
  return format === "Eml" ? eml(path, store, world) : maildir(path, store, world);
}

/** The message as it stands, byte for byte, under a name that says when it came and which one it is. */
function eml(folder: string, store: MailboxStore, { disk, random }: World): Exporter {
  return {
    async write(message) {
      const stamp = new Date(message.received).toISOString().replace(/[:.]/g, "-");
      const path = `${folder}/${stamp}-${message.id}.eml`;
      const beside = `${folder}/.${random.uuid()}.part`;
      await writePieces(disk, beside, store.pieces(message));
      await disk.rename(beside, path);
      return path;
    },
    end: () => disk.syncFolder(folder),
  };
}

/** Maildir: written to tmp, renamed into new, or into cur with the flag S when it has been read. LF line ends. */
function maildir(folder: string, store: MailboxStore, { disk, host, clock }: World): Exporter {
  let count = 0;
  const server = host.hostname.replace(/[/:]/g, "_");
  return {
    async write(message) {
      const seconds = Math.floor(message.received / 1000);
      const name = `${seconds}.M${clock.now()}P${host.pid}Q${count++}.${server}`;
      const path = message.read ? `${folder}/cur/${name}:2,S` : `${folder}/new/${name}`;
      await writePieces(disk, `${folder}/tmp/${name}`, unixLines(store.pieces(message)));
      await disk.rename(`${folder}/tmp/${name}`, path);
      return path;
    },
    async end() {
      for (const name of ["new", "cur"]) await disk.syncFolder(`${folder}/${name}`);
    },
  };
}

/** mboxrd: a From line, LF line ends, ">" before lines that look like a From line, an empty line behind (RFC 4155). */
function mbox(path: string, store: MailboxStore, { disk }: World): Exporter {
  return {
    async write(message) {
      const sender = message.sender === "" ? "MAILER-DAEMON" : message.sender.replace(/\s/g, "-");
      async function* pieces() {
        yield Buffer.from(`From ${sender} ${asctime(message.received)}\n`);
        yield* quoted(unixLines(store.pieces(message)));
        yield Buffer.from("\n");
      }
      await writePieces(disk, path, pieces());
      return path;
    },
    end: async () => undefined,
  };
}

/** "Mon Mar  2 09:00:00 2026", in UTC, as the From line has it. */
function asctime(ms: number): string {
  const [, weekday, day, month, year, time] = /^(\w+), +(\d+) (\w+) (\d+) ([\d:]+)/.exec(mailDate(ms))!;
  return `${weekday} ${month} ${day!.replace(/^0/, "").padStart(2)} ${time} ${year}`;
}

async function writePieces(disk: World["disk"], path: string, pieces: AsyncIterable<Buffer>): Promise<void> {
  const file = await disk.open(path, { create: true });
  const start = await file.size();
  try {
    for await (const piece of pieces) await file.append([piece]);
    await file.sync();
  } catch (error) {
    // A half message is none; of a file that is added to, what was there before stays.
    await file.truncate(start).catch(() => undefined);
    throw error;
  } finally {
    await file.close();
  }
}

/** CRLF becomes LF, also where it is cut between two pieces; a last line without an end gets one. */
export async function* unixLines(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let heldReturn = false;
  let last = 0x0a;
  for await (const piece of pieces) {
    const out = Buffer.allocUnsafe(piece.length + 1);
    let end = 0;
    for (const byte of piece) {
      if (heldReturn && byte !== 0x0a) out[end++] = 0x0d;
      heldReturn = byte === 0x0d;
      if (!heldReturn) out[end++] = byte;
    }
    if (end > 0) last = out[end - 1]!;
    if (end > 0) yield out.subarray(0, end);
  }
  if (heldReturn) yield Buffer.from("\r\n");
  else if (last !== 0x0a) yield Buffer.from("\n");
}

/** Of a line longer than this only the start is looked at. */
const longLine = 65_536;

/** Puts ">" before each line that is "From " behind any number of ">". Takes LF line ends. */
export async function* quoted(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest = "";
  let inLine = false;
  for await (const piece of pieces) {
    const text = rest + piece.toString("latin1");
    const lines = text.lastIndexOf("\n") + 1;
    // The start of a line waits until it can be judged; of a long one enough is there, and the rest passes.
    const cut = text.length - lines > longLine ? text.length : lines;
    if (cut > 0) {
      yield quote(text.slice(0, cut), inLine);
      inLine = cut > lines;
    }
    rest = text.slice(cut);
  }
  if (rest !== "") yield quote(rest, inLine);
}

const quote = (text: string, inLine: boolean): Buffer =>
  Buffer.from(text.replace(inLine ? /(\n)(>*From )/g : /(^|\n)(>*From )/g, "$1>$2"), "latin1");
