// Remove-Module: takes modules and what they brought out of the session.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { Problem } from "../../src/command/problem.ts";
import { many, switchParameter, text } from "../../src/values/kinds.ts";
import { toText } from "../../src/values/text.ts";
import { hasWildcard, wildcard } from "../../src/values/wildcard.ts";

export default defineCmdlet({
  name: "Remove-Module",
  synopsis: "Takes modules out of the session.",
  runs: "shell",
  aliases: ["rmo"],
  confirms: "allow",
  parameters: {
    Name: {
      type: many(text),
      mandatory: true,
      position: 1,
      pipeline: "both",
      summary: "Names of modules; wild cards are allowed.",
    },
    Force: {
      type: switchParameter,
      noEffect: "no module is read-only.",
      quiet: true,
      summary: "Also modules that are read-only.",
    },
  },
  examples: [{ run: "Remove-Module tools*", note: "Its functions are gone." }],
  async process(p, { shell, shouldProcess, error }) {
    for (const pattern of p.Name) {
      const fits = wildcard(pattern);
      const names = shell.modules
        .list()
        .map((one) => toText(one.get("Name")))
        .filter(fits);
      if (names.length === 0 && !hasWildcard(pattern)) error(noModule(pattern));
      for (const name of names) if (await shouldProcess(name, "Remove-Module")) shell.modules.remove(name);
    }
  },
});

function noModule(name: string): Problem {
  return new Problem({
    id: "Modules_NoModulesRemoved",
    category: "ResourceUnavailable",
    text: `No module '${name}' is loaded. Get-Module lists those that are.`,
    target: name,
    exceptionType: "System.InvalidOperationException",
  });
}
