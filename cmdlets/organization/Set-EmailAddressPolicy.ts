// Set-EmailAddressPolicy: changes templates, filter, name or place of an address policy.
import { EmailAddressPolicy } from "../../src/org/classes/EmailAddressPolicy.ts";
import { setOf } from "../../src/org/derived.ts";
import { changedFilter, containerParameter, differsIn, filterNames } from "../../src/org/filtered.ts";
import {
  checkedDisabled,
  checkedTemplates,
  defaultPolicyStays,
  takePlace,
  templatesFrom,
} from "../../src/org/policies.ts";
import { text } from "../../src/values/kinds.ts";

export default setOf(EmailAddressPolicy, {
  synopsis: "Changes an e-mail address policy.",
  description:
    "Recipients that are there already keep their addresses until Update-EmailAddressPolicy. Of the Default Policy only the templates can be changed.",
  parameters: ["Name", "Priority", "EnabledEmailAddressTemplates", "DisabledEmailAddressTemplates", ...filterNames],
  extra: {
    ...containerParameter,
    EnabledPrimarySMTPAddressTemplate: { type: text, summary: "The template of the primary address." },
  },
  async values(values, given, policy, tx) {
    const fixed = ["Name", "Priority", "RecipientContainer", ...filterNames];
    if (policy.Priority === "Lowest" && fixed.some((name) => given[name] !== undefined)) {
      throw defaultPolicyStays("only its templates can be changed.");
    }
    const all = await changedFilter(policy, values, given, tx);
    if ("Priority" in values) all["Priority"] = await takePlace(tx, values["Priority"] as number, policy);
    const current = (values["EnabledEmailAddressTemplates"] ??
      policy.EnabledEmailAddressTemplates) as readonly string[];
    const templates = checkedTemplates(tx, templatesFrom(given, current));
    all["EnabledEmailAddressTemplates"] = templates;
    const disabled = values["DisabledEmailAddressTemplates"] as readonly string[] | null | undefined;
    if (disabled) all["DisabledEmailAddressTemplates"] = checkedDisabled(disabled);
    const changed = templates.join() !== policy.EnabledEmailAddressTemplates.join() || differsIn(policy, all);
    return changed ? { ...all, RecipientFilterApplied: false } : all;
  },
  examples: [
    {
      run: "New-AcceptedDomain Fabrikam -DomainName fabrikam.com; Set-EmailAddressPolicy 'Default Policy' -EnabledEmailAddressTemplates SMTP:%m@fabrikam.com,smtp:%g.%s@fabrikam.com",
      note: "One more address for everybody, once Update-EmailAddressPolicy has run.",
    },
  ],
});
