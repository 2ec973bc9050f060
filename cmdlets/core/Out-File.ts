// Out-File: what the screen would show, in a file.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { absolutePath, encoding, openWriter, type Writer } from "../../src/command/files.ts";
import { anything } from "../../src/command/kinds.ts";
import { viewOf } from "../../src/command/variables.ts";
import { createRenderer } from "../../src/format/screen.ts";
import { switchParameter, text, wholeNumber } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Out-File",
  synopsis: "Writes what the screen would show to a file.",
  runs: "shell",
  confirms: "allow",
  parameters: {
    FilePath: {
      type: text,
      mandatory: true,
      position: 1,
      aliases: ["Path", "LiteralPath", "PSPath", "LP"],
      summary: "The file.",
    },
    Encoding: { type: encoding, position: 2, default: "utf8", summary: "How the text is written." },
    Append: { type: switchParameter, summary: "Adds to the file." },
    NoClobber: { type: switchParameter, aliases: ["NoOverwrite"], summary: "A file that exists is an error." },
    Force: { type: switchParameter, summary: "Writes also over a file that is read-only." },
    Width: { type: wholeNumber("Int32", 2, 65536), summary: "Cells of a line; the width of the screen without it." },
    NoNewline: { type: switchParameter, summary: "Leaves out the ends of the lines." },
    InputObject: { type: anything, pipeline: "value", allowNull: true, summary: "The objects." },
  },
  examples: [{ run: "Get-Command *-Csv | Out-File commands.txt -Width 200", note: "The table in a file." }],
  start(bound, ctx) {
    const path = absolutePath(ctx, bound.FilePath!);
    let lines: string[] = [];
    let writer: Writer | undefined;
    const renderer = createRenderer(
      bound.Width ?? ctx.shell.screen.width,
      (line) => lines.push(line),
      viewOf(ctx.shell),
    );
    const write = (): void | Promise<void> => {
      const chunk = lines.map((line) => line + (bound.NoNewline ? "" : "\n")).join("");
      lines = [];
      if (chunk !== "") return writer?.write(chunk);
    };
    return {
      async begin() {
        if (!(await ctx.shouldProcess(path))) return;
        if (bound.Force && (await ctx.world.disk.stat(path))?.readOnly)
          await ctx.world.disk.adjust(path, { readOnly: false });
        writer = await openWriter(ctx.world.disk, path, {
          encoding: bound.Encoding ?? "utf8",
          append: bound.Append === true,
          noClobber: bound.NoClobber === true,
        });
      },
      process({ InputObject }) {
        renderer.out(InputObject);
        return write();
      },
      end() {
        renderer.end();
        return write();
      },
      close: () => writer?.close(),
    };
  },
});
