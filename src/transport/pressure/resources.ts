// The resources that back pressure watches, from which share on each is short, and what is done then (behaviour 5,
// "Understanding back pressure").

export type Level = "Low" | "Medium" | "High";

export const ranks: Readonly<Record<Level, number>> = { Low: 0, Medium: 1, High: 2 };

export const highest = (levels: readonly Level[]): Level =>
  levels.reduce((most, one) => (ranks[one] > ranks[most] ? one : most), "Low");

/** Where a level begins when pressure rises and ends when it falls: percent, or a number of things. */
export interface Transitions {
  readonly lowToMedium: number;
  readonly mediumToHigh: number;
  readonly highToMedium: number;
  readonly mediumToLow: number;
}

/** The level behind another one: between the two thresholds of a border it stays what it was. */
export function levelAfter(before: Level, pressure: number, at: Transitions): Level {
  if (pressure > at.mediumToHigh || (before === "High" && pressure >= at.highToMedium)) return "High";
  if (pressure > at.lowToMedium || (before !== "Low" && pressure >= at.mediumToLow)) return "Medium";
  return "Low";
}

/** What was measured at one moment; sizes in bytes. */
export interface Measured {
  /** The drives of the mail store, of its log, and of the data folder. */
  readonly store: Space;
  readonly log: Space;
  readonly data: Space;
  readonly memory: {
    readonly own: number;
    /** What the process's own objects take, and the most they may. */
    readonly heap: number;
    readonly heapLimit: number;
    readonly total: number;
    readonly available: number;
  };
  /** Messages in the Submission queue, and commits that wait for the log. */
  readonly submissions: number;
  readonly commits: number;
}

export interface Space {
  readonly free: number;
  readonly total: number;
}

/** What is done about a resource. */
export interface Actions {
  /** Whose new messages are refused. */
  readonly refuses: "nobody" | "strangers" | "everybody";
  /** The answer to MAIL is held back. */
  readonly tarpits: boolean;
  /** What is in memory only to be at hand is let go. */
  readonly sheds: boolean;
  /** Nothing goes to other servers. */
  readonly holdsRemote: boolean;
}

const none: Actions = { refuses: "nobody", tarpits: false, sheds: false, holdsRemote: false };
const strangers: Actions = { ...none, refuses: "strangers" };
const everybody: Actions = { ...none, refuses: "everybody" };
const shed: Actions = { ...none, sheds: true };

export interface Resource {
  /** As the settings name it: "UsedDiskSpace". */
  readonly kind: string;
  /** What of several of a kind it is: the folder, the queue. */
  readonly instance: string | undefined;
  /** Of which the thresholds hold; sizes of drives move them. */
  readonly transitions: Transitions;
  /** Bytes that must stay free of a drive for {@link Transitions.mediumToHigh}. */
  readonly reserve?: number;
  /** Polls after which a level that never came down to Low counts for more. */
  readonly history?: { readonly setting: string; readonly depth: number };
  /** Which drive, where it is one. */
  readonly drive?: "store" | "log" | "data";
  /** Percent, rounded down, or a number of things. */
  readonly pressure: (now: Measured) => number;
  /** `long`: for more polls than the history holds. */
  readonly actions: (level: Level, long: boolean) => Actions;
}

const MB = 2 ** 20;

/** Of a drive larger than this, the last so many bytes count: a tenth of a huge drive is no shortage. */
const largest = 100 * 1024 * MB;

/** The size that counts. */
export const countedSize = (total: number): number => Math.min(total, largest);

function usedShare({ free, total }: Space): number {
  const size = countedSize(total);
  return size <= 0 ? 0 : Math.floor((100 * Math.max(size - free, 0)) / size);
}

/** A small drive is short earlier, so that the reserve is free: at most a tenth of it. */
export function onDrive(at: Transitions, reserve: number, total: number): Transitions {
  const size = countedSize(total);
  if (size <= 0) return at;
  const high = Math.floor((100 * (size - Math.min(reserve, size / 10))) / size);
  const less = Math.max(at.mediumToHigh - high, 0);
  return {
    lowToMedium: at.lowToMedium - less,
    mediumToHigh: at.mediumToHigh - less,
    highToMedium: at.highToMedium - less,
    mediumToLow: at.mediumToLow - less,
  };
}

