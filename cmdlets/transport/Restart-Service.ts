// Restart-Service: stops and starts the transport by the name of its service.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import {
  namedServiceSets,
  ServiceController,
  serviceChoice,
  servicePassThru,
  turnServices,
} from "../../src/transport/services.ts";
import { switchParameter } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Restart-Service",
  synopsis: "Stops and starts a service of Exchange; no mail is lost.",
  description: "MSExchangeTransport is the transport; the other services stop and start with it.",
  runs: "organization",
  confirms: "allow",
  outputs: [ServiceController],
  defaultSet: "Default",
  sets: namedServiceSets,
  parameters: {
    ...serviceChoice,
    Force: {
      type: switchParameter,
      noEffect: "no other service has to be stopped first.",
      quiet: true,
      summary: "Also where other services depend on it.",
    },
    PassThru: servicePassThru,
  },
  examples: [{ run: "Restart-Service MSExchangeTransport", note: "Restarts the transport." }],
  process: (p, ctx) => turnServices(p, "Restart", ctx),
});
