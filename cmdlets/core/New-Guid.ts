// New-Guid: a GUID by chance.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { switchParameter } from "../../src/values/kinds.ts";
import { findTypeByText } from "../../src/values/types.ts";

const zero = "00000000-0000-0000-0000-000000000000";

export default defineCmdlet({
  name: "New-Guid",
  synopsis: "Makes a GUID.",
  runs: "shell",
  parameters: { Empty: { type: switchParameter, summary: "Gives the GUID of zeros." } },
  examples: [{ run: "New-Guid", note: "A new GUID each time." }],
  *process({ Empty }, { world }) {
    const text = Empty ? zero : world.random.uuid();
    yield findTypeByText("guid")?.convert(text, world) ?? text;
  },
});
