// The protocol log of a session: each line that went over the wire, but no message and no password (behaviour 7).
import type { Organization } from "../../org/organization.ts";
import type { World } from "../../world/world.ts";
import { type LogFile, momentOf, openLog } from "./logfile.ts";
import { logSettings } from "./settings.ts";

/** What a session reports of itself. */
export interface SessionLog {
  connected(): void;
  received(line: string): void;
  sent(line: string): void;
  /** What is neither: encryption, a logon, a failure. */
  info(text: string): void;
  ended(): void;
}

const silent: SessionLog = {
  connected: () => undefined,
  received: () => undefined,
  sent: () => undefined,
  info: () => undefined,
  ended: () => undefined,
};

const fields = [
  "date-time",
  "connector-id",
  "session-id",
  "sequence-number",
  "local-endpoint",
  "remote-endpoint",
  "event",
  "data",
  "context",
];

/** The log of all connectors of a direction whose ProtocolLoggingLevel is Verbose; `base` is the data folder. */
export function openProtocolLog(
  world: Pick<World, "clock" | "disk">,
  org: Pick<Organization, "snapshot">,
  base: string,
  direction: "Receive" | "Send",
): LogFile {
  return openLog(world, {
    prefix: direction === "Receive" ? "RECV" : "SEND",
    type: `SMTP ${direction} Protocol Log`,
    fields,
    settings: logSettings(org, base, `${direction}Protocol`),
  });
}

/** The longest line that is kept of what a peer says. */
const longest = 1000;

/** The log of one session; a silent one where the connector has none. */
export function createSessionLog(
  host: {
    readonly world: Pick<World, "clock">;
    readonly log: LogFile | undefined;
    readonly connector: { readonly Identity: string };
  },
  session: {
    readonly id: string;
    /** Undefined, as the port, where there is no connection yet. */
    readonly localAddress: string | undefined;
    readonly localPort: number | undefined;
    readonly remoteAddress: string;
    readonly remotePort: number;
  },
): SessionLog {
  const { log } = host;
  if (!log) return silent;
  const { id, localAddress, localPort, remoteAddress, remotePort } = session;
  const local = localAddress === undefined ? "" : `${localAddress}:${localPort}`;
  const remote = `${remoteAddress}:${remotePort}`;
  return new Written(host, log, [id, local, remote]);
}

interface Host {
  readonly world: Pick<World, "clock">;
  readonly connector: { readonly Identity: string };
}
type Names = readonly [id: string, local: string, remote: string];

/** The log of a session that is written down. There are as many as connections, so it is small. */
class Written implements SessionLog {
  readonly #host: Host;
  readonly #log: LogFile;
  readonly #session: Names;
  #number = 0;

  constructor(host: Host, log: LogFile, session: Names) {
    this.#host = host;
    this.#log = log;
    this.#session = session;
  }

  connected(): void {
    this.#write("+", "");
  }

  received(line: string): void {
    this.#write("<", withoutSecrets(line));
  }

  sent(line: string): void {
    this.#write(">", withoutSecrets(line));
  }

  info(text: string): void {
    this.#write("*", "", text);
  }

  ended(): void {
    this.#write("-", "", "Local");
  }

  #write(event: string, data: string, context = ""): void {
    const [id, local, remote] = this.#session;
    this.#log.write([
      momentOf(this.#host.world.clock.now()),
      this.#host.connector.Identity,
      id,
      String(this.#number++),
      local,
      remote,
      event,
      data.slice(0, longest),
      context,
    ]);
  }
}

/** AUTH with its argument hides the argument; answers to challenges are never handed to the log at all. */
function withoutSecrets(line: string): string {
  const match = /^(\s*AUTH\s+\S+)\s+\S/i.exec(line);
  return match ? `${match[1]} <authentication information>` : line;
}
