// Back pressure, the rules: thresholds, levels, actions and the file that changes them (behaviour 5).
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Level,
  levelAfter,
  type Measured,
  nameOf,
  onDrive,
  resourcesOf,
  together,
} from "../../src/transport/pressure/resources.ts";
import { settingsIn } from "../../src/transport/pressure/settings.ts";

const GB = 2 ** 30;
const usual = resourcesOf("/data");
const named = (name: string) => usual.find((one) => nameOf(one) === name)!;
const calm: Measured = {
  store: { free: 90 * GB, total: 100 * GB },
  log: { free: 90 * GB, total: 100 * GB },
  data: { free: 90 * GB, total: 100 * GB },
  memory: { own: GB, heap: GB, heapLimit: 4 * GB, total: 16 * GB, available: 8 * GB },
  submissions: 0,
  commits: 0,
};

describe("levels", () => {
  test.each([
    ["PrivateBytes", [71, 72, 73, 75]],
    ["SystemMemory", [84, 88, 89, 94]],
    ["QueueLength[SubmissionQueue]", [2000, 9999, 10_000, 15_000]],
    ["UsedVersionBuckets[/data/mail/log]", [800, 999, 1000, 1500]],
    ["DatabaseUsedSpace[/data/mail]", [94, 96, 97, 99]],
    ["UsedDiskSpace[/data/mail/log]", [80, 89, 90, 99]],
    ["UsedDiskSpace[/data]", [80, 89, 90, 99]],
  ])("%s has Exchange's thresholds", (name, [low, medium, back, high]) => {
    const { transitions } = named(name);
    expect(transitions).toEqual({ mediumToLow: low, lowToMedium: medium, highToMedium: back, mediumToHigh: high });
    // What is measured, and the level behind it.
    const walk = (pressures: readonly number[]) => {
      let level: Level = "Low";
      return pressures.map((one) => {
        level = levelAfter(level, one, transitions);
        return level[0];
      });
    };
    expect(walk([medium!, medium! + 1, medium!, low!, low! - 1, medium!]).join("")).toBe("LMMMLL");
    expect(walk([high!, high! + 1, high!, back!, back! - 1, low!, low! - 1]).join("")).toBe("MHHHMML");
    expect(walk([high! + 1, low! - 1]).join("")).toBe("HL");
  });

  const transitions = fc
    .tuple(fc.nat(100), fc.nat(100), fc.nat(100), fc.nat(100))
    .map((all) => all.sort((a, b) => a - b))
    .map(([mediumToLow, lowToMedium, highToMedium, mediumToHigh]) => ({
      mediumToLow: mediumToLow!,
      lowToMedium: lowToMedium!,
      highToMedium: highToMedium!,
      mediumToHigh: mediumToHigh!,
    }));

  test("pressure that stays between the two thresholds of a border changes the level at most once", () => {
    fc.assert(
      fc.property(
        transitions,
        fc.constantFrom<Level>("Low", "Medium", "High"),
        fc.boolean(),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 }),
        (at, first, upper, shares) => {
          const [from, to] = upper ? [at.highToMedium, at.mediumToHigh] : [at.mediumToLow, at.lowToMedium];
          let [level, changes] = [first, 0];
          for (const share of shares) {
            const next = levelAfter(level, from + share * (to - from), at);
            if (next !== level) changes++;
            level = next;
          }
          return changes <= 1;
        },
      ),
    );
  });

  test("more pressure never means a lower level", () => {
    fc.assert(
      fc.property(
        transitions,
        fc.constantFrom<Level>("Low", "Medium", "High"),
        fc.nat(120),
        fc.nat(120),
        (at, before, a, b) => {
          const rank = (pressure: number) => ["Low", "Medium", "High"].indexOf(levelAfter(before, pressure, at));
          return rank(Math.min(a, b)) <= rank(Math.max(a, b));
        },
      ),
    );
  });

  test("a drive's level is high before its reserve is gone, and the order of thresholds stays", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000_000 }), (megabytes) => {
        for (const { transitions: at, reserve, drive } of usual) {
          if (!drive || reserve === undefined) continue;
          const total = megabytes * 2 ** 20;
          const moved = onDrive(at, reserve, total);
          expect(moved.mediumToHigh - moved.mediumToLow).toBe(at.mediumToHigh - at.mediumToLow);
          expect(moved.mediumToHigh).toBeGreaterThanOrEqual(89);
          expect(moved.mediumToHigh).toBeLessThanOrEqual(99);
        }
      }),
    );
    // Exchange's own examples: 99 % of a terabyte, 98 % of 25 GB and of 56 GB.
    expect(onDrive(named("DatabaseUsedSpace[/data/mail]").transitions, 500 * 2 ** 20, 2 ** 40).mediumToHigh).toBe(99);
    expect(onDrive(named("DatabaseUsedSpace[/data/mail]").transitions, 500 * 2 ** 20, 25 * GB).mediumToHigh).toBe(98);
    expect(onDrive(named("UsedDiskSpace[/data/mail/log]").transitions, 1152 * 2 ** 20, 56 * GB).mediumToHigh).toBe(97);
  });

  test.each<[string, Partial<Measured>, string, number]>([
    ["a drive", { data: { free: 9 * GB, total: 100 * GB } }, "UsedDiskSpace[/data]", 91],
    [
      "a huge drive, of which the last 100 GB count",
      { data: { free: 50 * GB, total: 4000 * GB } },
      "UsedDiskSpace[/data]",
      50,
    ],
    ["a huge drive with room", { data: { free: 400 * GB, total: 4000 * GB } }, "UsedDiskSpace[/data]", 0],
    ["a drive that cannot be asked", { data: { free: 0, total: 0 } }, "UsedDiskSpace[/data]", 0],
    ["its own memory", { memory: { ...calm.memory, own: 12 * GB } }, "PrivateBytes", 75],
    ["its heap", { memory: { ...calm.memory, heap: 3.2 * GB } }, "PrivateBytes", 80],
    ["the machine's memory", { memory: { ...calm.memory, available: GB } }, "SystemMemory", 93],
    ["messages not yet routed", { submissions: 12 }, "QueueLength[SubmissionQueue]", 12],
    ["commits that wait", { commits: 34 }, "UsedVersionBuckets[/data/mail/log]", 34],
  ])("what is measured of %s", (_, measured, name, pressure) => {
    expect(named(name).pressure({ ...calm, ...measured })).toBe(pressure);
  });
});

