// What reception turned down, for the agent log and the metrics.
import type { Refusal } from "../../mail/refusal.ts";
import type { AgentEntry } from "../tracking/agents.ts";

/** One no, and where in the session it was said. */
export interface Refused {
  readonly sessionId: string;
  /** Identity of the Receive connector. */
  readonly connector: string;
  /** Address and port. */
  readonly local: string;
  readonly remote: string;
  /** The verb, or {@link endOfData}, and what stood behind it. */
  readonly verb: string;
  readonly argument: string;
  readonly refusal: Refusal;
}

/** Stands where the message itself was refused. */
export const endOfData = "<end of data>";

const events: Readonly<Record<string, string>> = {
  EHLO: "OnEhloCommand",
  HELO: "OnHeloCommand",
  MAIL: "OnMailCommand",
  RCPT: "OnRcptCommand",
  DATA: "OnDataCommand",
  AUTH: "OnAuthCommand",
  [endOfData]: "OnEndOfData",
};

/** The longest argument that is written down. */
const longest = 500;

/** How the agent log tells of it; undefined for what is an error of protocol rather than a decision. */
export function agentEntryOf({ sessionId, local, remote, verb, argument, refusal }: Refused): AgentEntry | undefined {
  const event = events[verb];
  const { code, enhanced, message } = refusal;
  if (event === undefined || (code >= 500 && code <= 504) || code === 555) return undefined;
  const told = argument.slice(0, longest);
  return {
    sessionId,
    local,
    remote,
    ...(verb === "MAIL" ? { sender: told } : {}),
    ...(verb === "RCPT" ? { recipients: [told] } : {}),
    agent: "Reception",
    event,
    action: refusal.closes ? "Disconnect" : verb === endOfData ? "RejectMessage" : "RejectCommand",
    response: `${code} ${enhanced === "" ? "" : `${enhanced} `}${message}`,
    reason: message,
  };
}
