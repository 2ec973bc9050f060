// Who gets one of the MaxOutboundConnections: a share is kept for destinations that answered lately, and those that keep
// failing have a share of their own, so that dead and slow ones, however many, hold up no other.
import type { Clock, Timer } from "../../world/world.ts";
import type { Queue } from "./queue.ts";

/** Leave to have one connection. */
export interface Place {
  /** Fires when others have waited long enough for a connection over which nothing has gone yet. */
  readonly hurry: AbortSignal;
  /** A message is on its way: the connection has all the time it needs. */
  begun(): void;
  /** The destination has taken a message. */
  proved(): void;
  free(): void;
}

export interface Places {
  /** Undefined when there is none now: the queue is woken when there may be one. */
  take(queue: Queue): Place | undefined;
  /** Places that are taken. */
  readonly taken: number;
}

/** In the order in which they are served. */
type Standing = "proven" | "new" | "failing";
const standings: readonly Standing[] = ["proven", "new", "failing"];

/** For the first attempt, twice as long after each failure in a row: so that slow ones are reached at last. */
const patienceMs = 10_000;
const mostDoublings = 8;

interface Held {
  standing: Standing;
  readonly since: number;
  readonly patienceMs: number;
  timer: Timer | undefined;
  readonly controller: AbortController;
}

/** @param most MaxOutboundConnections as it is now. */
export function createPlaces(clock: Clock, most: () => number, wake: (queue: Queue) => void): Places {
  const waiting: Record<Standing, Set<Queue>> = { proven: new Set(), new: new Set(), failing: new Set() };
  const count: Record<Standing, number> = { proven: 0, new: 0, failing: 0 };
  /** Over these nothing has gone yet, and none of them has been told to hurry: each is told once, however many wait. */
  const idle = new Set<Held>();
  const taken = () => count.proven + count.new + count.failing;
  const pressed = () => standings.some((standing) => waiting[standing].size > 0);

  function hasRoom(standing: Standing): boolean {
    if (taken() >= most()) return false;
    if (standing === "proven") return true;
    if (count.new + count.failing >= Math.ceil(most() * 0.75)) return false;
    return standing === "new" || count.failing < Math.ceil(most() / 4);
  }

  function take(queue: Queue): Place | undefined {
    const standing = standingOf(queue);
    if (!hasRoom(standing)) {
      waiting[standing].add(queue);
      for (const held of idle) hurry(held);
      return undefined;
    }
    count[standing]++;
    const held: Held = {
      standing,
      since: clock.monotonic(),
      patienceMs: patienceMs * 2 ** Math.min(queue.retry?.count ?? 0, mostDoublings),
      timer: undefined,
      controller: new AbortController(),
    };
    idle.add(held);
    if (pressed()) hurry(held);
    return {
      hurry: held.controller.signal,
      begun: () => calm(held),
      proved() {
        calm(held);
        move(held, "proven");
      },
      free() {
        calm(held);
        count[held.standing]--;
        next();
      },
    };
  }

  function hurry(held: Held): void {
    idle.delete(held);
    held.timer = clock.after(Math.max(held.since + held.patienceMs - clock.monotonic(), 0), () => {
      held.timer = undefined;
      if (!pressed()) {
        idle.add(held);
        return;
      }
      const seconds = held.patienceMs / 1000;
      held.controller.abort(new Error(`nothing went over it in ${seconds} seconds, and others wait for a connection`));
    });
  }

  function calm(held: Held): void {
    idle.delete(held);
    held.timer?.cancel();
    held.timer = undefined;
  }

  function move(held: Held, to: Standing): void {
    if (held.standing === to) return;
    count[held.standing]--;
    count[to]++;
    held.standing = to;
    next();
  }

  function next(): void {
    for (const standing of standings) {
      for (const queue of waiting[standing]) {
        if (!hasRoom(standing)) break;
        waiting[standing].delete(queue);
        wake(queue);
      }
    }
  }

  return {
    take,
    get taken() {
      return taken();
    },
  };
}

function standingOf(queue: Queue): Standing {
  if (queue.retry) return "failing";
  return queue.lastSent > 0 ? "proven" : "new";
}
