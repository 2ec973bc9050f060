// The network of a simulation: machines with addresses, connections with delays, cuts between any two, and ends without farewell.
import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import { worldError } from "../../src/world/errors.ts";
import type { Listener, Net } from "../../src/world/world.ts";
import type { TestRandom } from "../world/random.ts";
import type { Time } from "./time.ts";

/** One end of a connection, as much of a socket as SMTP asks for. */
class End extends Duplex {
  readonly remoteFamily = "IPv4";
  other!: End;
  readonly machine: string;
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly #wires: Wires;
  /** The program behind it is gone: nothing it does is seen any more. */
  gone = false;
  /** What is under way to this end, in order. */
  readonly coming: (() => void)[] = [];
  /** When the last of it arrives. */
  until = 0;
  #more: (() => void) | undefined;

  constructor(wires: Wires, machine: string, local: readonly [string, number], remote: readonly [string, number]) {
    super({ allowHalfOpen: false });
    this.#wires = wires;
    this.machine = machine;
    [this.localAddress, this.localPort] = local;
    [this.remoteAddress, this.remotePort] = remote;
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: (error?: Error | null) => void): void {
    const { other } = this;
    this.#wires.carry(this, () => {
      if (other.destroyed) return done(worldError("EPIPE", "write EPIPE"));
      this.#wires.seen(this, chunk);
      if (other.push(chunk)) done();
      else other.#more = done;
    });
  }

  override _read(): void {
    const more = this.#more;
    this.#more = undefined;
    more?.();
  }

  override _final(done: () => void): void {
    const { other } = this;
    this.#wires.carry(this, () => void (other.destroyed || other.push(null)));
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const { other } = this;
    this.#wires.ended(this);
    // What was written and finished is read first; a connection that broke off is reset.
    const orderly = this.writableFinished && !error;
    this.#wires.carry(this, () => {
      if (other.destroyed || other.gone) return;
      if (orderly) void (other.readableEnded || other.push(null));
      else other.destroy(worldError("ECONNRESET", "read ECONNRESET"));
    });
    const more = this.#more;
    this.#more = undefined;
    more?.();
    done(error);
  }

  setTimeout(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
}

interface Machine {
  readonly address: string;
  readonly ports: Map<number, (socket: Socket) => void>;
  readonly ends: Set<End>;
  lastPort: number;
}

/** How long in milliseconds a packet is under way at least, and how much longer it may be. */
const [least, spread] = [1, 20];

export class Wires {
  readonly #time: Time;
  readonly #random: TestRandom;
  readonly #machines = new Map<string, Machine>();
  readonly #names = new Map<string, string>();
  readonly #cuts = new Set<string>();
  #held: (() => void)[] = [];

  constructor(time: Time, random: TestRandom) {
    this.#time = time;
    this.#random = random;
  }

  add(name: string, address: string): void {
    this.#machines.set(name, { address, ports: new Map(), ends: new Set(), lastPort: 40_000 });
    this.#names.set(address, name);
  }

  /** Connections that are open at a machine. */
  open(name: string): number {
    return this.#machines.get(name)!.ends.size;
  }

  isCut(a: string, b: string): boolean {
    return this.#cuts.has(pair(a, b));
  }

  cut(a: string, b: string): void {
    this.#cuts.add(pair(a, b));
  }

  heal(a: string, b: string): void {
    this.#cuts.delete(pair(a, b));
    const held = this.#held;
    this.#held = [];
    for (const again of held) this.#time.after(this.#delay(), again);
  }

  get cuts(): readonly string[] {
    return [...this.#cuts];
  }

  /** The programs of a machine are gone: their listeners, and their connections without a word of theirs. */
  fall(name: string): void {
    const machine = this.#machines.get(name)!;
    machine.ports.clear();
    for (const end of [...machine.ends]) {
      end.gone = true;
      const { other } = end;
      this.#bring(
        end,
        other,
        () => void (other.destroyed || other.destroy(worldError("ECONNRESET", "read ECONNRESET"))),
      );
      end.on("error", () => undefined);
      end.destroy();
    }
  }

