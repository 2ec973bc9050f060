// The name servers of a simulation: what they say, and when they fail or lie.

import { worldError } from "../../src/world/errors.ts";
import type { Dns } from "../../src/world/world.ts";
import { TestDns, type Zones } from "../world/dns.ts";
import type { TestRandom } from "../world/random.ts";
import type { LifeClock } from "./time.ts";

/** As the name servers are now: what they answer, that they fail, that they are not there, or that they answer wrong. */
export const tempers = ["right", "failing", "lost", "lying"] as const;
export type Temper = (typeof tempers)[number];

export class Names {
  temper: Temper = "right";
  readonly #right: TestDns;
  readonly #wrong: TestDns;
  readonly #random: TestRandom;

  /** @param hosts domains and where their mail host is. */
  constructor(random: TestRandom, hosts: readonly (readonly [domain: string, address: string])[]) {
    this.#random = random;
    const right: Zones = {
      "peer.example": { MX: ["10 mx.peer.example"] },
      "mx.peer.example": { A: ["10.0.1.1"] },
      "two.example": { MX: ["10 mx1.two.example", "20 mx.peer.example"] },
      "mx1.two.example": { A: ["10.0.1.9"] },
      "dead.example": { MX: ["10 mx.dead.example"] },
      "mx.dead.example": { A: ["10.0.1.8"] },
      "null.example": { MX: ["0 ."] },
    };
    const wrong: Zones = {};
    for (const [domain, address] of hosts) {
      right[domain] = { MX: [`10 mx.${domain}`], ttl: 60 };
      right[`mx.${domain}`] = { A: [address], ttl: 60 };
    }
    // Nowhere: an address at which nobody is, and a host without one.
    for (const [at, name] of Object.keys(right).entries()) {
      const lies = [
        { MX: ["10 mx.dead.example"], A: ["10.0.1.8"] },
        { MX: ["10 nowhere.example"] },
        "SERVFAIL",
      ] as const;
      wrong[name] = lies[at % 3]!;
    }
    this.#right = new TestDns(right);
    this.#wrong = new TestDns(wrong);
  }

  /** As one life of a machine asks them. */
  of(clock: LifeClock): Dns {
    return {
      servers: async () => ["10.0.0.53"],
      ask: async (server, query, options) => {
        const { temper } = this;
        if (temper === "lost") {
          await clock.sleep(options.timeoutMs);
          throw worldError("ETIMEDOUT", `The name server ${server}:53 did not answer in time.`);
        }
        await clock.sleep(1 + this.#random.integer(30));
        if (temper === "failing" && this.#random.integer(2) === 0)
          throw worldError("ECONNREFUSED", `The name server ${server}:53 is not there.`);
        return (temper === "lying" ? this.#wrong : this.#right).ask(server, query, options);
      },
    };
  }
}
