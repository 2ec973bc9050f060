// Quotas of mailboxes stand in order: the warning first, then no more sending, then no more mail at all.
import { isLimited } from "../values/kinds.ts";
import type { Entity } from "../values/shape.ts";
import type { Size } from "./recipient.ts";

const orders = [
  ["IssueWarningQuota", "ProhibitSendQuota", "ProhibitSendReceiveQuota"],
  ["RecoverableItemsWarningQuota", "RecoverableItemsQuota"],
] as const;

/** What is wrong with the order of quotas; an unlimited one stands anywhere. */
export function* quotaFaults(object: Entity): Iterable<string> {
  for (const order of orders) yield* faultsIn(object, order);
}

function* faultsIn(object: Entity, order: readonly string[]): Iterable<string> {
  const limits = order.flatMap((name) => {
    const size = object.get(name) as Size;
    return isLimited(size) ? [{ name, size, bytes: size.bytes }] : [];
  });
  for (const [at, { name, size, bytes }] of limits.entries()) {
    const next = limits[at + 1];
    if (next !== undefined && bytes > next.bytes) {
      yield `The value of property '${name}', ${size}, must be less than or equal to that of property '${next.name}', ${next.size}.`;
    }
  }
}
