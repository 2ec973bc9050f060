// One message's whole story in plain sentences, told from its entries in the tracking log.
import { ByteQuantifiedSize, byteSize } from "../../values/bytesize.ts";
import { formatDate } from "../../values/dateformat.ts";
import type { Of } from "../../values/shape.ts";
import type { Reason } from "../categorizer/plan.ts";
import type { MessageTrackingEvent } from "./search.ts";

type Event = Of<typeof MessageTrackingEvent>;

/** So much of the reasons of a plan is kept in the log, and so much of what was asked, in characters. */
const mostReasons = 16_384;
const mostChecks = 8192;

/**
 * The steps of a plan as the log keeps them in custom-data: recipient and step, with a mark behind those that were asked
 * and passed; and how many are left out.
 */
export function encodeReasons(reasons: readonly Reason[], checks: readonly Reason[] = []): string {
  const steps = [
    ...bounded(reasons, mostReasons, "steps").map(({ address, text }) => [address, text]),
    ...bounded(checks, mostChecks, "checks").map(({ address, text }) => [address, text, passed]),
  ];
  return JSON.stringify(steps);
}

const passed = 1;

function bounded(steps: readonly Reason[], most: number, kind: string): readonly Reason[] {
  let length = 0;
  const end = steps.findIndex(({ address, text }) => {
    length += address.length + text.length;
    return length > most;
  });
  if (end < 0) return steps;
  return [...steps.slice(0, end), { address: "", text: `${steps.length - end} more ${kind} are not kept.` }];
}

/** The same read back; none where it is something else. */
export function decodeReasons(custom: string): {
  readonly reasons: readonly Reason[];
  readonly checks: readonly Reason[];
} {
  const reasons: Reason[] = [];
  const checks: Reason[] = [];
  for (const step of parsed(custom)) {
    if (!Array.isArray(step)) continue;
    (step[2] === passed ? checks : reasons).push({ address: String(step[0]), text: String(step[1]) });
  }
  return { reasons, checks };
}

function parsed(custom: string): readonly unknown[] {
  if (!custom.startsWith("[")) return [];
  try {
    const read: unknown = JSON.parse(custom);
    return Array.isArray(read) ? read : [];
  } catch {
    return [];
  }
}

/** Lines for people, in the order of the entries; no line where there are no entries. */
export function* tellStory(events: readonly Event[]): Generator<string> {
  const [first] = events;
  if (!first) return;
  const size = byteSize.show(new ByteQuantifiedSize(first.TotalBytes));
  const subject = first.MessageSubject === "" ? "" : ` "${first.MessageSubject}"`;
  yield `Message ${first.MessageId}${subject}, ${size}, from ${sender(first.Sender)}`;
  for (const event of events) {
    const [told, ...more] = sentences(event, first);
    if (told === undefined) continue;
    yield `${formatDate(event.Timestamp, "yyyy-MM-dd HH:mm:ss.fff")}  ${told}`;
    for (const one of more) yield `    ${one}`;
  }
}

