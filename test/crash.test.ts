// kill -9 of a real server at random moments, 20 times over one data folder: what was acknowledged is not lost. The long
// form is test/crash/long.ts.
import { expect, test } from "vitest";
import { crashRounds, tableOf } from "./crash/rounds.ts";

test("a server that is killed again and again has lost nothing that it acknowledged", async () => {
  const seed = Number(process.env["CRASH_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
  const lines: string[] = [];
  const result = await crashRounds({ rounds: 20, seed, print: (line) => lines.push(line) });
  console.log(`CRASH_SEED=${seed}\n${lines.join("\n")}\n\n${tableOf(result)}`);
  expect(result.rounds.flatMap(({ round, wrong }) => wrong.map((line) => `round ${round}: ${line}`))).toEqual([]);
  expect(result.end).toEqual([]);
  expect(result.rounds.filter(({ inFlight }) => inFlight >= 50).length).toBeGreaterThanOrEqual(10);
}, 600_000);
