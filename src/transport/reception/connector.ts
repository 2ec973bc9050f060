// Which Receive connector serves a connection: by the local address it came to and the most specific range of the peer.
import { parseIp, rangeHolds, rangeSize } from "../../mail/ranges.ts";
import type { ReceiveConnector } from "../../org/classes/ReceiveConnector.ts";
import type { Of } from "../../values/shape.ts";

export type ReceiveConnectorObject = Of<typeof ReceiveConnector>;

/** Where a connection came in. */
export interface Arrival {
  readonly localAddress: string;
  /** The binding's port, which for port 0 is not the one that was bound. */
  readonly port: number;
  readonly remoteAddress: string;
}

/**
 * The connector for a connection among those that share the listener: enabled, bound there, and with the range that
 * holds the peer in the fewest addresses (behaviour 1.3). An exact binding wins over a wildcard where ranges are equal.
 */
export function selectConnector(
  connectors: readonly ReceiveConnectorObject[],
  arrival: Arrival,
): ReceiveConnectorObject | undefined {
  const local = parseIp(arrival.localAddress);
  const remote = parseIp(arrival.remoteAddress);
  if (!local || !remote) return undefined;
  let best: { connector: ReceiveConnectorObject; size: bigint; exact: boolean } | undefined;
  for (const connector of connectors) {
    if (!connector.Enabled) continue;
    const bindings = connector.Bindings.filter((one) => one.port === arrival.port && one.covers(local));
    if (bindings.length === 0) continue;
    const exact = bindings.some((one) => !one.isWildcard);
    for (const range of connector.RemoteIPRanges) {
      if (!rangeHolds(range, remote)) continue;
      const size = rangeSize(range);
      if (!best || size < best.size || (size === best.size && exact && !best.exact)) best = { connector, size, exact };
    }
  }
  return best?.connector;
}
