// Access entries: who may, or may not, do what with an object; how they are kept, and what follows from them.
import { many, text } from "../values/kinds.ts";
import type { Entity } from "../values/shape.ts";
import { ConversionError, type Json, type Type } from "../values/type.ts";
import { extendedRightsOf, groupEntries } from "./extendedrights.ts";
import { wellKnown } from "./wellknown.ts";

/** To what an entry applies: the object, what stands below it, or both. */
export const inheritances = ["None", "All", "Descendents", "SelfAndChildren", "Children"] as const;
export type Inheritance = (typeof inheritances)[number];

/** One entry: either general rights, or one extended right by its name. */
export interface AccessEntry {
  /** The GUID of a user or security group, or the key of a well-known principal. */
  readonly user: string;
  /** General rights: "ReadProperty", "FullAccess" …; "ExtendedRight" alone where `right` says which. */
  readonly rights: readonly string[];
  readonly right?: string;
  readonly deny?: true;
  readonly inheritance: Inheritance;
}

/** Entries are written by cmdlets alone, so that what is given is one already. */
export const accessEntry: Type<AccessEntry> = {
  name: "AccessEntry",
  convert(value) {
    if (isEntry(value)) return value;
    throw new ConversionError("Permissions are changed by Add- and Remove-ADPermission or -MailboxPermission.");
  },
  show: ({ user, rights, right, deny }) => `${user}: ${deny ? "not " : ""}${right ?? rights.join(", ")}`,
  encode: (value) => value as unknown as Json,
  decode: (json) => json as unknown as AccessEntry,
};

const isEntry = (value: unknown): value is AccessEntry =>
  typeof value === "object" && value !== null && "user" in value && "rights" in value;

const sameKind = (a: AccessEntry, b: AccessEntry) =>
  a.user === b.user && a.deny === b.deny && a.inheritance === b.inheritance && a.right === b.right;

/** The entries with one more; the same list when all of it is there already. Rights of one kind share an entry. */
export function withEntry(entries: readonly AccessEntry[], more: AccessEntry): readonly AccessEntry[] {
  const at = entries.findIndex((one) => sameKind(one, more));
  if (at < 0) return [...entries, more];
  const known = entries[at]!.rights;
  const fresh = more.rights.filter((right) => !known.includes(right));
  return fresh.length === 0 ? entries : entries.with(at, { ...more, rights: [...known, ...fresh] });
}

/** What is to be taken from entries; without an inheritance, from those of any. */
export type Taking = Omit<AccessEntry, "inheritance"> & { readonly inheritance?: Inheritance | undefined };

/** The entries without some rights; the same list when none of them is there. */
export function withoutEntry(entries: readonly AccessEntry[], less: Taking): readonly AccessEntry[] {
  let taken = false;
  const left = entries.flatMap((one) => {
    if (!sameKind(one, { ...less, inheritance: less.inheritance ?? one.inheritance })) return [one];
    const rights = one.rights.filter((right) => !less.rights.includes(right));
    if (rights.length === one.rights.length) return [one];
    taken = true;
    return rights.length === 0 ? [] : [{ ...one, rights }];
  });
  return taken ? left : entries;
}

/** The entries of an object: its own, behind those that its settings (permission groups) imply. */
export function entriesOf(object: Entity): readonly AccessEntry[] {
  return [...groupEntries(object), ...((object.get("AccessEntries") as readonly AccessEntry[] | null) ?? [])];
}

interface Granted {
  readonly allowed: ReadonlySet<string>;
  readonly denied: ReadonlySet<string>;
}

/** Per object and principal; the objects of settings are shared by all readers of a version, so this is done once. */
const granted = new WeakMap<Entity, ReadonlyMap<string, Granted>>();

function grantedBy(object: Entity): ReadonlyMap<string, Granted> {
  let found = granted.get(object);
  if (found !== undefined) return found;
  const made = new Map<string, { allowed: Set<string>; denied: Set<string> }>();
  for (const { user, rights, right, deny, inheritance } of entriesOf(object)) {
    if (inheritance === "Descendents" || inheritance === "Children") continue;
    const own = made.get(user) ?? { allowed: new Set(), denied: new Set() };
    made.set(user, own);
    const whole = right === undefined && rights.some((one) => one === "ExtendedRight" || one === "GenericAll");
    const meant = right !== undefined ? [right] : whole ? extendedRightsOf(object) : [];
    for (const one of meant) (deny ? own.denied : own.allowed).add(one);
  }
  found = made;
  granted.set(object, found);
  return found;
}

/**
 * The extended rights ("Send-As", "ms-Exch-SMTP-Submit") on an object of those who are these principals at once; what is
 * denied to one of them is not among them. `principals` comes from `principalsOf`, or holds keys of well-known ones.
 */
export function rightsOf(object: Entity, principals: ReadonlySet<string>): ReadonlySet<string> {
  const by = grantedBy(object);
  const rights = new Set<string>();
  const mine = [...principals].flatMap((one) => by.get(one) ?? []);
  if (principals.has(object.get("Guid") as string)) mine.push(...[by.get(wellKnown.self)].flatMap((one) => one ?? []));
  for (const { allowed } of mine) for (const right of allowed) rights.add(right);
  for (const { denied } of mine) for (const right of denied) rights.delete(right);
  return rights;
}

/** Whether those who are these principals have one extended right on an object, by its exact name. */
export function may(object: Entity, principals: ReadonlySet<string>, right: string): boolean {
  return rightsOf(object, principals).has(right);
}

/** The property that holds the entries, for each class whose objects have them. */
export const securedProperties = {
  AccessEntries: { type: many(accessEntry), default: [], hidden: true, summary: "Who may do what with it." },
  AccessOwner: { type: text, hidden: true, summary: "The principal that owns it." },
} as const;

/** Who opens a mailbox: at first whose it is, by what is shown for it as SELF. */
export const mailboxAccess = {
  MailboxAccess: {
    type: many(accessEntry),
    default: [{ user: wellKnown.self, rights: ["FullAccess", "ReadPermission"], inheritance: "All" }],
    hidden: true,
    summary: "Who may do what with what is in it.",
  },
  MailboxOwner: { type: text, hidden: true, summary: "The principal that owns what is in it." },
} as const;

/** What every account may do with itself. */
export const accountAccess = {
  AccessEntries: {
    ...securedProperties.AccessEntries,
    default: ["Send-As", "Receive-As"].map((right) => ({
      user: wellKnown.self,
      rights: ["ExtendedRight"],
      right,
      inheritance: "All" as const,
    })),
  },
} as const;
