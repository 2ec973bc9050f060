// What mail to and from a domain outside may carry: non-delivery reports, delivery reports.
import { boolean } from "../../values/kinds.ts";
import { defineClass } from "../class.ts";
import { objectName, smtpDomain } from "../kinds.ts";

export const RemoteDomain = defineClass({
  name: "DomainContentConfig",
  label: "remote domain",
  summary: "What reports go to a domain outside the organization.",
  identity: ["Name", "DomainName"],
  properties: {
    Name: { type: objectName, mandatory: true, unique: true, summary: "The name of the entry." },
    DomainName: {
      type: smtpDomain,
      mandatory: true,
      unique: true,
      summary: "The domain, *.domain for its subdomains too, or * for all that no other entry names.",
    },
    NDREnabled: { type: boolean, default: true, summary: "Whether its senders get non-delivery reports." },
    DeliveryReportEnabled: { type: boolean, default: true, summary: "Whether its senders get delivery reports." },
    AutoReplyEnabled: {
      type: boolean,
      default: true,
      summary: "Whether answers that programs give for people here go to it (Auto-Submitted: auto-replied).",
    },
    AutoForwardEnabled: {
      type: boolean,
      default: true,
      summary: "Whether mail that programs pass on for people here goes to it (Auto-Submitted: auto-forwarded).",
    },
    NDRDiagnosticInfoEnabled: {
      type: boolean,
      default: true,
      summary: "Whether its senders' reports hold the part for administrators.",
    },
  },
  table: ["Name", "DomainName", "NDREnabled"],
});
