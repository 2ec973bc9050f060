// Back pressure: looks at the resources now and then, keeps a level for each, and says what is to be done about them.
import type { Timer, World } from "../../world/world.ts";
import {
  type Actions,
  type Level,
  levelAfter,
  type Measured,
  nameOf,
  onDrive,
  type Resource,
  ranks,
  resourcesOf,
  type Transitions,
  together,
} from "./resources.ts";
import { type PressureSettings, readSettings } from "./settings.ts";

/** What a new message meets. */
export interface Gate {
  readonly refuses: Actions["refuses"];
  /** How long in milliseconds the answer to MAIL is held back. */
  readonly tarpit: number;
}

/** A resource as it was at the last look. */
export interface Meter {
  readonly name: string;
  readonly level: Level;
  readonly previous: Level;
  readonly pressure: number;
  readonly transitions: Transitions;
  /** Polls since it was last Low. */
  readonly polls: number;
  readonly actions: Actions;
}

/** Told of changes, by the numbers that Exchange's event log has for them. */
export type Notify = (severity: "information" | "error", event: number, text: string) => void;

export interface Pressure {
  /** Reads the settings and looks for the first time; gives what is wrong with the settings, a sentence each. */
  start(): Promise<readonly string[]>;
  stop(): void;
  /** What a message meets that comes now. Costs next to nothing; sees to it that there is a fresh look now and then. */
  gate(): Gate;
  /** Looks at the resources, unless the last look is younger than the interval. Never rejects. */
  look(): Promise<void>;
  readonly meters: readonly Meter[];
  readonly actions: Actions;
}

export interface PressureOptions {
  readonly world: Pick<World, "clock" | "disk" | "host">;
  /** The data folder. */
  readonly folder: string;
  /** Messages in the Submission queue, and commits that wait for the log. */
  readonly load: () => { readonly submissions: number; readonly commits: number };
  /** Lets go what is in memory only to be at hand. */
  readonly shed: () => void;
  /** Told when remote delivery is to pause, and when it may go on. */
  readonly holdRemote: (holds: boolean) => void;
  readonly notify: Notify;
}

/** How often, in milliseconds, a server is looked at that nobody sends to and that lacks nothing. */
const idleMs = 60_000;
const firstTarpitMs = 10_000;
const tarpitStepMs = 5000;
const mostTarpitMs = 55_000;

const events = { increased: 15_004, decreased: 15_005, disk: 15_006, memory: 15_007 } as const;
const nothing = together([]);

interface State {
  readonly resource: Resource;
  level: Level;
  previous: Level;
  pressure: number;
  transitions: Transitions;
  polls: number;
  actions: Actions;
}

