// Records of a pipeline share syncs, and nobody can tell by order, errors or what is kept.
import { expect, test } from "vitest";
import { CustomObject } from "../../src/values/custom.ts";
import { pipe } from "../command/harness.ts";
import { bench } from "./cmdlets.ts";

const rows = (...names: string[]) => names.map((Name) => new CustomObject({ Name }));
const count = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => `u${from + n}`);

async function counted() {
  const made = await bench();
  let syncs = 0;
  made.world.databases.fault = () => {
    syncs++;
    return undefined;
  };
  const run = (input: unknown[], calls: Parameters<typeof pipe>[0], more: object = {}) =>
    pipe(calls, { input, world: made.world, services: { org: made.org }, ...more });
  return { ...made, run, syncs: () => syncs };
}

test("outputs come in the order of the records, and all of them", async () => {
  const { run, org } = await counted();
  const names = count(1, 200);
  const told = await run(rows(...names), [["New-Mailbox", { Shared: true }]]);
  expect(told.output.map((one: any) => one.Name)).toEqual(names);
  expect(await org.verify()).toEqual([]);
});

test("an error stands between the outputs of those before it and those behind", async () => {
  const { run } = await counted();
  const seen: string[] = [];
  const told = await run(rows("a", "b", "a", "c"), [["New-Mailbox", { Shared: true }]], {
    preferences: { error: "Continue" },
  });
  seen.push(...told.output.map((one: any) => one.Name));
  expect(seen).toEqual(["a", "b", "c"]);
  expect(told.errors).toHaveLength(1);
});

test("with -ErrorAction Stop nothing behind the error is begun, and all before it is given", async () => {
  const { run, get } = await counted();
  const told = await run(rows("a", "b", "a", "c"), [["New-Mailbox", { Shared: true, ErrorAction: "Stop" }]]);
  expect(told.output.map((one: any) => one.Name)).toEqual(["a", "b"]);
  expect(told.thrown.message).toContain("There is already an object with the Name 'a'");
  expect((await get("Get-Mailbox")).map((one) => one.Name)).toEqual(["a", "b"]);
});

test("a full disk ends the pipeline; what was given before is kept, nothing else", async () => {
  const { run, get, world, org } = await counted();
  let left = 5;
  world.databases.fault = () => (left-- > 0 ? undefined : "ENOSPC");
  const told = await run(rows(...count(1, 400)), [["New-Mailbox", { Shared: true }]]);
  expect(told.thrown.message).toContain("There is no space left");
  world.databases.fault = () => undefined;
  const kept = (await get("Get-Mailbox", { ResultSize: "Unlimited" })).map((one) => one.Name).sort();
  const given = told.output.map((one: any) => one.Name);
  expect(kept).toEqual(expect.arrayContaining(given));
  expect(kept.length).toBeLessThan(400);
  expect(await org.verify()).toEqual([]);
});

test("what is asked for each record is answered before the next is begun", async () => {
  const { run, get } = await counted();
  const told = await run(rows("a", "b", "c"), [["New-Mailbox", { Shared: true, Confirm: true }]], {
    answers: ["0", "2", "0"],
  });
  expect(told.questions).toHaveLength(3);
  expect(told.output.map((one: any) => one.Name)).toEqual(["a", "c"]);
  expect(await get("Get-Mailbox")).toHaveLength(2);
});

test("what one cmdlet gives, the next can change", async () => {
  const { run, get } = await counted();
  const told = await run(rows(...count(1, 100)), [
    ["New-Mailbox", { Shared: true }],
    ["Set-Mailbox", { CustomAttribute1: "new" }],
  ]);
  expect(told.errors).toEqual([]);
  expect(await get("Get-Mailbox", { Filter: "CustomAttribute1 -eq 'new'" })).toHaveLength(100);
});
