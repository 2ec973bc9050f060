// Programs for tests: functions that read their input and yield what they write.
import type { Child, Processes, ProcessOptions } from "../../src/world/world.ts";

export interface ProgramCall {
  readonly args: readonly string[];
  readonly options: ProcessOptions;
  readonly input: AsyncIterable<Buffer>;
  /** Fires when the program is told to end. */
  readonly signal: AbortSignal;
}

/** Text yielded is output, `{ error }` goes to standard error; what is returned is the exit status. */
export type Program = (call: ProgramCall) => AsyncGenerator<string | Buffer | { readonly error: string }, number>;

export type Programs = Readonly<Record<string, Program>>;

/** One stream of pieces, written here and read there. */
class Pipe {
  readonly #pieces: Buffer[] = [];
  #over = false;
  #wake: (() => void) | undefined;

  push(piece: Buffer): void {
    if (!this.#over) this.#pieces.push(piece);
    this.#wake?.();
  }

  end(): void {
    this.#over = true;
    this.#wake?.();
  }

  async next(): Promise<Buffer | undefined> {
    while (this.#pieces.length === 0) {
      if (this.#over) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#pieces.shift();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    for (let piece = await this.next(); piece !== undefined; piece = await this.next()) yield piece;
  }
}

export class TestProcesses implements Processes {
  readonly #programs: Programs;
  #last = 1000;

  constructor(programs: Programs) {
    this.#programs = programs;
  }

  async executable(path: string): Promise<boolean> {
    return Object.hasOwn(this.#programs, path);
  }

  async start(path: string, args: readonly string[], options: ProcessOptions): Promise<Child> {
    const program = this.#programs[path];
    if (!program) throw Object.assign(new Error(`spawn ${path} ENOENT`), { code: "ENOENT" });
    const [input, output, errors] = [new Pipe(), new Pipe(), new Pipe()];
    const abort = new AbortController();
    let killed = 0;
    if (options.input !== "pipe") input.end();
    const exited = (async () => {
      const steps = program({ args, options, input, signal: abort.signal });
      let step = await steps.next();
      while (!step.done && !killed) {
        const piece = step.value;
        if (typeof piece === "string") output.push(Buffer.from(piece));
        else if (piece instanceof Uint8Array) output.push(Buffer.from(piece));
        else errors.push(Buffer.from(piece.error));
        step = await steps.next();
      }
      output.end();
      errors.end();
      return killed || (step.done ? step.value : 0);
    })();
    return {
      pid: ++this.#last,
      write: (data) => void input.push(data),
      endInput: () => input.end(),
      read: () => output.next(),
      readErrors: () => errors.next(),
      exited,
      kill(signal) {
        killed = signal === "SIGKILL" ? 137 : 143;
        input.end();
        abort.abort();
      },
      release() {},
    };
  }
}
