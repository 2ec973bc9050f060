// Runs cmdlets on a test flow as an administrator would, and gives what they put out.
import { type Call, pipe } from "../command/harness.ts";
import type { Flow } from "./flow.ts";

/** Runs a pipeline; throws what it throws. */
export async function run(flow: Flow, ...calls: Call[]) {
  const { org, transport, mailboxes } = flow;
  const told = await pipe(calls, { world: flow.world, services: { org, transport, mailboxes } });
  if (told.thrown) throw told.thrown;
  return { ...told, output: told.output as any[], errors: told.errors.map((error) => error.message) };
}

/** The properties of what a cmdlet gives, one line for each object. */
export async function shown(flow: Flow, name: string, named: Record<string, unknown>, ...properties: string[]) {
  const { output, errors } = await run(flow, [name, named]);
  if (errors.length > 0) throw new Error(errors.join("\n"));
  return output.map((object) => properties.map((property) => String(object.get(property))).join(" "));
}
