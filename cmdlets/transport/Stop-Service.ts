// Stop-Service: stops the transport by the name of its service.
import { turningOf } from "../../src/transport/services.ts";

export default turningOf("Stop", {
  synopsis: "Stops a service of Exchange; no mail is lost.",
  description: "MSExchangeTransport is the transport, as Stop-Transport stops it; the other services stop with it.",
  aliases: ["spsv"],
  examples: [{ run: "Stop-Service MSExchangeTransport", note: "Stops the transport." }],
});
