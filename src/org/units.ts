// Organizational units: where recipients stand. The domain itself and Users are there from the beginning.
import type { ParameterTable } from "../command/cmdlet.ts";
import type { Entity } from "../values/shape.ts";
import { AddressList } from "./classes/AddressList.ts";
import { DynamicDistributionGroup } from "./classes/DynamicDistributionGroup.ts";
import { EmailAddressPolicy } from "./classes/EmailAddressPolicy.ts";
import { GlobalAddressList } from "./classes/GlobalAddressList.ts";
import { OrganizationalUnit } from "./classes/OrganizationalUnit.ts";
import type { Given } from "./derived.ts";
import { inUse, notFound } from "./errors.ts";
import type { Reader, Transaction } from "./organization.ts";
import { identity } from "./parameters.ts";

export type UnitObject = ReturnType<typeof OrganizationalUnit.make>;

/** The kind of -OrganizationalUnit. */
export const unitIdentity = identity("OrganizationalUnitIdParameter");

/** The domain under which all stands: "contoso.com". */
export const rootOf = (reader: Reader) => reader.snapshot().organization.ForestRoot;

/** Where recipients stand that were put nowhere else: "contoso.com/Users". */
export const container = (reader: Reader) => `${rootOf(reader)}/Users`;

/** Of New- cmdlets for recipients. */
export const unitParameter = {
  OrganizationalUnit: {
    type: unitIdentity,
    pipeline: "property",
    summary: "The organizational unit it stands in; Users when left out.",
  },
} as const satisfies ParameterTable;

/** Where a new recipient stands: the unit that is named, else `usual`, else Users. */
export async function unitFrom(given: Given, reader: Reader, usual?: string | null): Promise<string> {
  const named = given["OrganizationalUnit"] as string | undefined;
  return named === undefined ? (usual ?? container(reader)) : (await unitNamed(reader, named)).Identity;
}

/** The domain and its container, which are no objects of the store. */
export function builtInUnits(reader: Reader): readonly UnitObject[] {
  const root = rootOf(reader);
  return [
    OrganizationalUnit.make({ Name: root, Container: "" }),
    OrganizationalUnit.make({ Name: "Users", Container: root }),
  ];
}

/** Finds a unit by canonical name, DN, name or GUID. Throws a Problem when there is none, or several. */
export async function unitNamed(reader: Reader, named: string): Promise<UnitObject> {
  const wanted = named.toLowerCase().replace(/\/$/, "");
  const fits = (unit: UnitObject) =>
    [unit.Identity, unit.DistinguishedName, unit.Name].some((name) => name.toLowerCase() === wanted);
  const builtIn = builtInUnits(reader).find(fits);
  if (builtIn !== undefined) return builtIn;
  const found = await reader.seek(OrganizationalUnit, wanted);
  if (found !== undefined) return found as UnitObject;
  throw notFound(named, reader.snapshot().server.Fqdn);
}

/** True when a path is that of a unit, or below it. */
export function inside(path: string, unit: string): boolean {
  const own = path.toLowerCase();
  const above = unit.toLowerCase();
  return own === above || own.startsWith(`${above}/`);
}

/** True for objects in a unit or below it. */
export function inUnit(unit: string): (object: Entity) => boolean {
  return (object) => inside(object.get("OrganizationalUnit") as string, unit);
}

/** Users of a unit named in an error, the first by name of so many. */
const most = 5;

/** Throws a Problem that names what still stands in a unit, or looks for recipients there. */
export async function mayRemoveUnit(tx: Transaction, unit: UnitObject): Promise<void> {
  const path = unit.Identity;
  const users: string[] = [];
  for await (const other of tx.all(OrganizationalUnit)) {
    if (other.Identity !== path && inside(other.Identity, path)) users.push(other.Identity);
  }
  for await (const object of tx.inUnit(path)) {
    users.push(object.get("Identity") as string);
    if (users.length > most) break;
  }
  for await (const set of tx.all([EmailAddressPolicy, AddressList, GlobalAddressList, DynamicDistributionGroup])) {
    if (set.RecipientContainer === path) users.push(set.Identity);
  }
  if (tx.snapshot().organization.DistributionGroupDefaultOU === path)
    users.push("the organization's DistributionGroupDefaultOU");
  if (users.length > 0) throw inUse("organizational unit", path, users.slice(0, most), users.length);
}
