// New-DistributionGroup: a group of recipients with an address of its own.
import { DistributionGroup } from "../../src/org/classes/DistributionGroup.ts";
import { newOf } from "../../src/org/derived.ts";
import { addMembers, blockedWord, wordIsBlocked } from "../../src/org/groups.ts";
import { smtpAddress } from "../../src/org/kinds.ts";
import { identityList } from "../../src/org/parameters.ts";
import { freeAccountName, newRecipient } from "../../src/org/provision.ts";
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
  ],
  optional: ["Alias"],
  fromPipeline: true,
  extra: {
    Members: { type: identityList, summary: "What it holds at first." },
    PrimarySmtpAddress: { type: smtpAddress, summary: "Its address, in the place of the policy's." },
    Type: {
      type: choice("GroupType", "Distribution", "Security"),
      default: "Distribution",
      summary: "Security for a group that permissions may be given to.",
    },
    RoomList: { type: switchParameter, summary: "Its members are rooms." },
    IgnoreNamingPolicy: { type: switchParameter, summary: "Allows words in its name that the organization blocks." },
  },
  async values(values, given, tx) {
    const word = given["IgnoreNamingPolicy"] ? undefined : blockedWord(tx, String(values["Name"]));
    if (word !== undefined) throw wordIsBlocked(String(values["Name"]), word);
    const security = given["Type"] === "Security";
    const all = await newRecipient(
      tx,
      DistributionGroup,
      {
        ...values,
        RecipientTypeDetails: given["RoomList"]
          ? "RoomList"
          : security
            ? "MailUniversalSecurityGroup"
            : "MailUniversalDistributionGroup",
      },
      given,
      String(values["Name"]),
    );
    return {
      ...all,
      SamAccountName:
        values["SamAccountName"] ?? (await freeAccountName(tx, String(values["Name"]).replace(/\s/g, ""))),
    };
  },
  async after(group, given, tx) {
    await addMembers(tx, group, (given["Members"] as readonly string[] | undefined) ?? []);
  },
  examples: [
    { run: "New-DistributionGroup -Name Sales -Members alice,bob", note: "Mail to sales goes to alice and bob." },
    {
      run: "New-DistributionGroup Auditors -Type Security -ManagedBy carol",
      note: "A security group that carol manages.",
    },
  ],
});
