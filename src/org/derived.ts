// New-, Get-, Set- and Remove- cmdlets from a class: what is the same for all classes is said here once.
import type { Cmdlet, Example, Parameter, ParameterSets, ParameterTable } from "../command/cmdlet.ts";
import { defineCmdlet } from "../command/cmdlet.ts";
import type { Context } from "../command/context.ts";
import { count, isLimited, text, type UnlimitedValue, unlimited } from "../values/kinds.ts";
import type { Entity, Shape } from "../values/shape.ts";
import type { ClassProperties, ObjectClass, ObjectOf } from "./class.ts";
import { directoryOf } from "./directory.ts";
import { notFound } from "./errors.ts";
import { likeTest, opath } from "./filter.ts";
import { groupsAreThere } from "./membership.ts";
import type { Organization, Query, Transaction } from "./organization.ts";
import { allRead, identityOf, late, parametersOf, propertiesFrom } from "./parameters.ts";
import { inTurn, tell } from "./turns.ts";

/** What the cmdlet binds, by parameter name. */
export type Given = Readonly<Record<string, any>>;

interface Common {
  /** The noun when it is not the name of the class. */
  readonly noun?: string;
  readonly synopsis: string;
  readonly description?: string;
  readonly examples: readonly Example[];
  /** Parameters that are no properties. */
  readonly extra?: ParameterTable;
  /** The kind of -Identity, where Exchange's name for it is not "<Noun>IdParameter". */
  readonly identityName?: string;
  readonly aliases?: readonly string[];
}

export interface NewSpec<C extends ObjectClass, T> extends Common {
  /** Properties that are parameters; mandatory ones are mandatory parameters. */
  readonly parameters: readonly string[];
  /** Those of them that need not be given although the property is mandatory: `values` makes them. */
  readonly optional?: readonly string[];
  /** The parameter at position 1; Name when it is not told. "" for none. */
  readonly first?: string;
  /** Whether properties of pipeline objects (rows of Import-Csv) bind to the parameters of the same names. */
  readonly fromPipeline?: boolean;
  readonly sets?: ParameterSets;
  readonly defaultSet?: string;
  readonly output?: Shape;
  /** What is asked or drawn before the change. */
  prepare?(given: Given, ctx: Context): T | Promise<T>;
  /**
   * What takes long for what is given, such as a hash: run when a rehearsal has shown that the object can be made, so
   * that a script that runs again is told at once what is there already.
   */
  slow?(given: Given, prepared: T, ctx: Context): (() => Promise<T>) | undefined;
  /** What the properties are in the end; `values` holds those that parameters gave. */
  values?(
    values: Readonly<Record<string, unknown>>,
    given: Given,
    tx: Transaction,
    prepared: T,
  ): Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>;
  /** Secrets kept beside the object. */
  secrets?(given: Given, prepared: T): Readonly<Record<string, string>> | undefined;
  /** More changes in the same transaction. */
  after?(object: ObjectOf<C>, given: Given, tx: Transaction): Promise<ObjectOf<C> | void>;
}

/** New-<Noun>: gives the new object. */
export function newOf<C extends ObjectClass, T = undefined>(cls: C, spec: NewSpec<C, T>): Cmdlet {
  const table: Record<string, Parameter> = parametersOf(cls, spec.parameters, { changeable: false, mandatory: true });
  const first = spec.first ?? "Name";
  for (const name of spec.optional ?? []) table[name] = { ...table[name]!, mandatory: false };
  if (spec.fromPipeline) {
    for (const [name, one] of Object.entries(table)) table[name] = { ...one, pipeline: "property" };
  }
  if (table[first]) table[first] = { ...table[first], position: 1 };
  const own = lateIn({ ...table, ...directoryOf("New", cls), ...spec.extra });
  return defineCmdlet({
    ...headOf("New", cls, spec),
    confirms: "allow",
    ...(spec.sets
      ? { sets: Object.fromEntries(Object.entries(spec.sets).map(([set, one]) => [set, lateIn(one)])) }
      : {}),
    ...(spec.defaultSet ? { defaultSet: spec.defaultSet } : {}),
    parameters: own,
    outputs: [spec.output ?? cls],
    start: (_bound, ctx) =>
      inTurn(ctx, async (bound: Given, turn) => {
        allRead(bound);
        if (!(await turn.ask(String(bound["Name"] ?? bound[first] ?? cls.label)))) return undefined;
        const make = (prepared: T) => async (tx: Transaction) => {
          const values = await propertiesFrom(cls, spec.parameters, bound, tx);
          const all = spec.values ? await spec.values(values, bound, tx, prepared) : values;
          const object = (await tx.add(cls, all, spec.secrets?.(bound, prepared))) as ObjectOf<C>;
          return (await spec.after?.(object, bound, tx)) ?? object;
        };
        const prepared = (await spec.prepare?.(bound, ctx)) as T;
        const slow = spec.slow?.(bound, prepared, ctx);
        if (slow === undefined) return turn.change(make(prepared));
        await rehearsed(ctx.org, make(prepared));
        return turn.change(make(await slow()));
      }),
  });
}

