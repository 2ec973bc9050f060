// One mail transaction of a session: MAIL, RCPT and the end of DATA checked, and made a submission (RFC 5321 3.3).
import {
  type Address,
  addressKey,
  addressLimit,
  longAddressLimit,
  type Path,
  parsePath,
  printAddress,
} from "../../mail/address.ts";
import { Header } from "../../mail/headers.ts";
import { parseMailboxes } from "../../mail/mailboxes.ts";
import { parseEnvid, parseNotify, parseOrcpt, parseParameters, parseRet } from "../../mail/parameters.ts";
import { Refusal } from "../../mail/refusal.ts";
import { hopCount, localHopCount, makeMessageId, missingFields, receivedField } from "../../mail/trace.ts";
import type { Envelope, EnvelopeRecipient, Notify, Submission } from "../message.ts";
import type { AuthenticatedUser } from "./authentication.ts";
import type { ReceiveConnectorObject } from "./connector.ts";
import type { ReceptionFacts } from "./facts.ts";
import { proves } from "./peer.ts";
import { checkRecipient, checkSender, firewall, type Proven, type Right } from "./permission.ts";
import {
  badArguments,
  badParameter,
  headerTooLarge,
  looped,
  mailboxFull,
  mayNotSendAs,
  tooLarge,
  tooManyRecipients,
} from "./refusals.ts";
import { whyTaken } from "./why.ts";

/** What a transaction must know of its session. */
export interface Speaker {
  readonly connector: ReceiveConnectorObject;
  readonly facts: ReceptionFacts;
  /** The name the connector gives itself. */
  readonly server: string;
  readonly localAddress: string;
  readonly remoteAddress: string;
  readonly hello: string;
  readonly extended: boolean;
  readonly tls: { readonly protocol: string; readonly cipher: string } | undefined;
  readonly user: AuthenticatedUser | undefined;
  readonly rights: ReadonlySet<Right>;
  /** How the connector was chosen and who the client is, for the story of its messages. */
  readonly why: readonly string[];
  /** The names that the peer's certificate proves. */
  readonly names: readonly string[];
  /** Whether AUTH is offered, so that the AUTH parameter of MAIL is known. */
  readonly offersAuth: boolean;
}

/** A transaction under way. */
export interface Transaction {
  readonly sender: Address | null;
  readonly recipients: EnvelopeRecipient[];
  /** Keys of the recipients, each once. */
  readonly keys: Map<string, Address>;
  readonly parameters: Pick<Envelope, "ret" | "envid" | "body" | "utf8" | "requireTls">;
}

/** MAIL FROM (RFC 5321 4.1.1.2); `argument` is what follows the verb. Throws a Refusal. */
export async function beginMail(argument: string, speaker: Speaker): Promise<Transaction> {
  const { connector, rights } = speaker;
  const { path, rest } = readPath(argument, "FROM", connector, "5.1.7");
  const parameters = parametersOf(rest, speaker);
  const utf8 = take(parameters, "SMTPUTF8", connector.SmtpUtf8Enabled) === true;
  requireAscii(argument, utf8, path.address);
  const size = take(parameters, "SIZE", connector.SizeEnabled !== "Disabled");
  const body = take(parameters, "BODY", connector.EightBitMimeEnabled);
  const ret = take(parameters, "RET", connector.DeliveryStatusNotificationEnabled);
  const envid = take(parameters, "ENVID", connector.DeliveryStatusNotificationEnabled);
  const requireTls = take(parameters, "REQUIRETLS", speaker.tls !== undefined);
  // Who submitted it elsewhere (RFC 4954 5) is not taken over: this hop vouches for nobody but its own clients.
  take(parameters, "AUTH", speaker.offersAuth);
  if (parameters.size > 0) throw badParameter();
  if (size !== undefined) checkDeclaredSize(size, connector, rights);
  if (body !== undefined && !/^(?:7BIT|8BITMIME)$/i.test(String(body))) throw badArguments();
  const envelopeId = envid === undefined ? undefined : parseEnvid(String(envid));
  const returned = ret === undefined ? undefined : parseRet(String(ret));
  if ((envid !== undefined && !envelopeId) || (ret !== undefined && !returned)) throw badArguments();
  const sender = path.address && completed(path.address, speaker);
  const proven: Proven = {
    user: speaker.user?.guid,
    domainSecure: connector.DomainSecureEnabled,
    proves: (domain) => proves(speaker.names, domain),
  };
  await checkSender(rights, sender, proven, speaker.facts);
  if (speaker.user !== undefined && (await speaker.facts.isFull(speaker.user.guid))) throw mailboxFull();
  return {
    sender,
    recipients: [],
    keys: new Map(),
    parameters: {
      ...(returned ? { ret: returned } : {}),
      ...(envelopeId ? { envid: envelopeId } : {}),
      body: String(body).toUpperCase() === "8BITMIME" ? "8BITMIME" : "7BIT",
      utf8,
      ...(requireTls ? { requireTls: true } : {}),
    },
  };
}

