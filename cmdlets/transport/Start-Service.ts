// Start-Service: starts the transport by the name of its service.
import { turningOf } from "../../src/transport/services.ts";

export default turningOf("Start", {
  synopsis: "Starts a service of Exchange.",
  description: "MSExchangeTransport is the transport, as Start-Transport starts it; the other services start with it.",
  aliases: ["sasv"],
  examples: [{ run: "Start-Service MSExchangeTransport", note: "Starts the transport." }],
});
