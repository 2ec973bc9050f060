// Remove-ReceiveConnector: stops listening for a connector and forgets it.
import { ReceiveConnector } from "../../src/org/classes/ReceiveConnector.ts";
import { removeOf } from "../../src/org/derived.ts";

export default removeOf(ReceiveConnector, {
  synopsis: "Removes a Receive connector.",
  description: "Its port is closed at once when no other connector needs it; connections that are open go on.",
  examples: [
    {
      run: "New-ReceiveConnector Scanner -Custom -Bindings 127.0.0.1:0 -RemoteIPRanges 10.0.0.5; Remove-ReceiveConnector Scanner -Confirm:$false",
      note: "Removes a connector without being asked.",
    },
  ],
});
