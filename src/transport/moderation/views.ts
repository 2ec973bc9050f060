// Messages that wait for approval, as people see them.
import type { Parameter } from "../../command/cmdlet.ts";
import type { Services } from "../../command/context.ts";
import { instant } from "../../org/kinds.ts";
import { identity } from "../../org/parameters.ts";
import { ByteQuantifiedSize, byteSize } from "../../values/bytesize.ts";
import { DateTime } from "../../values/datetime.ts";
import { many, text } from "../../values/kinds.ts";
import { defineShape } from "../../values/shape.ts";
import type { Item } from "../queues/item.ts";
import type { ModerationDesk } from "./moderation.ts";

export const ModeratedMessage = defineShape({
  name: "ModeratedMessage",
  summary: "A message that waits for the approval of a moderator.",
  properties: {
    Identity: { type: text, mandatory: true, summary: "What names it." },
    Subject: { type: text, mandatory: true, summary: "The Subject field." },
    FromAddress: { type: text, mandatory: true, summary: "The sender; <> when it is null." },
    Recipient: { type: text, mandatory: true, summary: "The moderated recipient." },
    Moderators: { type: many(text), mandatory: true, summary: "Who may decide." },
    InternetMessageId: { type: text, mandatory: true, summary: "The Message-ID field." },
    Size: { type: byteSize, mandatory: true, summary: "Its size." },
    HeldSince: { type: instant, mandatory: true, summary: "When the moderators were asked." },
    ExpirationTime: { type: instant, mandatory: true, summary: "When it ends without a decision." },
  },
  table: ["Identity", "FromAddress", "Recipient", "Subject"],
});

/** Only for items that are held. */
export function viewModerated(desk: ModerationDesk, item: Item) {
  const { record } = item.mail;
  const { moderation, since, expires } = item.held!;
  return ModeratedMessage.make({
    Identity: desk.identityOf(item),
    Subject: record.subject,
    FromAddress: item.sender === "" ? "<>" : item.sender,
    Recipient: item.recipients[0]?.address ?? "",
    Moderators: moderation.moderators.map((one) => one.address),
    InternetMessageId: record.messageId,
    Size: new ByteQuantifiedSize(record.size),
    HeldSince: DateTime.ofMilliseconds(since),
    ExpirationTime: DateTime.ofMilliseconds(expires),
  });
}

export const moderatedIdentity = {
  type: {
    ...identity("ModeratedMessageIdParameter"),
    *offers(prefix: string, { transport: { moderation } }: Services) {
      for (const item of moderation.all()) {
        const name = moderation.identityOf(item);
        if (name.startsWith(prefix)) yield name;
      }
    },
  },
  position: 1,
  pipeline: "both",
  summary: "The message, as Get-ModeratedMessage names it.",
} as const satisfies Parameter;
