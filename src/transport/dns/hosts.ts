// Where mail for a domain or a smart host goes: MX and address records put in the order in which to try them.
import ipaddr from "ipaddr.js";
import { isIp } from "../../org/routekinds.ts";
import type { Random } from "../../world/world.ts";
import type { Looked, Resolver } from "./resolver.ts";

/** One address to connect to. */
export interface Host {
  /** The name it was found under, for TLS and the log; the address itself for a literal. */
  readonly name: string;
  readonly address: string;
}

export type Hosts =
  | { readonly kind: "hosts"; readonly hosts: readonly Host[] }
  /** Try again later. */
  | { readonly kind: "wait"; readonly error: string }
  /** It will not get better by waiting: an SMTP reply to report. */
  | { readonly kind: "never"; readonly error: string };

export interface HostFinder {
  readonly resolver: Resolver;
  readonly random: Random;
  /** True for an address and port where this very server listens. */
  isOurs(address: string, port: number): boolean;
  /** Our own name: behind address translation it is all by which we know ourselves (RFC 5321 5.1). */
  readonly ownName?: string;
}

const mostHosts = 32;
/** Of a domain that names more, some of the best ones are looked up: the list is a stranger's, and each costs two questions. */
const mostExchanges = 24;

/** The hosts for a domain's mail (RFC 5321 5.1, RFC 7505): by MX preference, equals shuffled; by address without MX. */
export async function mailHosts(finder: HostFinder, domain: string, port: number): Promise<Hosts> {
  const literal = addressLiteral(domain);
  if (literal) {
    if (!isHostAddress(literal)) return noHost();
    return loopChecked(finder, [{ name: literal, address: literal }], port);
  }
  const mx = await finder.resolver.look(domain, "MX");
  if (mx.kind === "failed") return waitFor(mx.error);
  if (mx.kind === "noname") return nonexistent();
  if (mx.kind === "none") {
    const found = await hostAddresses(finder, domain);
    if (found.kind === "never") return nonexistent();
    return found.kind === "hosts" ? loopChecked(finder, found.hosts, port) : found;
  }
  const exchanges = mx.records.flatMap(exchangeOf);
  if (exchanges.length === 1 && exchanges[0]?.host === "") {
    return { kind: "never", error: "556 5.1.10 SMTPSEND.DNS.NullMX; the domain accepts no mail" };
  }
  return byPreference(
    finder,
    exchanges.filter(({ host }) => host !== ""),
    port,
  );
}

interface Exchange {
  readonly host: string;
  readonly preference: number;
}

async function byPreference(finder: HostFinder, all: readonly Exchange[], port: number): Promise<Hosts> {
  const exchanges = shuffled(all, finder.random)
    .sort((a, b) => a.preference - b.preference)
    .slice(0, mostExchanges);
  const hosts: Host[] = [];
  let waiting: string | undefined;
  for (const preference of new Set(exchanges.map((one) => one.preference))) {
    const equals = exchanges.filter((one) => one.preference === preference);
    const found = await Promise.all(equals.map(({ host }) => hostAddresses(finder, host)));
    const here = found.flatMap((one) => (one.kind === "hosts" ? one.hosts : []));
    for (const one of found) if (one.kind === "wait") waiting = one.error;
    // RFC 5321 5.1: hosts as far away as ourselves, or farther, would only send it back.
    if (here.some((host) => finder.isOurs(host.address, port) || (port === 25 && host.name === finder.ownName))) {
      return hosts.length > 0 ? { kind: "hosts", hosts } : loop();
    }
    hosts.push(...here);
    if (hosts.length >= mostHosts) break;
  }
  if (hosts.length > 0) return { kind: "hosts", hosts: hosts.slice(0, mostHosts) };
  if (waiting !== undefined) return waitFor(waiting);
  return noHost();
}

function exchangeOf(record: { readonly data: unknown }): Exchange[] {
  const { exchange, preference } = record.data as { exchange?: string; preference?: number };
  if (typeof exchange !== "string") return [];
  return [{ host: exchange === "." ? "" : exchange.toLowerCase(), preference: preference ?? 0 }];
}

/**
 * The hosts behind smart hosts, given as FQDN, "10.0.0.1" or "[10.0.0.1]", in a random order, as Exchange spreads its
 * load over them. A name is asked for MX first, then for addresses, as for a domain.
 */
