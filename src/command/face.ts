// A command's declaration as the binder walks it: parameters by name, parameter sets as bits of a number.
import type { Parameter, ParameterSets, ParameterTable } from "./cmdlet.ts";
import { commonParameters } from "./common.ts";
import { ambiguousParameter, parameterNotFound } from "./errors.ts";
import { nearest } from "./near.ts";

/** What the binder needs of a cmdlet or of a function with param(); every Cmdlet is one. */
export interface CommandFace {
  readonly name: string;
  /** At most 31. */
  readonly sets: ParameterSets;
  readonly defaultSet: string | undefined;
  /** Parameters of every set. */
  readonly parameters: ParameterTable;
  readonly confirms?: "ask" | "allow" | undefined;
  /** A function without [CmdletBinding()]: no common parameters, what does not fit goes to `rest` ($args). */
  readonly loose?: boolean;
}

/** One parameter over all sets that have it. */
export interface Prepared {
  readonly name: string;
  /** Its declaration in the first set that has it: type, aliases, checks. */
  readonly spec: Parameter;
  /** The sets it stands in. */
  readonly mask: number;
  /** By number of set; undefined where it does not stand. */
  readonly inSet: readonly (Parameter | undefined)[];
  readonly common: boolean;
}

export interface PreparedFace {
  readonly face: CommandFace;
  /** Set names; one named "Default" when the command has none. */
  readonly sets: readonly string[];
  /** -1 when there is no default set. */
  readonly defaultSet: number;
  readonly all: number;
  readonly own: readonly Prepared[];
  readonly common: readonly Prepared[];
  readonly byName: ReadonlyMap<string, Prepared>;
  /** Positions that parameters have, ascending. */
  readonly positions: readonly number[];
  readonly pipeline: readonly Prepared[];
  /** By number of set, what it cannot be without. */
  readonly mandatory: readonly (readonly Prepared[])[];
}

const prepared = new WeakMap<CommandFace, PreparedFace>();

/** Reads a declaration once. */
export function prepare(face: CommandFace): PreparedFace {
  let made = prepared.get(face);
  if (!made) {
    made = isBare(face) ? { ...bare, face } : build(face);
    prepared.set(face, made);
  }
  return made;
}

/** A function or block that declares nothing; their faces are made anew for each call, so they must cost nothing. */
export function isBare(face: CommandFace): boolean {
  if (!face.loose) return false;
  for (const _ in face.parameters) return false;
  for (const _ in face.sets) return false;
  return true;
}

const bare: Omit<PreparedFace, "face"> = {
  sets: ["Default"],
  defaultSet: 0,
  all: 1,
  own: [],
  common: [],
  byName: new Map(),
  positions: [],
  pipeline: [],
  mandatory: [[]],
};

function build(face: CommandFace): PreparedFace {
  const names = Object.keys(face.sets);
  const sets = names.length === 0 ? ["Default"] : names;
  const all = sets.length >= 31 ? 0x7fffffff : (1 << sets.length) - 1;
  const own = new Map<string, { name: string; inSet: (Parameter | undefined)[] }>();
  for (const [index, set] of names.entries()) {
    for (const [name, spec] of Object.entries(face.sets[set]!)) slot(name).inSet[index] = spec;
  }
  for (const [name, spec] of Object.entries(face.parameters)) {
    const { inSet } = slot(name);
    for (let index = 0; index < sets.length; index++) inSet[index] ??= spec;
  }
  function slot(name: string): { name: string; inSet: (Parameter | undefined)[] } {
    const key = name.toLowerCase();
    let found = own.get(key);
    if (!found) {
      found = { name, inSet: sets.map(() => undefined) };
      own.set(key, found);
    }
    return found;
  }

  const ownList = [...own.values()].map(({ name, inSet }): Prepared => {
    let mask = 0;
    for (const [index, spec] of inSet.entries()) if (spec) mask |= 1 << index;
    return { name, spec: inSet.find((spec) => spec !== undefined)!, mask, inSet, common: false };
  });
  const common = face.loose
    ? []
    : Object.entries(commonParameters(face.confirms !== undefined))
        .filter(([name]) => !own.has(name.toLowerCase()))
        .map(([name, spec]): Prepared => ({ name, spec, mask: all, inSet: sets.map(() => spec), common: true }));
  const byName = new Map<string, Prepared>();
  for (const parameter of [...common, ...ownList]) {
    for (const alias of parameter.spec.aliases ?? []) byName.set(alias.toLowerCase(), parameter);
  }
  for (const parameter of [...common, ...ownList]) byName.set(parameter.name.toLowerCase(), parameter);
  const positions = new Set<number>();
  for (const { inSet } of ownList)
    for (const spec of inSet) if (spec?.position !== undefined) positions.add(spec.position);
  return {
    face,
    sets,
    defaultSet: face.defaultSet === undefined ? (sets.length === 1 ? 0 : -1) : sets.indexOf(face.defaultSet),
    all,
    own: ownList,
    common,
    byName,
    positions: [...positions].sort((a, b) => a - b),
    pipeline: ownList.filter(({ inSet }) => inSet.some((spec) => spec?.pipeline !== undefined)),
    mandatory: sets.map((_, set) => ownList.filter(({ inSet }) => inSet[set]?.mandatory)),
  };
}

/**
 * Finds a parameter by exact name, alias, or a beginning that is no other's; a command's own come before common ones.
 * Throws NamedParameterNotFound or AmbiguousParameter.
 */
export function parameterNamed(face: PreparedFace, name: string): Prepared {
  const found = findParameter(face, name);
  if (found) return found;
  throw parameterNotFound(
    face.face.name,
    name,
    nearest(
      name,
      [...face.own, ...face.common].map((one) => one.name),
    ),
  );
}

/** As {@link parameterNamed}, but undefined when there is none. */
export function findParameter(face: PreparedFace, name: string): Prepared | undefined {
  const key = name.toLowerCase();
  const exact = face.byName.get(key);
  if (exact) return exact;
  if (key === "") return undefined;
  const matches = new Set<Prepared>();
  for (const [known, parameter] of face.byName) if (known.startsWith(key)) matches.add(parameter);
  if (matches.size === 0) return undefined;
  const own = [...matches].filter((one) => !one.common);
  const list = own.length > 0 ? own : [...matches];
  if (list.length > 1) {
    throw ambiguousParameter(
      name,
      list.map((one) => one.name),
    );
  }
  return list[0];
}
