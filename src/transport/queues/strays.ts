// What waits where routing would not put it any more, for when connectors or domains have changed.
import { settingsOf } from "../categorizer/directory.ts";
import { acceptedDomainOf, hopKey, routeOf } from "../categorizer/routing.ts";
import type { Core } from "./core.ts";
import type { Item } from "./item.ts";
import { isExternal } from "./views.ts";

/** Tells which items wait where routing would not put them as the settings are now. */
export function strayedIn(core: Core): (item: Item) => boolean {
  const settings = settingsOf(core.org.snapshot());
  const smallest = Math.min(...settings.connectors.map(({ maxSize = Number.POSITIVE_INFINITY }) => maxSize));
  /** By domain, of messages that no connector finds too large: where most go. */
  const known = new Map<string, string | undefined>();

  /** The key of the queue; "" for what is unreachable, undefined for what is to be resolved. */
  function routed(domain: string, size: number): string | undefined {
    const accepted = acceptedDomainOf(settings.acceptedDomains, domain);
    if (accepted?.type === "Authoritative") return undefined;
    const route = routeOf(settings.connectors, domain, size);
    return route.kind === "queue" ? hopKey(route.hop) : route.kind === "unreachable" ? "" : undefined;
  }

  return ({ queue, domain, mail: { counted } }) => {
    const unreachable = queue.hop.type === "Unreachable";
    if (!unreachable && !isExternal(queue)) return false;
    let key = known.get(domain);
    if (counted > smallest) key = routed(domain, counted);
    else if (key === undefined && !known.has(domain)) {
      key = routed(domain, counted);
      known.set(domain, key);
    }
    return key !== (unreachable ? "" : queue.key);
  };
}
