// The real world: the system's clock, chance, name servers, network, disk and LevelDB, behind the interfaces of world.ts.
import { homedir, hostname, userInfo } from "node:os";
import { realClock } from "./clock.ts";
import { realDatabases } from "./databases.ts";
import { realDisk } from "./disk.ts";
import { realDns } from "./dns.ts";
import { realNet } from "./net.ts";
import { realRandom } from "./random.ts";
import type { Host, World } from "./world.ts";

/** @returns the world that the machine offers; it holds nothing open by itself. */
export function realWorld(): World {
  return {
    clock: realClock(),
    random: realRandom(),
    dns: realDns(),
    net: realNet(),
    disk: realDisk(),
    databases: realDatabases(),
    host: realHost(),
  };
}

function realHost(): Host {
  return {
    hostname: hostname(),
    platform: process.platform,
    user: userName(),
    home: homedir(),
    pid: process.pid,
    env: process.env,
    get cwd() {
      return process.cwd();
    },
  };
}

/** A process may run under a number that has no name (containers); the number then stands for it. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return process.env["USER"] ?? String(process.getuid?.() ?? "unknown");
  }
}
