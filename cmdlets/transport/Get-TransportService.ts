// Get-TransportService: how the Transport service of a server retries, connects and logs.
import { TransportService } from "../../src/org/classes/TransportService.ts";
import { getOf } from "../../src/org/derived.ts";

export default getOf(TransportService, {
  noun: "TransportService",
  identityName: "TransportServer",
  synopsis: "Shows the settings of the Transport service.",
  examples: [{ run: "Get-TransportService | Format-List *Retry*", note: "When is tried again." }],
});
