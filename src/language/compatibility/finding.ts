// What Test-ScriptCompatibility tells: one object for each place of a script that exsh would stumble over.
import { choice, int, text } from "../../values/kinds.ts";
import { defineShape, type Of } from "../../values/shape.ts";
import { lineStarts, positionIn } from "../syntax/position.ts";
import type { Span } from "../syntax/tree.ts";

const kinds = [
  "Syntax",
  "Language",
  "Command",
  "Parameter",
  "Type",
  "Member",
  "COM",
  "WMI",
  "Script",
  "Module",
  "Drive",
  "Variable",
  "Program",
] as const;
export type FindingKind = (typeof kinds)[number];

export const ScriptFinding = defineShape({
  name: "ScriptFinding",
  summary: "Something that a script uses and exsh lacks.",
  properties: {
    Path: { type: text, mandatory: true, summary: "The file of the script." },
    Line: { type: int, mandatory: true, summary: "The line, counted from 1." },
    Column: { type: int, mandatory: true, summary: "The column, counted from 1." },
    Kind: { type: choice("FindingKind", ...kinds), mandatory: true, summary: "What kind of thing it is." },
    Name: { type: text, mandatory: true, summary: "Its name: Get-ADUser, New-Mailbox -Archive, [adsi] …" },
    Advice: { type: text, mandatory: true, summary: "What to do instead; empty when nothing is known." },
    Text: { type: text, mandatory: true, summary: "The line of the script." },
  },
  table: [
    { property: "Line", width: 5, align: "right" },
    { property: "Kind", width: 9 },
    { property: "Name", width: 30 },
    { property: "Advice" },
  ],
  groupBy: "Path",
});
export type Finding = Of<typeof ScriptFinding>;

/** Takes what was found; `name` and `advice` are for people. */
export type Report = (kind: FindingKind, name: string, at: Span, advice?: string) => void;

const widest = 200;

/** Gathers findings of one source. */
export function reporter(source: string, path: string): { readonly report: Report; sorted(): readonly Finding[] } {
  const starts = lineStarts(source);
  const found: { readonly at: number; readonly finding: Finding }[] = [];
  return {
    report(kind, name, at, advice = "") {
      const { line, column } = positionIn(starts, at.start);
      const text = source.slice(starts[line - 1], starts[line]).trim();
      found.push({
        at: at.start,
        finding: ScriptFinding.make({
          Path: path,
          Line: line,
          Column: column,
          Kind: kind,
          Name: name,
          Advice: advice,
          Text: text.length > widest ? `${text.slice(0, widest)}…` : text,
        }),
      });
    },
    sorted: () => found.sort((a, b) => a.at - b.at).map(({ finding }) => finding),
  };
}
