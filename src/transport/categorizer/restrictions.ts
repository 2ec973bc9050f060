// Whether a sender may write to a recipient: authentication, accepting and rejecting lists, sizes.
import type { Ask, Party } from "./party.ts";

/** What restrictions look at. */
export interface SenderFacts {
  readonly sender: string;
  readonly party: Party | undefined;
  readonly authenticated: boolean;
  /** Reports made here, which no restriction stops. */
  readonly system: boolean;
  /** Reports of any server, which groups do not pass on. */
  readonly report: boolean;
  readonly size: number;
  readonly bypassSizeLimit: boolean;
  readonly automatic?: "reply" | "forward";
}

export interface SizeLimits {
  /** Bytes; undefined where there is no limit. */
  readonly maxSend: number | undefined;
  readonly maxReceive: number | undefined;
}

export interface Denial {
  readonly response: string;
  readonly reason: string;
}

/**
 * Why the recipient may not get the message; nothing when it may. Rejecting lists go before accepting ones.
 * @param asked takes a few words for each question that the message passed.
 */
export function* denialOf(
  party: Party,
  facts: SenderFacts,
  limits: SizeLimits,
  asked?: string[],
): Generator<Ask, Denial | undefined, any> {
  if (facts.system) {
    asked?.push("messages made here are not restricted");
    return undefined;
  }
  if (party.requireAuthentication && !facts.authenticated) {
    return {
      response: "550 5.7.1 RESOLVER.RST.AuthRequired; authentication required",
      reason: `${party.name} takes mail from authenticated senders only.`,
    };
  }
  asked?.push(party.requireAuthentication ? "authenticated, as it requires" : "authentication not required");
  const tooLarge = receiveLimit(party, facts, limits, asked);
  if (tooLarge) return tooLarge;
  const from = facts.party?.guid;
  if (from !== undefined && party.rejectFrom.includes(from))
    return notAuthorized(`${party.name} rejects mail from ${facts.sender}.`);
  const rejecting = from === undefined ? undefined : yield* groupWith(from, party.rejectFromMembers);
  if (rejecting !== undefined)
    return notAuthorized(`${party.name} rejects mail from members of a group that ${facts.sender} belongs to.`);
  const rejects = party.rejectFrom.length + party.rejectFromMembers.length > 0;
  asked?.push(rejects ? "the sender is not on its rejecting lists" : "rejects nobody");
  if (party.acceptFrom.length === 0 && party.acceptFromMembers.length === 0) {
    asked?.push("accepts everybody");
    return undefined;
  }
  // Anybody can write an address into MAIL FROM: of those who can prove who they are, only those who did are the chosen.
  if (facts.party?.kind === "Mailbox" && !facts.authenticated)
    return notAuthorized(
      `${party.name} takes mail from chosen senders only, and nobody has proved to be ${facts.sender}.`,
    );
  if (from !== undefined) {
    const itself = party.acceptFrom.includes(from);
    if (itself || (yield* groupWith(from, party.acceptFromMembers)) !== undefined) {
      asked?.push(itself ? "the sender is on its accepting list" : "the sender is in a group that it accepts");
      return undefined;
    }
  }
  return notAuthorized(
    `${party.name} takes mail from chosen senders only, and ${facts.sender || "the null sender"} is none of them.`,
  );
}

function receiveLimit(party: Party, facts: SenderFacts, limits: SizeLimits, asked?: string[]): Denial | undefined {
  if (facts.bypassSizeLimit) {
    asked?.push(unlimitedByRight);
    return undefined;
  }
  // A limit of its own goes before the organization's between authenticated parties; strangers get the organization's too.
  const own = party.maxReceive;
  const limit = own !== undefined && facts.authenticated ? own : smaller(own, limits.maxReceive);
  if (limit === undefined || facts.size <= limit) {
    asked?.push(within(facts.size, limit, `${own === limit ? "its own" : "the organization's"} MaxReceiveSize`));
    return undefined;
  }
  return {
    response: "550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient",
    reason: `The message has ${facts.size} bytes; ${party.name} takes at most ${limit}.`,
  };
}

const unlimitedByRight = "size not limited, by the right of its connector";

/** What was held against a limit, for people. */
export function within(count: number, limit: number | undefined, whose: string, what = "bytes"): string {
  const counted = `${count} ${count === 1 ? what.slice(0, -1) : what}`;
  return limit === undefined ? `${counted}, no limit` : `${counted} of at most ${limit} (${whose})`;
}

/** Why the sender may not send it at all. */
export function sendDenial(facts: SenderFacts, limits: SizeLimits, asked?: string[]): Denial | undefined {
  if (facts.system || facts.bypassSizeLimit) {
    asked?.push(facts.system ? "messages made here are not restricted" : unlimitedByRight);
    return undefined;
  }
  const own = facts.party?.maxSend;
  const limit = own !== undefined && facts.authenticated ? own : smaller(own, limits.maxSend);
  if (limit === undefined || facts.size <= limit) {
    asked?.push(within(facts.size, limit, `${own === limit ? "the sender's" : "the organization's"} MaxSendSize`));
    return undefined;
  }
  return own === limit
    ? {
        response: "550 5.2.3 RESOLVER.RST.SendSizeLimit.Sender; message too large for this sender",
        reason: `The message has ${facts.size} bytes; ${facts.sender} may send at most ${limit}.`,
      }
    : {
        response: "550 5.2.3 RESOLVER.RST.SendSizeLimit.Org; message too large for this organization",
        reason: `The message has ${facts.size} bytes; the organization allows at most ${limit}.`,
      };
}

function smaller(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined) return b;
  return b === undefined ? a : Math.min(a, b);
}

const notAuthorized = (reason: string): Denial => ({
  response: "550 5.7.1 RESOLVER.RST.NotAuthorized; not authorized",
  reason,
});

function* groupWith(member: string, groups: readonly string[]): Generator<Ask, string | undefined, any> {
  if (groups.length === 0) return undefined;
  return yield { ask: "within", member, groups };
}