  /** The network as one life of a machine sees it. */
  of(name: string, alive: () => boolean): Net {
    const machine = this.#machines.get(name)!;
    return {
      listen: async (at, accept): Promise<Listener> => {
        const port = "port" in at ? at.port : 0;
        const host = "host" in at ? at.host : "";
        if (host === "::") throw worldError("EAFNOSUPPORT", "EAFNOSUPPORT");
        if (machine.ports.has(port)) throw worldError("EADDRINUSE", "EADDRINUSE");
        machine.ports.set(port, accept);
        return { address: host, port, close: async () => void (alive() && machine.ports.delete(port)) };
      },
      connect: (to, timeoutMs, signal) =>
        new Promise((resolve, reject) => {
          if (!alive()) return;
          const [host, port] = "host" in to ? [to.host, to.port] : ["", 0];
          const settle = (act: () => void) => {
            bound.cancel();
            signal?.removeEventListener("abort", stop);
            if (alive()) act();
          };
          const stop = () => settle(() => reject(worldError("ABORT_ERR", `The connection to ${host} was given up.`)));
          const bound = this.#time.after(timeoutMs, () =>
            settle(() => reject(worldError("ETIMEDOUT", `${host}:${port} did not accept the connection.`))),
          );
          if (signal?.aborted) return stop();
          signal?.addEventListener("abort", stop, { once: true });
          const there = this.#names.get(host);
          if (there === undefined || this.isCut(name, there)) return;
          this.#time.after(this.#delay(), () => {
            if (signal?.aborted || !alive() || this.isCut(name, there)) return;
            const accept = this.#machines.get(there)!.ports.get(port);
            if (!accept)
              return settle(() => reject(worldError("ECONNREFUSED", `connect ECONNREFUSED ${host}:${port}`)));
            settle(() => resolve(this.#join(name, there, port, accept)));
          });
        }),
    };
  }

  #join(from: string, to: string, port: number, accept: (socket: Socket) => void): Socket {
    const [here, there] = [this.#machines.get(from)!, this.#machines.get(to)!];
    const local = [here.address, ++here.lastPort] as const;
    const remote = [there.address, port] as const;
    const [ours, theirs] = [new End(this, from, local, remote), new End(this, to, remote, local)];
    [ours.other, theirs.other] = [theirs, ours];
    here.ends.add(ours);
    there.ends.add(theirs);
    this.#time.trace(`${from} > ${to} connected from ${local[1]}`);
    accept(theirs as unknown as Socket);
    return ours as unknown as Socket;
  }

  /** Brings something to the other end, behind what is on its way already. */
  carry(from: End, arrive: () => void): void {
    if (!from.gone) this.#bring(from, from.other, arrive);
  }

  #bring(from: End, to: End, arrive: () => void): void {
    to.coming.push(arrive);
    to.until = Math.max(to.until, this.#time.now + this.#delay());
    const next = () => {
      if (this.isCut(from.machine, to.machine)) return void this.#held.push(next);
      to.coming.shift()?.();
    };
    this.#time.after(to.until - this.#time.now, next);
  }

  seen(from: End, chunk: Buffer): void {
    const text = chunk.length > 80 ? `${chunk.toString("latin1", 0, 60)}… (${chunk.length})` : chunk.toString("latin1");
    const [port, mark] = from.localPort > 40_000 ? [from.localPort, "C"] : [from.remotePort, "S"];
    this.#time.trace(`${from.machine} > ${from.other.machine} ${port} ${mark}: ${JSON.stringify(text)}`);
  }

  ended(end: End): void {
    this.#machines.get(end.machine)!.ends.delete(end);
  }

  #delay(): number {
    return least + this.#random.integer(spread);
  }
}

const pair = (a: string, b: string) => (a < b ? `${a} ${b}` : `${b} ${a}`);
