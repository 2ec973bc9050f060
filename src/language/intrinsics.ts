// Methods that the language gives to every value: ForEach and Where, the ones of script blocks, of .psobject.Properties.
import { asList, List } from "../values/collections.ts";
import { inTurn, when } from "../values/inturn.ts";
import { isTrue } from "../values/net/numbers.ts";
import { TypeValue } from "../values/nettype.ts";
import { ScriptBlock, Structured } from "../values/structured.ts";
import { toText } from "../values/text.ts";
import { convertTo, typeOf } from "../values/types.ts";
import { BlockValue } from "./blocks.ts";
import type { Core } from "./frame.ts";
import { callMethod, getProperty, runBlock, setProperty } from "./members.ts";
import { copyOf } from "./psobject.ts";

/** The result of such a method; undefined when the value has none of that name. */
export function intrinsic(
  value: unknown,
  key: string,
  args: readonly unknown[],
  core: Core,
): { result: unknown } | undefined {
  if (value instanceof ScriptBlock) {
    switch (key) {
      case "invoke":
        return { result: collected(value, args) };
      case "invokereturnasis":
        return { result: runBlock(value, { args, scope: "new" }) };
      case "getnewclosure":
        return value instanceof BlockValue ? { result: value.close() } : undefined;
    }
  }
  if (key === "copy" && value instanceof Structured && value.typeNames[0] === "System.Management.Automation.PSObject")
    return { result: copyOf(value) };
  if (key === "foreach") return { result: forEach(value, args, core) };
  if (key === "where") return { result: where(value, args) };
  return undefined;
}

/** `.Invoke()` gives a collection, whatever the number of results. */
function collected(block: ScriptBlock, args: readonly unknown[]): unknown {
  const output: unknown[] = [];
  const waiting = block.run({ args, scope: "new" }, (value) => {
    output.push(value);
  });
  const list = () => new List(output, "System.Management.Automation.PSObject");
  return waiting instanceof Promise ? waiting.then(list) : list();
}

/** `.ForEach({ … })`, `.ForEach([type])`, `.ForEach('Property', value)`, `.ForEach('Method', arguments)`. */
function forEach(value: unknown, args: readonly unknown[], core: Core): unknown {
  const [what, ...rest] = args;
  if (what instanceof ScriptBlock) return overItems(asList(value), what, rest, []);
  const type = what instanceof TypeValue ? what.type : undefined;
  const name = toText(what);
  const results = inTurn(asList(value), (item): unknown => {
    if (type) return convertTo(type, item, core.around);
    const isMethod = typeOf(item).members?.methods.has(name.toLowerCase()) || name.toLowerCase() === "tostring";
    if (isMethod) return callMethod(item, name, rest, core);
    return rest.length > 0 ? setProperty(item, name, rest[0], core) : getProperty(item, name, core);
  });
  return when(
    results,
    (all) =>
      new List(
        all.filter((one) => one !== undefined),
        "System.Management.Automation.PSObject",
      ),
  );
}

function overItems(
  items: readonly unknown[],
  block: ScriptBlock,
  args: readonly unknown[],
  results: unknown[],
): unknown {
  const done = () => new List(results, "System.Management.Automation.PSObject");
  const from = (start: number): unknown => {
    for (let i = start; i < items.length; i++) {
      const waiting = block.run({ it: items[i], args }, (value) => {
        results.push(value);
      });
      if (waiting instanceof Promise) return waiting.then(() => from(i + 1));
    }
    return done();
  };
  return from(0);
}

/** `.Where({ … }, 'First' | 'Last' | 'SkipUntil' | 'Until' | 'Split', count)`. */
function where(value: unknown, args: readonly unknown[]): unknown {
  const [test, mode, count] = args;
  const items = asList(value);
  const verdicts: boolean[] = [];
  const finish = () => choose(items, verdicts, toText(mode ?? "Default").toLowerCase(), Number(count ?? 0));
  if (!(test instanceof ScriptBlock)) return new List([]);
  const from = (start: number): unknown => {
    for (let i = start; i < items.length; i++) {
      const result = runBlock(test, { it: items[i] });
      if (result instanceof Promise) {
        return result.then((found) => {
          verdicts.push(isTrue(found));
          return from(i + 1);
        });
      }
      verdicts.push(isTrue(result));
    }
    return finish();
  };
  return from(0);
}

function choose(items: readonly unknown[], verdicts: readonly boolean[], mode: string, count: number): unknown {
  const list = (values: unknown[]) => new List(values, "System.Management.Automation.PSObject");
  const hits = items.filter((_, i) => verdicts[i]);
  const first = verdicts.indexOf(true);
  const limited = (values: unknown[]) => (count > 0 ? values.slice(0, count) : values);
  switch (mode) {
    case "first":
      return list(hits.slice(0, count || 1));
    case "last":
      return list(hits.slice(-(count || 1)));
    case "skipuntil":
      return list(first < 0 ? [] : limited(items.slice(first)));
    case "until":
      return list(limited(first < 0 ? [...items] : items.slice(0, first)));
    case "split": {
      const chosen = count > 0 ? hits.slice(0, count) : hits;
      let left = chosen.length;
      const rest = items.filter((_, i) => !(verdicts[i] && left-- > 0));
      return [list(chosen), list(rest)];
    }
    default:
      return list(limited(hits));
  }
}
