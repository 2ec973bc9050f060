// Get-PSSession: the sessions that were opened in this shell.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { openSessions, PSSession } from "../../src/command/remoting.ts";
import { int, many, text } from "../../src/values/kinds.ts";
import { wildcard } from "../../src/values/wildcard.ts";

export default defineCmdlet({
  name: "Get-PSSession",
  synopsis: "Lists the sessions that were opened with New-PSSession.",
  runs: "shell",
  aliases: ["gsn"],
  defaultSet: "Name",
  sets: {
    Name: { Name: { type: many(text), summary: "Only sessions with these names; wild cards are allowed." } },
    Id: { Id: { type: many(int), mandatory: true, summary: "Only those with these numbers." } },
  },
  parameters: {
    ComputerName: {
      type: many(text),
      position: 1,
      aliases: ["Cn"],
      summary: "Only sessions with these servers; wild cards are allowed.",
    },
    ConfigurationName: { type: text, summary: "Only sessions for this." },
  },
  outputs: [PSSession],
  examples: [{ run: "Get-PSSession | Remove-PSSession", note: "Closes all." }],
  *process(p, { world }) {
    for (const one of openSessions(world)) {
      if (p.Id && !p.Id.includes(one.Id)) continue;
      if (p.Name && !p.Name.some((name) => wildcard(name)(one.Name))) continue;
      if (p.ComputerName && !p.ComputerName.some((name) => wildcard(name)(one.ComputerName))) continue;
      if (p.ConfigurationName !== undefined && !wildcard(p.ConfigurationName)(one.ConfigurationName)) continue;
      yield one;
    }
  },
});
