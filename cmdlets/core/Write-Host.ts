// Write-Host: text for the person at the screen, beside the output.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { anything } from "../../src/command/kinds.ts";
import { colours, HostMessage } from "../../src/command/message.ts";
import { isList, itemsOf } from "../../src/values/collections.ts";
import { choice, switchParameter } from "../../src/values/kinds.ts";
import { shownText, toText } from "../../src/values/text.ts";

const colour = choice("ConsoleColor", ...colours);

export default defineCmdlet({
  name: "Write-Host",
  synopsis: "Writes text to the screen.",
  runs: "shell",
  parameters: {
    Object: {
      type: anything,
      position: 1,
      remaining: true,
      pipeline: "value",
      aliases: ["Msg", "Message"],
      allowNull: true,
      allowEmpty: true,
      summary: "What to write; the items of a list stand side by side.",
    },
    NoNewline: { type: switchParameter, summary: "Stays on the line." },
    Separator: { type: anything, default: " ", summary: "What stands between the items of a list." },
    ForegroundColor: { type: colour, summary: "The colour of the text." },
    BackgroundColor: { type: colour, summary: "The colour behind the text." },
  },
  examples: [{ run: "Write-Host 'All is well.' -ForegroundColor Green", note: "A green line." }],
  process(p, ctx) {
    const text = join(p.Object, toText(p.Separator));
    const message = new HostMessage(text, p.NoNewline === true, p.ForegroundColor, p.BackgroundColor);
    ctx.information(message, ["PSHOST"]);
  },
});

function join(value: unknown, separator: string): string {
  return isList(value)
    ? itemsOf(value)
        .map((item) => join(item, separator))
        .join(separator)
    : shownText(value);
}
