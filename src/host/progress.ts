// Write-Progress for people: one line on standard error that is redrawn in place and gone before anything else is shown.
import type { Progress } from "../command/context.ts";
import type { Clock } from "../world/world.ts";

export interface ProgressLine {
  show(record: Progress): void;
  /** Takes the line away; called before other text is written. */
  clear(): void;
}

/** Milliseconds between two drawings. */
const pace = 100;
const barWidth = 20;

export function createProgress(
  write: (text: string) => void,
  width: () => number,
  clock: Pick<Clock, "monotonic">,
): ProgressLine {
  let drawn = false;
  let last = Number.NEGATIVE_INFINITY;
  const clear = (): void => {
    if (!drawn) return;
    drawn = false;
    write("\r\u001b[K");
  };
  return {
    clear,
    show(record) {
      if (record.completed) {
        clear();
        last = Number.NEGATIVE_INFINITY;
        return;
      }
      const now = clock.monotonic();
      if (now - last < pace) return;
      last = now;
      drawn = true;
      write(`\r\u001b[K${describeProgress(record, width() - 1)}`);
    },
  };
}

/** "Activity: status [#####.....] 50 % 0:12", cut to `width`; a bar only where the share is known. */
export function describeProgress(record: Progress, width: number): string {
  const { percent, secondsRemaining } = record;
  const known = percent !== undefined && percent >= 0;
  const share = known ? Math.min(100, Math.round(percent)) : 0;
  const full = Math.round((share / 100) * barWidth);
  const bar = known ? ` [${"#".repeat(full)}${".".repeat(barWidth - full)}] ${share} %` : "";
  const left = secondsRemaining !== undefined && secondsRemaining >= 0 ? ` ${minutes(secondsRemaining)}` : "";
  const what = [record.activity, record.status, record.current].filter(Boolean).join(": ");
  const room = Math.max(10, width - bar.length - left.length);
  const flat = what.replace(/[\u0000-\u001f\u007f]+/g, " ");
  return `${flat.length > room ? `${flat.slice(0, room - 3)}...` : flat}${bar}${left}`.slice(0, width);
}

const minutes = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
