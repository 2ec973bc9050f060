// Trace-Command: shows how the binder gives arguments and objects to parameters.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { absolutePath, openWriter } from "../../src/command/files.ts";
import { anything, scriptBlock } from "../../src/command/kinds.ts";
import { choice, many, switchParameter, text } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Trace-Command",
  synopsis: "Shows how a command is bound, step by step.",
  runs: "shell",
  parameters: {
    Name: {
      type: many(choice("TraceSource", "ParameterBinding")),
      mandatory: true,
      position: 1,
      summary: "What is traced.",
    },
    Expression: { type: scriptBlock, mandatory: true, position: 2, summary: "What runs meanwhile." },
    PSHost: { type: switchParameter, summary: "Shows the trace on the screen, as is done without -FilePath too." },
    FilePath: { type: text, aliases: ["PSPath", "Path"], summary: "The file that gets the trace." },
    InputObject: { type: anything, pipeline: "value", summary: "What the block finds in $input." },
  },
  examples: [
    { run: "Trace-Command ParameterBinding { Get-Date -Year 2020 } -FilePath trace.txt", note: "The steps in a file." },
  ],
  start(bound, ctx) {
    const input: unknown[] = [];
    return {
      process({ InputObject }) {
        if (ctx.given("InputObject")) input.push(InputObject);
      },
      async *end() {
        const output: unknown[] = [];
        const lines: string[] = [];
        const show = bound.PSHost === true || bound.FilePath === undefined;
        ctx.shell.traceTo((line) => {
          lines.push(line);
          if (show) ctx.shell.screen.debug(`ParameterBinding Information: 0 : ${line}`);
        });
        try {
          await bound.Expression!.run({ input, scope: "here" }, (value) => {
            output.push(value);
          });
        } finally {
          ctx.shell.traceTo(undefined);
          if (bound.FilePath !== undefined) {
            const options = { encoding: "utf8", append: true, noClobber: false } as const;
            const writer = await openWriter(ctx.world.disk, absolutePath(ctx, bound.FilePath), options);
            for (const line of lines) await writer.write(`ParameterBinding Information: 0 : ${line}\n`);
            await writer.close();
          }
        }
        yield* output;
      },
    };
  },
});