/** Runs a change that is never made; gives what it would give, throws what it would throw. */
export async function rehearsed<T>(org: Organization, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const over = new Error("The rehearsal is over.");
  let result: T | undefined;
  const change = org.change(async (tx) => {
    result = await work(tx);
    throw over;
  });
  await change.catch((error) => {
    if (error !== over) throw error;
  });
  return result as T;
}

/** The table with parameters that bind by property told of values they cannot be. */
function lateIn(table: ParameterTable): ParameterTable {
  return Object.fromEntries(
    Object.entries(table).map(([name, one]) => [
      name,
      one.pipeline === "property" ? { ...one, type: late(one.type) } : one,
    ]),
  );
}

export interface GetSpec extends Common {
  /** Whether -Filter, -SortBy and -ResultSize are there; -ResultSize then is 1000 unless given. */
  readonly filters?: boolean;
  /** Whether -Identity takes "*". */
  readonly wildcards?: boolean;
  readonly sets?: ParameterSets;
  readonly defaultSet?: string;
  /** The classes read, where there are several. */
  readonly classes?: readonly ObjectClass[];
  /** What the object is shown as. */
  view?(object: any, ctx: Context, given: Given): unknown;
  readonly output?: Shape;
  /** Narrows the query by the cmdlet's own parameters; may look things up first. */
  narrow?(given: Given, ctx: Context): Narrowing | undefined | Promise<Narrowing | undefined>;
}

export interface Narrowing {
  /** OPATH texts, all of which must hold. */
  readonly filters?: readonly string[] | undefined;
  readonly where?: ((object: any) => boolean) | undefined;
}

const defaultResultSize = 1000;

const paging: ParameterTable = {
  Filter: {
    type: opath,
    summary: "An OPATH filter such as \"Department -eq 'Sales'\"; only objects that fulfil it are given.",
  },
  ResultSize: {
    type: unlimited(count),
    summary: "The most objects to give; 1000 when it is left out, Unlimited for all.",
  },
  SortBy: { type: text, summary: "The property by which the objects are ordered." },
};

/** Get-<Noun>: all objects by name, or the one that -Identity names. */
export function getOf(cls: ObjectClass, spec: GetSpec): Cmdlet {
  const classes = spec.classes ?? [cls];
  const identity: Parameter = {
    type: identityOf(cls, spec.identityName ?? nounOf(cls, spec)),
    position: 1,
    pipeline: "both",
    summary: `The ${cls.label}: its name, GUID or whatever else names it; all when left out.`,
  };
  const own: ParameterTable = { ...(spec.filters ? paging : {}), ...directoryOf("Get", cls), ...spec.extra };
  return defineCmdlet({
    ...headOf("Get", cls, spec),
    ...(spec.sets
      ? { sets: { Identity: { Identity: identity }, ...spec.sets }, defaultSet: spec.defaultSet ?? "Identity" }
      : {}),
    parameters: spec.sets ? own : { Identity: identity, ...own },
    outputs: [spec.output ?? cls],
    async *process(bound: Given, ctx) {
      try {
        const narrowing = await spec.narrow?.(bound, ctx);
        for await (const object of chosen(classes, bound, narrowing, spec, ctx)) {
          yield spec.view ? await spec.view(object, ctx, bound) : object;
        }
      } catch (error) {
        tell(ctx, error);
      }
    },
  });
}

