// The real world: the system's clock, chance, name servers, network, disk and LevelDB, behind the interfaces of world.ts.
import { freemem, homedir, hostname, totalmem, uptime, userInfo } from "node:os";
import { type IntervalHistogram, monitorEventLoopDelay } from "node:perf_hooks";
import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { realClock } from "./clock.ts";
import { realDisk } from "./disk.ts";
import { realNet } from "./net.ts";
import { realProcesses } from "./processes.ts";
import { realRandom } from "./random.ts";
import type { Databases, Dns, Host, Usage, World } from "./world.ts";

/** @returns the world that the machine offers; it holds nothing open by itself. */
export function realWorld(): World {
  return {
    clock: realClock(),
    random: realRandom(),
    dns: lateDns(),
    net: realNet(),
    disk: realDisk(),
    databases: lateDatabases(),
    host: realHost(),
    processes: realProcesses(),
  };
}

/** Name servers and databases load when they are first used: a shell that asks neither starts the sooner. */
function lateDns(): Dns {
  let loading: Promise<Dns> | undefined;
  const load = (): Promise<Dns> => (loading ??= import("./dns.ts").then(({ realDns }) => realDns()));
  return {
    servers: async () => (await load()).servers(),
    ask: async (server, query, options) => (await load()).ask(server, query, options),
  };
}

function lateDatabases(): Databases {
  const load = async (): Promise<Databases> => (await import("./databases.ts")).realDatabases();
  return {
    open: async (folder, options) => (await load()).open(folder, options),
    repair: async (folder) => (await load()).repair(folder),
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
    get uptime() {
      return uptime();
    },
    usage,
    // Unless told, V8 lets a heap of a hundred megabytes grow to some three times that size before it collects it whole.
    thrifty: () => setFlagsFromString("--heap-growing-percent=50"),
  };
}

let delays: IntervalHistogram | undefined;

function usage(): Usage {
  if (!delays) {
    delays = monitorEventLoopDelay({ resolution: delayResolutionMs });
    delays.enable();
  }
  const { user, system } = process.cpuUsage();
  const percentile = (share: number) => Math.max(0, (delays?.percentile(share) ?? 0) / 1e6 - delayResolutionMs);
  const heap = getHeapStatistics();
  const memory = process.memoryUsage.rss();
  return {
    memory,
    heap: heap.used_heap_size,
    heapLimit: heap.heap_size_limit,
    machine: machineMemory(memory),
    cpu: (user + system) / 1e6,
    delay: { p50: percentile(50), p99: percentile(99), p999: percentile(99.9) },
  };
}

function machineMemory(own: number): Usage["machine"] {
  const all = totalmem();
  // Other systems count as taken what they would give back at once, so that there is nothing to be learnt from them.
  const free = process.platform === "linux" ? freemem() : all;
  // Without bounds the system says 0, or more than there is. Within them it counts cached files as taken.
  const bound = process.constrainedMemory() || all;
  return bound < all
    ? { total: bound, available: Math.max(Math.min(bound - own, free), 0) }
    : { total: all, available: free };
}

const delayResolutionMs = 10;

/** A process may run under a number that has no name (containers); the number then stands for it. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return process.env["USER"] ?? String(process.getuid?.() ?? "unknown");
  }
}
