// Programs of the machine: child processes whose streams are read and written piece by piece.
import nodeFs, { constants } from "node:fs";
import type { Readable, Writable } from "node:stream";
import type { Child, Processes } from "./world.ts";

export function realProcesses(): Processes {
  return {
    async executable(path) {
      try {
        // Loaded at the first use: it costs a start 1 ms.
        const { access, stat } = nodeFs.promises;
        if (!(await stat(path)).isFile()) return false;
        await access(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    },
    async start(path, args, options) {
      // Loaded late: most shells start no program.
      const { spawn } = (await import("node:child_process")).default;
      return new Promise((resolve, reject) => {
        const child = spawn(path, args, {
          cwd: options.cwd,
          env: options.env as NodeJS.ProcessEnv,
          stdio: [stdio[options.input], stdio[options.output], stdio[options.errors]],
        });
        const exited = new Promise<number>((done) => {
          child.once("exit", (code, signal) => done(code ?? 128 + signalNumber(signal)));
        });
        child.once("error", reject);
        child.once("spawn", () => {
          child.off("error", reject);
          child.on("error", () => undefined);
          resolve({
            pid: child.pid ?? 0,
            ...writing(child.stdin),
            read: reading(child.stdout),
            readErrors: reading(child.stderr),
            exited,
            kill: (signal) => void child.kill(signal),
            release() {
              child.stdin?.destroy();
              child.stdout?.destroy();
              child.stderr?.destroy();
            },
          } satisfies Child);
        });
      });
    },
  };
}

const stdio = { pipe: "pipe", own: "inherit", none: "ignore" } as const;

const signals: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGTERM: 15,
};

/** The number of a signal; the common ones, 0 for any other. */
function signalNumber(signal: string | null): number {
  return signals[signal ?? ""] ?? 0;
}

function writing(stream: Writable | null): Pick<Child, "write" | "endInput"> {
  let open = stream !== null;
  let waiting: (() => void) | undefined;
  const wake = (): void => {
    waiting?.();
    waiting = undefined;
  };
  // A program that no longer reads (head -1) is no error: what it would have read is dropped.
  stream?.on("error", () => {
    open = false;
    wake();
  });
  stream?.on("close", () => {
    open = false;
    wake();
  });
  stream?.on("drain", wake);
  return {
    write(data) {
      if (!open || !stream || stream.write(data) || !open) return undefined;
      return new Promise((resolve) => {
        waiting = resolve;
      });
    },
    endInput() {
      if (open) stream?.end();
    },
  };
}

/** Reads the next piece; undefined at the end. Nothing is read ahead of whoever asks but what the stream itself holds. */
function reading(stream: Readable | null): () => Promise<Buffer | undefined> {
  if (!stream) return async () => undefined;
  let over = false;
  let wake: (() => void) | undefined;
  const look = (): void => wake?.();
  stream.on("readable", look);
  for (const end of ["end", "close", "error"]) {
    stream.on(end, () => {
      over = true;
      look();
    });
  }
  return () =>
    new Promise((resolve) => {
      wake = () => {
        const piece = stream.read() as Buffer | null;
        if (piece === null && !over) return;
        wake = undefined;
        resolve(piece ?? undefined);
      };
      wake();
    });
}
