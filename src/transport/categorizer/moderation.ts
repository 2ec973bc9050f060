// Whether the moderators of a recipient are asked before a message goes on to it, and who they are.
import type { AnswerTo, Ask, Party } from "./party.ts";
import type { Moderation, Progress } from "./plan.ts";
import type { SenderFacts } from "./restrictions.ts";

/**
 * The moderators to ask; undefined when the message may go on. Moderators, owners and those on the bypass list are not
 * asked about their own messages, when they have proved who they are.
 */
export function* moderationOf(
  party: Party,
  progress: Progress | undefined,
  facts: SenderFacts,
): Generator<Ask, Moderation | undefined, any> {
  const rules = party.moderation;
  if (!rules || facts.system || facts.report || progress?.unmoderated) return undefined;
  if (progress?.approved?.includes(party.guid)) return undefined;
  const from = facts.authenticated ? facts.party?.guid : undefined;
  if (from !== undefined) {
    if ([...rules.moderators, ...rules.owners, ...rules.bypass].includes(from)) return undefined;
    if (rules.bypass.length > 0) {
      const group = yield { ask: "within", member: from, groups: rules.bypass };
      if (group !== undefined) return undefined;
    }
  }
  const asked = { ask: "guids", guids: rules.moderators } as const;
  const found = (yield asked) as AnswerTo<typeof asked>;
  return {
    party: party.guid,
    name: party.name,
    moderators: found.flatMap((one) => (one && one.primary !== "" ? [{ guid: one.guid, address: one.primary }] : [])),
    notify: rules.notify,
    ...(rules.arbitration === undefined ? {} : { arbitration: rules.arbitration }),
  };
}