const steps = (mediumToLow: number, lowToMedium: number, highToMedium: number, mediumToHigh: number): Transitions => ({
  mediumToLow,
  lowToMedium,
  highToMedium,
  mediumToHigh,
});

const share = (part: number, whole: number) => (whole > 0 ? Math.floor((100 * part) / whole) : 0);
/** More than so much of a machine's memory is no excuse for a process. */
const mostMemory = 2 ** 40;

/** All resources of a server; `folder` is the data folder. */
export function resourcesOf(folder: string): readonly Resource[] {
  const drive = (
    kind: string,
    of: "store" | "log" | "data",
    path: string,
    at: Transitions,
    reserve: number,
  ): Resource => ({
    kind,
    instance: path,
    transitions: at,
    reserve,
    drive: of,
    pressure: (now) => usedShare(now[of]),
    actions: (level) => (level === "Low" ? none : level === "Medium" ? strangers : everybody),
  });
  return [
    {
      kind: "PrivateBytes",
      instance: undefined,
      transitions: steps(71, 72, 73, 75),
      history: { setting: "PrivateBytesHistoryDepth", depth: 30 },
      // The engine ends the process at the limit of its heap, however much memory the machine has.
      pressure: ({ memory }) =>
        Math.max(share(memory.own, Math.min(memory.total, mostMemory)), share(memory.heap, memory.heapLimit)),
      actions: (level, long) =>
        level === "Low" ? none : { ...(level === "High" || long ? everybody : strangers), sheds: true },
    },
    {
      kind: "SystemMemory",
      instance: undefined,
      transitions: steps(84, 88, 89, 94),
      pressure: ({ memory }) => share(memory.total - memory.available, memory.total),
      actions: (level) => (level === "Low" ? none : shed),
    },
    {
      kind: "QueueLength",
      instance: "SubmissionQueue",
      transitions: steps(2000, 9999, 10_000, 15_000),
      history: { setting: "SubmissionQueueHistoryDepth", depth: 300 },
      pressure: (now) => now.submissions,
      actions: (level, long) => {
        if (level === "High") return { ...everybody, sheds: true };
        return level === "Low" ? none : long ? strangers : { ...none, tarpits: true };
      },
    },
    {
      kind: "UsedVersionBuckets",
      instance: `${folder}/mail/log`,
      transitions: steps(800, 999, 1000, 1500),
      history: { setting: "VersionBucketsHistoryDepth", depth: 10 },
      pressure: (now) => now.commits,
      actions: (level, long) => {
        if (level === "High") return { ...everybody, holdsRemote: true };
        return level === "Low" ? none : long ? strangers : { ...none, tarpits: true };
      },
    },
    drive("DatabaseUsedSpace", "store", `${folder}/mail`, steps(94, 96, 97, 99), 500 * MB),
    drive("UsedDiskSpace", "log", `${folder}/mail/log`, steps(80, 89, 90, 99), 1152 * MB),
    drive("UsedDiskSpace", "data", folder, steps(80, 89, 90, 99), 500 * MB),
  ];
}

/** As it is shown: "UsedDiskSpace[/srv/mail]". */
export const nameOf = ({ kind, instance }: Resource): string =>
  instance === undefined ? kind : `${kind}[${instance}]`;

/** Everything that several resources ask for. */
export function together(all: readonly Actions[]): Actions {
  return {
    refuses: all.some((one) => one.refuses === "everybody")
      ? "everybody"
      : all.some((one) => one.refuses === "strangers")
        ? "strangers"
        : "nobody",
    tarpits: all.some((one) => one.tarpits),
    sheds: all.some((one) => one.sheds),
    holdsRemote: all.some((one) => one.holdsRemote),
  };
}
