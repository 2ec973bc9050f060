// What the owner's side makes of frames that no shell of ours would send: refused, answered, and nothing run.

import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Cmdlet, defineCmdlet } from "../../src/command/cmdlet.ts";
import { runHere } from "../../src/command/run.ts";
import { type Frame, openChannel } from "../../src/host/frames.ts";
import { serveInvocation } from "../../src/host/serve.ts";
import { int, text } from "../../src/values/kinds.ts";
import { realWorld } from "../../src/world/real.ts";

const ran: unknown[] = [];
const cmdlets: Record<string, Cmdlet> = {
  "Set-Thing": defineCmdlet({
    name: "Set-Thing",
    synopsis: "Changes a thing.",
    runs: "organization",
    sets: { Identity: { Identity: { type: text, mandatory: true, summary: "Which." } }, All: {} },
    parameters: {
      Size: {
        type: int,
        summary: "How large.",
        check: (size: number) => (size > 9 ? "It must be at most 9." : undefined),
      },
    },
    examples: [],
    process: (bound) => void ran.push(bound),
  }),
  "Show-Thing": defineCmdlet({
    name: "Show-Thing",
    synopsis: "For the shell.",
    runs: "shell",
    parameters: {},
    examples: [],
    process: () => void ran.push("shell"),
  }),
};

const preferences = {
  error: "Continue",
  warning: "Continue",
  verbose: "SilentlyContinue",
  debug: "SilentlyContinue",
  information: "SilentlyContinue",
  progress: "Continue",
  whatIf: false,
  confirm: null,
  confirmImpact: "High",
};
const invoke = (more: object = {}): Frame => ({
  t: "invoke",
  cmdlet: "Set-Thing",
  name: "Set-Thing",
  preferences,
  position: null,
  expectsInput: false,
  given: [],
  bound: { set: "Identity", fields: { Identity: "a" } },
  ...more,
});

/** Two ends of one pipe, as sockets behave that the channel uses. */
function pipe(): [Socket, Socket] {
  const make = (other: () => Duplex): Duplex =>
    new Duplex({
      allowHalfOpen: false,
      read() {},
      write(piece, _encoding, done) {
        other().push(piece);
        done();
      },
      final(done) {
        other().push(null);
        done();
      },
    });
  const near: Duplex = make(() => far);
  const far: Duplex = make(() => near);
  return [near as Socket, far as Socket];
}

/** Sends frames and gives the owner's answers until it has answered `count` steps. */
async function converse(frames: readonly Frame[], count: number): Promise<Frame[]> {
  ran.length = 0;
  const [near, far] = pipe();
  const guest = openChannel(near);
  const owner = openChannel(far);
  const [first, ...rest] = frames;
  const served = serveInvocation(owner, first!, {
    async load(name) {
      const cmdlet = cmdlets[name];
      if (!cmdlet) throw new Error(`no ${name}`);
      return cmdlet;
    },
    run: (cmdlet, invocation, streams, given) =>
      runHere(cmdlet, invocation, streams, given, { world: realWorld() } as never),
    offers: async () => [],
  });
  const answers: Frame[] = [];
  await new Promise<void>((resolve) => {
    guest.listen((frame) => {
      answers.push(frame);
      if (answers.filter(({ t }) => t === "done" || t === "failed").length === count) resolve();
    });
    for (const frame of rest) void guest.send(frame);
  });
  guest.close();
  await served;
  return answers;
}

test("a sound conversation runs", async () => {
  const input: Frame = { t: "input", bound: { set: "Identity", fields: { Identity: "a", Size: 3 } }, given: ["Size"] };
  const answers = await converse([invoke(), input, { t: "end" }, { t: "close" }], 4);
  expect(answers.map(({ t }) => t)).toEqual(["done", "done", "done", "done"]);
  expect(ran).toEqual([{ set: "Identity", Identity: "a", Size: 3 }]);
});

describe("refused", () => {
  const rows: [string, object, RegExp][] = [
    ["no such cmdlet", { cmdlet: "Get-Nothing" }, /./],
    ["a cmdlet of the shell", { cmdlet: "Show-Thing" }, /no cmdlet/],
    ["a name that is none", { cmdlet: 7 }, /missing/],
    ["no such set", { bound: { set: "Other", fields: {} } }, /no parameter set/],
    ["a parameter of another set", { bound: { set: "All", fields: { Identity: "a" } } }, /no parameter 'Identity'/],
    ["no such parameter", { bound: { set: "All", fields: { constructor: 1 } } }, /no parameter 'constructor'/],
    ["a value of another kind", { bound: { set: "All", fields: { Size: "large" } } }, /-Size/],
    ["a value that the check refuses", { bound: { set: "All", fields: { Size: 10 } } }, /at most 9/],
    ["no bound parameters", { bound: null }, /missing/],
    ["preferences that are none", { preferences: { ...preferences, error: "Explode" } }, /Explode/],
  ];
  test.each(rows)("%s", async (_name, change, reason) => {
    const [answer] = await converse([invoke(change)], 1);
    expect(answer?.t).toBe("failed");
    expect(JSON.stringify(answer)).toMatch(reason.source === "." ? /failed/ : reason);
    expect(ran).toEqual([]);
  });

  test("a record without what is mandatory", async () => {
    const answers = await converse([invoke(), { t: "input", bound: { set: "Identity", fields: {} }, given: [] }], 2);
    expect(JSON.stringify(answers[1])).toMatch(/-Identity is mandatory/);
    expect(ran).toEqual([]);
  });

  test("input before an invocation, and a second invocation", async () => {
    expect((await converse([{ t: "input", bound: { set: "All", fields: {} } }], 1))[0]?.t).toBe("failed");
    expect((await converse([invoke(), invoke()], 2)).map(({ t }) => t)).toEqual(["done", "failed"]);
  });
});

test("no frames crash it", async () => {
  const kinds = fc.constantFrom("invoke", "input", "end", "close", "stop", "taken", "answer", "nonsense");
  const frame = fc.record({
    t: kinds,
    bound: fc.jsonValue(),
    given: fc.jsonValue(),
    count: fc.jsonValue(),
    text: fc.jsonValue(),
  });
  const steps = ["invoke", "input", "end", "close"];
  await fc.assert(
    fc.asyncProperty(fc.array(frame as fc.Arbitrary<Frame>, { maxLength: 8 }), async (frames) => {
      const answers = await converse(
        [invoke(), ...frames, { t: "close" }],
        2 + frames.filter(({ t }) => steps.includes(t)).length,
      );
      expect(answers.length).toBeGreaterThan(0);
    }),
    { numRuns: 50 },
  );
});