/** What an entry says, and its details. */
function sentences(event: Event, first: Event): string[] {
  const whom = event.Recipients.join(", ");
  const answers = event.Recipients.map((recipient, at) => answer(recipient, event.RecipientStatus[at]));
  const said = (happened: string) => [happened, ...answers.filter((one) => one !== undefined)];
  switch (event.EventId) {
    case "RECEIVE":
      return [...received(event, whom), ...decodeReasons(event.CustomData).reasons.map((reason) => reason.text)];
    case "PROCESS":
      return decided(event);
    case "RESOLVE":
      return [`${event.RelatedRecipientAddress} stands for ${whom}.`];
    case "EXPAND":
      return [`The group ${event.RelatedRecipientAddress} was expanded to ${listed(event.Recipients)}.`];
    case "REDIRECT":
      if (event.Source === "ADMIN")
        return [
          `An administrator redirected it to the server ${event.SourceContext}, for ${listed(event.Recipients)}.`,
        ];
      return [`The mail for ${event.RelatedRecipientAddress} was redirected to ${whom}.`];
    case "TRANSFER":
      return [`A part for ${listed(event.Recipients)} goes its own way, to ${event.SourceContext}.`];
    case "SEND":
      return said(`Send connector '${event.ConnectorId}' sent it to ${event.ServerHostname}:`);
    case "DELIVER":
      return [`Delivered to ${listed(event.Recipients)} in ${event.SourceContext}.`];
    case "DUPLICATEDELIVER":
      return [`${listed(event.Recipients)} had it already; no second copy was stored.`];
    case "DUPLICATEEXPAND":
    case "DUPLICATEREDIRECT":
      return [
        `The ${event.EventId === "DUPLICATEEXPAND" ? "members" : "forwarding"} of ${event.RelatedRecipientAddress} lead${event.EventId === "DUPLICATEEXPAND" ? "" : "s"} to ${whom}, too, who gets one copy.`,
      ];
    case "LOAD":
      return [`Found in the queues when the server started, for ${listed(event.Recipients)}.`];
    case "INITMESSAGECREATED":
      return [`Held until a moderator of ${whom} approves it; asked: ${event.SourceContext}.`];
    case "MODERATORAPPROVE":
      return [`Approved for ${whom} by ${event.SourceContext}.`];
    case "MODERATORREJECT":
      return [`Rejected for ${whom} by ${event.SourceContext}.`];
    case "MODERATIONEXPIRE":
      return [`No moderator of ${whom} decided in time; it ended there.`];
    case "MODERATORSALLNDR":
      return [`None of the moderators of ${whom} could be asked; it ended there.`];
    case "BADMAIL":
      return [`A file of the pickup directory could not be submitted: ${event.SourceContext}`];
    case "DEFER":
      if (isAnswer(event)) return said(`${event.ServerHostname} put it off for ${listed(event.Recipients)}:`);
      return said(`Put off for ${listed(event.Recipients)}${because(event.SourceContext)}`);
    case "FAIL":
      if (isAnswer(event)) return said(`${event.ServerHostname} refused it for ${listed(event.Recipients)}:`);
      return said(`Failed for ${listed(event.Recipients)}${because(event.SourceContext)}`);
    case "DSN":
      return [
        event.MessageId === first.MessageId
          ? `This report went to ${whom}.`
          : `A report (${event.SourceContext}) went to ${whom}: message ${event.MessageId}.`,
      ];
    case "RESUBMIT":
      return [`Sent back to the categorizer by ${event.Source === "ADMIN" ? "an administrator" : "its queue"}.`];
    case "DROP":
      return [
        `Ended for ${listed(event.Recipients)} without delivery and without a report${because(event.SourceContext)}`,
      ];
    case "POISONMESSAGE":
      return [`Set aside in the Poison queue${because(event.SourceContext)}`];
    default:
      return said(`${event.EventId} by ${event.Source} for ${listed(event.Recipients)}${because(event.SourceContext)}`);
  }
}

function received(event: Event, whom: string): string[] {
  if (event.Source === "DSN") return [`Made here as a report for ${whom}.`];
  if (event.Source === "APPROVAL") return [`Made here for the approval of message ${event.Reference}, for ${whom}.`];
  if (event.Source !== "SMTP") return [`Taken from ${event.Source} for ${whom}.`];
  const client = `${event.ClientHostname || "a client"} [${event.ClientIp}]`;
  return [`Received from ${client} by Receive connector '${event.ConnectorId}' for ${whom}.`];
}

/** What the categorizer did with it, and what it asked before that. */
function decided(event: Event): string[] {
  const { reasons, checks } = decodeReasons(event.CustomData);
  const asked = checks.map((check) => `  ${check.text}`);
  return ["The categorizer decided:", ...byRecipient(reasons), ...(asked.length > 0 ? [passedLine, ...asked] : [])];
}

const passedLine = "Asked before, and passed:";

/** Steps under the recipient that the sender named, in the order of their first step. */
function byRecipient(reasons: readonly Reason[]): string[] {
  const steps = new Map<string, string[]>();
  for (const { address, text } of reasons) {
    const known = steps.get(address);
    if (known) known.push(text);
    else steps.set(address, [text]);
  }
  return [...steps].map(([address, texts]) => `${address === "" ? "" : `${address}: `}${texts.join(" ")}`);
}

/** Whether another server said so itself. */
const isAnswer = (event: Event) => event.Source === "SMTP" && event.SourceContext === "";

const mostListed = 20;

function listed(recipients: readonly string[]): string {
  const rest = recipients.length - mostListed;
  return `${recipients.slice(0, mostListed).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

const sender = (address: string) => (address === "" ? "<> (nobody)" : address);
const because = (context: string) => (context === "" ? "." : `: ${context}`);
const answer = (recipient: string, status: string | undefined) =>
  status === undefined || status === "" ? undefined : `${recipient}: "${status}"`;
