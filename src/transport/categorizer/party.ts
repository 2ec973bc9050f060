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
  /** A mailbox that takes the decisions of moderators. */
  readonly arbitration?: boolean;
  /** Present when messages to it must be approved. */
  readonly moderation?: ModerationRules;
}

/** Who approves messages to a recipient, and whose messages need no approval. GUIDs. */
export interface ModerationRules {
  readonly moderators: readonly string[];
  readonly owners: readonly string[];
  /** Senders, and groups of senders. */
  readonly bypass: readonly string[];
  readonly notify: "Always" | "Internal" | "Never";
  /** Whether an approval holds for moderated groups inside, too. */
  readonly bypassNested: boolean;
  /** Address of the arbitration mailbox. */
  readonly arbitration?: string;
}

/** A question to the directory; the answers come in the order of the question. */
export type Ask =
  | { readonly ask: "addresses"; readonly addresses: readonly string[] }
  | { readonly ask: "guids"; readonly guids: readonly string[] }
  /** Members of a group in the order of their GUIDs, those behind `after`, at most `limit`. */
  | { readonly ask: "members"; readonly group: string; readonly after: string; readonly limit: number }
  /** One of these groups that holds the member, itself or by a group inside; undefined when none does. */
  | { readonly ask: "within"; readonly member: string; readonly groups: readonly string[] };

/** A part of a group's members, by GUID. */
export interface Members {
  readonly guids: readonly string[];
  readonly more: boolean;
}

export type AnswerTo<A extends Ask> = A extends { readonly ask: "members" }
  ? Members
  : A extends { readonly ask: "within" }
    ? string | undefined
    : readonly (Party | undefined)[];

/** What answers: the organization, or a table in a test. */
export interface Directory {
  addresses(addresses: readonly string[]): Promise<readonly (Party | undefined)[]>;
  guids(guids: readonly string[]): Promise<readonly (Party | undefined)[]>;
  members(group: string, after: string, limit: number): Promise<Members>;
  within(member: string, groups: readonly string[]): Promise<string | undefined>;
}
