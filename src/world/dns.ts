// The wire to name servers: one encoded query out, one encoded answer back, over UDP or TCP.
import { createSocket } from "node:dgram";
import { getServers } from "node:dns";
import { readFile } from "node:fs/promises";
import { connect, isIPv6 } from "node:net";
import { worldError } from "./errors.ts";
import type { Dns } from "./world.ts";

export function realDns(): Dns {
  return {
    async servers() {
      const configured = await readFile("/etc/resolv.conf", "utf8").then(nameServers, () => []);
      return configured.length > 0 ? configured : getServers();
    },
    ask: (server, query, { tcp, timeoutMs }) =>
      tcp ? askTcp(serverAddress(server), query, timeoutMs) : askUdp(serverAddress(server), query, timeoutMs),
  };
}

/** @returns the addresses of the `nameserver` lines of a resolv.conf(5), without the zone of link-local ones being lost. */
export function nameServers(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim().split(/[ \t]+/))
    .filter((words) => words[0] === "nameserver" && words[1] !== undefined)
    .map((words) => words[1]!);
}

/** Reads "127.0.0.53", "127.0.0.1:5353", "::1" and "[::1]:53"; the port is 53 when none is named. */
export function serverAddress(server: string): { host: string; port: number } {
  const bracketed = /^\[([^\]]+)\](?::(\d{1,5}))?$/.exec(server);
  if (bracketed) return { host: bracketed[1]!, port: Number(bracketed[2] ?? 53) };
  const [host, port, ...more] = server.split(":");
  if (more.length > 0 || port === undefined) return { host: server, port: 53 };
  return { host: host!, port: Number(port) };
}

interface Address {
  readonly host: string;
  readonly port: number;
}

/** The socket is connected, so that the kernel drops datagrams of strangers and tells of a closed port. */
function askUdp({ host, port }: Address, query: Buffer, timeoutMs: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = createSocket(isIPv6(host.split("%")[0]!) ? "udp6" : "udp4");
    const end = (settle: () => void) => {
      clearTimeout(timer);
      socket.removeAllListeners();
      socket.on("error", () => undefined);
      socket.close();
      settle();
    };
    const timer = setTimeout(() => end(() => reject(noAnswer(host, port))), timeoutMs);
    socket.on("error", (error) => end(() => reject(error)));
    socket.on("message", (answer) => {
      // A late answer to an earlier query, or a forged one, is passed over: the right one may still come (RFC 5452 9.1).
      if (isAnswer(answer, query)) end(() => resolve(answer));
    });
    socket.on("connect", () => socket.send(query));
    socket.connect(port, host);
  });
}

/** Whether it bears the id and repeats the question; a server may leave the question out where it did not understand it. */
function isAnswer(answer: Buffer, query: Buffer): boolean {
  if (answer.length < 12 || answer[0] !== query[0] || answer[1] !== query[1]) return false;
  if (answer.readUInt16BE(4) === 0) return true;
  let end = 12;
  while (query[end]) end += query[end]! + 1;
  end += 5;
  return (
    answer.subarray(12, end).toString("latin1").toLowerCase() ===
    query.subarray(12, end).toString("latin1").toLowerCase()
  );
}

/** Messages over TCP are led by their length in two bytes (RFC 1035 4.2.2). */
function askTcp({ host, port }: Address, query: Buffer, timeoutMs: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true });
    const pieces: Buffer[] = [];
    let held = 0;
    const end = (settle: () => void) => {
      clearTimeout(timer);
      socket.removeAllListeners();
      socket.on("error", () => undefined);
      socket.destroy();
      settle();
    };
    const timer = setTimeout(() => end(() => reject(noAnswer(host, port))), timeoutMs);
    socket.on("error", (error) => end(() => reject(error)));
    socket.on("close", () =>
      end(() => reject(worldError("ECONNRESET", `${host}:${port} closed the connection before it had answered.`))),
    );
    socket.on("data", (piece: Buffer) => {
      pieces.push(piece);
      held += piece.length;
      if (held < 2) return;
      const all = Buffer.concat(pieces);
      const length = all.readUInt16BE(0);
      if (held >= 2 + length) end(() => resolve(all.subarray(2, 2 + length)));
    });
    const prefix = Buffer.alloc(2);
    prefix.writeUInt16BE(query.length);
    socket.write(Buffer.concat([prefix, query]));
  });
}

function noAnswer(host: string, port: number): Error {
  return worldError("ETIMEDOUT", `The name server ${host}:${port} did not answer in time.`);
}
