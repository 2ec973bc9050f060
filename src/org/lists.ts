// Address lists: their tree, what they hold, and the ones that are there from the beginning.
import type { Entity } from "../values/shape.ts";
import type { ObjectOf } from "./class.ts";
import { AddressList, listPath } from "./classes/AddressList.ts";
import { GlobalAddressList } from "./classes/GlobalAddressList.ts";
import { refused } from "./errors.ts";
import { type FilteredSet, membersOf, takes } from "./filtered.ts";
import type { Reader, Recipient, Transaction } from "./organization.ts";

export type ListObject = ObjectOf<typeof AddressList> | ObjectOf<typeof GlobalAddressList>;

/** A list as it is filled: by the filter that was last applied; undefined where none ever was. */
function asFilled({ Name, LastUpdatedRecipientFilter, RecipientContainer }: ListObject): FilteredSet | undefined {
  if (LastUpdatedRecipientFilter === "") return undefined;
  return { Name, RecipientFilter: LastUpdatedRecipientFilter, RecipientContainer };
}

/** The recipients that a list shows, in no order that counts: those of its filter who are not hidden. */
export async function* shownBy(reader: Reader, list: ListObject): AsyncIterableIterator<Recipient> {
  const set = asFilled(list);
  if (set === undefined) return;
  for await (const one of membersOf(reader, set)) if (!one.HiddenFromAddressListsEnabled) yield one;
}

/** The paths of the lists that show a recipient, global ones in front. */
export async function listsOf(reader: Reader, recipient: Entity): Promise<string[]> {
  if (recipient.get("HiddenFromAddressListsEnabled") === true) return [];
  const paths: string[] = [];
  for await (const list of reader.all([GlobalAddressList, AddressList])) {
    const set = asFilled(list);
    if (set !== undefined && (await takes(reader, set, recipient))) paths.push(list.Identity);
  }
  return paths;
}

/** What Update-AddressList changes: the list is filled by its filter as it stands. */
export const applied = (list: ListObject) => ({
  LastUpdatedRecipientFilter: list.RecipientFilter,
  RecipientFilterApplied: true,
});

/** Lists below a list, at any depth. */
export async function below(reader: Reader, path: string): Promise<ObjectOf<typeof AddressList>[]> {
  const start = `${path.toLowerCase()}\\`;
  const found: ObjectOf<typeof AddressList>[] = [];
  for await (const list of reader.all(AddressList)) if (list.Identity.toLowerCase().startsWith(start)) found.push(list);
  return found;
}

/** Lets the lists below a list that was `path` follow it to where it is now. */
export async function follow(tx: Transaction, path: string, list: Entity): Promise<void> {
  const now = listPath(list);
  if (now === path) return;
  for (const one of await below(tx, path)) await tx.set(one, { Container: now + one.Container.slice(path.length) });
}

/** The path of the list that is to stand above another; "\" is the root. Throws a Problem for a list below itself. */
export async function placeFor(reader: Reader, target: string, moving?: ListObject): Promise<string> {
  if (target === "\\") return target;
  const above = await reader.find(AddressList, target);
  const path = above.Identity;
  if (moving && `${path.toLowerCase()}\\`.startsWith(`${moving.Identity.toLowerCase()}\\`)) {
    throw refused(
      "AddressListInItself",
      `The address list '${moving.Identity}' can't be moved into itself or a list below it.`,
      moving.Identity,
    );
  }
  return path;
}

/** Removes a list, with those below it where that is wanted; refuses else. */
export async function removeBelow(tx: Transaction, list: ListObject, recursive: boolean): Promise<void> {
  const lists = await below(tx, list.Identity);
  if (lists.length > 0 && !recursive) {
    throw refused(
      "AddressListHasChildren",
      `The address list '${list.Identity}' can't be removed because there are lists below it, such as '${lists[0]!.Identity}'. Remove those first, or use -Recursive.`,
      list.Identity,
    );
  }
  for (const one of lists) await tx.remove(one);
}

/** The global list that was there from the beginning stays, and so does its filter. */
export function defaultListStays(list: ObjectOf<typeof GlobalAddressList>, what: string): void {
  if (!list.IsDefaultGlobalAddressList) return;
  throw refused(
    "DefaultGlobalAddressList",
    `The global address list '${list.Name}' is the default one, and ${what}.`,
    list.Name,
  );
}

const standard: readonly (readonly [name: string, filter: string])[] = [
  ["All Contacts", "(Alias -ne $null) -and (RecipientType -eq 'MailContact')"],
  ["All Distribution Lists", "(Alias -ne $null) -and (RecipientType -like '*Group')"],
  [
    "All Rooms",
    "(Alias -ne $null) -and (RecipientTypeDetails -eq 'RoomMailbox' -or RecipientTypeDetails -eq 'LinkedRoomMailbox')",
  ],
  ["All Users", "(Alias -ne $null) -and (RecipientType -eq 'UserMailbox' -or RecipientType -eq 'MailUser')"],
];

/** Whether the lists of founding are there. The global one cannot be removed; which of the others are wanted is not asked again. */
export async function hasFoundingLists(reader: Reader): Promise<boolean> {
  for await (const list of reader.all(GlobalAddressList)) if (list.IsDefaultGlobalAddressList) return true;
  return false;
}

/** The lists of a new organization (behaviour 11); those that bear the names already stay as they are. */
export async function foundLists(tx: Transaction): Promise<void> {
  const filter = (RecipientFilter: string) => ({
    RecipientFilterType: "Custom" as const,
    RecipientFilter,
    LastUpdatedRecipientFilter: RecipientFilter,
    RecipientFilterApplied: true,
  });
  const named = new Map<string, Entity>();
  for await (const list of tx.all([AddressList, GlobalAddressList])) {
    if (list.Identity === `\\${list.Name}`) named.set(list.shape.name + list.Name.toLowerCase(), list);
  }
  for (const [Name, text] of standard) {
    if (!named.has(AddressList.name + Name.toLowerCase()))
      await tx.add(AddressList, { Name, DisplayName: Name, ...filter(text) });
  }
  const whole = { IsDefaultGlobalAddressList: true, ...filter("(Alias -ne $null)") };
  const Name = "Default Global Address List";
  const own = named.get(GlobalAddressList.name + Name.toLowerCase());
  if (own !== undefined) await tx.set(own as ListObject, whole);
  else await tx.add(GlobalAddressList, { Name, ...whole });
}
