// A route out of the organization: which domains, by which hosts, with which security.
import { byteSize } from "../../values/bytesize.ts";
import { boolean, choice, many, unlimited, wholeNumber } from "../../values/kinds.ts";
import { credential } from "../../values/secret.ts";
import { timeSpan } from "../../values/timespan.ts";
import { securedProperties } from "../access.ts";
import { defineClass } from "../class.ts";
import { sendConnectorEntries } from "../extendedrights.ts";
import { flags } from "../flags.ts";
import { objectName, shortText, smtpDomain } from "../kinds.ts";
import { reference } from "../reference.ts";
import { addressSpace, certificateName, fqdn, ipAddress, smartHost } from "../routekinds.ts";

export const SendConnector = defineClass({
  name: "SendConnector",
  label: "Send connector",
  summary: "A route out of the organization: which domains, by which hosts, with which security.",
  identity: ["Name"],
  properties: {
    ...securedProperties,
    AccessEntries: { ...securedProperties.AccessEntries, default: sendConnectorEntries },
    Name: { type: objectName, mandatory: true, unique: true, summary: "The name of the connector." },
    AddressSpaces: { type: many(addressSpace), mandatory: true, summary: "The domains it carries, each with a cost." },
    Enabled: { type: boolean, default: true, summary: "Whether mail may be routed by it." },
    DNSRoutingEnabled: { type: boolean, default: true, summary: "Whether the hosts come from MX records." },
    SmartHosts: {
      type: many(smartHost),
      default: [],
      summary: "Hosts to relay through instead of asking for MX records.",
    },
    Port: { type: wholeNumber("Int32", 1, 65535), default: 25, summary: "The port of the hosts it sends to." },
    SmartHostAuthMechanism: {
      type: choice("AuthMechanisms", "None", "BasicAuth", "BasicAuthRequireTLS"),
      default: "None",
      summary: "How it proves itself to smart hosts: not at all, by password, or by password over TLS only.",
    },
    AuthenticationCredential: { type: credential, summary: "User name and password for smart hosts." },
    MaxMessageSize: {
      type: unlimited(byteSize),
      default: "35MB",
      summary: "The largest message it takes; larger ones are routed as if it were not there.",
    },
    SmtpMaxMessagesPerConnection: {
      type: wholeNumber("Int32", 0, 2147483647),
      default: 20,
      summary: "After how many messages a connection is closed and opened anew; 0 means never.",
    },
    ConnectionInactivityTimeOut: {
      type: timeSpan,
      default: "00:10:00",
      summary: "How long the other side may be silent.",
    },
    Fqdn: { type: fqdn, summary: "The name it gives in EHLO; the server's when empty." },
    RequireTLS: { type: boolean, default: false, summary: "Whether mail goes over TLS or not at all." },
    IgnoreSTARTTLS: { type: boolean, default: false, summary: "Whether an offer of STARTTLS is left aside." },
    TlsAuthLevel: {
      type: choice("TlsAuthLevel", "EncryptionOnly", "CertificateValidation", "DomainValidation"),
      summary: "What the certificate of the other side must prove; needs RequireTLS.",
    },
    TlsCertificateName: {
      type: certificateName,
      summary: "The certificate it shows where the other side asks for one, as <I>issuer<S>subject.",
    },
    DomainSecureEnabled: {
      type: boolean,
      default: false,
      summary: "Whether mail to domains in TLSSendDomainSecureList goes to hosts alone that prove to be theirs.",
    },
    TlsDomain: { type: smtpDomain, summary: "The domain that the certificate must bear, with DomainValidation." },
    UseExternalDNSServersEnabled: {
      type: boolean,
      default: false,
      summary: "Whether it asks the ExternalDNSServers of the Transport service.",
    },
    SourceIPAddress: { type: ipAddress, default: "0.0.0.0", summary: "The local address it connects from." },
    ProtocolLoggingLevel: {
      type: choice("ProtocolLoggingLevel", "None", "Verbose"),
      default: "None",
      summary: "Whether what is said on its connections is written to the protocol log.",
    },
    ForceHELO: {
      type: boolean,
      default: false,
      summary: "Whether it says HELO instead of EHLO, and does without all extensions.",
    },
    IsScopedConnector: {
      type: boolean,
      default: false,
      summary: "Whether only servers in the site of its SourceTransportServers route mail to it.",
    },
    ErrorPolicies: {
      type: flags(
        "ErrorPolicies",
        "Default",
        "DowngradeDnsFailures",
        "DowngradeCustomFailures",
        "UpgradeCustomFailures",
      ),
      default: "Default",
      summary:
        "Which errors count otherwise: DowngradeDnsFailures waits after every failure of DNS, DowngradeCustomFailures after refusals that tell of the other system or its policy (5.3 to 5.5, 5.7), and UpgradeCustomFailures reports at once what is put off for a recipient or a message (4.1, 4.2, 4.6).",
    },
    SourceTransportServers: {
      type: many(reference),
      default: [],
      refers: { to: ["ExchangeServer"], gone: "refuse" },
      summary: "The servers that send by it; the one on which it was created at first.",
    },
    Comment: { type: shortText(1024), summary: "A remark." },
  },
  table: ["Identity", "AddressSpaces", "Enabled"],
  *check(c) {
    if (c.AddressSpaces.length === 0) yield "A Send connector needs at least one address space.";
    const domains = c.AddressSpaces.map((space) => space.domain);
    const twice = domains.find((domain, at) => domains.indexOf(domain) !== at);
    if (twice !== undefined) yield `The address space '${twice}' is named twice.`;
    if (c.DNSRoutingEnabled && c.SmartHosts.length > 0) {
      yield "A Send connector with SmartHosts doesn't ask DNS for mail hosts: set DNSRoutingEnabled to $false.";
    }
    if (!c.DNSRoutingEnabled && c.SmartHosts.length === 0) {
      yield "A Send connector that doesn't use DNS routing needs SmartHosts.";
    }
    if (c.SmartHostAuthMechanism !== "None" && c.SmartHosts.length === 0) {
      yield `SmartHostAuthMechanism ${c.SmartHostAuthMechanism} needs SmartHosts.`;
    }
    if (c.SmartHostAuthMechanism !== "None" && c.AuthenticationCredential === null) {
      yield `SmartHostAuthMechanism ${c.SmartHostAuthMechanism} needs AuthenticationCredential.`;
    }
    if (c.RequireTLS && c.IgnoreSTARTTLS) yield "RequireTLS and IgnoreSTARTTLS exclude each other.";
    if (c.DomainSecureEnabled && (!c.DNSRoutingEnabled || c.IgnoreSTARTTLS || c.ForceHELO)) {
      yield "DomainSecureEnabled needs DNSRoutingEnabled, and STARTTLS: set IgnoreSTARTTLS and ForceHELO to $false.";
    }
    if (c.ForceHELO && c.RequireTLS) yield "RequireTLS needs EHLO: set ForceHELO to $false.";
    if (c.ForceHELO && c.SmartHostAuthMechanism !== "None") {
      yield `SmartHostAuthMechanism ${c.SmartHostAuthMechanism} needs EHLO: set ForceHELO to $false.`;
    }
    if (c.TlsAuthLevel !== null && !c.RequireTLS) yield "TlsAuthLevel needs RequireTLS.";
    if (c.TlsDomain !== null && c.TlsAuthLevel !== "DomainValidation") {
      yield "TlsDomain is only used when TlsAuthLevel is DomainValidation.";
    }
    if (c.TlsAuthLevel === "DomainValidation" && c.SmartHosts.length > 0 && c.TlsDomain === null) {
      yield "With SmartHosts, TlsAuthLevel DomainValidation needs TlsDomain.";
    }
    const silence = c.ConnectionInactivityTimeOut.milliseconds;
    if (silence < 1000 || silence > 86_400_000)
      yield "ConnectionInactivityTimeOut must be from 00:00:01 to 1.00:00:00.";
  },
});

/** What can be said of one when it is made and afterwards. */
export const settings = [
  "Name",
  "AddressSpaces",
  "AuthenticationCredential",
  "Comment",
  "ConnectionInactivityTimeOut",
  "DNSRoutingEnabled",
  "DomainSecureEnabled",
  "Enabled",
  "ErrorPolicies",
  "ForceHELO",
  "Fqdn",
  "IgnoreSTARTTLS",
  "IsScopedConnector",
  "MaxMessageSize",
  "Port",
  "ProtocolLoggingLevel",
  "RequireTLS",
  "SmartHostAuthMechanism",
  "SmartHosts",
  "SmtpMaxMessagesPerConnection",
  "SourceIPAddress",
  "SourceTransportServers",
  "TlsAuthLevel",
  "TlsCertificateName",
  "TlsDomain",
  "UseExternalDNSServersEnabled",
] as const;
