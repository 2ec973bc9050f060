// Who owns the organization: this process as guest of a live owner, or as owner itself, decided when it is first needed
// and again whenever an owner ends.
import type { Socket } from "node:net";
import type { Services } from "../command/context.ts";
import type { Problem } from "../command/problem.ts";
import type { Json } from "../values/type.ts";
import { codeOf } from "../world/errors.ts";
import type { World } from "../world/world.ts";
import { buildIdentity } from "./build.ts";
import { alreadyRunning, cannotUseFolder, otherBuild, ownerBusy, ownerKeeps, servicesRun } from "./errors.ts";
import type { Folder } from "./folder.ts";
import { type Channel, type Frame, openChannel } from "./frames.ts";
import { events, type Log } from "./log.ts";
import { type Serving, serveInvocation, serveOffers } from "./serve.ts";
import { dial, listenForGuests } from "./socket.ts";

/** How long a lock may be changing hands, in milliseconds. */
const lockWait = 5000;
/** How long an owner waits for commands under way, in milliseconds: to give way, and at the end of its process. */
const yieldWait = 30_000;
const endWait = 120_000;
/** How long an owner may take to greet, in milliseconds. */
const greetWait = 10_000;
const between = 40;

/** An organization opened in this process. */
export interface Owned {
  readonly services: Services;
  /** Whether services run that others rely on; such an owner does not give way. */
  readonly serving: boolean;
  /** What `exsh status` shows. */
  status(): Promise<Json>;
  close(): Promise<void>;
}

/** Where a cmdlet of the organization runs. */
export type Place =
  | { readonly here: Owned; release(): void }
  | { readonly there: Channel; readonly pid: number; release(): void };

export interface LinkOptions {
  readonly world: World;
  readonly folder: Folder;
  readonly log: Log;
  /** Opens the organization; rejects with `code` LEVEL_LOCKED while another process has it. */
  open(): Promise<Owned>;
  /** How guests' commands run over what was opened. */
  serving(owned: Owned): Serving;
  /** Ends the services for `stop-transport`; resolves when they have stopped, with whether this process ends too. */
  stopServices(owned: Owned): Promise<boolean>;
}

export interface Link {
  /** A place for one command; release it when the command is over. */
  acquire(): Promise<Place>;
  /** Makes this process the owner; an owner without services gives way. Rejects with a Problem when one with services lives. */
  own(): Promise<Owned>;
  readonly owned: Owned | undefined;
  /**
   * Runs `work` while no process has the organization open: an owner without services gives way. Rejects with a Problem
   * when services run, or an owner does not end. `work` rejects with `code` LEVEL_LOCKED when somebody has it after all.
   */
  vacate<T>(work: () => Promise<T>): Promise<T>;
  /** Lets commands under way end, closes what was opened. */
  close(): Promise<void>;
}

export interface Greeting {
  readonly channel: Channel;
  readonly pid: number;
  readonly serving: boolean;
}

interface Holding {
  readonly owned: Owned;
  readonly door: { close(): Promise<void> };
  /** Commands under way, of this shell and of guests. */
  users: number;
  /** Set while it closes; resolves when it has. */
  closing: Promise<boolean> | undefined;
  readonly channels: Set<Channel>;
  /** Those that have not said yet what they want. */
  readonly greeted: Set<Channel>;
  /** No command is begun any more. */
  over: boolean;
  idle: (() => void) | undefined;
}

