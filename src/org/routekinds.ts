// Kinds of value of Send connectors and DNS settings: address spaces, smart hosts, addresses of servers.
import ipaddr from "ipaddr.js";
import { toText } from "../values/text.ts";
import { ConversionError, type Type } from "../values/type.ts";
import { isDomain } from "./kinds.ts";

/** True for an IPv4 address of four decimal parts or an IPv6 address, without brackets. */
export function isIp(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || (text.includes(":") && ipaddr.IPv6.isValid(text));
}

/** Which domains a connector carries, and at what cost. */
export class AddressSpace {
  readonly type = "SMTP";
  /**
   * "*", "contoso.com" (that domain alone) or "*.contoso.com" (with its subdomains), in lower case; "--" for the
   * authoritative and internal relay domains of the organization.
   */
  readonly domain: string;
  /** 1 to 100; the lower, the sooner it is taken. */
  readonly cost: number;

  constructor(domain: string, cost: number) {
    this.domain = domain;
    this.cost = cost;
    Object.freeze(this);
  }

  toString(): string {
    return `${this.type}:${this.domain};${this.cost}`;
  }
}

const showSpace = (space: AddressSpace) => space.toString();

/** "SMTP:*.contoso.com;1"; type and cost may be left out. */
export const addressSpace: Type<AddressSpace> = {
  name: "AddressSpace",
  convert(value) {
    const given = toText(value).trim();
    const match = /^(?:([A-Za-z0-9]{1,9}):)?([^:;]{1,255})(?:;(\d{1,3}))?$/.exec(given);
    if (!match?.[2]) throw notASpace(given, "Write it as SMTP:*.contoso.com;1.");
    if (match[1] && match[1].toUpperCase() !== "SMTP")
      throw notASpace(given, "Only address spaces of type SMTP can be carried.");
    const domain = match[2].trim().toLowerCase();
    if (domain !== "*" && domain !== "--" && !isDomain(domain.startsWith("*.") ? domain.slice(2) : domain)) {
      throw notASpace(
        given,
        "The domain must be *, a domain, a domain behind '*.', or -- for the domains of the organization.",
      );
    }
    const cost = Number(match[3] ?? 1);
    if (cost < 1 || cost > 100) throw notASpace(given, "The cost must be between 1 and 100.");
    return new AddressSpace(domain, cost);
  },
  show: showSpace,
  encode: showSpace,
  decode: (json) => addressSpace.convert(String(json)),
  compare: (a, b) => (showSpace(a) < showSpace(b) ? -1 : showSpace(a) > showSpace(b) ? 1 : 0),
  key: showSpace,
};

function notASpace(given: string, hint: string): ConversionError {
  return new ConversionError(`"${given}" isn't a valid address space. ${hint}`);
}

/** A host to relay through: an FQDN, or an IP address, shown in brackets. */
export const smartHost: Type<string> = {
  name: "SmartHost",
  convert(value) {
    const given = toText(value).trim();
    const bare = given.startsWith("[") && given.endsWith("]") ? given.slice(1, -1) : given;
    if (isIp(bare)) return `[${ipaddr.parse(bare).toString()}]`;
    if (bare !== given || !isDomain(given)) {
      throw new ConversionError(
        `"${given}" isn't a valid smart host. Write an FQDN, or an IP address such as [10.0.0.1].`,
      );
    }
    return given.toLowerCase();
  },
  show: (value) => value,
  encode: (value) => value,
  decode: (json) => String(json),
  compare: (a, b) => (a < b ? -1 : a > b ? 1 : 0),
  key: (value) => value,
};

/** The address of a name server; a port other than 53 may stand behind it ("192.0.2.1:5353", "[2001:db8::1]:5353"). */
export const serverAddress: Type<string> = {
  name: "IPAddress",
  convert(value) {
    const given = toText(value).trim();
    if (isIp(given)) return given;
    const match = /^(?:\[([^\]]{2,45})\]|([0-9.]{7,15})):(\d{1,5})$/.exec(given);
    const port = Number(match?.[3]);
    if (!match || !isIp(match[1] ?? match[2] ?? "") || port < 1 || port > 65535) {
      throw new ConversionError(
        `"${given}" isn't the address of a server. Write an IP address, for example 192.0.2.1.`,
      );
    }
    return given;
  },
  show: (value) => value,
  encode: (value) => value,
  decode: (json) => String(json),
  compare: (a, b) => (a < b ? -1 : a > b ? 1 : 0),
  key: (value) => value,
};

/** An IP address without a port. */
export const ipAddress: Type<string> = {
  ...serverAddress,
  convert(value) {
    const given = toText(value).trim();
    if (!isIp(given)) throw new ConversionError(`"${given}" isn't an IP address.`);
    return ipaddr.parse(given).toString();
  },
};

/** The full name of a host. */
export const fqdn: Type<string> = {
  ...smartHost,
  name: "Fqdn",
  convert(value) {
    const given = toText(value).trim();
    if (!isDomain(given))
      throw new ConversionError(`"${given}" isn't the name of a host. Write it as mail.contoso.com.`);
    return given.toLowerCase();
  },
};

/** A certificate by its issuer and subject, "<I>CN=CA<S>CN=mail.contoso.com", as Exchange names it in TlsCertificateName. */
export const certificateName: Type<string> = {
  ...smartHost,
  name: "SmtpX509Identifier",
  convert(value) {
    const given = toText(value).trim();
    const subject = given.startsWith("<I>") ? given.indexOf("<S>") : -1;
    const whole = subject > 3 && given.length > subject + 3 && given.length <= 1024;
    if (!whole || /[\x00-\x1f\x7f]/.test(given)) {
      throw new ConversionError(
        `"${given}" doesn't name a certificate. Write it as <I>issuer<S>subject, for example "<I>CN=CA<S>CN=mail.contoso.com".`,
      );
    }
    return given;
  },
};
