// The lines that a session begins with and lives on: the greeting, the keywords of EHLO, the text of a command.
import { mailDate } from "../../mail/date.ts";
import { Refusal } from "../../mail/refusal.ts";
import type { ReceiveConnectorObject } from "./connector.ts";

/** The greeting of a connector without a Banner (behaviour 1.6). `at` is in milliseconds since 1970. */
export function greetingOf(server: string, at: number): string {
  return `220 ${server} ESMTP MAIL Service ready at ${mailDate(at)}`;
}

/** What EHLO offers, in Exchange's order (behaviour 1.7). */
export function keywordsOf(
  connector: ReceiveConnectorObject,
  session: { readonly tls: boolean; readonly auth: boolean; readonly secure: boolean },
): string[] {
  const size = connector.SizeEnabled;
  const offers: [boolean, string][] = [
    [size !== "Disabled", size === "Enabled" ? `SIZE ${connector.MaxMessageSize.bytes}` : "SIZE"],
    [connector.PipeliningEnabled, "PIPELINING"],
    [connector.DeliveryStatusNotificationEnabled, "DSN"],
    [connector.EnhancedStatusCodesEnabled, "ENHANCEDSTATUSCODES"],
    [session.tls, "STARTTLS"],
    [session.auth, "AUTH LOGIN PLAIN"],
    [connector.EightBitMimeEnabled, "8BITMIME"],
    [connector.SmtpUtf8Enabled, "SMTPUTF8"],
    [connector.LongAddressesEnabled, "XLONGADDR"],
    // Over TLS alone (RFC 8689 2).
    [session.secure, "REQUIRETLS"],
  ];
  return offers.filter(([offered]) => offered).map(([, keyword]) => keyword);
}

/** What HELP tells. */
export const knownCommands = "HELO EHLO STARTTLS RCPT DATA RSET MAIL QUIT HELP AUTH VRFY NOOP";
export const verbs: ReadonlySet<string> = new Set([...knownCommands.split(" "), "EXPN"]);

/** The text of a command; throws a Refusal for bytes that no command may hold. A line without CR still has its LF. */
export function decodeLine(command: Buffer): string {
  let line: string;
  try {
    line = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(command);
  } catch {
    throw new Refusal(500, "5.5.2", "Syntax error, command is not UTF-8");
  }
  if (line.endsWith("\n")) throw new Refusal(500, "5.5.2", "Syntax error, a line must end with <CRLF>");
  if (/[\x00-\x08\x0a-\x1f\x7f]/.test(line)) {
    throw new Refusal(500, "5.5.2", "Syntax error, control character in command");
  }
  return line;
}
