// Get-MailboxServer: the servers that hold mailboxes, with what is set for their databases together.
import { ExchangeServer } from "../../src/org/classes/ExchangeServer.ts";
import { getOf } from "../../src/org/derived.ts";
import type { ServerObject } from "../../src/org/organization.ts";
import { boolean, guid, text } from "../../src/values/kinds.ts";
import { defineShape } from "../../src/values/shape.ts";

const MailboxServer = defineShape({
  name: "MailboxServer",
  summary: "A server that holds mailboxes.",
  properties: {
    Identity: { type: text, mandatory: true, summary: "The name of the server." },
    Name: { type: text, mandatory: true, summary: "The name of the server." },
    Guid: { type: guid, mandatory: true, summary: "The server's own number." },
    AdminDisplayVersion: { type: text, mandatory: true, summary: "The version of exsh." },
    IsExcludedFromProvisioning: {
      type: boolean,
      mandatory: true,
      summary: "Whether new mailboxes go elsewhere unless a database of it is named.",
    },
  },
  table: ["Name", "IsExcludedFromProvisioning"],
});

export default getOf(ExchangeServer, {
  noun: "MailboxServer",
  synopsis: "Shows the servers that hold mailboxes.",
  wildcards: true,
  view: (server: ServerObject) =>
    MailboxServer.make({
      Identity: server.Identity,
      Name: server.Name,
      Guid: server.Guid,
      AdminDisplayVersion: server.AdminDisplayVersion,
      IsExcludedFromProvisioning: server.IsExcludedFromProvisioning,
    }),
  output: MailboxServer,
  examples: [{ run: "Get-MailboxServer | Format-List", note: "All of them; exsh has one." }],
});
