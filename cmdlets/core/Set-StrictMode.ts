// Set-StrictMode: makes the language complain about what it otherwise takes for empty.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { switchParameter } from "../../src/values/kinds.ts";
import { toText } from "../../src/values/text.ts";
import { ConversionError, type Type } from "../../src/values/type.ts";

const version: Type<number> = {
  name: "Version",
  convert(value) {
    const word = toText(value).trim().toLowerCase();
    if (word === "latest") return 3;
    const match = /^([0-7])(?:\.\d)?$/.exec(word);
    if (!match) throw new ConversionError(`'${toText(value)}' is no strict mode. Use 1.0, 2.0, 3.0 or Latest.`);
    return Math.min(3, Number(match[1]));
  },
  show: (value) => `${value}.0`,
  encode: (value) => value,
  decode: Number,
};

export default defineCmdlet({
  name: "Set-StrictMode",
  synopsis: "Turns strict rules of the language on or off.",
  runs: "shell",
  sets: {
    Version: {
      Version: {
        type: version,
        mandatory: true,
        aliases: ["v"],
        summary: "1.0: variables must be set; 2.0: properties must exist; 3.0: indexes too.",
      },
    },
    Off: { Off: { type: switchParameter, mandatory: true, summary: "Turns them off." } },
  },
  examples: [{ run: "Set-StrictMode -Version Latest", note: "All rules." }],
  process(p, { shell }) {
    shell.strictMode = p.set === "Off" ? 0 : p.Version;
  },
});
