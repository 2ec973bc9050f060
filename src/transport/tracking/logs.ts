// All logs of a transport together, so that whoever writes one need not know where they are.
import type { Organization } from "../../org/organization.ts";
import type { World } from "../../world/world.ts";
import { type AgentLog, openAgentLog } from "./agents.ts";
import { type ConnectivityLog, openConnectivityLog } from "./connectivity.ts";
import type { LogFile } from "./logfile.ts";
import { openProtocolLog } from "./protocol.ts";

export interface Logs {
  /** Protocols of Receive and of Send connectors. */
  readonly receive: LogFile;
  readonly send: LogFile;
  readonly connectivity: ConnectivityLog;
  readonly agents: AgentLog;
  /** Writes what is held back. */
  flush(): Promise<void>;
}

/** `base` is the data folder. */
export function openLogs(
  world: Pick<World, "clock" | "disk" | "random">,
  org: Pick<Organization, "snapshot">,
  base: string,
): Logs {
  const receive = openProtocolLog(world, org, base, "Receive");
  const send = openProtocolLog(world, org, base, "Send");
  const connectivity = openConnectivityLog(world, org, base);
  const agents = openAgentLog(world, org, base);
  return {
    receive,
    send,
    connectivity,
    agents,
    async flush() {
      await Promise.all([receive, send, connectivity.log, agents.log].map((log) => log.flush()));
    },
  };
}
