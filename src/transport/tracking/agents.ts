// The agent log: what the checks of reception refused, one line each, in the columns of Exchange's agents.
import type { Organization } from "../../org/organization.ts";
import type { World } from "../../world/world.ts";
import { type LogFile, momentOf, openLog } from "./logfile.ts";
import { logSettings } from "./settings.ts";

/** A refusal; what is not known at that point is left out. */
export interface AgentEntry {
  readonly sessionId: string;
  readonly local: string;
  readonly remote: string;
  readonly messageId?: string;
  readonly sender?: string;
  readonly authors?: readonly string[];
  readonly recipients?: readonly string[];
  /** The check: "Recipient Filter Agent". */
  readonly agent: string;
  /** When: "OnRcptCommand". */
  readonly event: string;
  readonly action: "RejectCommand" | "RejectMessage" | "Disconnect";
  readonly response: string;
  readonly reason: string;
  readonly data?: string;
}

export interface AgentLog {
  write(entry: AgentEntry): void;
  readonly log: LogFile;
}

const fields = [
  "Timestamp",
  "SessionId",
  "LocalEndpoint",
  "RemoteEndpoint",
  "EnteredOrgFromIP",
  "MessageId",
  "P1FromAddress",
  "P2FromAddresses",
  "Recipient",
  "NumRecipients",
  "Agent",
  "Event",
  "Action",
  "SmtpResponse",
  "Reason",
  "ReasonData",
  "Diagnostics",
];

/** `base` is the data folder. */
export function openAgentLog(
  world: Pick<World, "clock" | "disk">,
  org: Pick<Organization, "snapshot">,
  base: string,
): AgentLog {
  const log = openLog(world, {
    prefix: "AGENTLOG",
    type: "Agent Log",
    fields,
    settings: logSettings(org, base, "Agent"),
  });
  return {
    write(entry) {
      const { recipients = [], remote } = entry;
      log.write([
        momentOf(world.clock.now()),
        entry.sessionId,
        entry.local,
        remote,
        remote.slice(0, remote.lastIndexOf(":")),
        entry.messageId ?? "",
        entry.sender ?? "",
        (entry.authors ?? []).join(";"),
        recipients.join(";"),
        String(recipients.length),
        entry.agent,
        entry.event,
        entry.action,
        entry.response,
        entry.reason,
        entry.data ?? "",
        "",
      ]);
    },
    log,
  };
}