export function createLink(options: LinkOptions): Link {
  const { world, folder, log } = options;
  let holding: Holding | undefined;
  let opening: Promise<Holding | undefined> | undefined;
  let ended = false;

  const enter = (held: Holding): Place => {
    held.users++;
    let left = false;
    return {
      here: held.owned,
      release() {
        if (left) return;
        left = true;
        held.users--;
        if (held.users === 0) held.idle?.();
      },
    };
  };

  /** Opens the organization here; undefined while another process has it. */
  const tryOpen = (): Promise<Holding | undefined> => {
    opening ??= open().finally(() => {
      opening = undefined;
    });
    return opening;
  };

  const open = async (): Promise<Holding | undefined> => {
    let owned: Owned;
    try {
      owned = await options.open();
    } catch (error) {
      if (codeOf(error) === "LEVEL_LOCKED") return undefined;
      throw error;
    }
    try {
      const channels = new Set<Channel>();
      const door = await listenForGuests(world, folder, (socket) => void receive(socket));
      const greeted = new Set<Channel>();
      holding = { owned, door, users: 0, closing: undefined, channels, greeted, over: false, idle: undefined };
      return holding;
    } catch (error) {
      await owned.close();
      throw error;
    }
  };

  /**
   * Closes once the commands under way have ended; a command inside one of them may still begin. False when they did
   * not end in time: unless it is the end of this process, the organization then stays open.
   */
  const closeHolding = (held: Holding, always: boolean): Promise<boolean> => {
    held.closing ??= (async () => {
      const deadline = world.clock.monotonic() + (always ? endWait : yieldWait);
      while (held.users > 0 && world.clock.monotonic() < deadline) {
        const idle = new Promise<void>((resolve) => {
          held.idle = resolve;
        });
        await atMost(world, deadline - world.clock.monotonic(), idle);
      }
      if (held.users > 0 && !always) {
        held.closing = undefined;
        return false;
      }
      // From here on no command begins. The socket goes before the lock does, so that it is surely ours.
      if (holding === held) holding = undefined;
      held.over = true;
      await held.door.close();
      for (const channel of held.greeted) void channel.send({ t: "closing" });
      for (const channel of held.channels) channel.close();
      await held.owned.close();
      return true;
    })();
    return held.closing;
  };

  const receive = async (socket: Socket): Promise<void> => {
    const channel = openChannel(socket);
    const held = holding;
    held?.channels.add(channel);
    held?.greeted.add(channel);
    void channel.ended.then(() => {
      held?.channels.delete(channel);
      held?.greeted.delete(channel);
    });
    const first = await handshake(channel, held);
    if (first === undefined || held === undefined || held.over) return;
    held.greeted.delete(channel);
    switch (first.t) {
      case "invoke": {
        const place = enter(held);
        await serveInvocation(channel, first, options.serving(held.owned)).finally(place.release);
        return;
      }
      case "complete": {
        const place = enter(held);
        await serveOffers(channel, first, options.serving(held.owned)).finally(place.release);
        return;
      }
      case "status":
        await channel.send({ t: "status", status: await held.owned.status() });
        return channel.close();
      case "stop":
        await channel.send({ t: "stopped", ends: await options.stopServices(held.owned) });
        return;
      case "yield":
        if (held.owned.serving) return void channel.send({ t: "refused", reason: "serving" });
        void channel.send({ t: "yielding" });
        log.write("information", events.gaveWay, "Gives the organization to a process that will run its services.");
        if (!(await closeHolding(held, false))) channel.destroy();
        return;
      default:
        channel.destroy();
    }
  };

  /** Takes the greeting and answers it; gives the frame behind it. */
  const handshake = (channel: Channel, held: Holding | undefined): Promise<Frame | undefined> =>
    new Promise((resolve) => {
      void channel.ended.then(() => resolve(undefined));
      let greeted = false;
      let foreign = false;
      channel.listen((frame) => {
        if (greeted) {
          channel.hold();
          return foreign && frame.t === "invoke" ? channel.destroy() : resolve(frame);
        }
        greeted = true;
        if (frame.t !== "hello") return channel.destroy();
        if (held === undefined || held !== holding || (held.closing && held.users === 0)) {
          void channel.send({ t: "closing" });
          return channel.close();
        }
        // Another build may ask for status and end; its commands might mean something else here.
        void channel.send({ t: "welcome", build: buildIdentity, pid: world.host.pid, serving: held.owned.serving });
        if (frame["build"] === buildIdentity) return;
        log.write("warning", events.guestRefused, `A shell of another build, ${String(frame["build"])}, is no guest.`);
        foreign = true;
      });
    });

  /** Tries until `attempt` gives something; a lock that changes hands is waited for. */
  const within = async <T>(ms: number, attempt: () => Promise<T | undefined>): Promise<T | undefined> => {
    const deadline = world.clock.monotonic() + ms;
    for (;;) {
      const found = await attempt();
      if (found !== undefined) return found;
      if (world.clock.monotonic() >= deadline) return undefined;
      await world.clock.sleep(between);
    }
  };

  /** Asks a live owner without services to end, and waits for it. @returns its process; undefined where there is none. */
  const evict = async (refused: (path: string, pid: number) => Problem): Promise<number | undefined> => {
    const greeting = await greet(world, folder, true);
    if (greeting === undefined) return undefined;
    const reply = greeting.serving ? undefined : await ask(greeting.channel, { t: "yield" });
    if (greeting.serving || reply?.t === "refused") {
      greeting.channel.destroy();
      throw refused(folder.path, greeting.pid);
    }
    await atMost(world, yieldWait + lockWait, greeting.channel.ended);
    greeting.channel.destroy();
    return greeting.pid;
  };

  return {
    async acquire() {
      const place = await within(lockWait, async (): Promise<Place | undefined> => {
        if (holding && !(holding.closing && holding.users === 0)) return enter(holding);
        if (holding?.closing) await holding.closing;
        const greeting = await greet(world, folder);
        if (greeting) return { there: greeting.channel, pid: greeting.pid, release: () => greeting.channel.close() };
        const opened = ended ? undefined : await tryOpen();
        return opened && enter(opened);
      });
      if (!place) throw ownerBusy(folder.path);
      return place;
    },

    async own() {
      let owner: number | undefined;
      const attempt = async (): Promise<Holding | undefined> => {
        const evicted = await evict(alreadyRunning);
        if (evicted === undefined) return tryOpen();
        owner = evicted;
        return undefined;
      };
      if (holding) return holding.owned;
      // The first attempt may take as long as the owner needs to end its commands; the lock is free soon after.
      const opened = (await attempt()) ?? (await within(lockWait, attempt));
      if (!opened) throw owner === undefined ? ownerBusy(folder.path) : ownerKeeps(folder.path, owner);
      return opened.owned;
    },

    get owned() {
      return holding?.owned;
    },

    async vacate<T>(work: () => Promise<T>): Promise<T> {
      let owner: number | undefined;
      if (holding?.owned.serving) throw servicesRun(folder.path, world.host.pid);
      if (holding && !(await closeHolding(holding, false))) throw ownerKeeps(folder.path, world.host.pid);
      const done = await within(lockWait, async () => {
        const evicted = await evict(servicesRun);
        owner = evicted ?? owner;
        if (evicted !== undefined) return undefined;
        try {
          return { value: await work() };
        } catch (error) {
          if (codeOf(error) === "LEVEL_LOCKED") return undefined;
          throw error;
        }
      });
      if (!done) throw owner === undefined ? ownerBusy(folder.path) : ownerKeeps(folder.path, owner);
      return done.value;
    },

    async close() {
      ended = true;
      await opening?.catch(() => undefined);
      if (holding) await closeHolding(holding, true);
    },
  };
}

