// Out-Host: shows objects on the screen in their views.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { anything } from "../../src/command/kinds.ts";
import { StopUpstream } from "../../src/command/stage.ts";
import { viewOf } from "../../src/command/variables.ts";
import { createRenderer } from "../../src/format/screen.ts";
import { switchParameter } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Out-Host",
  synopsis: "Shows objects on the screen.",
  runs: "shell",
  aliases: ["oh"],
  parameters: {
    Paging: {
      type: switchParameter,
      summary: "Shows a page at a time and asks before the next, on a terminal; elsewhere nothing waits.",
    },
    InputObject: { type: anything, pipeline: "value", allowNull: true, summary: "The objects to show." },
  },
  examples: [{ run: "1..3 | Out-Host", note: "Three lines." }],
  start(bound, ctx) {
    const { screen, interactive } = ctx.shell;
    if (!bound.Paging || !interactive)
      return { process: ({ InputObject }) => screen.out(InputObject), end: () => screen.flush() };
    const lines: string[] = [];
    const renderer = createRenderer(screen.width, (line) => lines.push(line), viewOf(ctx.shell));
    const page = Math.max(1, (screen.height ?? 25) - 1);
    let rest = page;
    let all = false;
    let left = false;
    const show = async (): Promise<void> => {
      for (let line = lines.shift(); line !== undefined && !left; line = lines.shift()) {
        if (rest === 0 && !all) {
          const answer = await ctx.shell.ask({
            kind: "text",
            prompt: "Enter: next page, l: next line, a: all, q: quit: ",
          });
          left = /^q/i.test(answer);
          all = /^a/i.test(answer);
          rest = /^l/i.test(answer) ? 1 : page;
        }
        if (left) return;
        screen.write(`${line}\n`);
        rest--;
      }
    };
    return {
      process({ InputObject }) {
        if (left) throw new StopUpstream();
        renderer.out(InputObject);
        return lines.length > 0 ? show() : undefined;
      },
      end() {
        renderer.end();
        return show();
      },
    };
  },
});
