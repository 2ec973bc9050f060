// What an organization offers to cmdlets and services: objects, lookups, changes, and word of changes.
import type { Entity, Of } from "../values/shape.ts";
import type { ObjectClass } from "./class.ts";
import type { AcceptedDomain } from "./classes/AcceptedDomain.ts";
import type { Contact } from "./classes/Contact.ts";
import type { DistributionGroup } from "./classes/DistributionGroup.ts";
import type { DynamicDistributionGroup } from "./classes/DynamicDistributionGroup.ts";
import type { EmailAddressPolicy } from "./classes/EmailAddressPolicy.ts";
import type { ExchangeServer } from "./classes/ExchangeServer.ts";
import type { Group } from "./classes/Group.ts";
import type { Mailbox } from "./classes/Mailbox.ts";
import type { MailboxDatabase } from "./classes/MailboxDatabase.ts";
import type { MailContact } from "./classes/MailContact.ts";
import type { MailUser } from "./classes/MailUser.ts";
import type { OrganizationConfig } from "./classes/OrganizationConfig.ts";
import type { ReceiveConnector } from "./classes/ReceiveConnector.ts";
import type { RemoteDomain } from "./classes/RemoteDomain.ts";
import type { SendConnector } from "./classes/SendConnector.ts";
import type { SystemMessage } from "./classes/SystemMessage.ts";
import type { TransportConfig } from "./classes/TransportConfig.ts";
import type { TransportService } from "./classes/TransportService.ts";
import type { User } from "./classes/User.ts";

export type MailboxObject = Of<typeof Mailbox>;
export type ContactObject = Of<typeof MailContact>;
export type GroupObject = Of<typeof DistributionGroup>;
export type UserObject = Of<typeof User>;
export type MailUserObject = Of<typeof MailUser>;
export type DynamicGroupObject = Of<typeof DynamicDistributionGroup>;
export type DomainObject = Of<typeof AcceptedDomain>;
export type DatabaseObject = Of<typeof MailboxDatabase>;
export type ServerObject = Of<typeof ExchangeServer>;
export type PolicyObject = Of<typeof EmailAddressPolicy>;

/** Whatever receives mail; told apart by `RecipientType`, or by `Mailbox.holds(r)` and its like. */
export type Recipient = MailboxObject | MailUserObject | ContactObject | GroupObject | DynamicGroupObject;
/** What a group may hold. */
export type Member = Recipient | UserObject | Of<typeof Contact> | Of<typeof Group>;

/** The settings as they are after some change, in memory; never changes, the next change makes a new one. */
export interface Snapshot {
  /** The number of the last change it holds. */
  readonly version: number;
  readonly acceptedDomains: readonly DomainObject[];
  readonly remoteDomains: readonly Of<typeof RemoteDomain>[];
  readonly sendConnectors: readonly Of<typeof SendConnector>[];
  readonly receiveConnectors: readonly Of<typeof ReceiveConnector>[];
  readonly systemMessages: readonly Of<typeof SystemMessage>[];
  readonly transportConfig: Of<typeof TransportConfig>;
  readonly transportService: Of<typeof TransportService>;
  readonly server: ServerObject;
  readonly databases: readonly DatabaseObject[];
  /** By priority, the one that decides first in front. */
  readonly addressPolicies: readonly PolicyObject[];
  readonly organization: Of<typeof OrganizationConfig>;
  /** The accepted domain with `Default`. */
  readonly defaultDomain: DomainObject;
}

/** Which objects, in which order, how many. */
export interface Query {
  /** OPATH texts, all of which must hold; see filter.ts. */
  readonly filters?: readonly string[] | undefined;
  /** Beside the filter. */
  readonly where?: ((object: any) => boolean) | undefined;
  /** At most so many; all when absent. */
  readonly limit?: number | undefined;
  /** A property to order by; the Name when absent. */
  readonly sortBy?: string | undefined;
  /** The order does not count: each is given as soon as it is read. */
  readonly anyOrder?: boolean | undefined;
}

