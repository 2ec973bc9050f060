// Which messages a cmdlet means: the parameters by which people choose, and the messages that these name.
import type { ParameterTable } from "../command/cmdlet.ts";
import type { Context } from "../command/context.ts";
import { Mailbox } from "../org/classes/Mailbox.ts";
import { instant } from "../org/kinds.ts";
import { requireMounted } from "../org/mounting.ts";
import type { MailboxObject } from "../org/organization.ts";
import { identity } from "../org/parameters.ts";
import type { DateTime } from "../values/datetime.ts";
import { count, isLimited, text, type UnlimitedValue, unlimited } from "../values/kinds.ts";
import { folderNotFound, messageNotFound } from "./errors.ts";
import { findFolder } from "./folders.ts";
import { type Filter, matcher } from "./match.ts";
import type { Message } from "./store.ts";

export const chooser = {
  Identity: {
    type: identity("MailboxMessageIdParameter"),
    mandatory: true,
    position: 1,
    pipeline: "both",
    aliases: ["Mailbox"],
    summary: "The mailbox, or one message in it by the Identity of that.",
  },
  Folder: { type: text, summary: "The folder they are in, by its name or path." },
  Subject: { type: text, summary: "A part of their subject; or a pattern for all of it, with * and ?." },
  Sender: {
    type: text,
    summary: "A part of their From field or of the envelope's sender; or a pattern, with * and ?.",
  },
  MessageId: { type: text, summary: "Their Message-ID, with or without angle brackets." },
  Since: { type: instant, summary: "When they were received at the earliest." },
} as const satisfies ParameterTable;

export const resultSize = {
  ResultSize: {
    type: unlimited(count),
    summary: "The most messages to give; 1000 when it is left out, Unlimited for all.",
  },
} as const satisfies ParameterTable;

export interface Chosen {
  readonly Identity: string;
  readonly Folder?: string;
  readonly Subject?: string;
  readonly Sender?: string;
  readonly MessageId?: string;
  readonly Since?: DateTime;
}

export interface Choice {
  readonly mailbox: MailboxObject;
  readonly message: Message;
}

const defaultResultSize = 1000;

/** What -ResultSize comes to; undefined is all. */
export const limitOf = (size: number | UnlimitedValue | undefined): number | undefined =>
  size === undefined ? defaultResultSize : isLimited(size) ? size : undefined;

/**
 * The messages that are meant, each with its mailbox; at most `limit`, and a warning when there are more. Throws a
 * Problem when there is no such mailbox, folder or message.
 */
export async function* chosen(p: Chosen, ctx: Context, limit?: number): AsyncIterableIterator<Choice> {
  const filter = filterOf(p);
  const one = await single(p.Identity, ctx);
  if (one) {
    if (matcher(filter)(one.message)) yield one;
    return;
  }
  const mailbox = await ctx.org.find(Mailbox, p.Identity);
  requireMounted(ctx.org.snapshot(), mailbox.Database);
  let count = 0;
  for await (const message of ctx.mailboxes.messages(mailbox.ExchangeGuid, filter)) {
    if (limit !== undefined && ++count > limit) {
      ctx.warning(
        "There are more messages than are shown. To see them, increase the value of the ResultSize parameter.",
      );
      return;
    }
    yield { mailbox, message };
  }
}

/** A message by its own Identity; nothing when the text names no message. */
async function single(name: string, ctx: Context): Promise<Choice | undefined> {
  const slash = name.lastIndexOf("\\");
  if (slash < 0) return undefined;
  const mailbox = await ctx.org.seek(Mailbox, name.slice(0, slash));
  if (mailbox === undefined) return undefined;
  requireMounted(ctx.org.snapshot(), mailbox.Database);
  const message = await ctx.mailboxes.message(mailbox.ExchangeGuid, name.slice(slash + 1));
  if (message) return { mailbox, message };
  // "DOMAIN\alias" may be a mailbox.
  if (await ctx.org.seek(Mailbox, name)) return undefined;
  throw messageNotFound(name);
}

export function filterOf(p: Omit<Chosen, "Identity">): Filter {
  const folder = p.Folder === undefined ? undefined : findFolder(p.Folder);
  if (p.Folder !== undefined && folder === undefined) throw folderNotFound(p.Folder);
  return {
    ...(folder ? { folder: folder.id } : {}),
    ...(p.Subject === undefined ? {} : { subject: p.Subject }),
    ...(p.Sender === undefined ? {} : { sender: p.Sender }),
    ...(p.MessageId === undefined ? {} : { messageId: p.MessageId }),
    ...(p.Since === undefined ? {} : { since: p.Since.milliseconds }),
  };
}

/** How people name a message. */
export const messageIdentity = (mailbox: MailboxObject, message: Message): string =>
  `${mailbox.PrimarySmtpAddress}\\${message.id}`;
