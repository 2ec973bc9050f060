// Get-Service: the services of Exchange with what they do now.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import {
  checkComputer,
  ServiceController,
  serviceChoice,
  serviceSets,
  servicesLike,
} from "../../src/transport/services.ts";
import { many, text } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Get-Service",
  synopsis: "Shows the services of Exchange and whether they run.",
  description: "Only the services of this organization are shown, by Exchange's names; those of the system are not.",
  runs: "organization",
  aliases: ["gsv"],
  outputs: [ServiceController],
  defaultSet: "Default",
  sets: serviceSets,
  parameters: {
    ...serviceChoice,
    ComputerName: { type: many(text), aliases: ["Cn"], summary: "The server; there is one." },
  },
  examples: [
    { run: "Get-Service MSExchangeTransport", note: "Whether the transport runs." },
    { run: "Get-Service MSExchange* | Where-Object Status -ne Running", note: "What stands still." },
  ],
  *process(p, ctx) {
    checkComputer(p.ComputerName, ctx.org.snapshot());
    yield* servicesLike(p, ctx);
  },
});
