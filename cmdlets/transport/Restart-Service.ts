// Restart-Service: stops and starts the transport by the name of its service.
import { turningOf } from "../../src/transport/services.ts";

export default turningOf("Restart", {
  synopsis: "Stops and starts a service of Exchange; no mail is lost.",
  description: "MSExchangeTransport is the transport; the other services stop and start with it.",
  examples: [{ run: "Restart-Service MSExchangeTransport", note: "Restarts the transport." }],
});