/** RCPT TO (RFC 5321 4.1.1.3): the recipient is in the transaction, or a Refusal is thrown. */
export async function addRecipient(argument: string, transaction: Transaction, speaker: Speaker): Promise<void> {
  const { connector } = speaker;
  const { path, rest } = readPath(argument, "TO", connector, "5.1.3");
  requireAscii(argument, transaction.parameters.utf8, path.address);
  if (path.address === null) throw new Refusal(501, "5.1.3", "Invalid address");
  const parameters = parametersOf(rest, speaker);
  const dsn = connector.DeliveryStatusNotificationEnabled;
  const notify = take(parameters, "NOTIFY", dsn);
  const original = take(parameters, "ORCPT", dsn);
  if (parameters.size > 0) throw badParameter();
  const wanted = notify === undefined ? undefined : parseNotify(String(notify));
  const orcpt = original === undefined ? undefined : parseOrcpt(String(original));
  if ((notify !== undefined && !wanted) || (original !== undefined && !orcpt)) throw badArguments();
  const address = completed(path.address, speaker);
  checkDomain(address.domain, connector);
  const key = addressKey(address);
  if (!transaction.keys.has(key) && transaction.keys.size >= connector.MaxRecipientsPerMessage) {
    throw tooManyRecipients();
  }
  await checkRecipient(speaker.rights, address, speaker.user !== undefined, speaker.facts);
  if (transaction.keys.has(key)) return;
  transaction.keys.set(key, address);
  transaction.recipients.push({
    address: printAddress(address),
    ...(wanted ? { notify: wanted.map((word) => word.toLowerCase() as Notify) } : {}),
    ...(orcpt ? { original: `${orcpt.type};${orcpt.address}` } : {}),
  });
}

/** The submission that a whole message makes; throws a Refusal. `id` is unique, `arrived` in milliseconds since 1970. */
export async function finishMail(
  content: Buffer,
  transaction: Transaction,
  speaker: Speaker,
  { id, arrived }: { readonly id: string; readonly arrived: number },
): Promise<Submission> {
  const { connector, rights } = speaker;
  const header = new Header(content, connector.MaxHeaderSize.bytes);
  if (header.size > connector.MaxHeaderSize.bytes) {
    throw headerTooLarge();
  }
  checkHops(header, connector, speaker.server);
  await checkAuthor(header, speaker);
  const kept = throughFirewall(content, header, rights);
  const submitted = speaker.user !== undefined;
  const added = missingFields(header, makeMessageId(id, speaker.server), arrived, submitted);
  const trace = receivedField({
    hello: speaker.hello,
    clientAddress: speaker.remoteAddress,
    server: speaker.server,
    serverAddress: speaker.localAddress,
    extended: speaker.extended,
    tls: speaker.tls,
    authenticated: submitted,
    utf8: transaction.parameters.utf8,
    id,
    recipient: transaction.keys.size === 1 ? [...transaction.keys.values()][0] : undefined,
    at: arrived,
  });
  const whole = added === "" ? kept : Buffer.concat([Buffer.from(added), kept]);
  return {
    envelope: {
      sender: transaction.sender === null ? "" : printAddress(transaction.sender),
      recipients: transaction.recipients,
      ...transaction.parameters,
    },
    content: whole,
    ...(whole === content ? { header } : {}),
    trace,
    source: {
      kind: "SMTP",
      connector: connector.Identity,
      clientAddress: speaker.remoteAddress,
      clientName: speaker.hello,
      serverAddress: speaker.localAddress,
      ...(speaker.user ? { user: speaker.user } : {}),
      authenticated: submitted || rights.has("SMTP-Accept-Authentication-Flag"),
      bypassSizeLimit: rights.has("Bypass-Message-Size-Limit"),
      ...(speaker.tls ? { tls: speaker.tls } : {}),
    },
    arrived,
    reasons: [
      ...speaker.why,
      whyTaken(connector, {
        size: content.length,
        recipients: transaction.keys.size,
        header,
        boundless: rights.has("Bypass-Message-Size-Limit"),
      }),
    ],
  };
}

