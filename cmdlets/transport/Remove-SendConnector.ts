// Remove-SendConnector: takes a route out of the organization away; mail that waited for it is routed anew.
import { SendConnector } from "../../src/org/classes/SendConnector.ts";
import { removeOf } from "../../src/org/derived.ts";

export default removeOf(SendConnector, {
  synopsis: "Removes a Send connector.",
  examples: [
    {
      run: "New-SendConnector Internet -AddressSpaces *; Remove-SendConnector Internet -Confirm:$false",
      note: "Removes it without a question.",
    },
  ],
});
