// A session of the language with its screen, its person and its way to the organization, as the prompt and -Command use it.
import type { Question } from "../command/context.ts";
import type { Screen } from "../command/session.ts";
import { viewOf } from "../command/variables.ts";
import { createJsonScreen, createScreen } from "../format/screen.ts";
import { createSession, type RunOptions, type RunResult } from "../language/session.ts";
import { parse } from "../language/syntax/parser.ts";
import type { CommonOptions } from "./arguments.ts";
import { type Conversation, type Ending, GivenUp } from "./conversation.ts";
import { type HouseLink, linkedRunner } from "./house.ts";
import { askOffers } from "./offers.ts";
import { createProgress } from "./progress.ts";
import type { Visit } from "./visit.ts";

/** @param ask puts a question to the person; undefined when nobody is to be asked. */
export function openConversation(
  options: Pick<CommonOptions, "outputFormat">,
  visit: Visit,
  link: HouseLink,
  ask: ((question: Question) => Promise<string>) | undefined,
): Conversation {
  const { world, terminal, registry } = visit;
  const progress = createProgress(terminal.error, () => terminal.width, world.clock);
  const write = (text: string): void => {
    progress.clear();
    terminal.out(text);
  };
  const writeError = (text: string): void => {
    progress.clear();
    terminal.error(text);
  };
  const json = options.outputFormat === "Json";
  const screen: Screen = json
    ? createJsonScreen({ write, writeError })
    : createScreen({
        width: () => terminal.width,
        height: () => terminal.height ?? 25,
        colour: terminal.colour,
        write,
        writeError,
        clock: world.clock,
        view: () => viewOf(session.shell),
      });
  const session = createSession({
    world,
    registry,
    screen,
    runner: linkedRunner(link, visit),
    ...(ask && {
      ask: (question: Question) => {
        progress.clear();
        screen.flush();
        return ask(question).catch((error) => {
          if (error instanceof GivenUp) session.stop();
          throw error;
        });
      },
    }),
    ...(terminal.own &&
      !json && { programs: { input: ask !== undefined && terminal.person, output: true, errors: true } }),
    ...(terminal.shows && !json && { progress: progress.show }),
  });
  const run = async (source: string, given: RunOptions = {}): Promise<Ending> => {
    const result = await session.run(source, given);
    progress.end();
    return endingOf(result);
  };
  return {
    world,
    screen,
    get location() {
      return session.shell.location;
    },
    async run(text) {
      const started = world.clock.now();
      session.shell.transcript?.command(text, started);
      const ending = await run(text);
      const status =
        ending.kind === "stopped" ? "Stopped" : ending.kind === "done" && !ending.ok ? "Failed" : "Completed";
      session.shell.keepHistory({ text, started, ended: world.clock.now(), status });
      return ending;
    },
    runScript: (script, args) => run(script.source, { ...(script.path && { file: script.path }), args }),
    runProfile: (script) => run(script.source),
    stop: () => session.stop(),
    incomplete: (text) => parse(text).incomplete,
    async complete(line) {
      return (await import("./complete.ts")).completeLine(line, session.shell, world, (wanted) =>
        askOffers(link, registry, wanted),
      );
    },
  };
}

function endingOf(result: RunResult): Ending {
  if (result.exited) return { kind: "exit", status: result.exitCode };
  if (result.stopped) return { kind: "stopped" };
  return { kind: "done", ok: !result.failed && result.ok };
}