/** One change of one object, as watchers and the history know it. */
export interface ObjectChange {
  readonly kind: "added" | "changed" | "removed" | "linked" | "unlinked";
  /** The class after the change; `before` may be of another one (a mailbox that was disabled is a user). */
  readonly class: string;
  readonly guid: string;
  /** The object before; absent for a new one. */
  readonly before?: any;
  /** The object after; absent for a removed one. */
  readonly after?: any;
  /** The member, for links between a group and what it holds. */
  readonly member?: string;
}

/** Told after the sync; what it gives back are warnings for whoever made the change. */
export type Watcher = (
  changes: readonly ObjectChange[],
  snapshot: Snapshot,
) => void | readonly string[] | Promise<void | readonly string[]>;

export interface Reader {
  /** @returns the object of this class and GUID, or undefined. */
  get<C extends ObjectClass>(cls: C | readonly C[], guid: string): Promise<Of<C> | undefined>;
  /** The same of many at once, in the order asked for. */
  getMany<C extends ObjectClass>(cls: C | readonly C[], guids: readonly string[]): Promise<(Of<C> | undefined)[]>;
  /**
   * Finds one object by GUID (an object stands for its own), name, alias, address, user principal name, DN or path.
   * Throws a Problem when there is none, or several.
   */
  find<C extends ObjectClass>(cls: C | readonly C[], identity: string | Entity): Promise<Of<C>>;
  /** As `find`, but undefined when there is none; several are a Problem all the same. */
  seek<C extends ObjectClass>(cls: C | readonly C[], identity: string | Entity): Promise<Of<C> | undefined>;
  /**
   * The recipient that has the SMTP address (with or without "smtp:"): one indexed read, or a cache hit. The object may be
   * the same for all who ask, so nobody changes it.
   */
  resolve(address: string): Promise<Recipient | undefined>;
  /** Objects of a class, or of several, by name. @param from only those whose name in lower case is not before this. */
  all<C extends ObjectClass>(cls: C | readonly C[], from?: string): AsyncIterableIterator<Of<C>>;
  /** How many objects that are, without reading them. */
  count(cls: ObjectClass | readonly ObjectClass[], from?: string): Promise<number>;
  /**
   * The first objects, at most `most`, whose Name, or another indexed property, begins so. Those of other classes count
   * among the `most` where they share an index.
   */
  beginning<C extends ObjectClass>(
    cls: C | readonly C[],
    property: string,
    start: string,
    most: number,
  ): AsyncIterableIterator<Of<C>>;
  query<C extends ObjectClass>(cls: C | readonly C[], query: Query): AsyncIterableIterator<Of<C>>;
  /** The GUIDs of what a group holds, in order, those behind `after`; without reading the objects. */
  memberGuids(group: string, after?: string): AsyncIterableIterator<string>;
  /** What a group holds, by GUID. */
  members(group: string): AsyncIterableIterator<Member>;
  isMember(group: string, member: string): Promise<boolean>;
  /** The groups that hold an object directly. */
  groupsOf(member: string): AsyncIterableIterator<GroupObject>;
  /** Recipients with an address in a domain ("contoso.com"), or in a subdomain of it ("*.contoso.com"). */
  inDomain(domain: string): AsyncIterableIterator<Recipient>;
  /** What stands in an organizational unit ("contoso.com/Sales") directly, in no order that counts; not for Users. */
  inUnit(unit: string): AsyncIterableIterator<Entity>;
  /** Settings, with what is staged inside a transaction. */
  snapshot(): Snapshot;
}

