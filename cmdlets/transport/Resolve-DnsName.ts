// Shows what the transport's own resolver sees for a name.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { Problem } from "../../src/command/problem.ts";
import { serverAddress } from "../../src/org/routekinds.ts";
import { createResolver, reverseName } from "../../src/transport/dns/resolver.ts";
import { DnsAnswer, recordType, viewRecord } from "../../src/transport/dns/view.ts";
import { many, switchParameter, text } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Resolve-DnsName",
  synopsis: "Asks DNS as the transport does, and shows the answer.",
  description: "DNS alone is asked, as for mail: neither the hosts file nor LLMNR nor NetBIOS.",
  runs: "organization",
  parameters: {
    Name: { type: text, mandatory: true, position: 1, pipeline: "both", summary: "The name to ask for." },
    Type: { type: recordType, default: "A_AAAA", position: 2, summary: "The kind of record." },
    Server: { type: many(serverAddress), summary: "The servers to ask; those of the transport when left out." },
    TcpOnly: { type: switchParameter, summary: "Asks over TCP alone." },
    QuickTimeout: { type: switchParameter, summary: "Waits two seconds for each server, and asks it once." },
    NoRecursion: { type: switchParameter, summary: "Asks for what the server knows itself: it shall ask no other." },
    CacheOnly: { type: switchParameter, summary: "Shows what the transport remembers, and asks nobody." },
    External: { type: switchParameter, summary: "Asks the ExternalDNSServers of the Transport service." },
  },
  outputs: [DnsAnswer],
  examples: [
    {
      run: "Resolve-DnsName 192.0.2.25 -CacheOnly -ErrorAction SilentlyContinue",
      note: "The name of an address, if it is remembered.",
    },
    { run: "Resolve-DnsName contoso.com MX -ErrorAction SilentlyContinue", note: "The mail hosts of a domain." },
  ],
  async *process(p, ctx) {
    const { dns, clock, random } = ctx.world;
    const { Server, TcpOnly, QuickTimeout, NoRecursion } = p;
    const resolver =
      Server || TcpOnly || QuickTimeout || NoRecursion
        ? createResolver({
            dns,
            clock,
            random,
            ...(Server ? { servers: () => Server } : { servers: () => ctx.transport.dnsServers(p.External ?? false) }),
            ...(TcpOnly ? { protocol: () => "UseTcpOnly" as const } : {}),
            ...(QuickTimeout ? { timeoutMs: 2000, rounds: 1 } : {}),
            recursion: !NoRecursion,
          })
        : ctx.transport.resolver(p.External ?? false);
    // An address is looked up backwards (RFC 1035 3.5, RFC 3596 2.5).
    const reverse = p.Type === "A_AAAA" ? reverseName(p.Name) : undefined;
    const name = reverse ?? p.Name;
    const types = reverse ? (["PTR"] as const) : p.Type === "A_AAAA" ? (["A", "AAAA"] as const) : ([p.Type] as const);
    const answers = await Promise.all(
      types.map((type) => resolver.look(name, type, p.CacheOnly ? "cached" : undefined)),
    );
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
