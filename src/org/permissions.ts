// What the cmdlets for permissions share: how entries are shown, named by parameters, added and taken away.
import type { ParameterTable } from "../command/cmdlet.ts";
import type { Context } from "../command/context.ts";
import { Problem } from "../command/problem.ts";
import { boolean, choice, many, switchParameter, text } from "../values/kinds.ts";
import { defineShape, Entity, type Shape } from "../values/shape.ts";
import { ConversionError, type Type } from "../values/type.ts";
import { type AccessEntry, type Inheritance, inheritances, type Taking, withEntry, withoutEntry } from "./access.ts";
import type { ObjectClass } from "./class.ts";
import type { Given } from "./derived.ts";
import { groupEntries } from "./extendedrights.ts";
import type { Reader, Transaction } from "./organization.ts";
import { identity } from "./parameters.ts";
import { findPrincipal, type Principal, principalOf } from "./principals.ts";
import type { Turn } from "./turns.ts";

export const inheritance = choice("ActiveDirectorySecurityInheritance", ...inheritances);

export const directoryRight = choice(
  "ActiveDirectoryRights",
  "CreateChild",
  "DeleteChild",
  "ListChildren",
  "Self",
  "ReadProperty",
  "WriteProperty",
  "DeleteTree",
  "ListObject",
  "ExtendedRight",
  "Delete",
  "ReadControl",
  "GenericExecute",
  "GenericWrite",
  "GenericRead",
  "WriteDacl",
  "WriteOwner",
  "GenericAll",
  "Synchronize",
  "AccessSystemSecurity",
);

/** What every entry shows. */
export const entryProperties = {
  Identity: { type: text, mandatory: true, summary: "The object that the entry is about." },
  User: { type: text, mandatory: true, summary: "Who is given the rights, or is denied them." },
  Deny: { type: boolean, mandatory: true, summary: "Whether the rights are denied." },
  IsInherited: { type: boolean, mandatory: true, summary: "Whether the entry comes from an object above." },
  InheritanceType: { type: inheritance, mandatory: true, summary: "Whether it holds for the object or what is below." },
} as const;

const inherited = { property: "IsInherited", label: "Inherited" } as const;

export const ADAce = defineShape({
  name: "ADAcePresentationObject",
  summary: "An entry of an object's permissions.",
  properties: {
    ...entryProperties,
    AccessRights: { type: many(directoryRight), mandatory: true, summary: "The general rights." },
    ExtendedRights: { type: many(text), mandatory: true, summary: "The extended right, where there is one." },
  },
  table: ["Identity", "User", "Deny", inherited],
});

export const Owner = defineShape({
  name: "OwnerPresentationObject",
  summary: "Who owns an object.",
  properties: {
    Identity: { type: text, mandatory: true, summary: "The object." },
    Owner: { type: text, summary: "The user or security group that was made its owner." },
  },
  table: ["Identity", "Owner"],
});

/** What of an entry parameters say: general rights, or one extended right. */
export type Part = Pick<AccessEntry, "rights" | "right">;

export const principalIdentity = identity("SecurityPrincipalIdParameter");

/** The kind of -Instance: an entry, as Get- gave it. */
export function instanceOf(shape: Shape): Type<Entity> {
  return {
    name: shape.name,
    convert(value) {
      if (value instanceof Entity && value.shape === shape) return value;
      throw new ConversionError(`-Instance takes what Get- shows: a ${shape.name}.`);
    },
    show: (value) => String(value.get("User")),
    encode: (value) => value.stored(),
    decode: (json) => shape.decode(json as never) as Entity,
  };
}

/** The parameters that say whether and where an entry holds. */
export const entryParameters = {
  Deny: { type: switchParameter, summary: "Whether the rights are denied rather than given; a denial goes first." },
  InheritanceType: {
    type: inheritance,
    summary: "Whether the entry holds for the object itself (None, All, SelfAndChildren) or only for what is below.",
  },
} as const satisfies ParameterTable;

/** What -Instance says where the parameters beside it do not. */
export function withInstance(given: Given): Given {
  const instance = given["Instance"] as Entity | undefined;
  if (instance === undefined) return given;
  const told = Object.entries(instance.shape.properties).flatMap(([name]) => {
    const value = instance.get(name);
    return Array.isArray(value) && value.length === 0 ? [] : [[name, value]];
  });
  return {
    ...Object.fromEntries(told),
    ...Object.fromEntries(Object.entries(given).filter(([, one]) => one !== undefined)),
  };
}

