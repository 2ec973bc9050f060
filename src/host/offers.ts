// The words that Tab offers for a value of the organization: worked out by its owner, for its own prompt and for guests.
import type { Cmdlet, Parameter } from "../command/cmdlet.ts";
import type { Services } from "../command/context.ts";
import type { Registry } from "../command/registry.ts";
import { ask, type Link } from "./link.ts";

/** Words offered at a time. */
const most = 50;
/** What was typed is no longer than this, else it is no identity. */
const longest = 512;

/** Which value: the exact names of a cmdlet and its parameter, and what was typed of the value. */
export interface Wanted {
  readonly cmdlet: string;
  readonly parameter: string;
  readonly prefix: string;
}

/** What the owner knows for a parameter; nothing where there is nothing to choose from. */
export async function offered(cmdlet: Cmdlet, { parameter, prefix }: Wanted, services: Services): Promise<string[]> {
  const words = new Set<string>();
  if (prefix.length > longest) return [];
  const found = [cmdlet.parameters, ...Object.values(cmdlet.sets)].flatMap((table): readonly Parameter[] =>
    Object.hasOwn(table, parameter) ? [table[parameter]!] : [],
  );
  for (const { type } of found) {
    const offers = type.offers ?? type.element?.offers;
    if (offers === undefined) continue;
    for await (const word of offers(prefix, services)) {
      words.add(word);
      if (words.size >= most) return [...words];
    }
  }
  return [...words];
}

/** Asks the owner, whoever it is; nothing where there is none to ask. */
export async function askOffers(link: Link, registry: Registry, wanted: Wanted): Promise<readonly string[]> {
  const place = await link.acquire().catch(() => undefined);
  if (place === undefined) return [];
  try {
    if ("here" in place) return await offered(await registry.load(wanted.cmdlet), wanted, place.here.services);
    const reply = await ask(place.there, { t: "complete", ...wanted });
    const words: unknown = reply?.t === "words" ? reply["words"] : undefined;
    return Array.isArray(words) ? words.filter((word) => typeof word === "string").slice(0, most) : [];
  } catch {
    return [];
  } finally {
    place.release();
  }
}
