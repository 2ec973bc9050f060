// A network in memory: connections are pairs of streams, so that thousands of servers cost no sockets.

import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import type { Net } from "../../src/world/world.ts";

/** The end of a connection, as much of a socket as SMTP asks for. */
class End extends Duplex {
  other: End | undefined;
  localAddress = "192.0.2.1";
  localPort = 40000;
  remoteAddress: string;
  remotePort: number;
  #more: (() => void) | undefined;

  constructor(address: string, port: number) {
    super();
    [this.remoteAddress, this.remotePort] = [address, port];
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    if (!this.other || this.other.destroyed) setImmediate(done);
    else if (this.other.push(chunk)) setImmediate(done);
    else this.other.#more = done;
  }

  override _read(): void {
    const more = this.#more;
    this.#more = undefined;
    more?.();
  }

  override _final(done: () => void): void {
    this.other?.push(null);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    if (!this.other?.destroyed) setImmediate(() => this.other?.destroy());
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

export interface MemoryNet {
  readonly net: Net;
  /** Connections that are open now, and the most there ever were at a time. */
  readonly open: number;
  readonly most: number;
}

/** Every address answers by `serve`. */
export function memoryNet(serve: (socket: Duplex, address: string) => void): MemoryNet {
  const counts = { open: 0, most: 0 };
  const net: Net = {
    listen: () => Promise.reject(new Error("Nobody listens here.")),
    async connect(to) {
      const address = "host" in to ? to.host : to.path;
      const [ours, theirs] = [new End(address, "port" in to ? to.port : 0), new End("192.0.2.1", 40000)];
      [ours.other, theirs.other] = [theirs, ours];
      counts.most = Math.max(counts.most, ++counts.open);
      ours.once("close", () => counts.open--);
      theirs.on("error", () => undefined);
      setImmediate(() => serve(theirs, address));
      return ours as unknown as Socket;
    },
  };
  return {
    net,
    get open() {
      return counts.open;
    },
    get most() {
      return counts.most;
    },
  };
}
