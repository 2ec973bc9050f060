// A private NSD, Debian's authoritative name server, with one zone file; it needs no rights and takes a free port.
import { type ChildProcess, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Nsd {
  /** "127.0.0.1:40053", as cmdlets take it. */
  readonly server: string;
  end(): Promise<void>;
}

/** Serves the zone from its text in the form of RFC 1035 5. Rejects when it does not answer within 20 seconds. */
export async function privateNsd(zone: string, records: string): Promise<Nsd> {
  const folder = mkdtempSync(join(tmpdir(), "exsh-nsd-"));
  const port = await freePort();
  writeFileSync(join(folder, "zone"), records);
  const config = [
    "server:",
    `  ip-address: 127.0.0.1@${port}`,
    ...["username", "chroot", "database"].map((name) => `  ${name}: ""`),
    `  zonesdir: "${folder}"`,
    `  xfrdir: "${folder}"`,
    ...["pidfile", "xfrdfile", "zonelistfile", "logfile"].map((name) => `  ${name}: "${join(folder, name)}"`),
    "  server-count: 1",
    "remote-control:",
    "  control-enable: no",
    "zone:",
    `  name: ${zone}`,
    "  zonefile: zone",
    "",
  ];
  writeFileSync(join(folder, "nsd.conf"), config.join("\n"));
  const path = `${process.env["PATH"]}:/usr/sbin`;
  const child = spawn("nsd", ["-d", "-c", join(folder, "nsd.conf")], {
    stdio: "ignore",
    env: { ...process.env, PATH: path },
  });
  try {
    await answers(port, child);
  } catch (error) {
    child.kill();
    const log = readFileSync(join(folder, "logfile"), "utf8");
    rmSync(folder, { recursive: true, force: true });
    throw new Error(`${(error as Error).message}\n${log}`);
  }
  return {
    server: `127.0.0.1:${port}`,
    end: () =>
      new Promise((resolve) => {
        child.once("exit", () => {
          rmSync(folder, { recursive: true, force: true });
          resolve();
        });
        child.kill();
      }),
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = createSocket("udp4");
    socket.once("error", reject);
    socket.bind(0, "127.0.0.1", () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });
}

/** Asks until there is an answer, whatever it says. */
function answers(port: number, child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createSocket("udp4");
    // A query for the root's SOA (RFC 1035 4.1).
    const query = Buffer.from("0001000000010000000000000000060001", "hex");
    const ask = setInterval(() => socket.send(query, port, "127.0.0.1"), 100);
    const end = (settle: () => void) => {
      clearInterval(ask);
      clearTimeout(limit);
      socket.close();
      settle();
    };
    const limit = setTimeout(() => end(() => reject(new Error("NSD does not answer."))), 20_000);
    socket.on("error", () => undefined);
    socket.once("message", () => end(resolve));
    child.once("exit", () => reject(new Error("NSD has ended.")));
    child.once("error", reject);
  });
}
