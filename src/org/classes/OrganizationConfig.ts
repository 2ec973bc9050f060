// The class OrganizationConfig: the settings of the organization as a whole. There is one.
import { many } from "../../values/kinds.ts";
import { defineClass } from "../class.ts";
import { objectName, shortText } from "../kinds.ts";
import { reference } from "../reference.ts";

export const OrganizationConfig = defineClass({
  name: "OrganizationConfig",
  summary: "The settings of the organization as a whole.",
  label: "organization",
  identity: ["Name"],
  properties: {
    Name: { type: objectName, mandatory: true, unique: true, summary: "The name of the organization." },
    DisplayName: { type: shortText(256), summary: "The name for people." },
    ForestRoot: {
      type: shortText(255),
      mandatory: true,
      summary: "The domain under which recipients stand: the first accepted domain there was.",
    },
    DistributionGroupNameBlockedWordsList: {
      type: many(shortText(64)),
      default: [],
      summary: "Words that the names of new groups may not contain.",
    },
    MicrosoftExchangeRecipientReplyRecipient: {
      type: reference,
      refers: { to: ["Mailbox", "MailContact", "DistributionGroup"], gone: "clear" },
      summary: "Who gets the copies of reports that GenerateCopyOfDSNFor of the transport configuration names.",
    },
  },
  view: "list",
  table: ["Name", "DisplayName", "ForestRoot"],
});
