// The line that is being typed: node:readline for editing, history and Tab; between the lines the terminal is in its own
// mode, so that Ctrl+C is a signal there and what is typed ahead waits.

import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import type { ReadStream, WriteStream } from "node:tty";

export interface EditorOptions {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
  /** Newest first; the arrow keys walk it. */
  history(): readonly string[];
  /** Words that may replace the end of the text before the cursor, and that end. */
  complete(line: string): Promise<readonly [readonly string[], string]>;
}

/** What became of a line: typed, given up with Ctrl+C, ended with Ctrl+D, or the terminal itself is gone. */
export type Typed = { readonly line: string } | "interrupted" | "ended" | "gone";

export interface Editor {
  /** Reads a line; a pasted text gives its lines one after the other. */
  read(prompt: string): Promise<Typed>;
  /** Reads without showing what is typed. */
  readSecret(prompt: string): Promise<Typed>;
  /** Forgets the lines that were pasted behind the one that failed. */
  forget(): void;
  close(): void;
}

export function createEditor({ input, output, history, complete }: EditorOptions): Editor {
  const tty = input as Partial<ReadStream>;
  const screen = shown(output as WriteStream);
  const waiting: Typed[] = [];
  let reader: ((typed: Typed) => void) | undefined;
  let walked: string[] | undefined;
  let ended: "ended" | "gone" | undefined;

  // Ctrl+D is a key like others here; a terminal's stream ends or fails when somebody has closed it.
  const lost = (): void => {
    ended = "gone";
  };
  input.once("end", lost);
  input.on("error", () => {
    if (ended === "gone") return;
    lost();
    lines.close();
  });

  const lines = createInterface({
    input,
    output: screen.stream,
    terminal: true,
    historySize: 2000,
    history: [...history()],
    completer: (line: string, done: (error: null, found: [string[], string]) => void) => {
      complete(line).then(
        ([words, end]) => done(null, [[...words], end]),
        () => done(null, [[], ""]),
      );
    },
  });

  const give = (typed: Typed): void => {
    if (reader === undefined) {
      waiting.push(typed);
      return;
    }
    const take = reader;
    reader = undefined;
    lines.pause();
    tty.setRawMode?.(false);
    take(typed);
  };

  /** readline keeps every line, answers and secrets too; ours is the list that counts. */
  const keepOurs = (): void => {
    walked?.splice(0, walked.length, ...history());
  };

  lines.on("history", (list) => {
    walked = list;
    keepOurs();
  });
  // Ctrl+R: the newest line of the history that holds what was typed; again, the one before it.
  let sought: { readonly text: string; found: number; shown: string } | undefined;
  input.on("keypress", (_text, key: { ctrl?: boolean; name?: string } | undefined) => {
    if (!key?.ctrl || key.name !== "r" || reader === undefined) return;
    const state = lines as { line: string; cursor: number };
    if (sought?.shown !== state.line) sought = { text: state.line, found: -1, shown: state.line };
    const wanted = sought.text.toLowerCase();
    const all = history();
    let at = sought.found + 1;
    while (at < all.length && (all[at] === sought.shown || !all[at]!.toLowerCase().includes(wanted))) at++;
    if (at >= all.length) return;
    sought.found = at;
    sought.shown = all[at]!;
    state.line = sought.shown;
    state.cursor = sought.shown.length;
    lines.prompt(true);
  });
  lines.on("error", () => undefined);
  lines.on("line", (line) => give({ line }));
  lines.on("SIGINT", () => {
    output.write("^C\n");
    waiting.length = 0;
    (lines as { line: string; cursor: number }).line = "";
    (lines as { line: string; cursor: number }).cursor = 0;
    give("interrupted");
  });
  lines.on("close", () => {
    if (!ended) output.write("\n");
    ended ??= "ended";
    give(ended);
  });
  lines.pause();
  tty.setRawMode?.(false);

  const read = (prompt: string): Promise<Typed> =>
    new Promise((resolve) => {
      const next = waiting.shift();
      if (next !== undefined) return resolve(next);
      if (ended) return resolve(ended);
      keepOurs();
      reader = resolve;
      tty.setRawMode?.(true);
      lines.setPrompt(prompt);
      lines.prompt(true);
    });

  return {
    read,
    async readSecret(prompt) {
      output.write(prompt);
      screen.hide();
      try {
        return await read("");
      } finally {
        screen.show();
        output.write("\n");
      }
    },
    forget() {
      waiting.length = 0;
    },
    close() {
      ended ??= "ended";
      lines.close();
    },
  };
}

/** An output that can be hidden while a secret is typed, with the measures of the one behind it. */
function shown(output: WriteStream): { readonly stream: Writable; hide(): void; show(): void } {
  let hidden = false;
  const stream = new Writable({
    decodeStrings: false,
    write(text, encoding, done) {
      if (hidden) return done();
      output.write(text, encoding);
      done();
    },
  });
  Object.defineProperties(stream, {
    columns: { get: () => output.columns },
    rows: { get: () => output.rows },
    isTTY: { value: true },
  });
  output.on("resize", () => stream.emit("resize"));
  return {
    stream,
    hide() {
      hidden = true;
    },
    show() {
      hidden = false;
    },
  };
}
