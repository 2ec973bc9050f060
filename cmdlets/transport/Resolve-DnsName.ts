// Shows what the transport's own resolver sees for a name.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { Problem } from "../../src/command/problem.ts";
import { serverAddress } from "../../src/org/routekinds.ts";
import { createResolver } from "../../src/transport/dns/resolver.ts";
import { DnsAnswer, recordType, viewRecord } from "../../src/transport/dns/view.ts";
import { many, switchParameter, text } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Resolve-DnsName",
  synopsis: "Asks DNS as the transport does, and shows the answer.",
  runs: "organization",
  parameters: {
    Name: { type: text, mandatory: true, position: 1, pipeline: "both", summary: "The name to ask for." },
    Type: { type: recordType, default: "A_AAAA", position: 2, summary: "The kind of record." },
    Server: { type: many(serverAddress), summary: "The servers to ask; those of the transport when left out." },
    External: { type: switchParameter, summary: "Asks the ExternalDNSServers of the Transport service." },
  },
  outputs: [DnsAnswer],
  examples: [
    { run: "Resolve-DnsName contoso.com MX -ErrorAction SilentlyContinue", note: "The mail hosts of a domain." },
  ],
  async *process(p, ctx) {
    const { dns, clock, random } = ctx.world;
    const { Server } = p;
    const resolver = Server
      ? createResolver({ dns, clock, random, servers: () => Server })
      : ctx.transport.resolver(p.External ?? false);
    const types = p.Type === "A_AAAA" ? (["A", "AAAA"] as const) : ([p.Type] as const);
    const answers = await Promise.all(types.map((type) => resolver.look(p.Name, type)));
    for (const answer of answers)
      if (answer.kind === "found") for (const record of answer.records) yield viewRecord(record);
    if (answers.some((answer) => answer.kind === "found")) return;
    const failed = answers.find((answer) => answer.kind === "failed");
    const absent =
      answers[0]?.kind === "noname"
        ? `${p.Name}: DNS name does not exist.`
        : `${p.Name}: there is no record of type ${p.Type}.`;
    ctx.error(
      new Problem({
        id: failed ? "DnsFailed" : "DnsNameNotFound",
        category: failed ? "ResourceUnavailable" : "ObjectNotFound",
        text: failed?.kind === "failed" ? `${p.Name} can't be resolved now: ${failed.error}` : absent,
        target: p.Name,
      }),
    );
  },
});
