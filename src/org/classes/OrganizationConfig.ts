// The class OrganizationConfig: the settings of the organization as a whole. There is one.
import { choice, many } from "../../values/kinds.ts";
import { ConversionError, type Type } from "../../values/type.ts";
import { defineClass } from "../class.ts";
import { objectName, shortText } from "../kinds.ts";
import { everyone } from "../recipient.ts";
import { reference } from "../reference.ts";
import { resourceSchema } from "../resourceschema.ts";

/** "DL_<GroupName>": the name once, and text. Attributes of whoever makes the group are not known here. */
const namingPolicy: Type<string> = {
  ...shortText(128),
  convert(value) {
    const given = shortText(128).convert(value);
    const places = given.match(/<[^>]*>?/g) ?? [];
    if (places.length !== 1 || places[0]!.toLowerCase() !== "<groupname>") {
      throw new ConversionError(
        `"${given}" is no naming policy. Write <GroupName> once, with text before or behind it, for example DL_<GroupName>. Attributes such as <Department> can't be used.`,
      );
    }
    return given;
  },
};

const industry = choice(
  "IndustryType",
  "NotSpecified",
  "Agriculture",
  "Finance",
  "BusinessServicesConsulting",
  "Communications",
  "ComputerRelatedProductsServices",
  "Construction",
  "Education",
  "EngineeringArchitecture",
  "Government",
  "Healthcare",
  "HospitalityTravel",
  "Legal",
  "Manufacturing",
  "MediaMarketingAdvertising",
  "NonProfit",
  "PersonalServices",
  "RealEstate",
  "Retail",
  "Transportation",
  "Utilities",
  "WholesaleDistribution",
  "Other",
);

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
      refers: { to: everyone, gone: "clear" },
      summary: "Who gets the copies of reports that GenerateCopyOfDSNFor of the transport configuration names.",
    },
    DefaultArbitrationMailbox: {
      type: reference,
      refers: { to: ["Mailbox"], gone: "clear" },
      summary: "The arbitration mailbox for recipients that name none.",
    },
    ResourcePropertySchema: { ...resourceSchema, hidden: true },
    DistributionGroupNamingPolicy: {
      type: namingPolicy,
      summary: "What the names of new groups become: <GroupName> with text before and behind it, as DL_<GroupName>.",
    },
    DistributionGroupDefaultOU: {
      type: shortText(256),
      summary: "The organizational unit in which new groups stand; Users when empty.",
    },
    Industry: { type: industry, default: "NotSpecified", summary: "In which line of business the organization is." },
    OrganizationSummary: { type: shortText(1024), summary: "Remarks on the organization." },
  },
  view: "list",
  table: ["Name", "DisplayName", "ForestRoot"],
});