/** Dials the live owner of a folder; undefined when there is none, or when it is about to end. Its guests share its build. */
export async function greet(world: World, folder: Folder, anyBuild = false): Promise<Greeting | undefined> {
  const socket = await dial(world, folder).catch((error) => {
    throw cannotUseFolder(folder.path, error);
  });
  if (socket === undefined) return undefined;
  const channel = openChannel(socket);
  const limit = new AbortController();
  const silent = world.clock.sleep(greetWait, limit.signal).then(
    () => "silent" as const,
    () => undefined,
  );
  const reply = await Promise.race([ask(channel, { t: "hello", build: buildIdentity, pid: world.host.pid }), silent]);
  limit.abort();
  if (reply === "silent" || reply?.t !== "welcome") {
    channel.destroy();
    // A process that was stopped, or hangs: its lock is held, so that nobody else can be the owner.
    if (reply === "silent") throw ownerBusy(folder.path);
    return undefined;
  }
  const pid = Number(reply["pid"]);
  if (!anyBuild && reply["build"] !== buildIdentity) {
    channel.destroy();
    throw otherBuild(buildIdentity, String(reply["build"]), pid);
  }
  return { channel, pid, serving: reply["serving"] === true };
}

/** Sends one frame and gives the reply; undefined when the other side ends instead. */
export function ask(channel: Channel, frame: Frame): Promise<Frame | undefined> {
  return new Promise((resolve) => {
    void channel.ended.then(() => resolve(undefined));
    channel.listen((reply) => {
      channel.hold();
      resolve(reply);
    });
    void channel.send(frame);
  });
}

/** Waits for a promise, but no longer than `ms`. */
async function atMost(world: World, ms: number, promise: Promise<unknown>): Promise<void> {
  const limit = new AbortController();
  await Promise.race([promise, world.clock.sleep(ms, limit.signal).catch(() => undefined)]);
  limit.abort();
}