async function* chosen(
  classes: readonly ObjectClass[],
  bound: Given,
  narrowing: Narrowing | undefined,
  spec: GetSpec,
  ctx: Context,
): AsyncIterableIterator<Entity> {
  const named = bound["Identity"] as string | undefined;
  if (bound["Filter"]) await groupsAreThere(String(bound["Filter"]), ctx.org);
  const filters = [...(narrowing?.filters ?? []), ...(bound["Filter"] ? [String(bound["Filter"])] : [])];
  const query: Query = {
    filters,
    where: narrowing?.where,
    sortBy: bound["SortBy"] as string | undefined,
  };
  if (named !== undefined && !(spec.wildcards && named.includes("*"))) {
    const object = (await ctx.org.find(classes, named)) as Entity;
    const guid = object.get("Guid") as string;
    if (filters.length === 0) {
      if (query.where !== undefined && !query.where(object)) throw notFound(named, ctx.org.snapshot().server.Fqdn);
      yield object;
      return;
    }
    let found = false;
    const only = (one: Entity) => one.get("Guid") === guid && (query.where?.(one) ?? true);
    for await (const one of ctx.org.query(classes, {
      ...query,
      filters: [nameFilter(object), ...filters],
      where: only,
    })) {
      found = true;
      yield one as Entity;
    }
    if (!found) throw notFound(named, ctx.org.snapshot().server.Fqdn);
    return;
  }
  const where = named === undefined ? query.where : wildcard(classes, named, query.where);
  const size = bound["ResultSize"] as number | UnlimitedValue | undefined;
  const limit = !spec.filters ? undefined : size === undefined ? defaultResultSize : isLimited(size) ? size : undefined;
  let count = 0;
  // One more than asked for tells whether there are more.
  for await (const object of ctx.org.query(classes, {
    ...query,
    where,
    limit: limit === undefined ? undefined : limit + 1,
  })) {
    if (limit !== undefined && ++count > limit) {
      ctx.warning(size === undefined ? moreByDefault : moreThanAsked);
      return;
    }
    yield object as Entity;
  }
}

/** The filter for one object that is known by name already, so that an index finds it. */
const nameFilter = (object: Entity) => `Name -eq '${String(object.get("Name")).replaceAll("'", "''")}'`;

/** Exchange's words. */
const moreByDefault =
  'By default, only the first 1000 items are returned. Use the ResultSize parameter to specify the number of items returned. To return all items, specify "-ResultSize Unlimited". Be aware that, depending on the actual number of items, returning all items can take a long time and consume a large amount of memory. Also, we don\'t recommend storing the results in a variable. Instead, pipe the results to another task or script to perform batch changes.';
export const moreThanAsked =
  "There are more results available than are currently displayed. To view them, increase the value for the ResultSize parameter.";

function wildcard(
  classes: readonly ObjectClass[],
  pattern: string,
  where: Query["where"],
): (object: Entity) => boolean {
  const fits = likeTest(pattern);
  const names = new Map(classes.map((cls) => [cls as Shape, ["Identity", ...cls.identity]]));
  return (object) => {
    const shown = (name: string) => {
      const value = object.get(name);
      return value === null ? undefined : (object.shape.properties as ClassProperties)[name]!.type.show(value);
    };
    const named = (names.get(object.shape) ?? []).some((name) => {
      const value = shown(name);
      return value !== undefined && fits(value);
    });
    return named && (where?.(object) ?? true);
  };
}

export interface SetSpec<C extends ObjectClass, T> extends Common {
  readonly parameters: readonly string[];
  /** Whether there is one object only and -Identity may be left out. */
  readonly single?: boolean;
  readonly classes?: readonly ObjectClass[];
  prepare?(given: Given, ctx: Context, object: ObjectOf<C>): T | Promise<T>;
  values?(
    values: Readonly<Record<string, unknown>>,
    given: Given,
    object: ObjectOf<C>,
    tx: Transaction,
    prepared: T,
  ): Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>;
  secrets?(given: Given, prepared: T): Readonly<Record<string, string | null>> | undefined;
  /** More changes in the same transaction, with the object as it is now. */
  after?(object: ObjectOf<C>, before: ObjectOf<C>, given: Given, tx: Transaction): Promise<void>;
}

