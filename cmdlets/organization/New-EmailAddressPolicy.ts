// New-EmailAddressPolicy: which addresses which recipients are given.

import { EmailAddressPolicy } from "../../src/org/classes/EmailAddressPolicy.ts";
import { newOf } from "../../src/org/derived.ts";
import { containerParameter, filterSets, newFilter } from "../../src/org/filtered.ts";
import { parametersOf } from "../../src/org/parameters.ts";
import { checkedDisabled, checkedTemplates, takePlace, templatesFrom } from "../../src/org/policies.ts";
import { text } from "../../src/values/kinds.ts";

const cls = EmailAddressPolicy;
const all = parametersOf(cls, ["EnabledEmailAddressTemplates", "DisabledEmailAddressTemplates"], {
  changeable: false,
  mandatory: true,
});
const single = {
  EnabledPrimarySMTPAddressTemplate: {
    type: text,
    mandatory: true,
    summary: "The one template, such as %g.%s@contoso.com.",
  },
};
const { precanned, custom } = filterSets(cls);

export default newOf(cls, {
  synopsis: "Creates an e-mail address policy.",
  description:
    "New recipients get their addresses from the policy with the lowest priority number whose filter takes them in. Recipients that are there already keep theirs until Update-EmailAddressPolicy.",
  parameters: ["Name", "Priority"],
  optional: ["Priority"],
  sets: {
    AllTemplatesWithPrecannedFilter: { ...all, ...precanned },
    AllTemplatesWithCustomFilter: { ...all, ...custom },
    SMTPTemplateWithPrecannedFilter: { ...single, ...precanned },
    SMTPTemplateWithCustomFilter: { ...single, ...custom },
  },
  defaultSet: "SMTPTemplateWithPrecannedFilter",
  extra: containerParameter,
  async values(values, given, tx) {
    const templates = (given["EnabledEmailAddressTemplates"] as readonly string[] | undefined) ?? [];
    const disabled = given["DisabledEmailAddressTemplates"] as readonly string[] | undefined;
    return {
      ...values,
      ...(await newFilter(given, tx)),
      EnabledEmailAddressTemplates: checkedTemplates(tx, templatesFrom(given, templates)),
      ...(disabled ? { DisabledEmailAddressTemplates: checkedDisabled(disabled) } : {}),
      Priority: await takePlace(tx, values["Priority"] as number | undefined, undefined),
    };
  },
  examples: [
    {
      run: "New-AcceptedDomain Fabrikam -DomainName fabrikam.com; New-EmailAddressPolicy Sales -IncludedRecipients MailboxUsers -ConditionalDepartment Sales -EnabledEmailAddressTemplates SMTP:%g.%s@fabrikam.com,smtp:%m@fabrikam.com",
      note: "First and last name for the mailboxes of one department, the alias beside it.",
    },
    {
      run: "New-AcceptedDomain Fabrikam -DomainName fabrikam.com; New-EmailAddressPolicy Rooms -RecipientFilter \"RecipientTypeDetails -eq 'RoomMailbox'\" -EnabledPrimarySMTPAddressTemplate room-%m@fabrikam.com",
      note: "A filter of one's own.",
    },
  ],
});
