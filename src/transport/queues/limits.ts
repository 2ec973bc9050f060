// The times and limits of queues, as the Transport service says.
import type { Snapshot } from "../../org/organization.ts";
import { isLimited } from "../../values/kinds.ts";
import type { Rank } from "./item.ts";

/** Times in milliseconds. */
export interface Limits {
  readonly transientCount: number;
  readonly transientMs: number;
  readonly outboundMs: number;
  readonly messageRetryMs: number;
  readonly expirationMs: number;
  readonly delayMs: number;
  readonly idleMs: number;
  readonly outbound: number;
  readonly perDomain: number;
  readonly mailboxDeliveries: number;
  readonly poisonThreshold: number;
  readonly byPriority: boolean;
}

type Service = Snapshot["transportService"];

const read = new WeakMap<Service, Limits>();

export function limitsOf(service: Service): Limits {
  let limits = read.get(service);
  if (!limits) {
    limits = {
      transientCount: service.TransientFailureRetryCount,
      transientMs: service.TransientFailureRetryInterval.milliseconds,
      outboundMs: service.OutboundConnectionFailureRetryInterval.milliseconds,
      messageRetryMs: service.MessageRetryInterval.milliseconds,
      expirationMs: service.MessageExpirationTimeout.milliseconds,
      delayMs: service.DelayNotificationTimeout.milliseconds,
      idleMs: service.QueueMaxIdleTime.milliseconds,
      outbound: countOf(service.MaxOutboundConnections),
      perDomain: countOf(service.MaxPerDomainOutboundConnections),
      mailboxDeliveries: service.MaxConcurrentMailboxDeliveries,
      poisonThreshold: service.PoisonMessageDetectionEnabled ? service.PoisonThreshold : Number.POSITIVE_INFINITY,
      byPriority: service.PriorityQueuingEnabled,
    };
    read.set(service, limits);
  }
  return limits;
}

function countOf(value: Service["MaxOutboundConnections"]): number {
  return isLimited(value) ? value : Number.POSITIVE_INFINITY;
}

const glitchCount = 4;
const glitchMs = 60_000;

/** When a delay is reported and when a message is given up, in milliseconds after it came; by priority where that counts. */
export function deadlinesOf(limits: Limits, rank: Rank): { readonly delay: number; readonly expiry: number } {
  const { delayMs, expirationMs } = limits;
  if (rank === 0) return { delay: Math.min(delayMs, highDelayMs), expiry: Math.min(expirationMs, highExpirationMs) };
  return { delay: rank === 2 ? Math.max(delayMs, lowDelayMs) : delayMs, expiry: expirationMs };
}

/** Documentation: "Priority queuing". */
const highDelayMs = 30 * 60_000;
const highExpirationMs = 8 * 3_600_000;
const lowDelayMs = 8 * 3_600_000;

/** How long a queue waits after so many failures in a row: glitches first, then transient failures, then for good. */
export function retryAfter(count: number, limits: Limits): number {
  if (count <= glitchCount) return glitchMs;
  return count <= glitchCount + limits.transientCount ? limits.transientMs : limits.outboundMs;
}
