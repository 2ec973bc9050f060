// The transport as a whole: reception in front, pipeline and queues behind, started and stopped together.
import type { Accepted, Submission } from "./message.ts";

/** One address and port on which a service accepts connections. */
export interface ListenerFacts {
  readonly service: "smtp";
  /** Identity of the Receive connectors that share the binding, first by name. */
  readonly connector: string;
  readonly address: string;
  readonly port: number;
  /** "none", "starttls" or "implicit". */
  readonly tls: "none" | "starttls" | "implicit";
}

/** What stands before the pipeline and listens; built by reception.ts. */
export interface Reception {
  /** Binds what the Receive connectors say; `problems` tells for people what could not be bound. Never rejects for one binding. */
  start(): Promise<{ readonly problems: readonly string[] }>;
  /** Stops accepting, lets transactions under way end (bounded), then closes what is left. */
  stop(): Promise<void>;
  readonly listeners: readonly ListenerFacts[];
}

export interface StartReport {
  readonly listeners: readonly ListenerFacts[];
  /** What could not be started, one sentence each. */
  readonly problems: readonly string[];
}

/** The running mail flow of one server. */
export interface Transport {
  /** Takes up the queues from the spool, then listens. A second call while running changes nothing. */
  start(): Promise<StartReport>;
  /** Stops listening, finishes what is in flight within a bound; what is left stays in the spool. */
  stop(): Promise<void>;
  readonly running: boolean;
  readonly listeners: readonly ListenerFacts[];
  /** Takes responsibility for a message: resolves after the sync that holds it. Rejects when it cannot be kept. */
  accept(submission: Submission): Promise<Accepted>;
}

declare module "../command/context.ts" {
  interface Services {
    readonly transport: Transport;
  }
}
