// Stop-Service: stops the transport by the name of its service.
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
  name: "Stop-Service",
  synopsis: "Stops a service of Exchange; no mail is lost.",
  description: "MSExchangeTransport is the transport, as Stop-Transport stops it; the other services stop with it.",
  runs: "organization",
  aliases: ["spsv"],
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
  examples: [{ run: "Stop-Service MSExchangeTransport", note: "Stops the transport." }],
  process: (p, ctx) => turnServices(p, "Stop", ctx),
});
