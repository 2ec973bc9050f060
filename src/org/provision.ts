// What the cmdlets for recipients have in common: making new ones, changing addresses, and which parameters they share.
import type { ParameterTable } from "../command/cmdlet.ts";
import { DateTime } from "../values/datetime.ts";
import { many } from "../values/kinds.ts";
import type { Entity } from "../values/shape.ts";
import { orderedAddresses, policyAddresses, policyFor, withPrimary } from "./addresses.ts";
import { accountNameFrom, aliasFrom, firstFree } from "./alias.ts";
import type { ClassProperties, ObjectClass } from "./class.ts";
import type { Given } from "./derived.ts";
import { mayBePrimary } from "./domains.ts";
import { mailClasses } from "./families.ts";
import { addressKey, proxyAddress, smtpAddress } from "./kinds.ts";
import { checkModeration, moderationParameters } from "./moderation.ts";
import type { Transaction } from "./organization.ts";
import { changed, identityList, type ListChange, listChange } from "./parameters.ts";
import { personProperties } from "./person.ts";
import { customAttributes, groups as groupNames, primaryOf } from "./recipient.ts";
import { Reference } from "./reference.ts";
import { unitFrom } from "./units.ts";

/** Properties of every recipient that Set- changes by parameters of the same name. */
export const recipientParameters = [
  "Name",
  "DisplayName",
  "Alias",
  "EmailAddressPolicyEnabled",
  "HiddenFromAddressListsEnabled",
  "RequireSenderAuthenticationEnabled",
  "AcceptMessagesOnlyFrom",
  "AcceptMessagesOnlyFromDLMembers",
  "RejectMessagesFrom",
  "RejectMessagesFromDLMembers",
  "GrantSendOnBehalfTo",
  ...moderationParameters,
  "BypassModerationFromSendersOrMembers",
  "MaxSendSize",
  "MaxReceiveSize",
  "MailTip",
  "MailTipTranslations",
  "SimpleDisplayName",
  ...Object.keys(customAttributes),
  "ExtensionCustomAttribute1",
  "ExtensionCustomAttribute2",
  "ExtensionCustomAttribute3",
  "ExtensionCustomAttribute4",
  "ExtensionCustomAttribute5",
] as const;

const proxies = many(proxyAddress, "ProxyAddressCollection");

/** Properties that Set-User, Set-Contact and Set-Group change by parameters of the same name. */
export const entryParameters = [
  "Name",
  "DisplayName",
  "SimpleDisplayName",
  "PhoneticDisplayName",
  "SeniorityIndex",
] as const;

export const personParameters = [...entryParameters, ...Object.keys(personProperties)] as const;

/** Of the same cmdlets. */
export const entryExtras = {
  WindowsEmailAddress: {
    type: smtpAddress,
    allowNull: true,
    summary:
      "The address that the directory shows; of a recipient the primary address, without effect where a policy decides it.",
  },
} as const satisfies ParameterTable;

/** Parameters of Set- that stand for more than one property, or for a part of one. */
export const recipientExtras = {
  EmailAddresses: {
    type: listChange(proxies, "ProxyAddressCollection"),
    summary: "All addresses, or @{Add=…; Remove=…}. SMTP in capitals marks the primary one.",
  },
  PrimarySmtpAddress: {
    type: smtpAddress,
    summary: "The primary address; needs EmailAddressPolicyEnabled to be $false.",
  },
  WindowsEmailAddress: {
    type: smtpAddress,
    summary: "The same as PrimarySmtpAddress; without effect where a policy decides the addresses.",
  },
  AcceptMessagesOnlyFromSendersOrMembers: {
    type: listChange(identityList),
    allowNull: true,
    summary: "The only recipients, and groups whose members alone, may write to it.",
  },
  RejectMessagesFromSendersOrMembers: {
    type: listChange(identityList),
    allowNull: true,
    summary: "Recipients, and groups whose members, may not write to it.",
  },
} as const satisfies ParameterTable;

/** The properties of a new recipient: what was given, the rest worked out, addresses by its policy. */
export async function newRecipient(
  tx: Transaction,
  cls: ObjectClass,
  values: Readonly<Record<string, unknown>>,
  given: Given,
  aliasSource: string,
): Promise<Record<string, unknown>> {
  const all: Record<string, unknown> = {
    ...values,
    OrganizationalUnit: values["OrganizationalUnit"] ?? (await unitFrom(given, tx)),
    DisplayName: values["DisplayName"] ?? values["Name"],
    Alias: values["Alias"] ?? aliasFrom(aliasSource),
  };
  await checkModeration(tx, cls, values);
  const primary = given["PrimarySmtpAddress"] as string | undefined;
  if (primary !== undefined) {
    mayBePrimary(tx, primary, values["ExternalEmailAddress"]);
    all["EmailAddressPolicyEnabled"] = false;
    all["EmailAddresses"] = withPrimary((values["EmailAddresses"] as readonly string[]) ?? [], primary);
  } else all["EmailAddresses"] = await policyAddresses(tx, candidate(cls, all));
  return all;
}

/** An object as it would be, to be looked at before it is made. */
export function candidate(cls: ObjectClass, values: Readonly<Record<string, unknown>>): Entity {
  const known = Object.entries(values).filter(([name]) => !(cls.properties as ClassProperties)[name]?.derive);
  return cls.make(Object.fromEntries(known)) as Entity;
}

/** What an object holds, by property, without what is worked out and what is empty. */
export function valuesOf(object: Entity): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, property] of Object.entries((object.shape as ObjectClass).properties as ClassProperties)) {
    const value = property.derive ? null : object.get(name);
    if (value !== null) values[name] = value;
  }
  return values;
}

