// Which Receive connector serves a connection: by the local address it came to and the most specific range of the peer.
import { type IpBinding, parseIp, plainIp, rangeHolds, rangeSize } from "../mail/ranges.ts";
import type { ReceiveConnector } from "../org/classes/ReceiveConnector.ts";
import type { Of } from "../values/shape.ts";

export type ReceiveConnectorObject = Of<typeof ReceiveConnector>;

/** Where a connection came in. Addresses are plain (no IPv4 inside IPv6). */
export interface Arrival {
  readonly localAddress: string;
  /** The binding's port, which for port 0 is not the one that was bound. */
  readonly port: number;
  readonly remoteAddress: string;
}

/** True when a binding covers a local address. */
export function bindingHolds(binding: IpBinding, localAddress: string): boolean {
  const local = parseIp(localAddress);
  const bound = parseIp(binding.address);
  if (!local || !bound) return false;
  if (binding.isWildcard) return binding.address === "::" ? local.version === 6 : local.version === 4;
  return local.version === bound.version && local.number === bound.number;
}

/**
 * The connector for a connection among those that share the listener: enabled, bound there, and with the range that
 * holds the peer in the fewest addresses (behaviour 1.3). An exact binding wins over a wildcard where ranges are equal.
 */
export function selectConnector(
  connectors: readonly ReceiveConnectorObject[],
  arrival: Arrival,
): ReceiveConnectorObject | undefined {
  const local = plainIp(arrival.localAddress);
  const remote = plainIp(arrival.remoteAddress);
  let best: { connector: ReceiveConnectorObject; size: bigint; exact: boolean } | undefined;
  for (const connector of connectors) {
    if (!connector.Enabled) continue;
    const bindings = connector.Bindings.filter((one) => one.port === arrival.port && bindingHolds(one, local));
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
