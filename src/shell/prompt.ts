// The prompt: reads commands, line by line until they are whole, runs them, and answers Ctrl+C.
import type { Question } from "../command/context.ts";
import type { Conversation, Person, Prompt, PromptOptions } from "../host/conversation.ts";
import type { World } from "../world/world.ts";
import { askPerson } from "./ask.ts";
import { createEditor, type Editor } from "./editor.ts";
import { openHistory } from "./history.ts";

/** The streams of the prompt; the process's own unless a test brings others. */
export interface PromptStreams {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

const own = (): PromptStreams => ({ input: process.stdin, output: process.stdout });

/** For questions outside the prompt; the terminal is taken when the first one is asked. */
export function openPerson(_world: World, streams: PromptStreams = own()): Person {
  let editor: Editor | undefined;
  return {
    ask(question) {
      editor ??= createEditor({ ...streams, history: () => [], complete: async () => [[], ""] });
      return askPerson(question, editor, (text) => void streams.output.write(text));
    },
    close: () => editor?.close(),
  };
}

export async function openPrompt(options: PromptOptions, streams: PromptStreams = own()): Promise<Prompt> {
  const history = await openHistory(options.history, options.world);
  let conversation: Conversation | undefined;
  let asking = false;
  const editor = createEditor({
    ...streams,
    history: () => (asking ? [] : history.lines),
    complete: async (line) => (asking || !conversation ? [[], ""] : conversation.complete(line)),
  });
  const write = (text: string): void => void streams.output.write(text);

  return {
    async ask(question: Question) {
      asking = true;
      try {
        return await askPerson(question, editor, write);
      } finally {
        asking = false;
      }
    },
    close: () => editor.close(),

    async converse(session) {
      conversation = session;
      let text = "";
      let failed = false;
      for (;;) {
        const typed = await editor.read(text === "" ? `[PS] ${session.location}>` : ">> ");
        if (typed === "gone") return hangUp;
        if (typed === "ended") return failed ? 1 : 0;
        if (typed === "interrupted") {
          text = "";
          continue;
        }
        // A blank line ends a text that would otherwise wait for more, so that nobody is caught in it.
        const more = text === "" ? typed.line : `${text}\n${typed.line}`;
        if (more.trim() === "") continue;
        if (session.incomplete(more) && !(text !== "" && typed.line.trim() === "" && !opensText(text))) {
          text = more;
          continue;
        }
        text = "";
        await history.add(more);
        const ending = await withInterrupt(session, () => session.run(more));
        if (ending.kind === "exit") return ending.status;
        failed = ending.kind === "done" && !ending.ok;
        if (ending.kind === "stopped") editor.forget();
      }
    },
  };
}

/** The exit status of a shell whose terminal was closed: that of SIGHUP. */
const hangUp = 129;

/** Inside a here-string blank lines are text. */
const opensText = (text: string): boolean => /@["'][ \t]*(\r?\n|$)/.test(text);

/** While a command runs, Ctrl+C stops it and not the shell. */
async function withInterrupt<T>(session: Conversation, run: () => Promise<T>): Promise<T> {
  const stop = (): void => session.stop();
  process.on("SIGINT", stop);
  try {
    return await run();
  } finally {
    process.off("SIGINT", stop);
  }
}
