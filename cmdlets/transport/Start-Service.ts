// Start-Service: starts the transport by the name of its service.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import {
  namedServiceSets,
  ServiceController,
  serviceChoice,
  servicePassThru,
  turnServices,
} from "../../src/transport/services.ts";

export default defineCmdlet({
  name: "Start-Service",
  synopsis: "Starts a service of Exchange.",
  description: "MSExchangeTransport is the transport, as Start-Transport starts it; the other services start with it.",
  runs: "organization",
  aliases: ["sasv"],
  confirms: "allow",
  outputs: [ServiceController],
  defaultSet: "Default",
  sets: namedServiceSets,
  parameters: {
    ...serviceChoice,
    PassThru: servicePassThru,
  },
  examples: [{ run: "Start-Service MSExchangeTransport", note: "Starts the transport." }],
  process: (p, ctx) => turnServices(p, "Start", ctx),
});
