// Import-Clixml: objects from a file that Export-Clixml wrote.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { pathSets } from "../../src/command/fileinfo.ts";
import { eachPath, readText } from "../../src/command/files.ts";
import { Problem } from "../../src/command/problem.ts";
import { readClixml } from "../../src/format/clixml.ts";
import { readXml, XmlError } from "../../src/format/xml.ts";
import { wholeNumber } from "../../src/values/kinds.ts";

const count = wholeNumber("Int64", 0, Number.MAX_SAFE_INTEGER);

export default defineCmdlet({
  name: "Import-Clixml",
  synopsis: "Makes objects of a file that Export-Clixml wrote.",
  runs: "shell",
  defaultSet: "Path",
  sets: pathSets,
  parameters: {
    First: { type: count, summary: "How many to take from the start." },
    Skip: { type: count, default: 0, summary: "How many to leave out at the start." },
  },
  examples: [
    { run: "1..3 | Export-Clixml kept.xml; Import-Clixml kept.xml | Measure-Object -Sum", note: "The same numbers." },
  ],
  async *process(p, ctx) {
    for await (const path of eachPath(ctx, p.Path, p.LiteralPath)) {
      let source = "";
      for await (const chunk of readText(ctx.world.disk, path)) source += chunk;
      let values: readonly unknown[];
      try {
        values = readClixml(readXml(source), ctx.world);
      } catch (error) {
        if (error instanceof XmlError) throw notClixml(path, error.message);
        throw error;
      }
      yield* values.slice(p.Skip, p.First === undefined ? undefined : p.Skip + p.First);
    }
  },
});

function notClixml(path: string, why: string): Problem {
  return new Problem({
    id: "XmlException",
    category: "InvalidData",
    text: `The file '${path}' was not written by Export-Clixml. ${why}`,
    target: path,
    exceptionType: "System.Xml.XmlException",
  });
}
