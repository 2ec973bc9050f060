// Tables of what is typed and what is shown, each row in a shell of its own.
import { expect, test } from "vitest";
import { type ShellOptions, testShell } from "./shell.ts";

/** A script, the lines it shows (blank ones at the ends left out), and how the shell is set up. */
export type Row = readonly [script: string, shown: readonly string[], options?: ShellOptions];

export function transcripts(rows: readonly Row[]): void {
  test.each(rows.map((row) => [row[0].replaceAll("%", "%%"), row] as const))(
    "%s",
    async (_, [script, lines, options]) => {
      const shell = await testShell(options);
      const shown = (await shell.show(script)).replace(/^\n+|\n+$/g, "");
      expect(shown.split("\n")).toEqual(lines.length === 0 ? [""] : lines);
    },
  );
}
