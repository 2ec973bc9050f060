// What is measured: a mail server on a loopback address, with what its processes take and how far it has got.
import type { Sent, Target } from "./client.ts";

export interface Peer extends Target {
  /** Of recipients: any `<number>bench@<domain>` has a mailbox. */
  readonly domain: string;
  /** Seconds of processor so far, of all its processes. */
  cpu(): number;
  /** When so many messages since the start had been delivered, milliseconds since 1970; undefined before. */
  delivered(count: number): number | undefined;
  /** How late its event loop came since the last call, where it has one and tells. */
  lag?(): Promise<Lag>;
  end(): Promise<unknown>;
}

/** Milliseconds. */
export interface Lag {
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
  /** How much of that it was busy itself; where that is asked for. */
  readonly own?: Omit<Lag, "own">;
}

export type Starter = (most: number) => Promise<Peer>;

export interface Measured {
  /** Messages a second. */
  readonly accepted: number;
  readonly delivered: number;
  /** Seconds of processor for 1,000 messages, accepted and delivered. */
  readonly cpu: number;
  readonly lag?: Lag | undefined;
}

export const measured = (count: number, sent: Sent, delivered: number, cpu: number, lag?: Lag): Measured => ({
  accepted: (count * 1000) / (sent.ended - sent.began),
  delivered: (count * 1000) / (delivered - sent.began),
  cpu: (cpu * 1000) / count,
  lag,
});
