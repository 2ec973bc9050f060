// What New-Mailbox, Enable-Mailbox and Set-Mailbox share: kinds of mailboxes, databases, accounts, passwords.
import type { Context } from "../command/context.ts";
import type { Problem } from "../command/problem.ts";
import { choice } from "../values/kinds.ts";
import type { SecureString } from "../values/secret.ts";
import { passwordField } from "./account.ts";
import type { MailboxDetails } from "./classes/Mailbox.ts";
import { MailboxDatabase } from "./classes/MailboxDatabase.ts";
import type { Given } from "./derived.ts";
import { invalidArgument, refused } from "./errors.ts";
import type { DatabaseObject, Transaction } from "./organization.ts";
import { hashPassword } from "./password.ts";
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

/** The database that was named, or one of those that take new mailboxes. */
export async function databaseFor(tx: Transaction, given: Given, draw: number): Promise<DatabaseObject> {
  const named = given["Database"] as string | undefined;
  if (named !== undefined) return tx.find(MailboxDatabase, named);
  const open = tx
    .snapshot()
    .databases.filter((one) => !one.IsExcludedFromProvisioning && !one.IsSuspendedFromProvisioning);
  const chosen = open[draw % Math.max(open.length, 1)];
  if (chosen === undefined) {
    throw refused(
      "NoDatabaseForProvisioning",
      "No mailbox database takes new mailboxes. Name one with -Database, or set IsExcludedFromProvisioning and IsSuspendedFromProvisioning of one to $false.",
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
  if (given["Shared"] === true) return "SharedMailbox";
  if (given["Room"] === true) return "RoomMailbox";
  if (given["Equipment"] === true) return "EquipmentMailbox";
  return "UserMailbox";
}

/** What Set-Mailbox -Type takes. */
export const convertibleType = choice("ConvertibleMailboxSubType", "Regular", "Room", "Equipment", "Shared");

export const detailsByType: Readonly<Record<string, MailboxDetails>> = {
  Regular: "UserMailbox",
  Room: "RoomMailbox",
  Equipment: "EquipmentMailbox",
  Shared: "SharedMailbox",
};
