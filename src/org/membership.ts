// Finds out for a filter with MemberOfGroup who is in the groups that it names; only direct members count, as in a directory.
import { groupClasses } from "./families.ts";
import { type Memberships, membershipsIn } from "./filter.ts";
import { invalidFilter } from "./filtertree.ts";
import type { Reader } from "./organization.ts";

type Groups = Pick<Reader, "seek" | "memberGuids" | "isMember">;

/**
 * The members of the groups in a filter, or of them `only` one recipient (GUID); undefined for a filter that asks for no
 * membership. A group that is not there has no members: a filter may outlive it.
 */
export async function membershipsOf(text: string, groups: Groups, only?: string): Promise<Memberships | undefined> {
  const asked = membershipsIn(text);
  if (asked.length === 0) return undefined;
  const found = new Map<string, ReadonlySet<string>>();
  for (const { group: named } of asked) {
    const members = new Set<string>();
    const group = await groups.seek(groupClasses, named);
    if (group !== undefined && only === undefined) {
      for await (const guid of groups.memberGuids(group.Guid)) members.add(guid);
    } else if (group !== undefined && (await groups.isMember(group.Guid, only!))) members.add(only!);
    found.set(named.toLowerCase(), members);
  }
  return found;
}

/** Throws a Problem when a filter that somebody writes names a group that is not there. */
export async function groupsAreThere(text: string, groups: Groups): Promise<void> {
  for (const { group, text: whole, value } of membershipsIn(text)) {
    if ((await groups.seek(groupClasses, group)) === undefined) {
      throw invalidFilter(whole, value.at, `there is no group '${group}' with members of its own.`);
    }
  }
}
