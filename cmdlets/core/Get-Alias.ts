// Get-Alias: other names of commands.

import { aliasNotFound, aliasObject } from "../../src/command/aliasing.ts";
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { AliasInfo } from "../../src/command/shapes.ts";
import { scopeParameter } from "../../src/command/variables.ts";
import { many, text } from "../../src/values/kinds.ts";
import { hasWildcard, wildcard } from "../../src/values/wildcard.ts";

export default defineCmdlet({
  name: "Get-Alias",
  synopsis: "Gives aliases.",
  runs: "shell",
  aliases: ["gal"],
  outputs: [AliasInfo],
  defaultSet: "Default",
  sets: {
    Default: {
      Name: { type: many(text), position: 1, pipeline: "both", summary: "The aliases; wild cards are allowed." },
    },
    Definition: {
      Definition: { type: many(text), mandatory: true, summary: "The commands whose aliases are wanted." },
    },
  },
  parameters: {
    Exclude: { type: many(text), summary: "Aliases to leave out; wild cards are allowed." },
    Scope: scopeParameter,
  },
  examples: [
    { run: "Get-Alias -Definition Where-Object", note: "? and where." },
    { run: "Get-Alias f*", note: "By a pattern." },
  ],
  *process(p, { shell, error }) {
    const exclude = (p.Exclude ?? []).map((pattern) => wildcard(pattern));
    const all = [...shell.aliases.list(p.Scope)].sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
    for (const pattern of p.Definition ?? p.Name ?? ["*"]) {
      const fits = wildcard(pattern);
      const found = all.filter(
        (one) => fits(p.Definition ? one.definition : one.name) && !exclude.some((test) => test(one.name)),
      );
      if (found.length === 0 && !hasWildcard(pattern)) error(aliasNotFound(pattern, p.Definition !== undefined));
      for (const one of found) yield aliasObject(one);
    }
  },
});
