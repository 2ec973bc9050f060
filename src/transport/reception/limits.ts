// How many connections and messages a Receive connector takes: at a time, from one source, in a minute.
import { isLimited } from "../../values/kinds.ts";
import type { Clock } from "../../world/world.ts";
import type { ReceiveConnectorObject } from "./connector.ts";

/** What outlives a change of the connector's settings: who is connected and who sent how much. */
export interface Counters {
  /** Takes a connection in, or says why not. The function it gives ends the count; a second call does nothing. */
  open(connector: ReceiveConnectorObject, address: string): (() => void) | "total" | "source";
  /** Counts one message of a source; false when it is one too many in this minute. */
  message(connector: ReceiveConnectorObject, address: string, user: string | undefined): boolean;
  readonly connections: number;
}

/** The most sources whose rate is remembered; a flood of addresses must not fill the memory. */
const mostSources = 100_000;

export function createCounters(clock: Clock): Counters {
  let total = 0;
  const perSource = new Map<string, number>();
  let minute = -1;
  const sent = new Map<string, number>();
  return {
    get connections() {
      return total;
    },
    open(connector, address) {
      const most = connector.MaxInboundConnection;
      if (isLimited(most) && total >= most) return "total";
      const held = perSource.get(address) ?? 0;
      if (!isLoopback(address) && held >= mostPerSource(connector, total)) return "source";
      total++;
      perSource.set(address, held + 1);
      let open = true;
      return () => {
        if (!open) return;
        open = false;
        total--;
        const left = (perSource.get(address) ?? 1) - 1;
        if (left > 0) perSource.set(address, left);
        else perSource.delete(address);
      };
    },
    message(connector, address, user) {
      const most = connector.MessageRateLimit;
      const source = connector.MessageRateSource;
      if (!isLimited(most) || source === "None" || isLoopback(address)) return true;
      const now = Math.floor(clock.now() / 60_000);
      if (now !== minute || sent.size > mostSources) {
        minute = now;
        sent.clear();
      }
      const keys: string[] = [];
      if (source !== "User") keys.push(`address ${address}`);
      if (source !== "IPAddress" && user !== undefined) keys.push(`user ${user}`);
      if (keys.some((key) => (sent.get(key) ?? 0) >= most)) return false;
      for (const key of keys) sent.set(key, (sent.get(key) ?? 0) + 1);
      return true;
    },
  };
}

/** The lower of the fixed number and the share of what is left (behaviour 1.6); one is always allowed. */
function mostPerSource(connector: ReceiveConnectorObject, total: number): number {
  const fixed = connector.MaxInboundConnectionPerSource;
  const most = connector.MaxInboundConnection;
  const share = isLimited(most)
    ? Math.max(1, Math.floor(((most - total) * connector.MaxInboundConnectionPercentagePerSource) / 100))
    : Number.POSITIVE_INFINITY;
  return Math.min(isLimited(fixed) ? fixed : Number.POSITIVE_INFINITY, share);
}

/** The machine itself is no stranger: what counts per source does not count for it. */
function isLoopback(address: string): boolean {
  return address === "::1" || address.startsWith("127.");
}