/** An account name that nobody has, from an alias. */
export function freeAccountName(tx: Transaction, alias: string): Promise<string> {
  return firstFree(
    accountNameFrom(alias),
    20,
    async (name) => (await tx.owner("User.SamAccountName", name.toLowerCase())) === undefined,
  );
}

/** A logon name that nobody has, from an alias, in the default domain. */
async function freeLogonName(tx: Transaction, alias: string): Promise<string> {
  const domain = tx.snapshot().defaultDomain.DomainName.replace(/^\*\./, "");
  const local = await firstFree(
    alias.replaceAll("?", "_"),
    64,
    async (name) => (await tx.owner("User.UserPrincipalName", addressKey(`${name}@${domain}`))) === undefined,
  );
  return `${local}@${domain}`;
}

/** The logon names of a new user: what was given, else what is free. */
export async function newAccount(
  tx: Transaction,
  alias: string,
  logon: string | undefined,
  account: unknown,
  hash: string | undefined,
): Promise<Record<string, unknown>> {
  return {
    UserPrincipalName: logon ?? (await freeLogonName(tx, alias)),
    SamAccountName: account ?? (await freeAccountName(tx, alias)),
    ...(hash === undefined ? {} : { PasswordLastSet: DateTime.ofMilliseconds(tx.now) }),
  };
}

const addressFacts = ["Alias", "FirstName", "LastName", "Initials", "DisplayName", "Name", "EmailAddressPolicyEnabled"];

/** The properties that Set- was told, with addresses and restrictions worked out. */
export async function changedRecipient(
  tx: Transaction,
  now: Entity,
  values: Readonly<Record<string, unknown>>,
  given: Given,
): Promise<Record<string, unknown>> {
  const all: Record<string, unknown> = { ...values };
  await checkModeration(tx, now.shape as ObjectClass, values, now);
  for (const [name, single, group] of restrictions) {
    const change = given[name] as ListChange<string> | null | undefined;
    if (change === undefined) continue;
    const current = [...(now.get(single) as Reference[]), ...(now.get(group) as Reference[])];
    const wanted = change === null ? [] : await resolved(tx, current, change);
    all[single] = wanted.filter((one) => !one.group).map((one) => one.reference);
    all[group] = wanted.filter((one) => one.group).map((one) => one.reference);
  }
  const current = now.get("EmailAddresses") as readonly string[];
  const enabled = (all["EmailAddressPolicyEnabled"] ?? now.get("EmailAddressPolicyEnabled")) as boolean;
  // Where a policy decides, WindowsEmailAddress has no effect (behaviour 3.3).
  const windows = enabled ? undefined : (given["WindowsEmailAddress"] ?? undefined);
  const ordered = orderedAddresses(
    current,
    {
      addresses: given["EmailAddresses"] as ListChange<string> | undefined,
      primary: (given["PrimarySmtpAddress"] ?? windows) as string | undefined,
    },
    enabled,
    now.get("Identity") as string,
    tx.warn,
  );
  all["EmailAddresses"] = ordered;
  const primary = primaryOf(ordered);
  if (primary !== "" && addressKey(primary) !== addressKey(primaryOf(current))) {
    mayBePrimary(tx, primary, values["ExternalEmailAddress"] ?? now.get("ExternalEmailAddress"));
  }
  if (enabled && Object.keys(values).length > 0) {
    const next = (now.shape as ObjectClass).decode(now.stored()) as Entity;
    for (const [name, value] of Object.entries(all)) next.set(name, value);
    const { addressPolicies } = tx.snapshot();
    const differs = addressFacts.some((name) => name in all && all[name] !== now.get(name));
    if (differs || policyFor(addressPolicies, next)?.Guid !== policyFor(addressPolicies, now)?.Guid) {
      all["EmailAddresses"] = await policyAddresses(tx, next);
    }
  }
  return all;
}

/** What Set-User, Set-Contact and Set-Group were told of an object, which has an address or not. */
export async function changedEntry(
  tx: Transaction,
  now: Entity,
  values: Readonly<Record<string, unknown>>,
  given: Given,
): Promise<Record<string, unknown>> {
  if ("EmailAddresses" in (now.shape as ObjectClass).properties) return changedRecipient(tx, now, values, given);
  const address = given["WindowsEmailAddress"];
  return address === undefined ? { ...values } : { ...values, WindowsEmailAddress: address };
}

const restrictions = [
  ["AcceptMessagesOnlyFromSendersOrMembers", "AcceptMessagesOnlyFrom", "AcceptMessagesOnlyFromDLMembers"],
  ["RejectMessagesFromSendersOrMembers", "RejectMessagesFrom", "RejectMessagesFromDLMembers"],
] as const;

async function resolved(
  tx: Transaction,
  current: readonly Reference[],
  change: ListChange<string>,
): Promise<{ reference: Reference; group: boolean }[]> {
  const groups = new Map<string, boolean>();
  const find = async (items: readonly string[]) => {
    const found: Reference[] = [];
    for (const item of items) {
      const object = (await tx.find(mailClasses, item)) as Entity;
      const reference = Reference.to(object);
      groups.set(reference.guid, groupNames.includes(object.shape.name));
      found.push(reference);
    }
    return found;
  };
  const wanted =
    "replace" in change
      ? { replace: await find(change.replace) }
      : { add: await find(change.add), remove: await find(change.remove) };
  const list = changed(current, wanted, (one) => one.guid);
  for (const { guid } of list) {
    if (!groups.has(guid)) groups.set(guid, groupNames.includes((await tx.get(mailClasses, guid))?.shape.name ?? ""));
  }
  return list.map((reference) => ({ reference, group: groups.get(reference.guid) === true }));
}
