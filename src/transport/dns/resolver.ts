// Our own DNS resolver over the world's wire: it caches by TTL, asks several servers, and knows what mail needs to know.
import { domainToASCII } from "node:url";
import { type Answer, decode, encode, type RecordType } from "dns-packet";
import ipaddr from "ipaddr.js";
import { isIp } from "../../org/routekinds.ts";
import type { Clock, Dns, Random } from "../../world/world.ts";

export type Looked =
  /** There are records of the type. */
  | { readonly kind: "found"; readonly records: readonly DnsRecord[]; readonly name: string }
  /** The name exists, but has none of this type (RFC 2308 2.2). */
  | { readonly kind: "none"; readonly name: string }
  | { readonly kind: "noname"; readonly name: string }
  /** Nobody answered, or not in a way that says anything; asking again later may help. */
  | { readonly kind: "failed"; readonly error: string };

export interface DnsRecord {
  readonly name: string;
  readonly type: string;
  /** Seconds left. */
  readonly ttl: number;
  readonly data: unknown;
}

export interface Resolver {
  /** Records of a type, following CNAME; never rejects. With `cached` nobody is asked. */
  look(name: string, type: RecordType, cached?: "cached"): Promise<Looked>;
  /** Forgets everything that was cached. */
  flush(): void;
}

export interface ResolverOptions {
  readonly dns: Dns;
  readonly clock: Clock;
  readonly random: Random;
  /** Which servers to ask, in order; the system's when left out. */
  readonly servers?: () => Promise<readonly string[]> | readonly string[];
  /** Any when left out: UDP first, and TCP for what is cut. */
  readonly protocol?: () => Protocol;
  /** Whether the server shall ask others; true unless said otherwise (RFC 1035 4.1.1, RD). */
  readonly recursion?: boolean;
  /** For one question to one server; 5 s. */
  readonly timeoutMs?: number;
  /** How often the whole list of servers is gone through; 2. */
  readonly rounds?: number;
}

/** InternalDNSProtocolOption and ExternalDNSProtocolOption. */
export type Protocol = "Any" | "UseUdpOnly" | "UseTcpOnly";

interface Cached {
  readonly until: number;
  readonly looked: Looked;
  readonly at: number;
}

const mostCached = 20_000;
const mostAliases = 8;
const mostNegativeMs = 3 * 3600_000;
const mostMs = 24 * 3600_000;

