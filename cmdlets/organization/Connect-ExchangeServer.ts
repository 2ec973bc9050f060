// Connect-ExchangeServer: what RemoteExchange.ps1 offers to begin with; the organization is this one.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { many, switchParameter, text } from "../../src/values/kinds.ts";

const oneOrganization = "there is one organization, and it is reached already.";

export default defineCmdlet({
  name: "Connect-ExchangeServer",
  synopsis: "Connects to a server, as old scripts do; there is one, and it is reached already.",
  runs: "organization",
  parameters: {
    ServerFqdn: {
      type: text,
      position: 1,
      summary: "The server that is wanted; -Verbose tells when there is another.",
    },
    Auto: {
      type: switchParameter,
      noEffect: oneOrganization,
      quiet: true,
      summary: "Whether a server is looked for.",
    },
    ClientApplication: { type: text, noEffect: oneOrganization, quiet: true, summary: "Who connects." },
    UserName: {
      type: text,
      noEffect: "nobody signs in.",
      quiet: true,
      summary: "Who signs in.",
    },
    Forest: { type: text, noEffect: oneOrganization, quiet: true, summary: "Where a server is looked for." },
    CommandName: {
      type: many(text),
      noEffect: "the cmdlets are here already.",
      quiet: true,
      summary: "The cmdlets that are wanted.",
    },
    AllowClobber: {
      type: switchParameter,
      noEffect: "the cmdlets are here already, and nothing is replaced.",
      quiet: true,
      summary: "Whether commands of the same names are replaced.",
    },
  },
  examples: [{ run: "Connect-ExchangeServer -Auto -ClientApplication:ManagementShell", note: "Changes nothing." }],
  process(p, ctx) {
    const { Name, Fqdn } = ctx.org.snapshot().server;
    const wanted = p.ServerFqdn?.toLowerCase();
    if (wanted !== undefined && wanted !== Name.toLowerCase() && wanted !== Fqdn.toLowerCase()) {
      ctx.verbose(`'${p.ServerFqdn}' is not looked for: there is one server, ${Fqdn}.`);
    }
    ctx.verbose(`Connected to ${Fqdn}.`);
  },
});
