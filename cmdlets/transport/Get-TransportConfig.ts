// Get-TransportConfig: the settings of mail flow for the whole organization.
import { TransportConfig } from "../../src/org/classes/TransportConfig.ts";
import { getOf } from "../../src/org/derived.ts";

export default getOf(TransportConfig, {
  noun: "TransportConfig",
  identityName: "Organization",
  synopsis: "Shows the settings of mail flow for the whole organization.",
  examples: [{ run: "Get-TransportConfig | Format-List Max*", note: "The limits." }],
});