export function createResolver(options: ResolverOptions): Resolver {
  const { clock, random } = options;
  const cache = new Map<string, Cached>();
  const asking = new Map<string, Promise<Looked>>();

  async function look(given: string, type: RecordType, cached?: "cached"): Promise<Looked> {
    let name = asciiName(given);
    if (!name) return { kind: "noname", name: given };
    for (let step = 0; step <= mostAliases; step++) {
      const looked = await cachedAnswer(name, type, cached !== undefined);
      if (looked.kind !== "alias") return looked.looked;
      name = looked.target;
    }
    return { kind: "failed", error: `${given} is an alias of an alias of an alias without end` };
  }

  async function cachedAnswer(
    name: string,
    type: RecordType,
    cacheOnly: boolean,
  ): Promise<{ kind: "looked"; looked: Looked } | { kind: "alias"; target: string }> {
    const key = `${type} ${name}`;
    const now = clock.now();
    const kept = cache.get(key);
    let looked: Looked;
    // A clock set back would make old answers live for ever.
    if (kept && kept.until > now && kept.at <= now) looked = aged(kept, now);
    else if (cacheOnly) looked = { kind: "failed", error: "it is not in the cache" };
    else {
      let pending = asking.get(key);
      if (!pending) {
        pending = ask(name, type, key).finally(() => asking.delete(key));
        asking.set(key, pending);
      }
      looked = await pending;
    }
    if (looked.kind === "found") {
      const wanted = looked.records.filter((record) => record.type === type);
      if (wanted.length > 0) return { kind: "looked", looked: { ...looked, records: wanted } };
      const target = looked.records.find((record) => record.type === "CNAME")?.data;
      if (typeof target === "string") return { kind: "alias", target: asciiName(target) };
    }
    return { kind: "looked", looked };
  }

  async function ask(name: string, type: RecordType, key: string): Promise<Looked> {
    const servers = options.servers ? await options.servers() : await options.dns.servers();
    if (servers.length === 0) return { kind: "failed", error: "no DNS server is configured" };
    let error = "";
    for (let round = 0; round < (options.rounds ?? 2); round++) {
      for (const server of servers) {
        const answer = await askOne(server, name, type);
        if (answer.kind === "failed") {
          error = `${server}: ${answer.error}`;
          continue;
        }
        keep(key, answer.looked, answer.ttlMs);
        return answer.looked;
      }
    }
    return { kind: "failed", error };
  }

  function keep(key: string, looked: Looked, ttlMs: number): void {
    if (ttlMs <= 0) return;
    cache.delete(key);
    if (cache.size >= mostCached) {
      for (const oldest of cache.keys()) {
        cache.delete(oldest);
        if (cache.size < mostCached * 0.9) break;
      }
    }
    cache.set(key, { until: clock.now() + ttlMs, looked, at: clock.now() });
  }

  async function askOne(server: string, name: string, type: RecordType): Promise<Understood> {
    const timeoutMs = options.timeoutMs ?? 5000;
    const protocol = options.protocol?.() ?? "Any";
    let edns = true;
    let tcp = protocol === "UseTcpOnly";
    for (;;) {
      const id = random.integer(65536);
      let bytes: Buffer;
      try {
        bytes = await options.dns.ask(
          server,
          question(id, name, type, { edns, recursion: options.recursion ?? true }),
          { tcp, timeoutMs },
        );
      } catch (failure) {
        return { kind: "failed", error: String((failure as Error).message ?? failure) };
      }
      const answer = understand(bytes, id, name, type);
      if (answer.kind === "truncated" && protocol === "UseUdpOnly") {
        return { kind: "failed", error: "the answer is too long for UDP, and TCP is not to be used" };
      }
      if (answer.kind === "truncated" && !tcp) tcp = true;
      // Old servers refuse a query that bears EDNS (RFC 6891 6.2.2).
      else if (answer.kind === "failed" && answer.noEdns && edns) edns = false;
      else return answer.kind === "truncated" ? { kind: "failed", error: "truncated over TCP" } : answer;
    }
  }

  return { look, flush: () => cache.clear() };
}

function aged(kept: Cached, now: number): Looked {
  if (kept.looked.kind !== "found") return kept.looked;
  const seconds = Math.floor((now - kept.at) / 1000);
  return {
    ...kept.looked,
    records: kept.looked.records.map((record) => ({ ...record, ttl: Math.max(0, record.ttl - seconds) })),
  };
}

type Understood =
  | { readonly kind: "answer"; readonly looked: Looked; readonly ttlMs: number }
  | { readonly kind: "failed"; readonly error: string; readonly noEdns?: boolean };

function question(id: number, name: string, type: RecordType, how: { edns: boolean; recursion: boolean }): Buffer {
  return encode({
    type: "query",
    id,
    flags: how.recursion ? 0x0100 : 0,
    questions: [{ type: type as "A", name, class: "IN" }],
    ...(how.edns
      ? {
          additionals: [
            {
              type: "OPT",
              name: ".",
              udpPayloadSize: 1232,
              extendedRcode: 0,
              ednsVersion: 0,
              flags: 0,
              flag_do: false,
              options: [],
            },
          ],
        }
      : {}),
  });
}

