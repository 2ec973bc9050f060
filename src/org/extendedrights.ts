// The extended rights there are on each class, and those that permission groups and new connectors come with (behaviour 1.5, 2).
import type { Entity } from "../values/shape.ts";
import type { AccessEntry } from "./access.ts";
import type { Flags } from "./flags.ts";
import { wellKnown } from "./wellknown.ts";

const exch = (...names: readonly string[]) => names.map((name) => `ms-Exch-${name}`);

const receiving = exch(
  "Accept-Headers-Forest",
  "Accept-Headers-Organization",
  "Accept-Headers-Routing",
  "Bypass-Anti-Spam",
  "Bypass-Message-Size-Limit",
  "SMTP-Accept-Any-Recipient",
  "SMTP-Accept-Any-Sender",
  "SMTP-Accept-Authentication-Flag",
  "SMTP-Accept-Authoritative-Domain-Sender",
  "SMTP-Submit",
);
const sending = exch("Send-Headers-Forest", "Send-Headers-Organization", "Send-Headers-Routing");
const personal = ["Send-As", "Receive-As"];

/** The extended rights that objects of a class know; others mean nothing there. */
export function extendedRightsOf({ shape }: Entity): readonly string[] {
  if (shape.name === "ReceiveConnector") return receiving;
  return shape.name === "SendConnector" ? sending : personal;
}

/** "Send As", "send-as", "Ms-Exch-SMTP-Submit" as the right is written; undefined for a right that objects like this have not. */
export function extendedRight(object: Entity, given: string): string | undefined {
  const wanted = given.trim().replaceAll(" ", "-").toLowerCase();
  return extendedRightsOf(object).find((right) => right.toLowerCase() === wanted);
}

const anonymous = exch(
  "SMTP-Submit",
  "SMTP-Accept-Any-Sender",
  "SMTP-Accept-Authoritative-Domain-Sender",
  "Accept-Headers-Routing",
);
const users = exch("SMTP-Submit", "SMTP-Accept-Any-Recipient", "Bypass-Anti-Spam", "Accept-Headers-Routing");
const secured = receiving.filter((right) => !/-(?:Forest|Organization)$/.test(right));

/** Who is in each permission group, and what they may. */
const groups: Readonly<Record<string, readonly (readonly [user: string, rights: readonly string[]])[]>> = {
  AnonymousUsers: [[wellKnown.anonymous, anonymous]],
  ExchangeUsers: [[wellKnown.authenticated, users]],
  ExchangeServers: [
    [wellKnown.exchangeServers, receiving],
    [wellKnown.edgeServers, receiving],
    [wellKnown.hubServers, receiving],
    [wellKnown.externallySecured, secured],
  ],
  ExchangeLegacyServers: [[wellKnown.legacyServers, secured]],
  Partners: [[wellKnown.partners, exch("SMTP-Submit", "Accept-Headers-Routing")]],
};

const entriesFor = (user: string, rights: readonly string[]): AccessEntry[] =>
  rights.map((right) => ({ user, rights: ["ExtendedRight"], right, inheritance: "All" }));

/** What a permission group means as entries. */
export function entriesOfGroup(group: string): readonly AccessEntry[] {
  return (groups[group] ?? []).flatMap(([user, rights]) => entriesFor(user, rights));
}

/** The entries that an object's permission groups mean; none for what has no groups. */
export function groupEntries(object: Entity): readonly AccessEntry[] {
  const held = object.get("PermissionGroups") as Flags | null;
  return held === null ? [] : held.words.flatMap(entriesOfGroup);
}

/** With what a Send connector begins: traces go to everybody, what is said inside the organization to its own servers. */
export const sendConnectorEntries: readonly AccessEntry[] = [
  ...[wellKnown.exchangeServers, wellKnown.hubServers, wellKnown.edgeServers].flatMap((user) =>
    entriesFor(user, sending),
  ),
  ...[wellKnown.anonymous, wellKnown.partners, wellKnown.externallySecured, wellKnown.legacyServers].flatMap((user) =>
    entriesFor(user, exch("Send-Headers-Routing")),
  ),
];
