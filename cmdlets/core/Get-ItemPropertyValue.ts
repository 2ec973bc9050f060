// Get-ItemPropertyValue: the value of a property of files and folders.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { fileObject, nameFilter, nameParameters, pathSets } from "../../src/command/fileinfo.ts";
import { basename, eachPath } from "../../src/command/files.ts";
import { Problem } from "../../src/command/problem.ts";
import { many, text } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Get-ItemPropertyValue",
  synopsis: "Gives the value of properties of files and folders.",
  runs: "shell",
  aliases: ["gpv"],
  defaultSet: "Path",
  sets: {
    Path: { Path: { ...pathSets.Path.Path, mandatory: false } },
    LiteralPath: pathSets.LiteralPath,
  },
  parameters: {
    Name: { type: many(text), mandatory: true, position: 2, aliases: ["PSProperty"], summary: "The properties." },
    ...nameParameters,
  },
  examples: [{ run: "Get-ItemPropertyValue . -Name FullName", note: "The current folder." }],
  async *process(p, ctx) {
    const fits = nameFilter(p);
    for await (const path of eachPath(ctx, p.Path ?? (p.LiteralPath ? [] : ["."]), p.LiteralPath)) {
      const facts = await ctx.world.disk.stat(path);
      if (!facts || !fits(basename(path))) continue;
      const object = fileObject(path, facts);
      for (const name of p.Name) {
        if (object.spelling(name) === undefined) ctx.error(noProperty(name, path));
        else yield object.get(name);
      }
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
