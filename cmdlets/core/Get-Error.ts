// Get-Error: the last errors with all that is known of them.
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { FixedObject } from "../../src/command/fixed.ts";
import { anything } from "../../src/command/kinds.ts";
import { ErrorRecord, ExceptionValue } from "../../src/command/record.ts";
import { wholeNumber } from "../../src/values/kinds.ts";
import { Structured } from "../../src/values/structured.ts";
import { toText } from "../../src/values/text.ts";

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
  return new FixedObject([`${type}#PSExtendedError`], fields, `\n${inside(error, "", 0).join("\n")}\n`);
}

const present = (value: unknown): boolean => value !== null && value !== undefined && value !== "";

function inside(value: Structured, margin: string, depth: number): string[] {
  const names = value.names().filter((name) => present(value.get(name)));
  const wide = Math.max(...names.map((name) => name.length), 0);
  const type = value instanceof ExceptionValue ? [`${margin}${"Type".padEnd(wide)} : ${value.typeNames[0]}`] : [];
  return type.concat(
    names.flatMap((name) => {
      const one = value.get(name);
      const nested = one instanceof Structured && depth < 4 && one.names().length > 0;
      const head = `${margin}${name.padEnd(wide)} : `;
      if (nested) return [head, ...inside(one, `${margin}    `, depth + 1)];
      return [head + toText(one).replaceAll("\n", `\n${" ".repeat(head.length)}`)];
    }),
  );
}
