// Settings of mail flow for the whole organization.
import { byteSize } from "../../values/bytesize.ts";
import { boolean, many, text, unlimited, wholeNumber } from "../../values/kinds.ts";
import { defineClass } from "../class.ts";
import { language, smtpAddress, smtpDomain } from "../kinds.ts";
import { fqdn } from "../routekinds.ts";
import { statusCode } from "./SystemMessage.ts";

export const TransportConfig = defineClass({
  name: "TransportConfigContainer",
  label: "transport configuration",
  summary: "Settings of mail flow for the whole organization.",
  identity: ["Name"],
  properties: {
    Name: { type: text, mandatory: true, unique: true, summary: "Always Transport Settings." },
    MaxSendSize: { type: unlimited(byteSize), default: "10MB", summary: "The largest message that may be sent." },
    MaxReceiveSize: {
      type: unlimited(byteSize),
      default: "10MB",
      summary: "The largest message that may be received.",
    },
    MaxRecipientEnvelopeLimit: {
      type: unlimited(wholeNumber("Int32", 0, 2147483647)),
      default: 500,
      summary: "How many recipients one message may name; a group counts as one.",
    },
    ExternalPostmasterAddress: {
      type: smtpAddress,
      summary: "The sender of reports to people outside; postmaster@<default domain> when empty.",
    },
    InternalDelayDsnEnabled: { type: boolean, default: true, summary: "Whether senders inside hear of delays." },
    ExternalDelayDsnEnabled: { type: boolean, default: true, summary: "Whether senders outside hear of delays." },
    InternalDsnSendHtml: {
      type: boolean,
      default: true,
      summary: "Whether reports to senders inside are in HTML too.",
    },
    ExternalDsnSendHtml: {
      type: boolean,
      default: true,
      summary: "Whether reports to senders outside are in HTML too.",
    },
    InternalDsnMaxMessageAttachSize: {
      type: byteSize,
      default: "10MB",
      summary: "Up to this size reports to senders inside hold the whole message, if they hold it at all.",
    },
    ExternalDsnMaxMessageAttachSize: {
      type: byteSize,
      default: "10MB",
      summary: "Up to this size reports to senders outside hold the whole message, if they hold it at all.",
    },
    InternalDsnReportingAuthority: {
      type: fqdn,
      summary: "The name in reports to senders inside; the server's when empty.",
    },
    ExternalDsnReportingAuthority: {
      type: fqdn,
      summary: "The name in reports to senders outside; the server's when empty.",
    },
    InternalDsnDefaultLanguage: {
      type: language,
      summary: "The language of reports to senders inside whose own is not known; the server's when empty.",
    },
    ExternalDsnDefaultLanguage: {
      type: language,
      summary: "The language of reports to senders outside whose own is not known; the server's when empty.",
    },
    InternalDsnLanguageDetectionEnabled: {
      type: boolean,
      default: true,
      summary: "Whether reports to senders inside are in the language of their message, or of their mailbox.",
    },
    ExternalDsnLanguageDetectionEnabled: {
      type: boolean,
      default: true,
      summary: "Whether reports to senders outside are in the language of their message.",
    },
    GenerateCopyOfDSNFor: {
      type: many(statusCode),
      default: [],
      summary:
        "The status codes of failures of which a copy goes to the MicrosoftExchangeRecipientReplyRecipient of the organization.",
    },
    TLSSendDomainSecureList: {
      type: many(smtpDomain),
      default: [],
      summary: "The domains to which connectors with DomainSecureEnabled send over proved TLS alone.",
    },
    TLSReceiveDomainSecureList: {
      type: many(smtpDomain),
      default: [],
      summary: "Domains that must prove by a certificate who they are, on Receive connectors with DomainSecureEnabled.",
    },
  },
  view: "list",
  table: ["Name", "MaxSendSize", "MaxReceiveSize", "MaxRecipientEnvelopeLimit"],
  list: [
    "Name",
    "MaxSendSize",
    "MaxReceiveSize",
    "MaxRecipientEnvelopeLimit",
    "ExternalPostmasterAddress",
    "InternalDelayDsnEnabled",
    "ExternalDelayDsnEnabled",
    "InternalDsnSendHtml",
    "ExternalDsnSendHtml",
    "InternalDsnMaxMessageAttachSize",
    "ExternalDsnMaxMessageAttachSize",
    "InternalDsnReportingAuthority",
    "ExternalDsnReportingAuthority",
    "InternalDsnDefaultLanguage",
    "ExternalDsnDefaultLanguage",
    "InternalDsnLanguageDetectionEnabled",
    "ExternalDsnLanguageDetectionEnabled",
    "GenerateCopyOfDSNFor",
    "TLSSendDomainSecureList",
    "TLSReceiveDomainSecureList",
  ],
});
