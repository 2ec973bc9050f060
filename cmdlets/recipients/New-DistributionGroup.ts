// New-DistributionGroup: a group of recipients with an address of its own.
import { DistributionGroup } from "../../src/org/classes/DistributionGroup.ts";
import { newOf } from "../../src/org/derived.ts";
import { addMembers, kindOf, policyNames } from "../../src/org/groups.ts";
import { smtpAddress } from "../../src/org/kinds.ts";
import { moderationParameters } from "../../src/org/moderation.ts";
import { identityList } from "../../src/org/parameters.ts";
import { freeAccountName, newRecipient } from "../../src/org/provision.ts";
import { unitFrom, unitParameter } from "../../src/org/units.ts";
import { choice, switchParameter } from "../../src/values/kinds.ts";

export default newOf(DistributionGroup, {
  synopsis: "Creates a distribution group, a mail-enabled security group or a list of rooms.",
  parameters: [
    "Name",
    "Alias",
    "DisplayName",
    "SamAccountName",
    "ManagedBy",
    "RequireSenderAuthenticationEnabled",
    "Description",
    "Notes",
    "MemberJoinRestriction",
    "MemberDepartRestriction",
    "BypassNestedModerationEnabled",
    ...moderationParameters,
  ],
  optional: ["Alias"],
  fromPipeline: true,
  extra: {
    ...unitParameter,
    CopyOwnerToMember: { type: switchParameter, summary: "Whether those who manage it are members too." },
    Members: { type: identityList, summary: "What it holds at first." },
    PrimarySmtpAddress: { type: smtpAddress, summary: "Its address, in the place of the policy's." },
    Type: {
      type: choice("GroupType", "Distribution", "Security"),
      default: "Distribution",
      summary: "Security for a group that permissions may be given to.",
    },
    RoomList: { type: switchParameter, summary: "Its members are rooms." },
    IgnoreNamingPolicy: {
      type: switchParameter,
      summary: "Keeps the name as it is given, with words that the organization blocks and without what it adds.",
    },
  },
  async values(values, given, tx) {
    const name = String(values["Name"]);
    const names = given["IgnoreNamingPolicy"] ? {} : policyNames(tx, name, values["DisplayName"] ?? name);
    const all = await newRecipient(
      tx,
      DistributionGroup,
      {
        ...values,
        ...names,
        ...kindOf(given),
        OrganizationalUnit: await unitFrom(given, tx, tx.snapshot().organization.DistributionGroupDefaultOU),
      },
      given,
      name,
    );
    return {
      ...all,
      SamAccountName: values["SamAccountName"] ?? (await freeAccountName(tx, name.replace(/\s/g, ""))),
    };
  },
  async after(group, given, tx) {
    const owners = given["CopyOwnerToMember"] ? group.ManagedBy.map((one) => one.guid) : [];
    await addMembers(tx, group, [...((given["Members"] as readonly string[] | undefined) ?? []), ...owners]);
  },
  examples: [
    { run: "New-DistributionGroup -Name Sales -Members alice,bob", note: "Mail to sales goes to alice and bob." },
    {
      run: "New-DistributionGroup Auditors -Type Security -ManagedBy carol",
      note: "A security group that carol manages.",
    },
  ],
});
