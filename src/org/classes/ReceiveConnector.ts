// The class ReceiveConnector: on which addresses and ports mail is taken, from whom, with which rights and limits.
import { type IpBinding, type IpRange, ipBinding, ipRange, rangesCross } from "../../mail/ranges.ts";
import { byteSize } from "../../values/bytesize.ts";
import { boolean, choice, isLimited, many, text, unlimited, wholeNumber } from "../../values/kinds.ts";
import type { Entity } from "../../values/shape.ts";
import { toText } from "../../values/text.ts";
import { type TimeSpan, timeSpan } from "../../values/timespan.ts";
import { ConversionError, type Type } from "../../values/type.ts";
import { securedProperties } from "../access.ts";
import { domainCapability } from "../capabilities.ts";
import { defineClass } from "../class.ts";
import { flags } from "../flags.ts";
import { objectName, shortText } from "../kinds.ts";
import { type Reference, reference } from "../reference.ts";
import { certificateName, fqdn } from "../routekinds.ts";

const count = (min: number, max: number) => wholeNumber("Int32", min, max);
const limit = unlimited(count(1, 2147483647));

export const authMechanisms = flags(
  "AuthMechanisms",
  "None",
  "Tls",
  "Integrated",
  "BasicAuth",
  "BasicAuthRequireTLS",
  "ExchangeServer",
  "ExternalAuthoritative",
);

export const permissionGroups = flags(
  "PermissionGroups",
  "None",
  "AnonymousUsers",
  "ExchangeUsers",
  "ExchangeServers",
  "ExchangeLegacyServers",
  "Partners",
  "Custom",
);

/** A greeting of one's own: it must begin with 220, as the protocol has it. */
const banner: Type<string> = {
  ...text,
  convert(value) {
    const given = toText(value).trim();
    if (!/^220 [\x20-\x7e]{1,500}$/.test(given)) {
      throw new ConversionError('A banner begins with "220 " and holds printable ASCII characters only.');
    }
    return given;
  },
};

