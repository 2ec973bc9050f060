// A name server made of a table: names with their records, or the way in which asking for them fails.
import { type Answer, decode, encode } from "dns-packet";
import { worldError } from "../../src/world/errors.ts";
import type { Dns } from "../../src/world/world.ts";

export interface Zone {
  /** "10 mail.contoso.com": preference and host; "0 ." says that the domain takes no mail (RFC 7505). */
  readonly MX?: readonly string[];
  readonly A?: readonly string[];
  readonly AAAA?: readonly string[];
  readonly TXT?: readonly string[];
  readonly PTR?: readonly string[];
  readonly CNAME?: string;
  /** Seconds; 300 unless given. */
  readonly ttl?: number;
  /** The answer over UDP is cut, so that it must be asked for over TCP. */
  readonly truncated?: boolean;
}

/** Records by name (lower case, no dot at the end), or how asking fails. A name that is not listed does not exist. */
export type Zones = Record<string, Zone | "NXDOMAIN" | "SERVFAIL" | "REFUSED" | "timeout">;

const rcodes = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 } as const;

export class TestDns implements Dns {
  /** May be changed while a test runs. */
  readonly zones: Zones;
  /** What was asked, in order: "MX contoso.com", with " tcp" behind it when it came over TCP. */
  readonly asked: string[] = [];
  list: readonly string[] = ["192.0.2.53"];

  constructor(zones: Zones) {
    this.zones = { ...zones };
  }

  async servers(): Promise<readonly string[]> {
    return this.list;
  }

  async ask(server: string, query: Buffer, { tcp }: { tcp: boolean; timeoutMs: number }): Promise<Buffer> {
    const { id, questions = [], flags = 0 } = decode(query);
    const question = questions[0]!;
    const name = question.name.toLowerCase();
    this.asked.push(`${question.type} ${name}${tcp ? " tcp" : ""}`);
    const zone = this.zones[name] ?? "NXDOMAIN";
    if (zone === "timeout") throw worldError("ETIMEDOUT", `The name server ${server}:53 did not answer in time.`);
    const rcode = typeof zone === "string" ? rcodes[zone] : rcodes.NOERROR;
    const cut = typeof zone !== "string" && zone.truncated && !tcp;
    return encode({
      type: "response",
      ...(id === undefined ? {} : { id }),
      // QR is the library's to set; here: TC, RD as asked, RA and the code (RFC 1035 4.1.1).
      flags: (cut ? 0x200 : 0) | (flags & 0x100) | 0x80 | rcode,
      questions,
      answers: cut ? [] : this.#answers(name, question.type),
    });
  }

  #answers(name: string, type: string, depth = 0): Answer[] {
    const zone = this.zones[name];
    if (zone === undefined || typeof zone === "string" || depth > 8) return [];
    const ttl = zone.ttl ?? 300;
    if (zone.CNAME !== undefined)
      return [
        { name, type: "CNAME", ttl, data: zone.CNAME },
        ...(type === "CNAME" ? [] : this.#answers(zone.CNAME.toLowerCase(), type, depth + 1)),
      ];
    switch (type) {
      case "MX":
        return (zone.MX ?? []).map((text) => {
          const [preference, exchange] = text.split(" ");
          return { name, type: "MX", ttl, data: { preference: Number(preference), exchange: exchange! } };
        });
      case "TXT":
        return (zone.TXT ?? []).map((data) => ({ name, type: "TXT", ttl, data }));
      case "A":
      case "AAAA":
      case "PTR":
        return (zone[type] ?? []).map((data) => ({ name, type, ttl, data }));
      default:
        return [];
    }
  }
}
