// What New-Mailbox, Enable-Mailbox and Set-Mailbox share: kinds of mailboxes, databases, accounts, passwords.
import type { ParameterTable } from "../command/cmdlet.ts";
import type { Context } from "../command/context.ts";
import type { Problem } from "../command/problem.ts";
import { choice, text } from "../values/kinds.ts";
import { credential, type SecureString } from "../values/secret.ts";
import type { Entity } from "../values/shape.ts";
import { linkedProperties, passwordField } from "./account.ts";
import type { ObjectClass } from "./class.ts";
import { Mailbox, type MailboxDetails } from "./classes/Mailbox.ts";
import { MailboxDatabase } from "./classes/MailboxDatabase.ts";
import type { Given } from "./derived.ts";
import { invalidArgument, refused } from "./errors.ts";
import type { DatabaseObject, MailboxObject, Transaction, UserObject } from "./organization.ts";
import { hashPassword } from "./password.ts";
import { newRecipient, valuesOf } from "./provision.ts";
import { Reference } from "./reference.ts";

/** What is drawn and computed before the change, so that nothing slow or by chance happens inside it. */
export interface Prepared {
  readonly hash?: string | undefined;
  readonly exchangeGuid: string;
  /** Chooses among the databases that take new mailboxes. */
  readonly draw: number;
}

export function prepareMailbox({ world }: Context): Prepared {
  return { exchangeGuid: world.random.uuid(), draw: world.random.integer(2 ** 30) };
}

/** Makes the hash of a password that was given. Throws a Problem when it is empty or beyond all measure. */
export function hashing(password: SecureString | null | undefined, ctx: Context): (() => Promise<string>) | undefined {
  if (password === undefined || password === null) return undefined;
  if (password.length === 0) throw invalidArgument("PasswordEmpty", "The password must not be empty.", "Password");
  if (password.length > 256) {
    throw invalidArgument("PasswordTooLong", "The password must have at most 256 characters.", "Password");
  }
  return () => hashPassword(password.reveal(), ctx.world.random);
}

export const passwordSecret = (hash: string | undefined) =>
  hash === undefined ? undefined : { [passwordField]: hash };

const exclusions = [
  "IsExcludedFromProvisioning",
  "IsExcludedFromInitialProvisioning",
  "IsExcludedFromProvisioningByOperator",
  "IsExcludedFromProvisioningDueToLogicalCorruption",
  "IsSuspendedFromProvisioning",
] as const;

/** Whether new mailboxes may go there by themselves: nothing keeps them out, and it is mounted. */
const takesNew = (database: DatabaseObject) => database.IsMounted && exclusions.every((name) => !database[name]);

/** The database that was named, or one of those that take new mailboxes. */
export async function databaseFor(tx: Transaction, given: Given, draw: number): Promise<DatabaseObject> {
  const named = given["Database"] as string | undefined;
  if (named !== undefined) return tx.find(MailboxDatabase, named);
  const { databases, server } = tx.snapshot();
  const open = databases.filter((one) => !server.IsExcludedFromProvisioning && takesNew(one));
  const chosen = open[draw % Math.max(open.length, 1)];
  if (chosen === undefined) {
    throw refused(
      "NoDatabaseForProvisioning",
      "No mailbox database takes new mailboxes. Name one with -Database, mount one with Mount-Database, or set IsExcludedFromProvisioning and IsSuspendedFromProvisioning of one to $false.",
      null,
    );
  }
  return chosen;
}

/** The properties by which a mailbox belongs to its database. */
export function placedIn(tx: Transaction, database: DatabaseObject, exchangeGuid: string): Record<string, unknown> {
  return {
    Database: Reference.to(database),
    ServerName: tx.snapshot().server.Name,
    ExchangeGuid: exchangeGuid,
  };
}

export function hasMailbox(identity: string, details: string): Problem {
  return refused(
    "RecipientTypeNotSupported",
    `The user '${identity}' has a mailbox already (${details}). Only users without one can be given one.`,
    identity,
  );
}

/** The kind of mailbox that switches ask for. Mailboxes that nobody logs on to have a disabled account. */
export function detailsFrom(given: Given): MailboxDetails {
  if (given["LinkedRoom"] === true) return "LinkedRoomMailbox";
  if (given["Arbitration"] === true) return "ArbitrationMailbox";
  if (given["Shared"] === true) return "SharedMailbox";
  if (given["Room"] === true) return "RoomMailbox";
  if (given["Equipment"] === true) return "EquipmentMailbox";
  if (given["LinkedMasterAccount"]) return "LinkedMailbox";
  return "UserMailbox";
}

/** What a user's mailbox has that the user had not, or may have had otherwise. */
const fresh = [
  "DisplayName",
  "Alias",
  "EmailAddresses",
  "EmailAddressPolicyEnabled",
  "RecipientTypeDetails",
  "HiddenFromAddressListsEnabled",
  "LinkedMasterAccount",
] as const;

/**
 * Gives a user who has none the mailbox that switches ask for, with the addresses of its policy. @param place what says
 * which mailbox it is, and where (`placedIn`).
 */
export async function giveMailbox(
  tx: Transaction,
  user: UserObject,
  given: Given,
  place: Readonly<Record<string, unknown>>,
): Promise<MailboxObject> {
  const logon = user.UserPrincipalName;
  const linked = (given["LinkedMasterAccount"] as string | undefined) ?? user.LinkedMasterAccount;
  const details = detailsFrom(linked === null ? given : { ...given, LinkedMasterAccount: linked });
  const values = await newRecipient(
    tx,
    Mailbox,
    {
      ...valuesOf(user),
      DisplayName: given["DisplayName"] ?? user.DisplayName,
      Alias: given["Alias"],
      RecipientTypeDetails: details,
      ...(details === "ArbitrationMailbox" ? { HiddenFromAddressListsEnabled: true } : {}),
      LinkedMasterAccount: details.startsWith("Linked") ? linked : null,
    },
    given,
    logon.slice(0, logon.lastIndexOf("@")),
  );
  return tx.turn(user, Mailbox, {
    ...Object.fromEntries(fresh.flatMap((name) => (name in values ? [[name, values[name]]] : []))),
    ...place,
    ...(details === "UserMailbox" ? {} : { AccountDisabled: true }),
  });
}