/** A change in the making. Nothing of it is seen by others before it is staged, nothing is kept before the sync. */
export interface Transaction extends Reader {
  /** Milliseconds since 1970 that count as the time of the change. */
  readonly now: number;
  /** How many objects and memberships it has changed so far. */
  readonly writes: number;
  /** Gives a warning once the change is kept. */
  warn(text: string): void;
  /** Adds an object; its GUID and times are filled in. `secrets` are kept beside it, under names that begin with "#". */
  add<C extends ObjectClass>(
    cls: C,
    values: Readonly<Record<string, unknown>>,
    secrets?: Readonly<Record<string, string>>,
  ): Promise<Of<C>>;
  /** Replaces properties; a null empties one. Gives the object as it is now; `same` it was when nothing differs. */
  set<O extends Of<ObjectClass>>(
    object: O,
    values: Readonly<Record<string, unknown>>,
    secrets?: Readonly<Record<string, string | null>>,
  ): Promise<O>;
  /** Gives an object another class under the same GUID: a mailbox that is disabled stays as a user. */
  turn<C extends ObjectClass>(
    object: Of<ObjectClass>,
    cls: C,
    values: Readonly<Record<string, unknown>>,
  ): Promise<Of<C>>;
  /** Removes an object, its memberships and the references that may be cleared; a Problem when others refuse. */
  remove(object: Of<ObjectClass>): Promise<void>;
  /** Takes a reference to an object that is gone out of a property; says so. Undefined where there was none to take. */
  forget(referrer: string, property: string, target: string): Promise<string | undefined>;
  /** The GUID of the object that holds a claim ("User.SamAccountName", "kim"), if one does. */
  owner(scope: string, key: string): Promise<string | undefined>;
  link(group: GroupObject, member: Member): Promise<void>;
  unlink(group: GroupObject, member: Member): Promise<void>;
}

export interface ChangeOptions {
  /** Gets what watchers complain of; a cmdlet hands over its context. */
  warning?(text: string): void;
}

/** A change under way: resolves with the result after the sync and the watchers. */
export interface Change<T> extends Promise<T> {
  /** Resolves when the change is staged, and the next writer may begin; rejects when it was not. */
  readonly staged: Promise<void>;
}

/** One entry of the numbered history. */
export interface HistoryEntry {
  readonly number: number;
  readonly time: number;
  readonly changes: readonly {
    readonly kind: ObjectChange["kind"];
    readonly class: string;
    readonly guid: string;
    readonly properties?: readonly string[];
    readonly member?: string;
  }[];
}

export interface Organization extends Reader {
  /**
   * Runs a transaction: one writer at a time, whose turn ends when its writes are staged. No question, hash, DNS or
   * network inside `work`. Rejects with what `work` threw (nothing is changed then), or when the disk refuses.
   */
  change<T>(work: (tx: Transaction) => T | Promise<T>, options?: ChangeOptions): Change<T>;
  /** @returns a function that ends the watching. */
  watch(cls: ObjectClass | readonly ObjectClass[], watcher: Watcher): () => void;
  history(from?: number): AsyncIterableIterator<HistoryEntry>;
  /** A secret kept beside an object ("#password"); undefined when there is none. */
  secret(guid: string, name: string): Promise<string | undefined>;
  /** Reads all there is and tells each fault: damaged files, gaps, indexes that disagree. Empty for a sound store. */
  verify(): Promise<readonly string[]>;
  /**
   * Makes anew what follows from objects (names, claims, indexes, memberships) and takes out references to what is gone;
   * where an object cannot be without, it gets another one of the class.
   * One sentence for each thing that was done; what `verify` still finds then has to come from a backup.
   */
  repair(): Promise<readonly string[]>;
  /** What others cannot be without, and of whose class there is none: what most point to comes first. */
  lost(): Promise<readonly { readonly class: string; readonly guid: string }[]>;
  /**
   * Runs `work` while no change is under way, so that it can take this moment together with that of something else.
   * @param work gets all that the store holds, keys and values, as it is at this moment and for as long as it is read.
   */
  standstill<T>(work: (rows: AsyncIterableIterator<[string, string]>) => T | Promise<T>): Promise<T>;
  /** Grows with each change, from when it is staged: while it is the same, what was read is still so. */
  readonly generation: number;
  /** What was odd at opening and is no damage of the data, one sentence each. */
  readonly remarks: readonly string[];
  /** True before `foundOrganization`. */
  readonly empty: boolean;
  close(): Promise<void>;
}

declare module "../command/context.ts" {
  interface Services {
    readonly org: Organization;
  }
}
