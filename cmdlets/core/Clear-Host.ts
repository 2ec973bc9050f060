// Clear-Host: empties the screen of a terminal.
import { defineCmdlet } from "../../src/command/cmdlet.ts";

export default defineCmdlet({
  name: "Clear-Host",
  synopsis: "Clears the screen.",
  runs: "shell",
  aliases: ["clear", "cls"],
  examples: [{ run: "Clear-Host", note: "An empty screen; where there is no terminal, nothing." }],
  process(_, { shell }) {
    shell.screen.clear?.();
  },
});
