// A message that tests the way of mail: submitted over SMTP to a listener of our own, watched until it is there or failed.
import type { Socket } from "node:net";
import { mailDate } from "../mail/date.ts";
import { writeField } from "../mail/headers.ts";
import { phrase } from "../mail/mime.ts";
import type { MailboxStore } from "../mailbox/store.ts";
import { Mailbox } from "../org/classes/Mailbox.ts";
import type { MailboxObject, Organization } from "../org/organization.ts";
import type { World } from "../world/world.ts";
import { type Client, openClient } from "./carriers/client.ts";
import { noMatchingConnector } from "./categorizer/routing.ts";
import { selectConnector } from "./reception/connector.ts";
import type { TrackingEvent } from "./tracking/tracking.ts";
import type { Transport } from "./transport.ts";

export interface Probe {
  readonly world: World;
  readonly org: Organization;
  readonly mailboxes: MailboxStore;
  readonly transport: Transport;
  /** The recipient. */
  readonly address: string;
  /** True for a recipient outside: then acceptance by the next host is success, unless a report comes back. */
  readonly remote: boolean;
  /** The name of the recipient, in the message; one line. */
  readonly name?: string | undefined;
  /** As whom it is submitted; undefined submits it as a stranger would. */
  readonly user: MailboxObject | undefined;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface ProbeOutcome {
  readonly delivered: boolean;
  /** Milliseconds from the first byte to the mailbox, or to the other host. */
  readonly latencyMs: number;
  /** How it ended, and where it stopped when it failed: one sentence. */
  readonly detail: string;
}

/** How long in milliseconds a report from outside is waited for after the next host took the message. */
const reportMs = 5000;
const connectMs = 10_000;

/** Sends the message and waits. Never rejects, unless the signal fires. */
export async function sendProbe(probe: Probe): Promise<ProbeOutcome> {
  const { world } = probe;
  const unique = world.random.uuid();
  const messageId = `<${unique}@${probe.org.snapshot().server.Fqdn}>`;
  const started = world.clock.monotonic();
  const ended = new AbortController();
  const stop = () => ended.abort(probe.signal.reason);
  probe.signal.addEventListener("abort", stop, { once: true });
  const watch = watchProbe(probe, messageId);
  const latency = () => world.clock.monotonic() - started;
  try {
    const refusal = await submit(probe, unique, messageId);
    if (refusal !== undefined) return { delivered: false, latencyMs: latency(), detail: refusal };
    const late = world.clock.sleep(probe.timeoutMs, ended.signal).then(
      () => undefined,
      () => undefined,
    );
    const outcome = await Promise.race([watch.outcome, late]);
    probe.signal.throwIfAborted();
    if (outcome === undefined) return { delivered: false, latencyMs: latency(), detail: watch.whereItIs() };
    if (outcome.kind === "failed") return { delivered: false, latencyMs: latency(), detail: outcome.detail };
    const latencyMs = latency();
    if (outcome.kind === "delivered") return { delivered: true, latencyMs, detail: outcome.detail };
    const report = await Promise.race([watch.report, pause(world, Math.min(reportMs, probe.timeoutMs), ended.signal)]);
    probe.signal.throwIfAborted();
    if (report !== undefined) return { delivered: false, latencyMs: latency(), detail: report };
    return { delivered: true, latencyMs, detail: `${outcome.detail} No report came back.` };
  } finally {
    watch.end();
    ended.abort();
    probe.signal.removeEventListener("abort", stop);
  }
}

function pause(world: World, ms: number, signal: AbortSignal): Promise<undefined> {
  return world.clock.sleep(ms, signal).then(
    () => undefined,
    () => undefined,
  );
}

type Outcome =
  | { readonly kind: "delivered" | "sent"; readonly detail: string }
  | { readonly kind: "failed"; readonly detail: string };

/** Listens to the tracking of this one message, and to reports about it. */
function watchProbe(probe: Probe, messageId: string) {
  let decide: (outcome: Outcome) => void = () => undefined;
  let reported: (detail: string) => void = () => undefined;
  const outcome = new Promise<Outcome>((resolve) => {
    decide = resolve;
  });
  const report = new Promise<string>((resolve) => {
    reported = resolve;
  });
  const onEvent = (event: TrackingEvent) => {
    if (event.mail.messageId !== messageId) {
      if (event.event === "DELIVER" && event.mail.report)
        void isAbout(probe, event, messageId).then((is) => is && reported(reportText));
      return;
    }
    const status = event.statuses?.[0] ?? "";
    if (event.event === "DELIVER" || event.event === "DUPLICATEDELIVER") {
      void find(probe, event.recipients, messageId).then(decide);
    } else if (event.event === "SEND") {
      const host = event.serverHostname ?? "the next host";
      decide({ kind: "sent", detail: `${host} accepted it (${status}).` });
    } else if (event.event === "DEFER" && event.source === "ROUTING") {
      // It is taken up again when connectors or domains change, and not before.
      decide({ kind: "failed", detail: `${placeOf(probe, messageId)} It stays there until there is a way for it.` });
    } else if (event.event === "FAIL") {
      decide({ kind: "failed", detail: `It was not delivered to ${event.recipients.join(", ")}: ${status}` });
    }
  };
  const end = probe.transport.tracking.watch(onEvent);
  return {
    outcome,
    report,
    end,
    whereItIs: () => `${placeOf(probe, messageId)} Time ran out after ${probe.timeoutMs / 1000} seconds.`,
  };
}

/** In which queue the message is, and why. */
function placeOf(probe: Probe, messageId: string): string {
  for (const queue of probe.transport.queues.all()) {
    for (const item of queue.items) {
      if (item.mail.record.messageId !== messageId) continue;
      const unreachable = queue.hop.type === "Unreachable" ? noMatchingConnector : "";
      const error = item.error ?? (queue.lastError || unreachable);
      return `It is in the queue '${queue.hop.domain}'${error === "" ? "" : `, with the error: ${error}`}.`;
    }
  }
  return "It was accepted, and is in no queue any more.";
}

const reportText = "The next host accepted it, but a non-delivery report came back.";

/** Looks for that very message in the mailbox, and takes it out again: people shall not find probes among their mail. */
async function find(probe: Probe, recipients: readonly string[], messageId: string): Promise<Outcome> {
  for (const recipient of recipients) {
    const mailbox = await probe.org.resolve(recipient);
    if (!mailbox || !Mailbox.holds(mailbox)) continue;
    for await (const message of probe.mailboxes.messages(mailbox.ExchangeGuid, { messageId, limit: 1 })) {
      await probe.mailboxes.remove([message]);
      return { kind: "delivered", detail: `It is in the mailbox of ${mailbox.Name}.` };
    }
  }
  return {
    kind: "failed",
    detail: `It was reported as delivered to ${recipients.join(", ")}, but is not in the mailbox.`,
  };
}

/** Whether a report that came to the sender speaks of the message. */
async function isAbout(probe: Probe, event: TrackingEvent, messageId: string): Promise<boolean> {
  const sender = probe.user;
  if (!probe.remote || !sender || !event.recipients.some((one) => same(one, sender.PrimarySmtpAddress))) return false;
  const search = { messageId: event.mail.messageId, limit: 1 };
  for await (const message of probe.mailboxes.messages(sender.ExchangeGuid, search)) {
    for await (const piece of probe.mailboxes.pieces(message)) {
      if (piece.includes(messageId.slice(1, -1))) return true;
    }
  }
  return false;
}

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

/** Speaks SMTP to a listener. @returns what stopped it, or undefined when the message was accepted. */
async function submit(probe: Probe, unique: string, messageId: string): Promise<string | undefined> {
  const { world, transport, user, org } = probe;
  const listener = chooseListener(probe);
  if (!listener) {
    const whom = user
      ? "users (PermissionGroups ExchangeUsers, BasicAuth)"
      : "strangers (PermissionGroups AnonymousUsers)";
    return `It was not submitted: no Receive connector takes mail from ${whom} on this machine.`;
  }
  const where = `${listener.connector} (port ${listener.port})`;
  let socket: Socket;
  try {
    socket = await world.net.connect({ host: listener.host, port: listener.port }, connectMs);
  } catch (error) {
    return `It was not submitted: ${where} does not answer: ${messageOf(error)}`;
  }
  const ticket = user && transport.admit({ guid: user.Guid, address: user.PrimarySmtpAddress });
  let client: Client | undefined;
  try {
    client = await openClient({
      socket,
      clock: world.clock,
      host: listener.host,
      name: org.snapshot().server.Fqdn,
      tls: ticket ? "required" : "ignore",
      // Our own certificate, on our own machine: whose it is needs no proof.
      tlsOptions: { rejectUnauthorized: false },
      silenceMs: probe.timeoutMs,
    });
    if (ticket) await client.logIn(ticket.name, ticket.password);
    const content = Buffer.from(probeText(probe, unique, messageId));
    // Only outside does a report need somewhere to go; at home the tracking says all.
    const from = probe.remote && user ? user.PrimarySmtpAddress : "";
    const beyondAscii = /[^\x00-\x7f]/.test(probe.address);
    const sent = await client.send(
      { from, to: [probe.address], size: content.length, eightBit: beyondAscii, utf8: beyondAscii },
      [content],
    );
    const refusal =
      sent.rejected.get(probe.address) ?? (sent.reply?.startsWith("2") ? undefined : (sent.reply ?? sent.broken));
    return refusal === undefined ? undefined : `${where} refused it: ${refusal}`;
  } catch (error) {
    return `It was not submitted to ${where}: ${messageOf(error)}`;
  } finally {
    ticket?.revoke();
    void client?.close();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A listener of ours that this machine may use: for a user one with AUTH, else one for strangers. */
function chooseListener(probe: Probe): { host: string; port: number; connector: string } | undefined {
  const connectors = probe.org.snapshot().receiveConnectors;
  for (const { address, port, connector: identity } of probe.transport.listeners) {
    const host = address === "0.0.0.0" ? "127.0.0.1" : address === "::" ? "::1" : address;
    const first = connectors.find((one) => one.Identity === identity);
    const bound = first?.Bindings.some((binding) => binding.port === port) ? port : 0;
    const chosen =
      bound === 0 ? first : selectConnector(connectors, { localAddress: host, remoteAddress: host, port: bound });
    if (!chosen) continue;
    const groups = chosen.PermissionGroups;
    const takesUsers = groups.has("ExchangeUsers") && chosen.AuthMechanism.has("BasicAuth");
    if (probe.user ? takesUsers : groups.has("AnonymousUsers")) return { host, port, connector: chosen.Identity };
  }
  return undefined;
}

function probeText(probe: Probe, unique: string, messageId: string): string {
  const from = probe.user?.PrimarySmtpAddress ?? `postmaster@${probe.org.snapshot().defaultDomain.DomainName}`;
  return [
    `Message-ID: ${messageId}`,
    `Date: ${mailDate(probe.world.clock.now())}`,
    `From: <${from}>`,
    writeField("To", `${probe.name === undefined ? "" : `${phrase(probe.name)} `}<${probe.address}>`).trimEnd(),
    `Subject: Test-Mailflow ${unique}`,
    "Auto-Submitted: auto-generated",
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    "",
    "This is a Test-Mailflow probe message.",
    "",
  ].join("\r\n");
}
