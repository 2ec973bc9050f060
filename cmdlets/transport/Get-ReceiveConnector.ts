// Get-ReceiveConnector: where mail is taken.
import { ExchangeServer } from "../../src/org/classes/ExchangeServer.ts";
import { ReceiveConnector } from "../../src/org/classes/ReceiveConnector.ts";
import { getOf } from "../../src/org/derived.ts";
import { identityOf } from "../../src/org/parameters.ts";

export default getOf(ReceiveConnector, {
  synopsis: "Shows Receive connectors.",
  wildcards: true,
  sets: {
    Server: {
      Server: {
        type: identityOf(ExchangeServer, "Server"),
        pipeline: "both",
        summary: "Only the connectors of this server.",
      },
    },
  },
  async narrow(given, ctx) {
    if (given["Server"] === undefined) return undefined;
    const server = await ctx.org.find(ExchangeServer, given["Server"] as string);
    return { where: (connector) => connector.Server.guid === server.Guid };
  },
  examples: [
    { run: "Get-ReceiveConnector", note: "All of them." },
    { run: "Get-ReceiveConnector 'Default Frontend*' | Format-List", note: "All settings of one." },
  ],
});
