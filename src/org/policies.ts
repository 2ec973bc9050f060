// E-mail address policies: templates that must fit the domains, and their order.
import type { Problem } from "../command/problem.ts";
import { accepts } from "./domains.ts";
import { invalidArgument, refused } from "./errors.ts";
import type { PolicyObject, Transaction } from "./organization.ts";
import { invalidTemplate, parseTemplate, printTemplate } from "./templates.ts";

/** Reads templates and checks their domains (behaviour 3.3): one primary, authoritative or internal relay domains. */
export function checkedTemplates(tx: Transaction, templates: readonly string[]): readonly string[] {
  const parsed = templates.map(parseTemplate);
  const primaries = parsed.filter((one) => one.primary);
  if (primaries.length !== 1) {
    throw invalidArgument(
      "OnePrimaryTemplate",
      'Exactly one template must be the primary one: write its "SMTP:" in capitals, and those of the others as "smtp:".',
      templates.join(", "),
    );
  }
  const { acceptedDomains } = tx.snapshot();
  for (const [at, { domain }] of parsed.entries()) {
    const accepted = acceptedDomains.find((one) => one.DomainType !== "ExternalRelay" && accepts(one, domain));
    if (accepted === undefined) {
      throw invalidTemplate(
        templates[at]!,
        `'${domain}' is no authoritative or internal relay accepted domain. Create it first: New-AcceptedDomain.`,
      );
    }
  }
  return parsed.map(printTemplate);
}

/** Reads templates that are kept but not used; they need no accepted domain. */
export function checkedDisabled(templates: readonly string[]): readonly string[] {
  return templates.map((one) => printTemplate(parseTemplate(one)));
}

/** The templates as parameters give them: a list, or the primary one alone. */
export function templatesFrom(given: Readonly<Record<string, any>>, current: readonly string[]): readonly string[] {
  const primary = given["EnabledPrimarySMTPAddressTemplate"] as string | undefined;
  if (primary === undefined) return current;
  const others = current.filter((one) => !one.startsWith("SMTP:"));
  return [`SMTP:${primary.replace(/^smtp:/i, "")}`, ...others];
}

/** Policies with a number, in order. */
function numbered(tx: Transaction): PolicyObject[] {
  return tx.snapshot().addressPolicies.filter((one) => one.Priority !== "Lowest");
}

/** Makes room at a place and gives it: the last place when none is asked for. Throws a Problem when it is beyond that. */
export async function takePlace(
  tx: Transaction,
  wanted: number | "Lowest" | undefined,
  moving: PolicyObject | undefined,
): Promise<number> {
  const others = numbered(tx).filter((one) => one.Guid !== moving?.Guid);
  const last = others.length + 1;
  const place = wanted ?? last;
  if (place === "Lowest" || place > last) {
    throw invalidArgument(
      "PriorityOutOfRange",
      `The priority must be a number from 1 to ${last}; Lowest belongs to the Default Policy.`,
      place,
    );
  }
  await renumber(tx, [...others.slice(0, place - 1), undefined, ...others.slice(place - 1)]);
  return place;
}

/** Closes the gap that a policy leaves. */
export async function leavePlace(tx: Transaction, leaving: PolicyObject): Promise<void> {
  await renumber(
    tx,
    numbered(tx).filter((one) => one.Guid !== leaving.Guid),
  );
}

async function renumber(tx: Transaction, order: readonly (PolicyObject | undefined)[]): Promise<void> {
  for (const [at, policy] of order.entries()) {
    if (policy !== undefined && policy.Priority !== at + 1) await tx.set(policy, { Priority: at + 1 });
  }
}

export function defaultPolicyStays(what: string): Problem {
  return refused(
    "DefaultEmailAddressPolicy",
    `The Default Policy applies to all recipients that no other policy takes in: ${what}`,
    "Default Policy",
  );
}
