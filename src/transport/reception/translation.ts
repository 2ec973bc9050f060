// Whether address translation hides the peers: then strangers may come from an address that a connector trusts.
import ipaddr from "ipaddr.js";
import { type IpRange, parseIp, rangeHolds } from "../../mail/ranges.ts";
import type { World } from "../../world/world.ts";
import type { ReceiveConnectorObject } from "./connector.ts";
import { rightsOn, unproven } from "./permission.ts";

/** Ranges of addresses that no stranger outside has (RFC 1918, RFC 4193, RFC 6598, loopback and link-local). */
const near = [
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "fc00::/7",
  "fe80::/10",
  "::1/128",
].map((text) => {
  const [address, bits] = ipaddr.parseCIDR(text);
  const first = parseIp(address.toString())!;
  const size = 1n << BigInt((first.version === 4 ? 32 : 128) - bits);
  return { version: first.version, first: first.number, last: first.number + size - 1n };
});

const isNear = (range: Pick<IpRange, "version" | "first" | "last">): boolean =>
  near.some((one) => one.version === range.version && one.first <= range.first && one.last >= range.last);

/** Whether all whom a connector serves are neighbours, none of them from outside. */
export function trustsOnlyNear(connector: ReceiveConnectorObject): boolean {
  return connector.RemoteIPRanges.every((range) => isNear(range) || range.first === range.last);
}

/** Whether peers of a connector may relay for what they are, without a logon, because of their addresses. */
function trustsAddresses(connector: ReceiveConnectorObject): boolean {
  // Where only the machine itself gets to, no gateway brings anybody.
  const reachable = connector.Bindings.some(({ address }) => address !== "::1" && !address.startsWith("127."));
  return connector.Enabled && reachable && rightsOn(connector, unproven(connector)).has("SMTP-Accept-Any-Recipient");
}

/** So many connections show how peers come. */
const enough = 50;
/** So many different names in greetings are more than one peer. */
const manyNames = 5;

/** Watches where connections come from; a fixed amount of memory, and nothing once it is sure. */
export interface PeerWatch {
  /** A peer has greeted. */
  heard(address: string, name: string): void;
  /** The one neighbour from whom everybody seems to come; undefined while that is not so. */
  readonly gateway: string | undefined;
}

/** @param found is called once, when it turns out that all come from one address. */
export function watchPeers(found: (address: string) => void): PeerWatch {
  let only: string | undefined;
  let several = false;
  let heard = 0;
  let gateway: string | undefined;
  const names = new Set<string>();
  return {
    heard(address, name) {
      if (several || gateway !== undefined || address === "::1" || address.startsWith("127.")) return;
      only ??= address;
      const ip = parseIp(address);
      several = address !== only || !ip || !isNear({ version: ip.version, first: ip.number, last: ip.number });
      heard++;
      if (names.size < manyNames) names.add(name.toLowerCase());
      if (several || heard < enough || names.size < manyNames) return;
      gateway = only;
      found(only);
    },
    get gateway() {
      return gateway;
    },
  };
}

/** For each connector that would trust everybody who comes by this address: one sentence. `why` says how that is known. */
export function translationWarnings(
  connectors: readonly ReceiveConnectorObject[],
  gateway: string,
  why: string,
): readonly string[] {
  const ip = parseIp(gateway);
  if (!ip) return [];
  return connectors
    .filter(
      (connector) => trustsAddresses(connector) && connector.RemoteIPRanges.some((range) => rangeHolds(range, ip)),
    )
    .map(
      (connector) =>
        `${why} '${connector.Identity}' trusts that address and lets it relay, and with it every stranger who comes that way. Take it from its RemoteIPRanges, or let connections keep their addresses (for containers: the network of the host).`,
    );
}

/**
 * The address behind which a container's peers may hide: its gateway. Undefined outside of containers: there a gateway hands
 * packets on as they are. `EXSH_GATEWAY` says it where nothing else tells.
 */
export async function gatewayOf({ disk, host }: Pick<World, "disk" | "host">): Promise<string | undefined> {
  const told = host.env["EXSH_GATEWAY"];
  if (told !== undefined && parseIp(told)) return told;
  const marks = await Promise.all(
    ["/.dockerenv", "/run/.containerenv"].map((path) => disk.stat(path).catch(() => undefined)),
  );
  if (marks.every((mark) => mark === undefined)) return undefined;
  const routes = await disk.read("/proc/net/route").catch(() => Buffer.alloc(0));
  return gatewayIn(routes.toString());
}

/** The gateway of the default route in Linux's table of routes: hexadecimal, in the order of the machine. */
export function gatewayIn(routes: string): string | undefined {
  for (const line of routes.split("\n").slice(1)) {
    const [, destination, gateway] = line.split("\t");
    if (destination !== "00000000" || !/^[0-9A-F]{8}$/.test(gateway ?? "") || gateway === "00000000") continue;
    return [6, 4, 2, 0].map((at) => Number.parseInt(gateway!.slice(at, at + 2), 16)).join(".");
  }
  return undefined;
}
