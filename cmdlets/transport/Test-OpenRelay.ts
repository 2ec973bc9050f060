// Test-OpenRelay: tries every known relay trick against our own listeners.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { parseAddress } from "../../src/mail/address.ts";
import { ReceiveConnector } from "../../src/org/classes/ReceiveConnector.ts";
import { smtpAddress } from "../../src/org/kinds.ts";
import { identityOf } from "../../src/org/parameters.ts";
import { addressIsOurs, openRelay, transportIsStopped } from "../../src/transport/errors.ts";
import { relayResults, testRelay } from "../../src/transport/openrelay.ts";
import { factsOf } from "../../src/transport/reception/facts.ts";
import { choice, switchParameter, text } from "../../src/values/kinds.ts";
import { defineShape } from "../../src/values/shape.ts";

const OpenRelayResult = defineShape({
  name: "OpenRelayResult",
  summary: "What became of one relay trick.",
  properties: {
    Connector: { type: text, mandatory: true, summary: "The Receive connector." },
    EndPoint: { type: text, mandatory: true, summary: "Where it was tried." },
    Trick: { type: text, mandatory: true, summary: "The trick." },
    Sender: { type: text, mandatory: true, summary: "What stood behind MAIL FROM." },
    Recipient: { type: text, mandatory: true, summary: "What stood behind RCPT TO." },
    Result: {
      type: choice("OpenRelayResultCode", ...relayResults),
      mandatory: true,
      summary:
        "Refused as it should be; Relayed, a hole; Trusted, because a neighbour such as this machine may relay there; NotReached from this machine.",
    },
    Response: { type: text, mandatory: true, summary: "The last words of the listener." },
  },
  table: ["Connector", "Trick", "Result", "Response"],
});

export default defineCmdlet({
  name: "Test-OpenRelay",
  synopsis: "Tests whether strangers can relay mail through this server.",
  description:
    "Tries percent hacks, bang paths, source routes, quoted and doubled addresses, spoofed senders and the like on every listener, up to the answer to RCPT TO; nothing is sent. Looks at the rights of each connector, too, since this machine may not be a stranger to it. A hole is an error, so that a script in CI fails. Refusals to strangers are held back (TarpitInterval), so it takes a while.",
  runs: "organization",
  parameters: {
    Connector: {
      type: identityOf(ReceiveConnector),
      position: 1,
      pipeline: "both",
      aliases: ["Identity"],
      summary: "Only this Receive connector; all when left out.",
    },
    TargetEmailAddress: {
      type: smtpAddress,
      default: "relaytest@relaytest.example",
      summary: "The recipient outside that is tried; nothing is sent to it.",
    },
    Quiet: { type: switchParameter, summary: "Shows only what is not refused." },
  },
  outputs: [OpenRelayResult],
  examples: [
    {
      run: "Get-ReceiveConnector | Set-ReceiveConnector -TarpitInterval 00:00:00; Test-OpenRelay -Quiet",
      note: "Nothing of Relayed in it means that strangers cannot relay; without the pause behind refusals, it is told at once.",
    },
  ],
  async *process(p, ctx) {
    const target = parseAddress(p.TargetEmailAddress)!;
    if (factsOf(ctx.org).domainKind(target.domain) !== undefined) throw addressIsOurs(p.TargetEmailAddress);
    if (!ctx.transport.running) throw transportIsStopped();
    const only = p.Connector === undefined ? undefined : await ctx.org.find(ReceiveConnector, p.Connector);
    const holes = new Set<string>();
    const trials = await testRelay({
      world: ctx.world,
      snapshot: ctx.org.snapshot(),
      listeners: ctx.transport.listeners,
      only: only?.Guid,
      target: { user: target.local, domain: target.domain },
      signal: ctx.signal,
    });
    for (const one of trials) {
      if (one.result === "Relayed") holes.add(`${one.trick} on '${one.connector}'`);
      if (p.Quiet && one.result === "Refused") continue;
      yield OpenRelayResult.make({
        Connector: one.connector,
        EndPoint: one.endPoint,
        Trick: one.trick,
        Sender: one.sender,
        Recipient: one.recipient,
        Result: one.result,
        Response: one.response,
      });
    }
    if (holes.size > 0) ctx.error(openRelay([...holes]));
  },
});
