// What reception refuses, in Exchange's words (behaviour 1.8), each in one place.
import { Problem } from "../../command/problem.ts";
import type { OctetFault } from "../../mail/octets.ts";
import { Refusal } from "../../mail/refusal.ts";

export const tooManyErrors = "Too many errors on this connection, closing transmission channel";

export const badArguments = () => new Refusal(501, "5.5.4", "Invalid arguments");
export const badParameter = () => new Refusal(555, "5.5.4", "Unrecognized parameter");
export const badDomain = () => new Refusal(501, "5.5.4", "Invalid domain name");
export const unknownCommand = () => new Refusal(500, "5.3.3", "Unrecognized command");
export const outOfOrder = (text: string) => new Refusal(503, "5.5.2", text);
export const tooLarge = () => new Refusal(552, "5.3.4", "Message size exceeds fixed maximum message size");
export const headerTooLarge = () => new Refusal(552, "5.3.4", "Header size exceeds fixed maximum size");
export const looped = () => new Refusal(554, "5.4.14", "Hop count exceeded - possible mail loop");
export const noResources = () => new Refusal(452, "4.3.1", "Insufficient system resources");
export const tooManyRecipients = () => new Refusal(452, "4.5.3", "Too many recipients");
export const needsTls = () => new Refusal(530, "5.7.0", "Must issue a STARTTLS command first");
export const certificateNeeded = () => new Refusal(454, "4.7.5", "Certificate validation failure");
export const needsTlsToLogOn = () =>
  new Refusal(538, "5.7.11", "Encryption required for requested authentication mechanism");
export const unknownMechanism = () => new Refusal(504, "5.7.4", "Unrecognized authentication type");
export const anonymousNotAllowed = () =>
  new Refusal(530, "5.7.57", "SMTP; Client was not authenticated to send anonymous mail during MAIL FROM");
export const mayNotSendAs = () =>
  new Refusal(550, "5.7.60", "SMTP; Client does not have permissions to send as this sender");
export const mailboxFull = () =>
  new Refusal(
    552,
    "5.2.2",
    "STOREDRV.Submit; mailbox full. The mailbox has reached its ProhibitSendQuota, so nothing is sent from it",
  );
export const noRelay = () => new Refusal(550, "5.7.54", "SMTP; Unable to relay recipient in non-accepted domain");
export const authenticationRequired = () =>
  new Refusal(550, "5.7.1", "RESOLVER.RST.AuthRequired; authentication required");
export const recipientNotFound = () =>
  new Refusal(550, "5.1.10", "RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup");
export const rateExceeded = () =>
  new Refusal(421, "4.4.2", "Message submission rate for this client has exceeded the configured limit");
export const logonsBusy = () => new Refusal(454, "4.7.0", "Temporary authentication failure, try again later");
export const ours = () => new Refusal(451, "4.3.0", "Temporary server error. Please try again later");

/** What a client hears of trouble that is ours: of a full disk that there is no room, of all else that it may come back. */
export function refusalFor(error: unknown): Refusal {
  if (!(error instanceof Problem)) return ours();
  if (error.id === "SpoolClosed") return notAvailable();
  return error.category === "ResourceUnavailable" || error.category === "ResourceBusy" ? noResources() : ours();
}

/** Before there is a session: no connector for this peer, or too many connections. */
export const notAvailable = () => new Refusal(421, "4.3.2", "Service not available");

const faultTexts: Readonly<Record<OctetFault, readonly [string, string]>> = {
  "bare CR": ["5.6.11", "Message contains bare carriage returns; lines must end with <CRLF>"],
  "bare LF": ["5.6.11", "Message contains bare line feeds; lines must end with <CRLF>"],
  NUL: ["5.6.0", "Message contains NUL characters"],
  "long line": ["5.6.0", "Message contains a line longer than 998 octets"],
};

/** For a message whose bytes break the rules of octets.ts. */
export function octetRefusal(fault: OctetFault): Refusal {
  const [enhanced, text] = faultTexts[fault];
  return new Refusal(550, enhanced, text);
}
