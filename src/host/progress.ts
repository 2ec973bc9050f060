// Write-Progress for people: a line for each work on standard error, redrawn in place and gone before anything else is shown.
import type { Progress } from "../command/context.ts";
import type { Clock } from "../world/world.ts";

export interface ProgressLine {
  show(record: Progress): void;
  /** Takes the lines away; called before other text is written. */
  clear(): void;
  /** Forgets what was shown: the command that showed it has ended. */
  end(): void;
}

/** Milliseconds between two drawings. */
const pace = 100;
const barWidth = 20;
/** Works shown at a time, and how deep one may stand in another. */
const mostLines = 6;

export function createProgress(
  write: (text: string) => void,
  width: () => number,
  clock: Pick<Clock, "monotonic">,
): ProgressLine {
  const works = new Map<string, Progress>();
  let drawn = 0;
  let last = Number.NEGATIVE_INFINITY;
  const away = (): string => {
    const text = "\r\u001b[K\u001b[1A".repeat(Math.max(0, drawn - 1));
    return drawn === 0 ? "" : `${text}\r\u001b[K`;
  };
  const clear = (): void => {
    if (drawn === 0) return;
    write(away());
    drawn = 0;
  };
  const forget = (key: string): void => {
    works.delete(key);
    for (const [child, one] of works) if (aboveOf(one) === key) forget(child);
  };
  return {
    clear,
    end() {
      clear();
      works.clear();
      last = Number.NEGATIVE_INFINITY;
    },
    show(record) {
      const key = keyOf(record.id ?? 0, record);
      if (record.completed) {
        forget(key);
        if (works.size === 0) {
          clear();
          last = Number.NEGATIVE_INFINITY;
          return;
        }
      } else works.set(key, record);
      const now = clock.monotonic();
      if (now - last < pace) return;
      last = now;
      const lines = linesOf(works, width() - 1);
      write(`${away() || "\r\u001b[K"}${lines.join("\n")}`);
      drawn = lines.length;
    },
  };
}

const keyOf = (id: number, { source = 0 }: Progress): string => `${source}/${id}`;
const aboveOf = (one: Progress): string | undefined => (one.parent === undefined ? undefined : keyOf(one.parent, one));

/** A line for each work, those that are part of another below it and further in. */
function linesOf(works: ReadonlyMap<string, Progress>, width: number): readonly string[] {
  const lines: string[] = [];
  const add = (key: string, depth: number): void => {
    if (lines.length >= mostLines || depth >= mostLines) return;
    const margin = "  ".repeat(depth);
    lines.push(margin + describeProgress(works.get(key)!, width - margin.length));
    for (const [child, one] of works) if (aboveOf(one) === key && child !== key) add(child, depth + 1);
  };
  for (const [key, one] of works) {
    const above = aboveOf(one);
    if (above === undefined || above === key || !works.has(above)) add(key, 0);
  }
  return lines;
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
