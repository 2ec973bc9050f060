// Kinds of value that only an organization has: addresses, domains, aliases, moments.
import { keyOfAddress, parseAddress, parseDomain } from "../mail/address.ts";
import { DateTime } from "../values/datetime.ts";
import { shownText, toText } from "../values/text.ts";
import { ConversionError, type Type } from "../values/type.ts";

let lastMoment: DateTime | undefined;
let lastIso = "";

/** All that is made in one change has one moment, encoded several times. */
function isoOf(moment: DateTime): string {
  if (moment !== lastMoment) {
    lastIso = moment.toIso();
    lastMoment = moment;
  }
  return lastIso;
}

/** A moment, kept in UTC and shown as local time; `utc` gives the same moment with UTC's clock. */
export const instant: Type<DateTime> & { utc(value: unknown): DateTime } = {
  name: "DateTime",
  convert(value) {
    if (value instanceof DateTime) return value;
    const ms = Date.parse(toText(value));
    if (Number.isNaN(ms))
      throw new ConversionError(`'${toText(value)}' is not a date. Write it as yyyy-MM-dd HH:mm:ss.`);
    return DateTime.ofMilliseconds(ms);
  },
  show: (value) => shownText(value),
  encode: (value) => (value.kind === "Utc" ? `${isoOf(value)}+` : isoOf(value)),
  decode(json) {
    const stored = String(json);
    const utc = stored.endsWith("+");
    return DateTime.ofMilliseconds(Date.parse(utc ? stored.slice(0, -1) : stored), utc ? "Utc" : "Local");
  },
  compare: (a, b) => a.milliseconds - b.milliseconds,
  key: (value) => value.toIso(),
  utc(value) {
    return DateTime.ofMilliseconds((value as DateTime).milliseconds, "Utc");
  },
};

/** True for a domain name: letters, digits and hyphens, or letters of any script (RFC 5890 2.3.2.3). */
export function isDomain(domain: string): boolean {
  return parseDomain(domain) !== undefined;
}

/** True for an address that recipients may have: a local part and a domain name, no address literal. */
export function isSmtpAddress(address: string): boolean {
  const parsed = parseAddress(address);
  return parsed !== undefined && parsed.domain !== "" && !parsed.domain.startsWith("[");
}

const plain = /^[a-z0-9_+=-][a-z0-9_+=.-]*@[a-z0-9][a-z0-9.-]*$/i;

/** The one form under which an address is unique and found: without case, the domain as A-labels (RFC 5891 4). */
export function addressKey(address: string): string {
  if (plain.test(address)) return address.toLowerCase();
  return keyOfAddress(address) ?? address.toLowerCase();
}

const folded = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

const notAnAddress = (given: string) =>
  `"${given}" isn't a valid SMTP address. Write it as name@domain, for example kim@contoso.com.`;

/** An address without display name and without brackets (behaviour: at most 571 characters). */
export const smtpAddress: Type<string> = {
  name: "SmtpAddress",
  convert(value) {
    const given = toText(value)
      .trim()
      .replace(/^smtp:/i, "");
    if (!isSmtpAddress(given)) {
      throw new ConversionError(notAnAddress(given));
    }
    return given;
  },
  show: (value) => value,
  encode: (value) => value,
  decode: (json) => String(json),
  compare: (a, b) => folded(addressKey(a), addressKey(b)),
  key: addressKey,
};

const proxyPrefix = /^([A-Za-z0-9]{1,9}):/;

/** "SMTP:kim@contoso.com": the prefix in capitals marks the primary address of its kind. */
export const proxyAddress: Type<string> = {
  name: "ProxyAddress",
  convert(value) {
    const given = toText(value).trim();
    const prefix = proxyPrefix.exec(given)?.[1] ?? "smtp";
    const address = proxyPrefix.test(given) ? given.slice(prefix.length + 1) : given;
    const isPrimary = prefix === prefix.toUpperCase() && /[A-Z]/.test(prefix);
    if (prefix.toLowerCase() === "smtp") {
      if (!isSmtpAddress(address)) throw new ConversionError(notAnAddress(given));
    } else if (address === "" || address.length > 1123) {
      throw new ConversionError(`"${given}" isn't a valid proxy address.`);
    }
    return `${isPrimary ? prefix.toUpperCase() : prefix.toLowerCase()}:${address}`;
  },
  show: (value) => value,
  encode: (value) => value,
  decode: (json) => String(json),
  compare: (a, b) => folded(proxyKey(a), proxyKey(b)),
  key: (value) => proxyKey(value),
};

/** The form under which a proxy address is unique: its prefix and address without case. */
export function proxyKey(proxy: string): string {
  const colon = proxy.indexOf(":");
  const prefix = proxy.slice(0, colon).toLowerCase();
  const address = proxy.slice(colon + 1);
  return `${prefix}:${prefix === "smtp" ? addressKey(address) : address.toLowerCase()}`;
}

/** True for "SMTP:…", the primary address. */
export const isPrimary = (proxy: string): boolean => proxy.startsWith("SMTP:");
/** True for "smtp:…" and "SMTP:…". */
export const isSmtpProxy = (proxy: string): boolean => proxy.slice(0, 5).toLowerCase() === "smtp:";
/** What stands behind the prefix. */
export const addressOf = (proxy: string): string => proxy.slice(proxy.indexOf(":") + 1);

