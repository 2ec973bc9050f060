// Set-SendConnector: changes a route out of the organization; mail that waits is routed anew at once.
import { SendConnector, settings } from "../../src/org/classes/SendConnector.ts";
import { setOf } from "../../src/org/derived.ts";
import { connectorNeedsServer } from "../../src/transport/errors.ts";

export default setOf(SendConnector, {
  synopsis: "Changes a Send connector.",
  parameters: settings,
  values(values) {
    connectorNeedsServer(values);
    return values;
  },
  examples: [
    {
      run: "New-SendConnector Internet -AddressSpaces *; Set-SendConnector Internet -MaxMessageSize 50MB",
      note: "Lets larger messages out.",
    },
  ],
});
