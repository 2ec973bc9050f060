// Get-OrganizationalUnit: the containers in which recipients stand.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { OrganizationalUnit } from "../../src/org/classes/OrganizationalUnit.ts";
import { moreThanAsked } from "../../src/org/derived.ts";
import { directory } from "../../src/org/directory.ts";
import { identity } from "../../src/org/parameters.ts";
import { attempt } from "../../src/org/turns.ts";
import { builtInUnits, inside, type UnitObject, unitNamed } from "../../src/org/units.ts";
import { count, isLimited, switchParameter, text, unlimited } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Get-OrganizationalUnit",
  synopsis: "Shows organizational units.",
  runs: "organization",
  sets: {
    Identity: {
      Identity: {
        type: identity("OrganizationalUnitIdParameter"),
        position: 1,
        pipeline: "both",
        summary: "The unit, with those below it: name, canonical name, DN or GUID; all when left out.",
      },
      SingleNodeOnly: {
        type: switchParameter,
        summary: "Shows only the units directly below the one that is named, or below the domain.",
      },
    },
    Search: { SearchText: { type: text, summary: "A part of the name." } },
  },
  defaultSet: "Identity",
  parameters: {
    IncludeContainers: { type: switchParameter, summary: "Shows the container Users too." },
    ResultSize: { type: unlimited(count), default: 1000, summary: "The most units to give; Unlimited for all." },
    ...directory,
  },
  outputs: [OrganizationalUnit],
  examples: [
    { run: "Get-OrganizationalUnit -IncludeContainers", note: "All of them, and Users." },
    {
      run: "New-OrganizationalUnit Sales; New-OrganizationalUnit Vienna -Parent Sales; Get-OrganizationalUnit Sales -SingleNodeOnly",
      note: "Those directly below one.",
    },
  ],
  async *process(given, ctx) {
    const found = await attempt(ctx, async () => {
      const top = given.Identity === undefined ? undefined : await unitNamed(ctx.org, given.Identity);
      const [domain, ...containers] = builtInUnits(ctx.org);
      const all: UnitObject[] = given.IncludeContainers ? [...containers] : [];
      for await (const unit of ctx.org.all(OrganizationalUnit)) all.push(unit);
      const above = (top ?? domain!).Identity;
      const wanted = given.SearchText?.toLowerCase();
      return all
        .filter((unit) =>
          given.SingleNodeOnly ? unit.Container === above : top === undefined || inside(unit.Identity, above),
        )
        .filter((unit) => wanted === undefined || unit.Name.toLowerCase().includes(wanted))
        .sort((a, b) => (a.Identity.toLowerCase() < b.Identity.toLowerCase() ? -1 : 1));
    });
    if (found === undefined) return;
    const most = isLimited(given.ResultSize) ? given.ResultSize : found.length;
    yield* found.slice(0, most);
    if (found.length > most) ctx.warning(moreThanAsked);
  },
});
