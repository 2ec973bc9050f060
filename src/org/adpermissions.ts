// Directory permissions as cmdlets read and write them: which objects have them, and what parameters mean as entries.

import type { Entity } from "../values/shape.ts";
import type { AccessEntry } from "./access.ts";
import type { ObjectClass } from "./class.ts";
import type { Given } from "./derived.ts";
import { invalidArgument } from "./errors.ts";
import { entriesOfGroup, extendedRight, extendedRightsOf } from "./extendedrights.ts";
import { Flags } from "./flags.ts";
import { identity } from "./parameters.ts";
import { ADAce, noRights, type Part } from "./permissions.ts";
import { allClasses } from "./registry.ts";

export const rawEntry = identity("ADRawEntryIdParameter");

/** All classes whose objects have entries. */
export const secured = (): readonly ObjectClass[] => allClasses().filter((cls) => "AccessEntries" in cls.properties);

/** What -AccessRights and -ExtendedRights say, as entries have it: one for each extended right, one for all general ones. */
export function partsOf(object: Entity, given: Given): Part[] {
  const named = (given["ExtendedRights"] as readonly string[] | undefined) ?? [];
  const general = (given["AccessRights"] as readonly string[] | undefined) ?? [];
  if (named.length + general.length === 0) throw noRights();
  const rights = named.map((one) => {
    const right = extendedRight(object, one);
    if (right === undefined) throw noSuchRight(object, one);
    return right;
  });
  const left = named.length > 0 ? general.filter((one) => one !== "ExtendedRight") : general;
  return [
    ...[...new Set(rights)].map((right) => ({ rights: ["ExtendedRight"], right })),
    ...(left.length > 0 ? [{ rights: [...new Set(left)] }] : []),
  ];
}

/**
 * The entries of an object's own from which something is to be taken. Permission groups that mean one of those entries
 * are written out as own ones, so that a part of a group can go; `groups` are those that are left.
 */
export function writtenOut(object: Entity, touched: (entry: AccessEntry) => boolean) {
  const own = object.get("AccessEntries") as readonly AccessEntry[];
  const groups = object.get("PermissionGroups") as Flags | null;
  const meant = groups?.words.filter((group) => entriesOfGroup(group).some(touched)) ?? [];
  const left = groups?.words.filter((group) => !meant.includes(group));
  return { entries: [...own, ...meant.flatMap(entriesOfGroup)], groups: left && new Flags(left, "None") };
}

/** What is set when the entries of an object are these now, and its permission groups, where it has some, those. */
export function entriesSet(
  object: Entity,
  entries: readonly AccessEntry[],
  groups = object.get("PermissionGroups") as Flags | null | undefined,
): Record<string, unknown> {
  return {
    AccessEntries: entries,
    ...(groups ? { PermissionGroups: groupsShown(groups, entries) } : {}),
  };
}

/** Permission groups with the word Custom where there are entries beyond them, and without it elsewhere. */
export function groupsShown(groups: Flags, entries: readonly AccessEntry[]): string {
  const named = groups.words.filter((group) => group !== "Custom");
  return [...named, ...(entries.length > 0 ? ["Custom"] : [])].join(", ") || "None";
}

/** An entry as it is shown. */
export function shownAce(object: Entity, entry: AccessEntry, user: string) {
  return ADAce.make({
    Identity: object.get("Identity") as string,
    User: user,
    Deny: entry.deny === true,
    IsInherited: false,
    InheritanceType: entry.inheritance,
    AccessRights: entry.rights as never,
    ExtendedRights: entry.right === undefined ? [] : [entry.right],
  });
}

const noSuchRight = (object: Entity, right: string) =>
  invalidArgument(
    "ExtendedRightNotFound",
    `There is no extended right '${right}' on a ${(object.shape as ObjectClass).label}. Those there are: ${extendedRightsOf(object).join(", ")}.`,
    right,
  );