/** One change of the entries of an object, with the principal as people know it. */
export interface Step<E = AccessEntry> {
  readonly principal: Principal;
  readonly entry: E;
}

/** Adds entries to those of a property; what is there already, also by permission groups, is warned of. */
export function adding(property: string, steps: readonly Step[], object: Entity, tx: Transaction) {
  const implied = groupEntries(object);
  let all = object.get(property) as readonly AccessEntry[];
  for (const { principal, entry } of steps) {
    const next = withEntry(implied, entry) === implied ? all : withEntry(all, entry);
    if (next === all) {
      tx.warn(
        `The appropriate access control entry is already present on the object "${placeOf(object)}" for account "${principal.shown}".`,
      );
    }
    all = next;
  }
  return all;
}

/** Takes entries from a list; what is not there is warned of. */
export function taking(
  entries: readonly AccessEntry[],
  steps: readonly Step<Taking>[],
  object: Entity,
  tx: Transaction,
) {
  let all = entries;
  for (const { principal, entry } of steps) {
    const next = withoutEntry(all, entry);
    if (next === all) {
      tx.warn(
        `Can't remove the access control entry on the object "${placeOf(object)}" for account "${principal.shown}" because the ACE doesn't exist on the object.`,
      );
    }
    all = next;
  }
  return all;
}

const placeOf = (object: Entity) => (object.get("DistinguishedName") ?? object.get("Identity")) as string;

/** Finds each object, asks, and sets the properties that `work` gives; gives the object after it, or undefined. */
export async function changeAccess(
  ctx: Context,
  turn: Turn,
  classes: readonly ObjectClass[],
  named: string,
  work: (object: Entity, tx: Transaction) => Promise<Readonly<Record<string, unknown>>>,
): Promise<Entity | undefined> {
  const object = (await ctx.org.find(classes, named)) as Entity;
  if (!(await turn.ask(object.get("Identity") as string))) return undefined;
  return turn.change(async (tx) => {
    const now = (await tx.find(classes, object.get("Guid") as string)) as Entity;
    return tx.set(now as never, await work(now, tx)) as Promise<Entity>;
  });
}

/** For each part the step that adds it for -User. */
export async function stepsToAdd(reader: Reader, given: Given, parts: readonly Part[]): Promise<readonly Step[]> {
  const inheritance = (given["InheritanceType"] as Inheritance | undefined) ?? "All";
  const steps = await stepsFor(reader, given, parts, false);
  return steps.map(({ principal, entry }) => ({ principal, entry: { ...entry, inheritance } }));
}

/** For each part the step that takes it from -User; without -InheritanceType, wherever it holds. */
export const stepsToTake = (reader: Reader, given: Given, parts: readonly Part[]): Promise<readonly Step<Taking>[]> =>
  stepsFor(reader, given, parts, true);

async function stepsFor(reader: Reader, given: Given, parts: readonly Part[], gone: boolean) {
  const principal = await findPrincipal(reader, given["User"] as string, gone);
  const inheritance = given["InheritanceType"] as Inheritance | undefined;
  const deny = given["Deny"] ? { deny: true as const } : {};
  return parts.map((part) => ({ principal, entry: { user: principal.key, ...part, ...deny, inheritance } }));
}

/** Entries with the names of their principals, those of one principal alone where one is named; denials first. */
export async function* shownEntries(
  reader: Reader,
  entries: readonly AccessEntry[],
  user: string | undefined,
): AsyncIterableIterator<{ readonly entry: AccessEntry; readonly user: string }> {
  const only = user === undefined ? undefined : await findPrincipal(reader, user, true);
  const names = new Map<string, string>();
  for (const entry of [...entries.filter((one) => one.deny), ...entries.filter((one) => !one.deny)]) {
    if (only !== undefined && entry.user !== only.key) continue;
    let name = names.get(entry.user);
    if (name === undefined) {
      name = (await principalOf(reader, entry.user)).shown;
      names.set(entry.user, name);
    }
    yield { entry, user: name };
  }
}

/** The owner of an object as Get- shows it with -Owner. */
export async function ownerOf(reader: Reader, object: Entity, property: string) {
  const key = object.get(property) as string | null;
  return Owner.make({
    Identity: object.get("Identity") as string,
    Owner: key === null ? null : (await principalOf(reader, key)).shown,
  });
}

export const noRights = (): Problem =>
  new Problem({
    id: "NoRightsSpecified",
    category: "InvalidArgument",
    text: "Say which rights: with -ExtendedRights (such as Send-As), with -AccessRights, or with both.",
    target: null,
    exceptionType: "System.ArgumentException",
  });
