// Recipients that a filter takes in: those of an address policy, a dynamic group, an address list.
import type { ParameterTable } from "../command/cmdlet.ts";
import type { Entity } from "../values/shape.ts";
import type { ObjectClass } from "./class.ts";
import type { Given } from "./derived.ts";
import { invalidArgument, refused } from "./errors.ts";
import { mailClasses } from "./families.ts";
import { compileFilter, type Filter, opath } from "./filter.ts";
import { groupsAreThere, membershipsOf } from "./membership.ts";
import type { Reader, Recipient, Transaction } from "./organization.ts";
import { parametersOf } from "./parameters.ts";
import { conditionNames, precannedFilter } from "./precanned.ts";
import { isArbitration } from "./recipient.ts";
import { inUnit, unitIdentity, unitNamed } from "./units.ts";

/** What has the properties of precanned.ts. */
export interface FilteredSet {
  readonly Name: string;
  readonly RecipientFilter: string;
  readonly RecipientContainer: string | null;
}

const tests = new WeakMap<FilteredSet, (recipient: Entity) => boolean>();

/** True when the filter and the container of a policy take a recipient in; of a group or list, see `takes`. */
export function takesIn(set: FilteredSet, recipient: Entity): boolean {
  let test = tests.get(set);
  if (test === undefined) {
    const filter: Filter = compileFilter(set.RecipientFilter || "Alias -ne $null", mailClasses);
    const within = set.RecipientContainer === null ? undefined : inUnit(set.RecipientContainer);
    test = (one) => filter.test(one) && (within?.(one) ?? true);
    tests.set(set, test);
  }
  return test(recipient);
}

/** True when the filter and the container of a dynamic group or address list take a recipient in as it is now. */
export async function takes(reader: Reader, set: FilteredSet, recipient: Entity): Promise<boolean> {
  const memberships = await membershipsOf(set.RecipientFilter, reader, recipient.get("Guid") as string);
  if (memberships === undefined) return takesIn(set, recipient);
  const within = set.RecipientContainer === null ? undefined : inUnit(set.RecipientContainer);
  return (within?.(recipient) ?? true) && compileFilter(set.RecipientFilter, mailClasses, memberships).test(recipient);
}

/**
 * The recipients that a policy, dynamic group or address list takes in, as they are now, in no order that counts: read
 * by an index where the filter allows it, and one after the other, so that whoever stops early has read no more.
 */
export function membersOf(reader: Reader, set: FilteredSet): AsyncIterableIterator<Recipient> {
  const within = set.RecipientContainer === null ? undefined : inUnit(set.RecipientContainer);
  return reader.query(mailClasses, {
    filters: [set.RecipientFilter || "Alias -ne $null"],
    where: (one) => !isArbitration(one) && (within?.(one) ?? true),
    anyOrder: true,
  }) as AsyncIterableIterator<Recipient>;
}

/** The GUIDs of those members in order, for whoever takes them a part at a time. */
export async function memberGuidsOf(reader: Reader, set: FilteredSet): Promise<string[]> {
  const guids: string[] = [];
  for await (const member of membersOf(reader, set)) guids.push(member.Guid);
  return guids.sort();
}

/** The longest filter (behaviour 11). */
const longest = 2048;

/** Checks a filter of one's own. */
async function checkedFilter(filter: string, reader: Reader): Promise<string> {
  if (filter.length > longest) {
    throw invalidArgument(
      "RecipientFilterTooLong",
      `The filter has ${filter.length} characters; at most ${longest} are allowed.`,
      "RecipientFilter",
    );
  }
  await groupsAreThere(filter, reader);
  compileFilter(filter, mailClasses, await membershipsOf(filter, reader, ""));
  return filter;
}

/** Parameters of New- for the two kinds of filters, each a parameter set of its own. */
export function filterSets(cls: ObjectClass): { readonly precanned: ParameterTable; readonly custom: ParameterTable } {
  const table = parametersOf(cls, ["IncludedRecipients", ...conditionNames], { changeable: false });
  return {
    precanned: { ...table, IncludedRecipients: { ...table["IncludedRecipients"]!, mandatory: true } },
    custom: { RecipientFilter: { type: opath, mandatory: true, summary: "Which recipients, in OPATH." } },
  };
}

/** Of New- and Set-, beside the filter. */
export const containerParameter = {
  RecipientContainer: {
    type: unitIdentity,
    allowNull: true,
    summary: "Only recipients in this organizational unit and below it.",
  },
} as const satisfies ParameterTable;

/** What New- was told of the filter, as properties. */
export async function newFilter(given: Given, reader: Reader): Promise<Record<string, unknown>> {
  const own = given["RecipientFilter"] as string | undefined;
  const made: Record<string, unknown> = {
    RecipientFilterType: own === undefined ? "Precanned" : "Custom",
    RecipientFilter: own === undefined ? precannedFilter(given) : await checkedFilter(own, reader),
  };
  for (const name of ["IncludedRecipients", ...conditionNames]) if (given[name]) made[name] = given[name];
  const unit = given["RecipientContainer"] as string | undefined;
  if (unit) made["RecipientContainer"] = (await unitNamed(reader, unit)).Identity;
  return made;
}

/** Properties of the filter that Set- changes by parameters of the same name. */
export const filterNames = ["RecipientFilter", "IncludedRecipients", ...conditionNames] as const;

/** What Set- was told of the filter, worked out. The kind of filter cannot change (behaviour 3.3). */
export async function changedFilter(
  object: Entity & FilteredSet,
  values: Readonly<Record<string, unknown>>,
  given: Given,
  tx: Transaction,
): Promise<Record<string, unknown>> {
  const all: Record<string, unknown> = { ...values };
  const told = filterNames.filter((name) => given[name] !== undefined);
  const custom = object.get("RecipientFilterType") === "Custom";
  const { label } = object.shape as ObjectClass;
  if (told.length > 0 && told.includes("RecipientFilter") !== custom) {
    throw refused(
      "RecipientFilterType",
      `The ${label} '${object.Name}' has a ${custom ? "filter of its own" : "filter made of conditions"}, and this kind can't be changed. Create a new ${label}.`,
      object.Name,
    );
  }
  if (told.includes("RecipientFilter")) {
    all["RecipientFilter"] = await checkedFilter(String(values["RecipientFilter"] ?? ""), tx);
  } else if (told.length > 0) {
    const current = Object.fromEntries(filterNames.map((name) => [name, object.get(name)]));
    all["RecipientFilter"] = precannedFilter({ ...current, ...values });
  }
  const unit = given["RecipientContainer"] as string | null | undefined;
  if (unit !== undefined) all["RecipientContainer"] = unit === null ? null : (await unitNamed(tx, unit)).Identity;
  return all;
}

/** True when the values would let the set take in others than now. */
export function differsIn(object: Entity, values: Readonly<Record<string, unknown>>): boolean {
  return ["RecipientFilter", "RecipientContainer"].some(
    (name) => values[name] !== undefined && values[name] !== object.get(name),
  );
}
