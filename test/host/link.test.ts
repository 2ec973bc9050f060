// Owner and guests over a real socket: the same transcript here and there, and who owns when.
import { afterEach, describe, expect, test } from "vitest";
import { type Cmdlet, defineCmdlet } from "../../src/command/cmdlet.ts";
import type { Invocation, Preferences, Question, Running, Services, Streams } from "../../src/command/context.ts";
import { Problem } from "../../src/command/problem.ts";
import { type ErrorRecord, TerminatingError } from "../../src/command/record.ts";
import { runHere } from "../../src/command/run.ts";
import { type Folder, folderAt } from "../../src/host/folder.ts";
import { createLink, type Link, type Owned } from "../../src/host/link.ts";
import { noLog } from "../../src/host/log.ts";
import { runThere } from "../../src/host/remote.ts";
import { int, switchParameter, text } from "../../src/values/kinds.ts";
import { defineShape } from "../../src/values/shape.ts";
import { toText } from "../../src/values/text.ts";
import { worldError } from "../../src/world/errors.ts";
import { realWorld } from "../../src/world/real.ts";
import { temporaryFolder } from "../process.ts";

const world = realWorld();
const thing = defineShape({
  name: "Thing",
  summary: "A thing.",
  properties: {
    Name: { type: text, mandatory: true, summary: "Its name." },
    Size: { type: int, default: 7, summary: "Its size." },
    Twice: { type: int, derive: (one: { Size: number }) => one.Size * 2, summary: "Twice its size." },
  },
});

const made: string[] = [];
const broken = (name: string) =>
  new Problem({ id: "Broken", category: "InvalidData", text: `'${name}' is broken.`, target: name });

const cmdlets: Record<string, Cmdlet> = {
  "Get-Thing": defineCmdlet({
    name: "Get-Thing",
    synopsis: "Gives things.",
    runs: "organization",
    outputs: [thing],
    parameters: { Count: { type: int, default: 2, position: 1, summary: "How many." } },
    examples: [],
    *process({ Count }, ctx) {
      ctx.verbose(`${Count} things`);
      for (let n = 1; n <= Count; n++) yield thing.make({ Name: `thing ${n}`, Size: n });
      ctx.warning("That was all.");
    },
  }),
  "Set-Thing": defineCmdlet({
    name: "Set-Thing",
    synopsis: "Changes a thing.",
    runs: "organization",
    confirms: "allow",
    parameters: {
      Name: { type: text, mandatory: true, pipeline: "both", summary: "Which." },
      Fail: { type: switchParameter, summary: "Whether it ends by an error." },
    },
    examples: [],
    async *process({ Name, Fail }, ctx) {
      if (Fail) throw broken(Name);
      if (Name === "bad") return ctx.error(broken(Name));
      if (!(await ctx.shouldProcess(Name))) return;
      made.push(Name);
      ctx.progress({ activity: "Setting", percent: 50 });
      yield `set ${Name}${ctx.given("Name") ? "" : " by nobody"}`;
      made.push(`${Name} done`);
    },
  }),
  "Wait-Thing": defineCmdlet({
    name: "Wait-Thing",
    synopsis: "Waits until it is stopped.",
    runs: "organization",
    parameters: {},
    examples: [],
    async *process(_bound, ctx) {
      yield "waiting";
      await new Promise((_resolve, reject) => ctx.signal.addEventListener("abort", () => reject(ctx.signal.reason)));
    },
  }),
};

const preferences: Preferences = {
  error: "Continue",
  warning: "Continue",
  verbose: "SilentlyContinue",
  debug: "SilentlyContinue",
  information: "SilentlyContinue",
  progress: "Continue",
  whatIf: false,
  confirm: undefined,
  confirmImpact: "High",
};

const undo: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  made.length = 0;
  for (const task of undo.splice(0).reverse()) await task();
});

/** A lock as the store's: one holder at a time. */
const locks = new Set<string>();

function linkTo(folder: Folder, options: { serving?: boolean } = {}): Link {
  const link = createLink({
    world,
    folder,
    log: noLog,
    async open(): Promise<Owned> {
      if (locks.has(folder.path)) throw worldError("LEVEL_LOCKED", "locked");
      locks.add(folder.path);
      return {
        services: {} as Services,
        serving: options.serving ?? false,
        status: async () => ({ running: options.serving ?? false }),
        close: async () => void locks.delete(folder.path),
      };
    },
    serving: () => ({
      async load(name) {
        const cmdlet = cmdlets[name];
        if (!cmdlet) throw broken(name);
        return cmdlet;
      },
      run: (cmdlet, invocation, streams, given) => runHere(cmdlet, invocation, streams, given, { world } as never),
      offers: async () => [],
    }),
    stopServices: async () => false,
  });
  undo.push(() => link.close());
  return link;
}

