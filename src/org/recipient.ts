// What all mail recipients have in common: names, addresses, limits, restrictions, attributes.
import { type ByteQuantifiedSize, byteSize } from "../values/bytesize.ts";
import { boolean, choice, many, type UnlimitedValue, unlimited, wholeNumber } from "../values/kinds.ts";
import type { Entity } from "../values/shape.ts";
import type { Type } from "../values/type.ts";
import { securedProperties } from "./access.ts";
import type { Claim, ClassProperties } from "./class.ts";
import {
  addressKey,
  addressOf,
  alias,
  isPrimary,
  isSmtpProxy,
  mailTipTranslation,
  objectName,
  proxyAddress,
  proxyKey,
  shortText,
  smtpAddress,
} from "./kinds.ts";
import { type Reference, reference } from "./reference.ts";

export type Size = ByteQuantifiedSize | UnlimitedValue;

/** The scope in which every proxy address of the organization is unique. */
export const addressScope = "Address";
/** The index of recipients by the domains of their addresses. */
export const domainIndex = "AddressDomain";
/** The scope of names: all recipients stand in one container, so no two have the same name. */
export const nameScope = "Recipient.Name";

const types = choice(
  "RecipientType",
  "User",
  "UserMailbox",
  "MailUser",
  "Contact",
  "MailContact",
  "Group",
  "MailUniversalDistributionGroup",
  "MailUniversalSecurityGroup",
  "MailNonUniversalGroup",
  "DynamicDistributionGroup",
  "PublicFolder",
);

const details = choice(
  "RecipientTypeDetails",
  "User",
  "DisabledUser",
  "LinkedUser",
  "UserMailbox",
  "LinkedMailbox",
  "SharedMailbox",
  "LegacyMailbox",
  "RoomMailbox",
  "EquipmentMailbox",
  "LinkedRoomMailbox",
  "DiscoveryMailbox",
  "ArbitrationMailbox",
  "MailUser",
  "Contact",
  "MailContact",
  "MailForestContact",
  "UniversalDistributionGroup",
  "UniversalSecurityGroup",
  "MailUniversalDistributionGroup",
  "MailUniversalSecurityGroup",
  "MailNonUniversalGroup",
  "RoomList",
  "DynamicDistributionGroup",
  "PublicFolder",
);

/** The kind of RecipientType for a class that knows some of the words only: filters may compare with any of them. */
export function recipientType<W extends string>(): Type<W> {
  return types as unknown as Type<W>;
}

/** The kind of RecipientTypeDetails, likewise. */
export function recipientTypeDetails<W extends string>(): Type<W> {
  return details as unknown as Type<W>;
}

/** The primary SMTP address among proxies; "" when there is none. */
export function primaryOf(proxies: readonly string[] | null): string {
  const found = proxies?.find(isPrimary);
  return found === undefined ? "" : addressOf(found);
}

/** "contoso.com/Users/Kim Akers": a slash inside the name is written with a backslash before it. */
export function recipientPath(object: Entity): string {
  return `${object.get("OrganizationalUnit") as string}/${(object.get("Name") as string).replaceAll("/", "\\/")}`;
}

/** "CN=Kim Akers,CN=Users,DC=contoso,DC=com". */
export function distinguishedName(object: Entity): string {
  return `CN=${component(object.get("Name") as string)},${distinguishedUnit(object.get("OrganizationalUnit") as string)}`;
}

