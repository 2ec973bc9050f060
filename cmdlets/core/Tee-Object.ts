// Tee-Object: hands objects on and keeps them in a file or variable too.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { absolutePath, encoding, openWriter, type Writer } from "../../src/command/files.ts";
import { anything } from "../../src/command/kinds.ts";
import { viewOf } from "../../src/command/variables.ts";
import { createRenderer } from "../../src/format/screen.ts";
import { switchParameter, text } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Tee-Object",
  synopsis: "Stores objects in a file or variable and hands them on.",
  runs: "shell",
  aliases: ["tee"],
  defaultSet: "File",
  sets: {
    File: {
      FilePath: { type: text, mandatory: true, position: 1, aliases: ["Path"], summary: "The file." },
      Append: { type: switchParameter, summary: "Adds to the file." },
      Encoding: { type: encoding, default: "utf8", summary: "How the file is written." },
    },
    Variable: { Variable: { type: text, mandatory: true, summary: "The variable." } },
  },
  parameters: {
    InputObject: { type: anything, pipeline: "value", allowNull: true, summary: "The objects." },
  },
  examples: [
    { run: "1..3 | Tee-Object -Variable kept | Measure-Object", note: "Counts them and keeps them in $kept." },
  ],
  start(bound, ctx) {
    const kept: unknown[] = [];
    const lines: string[] = [];
    const renderer = createRenderer(ctx.shell.screen.width, (line) => lines.push(line), viewOf(ctx.shell));
    let writer: Writer | undefined;
    const write = () =>
      lines.length > 0
        ? writer?.write(
            lines
              .splice(0)
              .map((line) => `${line}\n`)
              .join(""),
          )
        : undefined;
    return {
      async begin() {
        if (bound.FilePath === undefined) return;
        writer = await openWriter(ctx.world.disk, absolutePath(ctx, bound.FilePath), {
          encoding: bound.Encoding ?? "utf8",
          append: bound.Append === true,
          noClobber: false,
        });
      },
      *process({ InputObject }) {
        if (bound.Variable === undefined) renderer.out(InputObject);
        else kept.push(InputObject);
        yield InputObject;
      },
      async end() {
        if (bound.Variable !== undefined) {
          ctx.shell.variables.set(bound.Variable, kept.length === 1 ? kept[0] : kept);
          return;
        }
        renderer.end();
        await write();
      },
      close: () => writer?.close(),
    };
  },
});
