// The whole transport on a disk that is cut, or that fails, at every one of its writes and syncs in turn: what was
// accepted is delivered, reported or waiting once, what was refused is nowhere, and the service goes on.
import { beforeAll, describe, expect, test } from "vitest";
import { Problem } from "../../src/command/problem.ts";
import { openSpool } from "../../src/spool/spool.ts";
import type { Fault, Operation } from "../world/disk.ts";
import { type KeepUnsynced, type TestWorld, testWorld } from "../world/world.ts";
import { abandon, addGroup, type Flow, openFlow } from "./flow.ts";

/** So small that files are begun and given back on the way. */
const fileSize = 6000;

interface Sent {
  readonly subject: string;
  readonly to: readonly string[];
  readonly accepted: boolean;
}

const letters: readonly (readonly string[])[] = [
  ["bob@contoso.com"],
  ["staff@contoso.com"],
  ["nobody@contoso.com", "bob@contoso.com"],
  ["bob@elsewhere.example", "alice@contoso.com"],
];

async function prepared(): Promise<TestWorld> {
  const world = testWorld();
  const flow = await openFlow({ world, mailboxes: ["alice", "bob"], stopped: true });
  await addGroup(flow.org, "staff", ["alice", "bob"]);
  await flow.close();
  return world;
}

/** One life: letters one after the other and at once, some of what came removed, and the log looked through. */
async function live(flow: Flow, name: string, quiet: () => boolean): Promise<Sent[]> {
  const sent: Sent[] = [];
  const send = async (to: readonly string[], part: string) => {
    const subject = `${name}-${part}`;
    const accepted = await flow
      .send({ from: "alice@contoso.com", to, subject, body: `${part} `.repeat(300), authenticated: true })
      .then(
        () => true,
        () => false,
      );
    sent.push({ subject, to, accepted });
  };
  const rest = () => flow.until(() => quiet() || isCalm(flow)).then(() => flow.world.clock.settle(3));
  for (const [number, to] of letters.entries()) {
    await send(to, `one${number}`);
    await rest();
  }
  await Promise.all(letters.map((to, number) => send(to, `all${number}`)));
  await rest();
  const old = (await flow.inbox("bob").catch(() => [])).filter(({ subject }) => subject.startsWith("old"));
  await flow.mailboxes.remove(old).catch(() => undefined);
  await flow.spool.collect().catch(() => undefined);
  await send(["bob@contoso.com"], "last");
  await rest();
  return sent;
}

function isCalm(flow: Flow): boolean {
  for (const queue of flow.transport.queues.all())
    for (const item of queue.items)
      if (item.state === "Active" || (item.state === "Ready" && queue.hop.type !== "Unreachable")) return false;
  return true;
}

async function copies(flow: Flow, alias: string, subject: string): Promise<number> {
  return (await flow.inbox(alias)).filter((message) => message.subject === subject).length;
}

/** Each accepted letter is where it belongs, once; one that was refused may be there when `maybe` says so, whole. */
async function check(flow: Flow, sent: readonly Sent[], maybe: boolean): Promise<void> {
  for (const { subject, to, accepted } of sent) {
    const group = to.includes("staff@contoso.com");
    const wanted = {
      bob: to.includes("bob@contoso.com") || group ? 1 : 0,
      alice: to.includes("alice@contoso.com") || group ? 1 : 0,
      reports: to.includes("nobody@contoso.com") ? 1 : 0,
      waiting: to.includes("bob@elsewhere.example") ? 1 : 0,
    };
    const found = {
      bob: await copies(flow, "bob", subject),
      alice: await copies(flow, "alice", subject),
      reports: await copies(flow, "alice", `Undeliverable: ${subject}`),
      waiting: flow.transport.queues
        .all()
        .flatMap((queue) => [...queue.items])
        .filter((item) => item.mail.record.subject === subject).length,
    };
    const none = { bob: 0, alice: 0, reports: 0, waiting: 0 };
    if (accepted) expect({ subject, ...found }).toEqual({ subject, ...wanted });
    else expect(maybe ? [none, wanted] : [none]).toContainEqual(found);
  }
}

/** What the disk is asked for in a whole life, when nothing fails. */
let asked: readonly Operation[];
const written = (kinds: readonly Operation["kind"][]) =>
  asked.flatMap(({ kind }, at) => (kinds.includes(kind) ? [at] : []));

beforeAll(async () => {
  const world = await prepared();
  const flow = await openFlow({ world, fileSize });
  const from = world.disk.operations.length;
  const sent = await live(flow, "x", () => false);
  asked = world.disk.operations.slice(from);
  await check(flow, sent, false);
  await flow.close();
});