function readPath(argument: string, word: "FROM" | "TO", connector: ReceiveConnectorObject, enhanced: string) {
  const colon = argument.indexOf(":");
  if (
    argument
      .slice(0, colon < 0 ? undefined : colon)
      .trim()
      .toUpperCase() !== word ||
    colon < 0
  )
    throw badArguments();
  let text = argument.slice(colon + 1).trimStart();
  // Devices leave the brackets out; what is meant is clear as long as there are no blanks or quotes.
  if (!text.startsWith("<")) text = text.replace(/^[^\s"<>]+/, "<$&>");
  const limit = connector.LongAddressesEnabled ? longAddressLimit : addressLimit;
  const path: Path | undefined = parsePath(text, limit, connector.DefaultDomain !== null);
  const rest = path ? text.slice(path.end) : "";
  if (!path || (rest !== "" && !rest.startsWith(" "))) throw new Refusal(501, enhanced, "Invalid address");
  return { path, rest };
}

function parametersOf(rest: string, speaker: Speaker): Map<string, string | true> {
  const parameters = parseParameters(rest);
  if (!parameters || (parameters.size > 0 && !speaker.extended)) throw badArguments();
  return parameters;
}

/** Parameters without a value. */
const flagWords: ReadonlySet<string> = new Set(["SMTPUTF8", "REQUIRETLS"]);

/** Takes a parameter out when it is offered; what is left in the end is unknown. */
function take(parameters: Map<string, string | true>, keyword: string, offered: boolean): string | true | undefined {
  const value = parameters.get(keyword);
  if (value === undefined || !offered) return undefined;
  if ((value === true) !== flagWords.has(keyword)) throw badArguments();
  parameters.delete(keyword);
  return value;
}

/** Addresses beyond ASCII need SMTPUTF8 (RFC 6531 3.5). */
function requireAscii(argument: string, utf8: boolean, address: Address | null): void {
  if (!utf8 && /[^\x00-\x7f]/.test(argument)) {
    throw new Refusal(address === null ? 501 : 553, "5.6.7", "Non-ASCII address without SMTPUTF8");
  }
}

function checkDeclaredSize(size: string | true, connector: ReceiveConnectorObject, rights: ReadonlySet<Right>): void {
  if (!/^\d{1,20}$/.test(String(size))) throw badArguments();
  if (Number(size) > connector.MaxMessageSize.bytes && !rights.has("Bypass-Message-Size-Limit")) throw tooLarge();
}

/** An address that came without a domain gets the connector's, or the organization's for its postmaster. */
function completed(address: Address, { connector, facts }: Speaker): Address {
  if (address.domain !== "") return address;
  const own = connector.DefaultDomain && facts.domainOf(connector.DefaultDomain.guid);
  return { local: address.local, domain: own ?? facts.defaultDomain };
}

const reservedTop = new Set(["test", "example", "invalid", "localhost"]);

function checkDomain(domain: string, connector: ReceiveConnectorObject): void {
  if (domain.startsWith("[")) return;
  const labels = domain.split(".");
  const top = labels[labels.length - 1]!;
  if (connector.RejectReservedTopLevelRecipientDomains && reservedTop.has(top)) {
    throw new Refusal(550, "5.1.4", "Recipient address reserved by RFC 2606");
  }
  const second = /^example\.(?:com|net|org)$/.test(labels.slice(-2).join("."));
  if (connector.RejectReservedSecondLevelRecipientDomains && second) {
    throw new Refusal(550, "5.1.5", "Recipient address reserved by RFC 2606");
  }
  if (connector.RejectSingleLabelRecipientDomains && labels.length === 1) {
    throw new Refusal(550, "5.1.6", "Recipient addresses in single label domains not accepted");
  }
}

/** RFC 5321 6.3. */
function checkHops(header: Header, connector: ReceiveConnectorObject, server: string): void {
  const local = connector.MaxLocalHopCount;
  if (hopCount(header) > connector.MaxHopCount || (local > 0 && localHopCount(header, server) > local)) {
    throw looped();
  }
}

/** Whoever may not send as anybody may not write anybody into From and Sender either. */
async function checkAuthor(header: Header, speaker: Speaker): Promise<void> {
  const user = speaker.user;
  if (user === undefined || speaker.rights.has("SMTP-Accept-Any-Sender")) return;
  // One From and one Sender are what a message has (RFC 5322 3.6); many are a way to hide one among them.
  if (header.count("From") > 1 || header.count("Sender") > 1) throw mayNotSendAs();
  const named = (field: string) => parseMailboxes(header.first(field) ?? "", mostAuthors + 1);
  const [authors, senders] = [named("From"), named("Sender")];
  if (authors.length + senders.length > mostAuthors) throw mayNotSendAs();
  // A field in which we find nobody, others may find somebody in.
  if (authors.length < header.count("From") || senders.length < header.count("Sender")) throw mayNotSendAs();
  const { facts } = speaker;
  const own = async (address: Address | undefined) => address !== undefined && (await facts.owns(user.guid, address));
  for (const { address } of senders) if (!(await own(address))) throw mayNotSendAs();
  for (const { address } of authors) {
    if (await own(address)) continue;
    // Whoever writes for another says so in Sender (RFC 5322 3.6.2).
    const onBehalf = senders.length > 0 && address !== undefined && (await facts.sendsFor(user.guid, address));
    if (!onBehalf) throw mayNotSendAs();
  }
}

/** How many mailboxes an author may name as himself. */
const mostAuthors = 20;

/** The message without the fields that this peer may not set; the same buffer when there are none. */
function throughFirewall(content: Buffer, header: Header, rights: ReadonlySet<Right>): Buffer {
  const stops = firewall(rights);
  const stopped = header.fields.filter((field) => stops(field.name));
  if (stopped.length === 0) return content;
  const pieces: Buffer[] = [];
  let at = 0;
  for (const field of stopped) {
    pieces.push(content.subarray(at, field.start));
    at = field.end;
  }
  pieces.push(content.subarray(at));
  return Buffer.concat(pieces);
}
