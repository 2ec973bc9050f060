// New-DynamicDistributionGroup: a group with an address, whose members are found by a filter when mail comes.
import { DynamicDistributionGroup } from "../../src/org/classes/DynamicDistributionGroup.ts";
import { newOf } from "../../src/org/derived.ts";
import { containerParameter, filterSets, newFilter } from "../../src/org/filtered.ts";
import { smtpAddress } from "../../src/org/kinds.ts";
import { moderationParameters } from "../../src/org/moderation.ts";
import { newRecipient } from "../../src/org/provision.ts";
import { unitParameter } from "../../src/org/units.ts";

const { precanned, custom } = filterSets(DynamicDistributionGroup);

export default newOf(DynamicDistributionGroup, {
  synopsis: "Creates a group whose members are all whom a filter takes in at the moment.",
  description:
    "Who is a member is worked out when mail comes, so that nothing need be kept up to date. Without -RecipientContainer it looks for members where it stands itself: in its organizational unit and below it.",
  parameters: ["Name", "Alias", "DisplayName", ...moderationParameters],
  optional: ["Alias"],
  fromPipeline: true,
  sets: { PrecannedFilter: precanned, CustomFilter: custom },
  defaultSet: "PrecannedFilter",
  extra: {
    ...containerParameter,
    PrimarySmtpAddress: { type: smtpAddress, summary: "Its address, in the place of the policy's." },
    ...unitParameter,
  },
  async values(values, given, tx) {
    const filter = await newFilter(given, tx);
    const all = await newRecipient(
      tx,
      DynamicDistributionGroup,
      { ...values, ...filter },
      given,
      String(values["Name"]),
    );
    return { RecipientContainer: all["OrganizationalUnit"], ...all };
  },
  examples: [
    {
      run: "New-DynamicDistributionGroup -Name 'All Sales' -IncludedRecipients MailboxUsers -ConditionalDepartment Sales",
      note: "Mail to allsales goes to all mailboxes of one department.",
    },
    {
      run: "New-DynamicDistributionGroup Rooms -RecipientFilter \"RecipientTypeDetails -eq 'RoomMailbox'\"",
      note: "A filter of one's own.",
    },
  ],
});
