// The lines and messages of a session: CRLF alone ends a line, dots are taken out in one pass (RFC 5321 2.3.8, 4.5.2).
import { SMTPStream } from "smtp-server/lib/smtp-stream.js";

type Done = (error?: Error | null) => void;

/** Where the bytes of a message go. */
export interface Sink {
  push(piece: Buffer): void;
  end(): void;
}

const CR = 0x0d;
const LF = 0x0a;
const dot = 0x2e;
/** So many commands of one piece are handed on before others have their turn. */
const mostInTurn = 32;
const nothing = Buffer.alloc(0);
const afterLine = Buffer.from("\r\n.");

/**
 * smtp-server's parser with its two loops replaced: its own takes a bare LF for the end of a command, and goes back to
 * the event loop for each dot it takes out, so that a message of dots costs seconds. The bytes of a message go to a sink
 * of ours: a stream for each costs as much as all its commands.
 */
export class Wire extends SMTPStream {
  readonly #longest: number;
  readonly #turn: (task: () => void) => void;
  /** Commands that were handed on since others had their turn. */
  #inTurn = 0;
  /** The beginning of a line that has not ended, or of what may be the end of a message. */
  #held: Buffer = nothing;
  #atLineStart = true;
  #sink: Sink | undefined;
  /** Goes on behind a message. */
  #rest: (() => void) | undefined;

  /** @param turn runs a task when all others have had their turn. */
  constructor(longestLine: number, turn: (task: () => void) => void) {
    super();
    this.#longest = longestLine;
    this.#turn = turn;
  }

  /** What comes next is a message, up to the line with a dot alone; then nothing is read until `continue`. */
  receive(sink: Sink): void {
    this._dataMode = true;
    this.#atLineStart = true;
    this.#sink = sink;
  }

  override continue(): void {
    const rest = this.#rest;
    this.#rest = undefined;
    rest?.();
  }

  override _write(chunk: Buffer, _encoding: string, done: Done): void {
    if (this._dataMode) {
      this.#message(chunk, done);
      return;
    }
    const input = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    this.#held = nothing;
    this.#inTurn = 0;
    this.#commands(input, 0, done);
  }

  /** Hands on one command after the other; the next when the one before has been answered. */
  #commands(input: Buffer, at: number, done: Done): void {
    if (this.isClosed) {
      done();
      return;
    }
    const rest = input.subarray(at);
    if (this._dataMode) {
      this.#message(rest, done);
      return;
    }
    const feed = rest.indexOf(LF);
    if ((feed < 0 ? rest.length : feed) > this.#longest) {
      done(new Error("Command line too long"));
    } else if (feed < 0) {
      // An empty piece would hold on to all the bytes that came with it.
      this.#held = rest.length === 0 ? nothing : rest;
      done();
    } else {
      // A line without CR keeps its LF, by which the session knows that it must refuse it.
      const line = feed > 0 && rest[feed - 1] === CR ? rest.subarray(0, feed - 1) : rest.subarray(0, feed + 1);
      this.oncommand(line, () => this.#go(input, at + feed + 1, done));
    }
  }

  /** Goes on, at once or when others have had their turn: a piece may hold ten thousand commands. */
  #go(input: Buffer, at: number, done: Done): void {
    if (++this.#inTurn % mostInTurn !== 0 || at >= input.length) this.#commands(input, at, done);
    else this.#turn(() => this.#commands(input, at, done));
  }

  /** Takes the dots out of a piece of a message, up to the line that ends it. */
  #message(chunk: Buffer, done: Done): void {
    const input = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    this.#held = nothing;
    const pieces: Buffer[] = [];
    let from = 0;
    let at = 0;
    for (;;) {
      if (this.#atLineStart && input[at] === dot) {
        const end = endAt(input, at);
        pieces.push(input.subarray(from, at));
        if (end !== "text") this.#pass(pieces);
        if (end === "unknown") {
          this.#held = input.subarray(at);
          done();
          return;
        }
        if (end === "end") {
          this.#end(input.subarray(at + 3), done);
          return;
        }
        from = at + 1;
      }
      const next = input.indexOf(afterLine, at);
      if (next < 0) break;
      at = next + 2;
      this.#atLineStart = true;
    }
    const open = input[input.length - 1] === CR;
    const until = open ? input.length - 1 : input.length;
    if (open) this.#held = input.subarray(until);
    if (input.length > 0) this.#atLineStart = input[input.length - 1] === LF && input[input.length - 2] === CR;
    pieces.push(input.subarray(from, until));
    this.#pass(pieces);
    done();
  }

  #pass(pieces: readonly Buffer[]): void {
    const piece = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
    if (piece.length === 0) return;
    this.dataBytes += piece.length;
    this.#sink?.push(piece);
  }

  #end(remainder: Buffer, done: Done): void {
    const sink = this.#sink;
    this.#sink = undefined;
    this._dataMode = false;
    this.#rest = () => this._write(remainder, "buffer", done);
    sink?.end();
  }
}

/** Whether the dot at the start of a line is the end of the message; "unknown" when more bytes must tell. */
function endAt(input: Buffer, at: number): "end" | "text" | "unknown" {
  if (at + 1 >= input.length) return "unknown";
  if (input[at + 1] !== CR) return "text";
  if (at + 2 >= input.length) return "unknown";
  return input[at + 2] === LF ? "end" : "text";
}
