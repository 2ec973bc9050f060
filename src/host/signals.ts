// The signals that ask a process to end, and the exit status that each stands for.

/** Exit status of a process ended by a signal, as shells count it. */
const statuses = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

export type EndSignal = keyof typeof statuses;

/**
 * Calls `task` at the first such signal; a second one ends the process at once, unless it is a hang-up: shell and system
 * both tell of the same lost terminal, and nobody is impatient. @returns a function that lets go.
 */
export function onSignal(
  task: (signal: EndSignal, status: number) => void,
  names: readonly EndSignal[] = Object.keys(statuses) as EndSignal[],
): () => void {
  let asked = false;
  const handlers = names.map((name) => {
    const handler = (): void => {
      // From here on until leave(), also when the handlers have let go.
      if (name === "SIGHUP") process.on(name, () => undefined);
      if (asked && name === "SIGHUP") return;
      if (asked) leave(statuses[name]);
      asked = true;
      task(name, statuses[name]);
    };
    process.on(name, handler);
    return () => void process.off(name, handler);
  });
  return () => {
    for (const off of handlers) off();
  };
}

/**
 * Ends the process. After a hang-up by the signal itself: the terminal is gone, and Node's own way out, which sets the
 * terminal right, would end in an abort.
 */
export function leave(status: number): void {
  if (status !== statuses.SIGHUP) process.exit(status);
  process.removeAllListeners("SIGHUP");
  process.kill(process.pid, "SIGHUP");
}