describe("actions", () => {
  test.each<[string, Level, boolean, string]>([
    ["DatabaseUsedSpace[/data/mail]", "Medium", false, "strangers"],
    ["DatabaseUsedSpace[/data/mail]", "High", false, "everybody"],
    ["UsedDiskSpace[/data/mail/log]", "Medium", false, "strangers"],
    ["UsedDiskSpace[/data/mail/log]", "High", false, "everybody"],
    ["UsedDiskSpace[/data]", "High", false, "everybody"],
    ["PrivateBytes", "Medium", false, "strangers sheds"],
    ["PrivateBytes", "Medium", true, "everybody sheds"],
    ["PrivateBytes", "High", false, "everybody sheds"],
    ["QueueLength[SubmissionQueue]", "Medium", false, "nobody tarpits"],
    ["QueueLength[SubmissionQueue]", "Medium", true, "strangers"],
    ["QueueLength[SubmissionQueue]", "High", false, "everybody sheds"],
    ["SystemMemory", "Medium", false, "nobody sheds"],
    ["SystemMemory", "High", true, "nobody sheds"],
    ["UsedVersionBuckets[/data/mail/log]", "Medium", false, "nobody tarpits"],
    ["UsedVersionBuckets[/data/mail/log]", "Medium", true, "strangers"],
    ["UsedVersionBuckets[/data/mail/log]", "High", false, "everybody holdsRemote"],
  ])("%s %s (long: %s): %s", (name, level, long, wanted) => {
    const { refuses, ...rest } = named(name).actions(level, long);
    const on = Object.entries(rest).flatMap(([action, does]) => (does ? [action] : []));
    expect([refuses, ...on].join(" ")).toBe(wanted);
  });

  test("Low asks for nothing, and the strictest of several holds", () => {
    const nothing = { refuses: "nobody", tarpits: false, sheds: false, holdsRemote: false };
    for (const one of usual) expect(one.actions("Low", true)).toEqual(nothing);
    expect(together([])).toEqual(nothing);
    const [queue, disk] = [named("QueueLength[SubmissionQueue]"), named("UsedDiskSpace[/data]")];
    expect(together([queue.actions("Medium", false), disk.actions("High", false)])).toEqual({
      ...nothing,
      refuses: "everybody",
      tarpits: true,
    });
  });
});

