// Stop-Transcript: ends what Start-Transcript began.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { Problem } from "../../src/command/problem.ts";
import { formatDate } from "../../src/values/dateformat.ts";
import { DateTime } from "../../src/values/datetime.ts";

export default defineCmdlet({
  name: "Stop-Transcript",
  synopsis: "Ends the transcript.",
  runs: "shell",
  examples: [{ run: "Start-Transcript log.txt; Stop-Transcript", note: "The file is complete." }],
  async *process(_, { shell, world }) {
    const { transcript } = shell;
    if (!transcript) throw none();
    const now = formatDate(DateTime.ofMilliseconds(world.clock.now()), "yyyyMMddHHmmss");
    shell.screen.copyTo?.(undefined);
    shell.transcript = undefined;
    transcript.append(`${line}\nPowerShell transcript end\nEnd time: ${now}\n${line}\n`);
    await transcript.written();
    yield `Transcript stopped, output file is ${transcript.path}`;
  },
});

const line = "**********************";

function none(): Problem {
  return new Problem({
    id: "InvalidOperation",
    category: "InvalidOperation",
    text: "No transcript is being written.",
    exceptionType: "System.InvalidOperationException",
  });
}
