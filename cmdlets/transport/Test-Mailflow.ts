// Test-Mailflow: sends a real message and tells whether, and how fast, it came to where it should.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import type { Context } from "../../src/command/context.ts";
import { parseAddress } from "../../src/mail/address.ts";
import { ExchangeServer } from "../../src/org/classes/ExchangeServer.ts";
import { Mailbox } from "../../src/org/classes/Mailbox.ts";
import { MailboxDatabase } from "../../src/org/classes/MailboxDatabase.ts";
import { directory } from "../../src/org/directory.ts";
import { smtpAddress } from "../../src/org/kinds.ts";
import type { MailboxObject } from "../../src/org/organization.ts";
import { identityOf } from "../../src/org/parameters.ts";
import { isArbitration } from "../../src/org/recipient.ts";
import {
  mailflowFailed,
  mailflowSlow,
  nobodyToSend,
  nobodyToTest,
  transportIsStopped,
} from "../../src/transport/errors.ts";
import { MonitoringContext, MonitoringData, monitored } from "../../src/transport/monitoring.ts";
import { sendProbe } from "../../src/transport/probe.ts";
import { factsOf } from "../../src/transport/reception/facts.ts";
import { boolean, choice, switchParameter, text, wholeNumber } from "../../src/values/kinds.ts";
import { defineShape } from "../../src/values/shape.ts";
import { TimeSpan, timeSpan } from "../../src/values/timespan.ts";

const TestMailflowOutput = defineShape({
  name: "TestMailflowOutput",
  summary: "What became of a test message.",
  properties: {
    TestMailflowResult: {
      type: choice("MailflowResult", "Success", "*FAILURE*"),
      mandatory: true,
      summary: "Success, or *FAILURE*.",
    },
    MessageLatencyTime: { type: timeSpan, mandatory: true, summary: "How long the message took." },
    IsRemoteTest: { type: boolean, mandatory: true, summary: "Whether the recipient is outside the organization." },
    Identity: { type: text, mandatory: true, summary: "The address of the recipient." },
    IsValid: { type: boolean, default: true, summary: "Always true: the outcome is one." },
    ObjectState: { type: text, default: "New", summary: "Always New: an outcome is not kept." },
    Detail: { type: text, mandatory: true, summary: "How it ended; where it stopped when it failed." },
  },
});

const seconds = wholeNumber("Int32", 1, 86_400);

