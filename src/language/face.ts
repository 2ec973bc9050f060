// The session as the stages of cmdlets see it from one frame.
import type { Runner, Streams } from "../command/context.ts";
import type { SessionFace } from "../command/session.ts";
import { defaultsFor } from "./defaults.ts";
import type { Frame } from "./frame.ts";
import { preferencesIn } from "./preferences.ts";

export function face(f: Frame, streams: Streams): SessionFace {
  const { core } = f;
  const runner: Runner = (cmdlet, invocation, given, names) =>
    core.runner(cmdlet, invocation, given, names, core.shellOf(f));
  return {
    world: core.world,
    runner,
    streams,
    interactive: core.interactive,
    preferences: () => preferencesIn(f),
    variable: (name) => f.scope.find(name.toLowerCase())?.value ?? null,
    setVariable: (name, value) => f.scope.set(name, value),
    defaults: (command) => defaultsFor(f, command),
    trace: core.trace,
  };
}
