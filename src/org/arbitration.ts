// Arbitration mailboxes, to which moderators send their decisions: the organization's own, and how all of them stay out of sight.
import type { Entity } from "../values/shape.ts";
import type { World } from "../world/world.ts";
import { Mailbox } from "./classes/Mailbox.ts";
import { notFound, refused } from "./errors.ts";
import { databaseFor, placedIn } from "./mailboxes.ts";
import type { MailboxObject, Reader, Snapshot, Transaction } from "./organization.ts";
import { newAccount, newRecipient } from "./provision.ts";
import { isArbitration } from "./recipient.ts";
import { Reference } from "./reference.ts";

/** The mailbox that is meant; one of another sort than -Arbitration asks for is not found. */
export async function findMailbox(reader: Reader, named: string, arbitration: boolean | undefined) {
  const mailbox = await reader.find(Mailbox, named);
  asAsked(reader, mailbox, named, arbitration);
  return mailbox;
}

/** Throws a Problem for an object of another sort than -Arbitration asks for. */
export function asAsked(reader: Reader, object: Entity, named: string, arbitration: boolean | undefined): void {
  if (isArbitration(object) !== (arbitration ?? false)) throw notFound(named, reader.snapshot().server.Fqdn);
}

/** Throws a Problem for the organization's own arbitration mailbox, unless somebody really wants to be without. */
export function mayGo(reader: Reader, mailbox: MailboxObject, last: boolean | undefined): void {
  if (reader.snapshot().organization.DefaultArbitrationMailbox?.guid !== mailbox.Guid || last) return;
  throw refused(
    "LastArbitrationMailbox",
    `The mailbox '${mailbox.Identity}' is the arbitration mailbox of the organization: without it moderators can't answer. Say -RemoveLastArbitrationMailboxAllowed (Remove-Mailbox) or -DisableLastArbitrationMailboxAllowed (Disable-Mailbox) if it is to go all the same; it is made anew at the next start.`,
    mailbox.Identity,
  );
}

/** What makes the organization's own arbitration mailbox; undefined where there is one. */
export function missingArbitration(
  { organization }: Snapshot,
  { random }: World,
): ((tx: Transaction) => Promise<void>) | undefined {
  if (organization.DefaultArbitrationMailbox !== null) return undefined;
  const number = `1f05a927-${random.uuid().slice(9)}`;
  const exchangeGuid = random.uuid();
  return async (tx) => {
    const name = `SystemMailbox{${number}}`;
    const all = await newRecipient(
      tx,
      Mailbox,
      {
        Name: name,
        Alias: name,
        DisplayName: "Microsoft Exchange Approval Assistant",
        RecipientTypeDetails: "ArbitrationMailbox",
        HiddenFromAddressListsEnabled: true,
        AccountDisabled: true,
      },
      {},
      name,
    );
    const mailbox = await tx.add(Mailbox, {
      ...all,
      ...placedIn(tx, await anyDatabase(tx), exchangeGuid),
      ...(await newAccount(tx, name, undefined, `SM_${number.slice(9, 26).replaceAll("-", "")}`, undefined)),
    });
    await tx.set(tx.snapshot().organization, { DefaultArbitrationMailbox: Reference.to(mailbox) });
  };
}

/** It must have a place, also where no database takes new mailboxes. */
const anyDatabase = (tx: Transaction) => {
  const { databases } = tx.snapshot();
  return databases.length === 1 ? databases[0]! : databaseFor(tx, {}, 0).catch(() => databases[0]!);
};
