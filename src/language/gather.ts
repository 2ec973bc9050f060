// Output that is caught rather than handed on: what `$( )`, `@( )` and an assignment see of a statement.
import { Collection } from "../values/collections.ts";
import type { Out } from "../values/structured.ts";
import { type End, FlowSignal } from "./flow.ts";
import type { Frame, Run } from "./frame.ts";

/** Nothing as undefined, one value as itself, more as an array. */
export function gather(f: Frame, run: Run): unknown {
  const values: unknown[] = [];
  const end = run(f, (value) => {
    values.push(value);
  });
  const result = (ended: End) => {
    if (ended !== undefined) throw new FlowSignal(ended);
    return values.length === 0 ? undefined : values.length === 1 ? values[0] : values;
  };
  return end instanceof Promise ? end.then(result) : result(end);
}

/** Always an array. */
export function gatherList(f: Frame, run: Run): unknown[] | Promise<unknown[]> {
  const values: unknown[] = [];
  const end = run(f, (value) => {
    values.push(value);
  });
  const result = (ended: End) => {
    if (ended !== undefined) throw new FlowSignal(ended);
    return values;
  };
  return end instanceof Promise ? end.then(result) : result(end);
}

/** Hands a value on as a pipeline does: nothing of nothing, the items of a list, one level deep. */
export function emit(value: unknown, out: Out): void | Promise<void> {
  if (value === undefined) return;
  if (Array.isArray(value)) return emitFrom(value, 0, out);
  if (value instanceof Collection) return emitFrom([...value], 0, out);
  return out(value);
}

function emitFrom(items: readonly unknown[], start: number, out: Out): void | Promise<void> {
  for (let i = start; i < items.length; i++) {
    const waits = out(items[i] ?? null);
    if (waits instanceof Promise) return emitRest(items, i + 1, out, waits);
  }
}

async function emitRest(items: readonly unknown[], start: number, out: Out, first: Promise<void>): Promise<void> {
  await first;
  for (let i = start; i < items.length; i++) await out(items[i] ?? null);
}
