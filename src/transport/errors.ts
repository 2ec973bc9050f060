// What people are told when queues and messages cannot be found or steered.
import { Problem } from "../command/problem.ts";

export const queueNotFound = (identity: string) =>
  new Problem({
    id: "QueueNotFound",
    category: "ObjectNotFound",
    text: `The queue '${identity}' doesn't exist. Get-Queue shows the queues there are.`,
    target: identity,
  });

export const messageNotFound = (identity: string) =>
  new Problem({
    id: "MessageNotFound",
    category: "ObjectNotFound",
    text: `The message '${identity}' isn't in a queue. Get-Message shows the messages there are.`,
    target: identity,
  });

export const badIdentity = (identity: string, form: string) =>
  new Problem({
    id: "InvalidIdentity",
    category: "InvalidArgument",
    text: `'${identity}' isn't an identity. Write it as ${form}.`,
    target: identity,
  });

export const otherServer = (server: string, own: string) =>
  new Problem({
    id: "ServerNotFound",
    category: "ObjectNotFound",
    text: `The server '${server}' isn't part of this organization; its server is '${own}'.`,
    target: server,
  });

export const queueNotInRetry = (identity: string, status: string) =>
  new Problem({
    id: "QueueNotInRetry",
    category: "InvalidOperation",
    text: `The queue '${identity}' can't be retried: its status is ${status}, and only queues with the status Retry wait for a connection.`,
    target: identity,
  });

export const notAnotherServer = (server: string, error: string | undefined) =>
  new Problem({
    id: "TargetServerNotUsable",
    category: "InvalidArgument",
    text:
      error === undefined
        ? `Messages can't be redirected to '${server}': it is this server.`
        : `Messages can't be redirected to '${server}': ${error}. Name another server by its FQDN.`,
    target: server,
  });

export const cannotResubmit = (identity: string) =>
  new Problem({
    id: "QueueCannotResubmit",
    category: "InvalidOperation",
    text: `The messages of '${identity}' can't be resubmitted: that is for delivery queues with the status Retry and for the Unreachable queue.`,
    target: identity,
  });

export const cannotSuspend = (identity: string) =>
  new Problem({
    id: "QueueCannotSuspend",
    category: "InvalidOperation",
    text: `The queue '${identity}' can't be suspended: its messages are set aside already.`,
    target: identity,
  });

export const cannotRemoveHere = (identity: string) =>
  new Problem({
    id: "MessageInSubmission",
    category: "InvalidOperation",
    text: `The message '${identity}' can't be removed while it is in the Submission queue. Suspend that queue, or wait until the message is in a delivery queue.`,
    target: identity,
  });

export const notSuspended = (identity: string) =>
  new Problem({
    id: "NotSuspended",
    category: "InvalidOperation",
    text: `'${identity}' isn't suspended.`,
    target: identity,
  });

export const alreadySuspended = (identity: string) =>
  new Problem({
    id: "AlreadySuspended",
    category: "InvalidOperation",
    text: `'${identity}' is suspended already.`,
    target: identity,
  });

export const bookmarkTwice = () =>
  new Problem({
    id: "BookmarkTwice",
    category: "InvalidArgument",
    text: "BookmarkIndex and BookmarkObject can't be used together. Use one of them.",
  });

export const notExportable = (identity: string) =>
  new Problem({
    id: "MessageNotSuspended",
    category: "InvalidOperation",
    text: `The message '${identity}' can't be exported while it may move. Suspend it first: Suspend-Message '${identity}'.`,
    target: identity,
  });

export const twoMessagesOneFile = (path: string) =>
  new Problem({
    id: "TwoMessagesOneFile",
    category: "InvalidArgument",
    text: `'${path}' holds one message. Export messages one by one: … | ForEach-Object { Export-Message $_ | AssembleMessage -Path … }.`,
    target: path,
  });

export const cannotWriteMessage = (path: string, error: unknown) =>
  error instanceof Problem
    ? error
    : new Problem({
        id: "MessageFileFailed",
        category: "WriteError",
        text: `The message can't be written to '${path}': ${(error as Error).message}`,
        target: path,
      });

export const moderatedNotFound = (identity: string) =>
  new Problem({
    id: "ModeratedMessageNotFound",
    category: "ObjectNotFound",
    text: `No message '${identity}' waits for approval: it has been decided, has expired, or never was. Get-ModeratedMessage shows those that do.`,
    target: identity,
  });

export const decidedAlready = (identity: string) =>
  new Problem({
    id: "AlreadyDecided",
    category: "InvalidOperation",
    text: `The message '${identity}' has been decided already.`,
    target: identity,
  });

