// Export-Clixml: objects in a file from which they can be made again.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { absolutePath, encoding, openWriter, type Writer } from "../../src/command/files.ts";
import { anything } from "../../src/command/kinds.ts";
import { clixmlWriter } from "../../src/format/clixml.ts";
import { xmlText } from "../../src/format/xml.ts";
import { switchParameter, text, wholeNumber } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Export-Clixml",
  synopsis: "Writes objects to a file from which Import-Clixml makes them again.",
  description:
    "Passwords are written as PowerShell does where the system seals nothing: whoever can read the file has them. A new file is for its owner alone.",
  runs: "shell",
  confirms: "allow",
  parameters: {
    Path: { type: text, mandatory: true, position: 1, aliases: ["LiteralPath", "PSPath", "LP"], summary: "The file." },
    InputObject: {
      type: anything,
      mandatory: true,
      pipeline: "value",
      allowNull: true,
      allowEmpty: true,
      summary: "The objects.",
    },
    Depth: {
      type: wholeNumber("Int32", 1, 100),
      default: 2,
      summary: "Levels of objects in objects that are written.",
    },
    Force: { type: switchParameter, summary: "Writes also over a file that is read-only." },
    NoClobber: { type: switchParameter, aliases: ["NoOverwrite"], summary: "A file that exists is an error." },
    Encoding: { type: encoding, default: "utf8", summary: "How the file is written." },
  },
  examples: [{ run: "@{ A = 1 } | Export-Clixml kept.xml; (Import-Clixml kept.xml).A", note: "1" }],
  start(bound, ctx) {
    const path = absolutePath(ctx, bound.Path!);
    const values = clixmlWriter(bound.Depth ?? 2);
    let writer: Writer | undefined;
    return {
      async begin() {
        if (!(await ctx.shouldProcess(path))) return;
        if (bound.Force && (await ctx.world.disk.stat(path))?.readOnly)
          await ctx.world.disk.adjust(path, { readOnly: false });
        writer = await openWriter(ctx.world.disk, path, {
          encoding: bound.Encoding ?? "utf8",
          append: false,
          noClobber: bound.NoClobber === true,
          mode: 0o600,
        });
        await writer.write('<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">\n');
      },
      process({ InputObject }): void | Promise<void> {
        return writer?.write(`${xmlText(values.write(InputObject ?? null), "  ")}\n`);
      },
      end: () => writer?.write("</Objs>\n"),
      close: () => writer?.close(),
    };
  },
});
