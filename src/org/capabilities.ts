// What a domain may do on a Receive connector once a certificate has proved it: "contoso.com:AcceptOrgHeaders".
import { toText } from "../values/text.ts";
import { ConversionError, type Type } from "../values/type.ts";
import { isDomain } from "./kinds.ts";

/** Capabilities that exsh knows; Exchange's others are of protocols between its own servers. */
const known = ["AcceptCloudServicesMail", "AcceptOrgHeaders"] as const;
export type Capability = (typeof known)[number];

/** Whom a certificate must name, and what he may do then. */
export class DomainCapability {
  /** A domain, or one behind "*.", in lower case. */
  readonly domain: string;
  readonly capabilities: readonly Capability[];

  constructor(domain: string, capabilities: readonly Capability[]) {
    this.domain = domain;
    this.capabilities = capabilities;
    Object.freeze(this);
  }

  toString(): string {
    return `${this.domain}:${this.capabilities.join(",")}`;
  }
}

/** "contoso.com:AcceptOrgHeaders,AcceptCloudServicesMail". */
export const domainCapability: Type<DomainCapability> = {
  name: "SmtpReceiveDomainCapabilities",
  convert(value) {
    if (value instanceof DomainCapability) return value;
    const given = toText(value).trim();
    const colon = given.indexOf(":");
    const domain = given.slice(0, Math.max(colon, 0)).trim().toLowerCase();
    const words = given.slice(colon + 1).split(",");
    const capabilities = words.map((word) => {
      const found = known.find((one) => one.toLowerCase() === word.trim().toLowerCase());
      if (colon > 0 && found !== undefined) return found;
      throw new ConversionError(
        `"${given}" isn't a capability of a domain. Write it as contoso.com:AcceptOrgHeaders; possible are ${known.join(", ")}.`,
      );
    });
    if (!isDomain(domain.replace(/^\*\./, ""))) throw new ConversionError(`"${domain}" isn't a domain.`);
    return new DomainCapability(domain, [...new Set(capabilities)]);
  },
  show: String,
  encode: String,
  decode: (json) => domainCapability.convert(String(json)),
  key: String,
};
