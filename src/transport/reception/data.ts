// The message behind DATA: gathered within bounds, watched byte by byte, drained to its end whatever it holds, unless that never comes.
import { checkOctets } from "../../mail/octets.ts";
import { Refusal } from "../../mail/refusal.ts";
import { noResources, octetRefusal, tooLarge } from "./refusals.ts";

/** Bytes of messages that are held in memory until the log has them. */
export interface Budget {
  /**
   * False when there is no room; then nothing is taken. A message that `holds` more than a small one leaves half of all to
   * small ones: a few who send large ones slowly must not keep everybody out.
   */
  take(bytes: number, holds?: number): boolean;
  give(bytes: number): void;
}

const small = 1024 * 1024;

/** A budget of so many bytes. */
export function createBudget(bytes: number): Budget {
  let left = bytes;
  return {
    take(wanted, holds = 0) {
      if (wanted > left - (holds > small ? bytes / 2 : 0)) return false;
      left -= wanted;
      return true;
    },
    give(back) {
      left += back;
    },
  };
}

/** A message that has come to its end. */
export interface Gathered {
  /** Empty when there is a refusal. */
  readonly content: Buffer;
  readonly refusal: Refusal | undefined;
  /** Gives the memory back; a second call does nothing. */
  release(): void;
}

/** So many pieces become one, unless they are large: then there is nothing to win. */
const mostLoose = 1024;
const mostJoined = 1024 * 1024;

/** So many bytes beyond the limit are read at least of a message that is refused, however small the limit is. */
const leastDrained = 1024 * 1024;

/**
 * Where the bytes of a message go; when it has come to its end `done` is called, never after `drop`.
 * `most` is the limit in bytes; `heard` is called for each piece. What is refused is read to its end, for a client that
 * still writes hears no answer and would try again; but no further than `drained` bytes and as much again, or 1 MB: then
 * the refusal ends the session.
 */
export class Gatherer {
  readonly #most: number;
  readonly #budget: Budget;
  readonly #heard: () => void;
  readonly #done: (gathered: Gathered) => void;
  readonly #check = checkOctets();
  #pieces: Buffer[] = [];
  #held = 0;
  #loose = 0;
  #looseBytes = 0;
  #refusal: Refusal | undefined;
  #came = 0;
  readonly #mostRead: number;
  /** Whether it has been answered before its end. */
  #over = false;

  constructor(
    options: {
      readonly most: number;
      readonly drained: number;
      readonly budget: Budget;
      readonly heard: () => void;
    },
    done: (gathered: Gathered) => void,
  ) {
    this.#most = options.most;
    this.#mostRead = options.drained + Math.max(options.drained, leastDrained);
    this.#budget = options.budget;
    this.#heard = options.heard;
    this.#done = done;
  }

  push(piece: Buffer): void {
    this.#heard();
    this.#came += piece.length;
    if (this.#refusal) {
      this.#drain(this.#refusal);
      return;
    }
    const check = this.#check;
    check.push(piece);
    if (check.fault) this.#refusal = octetRefusal(check.fault);
    else if (this.#held + piece.length > this.#most) this.#refusal = tooLarge();
    else if (!this.#budget.take(piece.length, this.#held)) this.#refusal = noResources();
    else this.#keep(piece);
    if (this.#refusal) this.drop();
  }

  end(): void {
    if (this.#over) return;
    const fault = this.#check.end();
    if (!this.#refusal && fault) {
      this.#refusal = octetRefusal(fault);
      this.drop();
    }
    const pieces = this.#pieces;
    const content = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces, this.#held);
    this.#pieces = [];
    this.#done({ content, refusal: this.#refusal, release: () => this.drop() });
  }

  /** Gives the memory back; a second call does nothing. */
  drop(): void {
    this.#budget.give(this.#held);
    this.#held = 0;
    this.#pieces = [];
    this.#loose = 0;
  }

  #drain({ code, enhanced, message }: Refusal): void {
    if (this.#over || this.#came <= this.#mostRead) return;
    this.#over = true;
    const refusal = new Refusal(code, enhanced, message, true);
    this.#done({ content: Buffer.alloc(0), refusal, release: () => this.drop() });
  }

  #keep(piece: Buffer): void {
    this.#held += piece.length;
    this.#pieces.push(piece);
    // A peer may send byte by byte; then what holds the bytes is many times what the budget counts.
    this.#looseBytes += piece.length;
    if (++this.#loose < mostLoose) return;
    if (this.#looseBytes < mostJoined) this.#pieces.push(Buffer.concat(this.#pieces.splice(-mostLoose)));
    this.#loose = 0;
    this.#looseBytes = 0;
  }
}
