// Get-Module: the modules that are loaded, or those that could be.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { isChosen, ModuleInfo, moduleChoice } from "../../src/command/modules.ts";
import { many, switchParameter, text } from "../../src/values/kinds.ts";
import { toText } from "../../src/values/text.ts";
import { wildcard } from "../../src/values/wildcard.ts";

export default defineCmdlet({
  name: "Get-Module",
  synopsis: "Lists modules.",
  runs: "shell",
  aliases: ["gmo"],
  outputs: [ModuleInfo],
  parameters: {
    Name: { type: many(text), position: 1, pipeline: "value", summary: "Names; wild cards are allowed." },
    FullyQualifiedName: {
      type: many(moduleChoice),
      pipeline: "property",
      summary: "Names, or hash tables with ModuleName and ModuleVersion, MaximumVersion or RequiredVersion.",
    },
    ListAvailable: { type: switchParameter, summary: "Those in the folders of $env:PSModulePath." },
  },
  examples: [
    { run: "Get-Module", note: "Those that are loaded." },
    { run: "Get-Module -ListAvailable", note: "Those that Import-Module finds by name." },
  ],
  async *process(p, { shell }) {
    const tests = p.Name?.map((pattern) => wildcard(pattern));
    const list = p.ListAvailable ? await shell.modules.available() : shell.modules.list();
    for (const one of list) {
      const [name, version] = [toText(one.get("Name")), toText(one.get("Version"))];
      if (tests && !tests.some((fits) => fits(name))) continue;
      if (p.FullyQualifiedName && !p.FullyQualifiedName.some((choice) => isChosen(name, version, choice))) continue;
      yield one;
    }
  },
});
