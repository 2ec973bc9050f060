// Get-Random: numbers by chance, or items of a list by chance.
import { chanceSets, chanceSteps } from "../../src/command/chance.ts";
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { int } from "../../src/values/kinds.ts";
import type { Random } from "../../src/world/world.ts";

export default defineCmdlet({
  name: "Get-Random",
  synopsis: "Gives a random number, or random items of a list.",
  runs: "shell",
  defaultSet: "RandomNumberParameterSet",
  sets: chanceSets,
  parameters: {
    SetSeed: { type: int, summary: "Begins a row of numbers that is the same each time; not for secrets." },
  },
  examples: [
    { run: "Get-Random -Maximum 10", note: "A number from 0 to 9." },
    { run: "1..49 | Get-Random -Count 6", note: "Six of 49." },
  ],
  start: (bound, ctx) => chanceSteps(bound, bound.SetSeed === undefined ? ctx.world.random : seeded(bound.SetSeed)),
});

/** Mulberry32, for rows that repeat. */
function seeded(seed: number): Pick<Random, "integer"> {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return { integer: (limit) => Math.floor(next() * limit) };
}
