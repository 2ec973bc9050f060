// A recipient of the directory as the categorizer sees it, and what it asks of the directory.

/** Plain facts, so that resolution can be tested from a table. */
export interface Party {
  readonly guid: string;
  readonly kind: "Mailbox" | "Group" | "Contact";
  /** As people know it. */
  readonly name: string;
  readonly primary: string;
  /** Of a mailbox. */
  readonly database?: { readonly guid: string; readonly name: string };
  /** Of a contact: its address outside. */
  readonly external?: string;
  /** GUID of the ForwardingAddress. */
  readonly forwardTo?: string;
  readonly forwardSmtp?: string;
  readonly deliverAndForward: boolean;
  readonly requireAuthentication: boolean;
  /** GUIDs; all may write when both accepting lists are empty. */
  readonly acceptFrom: readonly string[];
  readonly acceptFromMembers: readonly string[];
  readonly rejectFrom: readonly string[];
  readonly rejectFromMembers: readonly string[];
  /** Bytes; absent where there is no limit of its own. */
  readonly maxReceive?: number;
  readonly maxSend?: number;
  readonly recipientLimit?: number;
  /** Of a group: to whom reports on members go. */
  readonly reportTo?: "originator" | "manager" | "nobody";
  /** Primary address of the group's first manager. */
  readonly manager?: string;
}

/** A question to the directory; the answers come in the order of the question. */
export type Ask =
  | { readonly ask: "addresses"; readonly addresses: readonly string[] }
  | { readonly ask: "guids"; readonly guids: readonly string[] }
  /** Members of a group, by GUID. */
  | { readonly ask: "members"; readonly group: string };

export type AnswerTo<A extends Ask> = A extends { readonly ask: "members" }
  ? readonly string[]
  : readonly (Party | undefined)[];

/** What answers: the organization, or a table in a test. */
export interface Directory {
  addresses(addresses: readonly string[]): Promise<readonly (Party | undefined)[]>;
  guids(guids: readonly string[]): Promise<readonly (Party | undefined)[]>;
  members(group: string): Promise<readonly string[]>;
}