/** All addresses there are, as a new connector for the Internet has them. */
export const everywhere = ["::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "0.0.0.0-255.255.255.255"];

const flag = (value: boolean, summary: string) => ({ type: boolean, default: value, summary }) as const;

export const ReceiveConnector = defineClass({
  name: "ReceiveConnector",
  summary: "Where mail is taken, from whom, and with which rights and limits.",
  label: "Receive connector",
  identity: ["Name"],
  path: (object: Entity) => `${String(object.get("Server") as Reference)}\\${object.get("Name") as string}`,
  properties: {
    Name: { type: objectName, mandatory: true, unique: true, summary: "The name of the connector." },
    Server: {
      type: reference,
      mandatory: true,
      refers: { to: ["ExchangeServer"], gone: "refuse" },
      summary: "The server that listens.",
    },
    TransportRole: {
      type: choice("ServerRole", "FrontendTransport", "HubTransport"),
      default: "HubTransport",
      summary: "The service that owns it; one process does the work of both here.",
    },
    Enabled: flag(true, "Whether it takes connections."),
    Comment: { type: shortText(1024), summary: "A remark." },
    Bindings: { type: many(ipBinding), mandatory: true, summary: "Local addresses and ports, such as 0.0.0.0:25." },
    RemoteIPRanges: {
      type: many(ipRange),
      default: everywhere,
      summary: "Who is served: addresses, ranges a-b or a/bits. The most specific range of all connectors wins.",
    },
    AuthMechanism: {
      type: authMechanisms,
      default: "Tls",
      summary:
        "Tls offers STARTTLS; BasicAuth AUTH, with RequireTLS only over TLS; ExternalAuthoritative trusts the peers.",
    },
    PermissionGroups: {
      type: permissionGroups,
      default: "None",
      summary: "Who may submit mail, and with which rights; Custom shows that Add-ADPermission changed the rights.",
    },
    RequireTLS: flag(false, "Whether mail is taken over TLS only."),
    Banner: { type: banner, summary: "The greeting, with its 220; Exchange's when empty." },
    Fqdn: { type: fqdn, summary: "The name it gives itself; the server's when empty." },
    DefaultDomain: {
      type: reference,
      refers: { to: ["AcceptedDomain"], gone: "refuse" },
      summary: "The accepted domain behind addresses that come without one; empty refuses them.",
    },
    TlsCertificateName: {
      type: certificateName,
      summary: "The certificate that STARTTLS shows, as <I>issuer<S>subject; when empty, the best one for Fqdn.",
    },
    DomainSecureEnabled: flag(
      false,
      "Whether domains in TLSReceiveDomainSecureList must prove by a certificate of their own that the mail is theirs.",
    ),
    TlsDomainCapabilities: {
      type: many(domainCapability),
      default: [],
      summary: "What hosts may do that prove by a certificate to be of a domain: contoso.com:AcceptOrgHeaders.",
    },
    MaxMessageSize: { type: byteSize, default: "36MB", summary: "The largest message." },
    MaxHeaderSize: { type: byteSize, default: "256KB", summary: "The largest header section." },
    MaxRecipientsPerMessage: {
      type: count(1, 512000),
      default: 200,
      summary: "The most recipients in one transaction.",
    },
    MaxHopCount: { type: count(1, 500), default: 30, summary: "The most servers a message may have passed." },
    MaxLocalHopCount: {
      type: count(0, 50),
      default: 8,
      summary: "How often a message may have passed this very server; 0 means any number.",
    },
    MaxInboundConnection: { type: limit, default: 5000, summary: "The most connections at a time." },
    MaxInboundConnectionPerSource: { type: limit, default: 20, summary: "The most connections from one address." },
    MaxInboundConnectionPercentagePerSource: {
      type: count(1, 100),
      default: 2,
      summary: "How much of the connections that are left one address may have, in percent.",
    },
    MaxProtocolErrors: { type: limit, default: 5, summary: "After how many errors a connection is closed." },
    MaxLogonFailures: {
      type: count(0, 10),
      default: 3,
      summary: "After how many failed logons a connection is closed; 0 means never.",
    },
    MessageRateLimit: { type: limit, default: "unlimited", summary: "The most messages a minute from one source." },
    MessageRateSource: {
      type: choice("MessageRateSourceFlags", "None", "IPAddress", "User", "All"),
      default: "IPAddress",
      summary: "What counts as a source: the address, the user, or either.",
    },
    ConnectionTimeout: { type: timeSpan, default: "00:10:00", summary: "How long a connection may last." },
    ConnectionInactivityTimeout: { type: timeSpan, default: "00:05:00", summary: "How long the peer may be silent." },
    TarpitInterval: { type: timeSpan, default: "00:00:05", summary: "How long a refusal to a stranger is held back." },
    AuthTarpitInterval: {
      type: timeSpan,
      default: "00:00:05",
      summary: "How long the answer to a failed logon is held back.",
    },
    ProtocolLoggingLevel: {
      type: choice("ProtocolLoggingLevel", "None", "Verbose"),
      default: "None",
      summary: "Whether what is said on its connections is written to the protocol log.",
    },
    SizeEnabled: {
      type: choice("SizeMode", "Enabled", "Disabled", "EnabledWithoutValue"),
      default: "Enabled",
      summary: "Whether SIZE is offered, and with the limit.",
    },
    PipeliningEnabled: flag(true, "Whether PIPELINING is offered."),
    EightBitMimeEnabled: flag(true, "Whether 8BITMIME is offered."),
    DeliveryStatusNotificationEnabled: flag(true, "Whether DSN is offered."),
    EnhancedStatusCodesEnabled: flag(true, "Whether replies bear enhanced status codes."),
    SmtpUtf8Enabled: flag(true, "Whether SMTPUTF8 is offered."),
    LongAddressesEnabled: flag(false, "Whether addresses may have up to 1,860 octets rather than 571."),
    RequireEHLODomain: flag(false, "Whether EHLO must name a domain or an address."),
    RejectReservedTopLevelRecipientDomains: flag(
      false,
      "Whether recipients in .test, .example, .invalid … are refused.",
    ),
    RejectReservedSecondLevelRecipientDomains: flag(
      false,
      "Whether recipients in example.com, .net, .org are refused.",
    ),
    RejectSingleLabelRecipientDomains: flag(false, "Whether recipients in a domain without a dot are refused."),
    BareLinefeedRejectionEnabled: flag(
      true,
      "Whether messages with line feeds of their own are refused; they always are.",
    ),
    ...securedProperties,
  },
  table: ["Identity", "Bindings", "Enabled"],
  *check(connector) {
    yield* mechanismFaults(connector);
    if (connector.Bindings.length === 0) yield "A Receive connector needs at least one binding.";
    if (!connector.BareLinefeedRejectionEnabled) {
      yield "BareLinefeedRejectionEnabled cannot be $false: a message with a bare line feed is refused by every connector, since others may read it as several messages.";
    }
    if (connector.RemoteIPRanges.length === 0) yield "A Receive connector needs at least one remote IP range.";
    const bindings = connector.Bindings.map(String).filter((binding) => !binding.endsWith(":0"));
    const twice = bindings.find((binding, at) => bindings.indexOf(binding) !== at);
    if (twice !== undefined) yield `The binding ${twice} is named twice.`;
    for (const [name, least, most] of spans) {
      const ms = (connector.get(name) as TimeSpan).milliseconds;
      if (ms < least || ms > most) yield `${name} must be from ${least / 1000} seconds to ${most / 1000} seconds.`;
    }
    if (connector.ConnectionTimeout.milliseconds <= connector.ConnectionInactivityTimeout.milliseconds) {
      yield "ConnectionTimeout must be longer than ConnectionInactivityTimeout.";
    }
    if (connector.MaxMessageSize.bytes < 65536) yield "MaxMessageSize must be at least 64 KB.";
    if (connector.MaxMessageSize.bytes > 2147483647) yield "MaxMessageSize must be less than 2 GB.";
    if (connector.MaxHeaderSize.bytes < 1) yield "MaxHeaderSize must be at least 1 byte.";
    if (
      isLimited(connector.MaxInboundConnection) &&
      isLimited(connector.MaxInboundConnectionPerSource) &&
      connector.MaxInboundConnectionPerSource > connector.MaxInboundConnection
    ) {
      yield "MaxInboundConnectionPerSource must not be greater than MaxInboundConnection.";
    }
  },
});

const spans: readonly (readonly [string, number, number])[] = [
  ["ConnectionTimeout", 1000, 86_400_000],
  ["ConnectionInactivityTimeout", 1000, 86_400_000],
  ["TarpitInterval", 0, 600_000],
  ["AuthTarpitInterval", 0, 600_000],
];

/** Which authentication mechanisms may stand together (behaviour 1.4). */
function* mechanismFaults(connector: Entity): Iterable<string> {
  const mechanisms = connector.get("AuthMechanism") as ReturnType<typeof authMechanisms.convert>;
  const groups = connector.get("PermissionGroups") as ReturnType<typeof permissionGroups.convert>;
  if (mechanisms.has("BasicAuthRequireTLS") && !(mechanisms.has("BasicAuth") && mechanisms.has("Tls"))) {
    yield "The authentication mechanism BasicAuthRequireTLS needs BasicAuth and Tls beside it.";
  }
  if (mechanisms.has("ExternalAuthoritative")) {
    if (mechanisms.words.some((word) => word !== "ExternalAuthoritative" && word !== "Tls")) {
      yield "The authentication mechanism ExternalAuthoritative may be combined with Tls only.";
    }
    if (!groups.has("ExchangeServers")) {
      yield "The authentication mechanism ExternalAuthoritative needs the permission group ExchangeServers.";
    }
  }
  const capabilities = connector.get("TlsDomainCapabilities") as readonly unknown[];
  const needs: [boolean, string][] = [
    [connector.get("RequireTLS") === true, "RequireTLS"],
    [connector.get("DomainSecureEnabled") === true, "DomainSecureEnabled"],
    [capabilities.length > 0, "TlsDomainCapabilities"],
  ];
  for (const [set, name] of needs) {
    if (set && !mechanisms.has("Tls")) yield `${name} needs the authentication mechanism Tls.`;
  }
  if (connector.get("DomainSecureEnabled") === true && mechanisms.has("ExternalAuthoritative")) {
    yield "DomainSecureEnabled and the authentication mechanism ExternalAuthoritative exclude each other.";
  }
}

/** Why two connectors cannot stand side by side, for people; undefined when they can (behaviour 1.3). */
export function connectorConflict(
  one: { readonly Bindings: readonly IpBinding[]; readonly RemoteIPRanges: readonly IpRange[] },
  other: { readonly Bindings: readonly IpBinding[]; readonly RemoteIPRanges: readonly IpRange[] },
): string | undefined {
  const shared = one.Bindings.find(
    (binding) => binding.port !== 0 && other.Bindings.some((second) => String(second) === String(binding)),
  );
  if (shared === undefined) return undefined;
  for (const range of one.RemoteIPRanges) {
    for (const second of other.RemoteIPRanges) {
      if (range.version !== second.version) continue;
      if (range.first === second.first && range.last === second.last) {
        return `both are bound to ${shared} and serve the remote range ${range}`;
      }
      if (rangesCross(range, second)) {
        return `both are bound to ${shared}, and their remote ranges ${range} and ${second} overlap without one holding the other`;
      }
    }
  }
  return undefined;
}

/** What can be said of one when it is made and afterwards. */
export const settings = [
  "Name",
  "AuthMechanism",
  "AuthTarpitInterval",
  "Banner",
  "Comment",
  "ConnectionInactivityTimeout",
  "ConnectionTimeout",
  "DefaultDomain",
  "DeliveryStatusNotificationEnabled",
  "DomainSecureEnabled",
  "EightBitMimeEnabled",
  "Enabled",
  "EnhancedStatusCodesEnabled",
  "Fqdn",
  "LongAddressesEnabled",
  "MaxHeaderSize",
  "MaxHopCount",
  "MaxInboundConnection",
  "MaxInboundConnectionPerSource",
  "MaxInboundConnectionPercentagePerSource",
  "MaxLocalHopCount",
  "MaxLogonFailures",
  "MaxMessageSize",
  "MaxProtocolErrors",
  "MaxRecipientsPerMessage",
  "MessageRateLimit",
  "MessageRateSource",
  "PermissionGroups",
  "PipeliningEnabled",
  "ProtocolLoggingLevel",
  "RejectReservedSecondLevelRecipientDomains",
  "RejectReservedTopLevelRecipientDomains",
  "RejectSingleLabelRecipientDomains",
  "RequireEHLODomain",
  "RequireTLS",
  "SizeEnabled",
  "TarpitInterval",
  "TlsCertificateName",
  "TlsDomainCapabilities",
  "TransportRole",
] as const;
