// Who rights are given to: users, security groups and well-known principals; how they are named, shown and gathered.
import { Problem } from "../command/problem.ts";
import { isGuid } from "../values/kinds.ts";
import type { Entity } from "../values/shape.ts";
import type { ObjectClass } from "./class.ts";
import { refused } from "./errors.ts";
import type { Reader } from "./organization.ts";
import { allClasses } from "./registry.ts";
import { wellKnown, wellKnownNames } from "./wellknown.ts";

/** A principal as entries name it, and as people do. */
export interface Principal {
  readonly key: string;
  /** "CONTOSO\kim", "NT AUTHORITY\SELF". */
  readonly shown: string;
}

/** Groups looked at for one user. */
const mostGroups = 1000;

/** Whatever has an account name can be given rights, but for groups without security. */
const accounts = (): readonly ObjectClass[] => allClasses().filter((cls) => "SamAccountName" in cls.properties);

const isSecure = (object: Entity) => {
  const type = object.get("GroupType");
  return type === null || String(type).includes("SecurityEnabled");
};

/** The organization's domain as older programs call it: "CONTOSO". */
const domainName = (reader: Pick<Reader, "snapshot">) =>
  reader.snapshot().organization.ForestRoot.split(".")[0]!.toUpperCase();

function nameOf(object: Entity, reader: Pick<Reader, "snapshot">): string {
  return `${domainName(reader)}\\${object.get("SamAccountName") ?? object.get("Name")}`;
}

/** All well-known principals of this organization. */
function known(reader: Pick<Reader, "snapshot">): readonly Principal[] {
  return Object.values(wellKnown).map((key) => ({
    key,
    shown: wellKnownNames[key] ?? `${domainName(reader)}\\${key}`,
  }));
}

/**
 * The principal that is meant: a user, mailbox or security group by whatever names it, or a well-known one. Throws a
 * Problem. @param gone whether the GUID of an object that is no more will do, as entries still may hold it.
 */
export async function findPrincipal(reader: Reader, given: string, gone = false): Promise<Principal> {
  const wanted = given.trim().toLowerCase();
  const bare = wanted.slice(wanted.lastIndexOf("\\") + 1);
  for (const one of known(reader)) {
    const name = one.shown.toLowerCase();
    const isMeant = one.key.toLowerCase() === wanted || name === wanted;
    if (isMeant || (bare === wanted && name.slice(name.lastIndexOf("\\") + 1) === wanted)) return one;
  }
  const object = (await reader.seek(accounts(), given)) as Entity | undefined;
  if (object === undefined && gone && isGuid(given)) return { key: wanted, shown: given };
  if (object === undefined) throw principalNotFound(given);
  if (!isSecure(object)) throw notSecure(object.get("Name") as string);
  return { key: object.get("Guid") as string, shown: nameOf(object, reader) };
}

/** A principal by its key; one whose object is gone is shown by the key. */
export async function principalOf(reader: Reader, key: string): Promise<Principal> {
  const found = known(reader).find((one) => one.key === key);
  if (found !== undefined) return found;
  const object = (await reader.get(accounts(), key)) as Entity | undefined;
  return { key, shown: object === undefined ? key : nameOf(object, reader) };
}

/** All that a user who has proved who he is counts as: himself, his security groups, and everybody who has. */
export async function principalsOf(reader: Pick<Reader, "groupsOf">, user: string): Promise<ReadonlySet<string>> {
  const all = new Set([user]);
  for (const member of all) {
    for await (const group of reader.groupsOf(member)) {
      if (all.size < mostGroups && isSecure(group)) all.add(group.Guid);
    }
  }
  return all.add(wellKnown.authenticated).add(wellKnown.everyone);
}

const principalNotFound = (given: string) =>
  new Problem({
    id: "ManagementObjectNotFoundException",
    category: "ObjectNotFound",
    text: `User or group "${given}" wasn't found. Please make sure you've typed it correctly.`,
    target: given,
    exceptionType: "Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException",
  });

const notSecure = (name: string) =>
  refused(
    "NotASecurityPrincipal",
    `The group "${name}" isn't a security group, so it can't be given permissions. Name a user or a security group.`,
    name,
  );