/** A domain, with its subdomains ("*.contoso.com"), or all ("*"). */
export const smtpDomain: Type<string> = {
  name: "SmtpDomainWithSubdomains",
  convert(value) {
    const given = toText(value).trim();
    if (given !== "*" && !isDomain(given.startsWith("*.") ? given.slice(2) : given)) {
      throw new ConversionError(`"${given}" isn't a valid SMTP domain. Write it as contoso.com, *.contoso.com or *.`);
    }
    return given.toLowerCase();
  },
  show: (value) => value,
  encode: (value) => value,
  decode: (json) => String(json),
  compare: (a, b) => folded(domainKey(a), domainKey(b)),
  key: domainKey,
};

/** The one form under which a domain is compared: its A-labels without case (RFC 5891 4), a leading `*.` kept. */
export function domainKey(domain: string): string {
  const stars = domain.startsWith("*.") ? "*." : "";
  const name = domain.slice(stars.length).toLowerCase();
  return stars + (parseDomain(name) ?? name);
}

const aliasPattern = /^[\p{L}\p{N}!#$%&'*+\-/=?^_`{|}~]+(?:\.[\p{L}\p{N}!#$%&'*+\-/=?^_`{|}~]+)*$/u;

/** A mail nickname: 1 to 64 characters, letters, digits and ! # $ % & ' * + - / = ? ^ _ ` { | } ~, dots between them. */
export const alias: Type<string> = {
  name: "String",
  convert(value) {
    const given = toText(value).trim();
    if (given.length > 64)
      throw new ConversionError(`The alias "${given.slice(0, 64)}…" is longer than 64 characters.`);
    if (!aliasPattern.test(given)) {
      throw new ConversionError(
        `"${given}" isn't a valid alias. Use letters, digits and ! # $ % & ' * + - / = ? ^ _ \` { | } ~, and dots only between them.`,
      );
    }
    return given;
  },
  show: (value) => value,
  encode: (value) => value,
  decode: (json) => String(json),
  compare: (a, b) => folded(a.toLowerCase(), b.toLowerCase()),
  key: (value) => value.toLowerCase(),
};

/** Text of at most so many characters; leading and trailing blanks go. */
export function shortText(max: number): Type<string> {
  return {
    name: "String",
    convert(value) {
      const given = toText(value).trim();
      if (given.length > max) {
        throw new ConversionError(
          `The text "${given.slice(0, 40)}…" has ${given.length} characters; at most ${max} are allowed.`,
        );
      }
      return given;
    },
    show: (value) => value,
    encode: (value) => value,
    decode: (json) => String(json),
    compare: (a, b) => folded(a.toLowerCase(), b.toLowerCase()),
    key: (value) => value.toLowerCase(),
  };
}

/** The name of an object: 1 to 64 characters, no control characters, no line ends. */
export const objectName: Type<string> = {
  ...shortText(64),
  convert(value) {
    const given = shortText(64).convert(value);
    if (given === "") throw new ConversionError("A name must not be empty.");
    if (/[\x00-\x1f\x7f]/.test(given)) throw new ConversionError("A name must not contain control characters.");
    return given;
  },
};

/** A language, with a region where that matters: "en", "ko-KR" (RFC 5646 2.1), shown in the usual case of letters. */
export const language: Type<string> = {
  ...shortText(16),
  name: "CultureInfo",
  convert(value) {
    const given = toText(value).trim();
    if (!/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}$/.test(given) || given.length > 16) {
      throw new ConversionError(`"${given}" isn't a language. Write it as en, ko or en-US.`);
    }
    const [first, ...rest] = given.split("-");
    const shown = rest.map((part) =>
      part.length === 2 ? part.toUpperCase() : part[0]!.toUpperCase() + part.slice(1).toLowerCase(),
    );
    return [first!.toLowerCase(), ...shown].join("-");
  },
};

/** "47.644125;-122.122411;12": degrees north, degrees east, and metres where a third number stands. */
export const geoCoordinates: Type<string> = {
  ...shortText(64),
  name: "GeoCoordinates",
  convert(value) {
    const parts = shortText(64)
      .convert(value)
      .split(";")
      .map((part) => part.trim());
    const numbers = parts.map(Number);
    const [latitude, longitude] = numbers;
    const fits = (number: number | undefined, most: number) => number !== undefined && Math.abs(number) <= most;
    if (
      parts.includes("") ||
      numbers.some(Number.isNaN) ||
      parts.length < 2 ||
      parts.length > 3 ||
      !fits(latitude, 90) ||
      !fits(longitude, 180)
    ) {
      throw new ConversionError(
        `"${toText(value)}" are no coordinates. Write latitude;longitude or latitude;longitude;altitude, for example 47.644125;-122.122411;12.`,
      );
    }
    return parts.join(";");
  },
};

/** "de:Die Gruppe liest niemand mehr.": a language tag (RFC 5646 2.1, without extensions) and at most 175 characters. */
export const mailTipTranslation: Type<string> = {
  ...shortText(200),
  convert(value) {
    const given = toText(value).trim();
    const match = /^([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}):(.*)$/s.exec(given);
    const tip = match?.[2]?.trim() ?? "";
    if (match === null || tip === "" || tip.length > 175) {
      throw new ConversionError(
        `"${given.slice(0, 40)}" is no translation. Write the language, a colon and at most 175 characters, for example de:Guten Tag.`,
      );
    }
    return `${match[1]}:${tip}`;
  },
};