export async function smartHosts(finder: HostFinder, names: readonly string[], port: number): Promise<Hosts> {
  const found: Host[] = [];
  let last: Hosts | undefined;
  for (const name of shuffled(names, finder.random)) {
    const literal = addressLiteral(name) ?? (isIp(name) ? name : undefined);
    const hosts: Hosts = literal
      ? { kind: "hosts", hosts: [{ name: literal, address: literal }] }
      : await smartHost(finder, name, port);
    if (hosts.kind === "hosts") found.push(...hosts.hosts.filter((host) => !finder.isOurs(host.address, port)));
    if (hosts.kind === "hosts" && hosts.hosts.length > 0 && found.length === 0) last = loop();
    else if (hosts.kind !== "hosts") last = hosts;
  }
  if (found.length > 0) return { kind: "hosts", hosts: found };
  // A wrong smart host is the administrator's to mend, not the sender's to hear of: the mail waits.
  return waitFor(last && last.kind !== "hosts" ? last.error : "no smart host is known");
}

async function smartHost(finder: HostFinder, name: string, port: number): Promise<Hosts> {
  const addresses = await hostAddresses(finder, name);
  return addresses.kind === "never" ? mailHosts(finder, name, port) : addresses;
}

async function hostAddresses(finder: HostFinder, name: string): Promise<Hosts> {
  const [four, six] = await Promise.all([finder.resolver.look(name, "A"), finder.resolver.look(name, "AAAA")]);
  const addresses = [...shuffled(addressesOf(four), finder.random), ...shuffled(addressesOf(six), finder.random)];
  if (addresses.length > 0) return { kind: "hosts", hosts: addresses.map((address) => ({ name, address })) };
  for (const one of [four, six]) if (one.kind === "failed") return waitFor(one.error);
  return { kind: "never", error: "554 5.4.4 SMTPSEND.DNS.NonExistentDomain; nonexistent domain" };
}

function addressesOf(looked: Looked): string[] {
  if (looked.kind !== "found") return [];
  return looked.records.map((record) => String(record.data)).filter(isHostAddress);
}

/**
 * Whether it may be the address of another host: none that means whichever network or host we happen to be on, or many
 * (RFC 4291 2.5.2, 2.5.6, 2.7; RFC 1122 3.2.1.3; RFC 3927).
 */
export function isHostAddress(address: string): boolean {
  return (
    isIp(address) && !["linkLocal", "unspecified", "multicast", "broadcast"].includes(ipaddr.process(address).range())
  );
}

function loopChecked(finder: HostFinder, hosts: readonly Host[], port: number): Hosts {
  const others = hosts.filter((host) => !finder.isOurs(host.address, port));
  return others.length > 0 ? { kind: "hosts", hosts: others } : loop();
}

const loop = (): Hosts => ({
  kind: "never",
  error: "554 5.4.4 SMTPSEND.DNS.MxLoopback; DNS records for this domain are configured in a loop",
});
const nonexistent = (): Hosts => ({
  kind: "never",
  error: "554 5.4.4 SMTPSEND.DNS.NonExistentDomain; nonexistent domain",
});
const noHost = (): Hosts => ({
  kind: "never",
  error: "554 5.4.4 SMTPSEND.DNS.InvalidData; no mail host of the domain has an address",
});
const waitFor = (error: string): Hosts => ({
  kind: "wait",
  error: `451 4.4.0 DNS query failed. The error was: ${error}`,
});

/** The address inside "[10.0.0.1]" or "[IPv6:2001:db8::1]" (RFC 5321 4.1.3); undefined for anything else. */
export function addressLiteral(text: string): string | undefined {
  if (!text.startsWith("[") || !text.endsWith("]")) return undefined;
  const inner = text.slice(1, -1);
  const address = /^ipv6:/i.test(inner) ? inner.slice(5) : inner;
  return isIp(address) ? ipaddr.parse(address).toString() : undefined;
}

/** Fisher-Yates over the world's chance. */
export function shuffled<T>(list: readonly T[], random: Random): T[] {
  const result = [...list];
  for (let last = result.length - 1; last > 0; last--) {
    const other = random.integer(last + 1);
    [result[last], result[other]] = [result[other] as T, result[last] as T];
  }
  return result;
}
