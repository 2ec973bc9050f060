// Exit-PSSession: leaves a remote session; nobody is ever in one here.
import { defineCmdlet } from "../../src/command/cmdlet.ts";

export default defineCmdlet({
  name: "Exit-PSSession",
  synopsis: "Leaves a remote session; here all commands run in this shell, so that nothing is left.",
  runs: "shell",
  aliases: ["exsn"],
  examples: [{ run: "Exit-PSSession", note: "Changes nothing." }],
  process(_, ctx) {
    ctx.verbose("This shell is in no remote session.");
  },
});
