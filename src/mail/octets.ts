// The rules every byte of a message keeps on its way in: lines end in CRLF, no NUL, no endless line.
// A bare CR or LF lets two servers disagree where a message ends, which is how mail is smuggled (RFC 5321 2.3.8).

export type OctetFault = "bare CR" | "bare LF" | "NUL" | "long line";

/** The longest line in octets without its CRLF (RFC 5322 2.1.1, RFC 5321 4.5.3.1.6). */
export const lineLimit = 998;

/** Watches a message as it comes in pieces; remembers the first fault. */
export interface OctetCheck {
  push(piece: Buffer): void;
  /** Call after the last piece: a CR at the very end is bare as well. */
  end(): OctetFault | undefined;
  readonly fault: OctetFault | undefined;
}

export function checkOctets(limit: number = lineLimit): OctetCheck {
  let fault: OctetFault | undefined;
  let openCr = false;
  let line = 0;
  return {
    get fault() {
      return fault;
    },
    push(piece) {
      if (fault !== undefined || piece.length === 0) return;
      if (openCr && piece[0] !== 0x0a) fault = "bare CR";
      else if (piece.includes(0)) fault = "NUL";
      else fault = strayCr(piece);
      if (fault !== undefined) return;
      let start = 0;
      for (let feed = piece.indexOf(0x0a); feed >= 0; feed = piece.indexOf(0x0a, start)) {
        const closed = feed === 0 ? openCr : piece[feed - 1] === 0x0d;
        if (!closed) fault = "bare LF";
        else if (line + feed - start - 1 > limit) fault = "long line";
        if (fault !== undefined) return;
        line = 0;
        start = feed + 1;
      }
      line += piece.length - start;
      openCr = piece[piece.length - 1] === 0x0d;
      if (line - Number(openCr) > limit) fault = "long line";
    },
    end() {
      if (fault === undefined && openCr) fault = "bare CR";
      return fault;
    },
  };
}

function strayCr(piece: Buffer): OctetFault | undefined {
  for (let at = piece.indexOf(0x0d); at >= 0; at = piece.indexOf(0x0d, at + 1)) {
    if (at + 1 < piece.length && piece[at + 1] !== 0x0a) return "bare CR";
  }
  return undefined;
}
