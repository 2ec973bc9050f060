// Set-ReceiveConnector: changes a Receive connector; the next connection has the new settings.
import { ReceiveConnector, settings } from "../../src/org/classes/ReceiveConnector.ts";
import { setOf } from "../../src/org/derived.ts";
import { refuseConflicts, withGroups } from "../../src/org/receiving.ts";

export default setOf(ReceiveConnector, {
  synopsis: "Changes a Receive connector.",
  description:
    "New connections have the new settings at once; connections that are open go on as they began. Bindings and RemoteIPRanges take a list, or @{Add=…; Remove=…}.",
  parameters: [...settings, "Bindings", "RemoteIPRanges", "SmtpUtf8Enabled", "BareLinefeedRejectionEnabled"],
  values: (values, _given, before) => withGroups(values, before),
  after: async (object, _before, _given, tx) => refuseConflicts(object, tx),
  examples: [
    {
      run: "Get-ReceiveConnector 'Default Frontend*' | Set-ReceiveConnector -MaxMessageSize 20MB",
      note: "Takes messages of up to 20 MB.",
    },
    {
      run: "Get-ReceiveConnector 'Default Frontend*' | Set-ReceiveConnector -RemoteIPRanges @{Remove='::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'}",
      note: "Serves IPv4 only.",
    },
  ],
});