async function newFolder(): Promise<Folder> {
  const temporary = temporaryFolder();
  undo.push(() => temporary.remove());
  return folderAt(temporary.path);
}

interface Call {
  readonly cmdlet: string;
  readonly inputs: readonly Record<string, unknown>[];
  readonly preferences?: Partial<Preferences>;
  /** Throws out of the pipeline at this output, as Select-Object -First does. */
  readonly stopAt?: number;
  readonly answers?: readonly string[];
}

/** Runs a call and gives all that a person or a later command would see, in order. */
async function transcript(
  call: Call,
  run: (cmdlet: Cmdlet, invocation: Invocation, streams: Streams, given: Set<string>) => Running,
) {
  const seen: string[] = [];
  let outputs = 0;
  const answers = [...(call.answers ?? [])];
  const streams: Streams = {
    out(value) {
      if (++outputs === call.stopAt) throw new Error("enough");
      const size = thing.holds(value) ? ` ${value.Size} ${value.Twice}` : "";
      seen.push(`out ${toText(value)}${size}`);
    },
    error: (record: ErrorRecord, silent) =>
      void seen.push(`error ${record.id} ${record.category} ${record.message} ${toText(record.target)} ${silent}`),
    warning: (text) => void seen.push(`warning ${text}`),
    verbose: (text) => void seen.push(`verbose ${text}`),
    debug: (text) => void seen.push(`debug ${text}`),
    information: (value, tags) => void seen.push(`information ${toText(value)} ${tags}`),
    progress: (record) => void seen.push(`progress ${record.activity} ${record.percent}`),
    async ask(question: Question) {
      seen.push(`question ${question.kind === "choice" ? question.message : question.prompt}`);
      const answer = answers.shift();
      if (answer === undefined)
        throw new Problem({ id: "NonInteractive", category: "InvalidOperation", text: "Nobody." });
      return answer;
    },
  };
  const cmdlet = cmdlets[call.cmdlet]!;
  const invocation: Invocation = {
    name: cmdlet.name,
    preferences: { ...preferences, ...call.preferences },
    position: { file: "", line: 1, column: 1, text: "test" },
    expectsInput: call.inputs.length > 1,
    signal: new AbortController().signal,
  };
  const given = new Set<string>();
  const running = run(cmdlet, invocation, streams, given);
  const [first = {}] = call.inputs;
  try {
    await running.begin({ set: "Default", ...first });
    for (const input of call.inputs) {
      for (const name of Object.keys(input)) given.add(name);
      await running.process({ set: "Default", ...input });
    }
    await running.end();
  } catch (error) {
    const record =
      error instanceof TerminatingError ? `${error.ends} ${error.record.id} ${error.record.message}` : String(error);
    seen.push(`ended by ${record}`);
  } finally {
    await running.close();
  }
  return [...seen, ...made.splice(0).map((name) => `made ${name}`)];
}

const calls: [string, Call][] = [
  [
    "objects and messages in order",
    { cmdlet: "Get-Thing", inputs: [{ Count: 3 }], preferences: { verbose: "Continue" } },
  ],
  ["many objects", { cmdlet: "Get-Thing", inputs: [{ Count: 500 }] }],
  ["input, each in turn", { cmdlet: "Set-Thing", inputs: [{ Name: "a" }, { Name: "bad" }, { Name: "c" }] }],
  ["an error that ends it", { cmdlet: "Set-Thing", inputs: [{ Name: "a" }, { Name: "b", Fail: true }, { Name: "c" }] }],
  [
    "ErrorAction Stop",
    { cmdlet: "Set-Thing", inputs: [{ Name: "bad" }, { Name: "b" }], preferences: { error: "Stop" } },
  ],
  [
    "ErrorAction SilentlyContinue",
    { cmdlet: "Set-Thing", inputs: [{ Name: "bad" }], preferences: { error: "SilentlyContinue" } },
  ],
  ["WhatIf", { cmdlet: "Set-Thing", inputs: [{ Name: "a" }], preferences: { whatIf: true } }],
  [
    "Confirm, yes and no",
    {
      cmdlet: "Set-Thing",
      inputs: [{ Name: "a" }, { Name: "b" }],
      preferences: { confirm: true },
      answers: ["0", "2"],
    },
  ],
  [
    "Confirm, yes to all",
    { cmdlet: "Set-Thing", inputs: [{ Name: "a" }, { Name: "b" }], preferences: { confirm: true }, answers: ["1"] },
  ],
  ["Confirm without a person", { cmdlet: "Set-Thing", inputs: [{ Name: "a" }], preferences: { confirm: true } }],
  [
    "a reader that has enough",
    { cmdlet: "Set-Thing", inputs: [{ Name: "a" }, { Name: "b" }, { Name: "c" }], stopAt: 2 },
  ],
];

