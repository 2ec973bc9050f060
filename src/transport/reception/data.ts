// The message behind DATA: gathered within bounds, watched byte by byte, drained to its end whatever it holds.
import type { Readable } from "node:stream";
import { checkOctets } from "../../mail/octets.ts";
import type { Refusal } from "../../mail/refusal.ts";
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

/**
 * Reads a message to its end and then calls `done`, never when the connection breaks off before.
 * `most` is the limit in bytes; `heard` is called for each piece.
 */
export function gather(
  stream: Readable,
  options: { readonly most: number; readonly budget: Budget; readonly heard: () => void },
  done: (gathered: Gathered) => void,
): void {
  const check = checkOctets();
  let pieces: Buffer[] = [];
  let held = 0;
  let loose = 0;
  let looseBytes = 0;
  let refusal: Refusal | undefined;
  const release = () => {
    options.budget.give(held);
    held = 0;
    pieces = [];
    loose = 0;
  };
  stream.on("data", (piece: Buffer) => {
    options.heard();
    if (refusal) return;
    check.push(piece);
    if (check.fault) refusal = octetRefusal(check.fault);
    else if (held + piece.length > options.most) refusal = tooLarge();
    else if (!options.budget.take(piece.length, held)) refusal = noResources();
    else {
      held += piece.length;
      pieces.push(piece);
      // A peer may send byte by byte; then what holds the bytes is many times what the budget counts.
      looseBytes += piece.length;
      if (++loose === mostLoose) {
        if (looseBytes < mostJoined) pieces.push(Buffer.concat(pieces.splice(-mostLoose)));
        loose = 0;
        looseBytes = 0;
      }
    }
    if (refusal) release();
  });
  stream.on("error", release);
  stream.on("close", () => !stream.readableEnded && release());
  stream.on("end", () => {
    const fault = check.end();
    if (!refusal && fault) {
      refusal = octetRefusal(fault);
      release();
    }
    const content = Buffer.concat(pieces, held);
    pieces = [];
    done({ content, refusal, release });
  });
}
