// Get-ItemProperty: the properties of files and folders.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { fileObject, nameFilter, nameParameters, pathSets } from "../../src/command/fileinfo.ts";
import { basename, eachPath } from "../../src/command/files.ts";
import { Problem } from "../../src/command/problem.ts";
import { CustomObject } from "../../src/values/custom.ts";
import { many, text } from "../../src/values/kinds.ts";
import { hasWildcard, wildcard } from "../../src/values/wildcard.ts";

export default defineCmdlet({
  name: "Get-ItemProperty",
  synopsis: "Gives properties of files and folders.",
  runs: "shell",
  aliases: ["gp"],
  defaultSet: "Path",
  sets: pathSets,
  parameters: {
    Name: {
      type: many(text),
      position: 2,
      aliases: ["PSProperty"],
      summary: "The properties; wild cards are allowed. Without it, all.",
    },
    ...nameParameters,
  },
  examples: [{ run: "Get-ItemProperty . -Name LastWriteTime", note: "When the folder was last changed." }],
  async *process(p, ctx) {
    const fits = nameFilter(p);
    for await (const path of eachPath(ctx, p.Path, p.LiteralPath)) {
      const facts = await ctx.world.disk.stat(path);
      if (!facts || !fits(basename(path))) continue;
      const object = fileObject(path, facts);
      if (!p.Name) {
        yield object;
        continue;
      }
      const names: string[] = [];
      for (const pattern of p.Name) {
        const fits = wildcard(pattern);
        const found = object.names().filter((name) => fits(name));
        if (found.length === 0 && !hasWildcard(pattern)) ctx.error(noProperty(pattern, path));
        names.push(...found);
      }
      if (names.length === 0) continue;
      const always = ["PSPath", "PSParentPath", "PSChildName"];
      yield new CustomObject([...names, ...always].map((name) => [name, object.get(name)] as const));
    }
  },
});

function noProperty(name: string, path: string): Problem {
  return new Problem({
    id: "System.Management.Automation.PSArgumentException",
    category: "InvalidArgument",
    text: `Property ${name} does not exist at path ${path}.`,
    target: name,
    exceptionType: "System.Management.Automation.PSArgumentException",
  });
}
