// Whether the moderators of a recipient are asked before a message goes on to it, and who they are.
import type { AnswerTo, Ask, ModerationRules, Party } from "./party.ts";
import type { Moderation, Progress } from "./plan.ts";
import type { SenderFacts } from "./restrictions.ts";

/**
 * The moderators to ask; undefined when the message may go on. Moderators, owners and those on the bypass list are not
 * asked about their own messages, when they have proved who they are.
 * @param asked takes a few words on why the message goes on without them.
 */
export function* moderationOf(
  party: Party,
  progress: Progress | undefined,
  facts: SenderFacts,
  asked?: string[],
): Generator<Ask, Moderation | undefined, any> {
  const rules = party.moderation;
  if (!rules) {
    asked?.push("not moderated");
    return undefined;
  }
  const exemption = passes(party, progress, facts) ?? (yield* exempted(rules, facts));
  if (exemption !== undefined) {
    asked?.push(`moderated, but ${exemption}`);
    return undefined;
  }
  const question = { ask: "guids", guids: rules.moderators } as const;
  const found = (yield question) as AnswerTo<typeof question>;
  return {
    party: party.guid,
    name: party.name,
    moderators: found.flatMap((one) => (one && one.primary !== "" ? [{ guid: one.guid, address: one.primary }] : [])),
    notify: rules.notify,
    ...(rules.arbitration === undefined ? {} : { arbitration: rules.arbitration }),
  };
}

/** What of the message itself lets it pass. */
function passes(party: Party, progress: Progress | undefined, facts: SenderFacts): string | undefined {
  if (facts.system || facts.report) return "reports need no approval";
  if (progress?.unmoderated) return "the approval for a group that holds it is enough";
  return progress?.approved?.includes(party.guid) ? "its moderators have approved" : undefined;
}

/** What of the sender lets it pass. */
function* exempted(rules: ModerationRules, facts: SenderFacts): Generator<Ask, string | undefined, any> {
  const from = facts.authenticated ? facts.party?.guid : undefined;
  if (from === undefined) return undefined;
  if (rules.moderators.includes(from) || rules.owners.includes(from)) return "the sender is a moderator or an owner";
  if (rules.bypass.includes(from)) return "the sender bypasses moderation";
  if (rules.bypass.length === 0) return undefined;
  const group = yield { ask: "within", member: from, groups: rules.bypass };
  return group === undefined ? undefined : "the sender is in a group that bypasses moderation";
}
