// Standard input, output and error of the process, and what is known of them: colour, width, whether a person is there.
import { isatty } from "node:tty";
import type { Host } from "../world/world.ts";

export interface Terminal {
  /** Cells of a line; 120 where output is no terminal, so that scripts see the same text everywhere. */
  readonly width: number;
  /** Lines that fit; 25 where output is no terminal. */
  readonly height?: number;
  readonly colour: boolean;
  readonly errorColour: boolean;
  /** Whether a person can be asked. */
  readonly person: boolean;
  /** Whether standard error is a terminal, for progress. */
  readonly shows: boolean;
  /** These are the streams of the process itself, which programs may use too. */
  readonly own?: boolean;
  out(text: string): void;
  error(text: string): void;
  /** Whoever reads the output has gone away (EPIPE). */
  onGone(task: () => void): void;
  /** Reads standard input to its end, as UTF-8. */
  readAll(): Promise<string>;
  /** Reads standard input line by line as it comes, without line ends; rejects when a line is too long. */
  lines(): AsyncIterableIterator<string>;
  /** Resolves when all output has been handed to the system. */
  flush(): Promise<void>;
}

/** The longest line of standard input in characters, and the longest text read to its end. */
const longestLine = 1 << 20;
const longestText = 256 << 20;

export function openTerminal(host: Host): Terminal {
  const { stdout, stderr } = process;
  let gone = false;
  const listeners: (() => void)[] = [];
  const lost = (): void => {
    if (gone) return;
    gone = true;
    for (const task of listeners) task();
  };
  // A reader that went away (| head) is no error of ours; any other failure of the output has nobody to be told to.
  stdout.on("error", lost);
  stderr.on("error", () => undefined);
  const plain = Boolean(host.env["NO_COLOR"]) || host.env["TERM"] === "dumb";
  return {
    get width() {
      return stdout.isTTY ? Math.max(20, stdout.columns || 80) : 120;
    },
    get height() {
      return stdout.isTTY ? Math.max(5, stdout.rows || 25) : 25;
    },
    colour: stdout.isTTY === true && !plain,
    errorColour: stderr.isTTY === true && !plain,
    person: isatty(0) && stdout.isTTY === true,
    shows: stderr.isTTY === true,
    own: true,
    out(text) {
      if (!gone) stdout.write(text);
    },
    error: (text) => void stderr.write(text),
    onGone(task) {
      listeners.push(task);
      if (gone) task();
    },
    async readAll() {
      const pieces: Buffer[] = [];
      let size = 0;
      for await (const piece of process.stdin as AsyncIterable<Buffer>) {
        size += piece.length;
        if (size > longestText) throw new Error("The text on standard input is too long.");
        pieces.push(piece);
      }
      return decodeScript(Buffer.concat(pieces));
    },
    async *lines() {
      const decoder = new TextDecoder();
      let rest = "";
      for await (const piece of process.stdin as AsyncIterable<Buffer>) {
        const parts = (rest + decoder.decode(piece, { stream: true })).split("\n");
        rest = parts.pop()!;
        if (rest.length > longestLine) throw new Error("A line on standard input is too long.");
        for (const line of parts) yield line.replace(/\r$/, "");
      }
      if (rest !== "") yield rest.replace(/\r$/, "");
    },
    flush: () =>
      new Promise((resolve) => {
        if (gone || !stdout.writable) return resolve();
        stdout.write("", () => resolve());
      }),
  };
}

/**
 * The text of a script: by its byte order mark, else UTF-8, else Windows-1252, in which editors on Windows have left
 * many an older script.
 */
export function decodeScript(data: Buffer): string {
  if (data[0] === 0xff && data[1] === 0xfe) return new TextDecoder("utf-16le").decode(data);
  if (data[0] === 0xfe && data[1] === 0xff) return new TextDecoder("utf-16be").decode(data);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(data);
  } catch {
    return new TextDecoder("windows-1252").decode(data);
  }
}
