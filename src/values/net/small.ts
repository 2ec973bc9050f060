// Small values: [guid], [version], [uri], [ipaddress], [mailaddress].
import ipaddr from "ipaddr.js";
import { typed } from "../collections.ts";
import { compareValues } from "../compare.ts";
import { isGuid } from "../kinds.ts";
import { CastError, enumeration, MemberError, members, type NetType, registerTypes } from "../nettype.ts";
import { whole } from "../numbers.ts";
import { toText } from "../text.ts";
import { Version } from "../version.ts";
import { setReference } from "./numbers.ts";
import { intOf } from "./strings.ts";

function cannot(value: unknown, name: string, reason: string): CastError {
  return new CastError(
    `Cannot convert value "${toText(value)}" to type "${name}". Error: "${reason}"`,
    "InvalidCastParseTargetInvocation",
  );
}

/** [guid]: lower case, with hyphens. */
export class Guid {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
    Object.freeze(this);
  }

  toString(): string {
    return this.text;
  }
}

const empty = "00000000-0000-0000-0000-000000000000";

/** Reads a GUID with or without braces and hyphens; undefined for other text. */
function readGuid(value: unknown): Guid | undefined {
  let text = toText(value).trim().toLowerCase();
  if (/^[0-9a-f]{32}$/.test(text)) text = text.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  text = text.replace(/^[{(](.*)[)}]$/, "$1");
  return isGuid(text) ? new Guid(text) : undefined;
}

function toGuid(value: unknown): Guid {
  const made = readGuid(value);
  if (!made) {
    throw cannot(
      value,
      "System.Guid",
      "Guid should contain 32 digits with 4 dashes (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx).",
    );
  }
  return made;
}

/** Where the bytes of a GUID in memory stand in its text. */
const byteOrder = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];

