// Enable- and Disable- cmdlets: an object of the directory becomes a recipient and back, under the same GUID.
import type { Cmdlet, Example, ParameterTable } from "../command/cmdlet.ts";
import { defineCmdlet } from "../command/cmdlet.ts";
import type { Problem } from "../command/problem.ts";
import type { Entity } from "../values/shape.ts";
import type { ObjectClass } from "./class.ts";
import type { Given } from "./derived.ts";
import { directory, scoped } from "./directory.ts";
import { notFound, refused } from "./errors.ts";
import { memberClasses } from "./families.ts";
import { alias, shortText, smtpAddress } from "./kinds.ts";
import type { Transaction } from "./organization.ts";
import { identity, identityOf } from "./parameters.ts";
import { newRecipient, valuesOf } from "./provision.ts";
import { inTurn } from "./turns.ts";

interface Conversion {
  readonly synopsis: string;
  readonly description?: string;
  readonly examples: readonly Example[];
}

/** Disable-<Class>: takes the address from a recipient, who stays in the directory as an object of `plain`. */
export function disableOf(
  cls: ObjectClass,
  plain: ObjectClass,
  spec: Conversion & { values?(object: Entity): Readonly<Record<string, unknown>> },
): Cmdlet {
  return defineCmdlet({
    name: `Disable-${cls.name}`,
    synopsis: spec.synopsis,
    ...(spec.description ? { description: spec.description } : {}),
    runs: "organization",
    confirms: "ask",
    parameters: {
      Identity: {
        type: identityOf(cls),
        mandatory: true,
        position: 1,
        pipeline: "both",
        summary: `The ${cls.label}: its name, alias, address, GUID or whatever else names it.`,
      },
      ...scoped,
    },
    examples: spec.examples,
    start: (_bound, ctx) =>
      inTurn(ctx, async (given: Given, turn) => {
        const object = (await ctx.org.find(cls, given["Identity"])) as Entity;
        if (!(await turn.ask(object.get("Identity") as string))) return;
        await turn.change(async (tx) => {
          const now = (await tx.find(cls, object)) as Entity;
          await tx.turn(now as any, plain, spec.values?.(now) ?? {});
        });
      }),
  });
}

export interface EnableSpec extends Conversion {
  /** The kind of -Identity, where it is not named after the class. */
  readonly identityName: string;
  /** What stands before the alias that nobody gave. */
  source(object: Entity): string;
  readonly extra?: ParameterTable;
  /** More properties, from those worked out so far. */
  values?(values: Record<string, unknown>, given: Given, object: Entity): Record<string, unknown>;
}

/** Enable-<Class>: gives an address to an object of `plain`; gives the recipient. */
export function enableOf(cls: ObjectClass, plain: ObjectClass, spec: EnableSpec): Cmdlet {
  return defineCmdlet({
    name: `Enable-${cls.name}`,
    synopsis: spec.synopsis,
    ...(spec.description ? { description: spec.description } : {}),
    runs: "organization",
    confirms: "allow",
    parameters: {
      Identity: {
        type: identity(spec.identityName),
        mandatory: true,
        position: 1,
        pipeline: "both",
        summary: `The ${plain.label}: name, GUID or whatever else names it.`,
      },
      ...spec.extra,
      Alias: { type: alias, summary: "The mail nickname; made from what it is called when left out." },
      DisplayName: { type: shortText(256), summary: "The name that address books show." },
      PrimarySmtpAddress: { type: smtpAddress, summary: "Its address, in the place of the policy's." },
      ...directory,
    },
    outputs: [cls],
    examples: spec.examples,
    start: (_bound, ctx) =>
      inTurn(ctx, async (given: Given, turn) => {
        const object = (await ctx.org.find(memberClasses, given["Identity"])) as Entity;
        if (object.shape !== plain) throw otherKind(object);
        if (!(await turn.ask(object.get("Identity") as string))) return undefined;
        return turn.change(async (tx) => {
          const now = (await tx.get(plain, object.get("Guid") as string)) as Entity | undefined;
          if (now === undefined) throw notFound(given["Identity"], tx.snapshot().server.Fqdn);
          return enabled(tx, cls, now, given, spec);
        });
      }),
  });
}

async function enabled(tx: Transaction, cls: ObjectClass, now: Entity, given: Given, spec: EnableSpec) {
  const { RecipientTypeDetails, WindowsEmailAddress, ...kept } = valuesOf(now);
  const told = Object.entries({ DisplayName: given["DisplayName"], Alias: given["Alias"] });
  const values = { ...kept, ...Object.fromEntries(told.filter(([, value]) => value !== undefined)) };
  const made = await newRecipient(tx, cls, { ...values, ...externalIn(given) }, given, spec.source(now));
  const all = spec.values?.(made, given, now) ?? made;
  const fresh = Object.entries(all).filter(([name]) => !(name in kept) || name in given);
  return tx.turn(now as any, cls, Object.fromEntries(fresh));
}

const externalIn = (given: Given) =>
  given["ExternalEmailAddress"] === undefined ? {} : { ExternalEmailAddress: given["ExternalEmailAddress"] };

/** Exchange's words. */
export function otherKind(object: Entity): Problem {
  const shown = object.get("Identity") as string;
  const kind = object.get("RecipientTypeDetails") as string;
  return refused(
    "RecipientTaskException",
    `This task does not support recipients of this type. The specified recipient '${shown}' is of type ${kind}. Please make sure that this recipient matches the required recipient type for this task.`,
    shown,
  );
}
