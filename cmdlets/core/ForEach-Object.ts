// ForEach-Object: runs blocks, or reads one member, for each object of the pipeline.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { anything, scriptBlock } from "../../src/command/kinds.ts";
import { Problem } from "../../src/command/problem.ts";
import { hasProperty, methodOf, readProperty } from "../../src/command/read.ts";
import { propertyNames } from "../../src/format/fields.ts";
import { isList, itemsOf } from "../../src/values/collections.ts";
import { many, text } from "../../src/values/kinds.ts";
import type { Out, ScriptBlock } from "../../src/values/structured.ts";
import { hasWildcard, wildcard } from "../../src/values/wildcard.ts";

export default defineCmdlet({
  name: "ForEach-Object",
  synopsis: "Performs an operation on each object of the pipeline.",
  runs: "shell",
  aliases: ["%", "foreach"],
  defaultSet: "ScriptBlockSet",
  sets: {
    ScriptBlockSet: {
      Process: {
        type: many(scriptBlock),
        mandatory: true,
        position: 1,
        allowNull: true,
        allowEmpty: true,
        summary: "What is done with each object, as $_.",
      },
      Begin: { type: scriptBlock, summary: "What is done before the first object." },
      End: { type: scriptBlock, summary: "What is done after the last object." },
      RemainingScripts: {
        type: many(scriptBlock),
        remaining: true,
        summary: "Further blocks: of several, the first is -Begin and the last -End where those are not given.",
      },
    },
    PropertyAndMethodSet: {
      MemberName: { type: text, mandatory: true, position: 1, summary: "The property to read or the method to call." },
      ArgumentList: { type: many(anything), aliases: ["Args"], remaining: true, summary: "Arguments of the method." },
    },
  },
  parameters: {
    InputObject: { type: anything, pipeline: "value", allowNull: true, summary: "The objects to work on." },
  },
  examples: [
    { run: "1..3 | ForEach-Object { $_ * 2 }", note: "Doubles each number." },
    { run: "'a', 'b' | ForEach-Object ToUpper", note: "Calls a method of each." },
    { run: "1..3 | ForEach-Object -Begin { $sum = 0 } -Process { $sum += $_ } -End { $sum }", note: "Adds them up." },
  ],

  start(bound, ctx, out) {
    if (bound.MemberName !== undefined) {
      const name = bound.MemberName;
      const args = bound.ArgumentList ?? [];
      return { process: ({ InputObject }) => memberOf(InputObject, name, args) };
    }
    const { begin, process, end } = parts(bound);
    const single = process.length === 1 ? process[0] : undefined;
    const call = { it: undefined as unknown };
    return {
      begin: () => runAll(begin, undefined, out),
      process: single
        ? ({ InputObject }) => {
            call.it = InputObject;
            return single.run(call, out);
          }
        : ({ InputObject }) => runAll(process, InputObject, out) as undefined,
      end: () => runAll(end, undefined, out) as undefined,
    };

    function memberOf(value: unknown, name: string, given: readonly unknown[]): void | Promise<void> {
      if (given.length === 0 && hasWildcard(name)) {
        const fits = wildcard(name);
        const names = propertyNames(value).filter(fits);
        if (names.length === 1) return spread(readProperty(value, names[0]!, ctx.world), out);
        throw ambiguousMember(name, names);
      }
      if (given.length === 0 && hasProperty(value, name)) return spread(readProperty(value, name, ctx.world), out);
      const method = methodOf(value, name, ctx.world);
      if (!method) {
        if (given.length > 0) ctx.error(noMethod(name));
        return;
      }
      const result = method(given);
      return result instanceof Promise ? result.then((value) => spread(value, out)) : spread(result, out);
    }
  },
});

interface Blocks {
  readonly begin: readonly ScriptBlock[];
  readonly process: readonly ScriptBlock[];
  readonly end: readonly ScriptBlock[];
}

function parts(bound: {
  readonly Begin?: ScriptBlock | undefined;
  readonly Process?: readonly ScriptBlock[] | undefined;
  readonly End?: ScriptBlock | undefined;
  readonly RemainingScripts?: readonly ScriptBlock[] | undefined;
}): Blocks {
  const all = [...(bound.Process ?? []), ...(bound.RemainingScripts ?? [])];
  const begin = bound.Begin ? [bound.Begin] : all.length > 1 ? all.splice(0, 1) : [];
  const end = bound.End ? [bound.End] : all.length > 1 ? all.splice(-1, 1) : [];
  return { begin, process: all, end };
}

function runAll(blocks: readonly ScriptBlock[], it: unknown, out: Out): void | Promise<void> {
  let waits: Promise<void> | undefined;
  for (const block of blocks) {
    if (waits) waits = waits.then(() => block.run({ it }, out));
    else waits = block.run({ it }, out) ?? undefined;
  }
  return waits;
}

/** A list is handed on item by item, as the output of an expression is. */
function spread(value: unknown, out: Out): void | Promise<void> {
  if (!isList(value)) return out(value ?? null);
  let waits: Promise<void> | undefined;
  for (const item of itemsOf(value)) {
    if (waits) waits = waits.then(() => out(item));
    else waits = out(item) ?? undefined;
  }
  return waits;
}

function ambiguousMember(name: string, found: readonly string[]): Problem {
  return new Problem({
    id: found.length === 0 ? "PropertyOrMethodNotFound" : "AmbiguousPropertyOrMethodName",
    category: "InvalidArgument",
    text:
      found.length === 0
        ? `Input name "${name}" cannot be resolved to a property.`
        : `Input name "${name}" is ambiguous. It can be resolved to multiple matched members. Possible matches include: ${found.join(" ")}.`,
    target: name,
  });
}

function noMethod(name: string): Problem {
  return new Problem({
    id: "MethodNotFound",
    category: "InvalidArgument",
    text: `Input name "${name}" cannot be resolved to a method.`,
    target: name,
  });
}
