// Get-ExchangeServer: the servers of the organization.
import { ExchangeServer } from "../../src/org/classes/ExchangeServer.ts";
import { getOf } from "../../src/org/derived.ts";
import { text } from "../../src/values/kinds.ts";

export default getOf(ExchangeServer, {
  synopsis: "Shows the servers of the organization.",
  identityName: "Server",
  wildcards: true,
  sets: {
    Domain: { Domain: { type: text, mandatory: true, summary: "Only servers in this domain." } },
  },
  narrow: (given) =>
    given["Domain"] === undefined
      ? undefined
      : { where: (server) => server.Domain?.toLowerCase() === String(given["Domain"]).toLowerCase() },
  examples: [{ run: "Get-ExchangeServer", note: "All of them; exsh has one." }],
});