/** Set-<Noun>: gives nothing; warns when nothing was changed. */
export function setOf<C extends ObjectClass, T = undefined>(cls: C, spec: SetSpec<C, T>): Cmdlet {
  const table = parametersOf(cls, spec.parameters, { changeable: true });
  const classes = spec.classes ?? [cls];
  return defineCmdlet({
    ...headOf("Set", cls, spec),
    confirms: "allow",
    parameters: { Identity: targetOf(cls, spec, !spec.single), ...table, ...directoryOf("Set", cls), ...spec.extra },
    start: (_bound, ctx) =>
      inTurn(ctx, async (bound: Given, turn) => {
        const object = (await targeted(classes, bound, ctx, spec.single)) as ObjectOf<C> & Entity;
        const identity = object.get("Identity") as string;
        if (!(await turn.ask(identity))) return;
        const prepared = (await spec.prepare?.(bound, ctx, object)) as T;
        const writes = await turn.change(async (tx) => {
          const now = (await tx.get(classes, object.get("Guid") as string)) as (ObjectOf<C> & Entity) | undefined;
          if (now === undefined) throw notFound(identity, tx.snapshot().server.Fqdn);
          const given = await propertiesFrom(now.shape as ObjectClass, spec.parameters, bound, tx, now);
          const values = spec.values ? await spec.values(given, bound, now, tx, prepared) : given;
          const after = (await tx.set(now as any, values, spec.secrets?.(bound, prepared))) as ObjectOf<C>;
          await spec.after?.(after, now, bound, tx);
          return tx.writes;
        });
        if (writes === 0) {
          ctx.warning(`The command completed successfully but no settings of '${identity}' have been modified.`);
        }
      }),
  });
}

export interface RemoveSpec<C extends ObjectClass> extends Common {
  /** Refuses (by throwing a Problem), or cleans up, inside the same transaction. */
  before?(object: ObjectOf<C>, given: Given, tx: Transaction): Promise<void>;
}

/** Remove-<Noun>: asks first, gives nothing. */
export function removeOf<C extends ObjectClass>(cls: C, spec: RemoveSpec<C>): Cmdlet {
  return defineCmdlet({
    ...headOf("Remove", cls, spec),
    confirms: "ask",
    parameters: { Identity: targetOf(cls, spec, true), ...directoryOf("Remove", cls), ...spec.extra },
    start: (_bound, ctx) =>
      inTurn(ctx, async (bound: Given, turn) => {
        const object = (await targeted([cls], bound, ctx, false)) as ObjectOf<C> & Entity;
        if (!(await turn.ask(object.get("Identity") as string))) return;
        await turn.change(async (tx) => {
          const now = (await tx.find(cls, object.get("Guid") as string)) as ObjectOf<C>;
          await spec.before?.(now, bound, tx);
          await tx.remove(now as any);
        });
      }),
  });
}

const nounOf = (cls: ObjectClass, spec: Common) => spec.noun ?? cls.name;

function headOf(verb: string, cls: ObjectClass, spec: Common) {
  return {
    name: `${verb}-${nounOf(cls, spec)}`,
    synopsis: spec.synopsis,
    ...(spec.description ? { description: spec.description } : {}),
    ...(spec.aliases ? { aliases: spec.aliases } : {}),
    runs: "organization" as const,
    examples: spec.examples,
  };
}

function targetOf(cls: ObjectClass, spec: Common, mandatory: boolean): Parameter {
  return {
    type: identityOf(cls, spec.identityName ?? nounOf(cls, spec)),
    ...(mandatory ? { mandatory } : {}),
    position: 1,
    pipeline: "both",
    summary: `The ${cls.label}: its name, GUID or whatever else names it.`,
  };
}

async function targeted(
  classes: readonly ObjectClass[],
  bound: Given,
  ctx: Context,
  single: boolean | undefined,
): Promise<Entity> {
  const identity = bound["Identity"] as string | undefined;
  if (identity === undefined && single) {
    for await (const object of ctx.org.all(classes)) return object as Entity;
  }
  return (await ctx.org.find(classes, identity ?? "")) as Entity;
}
