// What a plan for a message is made from and says: settings, the message, and what becomes of each recipient.
import { toALabels } from "../../mail/address.ts";
import type { Envelope, EnvelopeRecipient, Notify } from "../message.ts";
import type { SizeLimits } from "./restrictions.ts";
import type { ConnectorEntry, DomainEntry, NextHop } from "./routing.ts";

/** The settings a plan depends on. */
export interface Settings {
  readonly acceptedDomains: readonly DomainEntry[];
  readonly defaultDomain: string;
  readonly connectors: readonly ConnectorEntry[];
  readonly limits: SizeLimits;
  /** Domains outside to which no automatic answers, or nothing passed on automatically, goes. */
  blocks?(domain: string, automatic: "reply" | "forward"): boolean;
  /** The entry that says so; undefined where none does. */
  remoteDomain?(domain: string): string | undefined;
  /** Undefined where there is no limit. */
  readonly maxRecipients: number | undefined;
  /** Members that one plan takes out of groups; a thousand when it is left out. */
  readonly membersAtATime?: number;
}

/** What the categorizer looks at of a message. */
export interface Subject {
  readonly envelope: Pick<Envelope, "sender"> & { readonly recipients: readonly Addressee[] };
  readonly size: number;
  readonly authenticated: boolean;
  readonly bypassSizeLimit: boolean;
  /** Made here (reports); no restriction stops it. */
  readonly system: boolean;
  /** Who sent it in the first place, where the sender of the envelope is another by now. */
  readonly originator?: string;
  /** GUIDs of groups whose members have it already, or get it: from earlier plans for the same message. */
  readonly expanded?: readonly string[];
  /** A report of any server: multipart/report from the null sender; groups do not pass those on. */
  readonly report: boolean;
  /** Sent by a program in answer to another message, or in its place. */
  readonly automatic?: "reply" | "forward";
  /** Whether the plan tells what was asked and passed, too. */
  readonly checked?: boolean;
}

/** Whom the sender named, or who came out of an earlier plan: those are `resolved` and only routed anew. */
export interface Addressee extends EnvelopeRecipient {
  readonly given?: string;
  readonly resolved?: boolean;
  readonly progress?: Progress;
}

/** What earlier plans have decided for a recipient. */
export interface Progress {
  /** GUIDs of moderated parties whose moderators have approved. */
  readonly approved?: readonly string[];
  /** Within a group whose approval holds for all groups in it. */
  readonly unmoderated?: boolean;
  /** A group whose members up to this GUID have been taken out already. */
  readonly after?: string;
}

/** A recipient on its way. */
export interface Recipient {
  /** Where it goes now. */
  readonly address: string;
  /** What the sender named. */
  readonly given: string;
  readonly notify?: readonly Notify[];
  /** ORCPT. */
  readonly original?: string;
  /** GUID of the mailbox, for delivery here. */
  readonly mailbox?: string;
  readonly progress?: Progress;
}

export interface PlannedItem {
  readonly hop: NextHop;
  readonly sender: string;
  readonly recipients: readonly Recipient[];
  /** Why it cannot go further for now. */
  readonly error?: string;
  /** Of groups too large for one plan: their item goes through the categorizer again, and knows these groups. */
  readonly expanded?: readonly string[];
}

/** A recipient whose moderators are to be asked. */
export interface Held {
  readonly recipient: Recipient;
  readonly sender: string;
  readonly moderation: Moderation;
}

/** Who decides, and what is told to whom. */
export interface Moderation {
  /** The moderated recipient. */
  readonly party: string;
  readonly name: string;
  readonly moderators: readonly { readonly guid: string; readonly address: string }[];
  /** Which senders hear that their message was not approved. */
  readonly notify: "Always" | "Internal" | "Never";
  /** Address of the arbitration mailbox, to which decisions are sent; undefined when there is none. */
  readonly arbitration?: string;
}

export type DropCause = "duplicate" | "report" | "automatic";

export interface Dropped {
  readonly recipient: Recipient;
  readonly cause: DropCause;
  /** How a duplicate came about; left out where the sender named somebody twice. */
  readonly by?: "expansion" | "redirection";
}

export interface Reason {
  readonly address: string;
  readonly text: string;
}

export interface Plan {
  readonly items: readonly PlannedItem[];
  readonly failed: readonly { readonly recipient: Recipient; readonly sender: string; readonly response: string }[];
  /** `more` after the first part of a large group. */
  readonly expanded: readonly {
    readonly recipient: Recipient;
    readonly members: readonly string[];
    readonly more?: true;
  }[];
  readonly held: readonly Held[];
  /** Recipients that are arbitration mailboxes: the message is a moderator's decision. */
  readonly decisions: readonly Recipient[];
  readonly resolved: readonly { readonly from: string; readonly to: string }[];
  readonly redirected: readonly { readonly from: string; readonly to: string; readonly kept: boolean }[];
  /** Recipients that end here without a report: copies, and reports to groups. */
  readonly dropped: readonly Dropped[];
  /** What decided. */
  readonly reasons: readonly Reason[];
  /** Rules and limits that were asked and let the message pass: a sentence for each that they were asked about. */
  readonly checks: readonly Reason[];
}

/** What stands behind the last "@", in lower case and A-labels. */
export function domainOf(address: string): string {
  return toALabels(address.slice(address.lastIndexOf("@") + 1));
}

/** An address with its domain in A-labels, so that servers without SMTPUTF8 can be told it. */
export function inALabels(address: string): string {
  return `${address.slice(0, address.lastIndexOf("@") + 1)}${domainOf(address)}`;
}