function guidOfBytes(given: readonly unknown[]): Guid {
  if (given.length !== 16) throw new MemberError("Byte array for Guid must be exactly 16 bytes long. (Parameter 'b')");
  const hex = byteOrder.map((i) => (intOf(given[i]) & 255).toString(16).padStart(2, "0")).join("");
  return new Guid(hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-"));
}

const guidType: NetType = {
  name: "System.Guid",
  aliases: ["guid"],
  bases: ["System.ValueType"],
  holds: (value) => value instanceof Guid,
  convert: (value) => (value === 0 ? new Guid(empty) : toGuid(value)),
  construct: ([given]) =>
    given === undefined ? new Guid(empty) : Array.isArray(given) ? guidOfBytes(given) : toGuid(given),
  members: members<Guid>({
    get: { Guid: (self) => self.text },
    call: {
      ToString: (self, [format]) => {
        const kind = toText(format).toUpperCase();
        if (kind === "N") return self.text.replaceAll("-", "");
        return kind === "B" ? `{${self.text}}` : kind === "P" ? `(${self.text})` : self.text;
      },
      ToByteArray: (self) => {
        const bytes = [...Buffer.from(self.text.replaceAll("-", ""), "hex")];
        return typed(
          "System.Byte",
          byteOrder.map((i) => whole("Byte", bytes[i] ?? 0)),
        );
      },
      Equals: (self, [other]) => other instanceof Guid && other.text === self.text,
      CompareTo: (self, [other]) => (self.text < toText(other) ? -1 : self.text > toText(other) ? 1 : 0),
    },
  }),
  statics: members({
    get: { Empty: () => new Guid(empty) },
    call: {
      NewGuid: (_, __, around) => new Guid(around.random.uuid()),
      Parse: (_, [text]) => {
        const made = readGuid(text);
        if (!made) throw new MemberError("Unrecognized Guid format.", "System.FormatException");
        return made;
      },
      TryParse: (_, [text, target]) => {
        const made = readGuid(text);
        setReference(target, made ?? new Guid(empty));
        return made !== undefined;
      },
    },
  }),
};

const versionType: NetType = {
  name: "System.Version",
  aliases: ["version"],
  holds: (value) => value instanceof Version,
  convert(value) {
    if (value === null) return null;
    const made = Version.parse(toText(value));
    if (!made) throw cannot(value, "System.Version", "Version string portion was too short or too long.");
    return made;
  },
  construct: (args) => {
    if (args.length === 1) {
      const made = Version.parse(toText(args[0]));
      if (!made) throw new MemberError("Version string portion was too short or too long. (Parameter 'input')");
      return made;
    }
    const [major = 0, minor = 0, build, revision] = args.map(intOf);
    return new Version(major, minor, build, revision);
  },
  members: members<Version>({
    get: {
      Major: (self) => self.parts[0],
      Minor: (self) => self.parts[1],
      Build: (self) => self.parts[2],
      Revision: (self) => self.parts[3],
    },
    call: {
      ToString: (self, [count]) => (typeof count === "number" ? self.parts.slice(0, count).join(".") : String(self)),
      CompareTo: (self, [other]) => Math.sign(compareValues(self, other)),
    },
  }),
  statics: members({
    call: {
      Parse: (_, [text]) => {
        const made = Version.parse(toText(text));
        if (!made) throw new MemberError("Version string portion was too short or too long. (Parameter 'input')");
        return made;
      },
      TryParse: (_, [text, target]) => {
        const made = Version.parse(toText(text));
        setReference(target, made ?? null);
        return made !== undefined;
      },
    },
  }),
};

/** [uri]: as written when relative. */
export class Uri {
  readonly original: string;
  readonly url: URL | undefined;

  constructor(original: string) {
    this.original = original;
    try {
      this.url = new URL(original);
    } catch {
      this.url = undefined;
    }
    Object.freeze(this);
  }

  toString(): string {
    return this.url?.href ?? this.original;
  }
}

function absolute(self: Uri): URL {
  if (!self.url)
    throw new MemberError("This operation is not supported for a relative URI.", "System.InvalidOperationException");
  return self.url;
}

const defaultPorts: Readonly<Record<string, number>> = {
  "http:": 80,
  "https:": 443,
  "ftp:": 21,
  "smtp:": 25,
  "ldap:": 389,
};

const uriType: NetType = {
  name: "System.Uri",
  aliases: ["uri"],
  holds: (value) => value instanceof Uri,
  convert: (value) => (value === null ? null : new Uri(toText(value))),
  construct: ([text, relative]) => {
    if (relative === undefined && !new Uri(toText(text)).url)
      throw new MemberError("Invalid URI: The format of the URI could not be determined.", "System.UriFormatException");
    return new Uri(
      relative instanceof Uri || typeof relative === "string"
        ? new URL(toText(relative), toText(text)).href
        : toText(text),
    );
  },
  members: members<Uri>({
    get: {
      AbsoluteUri: (self) => absolute(self).href,
      AbsolutePath: (self) => absolute(self).pathname,
      PathAndQuery: (self) => absolute(self).pathname + absolute(self).search,
      Host: (self) => absolute(self).hostname,
      DnsSafeHost: (self) => absolute(self).hostname,
      Authority: (self) => absolute(self).host,
      Port: (self) =>
        absolute(self).port === "" ? (defaultPorts[absolute(self).protocol] ?? -1) : Number(absolute(self).port),
      Scheme: (self) => absolute(self).protocol.slice(0, -1),
      Query: (self) => absolute(self).search,
      Fragment: (self) => absolute(self).hash,
      UserInfo: (self) => absolute(self).username,
      LocalPath: (self) => decodeURIComponent(absolute(self).pathname),
      Segments: (self) => absolute(self).pathname.split(/(?<=\/)/),
      IsAbsoluteUri: (self) => self.url !== undefined,
      OriginalString: (self) => self.original,
    },
  }),
  statics: members({
    call: {
      EscapeDataString: (_, [text]) =>
        encodeURIComponent(toText(text)).replace(
          /[!'()*]/g,
          (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
        ),
      UnescapeDataString: (_, [text]) => decodeURIComponent(toText(text)),
      EscapeUriString: (_, [text]) => encodeURI(toText(text)),
      IsWellFormedUriString: (_, [text]) => new Uri(toText(text)).url !== undefined,
    },
  }),
};

/** [ipaddress]: version 4 or 6. */
export class IpAddress {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
    Object.freeze(this);
  }

  toString(): string {
    return this.text;
  }
}

const families = enumeration("System.Net.Sockets.AddressFamily", { InterNetwork: 2, InterNetworkV6: 23 });

function isIP(text: string): 0 | 4 | 6 {
  return ipaddr.IPv4.isValidFourPartDecimal(text) ? 4 : ipaddr.IPv6.isValid(text) ? 6 : 0;
}

function readAddress(value: unknown): IpAddress | undefined {
  const text = toText(value)
    .trim()
    .replace(/^\[(.*)\]$/, "$1");
  const family = isIP(text.replace(/%.*$/, ""));
  if (family === 4) return new IpAddress(text);
  return family === 6
    ? new IpAddress(new URL(`http://[${text.replace(/%.*$/, "")}]/`).hostname.slice(1, -1))
    : undefined;
}

const ipType: NetType = {
  name: "System.Net.IPAddress",
  aliases: ["ipaddress", "net.ipaddress"],
  holds: (value) => value instanceof IpAddress,
  convert(value) {
    if (value === null) return null;
    const made = readAddress(value);
    if (!made) throw cannot(value, "System.Net.IPAddress", "An invalid IP address was specified.");
    return made;
  },
  members: members<IpAddress>({
    get: {
      IPAddressToString: (self) => self.text,
      AddressFamily: (self) =>
        families.convert(isIP(self.text) === 6 ? "InterNetworkV6" : "InterNetwork", undefined as never),
    },
    call: {
      GetAddressBytes: (self) => self.text.split(".").map((part) => whole("Byte", Number(part))),
      Equals: (self, [other]) => other instanceof IpAddress && other.text === self.text,
    },
  }),
  statics: members({
    get: {
      Loopback: () => new IpAddress("127.0.0.1"),
      Any: () => new IpAddress("0.0.0.0"),
      IPv6Any: () => new IpAddress("::"),
      IPv6Loopback: () => new IpAddress("::1"),
    },
    call: {
      Parse: (_, [text]) => {
        const made = readAddress(text);
        if (!made) throw new MemberError("An invalid IP address was specified.", "System.FormatException");
        return made;
      },
      TryParse: (_, [text, target]) => {
        const made = readAddress(text);
        setReference(target, made ?? null);
        return made !== undefined;
      },
      IsLoopback: (_, [value]) => /^(?:127\.|::1$)/.test(toText(value)),
    },
  }),
};

/** [mailaddress]: "Name <user@host>". */
export class MailAddress {
  readonly displayName: string;
  readonly address: string;

  constructor(displayName: string, address: string) {
    this.displayName = displayName;
    this.address = address;
    Object.freeze(this);
  }

  toString(): string {
    return this.displayName ? `"${this.displayName}" <${this.address}>` : this.address;
  }
}

function toMailAddress(value: unknown, fail: (why: string) => Error): MailAddress {
  const text = toText(value).trim();
  const open = text.lastIndexOf("<");
  const address = open >= 0 && text.endsWith(">") ? text.slice(open + 1, -1) : text;
  const mark = address.lastIndexOf("@");
  if (mark < 1 || mark === address.length - 1 || /[\s<>]/.test(address)) {
    throw fail("The specified string is not in the form required for an e-mail address.");
  }
  return new MailAddress(
    open > 0
      ? text
          .slice(0, open)
          .trim()
          .replace(/^"(.*)"$/, "$1")
      : "",
    address,
  );
}

const mailType: NetType = {
  name: "System.Net.Mail.MailAddress",
  aliases: ["mailaddress", "net.mail.mailaddress"],
  holds: (value) => value instanceof MailAddress,
  convert: (value) =>
    value === null ? null : toMailAddress(value, (why) => cannot(value, "System.Net.Mail.MailAddress", why)),
  construct: ([address, name]) => {
    const made = toMailAddress(address, (why) => new MemberError(why, "System.FormatException"));
    return typeof name === "string" ? new MailAddress(name, made.address) : made;
  },
  members: members<MailAddress>({
    get: {
      Address: (self) => self.address,
      DisplayName: (self) => self.displayName,
      User: (self) => self.address.slice(0, self.address.lastIndexOf("@")),
      Host: (self) => self.address.slice(self.address.lastIndexOf("@") + 1),
    },
  }),
};

registerTypes(guidType, versionType, uriType, ipType, mailType, families);