function understand(bytes: Buffer, id: number, name: string, type: RecordType): Understood | { kind: "truncated" } {
  let packet: ReturnType<typeof decode> & { rcode?: string };
  try {
    packet = decode(bytes) as typeof packet;
  } catch {
    return { kind: "failed", error: "the answer could not be read" };
  }
  const rcode = packet.rcode ?? "NOERROR";
  if (packet.type !== "response" || packet.id !== id || !answers(packet.questions, name, type, rcode)) {
    return { kind: "failed", error: "the answer belongs to another question" };
  }
  if (packet.flag_tc) return { kind: "truncated" };
  const records = chain(packet.answers ?? [], name, type);
  if (!records) return { kind: "failed", error: "the answer is a chain of aliases without end" };
  if (rcode === "FORMERR" || rcode === "NOTIMP") return { kind: "failed", error: rcode, noEdns: true };
  if (rcode !== "NOERROR" && rcode !== "NXDOMAIN") return { kind: "failed", error: rcode };
  if (records.length > 0) {
    const ttl = Math.min(...records.map((record) => record.ttl));
    return { kind: "answer", looked: { kind: "found", records, name }, ttlMs: Math.min(ttl * 1000, mostMs) };
  }
  const looked: Looked = rcode === "NXDOMAIN" ? { kind: "noname", name } : { kind: "none", name };
  return { kind: "answer", looked, ttlMs: negativeTtl(packet.authorities ?? []) };
}

/** Whether it repeats the question (RFC 5452 9.1); a server that did not understand the question need not. */
function answers(
  asked: readonly { readonly name: string; readonly type: string; readonly class?: string | undefined }[] | undefined,
  name: string,
  type: RecordType,
  rcode: string,
): boolean {
  const [first, ...more] = asked ?? [];
  if (!first) return rcode === "FORMERR" || rcode === "NOTIMP";
  return (
    more.length === 0 &&
    first.name.toLowerCase() === name &&
    first.type === type &&
    (first.class === undefined || first.class === "IN")
  );
}

/** The records at the name itself, or at the end of the chain of aliases the answer holds; undefined when it has no end. */
function chain(answers: readonly Answer[], name: string, type: RecordType): DnsRecord[] | undefined {
  let at = name;
  for (let step = 0; step <= mostAliases; step++) {
    const here = answers.filter((answer) => answer.name.toLowerCase() === at && "data" in answer).map(recordOf);
    const wanted = here.filter((record) => record.type === type);
    if (wanted.length > 0) return wanted;
    const alias = here.find((record) => record.type === "CNAME");
    if (typeof alias?.data !== "string") return [];
    const next = alias.data.toLowerCase();
    if (!answers.some((answer) => answer.name.toLowerCase() === next)) return [alias];
    at = next;
  }
  return undefined;
}

function recordOf(answer: Answer): DnsRecord {
  const { name, type, data } = answer as { name: string; type: string; data: unknown };
  const ttl = "ttl" in answer && typeof answer.ttl === "number" ? answer.ttl : 0;
  return { name, type, ttl: ttl > 0x7fffffff ? 0 : ttl, data };
}

/** RFC 2308 5: the smaller of the SOA's own TTL and its minimum; a minute where no SOA came. */
function negativeTtl(authorities: readonly Answer[]): number {
  const soa = authorities.find((answer) => answer.type === "SOA");
  if (soa?.type !== "SOA") return 60_000;
  const minimum = Number(soa.data.minimum ?? 60);
  return Math.min(Math.min(soa.ttl ?? minimum, minimum) * 1000, mostNegativeMs);
}

/** The name under which an address is looked up: "1.2.0.192.in-addr.arpa"; undefined for what is no address. */
export function reverseName(address: string): string | undefined {
  if (!isIp(address)) return undefined;
  const parsed = ipaddr.parse(address);
  const bytes = parsed.toByteArray();
  if (parsed.kind() === "ipv4") return `${bytes.reverse().join(".")}.in-addr.arpa`;
  const digits = Buffer.from(bytes).toString("hex");
  return `${[...digits].reverse().join(".")}.ip6.arpa`;
}

/** The name in lower case and A-labels without a final dot; "" when it cannot be a name in DNS. */
export function asciiName(name: string): string {
  const bare = name.endsWith(".") ? name.slice(0, -1) : name;
  const plain = bare.toLowerCase();
  // domainToASCII refuses the underscores that service names bear.
  const ascii = /^[a-z0-9._-]+$/.test(plain) && !plain.includes("xn--") ? plain : domainToASCII(plain);
  const fits = ascii.length <= 253 && ascii.split(".").every((label) => label.length > 0 && label.length <= 63);
  return fits ? ascii : "";
}
