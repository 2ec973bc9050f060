// Ranges of IP addresses and local bindings, as connectors name them: "10.0.0.0/8", "192.0.2.1-192.0.2.9", "0.0.0.0:25".
import ipaddr from "ipaddr.js";
import { toText } from "../values/text.ts";
import { ConversionError, type Type } from "../values/type.ts";

/** A range with both ends included, as numbers; its text is what was written. */
export class IpRange {
  readonly version: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
  readonly text: string;

  constructor(version: 4 | 6, first: bigint, last: bigint, text: string) {
    this.version = version;
    this.first = first;
    this.last = last;
    this.text = text;
    Object.freeze(this);
  }

  toString(): string {
    return this.text;
  }
}

/** An IP address as a number. */
export interface Ip {
  readonly version: 4 | 6;
  readonly number: bigint;
}

/** Reads an IP address; an IPv4 address inside IPv6 ("::ffff:192.0.2.1") is IPv4, as a socket for both reports it. */
export function parseIp(text: string): Ip | undefined {
  const bare = text.split("%")[0]!;
  if (!ipaddr.IPv4.isValidFourPartDecimal(bare) && !(bare.includes(":") && ipaddr.IPv6.isValid(bare))) return undefined;
  const address = ipaddr.process(bare);
  const number = address.toByteArray().reduce((sum, octet) => (sum << 8n) | BigInt(octet), 0n);
  return { version: address.kind() === "ipv4" ? 4 : 6, number };
}

/** The plain spelling of an IP address: no zone, no IPv4 inside IPv6. */
export function plainIp(text: string): string {
  const bare = text.split("%")[0]!;
  return ipaddr.isValid(bare) ? ipaddr.process(bare).toString() : bare;
}

/** Reads "a", "a-b", "a/bits"; undefined when it is no range. */
export function parseRange(text: string): IpRange | undefined {
  const trimmed = text.trim();
  const slash = trimmed.indexOf("/");
  if (slash >= 0) {
    const base = parseIp(trimmed.slice(0, slash));
    const bits = trimmed.slice(slash + 1);
    if (!base || !/^\d{1,3}$/.test(bits)) return undefined;
    const width = base.version === 4 ? 32 : 128;
    if (Number(bits) > width) return undefined;
    const size = 1n << BigInt(width - Number(bits));
    const first = base.number - (base.number % size);
    return new IpRange(base.version, first, first + size - 1n, trimmed);
  }
  const [from, to, more] = trimmed.split("-");
  const first = parseIp((from ?? "").trim());
  const last = to === undefined ? first : parseIp(to.trim());
  if (!first || !last || more !== undefined || first.version !== last.version || first.number > last.number) {
    return undefined;
  }
  return new IpRange(first.version, first.number, last.number, trimmed);
}

/** How many addresses the range holds; fewer is more specific. */
export function rangeSize(range: IpRange): bigint {
  return range.last - range.first + 1n;
}

export function rangeHolds(range: IpRange, ip: Ip): boolean {
  return ip.version === range.version && ip.number >= range.first && ip.number <= range.last;
}

export const ipRange: Type<IpRange> = {
  name: "IPRange",
  convert(value) {
    const range = value instanceof IpRange ? value : parseRange(toText(value));
    if (!range) {
      throw new ConversionError(
        `'${toText(value)}' is not a range of IP addresses. Write 192.0.2.1, 192.0.2.1-192.0.2.9 or 192.0.2.0/24.`,
      );
    }
    return range;
  },
  show: (value) => value.text,
  encode: (value) => value.text,
  decode: (json) => parseRange(String(json)) ?? new IpRange(4, 0n, -1n, String(json)),
};

/** Where a listener stands: "0.0.0.0", "::" or an address of the machine, and a port; port 0 means any that is free. */
export class IpBinding {
  readonly address: string;
  readonly port: number;
  readonly #ip: Ip | undefined;

  constructor(address: string, port: number) {
    this.address = address;
    this.port = port;
    this.#ip = parseIp(address);
    Object.freeze(this);
  }

  /** Whether a connection to this local address came by the binding, the port left aside. */
  covers(local: Ip): boolean {
    if (this.isWildcard) return local.version === this.#ip?.version;
    return local.version === this.#ip?.version && local.number === this.#ip.number;
  }

  /** "0.0.0.0:25", "[::]:25". */
  toString(): string {
    return this.address.includes(":") ? `[${this.address}]:${this.port}` : `${this.address}:${this.port}`;
  }

  get isWildcard(): boolean {
    return this.address === "0.0.0.0" || this.address === "::";
  }
}

/** Reads "0.0.0.0:25", "[::]:25", "192.0.2.1:587"; undefined when it is no binding. */
export function parseBinding(text: string): IpBinding | undefined {
  const match = /^\s*(?:\[([0-9A-Fa-f:.]{2,45})\]|([0-9.]{7,15})):(\d{1,5})\s*$/.exec(text);
  if (!match || Number(match[3]) > 65535) return undefined;
  const [, six, four, port] = match;
  if (six !== undefined ? !ipaddr.IPv6.isValid(six) : !ipaddr.IPv4.isValidFourPartDecimal(four!)) return undefined;
  return new IpBinding(six === undefined ? four! : ipaddr.IPv6.parse(six).toString(), Number(port));
}

export const ipBinding: Type<IpBinding> = {
  name: "IPBinding",
  convert(value) {
    const binding = value instanceof IpBinding ? value : parseBinding(toText(value));
    if (!binding) {
      throw new ConversionError(
        `'${toText(value)}' is not a binding. Write an IP address and a port: 0.0.0.0:25, [::]:25.`,
      );
    }
    return binding;
  },
  show: String,
  encode: String,
  decode: (json) => parseBinding(String(json)) ?? new IpBinding("0.0.0.0", 0),
  key: String,
};

/** True when two ranges overlap and neither holds the other. */
export function rangesCross(one: IpRange, other: IpRange): boolean {
  if (one.version !== other.version || one.last < other.first || other.last < one.first) return false;
  const holds = (a: IpRange, b: IpRange) => a.first <= b.first && a.last >= b.last;
  return !holds(one, other) && !holds(other, one);
}
