// Out-String: what the screen would show, as text.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { anything } from "../../src/command/kinds.ts";
import { viewOf } from "../../src/command/variables.ts";
import { createRenderer } from "../../src/format/screen.ts";
import { switchParameter, wholeNumber } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Out-String",
  synopsis: "Gives objects as the text that the screen would show.",
  runs: "shell",
  defaultSet: "NoNewLineFormatting",
  sets: {
    NoNewLineFormatting: { NoNewline: { type: switchParameter, summary: "Leaves out the ends of the lines." } },
    StreamFormatting: { Stream: { type: switchParameter, summary: "Gives each line as an object of its own." } },
  },
  parameters: {
    Width: { type: wholeNumber("Int32", 2, 65536), summary: "Cells of a line; the width of the screen without it." },
    InputObject: { type: anything, pipeline: "value", allowNull: true, summary: "The objects to show." },
  },
  examples: [{ run: "Get-Command Get-Date | Out-String -Width 60", note: "The table as text." }],
  start(bound, ctx) {
    const lines: string[] = [];
    const renderer = createRenderer(
      bound.Width ?? ctx.shell.screen.width,
      (line) => lines.push(line),
      viewOf(ctx.shell),
    );
    return {
      process({ InputObject }): readonly string[] | undefined {
        renderer.out(InputObject);
        return bound.Stream ? lines.splice(0) : undefined;
      },
      end() {
        renderer.end();
        if (bound.Stream) return lines;
        return [bound.NoNewline ? lines.join("") : lines.map((line) => `${line}\n`).join("")];
      },
    };
  },
});
