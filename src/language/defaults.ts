// $PSDefaultParameterValues: values for parameters that a call does not give (about_Parameters_Default_Values).
import type { DefaultValue } from "../command/bind.ts";
import { Dictionary } from "../values/dictionary.ts";
import { isTrue } from "../values/net/numbers.ts";
import { ScriptBlock } from "../values/structured.ts";
import { toText } from "../values/text.ts";
import { hasWildcard, wildcard } from "../values/wildcard.ts";
import { BlockValue } from "./blocks.ts";
import type { Frame } from "./frame.ts";

/**
 * The defaults that fit a command, those named outright before those of patterns; undefined when there are none. A
 * script block among them is run for its value.
 */
export function defaultsFor(
  f: Frame,
  command: string,
): readonly DefaultValue[] | undefined | Promise<readonly DefaultValue[]> {
  const table = f.scope.find("psdefaultparametervalues")?.value;
  if (!(table instanceof Dictionary) || table.size === 0) return undefined;
  const exact: DefaultValue[] = [];
  const others: DefaultValue[] = [];
  let waits = false;
  for (const { key, value } of table.entries()) {
    const word = toText(key).trim();
    if (word.toLowerCase() === "disabled") {
      if (isTrue(value)) return undefined;
      continue;
    }
    const colon = word.lastIndexOf(":");
    if (colon <= 0) continue;
    const pattern = word
      .slice(0, colon)
      .trim()
      .replace(/^["'](.*)["']$/, "$1");
    if (!wildcard(pattern)(command)) continue;
    const name = word
      .slice(colon + 1)
      .trim()
      .replace(/^["'](.*)["']$/, "$1");
    const held = value instanceof ScriptBlock ? resultOf(value, f) : value;
    waits ||= held instanceof Promise;
    (hasWildcard(pattern) ? others : exact).push({ name, value: held });
  }
  const all = [...exact, ...others];
  if (all.length === 0) return undefined;
  return waits ? Promise.all(all.map(async ({ name, value }) => ({ name, value: await value }))) : all;
}

/** What a block puts out: one value, or a list of several. */
function resultOf(block: ScriptBlock, f: Frame): unknown {
  const values: unknown[] = [];
  const result = () => (values.length === 1 ? values[0] : values.length === 0 ? null : values);
  const here = block instanceof BlockValue ? block.at(f) : block;
  const waiting = here.run({ scope: "new" }, (value) => {
    values.push(value);
  });
  return waiting instanceof Promise ? waiting.then(result) : result();
}