/** "OU=Sales,DC=contoso,DC=com" for "contoso.com/Sales". */
export function distinguishedUnit(path: string): string {
  const [domain, ...folders] = path.split(/(?<!\\)\//);
  // Users is the one plain container; all others are organizational units.
  const containers = folders
    .map((folder, at) => `${at === 0 && folder === "Users" ? "CN" : "OU"}=${component(folder.replaceAll("\\/", "/"))}`)
    .reverse();
  const components = (domain ?? "").split(".").map((part) => `DC=${part}`);
  return [...containers, ...components].join(",");
}

/** A value in a distinguished name (RFC 4514 2.4: signs that need a backslash). */
const component = (value: string) => value.replace(/[,+"\\<>;=]/g, "\\$&").replace(/^[# ]/, "\\$&");

/** Names and place of anything in the directory that people find. */
export const namingProperties = {
  Name: { type: objectName, mandatory: true, unique: nameScope, summary: "The unique name, at most 64 characters." },
  DisplayName: { type: shortText(256), index: true, summary: "The name that address books and messages show." },
  OrganizationalUnit: { type: shortText(256), mandatory: true, summary: "The container it stands in." },
  DistinguishedName: { type: shortText(1024), derive: distinguishedName, summary: "The name in the manner of LDAP." },
  SimpleDisplayName: { type: shortText(256), summary: "The display name in ASCII." },
  PhoneticDisplayName: { type: shortText(256), summary: "How the display name is spoken." },
  SeniorityIndex: {
    type: wholeNumber("Int32", 0, 2147483647),
    summary: "The place in the hierarchical address book; the higher comes first.",
  },
} as const satisfies ClassProperties;

/** The same with who may do what with it. */
export const directoryProperties = { ...namingProperties, ...securedProperties } as const satisfies ClassProperties;

/** Recipients that are one person or place. */
export const singles = ["Mailbox", "MailUser", "MailContact"];
/** Recipients that stand for others. */
export const groups = ["DistributionGroup", "DynamicDistributionGroup"];
/** All that receives mail. */
export const everyone = [...singles, ...groups];
/** People, whether they get mail here or not. */
export const people = ["Mailbox", "MailUser", "User", "MailContact", "Contact"];

const restriction = (summary: string, to: readonly string[]) =>
  ({ type: many(reference), default: [], refers: { to, gone: "clear" }, summary }) as const;

const customAttribute = (number: number) =>
  ({ type: shortText(1024), index: number <= 2, summary: `Free for the organization's own use (${number}).` }) as const;

/** Attributes of one's own. */
export const customAttributes = {
  CustomAttribute1: customAttribute(1),
  CustomAttribute2: customAttribute(2),
  CustomAttribute3: customAttribute(3),
  CustomAttribute4: customAttribute(4),
  CustomAttribute5: customAttribute(5),
  CustomAttribute6: customAttribute(6),
  CustomAttribute7: customAttribute(7),
  CustomAttribute8: customAttribute(8),
  CustomAttribute9: customAttribute(9),
  CustomAttribute10: customAttribute(10),
  CustomAttribute11: customAttribute(11),
  CustomAttribute12: customAttribute(12),
  CustomAttribute13: customAttribute(13),
  CustomAttribute14: customAttribute(14),
  CustomAttribute15: customAttribute(15),
} as const satisfies ClassProperties;

/** Lists of one's own. */
export const extensionAttributes = {
  ExtensionCustomAttribute1: { type: many(shortText(1024)), default: [], summary: "A list of one's own (1)." },
  ExtensionCustomAttribute2: { type: many(shortText(1024)), default: [], summary: "A list of one's own (2)." },
  ExtensionCustomAttribute3: { type: many(shortText(1024)), default: [], summary: "A list of one's own (3)." },
  ExtensionCustomAttribute4: { type: many(shortText(1024)), default: [], summary: "A list of one's own (4)." },
  ExtensionCustomAttribute5: { type: many(shortText(1024)), default: [], summary: "A list of one's own (5)." },
} as const satisfies ClassProperties;

/** What everything that receives mail has. */
export const recipientProperties = {
  ...directoryProperties,
  Alias: { type: alias, mandatory: true, index: true, summary: "The mail nickname." },
  EmailAddresses: {
    type: many(proxyAddress, "ProxyAddressCollection"),
    default: [],
    claimed: { scope: addressScope, before: "" },
    summary: "All addresses; the one with SMTP in capitals is the primary.",
  },
  PrimarySmtpAddress: {
    type: smtpAddress,
    claimed: { scope: addressScope, before: "smtp:" },
    derive: (object: Entity) => primaryOf(object.get("EmailAddresses") as readonly string[]),
    summary: "The address that stands in From and To.",
  },
  WindowsEmailAddress: {
    type: smtpAddress,
    claimed: { scope: addressScope, before: "smtp:" },
    derive: (object: Entity) => primaryOf(object.get("EmailAddresses") as readonly string[]),
    summary: "The address that the directory shows; the primary one.",
  },
  EmailAddressPolicyEnabled: {
    type: boolean,
    default: true,
    summary: "Whether address policies decide its addresses.",
  },
  HiddenFromAddressListsEnabled: { type: boolean, default: false, summary: "Whether address lists leave it out." },
  RequireSenderAuthenticationEnabled: {
    type: boolean,
    default: false,
    aliases: ["RequireSenderAuthentication"],
    summary: "Whether only authenticated senders may write to it.",
  },
  AcceptMessagesOnlyFrom: restriction("The only recipients who may write to it; all when empty.", singles),
  AcceptMessagesOnlyFromDLMembers: restriction("Groups whose members alone may write to it.", groups),
  RejectMessagesFrom: restriction("Recipients who may not write to it.", singles),
  RejectMessagesFromDLMembers: restriction("Groups whose members may not write to it.", groups),
  AcceptMessagesOnlyFromSendersOrMembers: {
    type: many(reference),
    derive: (object: Entity) => [
      ...(object.get("AcceptMessagesOnlyFrom") as readonly Reference[]),
      ...(object.get("AcceptMessagesOnlyFromDLMembers") as readonly Reference[]),
    ],
    summary: "The only recipients, and groups whose members alone, may write to it.",
  },
  RejectMessagesFromSendersOrMembers: {
    type: many(reference),
    derive: (object: Entity) => [
      ...(object.get("RejectMessagesFrom") as readonly Reference[]),
      ...(object.get("RejectMessagesFromDLMembers") as readonly Reference[]),
    ],
    summary: "Recipients, and groups whose members, may not write to it.",
  },
  GrantSendOnBehalfTo: restriction("Who may send on its behalf: From then names it, and Sender who sends.", everyone),
  ModerationEnabled: {
    type: boolean,
    default: false,
    summary: "Whether its moderators must approve each message before it gets it.",
  },
  ModeratedBy: restriction("Who approves messages to it; the owners of a group when empty.", singles),
  BypassModerationFromSendersOrMembers: restriction(
    "Recipients, and groups whose members, need no approval.",
    everyone,
  ),
  ArbitrationMailbox: {
    type: reference,
    refers: { to: ["Mailbox"], gone: "clear" },
    summary: "The arbitration mailbox that moderators answer to; the organization's own when empty.",
  },
  SendModerationNotifications: {
    type: choice("TransportModerationNotificationFlags", "Always", "Internal", "Never"),
    default: "Always",
    summary: "Which senders hear that their message was not approved: all, those inside, or none.",
  },
  MaxSendSize: { type: unlimited(byteSize), default: "unlimited", summary: "The largest message it may send." },
  MaxReceiveSize: { type: unlimited(byteSize), default: "unlimited", summary: "The largest message it may receive." },
  MailTip: { type: shortText(175), summary: "Shown to those who are about to write to it." },
  MailTipTranslations: {
    type: many(mailTipTranslation),
    default: [],
    summary: "The MailTip in other languages, each as language:text.",
  },
  ...customAttributes,
  ...extensionAttributes,
} as const satisfies ClassProperties;

/** True for a mailbox of the system, which nobody sees who does not ask for it. */
export const isArbitration = (object: Entity): boolean =>
  object.mentions(arbitration) && object.get("RecipientTypeDetails") === arbitration;
const arbitration = "ArbitrationMailbox";

/** Each proxy address belongs to one recipient. */
export function* addressClaims(object: Entity): Iterable<Claim> {
  for (const proxy of (object.get("EmailAddresses") as readonly string[] | null) ?? []) {
    yield { scope: addressScope, key: proxyKey(proxy), shown: proxy };
  }
}

/** The index of objects by the unit they stand in, but for those in Users, where most stand. */
export const unitIndex = "OrganizationalUnit";

export function* unitFinds(object: Entity): Iterable<{ readonly index: string; readonly key: string }> {
  const unit = (object.get("OrganizationalUnit") as string).toLowerCase();
  if (!/^[^/]*\/users$/.test(unit)) yield { index: unitIndex, key: unit };
}

/** Recipients are found by the domains of their addresses, so that a domain in use is known. */
export function* addressFinds(object: Entity): Iterable<{ readonly index: string; readonly key: string }> {
  yield* unitFinds(object);
  const domains = new Set<string>();
  for (const proxy of (object.get("EmailAddresses") as readonly string[] | null) ?? []) {
    if (isSmtpProxy(proxy)) domains.add(addressKey(addressOf(proxy)).replace(/^.*@/, ""));
  }
  for (const domain of domains) yield { index: domainIndex, key: domainOrder(domain) };
}

/** The labels of a domain from the last to the first, so that subdomains stand behind their domain. */
export function domainOrder(domain: string): string {
  return domain.split(".").reverse().join(".");
}

/** What must hold for the addresses of a recipient: one primary, none twice. */
export function* addressFaults(object: Entity): Iterable<string> {
  const proxies = (object.get("EmailAddresses") as readonly string[] | null) ?? [];
  const primaries = proxies.filter(isPrimary);
  if (primaries.length > 1) {
    yield `There are multiple primary proxy addresses for the recipient: ${primaries.join(", ")}. Only one address may begin with "SMTP:" in capitals.`;
  }
  if (primaries.length === 0 && proxies.some(isSmtpProxy)) yield "One of the SMTP addresses must be the primary one.";
  const seen = new Set<string>();
  for (const proxy of proxies) {
    const key = proxyKey(proxy);
    if (seen.has(key)) yield `The address "${proxy}" occurs twice.`;
    seen.add(key);
  }
}

/** True when the recipient has this SMTP address. */
export function hasAddress(object: Entity, address: string): boolean {
  const key = `smtp:${addressKey(address)}`;
  return ((object.get("EmailAddresses") as readonly string[] | null) ?? []).some((proxy) => proxyKey(proxy) === key);
}
