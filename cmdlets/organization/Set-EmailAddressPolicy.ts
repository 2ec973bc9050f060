// Set-EmailAddressPolicy: changes templates, filter, name or place of an address policy.
import { EmailAddressPolicy } from "../../src/org/classes/EmailAddressPolicy.ts";
import { setOf } from "../../src/org/derived.ts";
import { refused } from "../../src/org/errors.ts";
import {
  checkedFilter,
  checkedTemplates,
  conditionNames,
  defaultPolicyStays,
  precannedFilter,
  takePlace,
  templatesFrom,
} from "../../src/org/policies.ts";
import { text } from "../../src/values/kinds.ts";

const filterNames = ["RecipientFilter", "IncludedRecipients", ...conditionNames];

export default setOf(EmailAddressPolicy, {
  synopsis: "Changes an e-mail address policy.",
  description:
    "Recipients that are there already keep their addresses until Update-EmailAddressPolicy. Of the Default Policy only the templates can be changed.",
  parameters: ["Name", "Priority", "EnabledEmailAddressTemplates", ...filterNames],
  extra: {
    EnabledPrimarySMTPAddressTemplate: { type: text, summary: "The template of the primary address." },
  },
  async values(values, given, policy, tx) {
    const all: Record<string, unknown> = { ...values };
    const filtered = filterNames.filter((name) => given[name] !== undefined);
    if (policy.Priority === "Lowest" && (filtered.length > 0 || "Priority" in values || "Name" in values)) {
      throw defaultPolicyStays("only its templates can be changed.");
    }
    const own = filtered.includes("RecipientFilter");
    if (own !== (policy.RecipientFilterType === "Custom") && filtered.length > 0) {
      throw refused(
        "RecipientFilterType",
        `The policy '${policy.Name}' has a ${policy.RecipientFilterType === "Custom" ? "filter of its own" : "filter made of conditions"}, and this kind can't be changed. Create a new policy.`,
        policy.Name,
      );
    }
    if (own) all["RecipientFilter"] = checkedFilter(String(values["RecipientFilter"] ?? ""));
    else if (filtered.length > 0) {
      const current = Object.fromEntries(filterNames.map((name) => [name, policy.get(name)]));
      all["RecipientFilter"] = precannedFilter({ ...current, ...values });
    }
    if ("Priority" in values) all["Priority"] = await takePlace(tx, values["Priority"] as number, policy);
    const current = (values["EnabledEmailAddressTemplates"] ??
      policy.EnabledEmailAddressTemplates) as readonly string[];
    const templates = checkedTemplates(tx, templatesFrom(given, current));
    all["EnabledEmailAddressTemplates"] = templates;
    const changed =
      templates.join() !== policy.EnabledEmailAddressTemplates.join() ||
      (all["RecipientFilter"] !== undefined && all["RecipientFilter"] !== policy.RecipientFilter);
    return changed ? { ...all, RecipientFilterApplied: false } : all;
  },
  examples: [
    {
      run: "New-AcceptedDomain Fabrikam -DomainName fabrikam.com; Set-EmailAddressPolicy 'Default Policy' -EnabledEmailAddressTemplates SMTP:%m@fabrikam.com,smtp:%g.%s@fabrikam.com",
      note: "One more address for everybody, once Update-EmailAddressPolicy has run.",
    },
  ],
});
