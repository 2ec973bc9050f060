// Get-SendConnector: the routes out of the organization.
import { SendConnector } from "../../src/org/classes/SendConnector.ts";
import { getOf } from "../../src/org/derived.ts";

export default getOf(SendConnector, {
  synopsis: "Shows Send connectors.",
  examples: [{ run: "Get-SendConnector | Format-List Name, AddressSpaces, SmartHosts", note: "Where mail leaves." }],
});
