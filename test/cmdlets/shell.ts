// A whole shell for tests of cmdlets: the language, all cmdlets, a world of the tests; no organization.
import type { Question } from "../../src/command/context.ts";
import { createRegistry } from "../../src/command/registry.ts";
import { type Given, runHere } from "../../src/command/run.ts";
import { viewOf } from "../../src/command/variables.ts";
import { createScreen } from "../../src/format/screen.ts";
import { createSession, type Session } from "../../src/language/session.ts";
import { loaders } from "../loaders.ts";
import type { Programs } from "../world/processes.ts";
import { type TestWorld, testWorld } from "../world/world.ts";

export interface TestShell {
  readonly world: TestWorld;
  readonly session: Session;
  readonly asked: Question[];
  /** Runs a script and gives what the screen showed, errors among it. */
  show(script: string): Promise<string>;
}

const all = loaders();

export interface ShellOptions {
  /** Answers to questions in turn; without it nobody is there to be asked. */
  readonly answers?: readonly string[];
  readonly width?: number;
  readonly colour?: boolean;
  /** Programs of the machine by path, in /bin. */
  readonly programs?: Programs;
}

export async function testShell(options: ShellOptions = {}): Promise<TestShell> {
  const world = testWorld(options.programs ? { programs: options.programs, env: { PATH: "/bin" } } : {});
  await world.disk.makeFolder("/home");
  let shown = "";
  const write = (text: string) => {
    shown += text;
  };
  const answers = [...(options.answers ?? [])];
  const asked: Question[] = [];
  const session: Session = createSession({
    world,
    registry: createRegistry(all),
    screen: createScreen({
      width: options.width ?? 80,
      colour: options.colour ?? false,
      write,
      writeError: write,
      view: () => viewOf(session.shell),
    }),
    location: "/home",
    runner: (cmdlet, invocation, streams, given, shell) =>
      runHere(cmdlet, invocation, streams, given, { world, shell } as unknown as Given),
    ...(options.answers
      ? {
          async ask(question: Question) {
            asked.push(question);
            const answer = answers.shift();
            if (answer === undefined) throw new Error(`Nobody answers ${JSON.stringify(question)}.`);
            return answer;
          },
        }
      : {}),
  });
  return {
    world,
    session,
    asked,
    async show(script) {
      shown = "";
      await session.run(script);
      return shown;
    },
  };
}
