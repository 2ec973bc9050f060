// One message over one session: what it needs of the other side, its recipients in groups, and what became of each.
import { isAscii } from "node:buffer";
import { Problem } from "../../command/problem.ts";
import { toSevenBit } from "../../mail/sevenbit.ts";
import { inALabels } from "../categorizer/plan.ts";
import type { Host } from "../dns/hosts.ts";
import { type Core, wholeMessage } from "../queues/core.ts";
import type { Item } from "../queues/item.ts";
import type { ItemRecipient } from "../queues/records.ts";
import type { Result } from "../queues/settle.ts";
import type { Sent } from "./carrier.ts";
import type { Client, Replied, Transaction } from "./client.ts";
import { type Policies, waitsFor } from "./policies.ts";

const mostRecipients = 100;

/** Sends one item; rejects for a fault of ours alone. */
export async function sendItem(
  core: Core,
  client: Client,
  host: Host,
  item: Item,
  policies: Policies,
  begun: () => void,
): Promise<Sent> {
  let content: Buffer;
  try {
    content = await wholeMessage(core, item.mail);
  } catch (failure) {
    return { kind: "answered", open: true, results: item.recipients.map(unreadable(failure)) };
  }
  // What was declared 8-bit may be ASCII all the same, and the other way round: the bytes decide.
  let eightBit = !isAscii(content);
  const results: Result[] = [];
  const sayable: ItemRecipient[] = [];
  for (const recipient of item.recipients) {
    const response = addressFault(item.sender, recipient.address);
    if (response === undefined) sayable.push(recipient);
    else results.push({ kind: "failed", recipient, response });
  }
  let broken: string | undefined;
  for (const group of groupsOf(sayable)) {
    if (broken !== undefined) {
      for (const recipient of group) results.push({ kind: "later", recipient, response: `421 4.4.2 ${broken}` });
      continue;
    }
    const said = spellingFor(client);
    const utf8 = needsUtf8([item.sender, ...group.map((recipient) => recipient.address)].map(said), item, content);
    const ascii = eightBit && !utf8 && !client.offers("8BITMIME") ? toSevenBit(content) : undefined;
    if (ascii) [content, eightBit] = [ascii, false];
    const fault = faultOf(item, content, eightBit, utf8, client);
    if (fault !== undefined) {
      for (const recipient of group) results.push({ kind: "failed", recipient, response: fault, remote: host.name });
      continue;
    }
    const replied = await client.send(
      transactionOf(item, group, said, content.length, eightBit, utf8),
      [content],
      begun,
    );
    broken = replied.broken;
    if (replied.reply === undefined && results.length === 0 && replied.rejected.size === 0) {
      return { kind: "lost", error: `451 4.4.2 ${host.name}: ${replied.broken}` };
    }
    for (const recipient of group) results.push(resultOf(recipient, said, replied, host, client, policies));
  }
  return { kind: "answered", results, open: broken === undefined };
}

/** A body that is gone or damaged stays so; a disk that does not answer now may answer later, and what it says is ours alone. */
function unreadable(failure: unknown): (recipient: ItemRecipient) => Result {
  const lost = failure instanceof Problem && (failure.id === "BodyDamaged" || failure.id === "BodyNotFound");
  return (recipient) =>
    lost
      ? { kind: "failed", recipient, response: "554 5.6.0 The message is damaged on this server's disk" }
      : { kind: "later", recipient, response: "451 4.3.0 The message cannot be read from this server's disk now" };
}

/** The library refuses to say angle brackets, which only a quoted local part can hold, and many servers misread them. */
function addressFault(sender: string, recipient: string): string | undefined {
  const text = "address has an angle bracket in its quoted local part and cannot be passed on";
  if (/[<>]/.test(sender)) return `550 5.1.7 The sender's ${text}`;
  return /[<>]/.test(recipient) ? `550 5.1.3 The recipient's ${text}` : undefined;
}

/** What makes a message impossible to pass on as it is. A NUL would end it somewhere else than where it ends. */
function faultOf(item: Item, content: Buffer, eightBit: boolean, utf8: boolean, client: Client): string | undefined {
  if (item.mail.record.envelope.requireTls && !(client.proved && client.offers("REQUIRETLS"))) {
    return "550 5.7.30 REQUIRETLS support required";
  }
  if (content.includes(0)) return "554 5.6.0 The message holds a NUL character";
  if (utf8 && !client.offers("SMTPUTF8")) {
    return "550 5.6.7 The next server does not take addresses or headers beyond ASCII (SMTPUTF8)";
  }
  if (!eightBit || client.offers("8BITMIME")) return undefined;
  return "554 5.6.3 The next server does not take 8-bit messages (8BITMIME), and this one cannot be converted without breaking it";
}

/** How an address is said to a server: without SMTPUTF8 its domain in A-labels (RFC 6531 3.2), and the local part as it is. */
type Spelling = (address: string) => string;

function spellingFor(client: Client): Spelling {
  return client.offers("SMTPUTF8")
    ? (address) => address
    : (address) => (isPlain(address) ? address : inALabels(address));
}

const isPlain = (text: string) => !/[^\x00-\x7f]/.test(text);

function needsUtf8(addresses: readonly string[], item: Item, content: Buffer): boolean {
  if (!addresses.every(isPlain)) return true;
  if (!item.mail.record.envelope.utf8) return false;
  const end = content.indexOf("\r\n\r\n");
  return !isAscii(end < 0 ? content : content.subarray(0, end));
}

/** Recipients with equal DSN parameters share a transaction, as the library has one set for all; bounded in number. */
function groupsOf(recipients: readonly ItemRecipient[]): ItemRecipient[][] {
  const groups = new Map<string, ItemRecipient[]>();
  for (const recipient of recipients) {
    const key = JSON.stringify([recipient.notify ?? null, recipient.original ?? null]);
    const group = groups.get(key);
    if (group) group.push(recipient);
    else groups.set(key, [recipient]);
  }
  return [...groups.values()].flatMap((group) => {
    const cut: ItemRecipient[][] = [];
    for (let at = 0; at < group.length; at += mostRecipients) cut.push(group.slice(at, at + mostRecipients));
    return cut;
  });
}

function transactionOf(
  item: Item,
  group: readonly ItemRecipient[],
  said: Spelling,
  size: number,
  eightBit: boolean,
  utf8: boolean,
): Transaction {
  const { ret, envid, requireTls } = item.mail.record.envelope;
  const [first] = group;
  return {
    from: said(item.sender),
    to: group.map((recipient) => said(recipient.address)),
    size,
    eightBit,
    utf8,
    requireTls: requireTls ?? false,
    dsn: { ret, envid, notify: first?.notify, original: first?.original },
  };
}

function resultOf(
  recipient: ItemRecipient,
  said: Spelling,
  replied: Replied,
  host: Host,
  client: Client,
  policies: Policies,
): Result {
  const refused = replied.rejected.get(said(recipient.address));
  const response = refused ?? replied.reply ?? `421 4.4.2 ${replied.broken}`;
  const facts = { recipient, response, remote: host.name };
  if (response.startsWith("2")) return { kind: "relayed", ...facts, reports: client.offers("DSN") };
  return { kind: waitsFor(response, policies) ? "later" : "failed", ...facts };
}
