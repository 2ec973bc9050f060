// What the Format- cmdlets share: parameters that choose what is shown, and how these become a formatter.
import type { Context } from "../command/context.ts";
import { anything } from "../command/kinds.ts";
import { Problem } from "../command/problem.ts";
import { readProperty } from "../command/read.ts";
import { TerminatingError } from "../command/record.ts";
import { viewOf } from "../command/variables.ts";
import { choice, many, switchParameter } from "../values/kinds.ts";
import type { Out } from "../values/structured.ts";
import { type FieldKey, readFields } from "./fields.ts";
import { createFormatter, type Formatter, type FormatterOptions } from "./formatter.ts";

export const choosingParameters = {
  Property: {
    type: many(anything),
    position: 1,
    summary: "The properties to show: names, wild cards, or hash tables that calculate.",
  },
  GroupBy: { type: anything, summary: "The property whose changes begin a new group." },
  ShowError: { type: switchParameter, summary: "Writes the errors of calculated properties as errors." },
  DisplayError: { type: switchParameter, summary: "Shows #ERR where a calculated property has failed." },
  Expand: {
    type: choice("Expand", "EnumOnly", "CoreOnly", "Both"),
    summary: "Of a collection: its objects (as without it), its own properties, or both.",
  },
  Force: { type: switchParameter, summary: "Shows the properties of errors instead of their text." },
  InputObject: { type: anything, pipeline: "value", allowNull: true, summary: "The objects to show." },
} as const;

interface Chosen {
  readonly Property?: readonly unknown[];
  readonly GroupBy?: unknown;
  readonly ShowError?: boolean;
  readonly DisplayError?: boolean;
  readonly Expand?: "EnumOnly" | "CoreOnly" | "Both";
  readonly Force?: boolean;
}

/** @param keys what a hash table of -Property may say */
export function chosenFormatter(
  bound: Chosen,
  ctx: Context,
  keys: readonly FieldKey[],
  more: Pick<FormatterOptions, "kind"> & Partial<FormatterOptions>,
  out: Out,
): Formatter {
  return createFormatter(
    {
      fields: bound.Property?.length ? readFields(bound.Property, keys) : undefined,
      groupBy:
        bound.GroupBy === undefined ? undefined : readFields([bound.GroupBy], ["label", "expression", "format"])[0],
      read: (object, name) => readProperty(object, name, ctx.world),
      view: viewOf(ctx.shell),
      expand: bound.Expand,
      errorsAsText: bound.Force !== true,
      failed(error) {
        if (ctx.signal.aborted) throw error;
        if (bound.ShowError) ctx.error(problemOf(error));
        return bound.DisplayError ? "#ERR" : null;
      },
      ...more,
    },
    out,
  );
}

function problemOf(error: unknown) {
  if (error instanceof TerminatingError) return error.record;
  if (error instanceof Problem) return error;
  if (!(error instanceof Error)) throw error;
  return new Problem({ id: "PSPropertyExpressionError", category: "InvalidArgument", text: error.message });
}
