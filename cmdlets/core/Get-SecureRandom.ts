// Get-SecureRandom: numbers or items by chance that nobody can foretell.
import { chanceSets, chanceSteps } from "../../src/command/chance.ts";
import { defineCmdlet } from "../../src/command/cmdlet.ts";

export default defineCmdlet({
  name: "Get-SecureRandom",
  synopsis: "Gives a random number, or random items of a list, fit for secrets.",
  runs: "shell",
  defaultSet: "RandomNumberParameterSet",
  sets: chanceSets,
  examples: [
    { run: "Get-SecureRandom -Maximum 10", note: "A number from 0 to 9." },
    {
      run: "-join ([char[]]'abcdefghjkmnpqrstuvwxyz23456789' | Get-SecureRandom -Count 12)",
      note: "A first password.",
    },
  ],
  start: (bound, ctx) => chanceSteps(bound, ctx.world.random),
});
