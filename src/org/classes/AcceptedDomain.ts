// The class AcceptedDomain: a domain for which the organization takes mail.
import { boolean, choice } from "../../values/kinds.ts";
import { defineClass } from "../class.ts";
import { objectName, smtpDomain } from "../kinds.ts";

export const AcceptedDomain = defineClass({
  name: "AcceptedDomain",
  summary: "A domain for which the organization takes mail, and how much of it is at home here.",
  label: "accepted domain",
  identity: ["Name", "DomainName"],
  properties: {
    Name: { type: objectName, mandatory: true, unique: true, summary: "The unique name." },
    DomainName: {
      type: smtpDomain,
      mandatory: true,
      unique: true,
      summary: "The domain; *.contoso.com with subdomains.",
    },
    DomainType: {
      type: choice("AcceptedDomainType", "Authoritative", "InternalRelay", "ExternalRelay"),
      default: "Authoritative",
      summary: "Whether all, some or none of its recipients are here.",
    },
    Default: { type: boolean, default: false, summary: "Whether it is the default domain, of which there is one." },
    MatchSubDomains: { type: boolean, default: false, summary: "Whether its subdomains are accepted too." },
  },
  table: ["Name", "DomainName", "DomainType", "Default"],
  *check(domain) {
    if (domain.Default && domain.DomainName.startsWith("*")) {
      yield "A domain with a wildcard can't be the default accepted domain.";
    }
    if (domain.DomainName === "*" && domain.DomainType === "Authoritative") {
      yield "The whole of the mail world can't be an authoritative domain; name a domain.";
    }
  },
});