describe("a command runs there as it runs here", () => {
  test.each(calls)("%s", async (_name, call) => {
    const here = await transcript(call, (cmdlet, invocation, streams, given) =>
      runHere(cmdlet, invocation, streams, given, { world } as never),
    );
    const folder = await newFolder();
    const owner = linkTo(folder);
    (await owner.acquire()).release();
    const guest = linkTo(folder);
    const place = await guest.acquire();
    if (!("there" in place)) throw new Error("It should be a guest.");
    const there = await transcript(call, (cmdlet, invocation, streams, given) =>
      runThere(place.there, cmdlet, invocation, streams, given, world.clock),
    );
    place.release();
    expect(there).toEqual(here);
    expect(here.length).toBeGreaterThan(0);
  });
});

describe("who owns", () => {
  test("the first is the owner, the next its guest, and owner when the first has ended", async () => {
    const folder = await newFolder();
    const [one, two] = [linkTo(folder), linkTo(folder)];
    const first = await one.acquire();
    expect("here" in first).toBe(true);
    first.release();
    const second = await two.acquire();
    expect("there" in second).toBe(true);
    second.release();
    await one.close();
    const third = await two.acquire();
    expect("here" in third).toBe(true);
    third.release();
  });

  test("many at once agree on one owner", async () => {
    const folder = await newFolder();
    const links = Array.from({ length: 8 }, () => linkTo(folder));
    const places = await Promise.all(links.map((link) => link.acquire()));
    expect(places.filter((place) => "here" in place)).toHaveLength(1);
    for (const place of places) place.release();
  });

  test("an owner without services gives way once its command has ended, and becomes a guest", async () => {
    const folder = await newFolder();
    const shell = linkTo(folder);
    const place = await shell.acquire();
    const server = linkTo(folder, { serving: true });
    let owns = false;
    const owning = server.own().then(() => {
      owns = true;
    });
    const inside = await shell.acquire(); // a command inside the one that runs
    expect("here" in inside).toBe(true);
    inside.release();
    expect(owns).toBe(false);
    place.release();
    await owning;
    const after = await shell.acquire();
    expect("there" in after).toBe(true);
    after.release();
  });

  test("an owner with services does not give way", async () => {
    const folder = await newFolder();
    await linkTo(folder, { serving: true }).own();
    await expect(linkTo(folder, { serving: true }).own()).rejects.toThrow(/runs already/);
  });

  test("a command that comes while its owner closes is not begun, and its guest knows", async () => {
    const folder = await newFolder();
    const owner = linkTo(folder);
    (await owner.acquire()).release();
    const guest = linkTo(folder);
    const place = await guest.acquire();
    if (!("there" in place)) throw new Error("It should be a guest.");
    await owner.close();
    const seen = await transcript({ cmdlet: "Set-Thing", inputs: [{ Name: "late" }] }, (...call) =>
      runThere(place.there, ...call, world.clock),
    );
    expect(seen).toEqual([expect.stringMatching(/^ended by NotBegun/)]);
    expect(made).toEqual([]);
    const next = await guest.acquire();
    expect("here" in next).toBe(true);
    next.release();
  });

  test("a command whose owner ends is told so, and the guest goes on by itself", async () => {
    const folder = await newFolder();
    const owner = linkTo(folder);
    (await owner.acquire()).release();
    const guest = linkTo(folder);
    const place = await guest.acquire();
    if (!("there" in place)) throw new Error("It should be a guest.");
    const ended = await transcript({ cmdlet: "Wait-Thing", inputs: [{}] }, (cmdlet, invocation, streams, given) =>
      runThere(place.there, cmdlet, invocation, { ...streams, out: () => place.there.destroy() }, given, world.clock),
    );
    expect(ended).toEqual([
      expect.stringMatching(/^ended by statement OwnerEnded,Wait-Thing .*ended while Wait-Thing/),
    ]);
  });

  test("a stop reaches the command there", async () => {
    const folder = await newFolder();
    const owner = linkTo(folder);
    (await owner.acquire()).release();
    const place = await linkTo(folder).acquire();
    if (!("there" in place)) throw new Error("It should be a guest.");
    const stopping = new AbortController();
    const why = new Error("stopped by the person");
    const streams = { out: () => stopping.abort(why) } as unknown as Streams;
    const invocation: Invocation = {
      name: "Wait-Thing",
      preferences,
      position: undefined,
      expectsInput: false,
      signal: stopping.signal,
    };
    const running = runThere(place.there, cmdlets["Wait-Thing"]!, invocation, streams, new Set(), world.clock);
    await running.begin({ set: "Default" });
    await expect(Promise.resolve(running.process({ set: "Default" }))).rejects.toBe(why);
    await running.close();
    place.release();
  });
});
