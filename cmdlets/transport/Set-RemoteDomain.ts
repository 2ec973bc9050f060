// Set-RemoteDomain: changes settings for mail to and from a domain outside.
import { RemoteDomain } from "../../src/org/classes/RemoteDomain.ts";
import { setOf } from "../../src/org/derived.ts";

export default setOf(RemoteDomain, {
  noun: "RemoteDomain",
  synopsis: "Changes a remote domain.",
  parameters: [
    "Name",
    "AutoReplyEnabled",
    "AutoForwardEnabled",
    "NDREnabled",
    "DeliveryReportEnabled",
    "NDRDiagnosticInfoEnabled",
  ],
  examples: [
    { run: "Set-RemoteDomain Default -NDRDiagnosticInfoEnabled $false", note: "Keeps diagnostics out of reports." },
  ],
});
