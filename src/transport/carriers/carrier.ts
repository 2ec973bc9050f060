// What brings items to their next hop: a carrier opens sessions, a session takes one item after the other.
import type { Json } from "../../values/type.ts";
import type { NextHop } from "../categorizer/routing.ts";
import type { Item } from "../queues/item.ts";
import type { Result } from "../queues/settle.ts";

/** An open way to the next hop. */
export interface Session {
  /** The other side, for people: its name and address. */
  readonly remote: string;
  /** So many more items it takes. */
  readonly room: number;
  /** Rejects for a fault of ours alone. `begun` is told when the other side takes the content: what became of it is in its hands then. */
  send(item: Item, begun: () => void): Promise<Sent>;
  /** Resolves when the connection is gone: until then it counts. Never rejects, and is bounded. */
  close(): Promise<void>;
}

export type Sent =
  /** Each recipient has a result. `open` says whether the session takes another item. */
  | { readonly kind: "answered"; readonly results: readonly Result[]; readonly open: boolean }
  /** The session broke before anything was decided. */
  | { readonly kind: "lost"; readonly error: string };

export type Opened =
  | { readonly kind: "session"; readonly session: Session }
  /** The queue waits for its next retry. */
  | { readonly kind: "wait"; readonly error: string }
  /** Waiting will not help: all that is in the queue fails with this reply. */
  | { readonly kind: "never"; readonly error: string; readonly remote?: string };

/** To other servers. */
export interface Carrier {
  /** Rejects for a fault of ours alone. `step` is told what is found on the way. */
  open(hop: NextHop, ends: Ends, step: (text: string) => void): Promise<Opened>;
}

export interface Ends {
  /** When it fires, the attempt is given up and its sessions break off. */
  readonly stop: AbortSignal;
  /** The same, but for sessions whose first message has begun: the place is never told to hurry then. */
  readonly hurry: AbortSignal;
}

/** Into mailboxes of this server. */
export interface MailboxCarrier {
  /** Why nothing can be delivered over this hop now, as a reply; undefined when it can. */
  offline(hop: NextHop): string | undefined;
  /**
   * What a commit must put to deliver an item, and what it means for each recipient. Rejects when the store cannot say.
   * Until `over` is called, behind that commit, no other message like this one goes into the same mailboxes. Undefined
   * when the organization was changed meanwhile: a mailbox may have gone, or its database, and it is to be asked again.
   */
  deliver(item: Item): Promise<Delivery | undefined>;
}

export interface Delivery {
  readonly results: readonly Result[];
  readonly puts: readonly (readonly [string, Json])[];
  readonly over: () => void;
}