export const transportIsStopped = () =>
  new Problem({
    id: "TransportNotRunning",
    category: "ResourceUnavailable",
    text: "The transport isn't running, so no mail moves. Start it with Start-Transport, or with 'exsh start-transport' in another terminal.",
  });

export const nobodyToTest = (place: string) =>
  new Problem({
    id: "NoMailboxToTest",
    category: "ObjectNotFound",
    text: `There is no mailbox ${place} to which a test message could be sent. Create one with New-Mailbox, or name a recipient with -TargetEmailAddress.`,
    target: place,
  });

export const nobodyToSend = (address: string) =>
  new Problem({
    id: "NoMailboxToSend",
    category: "ObjectNotFound",
    text: `A message to '${address}', outside the organization, needs a mailbox as its sender. Create one with New-Mailbox.`,
    target: address,
  });

export const mailflowFailed = (address: string, detail: string) =>
  new Problem({
    id: "MailflowTestFailed",
    category: "InvalidResult",
    text: `Mail doesn't get to '${address}'. ${detail}`,
    target: address,
  });

export const mailflowSlow = (address: string, seconds: number, most: number) =>
  new Problem({
    id: "MailflowTestSlow",
    category: "LimitsExceeded",
    text: `Mail got to '${address}' after ${seconds.toFixed(1)} seconds, which is longer than ErrorLatency (${most} seconds).`,
    target: address,
  });

/** Throws for settings that leave a Send connector without a server to send from. */
export function connectorNeedsServer(values: Readonly<Record<string, unknown>>): void {
  const servers = values["SourceTransportServers"] as readonly unknown[] | null | undefined;
  if (servers === undefined || (servers !== null && servers.length > 0)) return;
  throw new Problem({
    id: "SendConnectorNeedsServer",
    category: "InvalidArgument",
    text: "SourceTransportServers must name at least one server. To stop a Send connector from being used, set Enabled to $false.",
  });
}

export const bindingSilent = (connector: string, binding: string, details: string) =>
  new Problem({
    id: "SmtpConnectivityFailed",
    category: "ConnectionError",
    text: `'${connector}' doesn't answer on ${binding}: ${details} Get-ReceiveConnector shows its settings, Start-Transport starts the transport.`,
    target: connector,
  });

export const serviceDown = (role: string, services: readonly string[]) =>
  new Problem({
    id: "ServiceNotRunning",
    category: "ResourceUnavailable",
    text: `${role}: ${services.join(", ")} not running. Start-Transport starts what can be started, and tells why something can't.`,
    target: role,
  });

/** A sentence for a binding on which nothing listens. */
export const bindingProblemOf = (binding: string): string =>
  `Nothing listens for ${binding}. Start-Transport tells why; Set-ReceiveConnector -Bindings chooses another port.`;

export const openRelay = (tricks: readonly string[]) =>
  new Problem({
    id: "OpenRelay",
    category: "SecurityError",
    text: `Strangers can send mail to others through this server: ${tricks.join("; ")}. Take ms-Exch-SMTP-Accept-Any-Recipient from strangers, or narrow RemoteIPRanges.`,
    target: tricks[0],
  });

export const addressIsOurs = (address: string) =>
  new Problem({
    id: "RecipientIsInside",
    category: "InvalidArgument",
    text: `'${address}' is in a domain of this organization, so taking mail for it is no relaying. Choose a recipient outside.`,
    target: address,
  });

export function noService(name: string, known: readonly string[]): Problem {
  return new Problem({
    id: "NoServiceFoundForGivenName",
    category: "ObjectNotFound",
    text: `Cannot find any service with service name '${name}'. The services of Exchange here are ${known.join(", ")}; those of the system are shown by its own programs (systemctl).`,
    target: name,
    exceptionType: "Microsoft.PowerShell.Commands.ServiceCommandException",
  });
}

export function partOfTransport(name: string, store: boolean): Problem {
  return new Problem({
    id: "CouldNotChangeService",
    category: "InvalidOperation",
    text: store
      ? `The service '${name}' runs as long as the organization is open; Dismount-Database closes a mailbox database.`
      : `The service '${name}' starts and stops with MSExchangeTransport. Start or stop that.`,
    target: name,
    exceptionType: "Microsoft.PowerShell.Commands.ServiceCommandException",
  });
}

export const noSuchDiagnostics = (parameter: string, given: string, known: readonly string[]) =>
  new Problem({
    id: "DiagnosticsNotFound",
    category: "InvalidArgument",
    text: `Nothing is told for -${parameter} '${given}'. What can be asked for: ${known.join(", ")}.`,
    target: given,
  });
