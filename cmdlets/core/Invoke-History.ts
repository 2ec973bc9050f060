// Invoke-History: runs a line of the history again.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { noLine } from "../../src/command/history.ts";
import { text } from "../../src/values/kinds.ts";

export default defineCmdlet({
  name: "Invoke-History",
  synopsis: "Runs a line of the history again.",
  runs: "shell",
  aliases: ["r"],
  confirms: "allow",
  parameters: {
    Id: {
      type: text,
      position: 1,
      pipeline: "property",
      summary: "The number of the line, or what it begins with; the last one without it.",
    },
  },
  examples: [{ run: "Invoke-History 1 -ErrorAction SilentlyContinue", note: "The first line once more." }],
  start: (_, { shell, shouldProcess, world }, out) => ({
    async process({ Id }) {
      const wanted = Id ?? "";
      const number = /^\d{1,9}$/.test(wanted) ? Number(wanted) : undefined;
      const found =
        number !== undefined
          ? shell.history.find((one) => one.id === number)
          : shell.history.findLast((one) => one.text.startsWith(wanted));
      if (!found) throw noLine(number ?? wanted);
      if (!(await shouldProcess(found.text))) return;
      shell.screen.write(`${found.text}\n`);
      const started = world.clock.now();
      const keep = (status: "Completed" | "Failed") =>
        shell.keepHistory({ text: found.text, started, ended: world.clock.now(), status });
      try {
        await shell.run(found.text, out);
      } catch (error) {
        keep("Failed");
        throw error;
      }
      keep("Completed");
    },
  }),
});
