// The cmdlets by name: names alone at start, a module when its cmdlet is first needed.
import type { Cmdlet } from "./cmdlet.ts";
import { commandNotFound } from "./errors.ts";
import { nearest } from "./near.ts";

export type Loader = () => Promise<{ readonly default: Cmdlet }>;

export interface Registry {
  /** All cmdlet names, sorted without regard to case. */
  readonly names: readonly string[];
  /** The name as it is spelled, whatever the case asked for; undefined when there is no such cmdlet. */
  find(name: string): string | undefined;
  /** The cmdlet if its module is loaded already. */
  loaded(name: string): Cmdlet | undefined;
  /** Loads a cmdlet's module; rejects with a Problem that names near ones when there is no such cmdlet. */
  load(name: string): Promise<Cmdlet>;
  /** Names that the person may have meant, among cmdlets and `others` (functions, aliases). */
  nearest(name: string, others?: Iterable<string>): readonly string[];
}

/** @param loaders by exact cmdlet name; the build and test/loaders.ts make them of the folder list. */
export function createRegistry(loaders: Readonly<Record<string, Loader>>): Registry {
  const names = Object.keys(loaders).sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  const spelled = new Map(names.map((name) => [name.toLowerCase(), name]));
  const modules = new Map<string, Cmdlet>();
  const find = (name: string) => spelled.get(name.toLowerCase());
  const near = (name: string, others: Iterable<string> = []) => nearest(name, [...names, ...others]);
  return {
    names,
    find,
    nearest: near,
    loaded: (name) => modules.get(name.toLowerCase()),
    async load(name) {
      const known = find(name);
      if (known === undefined) throw commandNotFound(name, near(name));
      const cmdlet = modules.get(known.toLowerCase()) ?? (await loaders[known]!()).default;
      modules.set(known.toLowerCase(), cmdlet);
      return cmdlet;
    },
  };
}