/** What Set-Mailbox -Type takes. */
export const convertibleType = choice("ConvertibleMailboxSubType", "Regular", "Room", "Equipment", "Shared");

const detailsByType: Readonly<Record<string, MailboxDetails>> = {
  Regular: "UserMailbox",
  Room: "RoomMailbox",
  Equipment: "EquipmentMailbox",
  Shared: "SharedMailbox",
};

const isResource = (details: unknown) => /^(?:Room|Equipment|LinkedRoom)Mailbox$/.test(String(details));

/** What Set-Mailbox -Type changes beside the kind. The account of what becomes a person's stays disabled until enabled. */
export function convertedTo(
  mailbox: MailboxObject,
  values: Readonly<Record<string, unknown>>,
  type: string | undefined,
): Record<string, unknown> {
  const all: Record<string, unknown> = { ...values };
  const details = type === undefined ? mailbox.RecipientTypeDetails : detailsByType[type];
  if (type !== undefined) {
    all["RecipientTypeDetails"] = details;
    if (mailbox.IsLinked) all["LinkedMasterAccount"] = null;
    // Nobody logs on to what is no person's (behaviour 11).
    if (type !== "Regular" && all["AccountDisabled"] === undefined) all["AccountDisabled"] = true;
  }
  if (isResource(details)) return all;
  if (typeof all["ResourceCapacity"] === "number") {
    throw refused(
      "ResourceCapacityOfNoResource",
      `The mailbox '${mailbox.Identity}' is no room and no piece of equipment, so it has no ResourceCapacity.`,
      mailbox.Identity,
    );
  }
  if (mailbox.ResourceCapacity !== null) all["ResourceCapacity"] = null;
  return all;
}

const elsewhere = "accounts of other directories are not looked up.";

/** How New-, Enable- and Connect-Mailbox reach the directory of a linked account. */
export const linkedReach = {
  LinkedDomainController: { type: text, noEffect: elsewhere, quiet: true, summary: "Who knows the linked account." },
  LinkedCredential: {
    type: credential,
    noEffect: elsewhere,
    quiet: true,
    summary: "The credentials for the directory of the linked account.",
  },
} as const satisfies ParameterTable;

/** The parameter sets of New-, Enable- and Connect-Mailbox for users whose account is elsewhere. */
export const linkedParameters = {
  LinkedMasterAccount: {
    type: linkedProperties.LinkedMasterAccount.type,
    mandatory: true,
    summary: "The account of another directory that the user belongs to, as DOMAIN\\name.",
  },
  ...linkedReach,
} as const satisfies ParameterTable;

/** Of Set-User and Set-Mailbox. */
export const linkedExtras = {
  LinkedMasterAccount: {
    ...linkedParameters.LinkedMasterAccount,
    mandatory: false,
    allowNull: true,
    summary: "The account of another directory that the user belongs to from now on; $null for none.",
  },
  ...linkedReach,
} as const satisfies ParameterTable;

const linkedKinds: Readonly<Record<string, MailboxDetails>> = {
  UserMailbox: "LinkedMailbox",
  RoomMailbox: "LinkedRoomMailbox",
};

/** The properties of a user that is linked to an account elsewhere (text), or no more (null). */
export function linkedTo(
  user: Entity,
  values: Readonly<Record<string, unknown>>,
  account: string | null | undefined,
): Record<string, unknown> {
  const all: Record<string, unknown> = { ...values };
  if (account === undefined) return all;
  const shown = user.get("Identity") as string;
  const details = (all["RecipientTypeDetails"] ?? user.get("RecipientTypeDetails")) as MailboxDetails;
  if (!("LinkedMasterAccount" in (user.shape as ObjectClass).properties)) throw notLinkable(shown, details);
  all["LinkedMasterAccount"] = account;
  // Whoever logs on elsewhere does not log on here.
  if (account !== null) all["AccountDisabled"] = true;
  if (!Mailbox.holds(user)) return all;
  const pair = Object.entries(linkedKinds).find((one) => one.includes(details));
  if (pair !== undefined) all["RecipientTypeDetails"] = pair[account === null ? 0 : 1];
  else if (account !== null) throw notLinkable(shown, details);
  return all;
}

const notLinkable = (shown: string, details: string) =>
  refused(
    "RecipientTypeNotLinkable",
    `'${shown}' can't be linked to an account elsewhere, because it is of type ${details}. Users, user mailboxes and room mailboxes can.`,
    shown,
  );

/** The account of a room that people or devices log on to. */
export function roomAccount(
  mailbox: MailboxObject,
  values: Readonly<Record<string, unknown>>,
  given: Given,
): Record<string, unknown> {
  const enable = given["EnableRoomMailboxAccount"] as boolean | undefined;
  if (enable === undefined && given["RoomMailboxPassword"] === undefined) return { ...values };
  if ((values["RecipientTypeDetails"] ?? mailbox.RecipientTypeDetails) !== "RoomMailbox") {
    throw refused(
      "NotARoomMailbox",
      `EnableRoomMailboxAccount and RoomMailboxPassword are for room mailboxes, and '${mailbox.Identity}' is none.`,
      mailbox.Identity,
    );
  }
  return { ...values, ...(enable === undefined ? {} : { AccountDisabled: !enable }) };
}
