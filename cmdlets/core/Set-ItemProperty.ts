// Set-ItemProperty: changes the times of files and folders, and whether they may be written.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { dateTime } from "../../src/command/dates.ts";
import { fileObject, nameFilter, nameParameters, pathSets } from "../../src/command/fileinfo.ts";
import { basename, eachPath } from "../../src/command/files.ts";
import { anything } from "../../src/command/kinds.ts";
import { Problem } from "../../src/command/problem.ts";
import { truth } from "../../src/command/read.ts";
import { switchParameter, text } from "../../src/values/kinds.ts";
import type { Disk } from "../../src/world/world.ts";

type Change = Parameters<Disk["adjust"]>[1];

const milliseconds = (value: unknown): number => dateTime.convert(value).milliseconds;

/** What can be changed, by name. */
const changes: Readonly<Record<string, (value: unknown) => Change>> = {
  lastwritetime: (value) => ({ modified: milliseconds(value) }),
  lastwritetimeutc: (value) => ({ modified: milliseconds(value) }),
  lastaccesstime: (value) => ({ accessed: milliseconds(value) }),
  lastaccesstimeutc: (value) => ({ accessed: milliseconds(value) }),
  isreadonly: (value) => ({ readOnly: truth(value) }),
};

export default defineCmdlet({
  name: "Set-ItemProperty",
  synopsis: "Changes properties of files and folders: LastWriteTime, LastAccessTime, IsReadOnly.",
  runs: "shell",
  aliases: ["sp"],
  confirms: "allow",
  defaultSet: "Path",
  sets: pathSets,
  parameters: {
    Name: { type: text, mandatory: true, position: 2, aliases: ["PSProperty"], summary: "The property." },
    Value: { type: anything, mandatory: true, position: 3, allowNull: true, summary: "Its new value." },
    ...nameParameters,
    PassThru: { type: switchParameter, summary: "Gives the files and folders." },
  },
  examples: [
    { run: "'x' | Set-Content a.txt; Set-ItemProperty a.txt -Name IsReadOnly -Value $true", note: "A read-only file." },
  ],
  async *process(p, ctx) {
    const { disk } = ctx.world;
    const change = changes[p.Name.toLowerCase()];
    if (!change) throw fixed(p.Name);
    const fits = nameFilter(p);
    for await (const path of eachPath(ctx, p.Path, p.LiteralPath)) {
      if (!fits(basename(path))) continue;
      if (!(await ctx.shouldProcess(`Item: ${path} Property: ${p.Name}`, "Set Property"))) continue;
      await disk.adjust(path, change(p.Value ?? null));
      const facts = p.PassThru ? await disk.stat(path) : undefined;
      if (facts) yield fileObject(path, facts);
    }
  },
});

function fixed(name: string): Problem {
  return new Problem({
    id: "PropertyIsReadOnly",
    category: "InvalidArgument",
    text: `The property ${name} of files cannot be set here; LastWriteTime, LastAccessTime and IsReadOnly can.`,
    target: name,
  });
}