export default defineCmdlet({
  name: "Test-Mailflow",
  synopsis: "Tests whether mail can be submitted, routed and delivered.",
  description:
    "Submits a message over SMTP to a listener of this server and waits until that very message is in the mailbox; it is taken out again. For a recipient outside, success means that the next host accepted the message and that no report came back at once. A refusal, a non-delivery report and silence are failures.",
  runs: "organization",
  confirms: "allow",
  outputs: [TestMailflowOutput, MonitoringData],
  sets: {
    SourceServer: {},
    AutoDiscoverTargetMailboxServer: {
      AutoDiscoverTargetMailboxServer: {
        type: switchParameter,
        mandatory: true,
        summary: "Finds a server that holds mailboxes, and sends to the first of them.",
      },
    },
    TargetMailboxServer: {
      TargetMailboxServer: {
        type: identityOf(ExchangeServer, "Server"),
        mandatory: true,
        summary: "The server whose first mailbox gets the message.",
      },
    },
    TargetDatabase: {
      TargetDatabase: {
        type: identityOf(MailboxDatabase, "Database"),
        mandatory: true,
        summary: "The database whose first mailbox gets the message.",
      },
    },
    TargetEmailAddress: {
      TargetEmailAddress: { type: smtpAddress, mandatory: true, summary: "The recipient, inside or outside." },
      TargetEmailAddressDisplayName: {
        type: text,
        check: (value: string) =>
          value.length <= 256 && !/[\x00-\x1f\x7f]/.test(value)
            ? undefined
            : "A display name is one line of at most 256 characters.",
        summary: "The name of the recipient in the message.",
      },
    },
  },
  defaultSet: "SourceServer",
  parameters: {
    ...directory,
    Identity: {
      type: identityOf(ExchangeServer, "Server"),
      position: 1,
      pipeline: "both",
      summary: "The server that sends; this one.",
    },
    ActiveDirectoryTimeout: {
      type: seconds,
      noEffect: "the directory is in this very process.",
      quiet: true,
      summary: "How many seconds the directory may take.",
    },
    MonitoringContext,
    ErrorLatency: {
      type: seconds,
      summary:
        "After how many seconds a delivery counts as too slow, which is an error: 15, or 180 for recipients outside.",
    },
    ExecutionTimeout: {
      type: seconds,
      default: 240,
      summary: "After how many seconds waiting ends in failure.",
    },
  },
  examples: [
    { run: "Test-Mailflow", note: "Sends a message to a mailbox of this server." },
    { run: "Test-Mailflow -TargetEmailAddress alice@contoso.com", note: "Sends it to one recipient." },
  ],

  async *process(bound, ctx) {
    // There is one server: whoever names one means this one, or is told that there is no other.
    for (const server of [bound.Identity, bound.TargetMailboxServer]) {
      if (server !== undefined) await ctx.org.find(ExchangeServer, server);
    }
    const target = await targetOf(bound.TargetDatabase, bound.TargetEmailAddress, ctx);
    if (!(await ctx.shouldProcess(target.address))) return;
    if (!ctx.transport.running) throw transportIsStopped();
    const outcome = await sendProbe({
      world: ctx.world,
      org: ctx.org,
      mailboxes: ctx.mailboxes,
      transport: ctx.transport,
      ...target,
      name: bound.TargetEmailAddressDisplayName,
      timeoutMs: bound.ExecutionTimeout * 1000,
      signal: ctx.signal,
    });
    yield TestMailflowOutput.make({
      TestMailflowResult: outcome.delivered ? "Success" : "*FAILURE*",
      MessageLatencyTime: TimeSpan.ofMilliseconds(outcome.latencyMs),
      IsRemoteTest: target.remote,
      Identity: target.address,
      Detail: outcome.detail,
    });
    const most = bound.ErrorLatency ?? (target.remote ? 180 : 15);
    if (bound.MonitoringContext) {
      const good = outcome.delivered && outcome.latencyMs <= most * 1000;
      yield monitored("MSExchange Monitoring Mailflow", [{ good, text: outcome.detail }]);
    }
    if (!outcome.delivered) ctx.error(mailflowFailed(target.address, outcome.detail));
    else if (outcome.latencyMs > most * 1000) {
      ctx.error(mailflowSlow(target.address, outcome.latencyMs / 1000, most));
    }
  },
});

async function targetOf(database: string | undefined, address: string | undefined, ctx: Context) {
  if (address !== undefined) {
    const remote = factsOf(ctx.org).domainKind(domainOf(address)) === undefined;
    const found = await ctx.org.resolve(address);
    const user = found && Mailbox.holds(found) ? found : await firstMailbox(ctx, undefined);
    if (remote && !user) throw nobodyToSend(address);
    return { address, remote, user };
  }
  const place = database === undefined ? undefined : await ctx.org.find(MailboxDatabase, database);
  const user = await firstMailbox(ctx, place?.Guid);
  if (!user) throw nobodyToTest(place ? `in the database '${place.Name}'` : "on this server");
  return { address: user.PrimarySmtpAddress, remote: false, user };
}

const domainOf = (address: string) => parseAddress(address)?.domain ?? "";

async function firstMailbox(ctx: Context, database: string | undefined): Promise<MailboxObject | undefined> {
  const where = (mailbox: MailboxObject) =>
    !isArbitration(mailbox) && (database === undefined || mailbox.Database.guid === database);
  for await (const mailbox of ctx.org.query(Mailbox, { where, limit: 1 })) return mailbox;
  return undefined;
}
