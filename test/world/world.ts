// The test world: a clock that moves when told, seeded chance, a disk and databases in memory that can lose power, name
// servers made of a table. Sockets are the system's own, on loopback.
import { realNet } from "../../src/world/net.ts";
import type { Host, Usage, World } from "../../src/world/world.ts";
import { TestClock } from "./clock.ts";
import { TestDatabases } from "./databases.ts";
import { TestDisk } from "./disk.ts";
import { TestDns, type Zones } from "./dns.ts";
import { type Programs, TestProcesses } from "./processes.ts";
import { TestRandom } from "./random.ts";

export interface TestWorldOptions {
  /** The first moment: an ISO 8601 date or milliseconds since 1970. */
  readonly now?: string | number;
  readonly seed?: number;
  readonly dns?: Zones;
  readonly env?: Record<string, string>;
  readonly hostname?: string;
  /** Programs by their path, "/bin/cat". */
  readonly programs?: Programs;
}

/** What of the bytes that were not synced survives a power cut: nothing, a random part with holes, or all. */
export type KeepUnsynced = "none" | "torn" | "all";

export interface TestWorld extends World {
  /** What the process seems to use; a test may change it. */
  readonly load: { -readonly [K in keyof Usage]: Usage[K] };
  readonly clock: TestClock;
  readonly random: TestRandom;
  readonly disk: TestDisk;
  readonly databases: TestDatabases;
  readonly dns: TestDns;
  /**
   * Cuts the power: this world's disk and databases are dead (every call rejects with ECRASHED), and the world given
   * back goes on with what they had kept.
   */
  crash(options?: { keepUnsynced?: KeepUnsynced }): TestWorld;
}

export function testWorld(options: TestWorldOptions = {}): TestWorld {
  const random = new TestRandom(options.seed ?? 1);
  const databases = new TestDatabases();
  const load: TestWorld["load"] = {
    memory: 64_000_000,
    heap: 32_000_000,
    heapLimit: 2_000_000_000,
    machine: { total: 8_000_000_000, available: 6_000_000_000 },
    cpu: 1.5,
    delay: { p50: 0, p99: 1, p999: 5 },
  };
  return build({
    load,
    clock: new TestClock(
      typeof options.now === "number" ? options.now : Date.parse(options.now ?? "2026-03-02T09:00:00Z"),
    ),
    random,
    dns: new TestDns(options.dns ?? {}),
    net: realNet(),
    disk: new TestDisk(databases),
    databases,
    host: testHost(options, load),
    processes: new TestProcesses(options.programs ?? {}),
  });
}

type Parts = Omit<TestWorld, "crash">;

function build(parts: Parts): TestWorld {
  return {
    ...parts,
    crash({ keepUnsynced = "none" } = {}) {
      const databases = parts.databases.crash(keepUnsynced, parts.random);
      return build({ ...parts, databases, disk: parts.disk.crash(keepUnsynced, parts.random, databases) });
    },
  };
}

function testHost(options: TestWorldOptions, load: Usage): Host {
  return {
    hostname: options.hostname ?? "ex1.contoso.com",
    uptime: 3600,
    platform: "linux",
    user: "admin",
    home: "/home/admin",
    pid: 4242,
    env: options.env ?? {},
    cwd: "/home/admin",
    usage: () => ({ ...load }),
    thrifty: () => undefined,
  };
}
