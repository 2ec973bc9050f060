// What Tab offers for an identity: names, aliases, addresses and paths that begin so, read from the indexes.
import type { Services } from "../command/context.ts";
import type { Entity } from "../values/shape.ts";
import { addressOf, isSmtpProxy } from "./kinds.ts";
import { everyone } from "./recipient.ts";
import { classNamed } from "./registry.ts";

/** Objects looked at for each kind of word. */
const most = 50;

/** The classes of kinds of identities that are not named after a class. */
const classes: Readonly<Record<string, readonly string[]>> = {
  RecipientIdParameter: everyone,
  GeneralRecipientIdParameter: [...everyone, "User", "Group"],
  UserIdParameter: ["Mailbox", "MailUser", "User"],
  ContactIdParameter: ["MailContact", "Contact"],
  GroupIdParameter: ["DistributionGroup", "Group"],
  DynamicGroupIdParameter: ["DynamicDistributionGroup"],
  SecurityPrincipalIdParameter: ["Mailbox", "MailUser", "User", "DistributionGroup", "Group"],
  ADRawEntryIdParameter: [...everyone, "User", "Group", "ReceiveConnector", "SendConnector"],
  DatabaseIdParameter: ["MailboxDatabase"],
  ServerIdParameter: ["ExchangeServer"],
};

/** @param kind the kind's name, as help shows it: "MailboxIdParameter". */
export async function* identitiesFor(kind: string, prefix: string, { org }: Services): AsyncIterableIterator<string> {
  const names = classes[kind] ?? [kind.replace(/IdParameter$/, "")];
  const meant = names.flatMap((name) => classNamed(name) ?? []);
  const start = prefix.toLowerCase();
  const seen = new Set<string>();
  for await (const object of org.beginning(meant, "Name", prefix, most)) {
    seen.add(object.get("Guid") as string);
    yield object.get("Name") as string;
  }
  const settings = meant.filter((cls) => cls.resident);
  if (prefix.includes("\\")) {
    for await (const object of org.all(settings)) {
      const path = object.get("Identity") as string;
      if (path.toLowerCase().startsWith(start)) yield path;
    }
  }
  const recipients = meant.filter((cls) => !cls.resident);
  if (prefix === "" || recipients.length === 0) return;
  const at = prefix.indexOf("@");
  const alias = at < 0 ? prefix : prefix.slice(0, at);
  for await (const object of org.beginning(recipients, "Alias", alias, most)) {
    if (at >= 0) yield* addressesOf(object, start);
    else if (!seen.has(object.get("Guid") as string)) yield object.get("Alias") as string;
  }
}

function* addressesOf(object: Entity, start: string): Iterable<string> {
  for (const proxy of (object.get("EmailAddresses") as readonly string[] | null) ?? []) {
    if (isSmtpProxy(proxy) && addressOf(proxy).toLowerCase().startsWith(start)) yield addressOf(proxy);
  }
}
