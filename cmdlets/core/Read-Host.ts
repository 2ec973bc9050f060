// Read-Host: a line that a person types.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { anything } from "../../src/command/kinds.ts";
import { many, switchParameter } from "../../src/values/kinds.ts";
import { SecureString } from "../../src/values/secret.ts";
import { toText } from "../../src/values/text.ts";

export default defineCmdlet({
  name: "Read-Host",
  synopsis: "Reads a line that a person types.",
  runs: "shell",
  parameters: {
    Prompt: { type: many(anything), position: 1, remaining: true, summary: "What is asked." },
    AsSecureString: { type: switchParameter, summary: "Gives a SecureString; what is typed is not shown." },
    MaskInput: { type: switchParameter, summary: "Gives text; what is typed is not shown." },
  },
  examples: [{ run: "if ($false) { Read-Host 'Your name' }", note: "Asks for a name, when there is a person to ask." }],
  async *process(p, { shell }) {
    const prompt = p.Prompt ? `${p.Prompt.map((one) => toText(one)).join(" ")}: ` : "";
    const answer = await shell.ask({ kind: p.AsSecureString || p.MaskInput ? "secret" : "text", prompt });
    yield p.AsSecureString ? new SecureString(answer) : answer;
  },
});
