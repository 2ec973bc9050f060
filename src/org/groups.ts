// Groups and what they hold: adding, removing, replacing members.
import type { ParameterTable } from "../command/cmdlet.ts";
import type { Context } from "../command/context.ts";
import { Problem } from "../command/problem.ts";
import { switchParameter } from "../values/kinds.ts";
import type { Entity } from "../values/shape.ts";
import type { ValueOf } from "../values/type.ts";
import { DistributionGroup } from "./classes/DistributionGroup.ts";
import { Mailbox } from "./classes/Mailbox.ts";
import type { Given } from "./derived.ts";
import { refused } from "./errors.ts";
import { memberClasses } from "./families.ts";
import type { GroupObject, Member, Transaction } from "./organization.ts";
import { identityOf } from "./parameters.ts";
import { attempt } from "./turns.ts";

/** Of cmdlets that change groups. */
export const managerCheck = {
  BypassSecurityGroupManagerCheck: {
    type: switchParameter,
    noEffect: "whoever runs this may change every group.",
    quiet: true,
    summary: "Changes a security group without being its manager.",
  },
} as const satisfies ParameterTable;

/** The group whose members are changed. */
export const changedGroup = {
  type: identityOf(DistributionGroup),
  mandatory: true,
  position: 1,
  pipeline: "both",
  summary: "The group.",
} as const;

/** Changes the members of a group, if that is wanted. */
export async function changeGroup(
  ctx: Context,
  identity: ValueOf<typeof changedGroup.type>,
  work: (tx: Transaction, group: GroupObject) => Promise<void>,
): Promise<void> {
  await attempt(ctx, async () => {
    const group = await ctx.org.find(DistributionGroup, identity);
    if (!(await ctx.shouldProcess(group.Identity))) return;
    await ctx.org.change(async (tx) => work(tx, await tx.find(DistributionGroup, group.Guid)), ctx);
  });
}

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
  if (group.RecipientTypeDetails === "RoomList" && !isRoomOrList(member)) throw notARoom(group, member);
}

const isRoomOrList = (member: Member) =>
  Mailbox.holds(member) ? member.ResourceType === "Room" : member.RecipientTypeDetails === "RoomList";

const notARoom = (group: GroupObject, member: Member) =>
  refused(
    "NotARoom",
    `The room list "${group.Name}" holds rooms and other room lists only, and "${member.Name}" is neither.`,
    member.Name,
  );

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

/** The kind that New-DistributionGroup is asked for. A security group is left with the consent of a manager only. */
export function kindOf(given: Given): Record<string, unknown> {
  if (given["RoomList"]) return { RecipientTypeDetails: "RoomList" };
  if (given["Type"] !== "Security") return { RecipientTypeDetails: "MailUniversalDistributionGroup" };
  return {
    RecipientTypeDetails: "MailUniversalSecurityGroup",
    MemberDepartRestriction: given["MemberDepartRestriction"] ?? "Closed",
  };
}

/** What a group becomes by -RoomList. Throws a Problem where it holds what is no room. */
export async function roomList(tx: Transaction, group: GroupObject): Promise<"RoomList"> {
  if (group.RecipientTypeDetails === "MailUniversalSecurityGroup") {
    throw refused("RoomListOfSecurityGroup", `The security group "${group.Name}" can't be a room list.`, group.Name);
  }
  for await (const member of tx.members(group.Guid)) if (!isRoomOrList(member)) throw notARoom(group, member);
  return "RoomList";
}

const placeholder = /<GroupName>/gi;

/**
 * The names of a group by the organization's policy (DistributionGroupNamingPolicy, as "DL_<GroupName>"). Throws a
 * Problem where they hold a blocked word.
 */
export function policyNames(tx: Transaction, name: unknown, display: unknown): Record<string, string> {
  const { DistributionGroupNamingPolicy: policy, DistributionGroupNameBlockedWordsList: words } =
    tx.snapshot().organization;
  const made: Record<string, string> = {};
  for (const [property, given] of Object.entries({ Name: name, DisplayName: display })) {
    if (typeof given !== "string") continue;
    const word = words.find((one) => one !== "" && given.toLowerCase().includes(one.toLowerCase()));
    if (word !== undefined) throw wordIsBlocked(given, word);
    made[property] = policy === null ? given : policy.replace(placeholder, () => given);
  }
  return made;
}

function wordIsBlocked(name: string, word: string): Problem {
  return refused(
    "GroupNameBlockedWord",
    `The group name "${name}" contains the word "${word}", which this organization does not allow in names of groups. Choose another name.`,
    name,
  );
}

/** Throws a Problem when a change would leave a group that has owners without any (Set-DistributionGroup -ManagedBy). */
export function keepsOwner(group: Entity, values: Readonly<Record<string, unknown>>): void {
  if (!("ManagedBy" in values)) return;
  const owners = (value: unknown) => [value ?? []].flat().length;
  if (owners(values["ManagedBy"]) > 0 || owners(group.get("ManagedBy")) === 0) return;
  const shown = String(group.get("Identity"));
  throw refused(
    "LastOwner",
    `The group '${shown}' must keep an owner: name another with -ManagedBy before the last one goes.`,
    shown,
  );
}
