// Start-Sleep: waits.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { wholeNumber } from "../../src/values/kinds.ts";
import { isNumber, parseNumber, toNumber } from "../../src/values/numbers.ts";
import { toText } from "../../src/values/text.ts";
import { type TimeSpan, timeSpan } from "../../src/values/timespan.ts";
import { ConversionError, type Type } from "../../src/values/type.ts";

const seconds: Type<number> = {
  name: "Double",
  convert(value) {
    const read = isNumber(value) ? value : parseNumber(toText(value));
    const number = read === undefined ? Number.NaN : toNumber(read);
    if (!(number >= 0 && number <= 2_147_483))
      throw new ConversionError(`'${toText(value)}' is no number of seconds from 0 to 2147483.`);
    return number;
  },
  show: String,
  encode: (value) => value,
  decode: Number,
};

export default defineCmdlet({
  name: "Start-Sleep",
  synopsis: "Waits for a time.",
  runs: "shell",
  aliases: ["sleep"],
  defaultSet: "Seconds",
  sets: {
    Seconds: {
      Seconds: { type: seconds, mandatory: true, position: 1, pipeline: "both", summary: "How many seconds." },
    },
    Milliseconds: {
      Milliseconds: {
        type: wholeNumber("Int32", 0, 2147483647),
        mandatory: true,
        aliases: ["ms"],
        pipeline: "property",
        summary: "How many milliseconds.",
      },
    },
    FromTimeSpan: {
      Duration: { type: timeSpan, mandatory: true, aliases: ["ts"], pipeline: "property", summary: "How long." },
    },
  },
  examples: [{ run: "Start-Sleep -Milliseconds 10", note: "A hundredth of a second." }],
  async process(p, { world, signal }) {
    const ms =
      p.set === "Seconds"
        ? p.Seconds * 1000
        : p.set === "Milliseconds"
          ? p.Milliseconds
          : (p.Duration as TimeSpan).milliseconds;
    await world.clock.sleep(Math.max(0, ms), signal);
  },
});
