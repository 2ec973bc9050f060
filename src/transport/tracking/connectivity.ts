// The connectivity log: which connection was opened for which queue, what became of it, and how much went over it.
import type { Organization } from "../../org/organization.ts";
import type { World } from "../../world/world.ts";
import { type LogFile, momentOf, openLog } from "./logfile.ts";
import { logSettings } from "./settings.ts";

/** One line of work for a destination. */
export interface ConnectivitySession {
  /** A step: names looked up, a connection that stands or failed. */
  step(description: string): void;
  /** The last line: why it ended and what went over it. */
  ended(why: string, sent: { readonly messages: number; readonly bytes: number }): void;
}

export interface ConnectivityLog {
  /** `destination` is the next hop's domain, `waiting` the messages in its queue. */
  begin(source: "SMTP", destination: string, waiting: number): ConnectivitySession;
  readonly log: LogFile;
}

const fields = ["date-time", "session", "source", "Destination", "direction", "description"];

/** `base` is the data folder. */
export function openConnectivityLog(
  world: Pick<World, "clock" | "disk" | "random">,
  org: Pick<Organization, "snapshot">,
  base: string,
): ConnectivityLog {
  const settings = logSettings(org, base, "Connectivity");
  const log = openLog(world, { prefix: "CONNECTLOG", type: "Transport Connectivity Log", fields, settings });
  return {
    begin(source, destination, waiting) {
      const id = world.random.bytes(8).toString("hex").toUpperCase();
      const write = (direction: "+" | ">" | "-", description: string) =>
        log.write([momentOf(world.clock.now()), id, source, destination, direction, description]);
      write("+", `QueueLength=${waiting}`);
      return {
        step: (description) => write(">", description),
        ended: (why, { messages, bytes }) => write("-", `Messages: ${messages} Bytes: ${bytes} (${why})`),
      };
    },
    log,
  };
}
