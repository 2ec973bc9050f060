// The operator's log: lines with time, level and event id, so that people can read them and monitors can match them.
import type { Clock } from "../world/world.ts";

export type Level = "information" | "warning" | "error";

/** What the host tells operators; the number stands for the meaning and never changes. */
export const events = {
  organizationMade: 1000,
  organizationOpened: 1001,
  damage: 1002,
  gaveWay: 1003,
  portReplaced: 1004,
  restored: 1005,
  upgraded: 1006,
  transportStarting: 1010,
  transportStarted: 1011,
  listening: 1012,
  transportStopping: 1013,
  transportStopped: 1014,
  startProblem: 1015,
  transport: 1016,
  guestRefused: 1020,
  cmdlet: 1021,
  unexpected: 1099,
} as const;

export interface Log {
  write(level: Level, event: number, text: string): void;
}

/** The longest line in characters; what is longer is cut, so that nothing from outside can flood the log. */
const longest = 2000;

/** Writes lines such as "2026-01-31T12:00:00.000Z information 1011 text" to `write`; line breaks become spaces. */
export function createLog(clock: Pick<Clock, "now">, write: (line: string) => void): Log {
  return {
    write(level, event, text) {
      const flat = text.replace(/[\u0000-\u001f\u007f]+/g, " ");
      const cut = flat.length > longest ? `${flat.slice(0, longest - 3)}...` : flat;
      write(`${new Date(clock.now()).toISOString()} ${level} ${event} ${cut}\n`);
    },
  };
}

/** For processes that keep no log: shells of people. */
export const noLog: Log = { write: () => undefined };
