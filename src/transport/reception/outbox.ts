// Replies that leave together: what the sessions say while one batch of events is handled goes out behind it. A write that
// wakes an idle peer costs more than all else a reply does, and pipelined commands are answered in one segment.
import type { Socket } from "node:net";
import type { Clock } from "../../world/world.ts";

export interface Outbox {
  /** Holds back what is written to the socket from now on, for the rest of the batch. */
  hold(socket: Socket): void;
  /** Sends what is held back for a socket now: before something else takes it over. */
  send(socket: Socket): void;
}

export function createOutbox(clock: Pick<Clock, "soon">): Outbox {
  let held: Socket[] = [];
  const flush = () => {
    const sockets = held;
    held = [];
    for (const socket of sockets) socket.uncork();
  };
  return {
    hold(socket) {
      if (socket.writableCorked > 0) return;
      socket.cork();
      if (held.push(socket) === 1) clock.soon(flush);
    },
    send: (socket) => socket.uncork(),
  };
}
