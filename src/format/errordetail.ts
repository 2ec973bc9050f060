// All that is known of an error, as Get-Error and the DetailedView of $ErrorView show it.
import { ExceptionValue } from "../command/record.ts";
import { Structured } from "../values/structured.ts";
import { toText } from "../values/text.ts";

const deepest = 4;

/** What is there to see of a property. */
export const present = (value: unknown): boolean => value !== null && value !== undefined && value !== "";

/** The properties as a list in which what is inside is further in; lines are separated by "\n". */
export function errorDetail(error: Structured): string {
  return inside(error, "", 0).join("\n");
}

function inside(value: Structured, margin: string, depth: number): string[] {
  const names = value.names().filter((name) => present(value.get(name)));
  const wide = Math.max(...names.map((name) => name.length), 0);
  const type = value instanceof ExceptionValue ? [`${margin}${"Type".padEnd(wide)} : ${value.typeNames[0]}`] : [];
  return type.concat(
    names.flatMap((name) => {
      const one = value.get(name);
      const nested = one instanceof Structured && depth < deepest && one.names().length > 0;
      const head = `${margin}${name.padEnd(wide)} : `;
      if (nested) return [head, ...inside(one, `${margin}    `, depth + 1)];
      return [head + toText(one).replaceAll("\n", `\n${" ".repeat(head.length)}`)];
    }),
  );
}
