// The long form of test/crash.test.ts: 200 rounds, or CRASH_ROUNDS of them. npm run test:crash
import { expect, test } from "vitest";
import { crashRounds, tableOf } from "./rounds.ts";

test("nothing that was acknowledged is lost", async () => {
  const rounds = Number(process.env["CRASH_ROUNDS"] ?? 200);
  const seed = Number(process.env["CRASH_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
  const again = `CRASH_SEED=${seed} CRASH_ROUNDS=${rounds} npm run test:crash`;
  console.log(again);
  const result = await crashRounds({ rounds, seed, print: console.log });
  console.log(`\n${tableOf(result)}\n${again}`);
  expect(result.rounds.flatMap(({ round, wrong }) => wrong.map((line) => `round ${round}: ${line}`))).toEqual([]);
  expect(result.end).toEqual([]);
  expect(result.rounds.filter(({ inFlight }) => inFlight >= 50).length).toBeGreaterThanOrEqual(Math.floor(rounds / 2));
});
