// Frames on a socket: one JSON object a line, in order, bounded, and read no faster than they are taken.
import type { Socket } from "node:net";
import type { Json } from "../values/type.ts";

/** One line of the conversation; `t` says what it is. */
export interface Frame {
  readonly t: string;
  readonly [field: string]: Json | undefined;
}

/** The longest line in bytes: a message of the largest size as text, and the rest of an object around it. */
export const longestLine = 192 * 2 ** 20;

export interface Channel {
  /** Sends one frame; gives a promise while the other side reads more slowly than we write. */
  send(frame: Frame): void | Promise<void>;
  /** Takes frames from now on, one after the other: the next one waits until the promise is fulfilled. */
  listen(take: (frame: Frame) => void | Promise<void>): void;
  /** Keeps what comes from now on for the next `listen`. */
  hold(): void;
  /** Resolves when the conversation is over, with the reason when it broke off. */
  readonly ended: Promise<Error | undefined>;
  /** Ends the conversation after what was sent. */
  close(): void;
  /** Breaks it off. */
  destroy(reason?: Error): void;
}

/** Speaks frames over a connected socket. A line that is too long or no frame ends the conversation with the reason. */
export function openChannel(socket: Socket, limit = longestLine): Channel {
  let take: ((frame: Frame) => void | Promise<void>) | undefined;
  let pieces: Buffer[] = [];
  let held = 0;
  let busy = false;
  let over = false;
  let broken: Error | undefined;
  const lines: Buffer[] = [];
  let drained: Promise<void> | undefined;
  let gathering = false;

  const ended = new Promise<Error | undefined>((resolve) => {
    socket.on("error", (error) => {
      broken ??= error;
    });
    socket.on("close", () => {
      over = true;
      resolve(broken);
    });
  });

  const fail = (text: string): void => {
    broken ??= new Error(text);
    lines.length = 0;
    pieces = [];
    socket.destroy();
  };

  const deliver = (): void => {
    while (take && !busy && lines.length > 0) {
      const frame = parseFrame(lines.shift()!);
      if (frame === undefined) {
        fail("What came over the socket is no frame.");
        return;
      }
      const waiting = take(frame);
      if (!waiting) continue;
      busy = true;
      socket.pause();
      waiting.then(
        () => {
          busy = false;
          deliver();
          flow();
        },
        (error: Error) => fail(error.message),
      );
    }
  };

  /** Reads on while there is somebody to take what comes. */
  const flow = (): void => {
    if (take && !busy && lines.length === 0 && !over) socket.resume();
  };

  socket.on("data", (piece: Buffer) => {
    let start = 0;
    for (let end = piece.indexOf(10); end >= 0; end = piece.indexOf(10, start)) {
      const last = piece.subarray(start, end);
      if (held + last.length > limit) {
        fail(`A frame is longer than ${limit} bytes.`);
        return;
      }
      lines.push(pieces.length === 0 ? last : Buffer.concat([...pieces, last]));
      pieces = [];
      held = 0;
      start = end + 1;
    }
    if (start < piece.length) {
      held += piece.length - start;
      if (held > limit) {
        fail(`A frame is longer than ${limit} bytes.`);
        return;
      }
      pieces.push(piece.subarray(start));
    }
    deliver();
    if (lines.length > 0 && !take) socket.pause();
  });

  return {
    send(frame) {
      if (over || !socket.writable) return;
      if (!gathering) {
        // What is sent in one turn goes out in one write.
        gathering = true;
        socket.cork();
        process.nextTick(() => {
          gathering = false;
          socket.uncork();
        });
      }
      if (socket.write(`${JSON.stringify(frame)}\n`)) return;
      drained ??= new Promise<void>((resolve) => {
        const done = () => {
          socket.off("drain", done);
          socket.off("close", done);
          drained = undefined;
          resolve();
        };
        socket.on("drain", done);
        socket.on("close", done);
      });
      return drained;
    },
    listen(to) {
      take = to;
      deliver();
      flow();
    },
    hold() {
      take = undefined;
      socket.pause();
    },
    ended,
    close: () => void socket.end(),
    destroy(reason) {
      broken ??= reason;
      socket.destroy();
    },
  };
}

function parseFrame(line: Buffer): Frame | undefined {
  try {
    const frame = JSON.parse(line.toString("utf8")) as unknown;
    if (typeof frame !== "object" || frame === null || Array.isArray(frame)) return undefined;
    return typeof (frame as { t?: unknown }).t === "string" ? (frame as Frame) : undefined;
  } catch {
    return undefined;
  }
}