describe("at every write and sync", () => {
  /** A life that ends where the power goes, and one after it. */
  async function cut(at: number, bytes: number | undefined, keepUnsynced: KeepUnsynced): Promise<Sent[]> {
    const world = await prepared();
    const flow = await openFlow({ world, fileSize });
    const from = world.disk.operations.length;
    let dead = false;
    world.disk.fault = (_, count) => {
      if (count < from + at) return undefined;
      dead = true;
      return bytes === undefined ? "ECRASHED" : { code: "ECRASHED", written: bytes };
    };
    const sent = await live(flow, "x", () => dead);
    const next = world.crash({ keepUnsynced });
    await abandon(flow);
    const again = await openFlow({ world: next, fileSize });
    await again.calm();
    // What a power cut leaves is no damage.
    expect(again.spool.facts.damage).toEqual([]);
    await check(again, sent, true);
    expect(await again.spool.verify()).toEqual([]);
    expect(again.log).toEqual([]);
    await again.close();
    return sent;
  }

  test.each([
    ["before it, and what was not synced is gone", 0, "none"],
    ["within its head, and what was written stays", 20, "all"],
    ["in its middle, and what was not synced is torn", undefined, "torn"],
    ["before its last byte, and what was written stays", -1, "all"],
    ["behind its last byte, and what was written stays", Number.MAX_SAFE_INTEGER, "all"],
    ["behind its last byte, and what was not synced is torn", Number.MAX_SAFE_INTEGER, "torn"],
  ] as const)("the power is cut %s", async (_, bytes, keep) => {
    const seen = { accepted: 0, refused: 0 };
    for (const at of written(["append", "sync", "syncFolder", "remove", "truncate", "open"]))
      for (const { accepted } of await cut(at, bytes, keep)) seen[accepted ? "accepted" : "refused"]++;
    expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(20);
  });

  test.each([
    ["ENOSPC", "append", 0],
    ["ENOSPC", "append", 1],
    ["EIO", "append", 0],
    ["EIO", "sync", 0],
    ["EIO", "sync", 1],
    ["EIO", "syncFolder", 0],
  ] as const)(
    "%s at %s, and at %d calls more: what is refused is refused, and the service goes on",
    async (code, kind, more) => {
      let refused = 0;
      for (const at of written([kind])) {
        const world = await prepared();
        const flow = await openFlow({ world, fileSize });
        const from = world.disk.operations.length;
        world.disk.fault = (_, count) => (count >= from + at && count <= from + at + more ? code : undefined);
        const sent = await live(flow, "x", () => false);
        world.disk.fault = () => undefined;
        const after = await live(flow, "y", () => false);
        // What could not be settled is tried again a little later.
        await world.clock.advance(16 * 60_000);
        await flow.calm();
        expect(after.filter(({ accepted }) => !accepted)).toEqual([]);
        await check(flow, [...sent, ...after], false);
        const next = world.crash({ keepUnsynced: at % 2 === 0 ? "none" : "torn" });
        await abandon(flow);
        const again = await openFlow({ world: next, fileSize });
        await again.calm();
        expect(again.spool.facts.damage).toEqual([]);
        await check(again, [...sent, ...after], true);
        await again.close();
        refused += sent.filter(({ accepted }) => !accepted).length;
      }
      expect(refused + (kind === "syncFolder" ? 1 : 0)).toBeGreaterThan(0);
    },
  );
});

describe("a disk that fails for a while", () => {
  const whiles: readonly (readonly [string, Fault])[] = [
    ["is full", ({ kind }) => (kind === "append" || kind === "write" ? "ENOSPC" : undefined)],
    ["is full after a few bytes", ({ kind }) => (kind === "append" ? { code: "ENOSPC", written: 7 } : undefined)],
    ["syncs nothing", ({ kind }) => (kind === "sync" ? "EIO" : undefined)],
    ["does nothing", () => "EIO"],
  ];
  test.each(whiles)("and %s: mail is refused, nothing is lost, and it goes on by itself", async (_, fault) => {
    for (const at of written(["append"]).filter((_, index) => index % 3 === 0)) {
      const world = await prepared();
      const flow = await openFlow({ world, fileSize });
      const from = world.disk.operations.length;
      const end = { failed: 0 };
      // Long enough for several tries, and some of them by what is under way.
      world.disk.fault = (operation, count) => {
        const code = count >= from + at && end.failed < 25 ? fault(operation, count) : undefined;
        if (code !== undefined) end.failed++;
        return code;
      };
      const sent = await live(flow, "x", () => false);
      world.disk.fault = () => undefined;
      await world.clock.advance(31 * 60_000);
      await flow.calm();
      const after = await live(flow, "y", () => false);
      expect(after.filter(({ accepted }) => !accepted)).toEqual([]);
      await check(flow, [...sent, ...after], false);
      await flow.close();
    }
  });
});

describe("reads that fail while opening", () => {
  test("open nothing or all: never a store with less in it, and nothing is lost by the attempt", async () => {
    const world = await prepared();
    const flow = await openFlow({ world, fileSize });
    const sent = await live(flow, "x", () => false);
    let next = world.crash({ keepUnsynced: "none" });
    await abandon(flow);
    let refused = 0;
    for (let at = 0; ; at++) {
      const from = next.disk.operations.length;
      next.disk.fault = ({ kind }, count) =>
        count === from + at && (kind === "read" || kind === "open") ? "EIO" : undefined;
      const opened = await openSpool("/data/mail", next, { fileSize }).catch((error: unknown) => error);
      const done = next.disk.operations.length <= from + at;
      next.disk.fault = () => undefined;
      if (opened instanceof Problem) {
        refused++;
        expect(opened.message).toMatch(/^'\/data\/mail' cannot be .*EIO: (?:read|open) '\/data\/mail\/log\//);
      } else {
        const spool = opened as Flow["spool"];
        expect(spool.facts.damage).toEqual([]);
      }
      next = next.crash({ keepUnsynced: "none" });
      if (done) break;
    }
    expect(refused).toBeGreaterThan(3);
    const again = await openFlow({ world: next, fileSize });
    await again.calm();
    expect(again.spool.facts.damage).toEqual([]);
    await check(again, sent, false);
    await again.close();
  });
});
