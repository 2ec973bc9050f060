// Where mail for a domain goes: accepted domains and Send connectors, weighed by pure functions that tell their reasons.

/** What the categorizer needs of an accepted domain. */
export interface DomainEntry {
  readonly name: string;
  /** "contoso.com" or "*.contoso.com", in lower case and A-labels. */
  readonly domain: string;
  readonly type: "Authoritative" | "InternalRelay" | "ExternalRelay";
  readonly subdomains: boolean;
}

/** What routing needs of a Send connector. */
export interface ConnectorEntry {
  readonly guid: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly spaces: readonly { readonly domain: string; readonly cost: number }[];
  /** Bytes; undefined where there is no limit. */
  readonly maxSize: number | undefined;
  /** Empty when DNS says where its mail goes. */
  readonly smartHosts: readonly string[];
  /** The servers that send by it, when this one is not among them. */
  readonly elsewhere?: readonly string[];
  /** Whether servers outside the site of those do without it. */
  readonly scoped?: boolean;
}

export type DeliveryType =
  | "SmtpDeliveryToMailbox"
  | "DnsConnectorDelivery"
  | "SmartHostConnectorDelivery"
  | "SmtpRelayToServers"
  | "Unreachable"
  | "Undefined";

/** What makes two items share a queue: NextHopSolutionKey. */
export interface NextHop {
  readonly type: DeliveryType;
  readonly domain: string;
  /** GUID of the connector or database; zeros where there is none. */
  readonly connector: string;
}

export const noConnector = "00000000-0000-0000-0000-000000000000";
export const submissionHop: NextHop = { type: "Undefined", domain: "Submission", connector: noConnector };
export const unreachableHop: NextHop = { type: "Unreachable", domain: "Unreachable Domain", connector: noConnector };
/** Messages that wait for moderators; no queue that people see. */
export const moderationHop: NextHop = { type: "Undefined", domain: "Moderation", connector: noConnector };
/** To the first of these servers that answers, whatever routing would say. */
export const serversHop = (servers: readonly string[]): NextHop => ({
  type: "SmtpRelayToServers",
  domain: servers.map((server) => server.toLowerCase()).join(","),
  connector: noConnector,
});
export const poisonHop: NextHop = { type: "Undefined", domain: "Poison Message", connector: noConnector };

export type Route =
  | { readonly kind: "queue"; readonly hop: NextHop; readonly reasons: readonly string[] }
  | { readonly kind: "unreachable"; readonly error: string; readonly reasons: readonly string[] }
  | { readonly kind: "fail"; readonly response: string; readonly reasons: readonly string[] };

/** LastError of the Unreachable queue. */
export const noMatchingConnector = "A matching connector cannot be found to route the external recipient";

/** The accepted domain that a domain belongs to, the most specific first; undefined for a domain outside. */
export function acceptedDomainOf<D extends DomainEntry>(domains: readonly D[], domain: string): D | undefined {
  let best: D | undefined;
  for (const entry of domains) {
    if (!covers(entry.domain, domain, entry.subdomains)) continue;
    if (!best || bare(entry.domain).length > bare(best.domain).length) best = entry;
    else if (bare(entry.domain) === bare(best.domain) && !entry.domain.startsWith("*.")) best = entry;
  }
  return best;
}

/** Whether "contoso.com", "*.contoso.com" (the domain and those below it) or "*" covers a domain. */
export function covers(pattern: string, domain: string, subdomains = false): boolean {
  if (pattern === "*") return true;
  const name = bare(pattern);
  if (domain === name) return true;
  return (pattern.startsWith("*.") || subdomains) && domain.endsWith(`.${name}`);
}

const bare = (pattern: string) => (pattern.startsWith("*.") ? pattern.slice(2) : pattern);

/** How specific a pattern is: the longer first, an exact domain before its wildcard; then "--", and "*" last. */
export function weight(pattern: string): number {
  if (pattern === "*") return 0;
  if (pattern === "--") return 1;
  return pattern.startsWith("*.") ? pattern.length * 2 - 4 : pattern.length * 2 + 1;
}

interface Candidate {
  readonly connector: ConnectorEntry;
  readonly space: { readonly domain: string; readonly cost: number };
}

/**
 * The Send connector for a domain outside: those too small for the message are left out, then the most specific address
 * space wins, then the lowest cost, then the name. `ours` tells of a domain of the organization, which "--" covers.
 */
export function routeOf(connectors: readonly ConnectorEntry[], domain: string, size: number, ours = false): Route {
  const reasons: string[] = [];
  const candidates: Candidate[] = [];
  let tooSmall = 0;
  for (const connector of connectors) {
    const space = bestSpace(connector, domain, ours);
    if (!space) continue;
    if (!connector.enabled) {
      reasons.push(`Send connector '${connector.name}' is disabled.`);
    } else if (connector.elsewhere) {
      reasons.push(
        `Send connector '${connector.name}' is used by other servers only: its SourceTransportServers are ${connector.elsewhere.join(", ")}${connector.scoped ? ", and it is scoped to their site" : ""}.`,
      );
    } else if (connector.maxSize !== undefined && size > connector.maxSize) {
      tooSmall++;
      reasons.push(
        `Send connector '${connector.name}' takes at most ${connector.maxSize} bytes; the message has ${size}.`,
      );
    } else candidates.push({ connector, space });
  }
  candidates.sort(
    (a, b) =>
      weight(b.space.domain) - weight(a.space.domain) ||
      a.space.cost - b.space.cost ||
      compareNames(a.connector.name, b.connector.name),
  );
  const best = candidates[0];
  if (best) {
    reasons.push(
      `Send connector '${best.connector.name}' carries ${domain} by its address space ${best.space.domain} at cost ${best.space.cost}${rivals(candidates)}.`,
    );
    return { kind: "queue", hop: hopOf(best.connector, domain), reasons };
  }
  if (tooSmall > 0) {
    return {
      kind: "fail",
      response: "550 5.3.4 ROUTING.SizeLimit; message size exceeds fixed maximum message size for route",
      reasons,
    };
  }
  reasons.push(`No Send connector has an address space for ${domain}.`);
  return { kind: "unreachable", error: noMatchingConnector, reasons };
}

function rivals(candidates: readonly Candidate[]): string {
  if (candidates.length < 2) return "";
  const others = candidates
    .slice(1, 4)
    .map(({ connector, space }) => `'${connector.name}' (${space.domain};${space.cost})`);
  return `, before ${others.join(", ")}`;
}

function bestSpace(connector: ConnectorEntry, domain: string, ours: boolean): Candidate["space"] | undefined {
  let best: Candidate["space"] | undefined;
  for (const space of connector.spaces) {
    const exactOnly = !space.domain.startsWith("*");
    if (space.domain === "--" ? !ours : exactOnly ? space.domain !== domain : !covers(space.domain, domain)) continue;
    if (!best || weight(space.domain) > weight(best.domain)) best = space;
  }
  return best;
}

/** The queue for mail by a connector: one for each domain, or one for all where smart hosts take it. */
export function hopOf(connector: ConnectorEntry, domain: string): NextHop {
  return connector.smartHosts.length > 0
    ? { type: "SmartHostConnectorDelivery", domain: connector.smartHosts.join(","), connector: connector.guid }
    : { type: "DnsConnectorDelivery", domain, connector: connector.guid };
}

export function hopKey(hop: NextHop): string {
  return `${hop.type}/${hop.connector}/${hop.domain}`;
}

function compareNames(a: string, b: string): number {
  const x = a.toLowerCase();
  const y = b.toLowerCase();
  return x < y ? -1 : x > y ? 1 : 0;
}
