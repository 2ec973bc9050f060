// Get-Error: the last errors with all that is known of them.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { FixedObject } from "../../src/command/fixed.ts";
import { anything } from "../../src/command/kinds.ts";
import { ErrorRecord, ExceptionValue } from "../../src/command/record.ts";
import { errorDetail, present } from "../../src/format/errordetail.ts";
import { wholeNumber } from "../../src/values/kinds.ts";
import type { Structured } from "../../src/values/structured.ts";

export default defineCmdlet({
  name: "Get-Error",
  synopsis: "Shows the last errors with all that is known of them.",
  runs: "shell",
  aliases: ["gerr"],
  defaultSet: "Newest",
  sets: {
    Newest: {
      Newest: {
        type: wholeNumber("Int32", 1, 2147483647),
        default: 1,
        aliases: ["Last"],
        summary: "How many, the latest ones.",
      },
    },
    Error: {
      InputObject: {
        type: anything,
        mandatory: true,
        pipeline: "value",
        position: 1,
        summary: "An error, such as $_ in catch.",
      },
    },
  },
  examples: [{ run: "Get-Item nowhere -ErrorAction SilentlyContinue; Get-Error", note: "What went wrong, in full." }],
  *process(p, { shell }) {
    const found = p.set === "Error" ? [p.InputObject] : shell.errors.slice(0, p.Newest);
    for (const one of found) if (one instanceof ErrorRecord || one instanceof ExceptionValue) yield extended(one);
  },
});

/** The error with its properties, shown as a list in which what is inside is further in. */
function extended(error: Structured): FixedObject {
  const names = error.names().filter((name) => present(error.get(name)));
  const fields = Object.fromEntries(names.map((name) => [name, error.get(name)]));
  const [type = ""] = error.typeNames;
  return new FixedObject([`${type}#PSExtendedError`], fields, `\n${errorDetail(error)}\n`);
}
