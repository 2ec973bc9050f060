// Groups and what they hold: adding, removing, replacing members.
import { Problem } from "../command/problem.ts";
import { DistributionGroup } from "./classes/DistributionGroup.ts";
import { Mailbox } from "./classes/Mailbox.ts";
import { MailContact } from "./classes/MailContact.ts";
import { User } from "./classes/User.ts";
import { refused } from "./errors.ts";
import type { GroupObject, Member, Transaction } from "./organization.ts";

/** What a group may hold. */
export const memberClasses = [Mailbox, MailContact, DistributionGroup, User] as const;

export function alreadyMember(member: string, group: string): Problem {
  return new Problem({
    id: "MemberAlreadyExistsException",
    category: "ResourceExists",
    text: `The recipient "${member}" is already a member of the group "${group}".`,
    target: member,
    exceptionType: "Microsoft.Exchange.Management.RecipientTasks.MemberAlreadyExistsException",
  });
}

export function notMember(member: string, group: string): Problem {
  return new Problem({
    id: "MemberNotFoundException",
    category: "ObjectNotFound",
    text: `The recipient "${member}" isn't a member of the group "${group}".`,
    target: member,
    exceptionType: "Microsoft.Exchange.Management.RecipientTasks.MemberNotFoundException",
  });
}

/** Adds members that are not there yet. Throws a Problem for the group itself and for what cannot be found. */
export async function addMembers(tx: Transaction, group: GroupObject, members: readonly string[]): Promise<void> {
  for (const identity of members) {
    const member = (await tx.find(memberClasses, identity)) as Member;
    mayHold(group, member);
    await tx.link(group, member);
  }
}

/** Throws a Problem where a group may not hold something. */
export function mayHold(group: GroupObject, member: Member): void {
  if (member.Guid === group.Guid) {
    throw refused("GroupInItself", `The group "${group.Name}" can't be a member of itself.`, group.Name);
  }
  const isRoom = Mailbox.holds(member) && member.RecipientTypeDetails === "RoomMailbox";
  const isList = DistributionGroup.holds(member) && member.RecipientTypeDetails === "RoomList";
  if (group.RecipientTypeDetails === "RoomList" && !isRoom && !isList) {
    throw refused(
      "NotARoom",
      `The room list "${group.Name}" holds rooms and other room lists only, and "${member.Name}" is neither.`,
      member.Name,
    );
  }
}

/** Makes the members exactly these. */
export async function replaceMembers(tx: Transaction, group: GroupObject, members: readonly string[]): Promise<void> {
  const wanted = new Map<string, Member>();
  for (const identity of members) {
    const member = (await tx.find(memberClasses, identity)) as Member;
    mayHold(group, member);
    wanted.set(member.Guid, member);
  }
  const gone: Member[] = [];
  for await (const member of tx.members(group.Guid)) if (!wanted.delete(member.Guid)) gone.push(member);
  for (const member of gone) await tx.unlink(group, member);
  for (const member of wanted.values()) await tx.link(group, member);
}

/** A word of the organization's list that a new group's name holds (DistributionGroupNameBlockedWordsList). */
export function blockedWord(tx: Transaction, name: string): string | undefined {
  const words = tx.snapshot().organization.DistributionGroupNameBlockedWordsList;
  return words.find((word) => word !== "" && name.toLowerCase().includes(word.toLowerCase()));
}

export function wordIsBlocked(name: string, word: string): Problem {
  return refused(
    "GroupNameBlockedWord",
    `The group name "${name}" contains the word "${word}", which this organization does not allow in names of groups. Choose another name.`,
    name,
  );
}
