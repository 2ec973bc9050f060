// The properties by which a set of recipients is told: an OPATH filter, or kinds of recipients with conditions.
import { boolean, choice, many } from "../values/kinds.ts";
import type { ClassProperties } from "./class.ts";
import { opath } from "./filter.ts";
import { shortText } from "./kinds.ts";

export const includedRecipients = choice(
  "WellKnownRecipientType",
  "None",
  "MailboxUsers",
  "Resources",
  "MailContacts",
  "MailGroups",
  "MailUsers",
  "AllRecipients",
);

const condition = (what: string) =>
  ({
    type: many(shortText(1024)),
    default: [],
    summary: `Only recipients with one of these values: ${what}.`,
  }) as const;

/** Of classes whose objects take recipients in by a filter. */
export const filterProperties = {
  RecipientFilterType: {
    type: choice("WellKnownRecipientFilterType", "Precanned", "Custom"),
    default: "Precanned",
    summary: "Whether the filter is made of IncludedRecipients and conditions, or is one's own.",
  },
  RecipientFilter: { type: opath, default: "", summary: "Which recipients, in OPATH." },
  RecipientContainer: {
    type: shortText(256),
    summary: "Only recipients in this organizational unit and below it; anywhere when empty.",
  },
  IncludedRecipients: { type: many(includedRecipients), default: [], summary: "Which kinds of recipients." },
  ConditionalCompany: condition("Company"),
  ConditionalDepartment: condition("Department"),
  ConditionalStateOrProvince: condition("StateOrProvince"),
  ConditionalCustomAttribute1: condition("CustomAttribute1"),
  ConditionalCustomAttribute2: condition("CustomAttribute2"),
  ConditionalCustomAttribute3: condition("CustomAttribute3"),
  ConditionalCustomAttribute4: condition("CustomAttribute4"),
  ConditionalCustomAttribute5: condition("CustomAttribute5"),
  ConditionalCustomAttribute6: condition("CustomAttribute6"),
  ConditionalCustomAttribute7: condition("CustomAttribute7"),
  ConditionalCustomAttribute8: condition("CustomAttribute8"),
  ConditionalCustomAttribute9: condition("CustomAttribute9"),
  ConditionalCustomAttribute10: condition("CustomAttribute10"),
  ConditionalCustomAttribute11: condition("CustomAttribute11"),
  ConditionalCustomAttribute12: condition("CustomAttribute12"),
  ConditionalCustomAttribute13: condition("CustomAttribute13"),
  ConditionalCustomAttribute14: condition("CustomAttribute14"),
  ConditionalCustomAttribute15: condition("CustomAttribute15"),
} as const satisfies ClassProperties;

/** Conditions, each with the property it compares. */
const conditions: readonly (readonly [parameter: string, property: string])[] = Object.keys(filterProperties)
  .filter((name) => name.startsWith("Conditional"))
  .map((name) => [name, name.slice("Conditional".length)]);

export const conditionNames = conditions.map(([parameter]) => parameter);

const oneOf = (property: string, ...values: readonly string[]) =>
  `(${values.map((value) => `${property} -eq ${quoted(value)}`).join(" -or ")})`;

const quoted = (value: string) => `'${value.replaceAll("'", "''")}'`;

const kinds: Readonly<Record<string, string>> = {
  MailboxUsers: oneOf("RecipientTypeDetails", "UserMailbox", "SharedMailbox", "LinkedMailbox"),
  Resources: oneOf("RecipientTypeDetails", "RoomMailbox", "EquipmentMailbox", "LinkedRoomMailbox"),
  MailContacts: oneOf("RecipientType", "MailContact"),
  MailGroups: "(RecipientType -like '*Group')",
  MailUsers: oneOf("RecipientType", "MailUser"),
};

/** The OPATH text of a precanned filter: values of one condition are alternatives, conditions hold together. */
export function precannedFilter(values: Readonly<Record<string, unknown>>): string {
  const included = (values["IncludedRecipients"] as readonly string[] | undefined) ?? [];
  const parts: string[] = [];
  if (included.includes("AllRecipients") || included.length === 0) parts.push("(Alias -ne $null)");
  else {
    const chosen = included.flatMap((one) => kinds[one] ?? []);
    // "None" takes nobody in.
    parts.push(chosen.length === 0 ? "(Alias -eq $null)" : `(${chosen.join(" -or ")})`);
  }
  for (const [parameter, property] of conditions) {
    const wanted = (values[parameter] as readonly string[] | null | undefined) ?? [];
    if (wanted.length > 0) parts.push(oneOf(property, ...wanted));
  }
  return parts.join(" -and ");
}

/** Of address lists: what they hold follows the filter as Update- last applied it, not as it was last changed. */
export const appliedProperties = {
  LastUpdatedRecipientFilter: { type: opath, default: "", summary: "The filter by which it is filled." },
  RecipientFilterApplied: {
    type: boolean,
    default: false,
    summary: "Whether it is filled by its filter as it stands.",
  },
} as const satisfies ClassProperties;
