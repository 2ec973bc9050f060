// Get- cmdlets of recipients: what all of them have in common, by name resolution, by kind, by filter, in pages.
import type { Cmdlet, ParameterSets, ParameterTable } from "../command/cmdlet.ts";
import type { Context } from "../command/context.ts";
import { many, switchParameter, text } from "../values/kinds.ts";
import type { Entity } from "../values/shape.ts";
import type { ClassProperties, ObjectClass } from "./class.ts";
import { type GetSpec, type Given, getOf, type Narrowing } from "./derived.ts";
import { memberClasses } from "./families.ts";
import { identity } from "./parameters.ts";
import { isArbitration, recipientType, recipientTypeDetails } from "./recipient.ts";
import { inUnit, unitIdentity, unitNamed } from "./units.ts";

export interface RecipientsSpec extends Omit<GetSpec, "filters" | "wildcards"> {
  /** Whether -RecipientTypeDetails is there, and for objects of several RecipientTypes also -RecipientType. */
  readonly kinds?: "details" | "both";
  /** Whether -Arbitration is there, which shows the mailboxes of the system alone. */
  readonly arbitration?: boolean;
}

const anr: ParameterSets = {
  AnrSet: {
    Anr: {
      type: text,
      mandatory: true,
      summary: "The beginning of a name, alias or address, or of first and last name.",
    },
  },
};

const details: ParameterTable = {
  RecipientTypeDetails: {
    type: many(recipientTypeDetails<string>()),
    summary: "Only those of these kinds, such as UserMailbox or SharedMailbox.",
  },
};

const both: ParameterTable = {
  RecipientType: { type: many(recipientType<string>()), summary: "Only recipients of these kinds." },
  ...details,
};

/** The parameter set of groups that somebody manages; {@link managedBy} is its filter. */
export const managedBySet = {
  ManagedBySet: {
    ManagedBy: {
      type: identity("GeneralRecipientIdParameter"),
      mandatory: true,
      summary: "Only groups that this recipient manages.",
    },
  },
} as const satisfies ParameterSets;

/** What -ManagedBy asks for. */
export async function managedBy(given: Given, { org }: Pick<Context, "org">): Promise<Narrowing> {
  const manager = given["ManagedBy"] && (await org.find(memberClasses, given["ManagedBy"]));
  return { filters: manager ? [`ManagedBy -eq '${manager.Guid}'`] : [] };
}

const unit: ParameterTable = {
  OrganizationalUnit: { type: unitIdentity, summary: "Only those in this organizational unit and below it." },
};

const system: ParameterTable = {
  Arbitration: { type: switchParameter, summary: "Shows the mailboxes to which moderators answer, and no others." },
};

/** Get-<Noun> for recipients: with -Anr, -Filter, -SortBy and -ResultSize, and the kinds that `spec` names. */
export function recipientsOf(cls: ObjectClass, { kinds, arbitration, ...spec }: RecipientsSpec): Cmdlet {
  const classes = spec.classes ?? [cls];
  return getOf(cls, {
    ...spec,
    filters: true,
    wildcards: true,
    sets: { ...anr, ...spec.sets },
    extra: {
      ...unit,
      ...(kinds === "both" ? both : kinds === "details" ? details : {}),
      ...(arbitration ? system : {}),
      ...spec.extra,
    },
    async narrow(given, ctx) {
      const own = await spec.narrow?.(given, ctx);
      const named = given["OrganizationalUnit"] as string | undefined;
      const within = named === undefined ? undefined : inUnit((await unitNamed(ctx.org, named)).Identity);
      // Mailboxes of the system are shown to those alone who ask for them.
      const asked = given["Arbitration"] === true;
      const any = asked || ((given["RecipientTypeDetails"] as readonly string[]) ?? []).includes("ArbitrationMailbox");
      const seen = (object: Entity) => (isArbitration(object) ? any : !asked);
      const tests = [seen, within, own?.where].filter((one) => one !== undefined);
      return {
        filters: [...(own?.filters ?? []), ...filtersOf(classes, given)],
        where: (object) => tests.every((test) => test(object)),
      };
    },
  });
}

function filtersOf(classes: readonly ObjectClass[], given: Given): readonly string[] {
  const filters: string[] = [];
  if (given["Anr"] !== undefined) filters.push(nameResolution(given["Anr"], classes));
  for (const name of ["RecipientType", "RecipientTypeDetails"]) {
    const kinds = given[name] as readonly string[] | undefined;
    if (kinds?.length) filters.push(kinds.map((kind) => `${name} -eq '${kind}'`).join(" -or "));
  }
  return filters;
}

/** No name is longer. */
const longest = 1024;

/** By what people are called; those of these that the class keeps in an index are found by it. */
const names = [
  "Name",
  "DisplayName",
  "Alias",
  "FirstName",
  "LastName",
  "Office",
  "UserPrincipalName",
  "SamAccountName",
];

/**
 * The filter of ambiguous name resolution (-Anr): one of the names or addresses begins with the text, or first and last
 * name begin with its two parts, in either order. A "=" in front asks for the whole name.
 * (Documentation: "Active Directory: Ambiguous Name Resolution".)
 */
export function nameResolution(given: string, classes: readonly ObjectClass[]): string {
  const asked = given.trim().slice(0, longest);
  const star = asked.startsWith("=") ? "" : "*";
  // No name has a wildcard in it, and here none is meant.
  const wanted = asked.replace(/^=/, "").replaceAll("*", "").replaceAll("'", "''");
  const known = new Set(classes.flatMap((cls) => Object.keys(cls.properties as ClassProperties)));
  const begins = (name: string, value: string) => `${name} -like '${value}${star}'`;
  const parts = names.filter((name) => known.has(name)).map((name) => begins(name, wanted));
  if (known.has("EmailAddresses")) parts.push(begins("EmailAddresses", `smtp:${wanted}`));
  const space = wanted.indexOf(" ");
  if (space > 0 && known.has("FirstName") && known.has("LastName")) {
    const [first, last] = [wanted.slice(0, space), wanted.slice(space + 1).trim()];
    parts.push(`(${begins("FirstName", first)} -and ${begins("LastName", last)})`);
    parts.push(`(${begins("FirstName", last)} -and ${begins("LastName", first)})`);
  }
  return parts.join(" -or ");
}