export function createPressure(options: PressureOptions): Pressure {
  const { world, folder, notify } = options;
  const { clock, disk, host } = world;
  const fresh = (resource: Resource): State => ({
    ...{ resource, level: "Low", previous: "Low", pressure: 0, polls: 0 },
    ...{ transitions: resource.transitions, actions: nothing },
  });
  const usual = resourcesOf(folder);
  let settings: PressureSettings = { interval: 2000, dehydrates: true, resources: usual };
  let states = usual.map(fresh);
  let actions = nothing;
  let tarpit = 0;
  let gate: Gate = { refuses: "nobody", tarpit: 0 };
  let looked = Number.NEGATIVE_INFINITY;
  let looking: Promise<void> | undefined;
  let running = false;
  let timer: Timer | undefined;

  async function measure(): Promise<Measured> {
    // A drive that cannot be asked is one about which nothing is known: writing to it will tell.
    const space = (path: string) => disk.space(path).catch(() => ({ free: 0, total: 0 }));
    const [store, log, data] = await Promise.all([space(`${folder}/mail`), space(`${folder}/mail/log`), space(folder)]);
    const { memory: own, heap, heapLimit, machine } = host.usage();
    return { store, log, data, memory: { own, heap, heapLimit, ...machine }, ...options.load() };
  }

  function look(): Promise<void> {
    if (!looking && clock.monotonic() - looked < settings.interval) return Promise.resolve();
    looking ??= measure()
      .then(weigh)
      .finally(() => {
        looking = undefined;
      });
    return looking;
  }

  function weigh(now: Measured): void {
    looked = clock.monotonic();
    for (const state of states) {
      const { resource } = state;
      state.pressure = resource.pressure(now);
      if (resource.drive && resource.reserve !== undefined) {
        state.transitions = onDrive(resource.transitions, resource.reserve, now[resource.drive].total);
      }
      state.previous = state.level;
      state.level = levelAfter(state.level, state.pressure, state.transitions);
      state.polls = state.level === "Low" ? 0 : state.polls + 1;
      const long = resource.history !== undefined && state.polls > resource.history.depth;
      const before = state.actions;
      state.actions = resource.actions(state.level, long);
      tell(state, before);
    }
    act();
  }

  function tell(state: State, before: Actions): void {
    const { resource, level, previous, pressure, transitions } = state;
    if (level !== previous) {
      const rises = ranks[level] > ranks[previous];
      const { mediumToLow, lowToMedium, highToMedium, mediumToHigh } = transitions;
      notify(
        rises ? "error" : "information",
        rises ? events.increased : events.decreased,
        `Resource pressure ${rises ? "increased" : "decreased"} from ${previous} to ${level}: ${nameOf(resource)} is ${pressure} (rising: Medium above ${lowToMedium}, High above ${mediumToHigh}; falling: Medium below ${highToMedium}, Low below ${mediumToLow}).`,
      );
    }
    if (before.refuses !== "nobody" || state.actions.refuses === "nobody") return;
    if (resource.drive) {
      const text = `Messages are being refused, for there is little room on the drive of ${resource.instance}. Make room there; mail is taken again by itself.`;
      notify("error", events.disk, text);
    } else if (resource.kind === "PrivateBytes") {
      const text =
        "Messages are being refused, for this process takes more memory than it should. When that does not end by itself, start the transport again.";
      notify("error", events.memory, text);
    }
  }

  function act(): void {
    const before = actions;
    actions = together(states.map((state) => state.actions));
    if (actions.tarpits) tarpit = tarpit === 0 ? firstTarpitMs : Math.min(tarpit + tarpitStepMs, mostTarpitMs);
    else if (actions.refuses !== "nobody") tarpit = 0;
    // Eases back into what is usual.
    else tarpit = tarpit > firstTarpitMs ? tarpit - tarpitStepMs : 0;
    gate = { refuses: actions.refuses, tarpit };
    if (actions.sheds && settings.dehydrates) options.shed();
    if (actions.holdsRemote !== before.holdsRemote) options.holdRemote(actions.holdsRemote);
  }

  function next(): void {
    if (!running) return;
    const calm = tarpit === 0 && states.every(({ level }) => level === "Low");
    timer = clock.after(calm ? idleMs : settings.interval, () => void look().then(again));
  }

  function again(): void {
    timer?.cancel();
    next();
  }

  return {
    async start() {
      const read = await readSettings(world, folder, usual);
      settings = read.settings;
      states = settings.resources.map(fresh);
      running = true;
      looked = Number.NEGATIVE_INFINITY;
      await look();
      again();
      return read.problems;
    },
    stop() {
      running = false;
      timer?.cancel();
      if (actions.holdsRemote) options.holdRemote(false);
      states = settings.resources.map(fresh);
      [actions, tarpit, gate] = [nothing, 0, { refuses: "nobody", tarpit: 0 }];
    },
    gate() {
      if (running && !looking && clock.monotonic() - looked >= settings.interval) void look().then(again);
      return gate;
    },
    look,
    get meters() {
      return states.map(({ resource, ...state }) => ({ ...state, name: nameOf(resource) }));
    },
    get actions() {
      return actions;
    },
  };
}
