// Set-ExchangeServer: changes what is noted of a server.
import { ExchangeServer } from "../../src/org/classes/ExchangeServer.ts";
import { setOf } from "../../src/org/derived.ts";

export default setOf(ExchangeServer, {
  synopsis: "Changes what is noted of a server.",
  identityName: "Server",
  parameters: ["MonitoringGroup"],
  examples: [
    {
      run: "Set-ExchangeServer (Get-ExchangeServer).Name -MonitoringGroup 'Building 3'",
      note: "Get-ExchangeServer | Format-List then says where it stands.",
    },
  ],
});
