// Set-TransportConfig: changes the settings of mail flow for the whole organization; they hold for the next message.
import { TransportConfig } from "../../src/org/classes/TransportConfig.ts";
import { setOf } from "../../src/org/derived.ts";

export default setOf(TransportConfig, {
  noun: "TransportConfig",
  identityName: "Organization",
  synopsis: "Changes the settings of mail flow for the whole organization.",
  single: true,
  parameters: [
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
  examples: [
    { run: "Set-TransportConfig -MaxSendSize 40MB -MaxReceiveSize 40MB", note: "Lets larger messages through." },
  ],
});
