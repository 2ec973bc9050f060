// Set-ExchangeServer: changes what is noted of a server.
import { ExchangeServer } from "../../src/org/classes/ExchangeServer.ts";
import { setOf } from "../../src/org/derived.ts";

export default setOf(ExchangeServer, {
  synopsis: "Changes what is noted of a server.",
  identityName: "Server",
  parameters: ["InternetWebProxy", "StaticDomainControllers"],
  examples: [
    {
      run: "Set-ExchangeServer (Get-ExchangeServer).Name -InternetWebProxy http://proxy.contoso.com:8080",
      note: "Notes the proxy to the web.",
    },
  ],
});