describe("EdgeTransport.exe.config", () => {
  const plain = { interval: 2000, dehydrates: true, resources: usual };
  const config = (...keys: (readonly [string, string])[]) =>
    `<?xml version="1.0"?><configuration><appSettings>${keys
      .map(([key, value]) => `<add key="${key}" value="${value}" />`)
      .join("")}</appSettings></configuration>`;

  test("keys of one resource, of a kind, and of all", () => {
    const { settings, problems } = settingsIn(
      config(
        ["ResourceMeteringInterval", "00:00:05"],
        ["DehydrateMessagesUnderMemoryPressure", "false"],
        ["useddiskspace.LowToMedium", "85"],
        ["UsedDiskSpace[/data].LowToMedium", "82"],
        ["QueueLength[SubmissionQueue].MediumToHigh", "20000"],
        ["SubmissionQueueHistoryDepth", "30"],
      ),
      plain,
    );
    expect(problems).toEqual([]);
    expect([settings.interval, settings.dehydrates]).toEqual([5000, false]);
    const of = (name: string) => settings.resources.find((one) => nameOf(one) === name)!;
    expect(of("UsedDiskSpace[/data]").transitions.lowToMedium).toBe(82);
    expect(of("UsedDiskSpace[/data/mail/log]").transitions.lowToMedium).toBe(85);
    // What was chosen holds for a drive of any size.
    expect(of("UsedDiskSpace[/data]").reserve).toBeUndefined();
    expect(of("QueueLength[SubmissionQueue]")).toMatchObject({
      transitions: { mediumToHigh: 20_000 },
      history: { depth: 30 },
    });
    expect(of("DatabaseUsedSpace[/data/mail]")).toEqual(named("DatabaseUsedSpace[/data/mail]"));
  });

  test.each([
    [config(["PrivateBytes.LowToMedium", "many"]), /PrivateBytes.LowToMedium must be a whole number up to 100/],
    [config(["PrivateBytes.MediumToHigh", "101"]), /up to 100/],
    [config(["PrivateBytes.MediumToHigh", "50"]), /of PrivateBytes, MediumToLow may not be above/],
    [config(["ResourceMeteringInterval", "0"]), /ResourceMeteringInterval must be a time/],
    [config(["DehydrateMessagesUnderMemoryPressure", "perhaps"]), /must be true or false/],
    [config(["AgentLogPath", "C:\\x"]), /that mean nothing here: agentlogpath\.$/],
    ["<configuration><appSettings>", /is not used/],
    ["no XML", /is not used/],
  ])("what cannot be used is said, and what is usual holds: %s", (text, wanted) => {
    const { settings, problems } = settingsIn(text, plain);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(wanted);
    expect(settings.resources.map((one) => [nameOf(one), one.transitions, one.history])).toEqual(
      usual.map((one) => [nameOf(one), one.transitions, one.history]),
    );
  });
});
