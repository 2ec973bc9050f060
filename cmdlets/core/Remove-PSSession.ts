// Remove-PSSession: closes sessions, and takes away the names that were imported with a prefix.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { Problem } from "../../src/command/problem.ts";
import { closeSession, openSessions, session } from "../../src/command/remoting.ts";
import { int, many, text } from "../../src/values/kinds.ts";
import { hasWildcard, wildcard } from "../../src/values/wildcard.ts";

export default defineCmdlet({
  name: "Remove-PSSession",
  synopsis: "Closes sessions that were opened with New-PSSession.",
  description: "The cmdlets of Exchange stay. Names that Import-PSSession made with -Prefix go with their session.",
  runs: "shell",
  aliases: ["rsn"],
  confirms: "allow",
  defaultSet: "Session",
  sets: {
    Session: {
      Session: { type: many(session), mandatory: true, position: 1, pipeline: "value", summary: "The sessions." },
    },
    Id: { Id: { type: many(int), mandatory: true, position: 1, summary: "Their numbers." } },
    Name: { Name: { type: many(text), mandatory: true, summary: "Their names; wild cards are allowed." } },
    ComputerName: {
      ComputerName: {
        type: many(text),
        mandatory: true,
        aliases: ["Cn"],
        summary: "Their servers; wild cards are allowed.",
      },
    },
  },
  examples: [
    {
      run: "$session = New-PSSession ex1 -ConfigurationName Microsoft.Exchange; Remove-PSSession $session",
      note: "The last line of many an old script.",
    },
  ],
  async process(p, ctx) {
    const open = [...openSessions(ctx.world)];
    const chosen = p.Session ? [...p.Session] : [];
    const take = (what: string, fits: (one: (typeof open)[number]) => boolean, mustExist: boolean) => {
      const found = open.filter(fits);
      if (found.length === 0 && mustExist) ctx.error(noSession(what));
      chosen.push(...found);
    };
    for (const id of p.Id ?? []) take(`the number ${id}`, (one) => one.Id === id, true);
    for (const name of p.Name ?? []) {
      const fits = wildcard(name);
      take(`the name '${name}'`, (one) => fits(one.Name), !hasWildcard(name));
    }
    for (const name of p.ComputerName ?? []) {
      const fits = wildcard(name);
      take(`the server '${name}'`, (one) => fits(one.ComputerName), !hasWildcard(name));
    }
    for (const one of chosen) {
      if (await ctx.shouldProcess(one.Name, "Remove")) closeSession(ctx.world, one, ctx.shell.aliases);
    }
  },
});

function noSession(what: string): Problem {
  return new Problem({
    id: "SessionNotFound",
    category: "ObjectNotFound",
    text: `There is no session with ${what}. Get-PSSession lists those that are open.`,
    target: what,
  });
}
