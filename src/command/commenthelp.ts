// Comment-based help of functions (about_Comment_Based_Help): keywords at line starts, text below them.

import type { HelpExample, HelpFacts } from "./help.ts";
import type { FunctionEntry } from "./session.ts";

interface Section {
  readonly keyword: string;
  readonly argument: string;
  readonly lines: string[];
}

const keyword = /^\s*\.([A-Za-z]+)(?:[ \t]+(\S.*?))?\s*$/;
const known = new Set(
  "synopsis description parameter example inputs outputs notes link component role functionality".split(" "),
);

/** Reads a help comment; the declaration gives what it does not say. */
export function factsOfFunction(entry: FunctionEntry): HelpFacts {
  const sections = sectionsOf(entry.help);
  const body = (name: string) => {
    const found = sections.find((section) => section.keyword === name);
    return found ? textOf(found) : "";
  };
  return {
    name: entry.name,
    category: "Function",
    synopsis: body("synopsis"),
    description: body("description"),
    face: entry.face,
    parameters: new Map(
      sections
        .filter((section) => section.keyword === "parameter")
        .map((section) => [section.argument.toLowerCase(), textOf(section)]),
    ),
    examples: sections.filter((section) => section.keyword === "example").map(exampleOf),
    notes: body("notes"),
    inputs: body("inputs"),
    outputs: body("outputs"),
    component: body("component"),
    role: body("role"),
    functionality: body("functionality"),
    links: sections.filter((section) => section.keyword === "link").map((one) => textOf(one) || one.argument),
    aliases: [],
  };
}

function sectionsOf(help: string): readonly Section[] {
  const sections: Section[] = [];
  for (const line of help.split(/\r\n|\n|\r/)) {
    const match = line.length < 500 ? keyword.exec(line) : null;
    const word = match?.[1]?.toLowerCase();
    if (word !== undefined && known.has(word)) {
      sections.push({ keyword: word, argument: match?.[2] ?? "", lines: [] });
    } else sections.at(-1)?.lines.push(line);
  }
  return sections;
}

function textOf(section: Section): string {
  const lines = [...section.lines];
  while (lines[0]?.trim() === "") lines.shift();
  while (lines.at(-1)?.trim() === "") lines.pop();
  const margins = lines.filter((line) => line.trim() !== "").map((line) => line.length - line.trimStart().length);
  const margin = Math.min(...margins, 1000);
  return lines.map((line) => line.slice(margin).trimEnd()).join("\n");
}

/** The first line of an example is the command, the rest what is said of it. */
function exampleOf(section: Section): HelpExample {
  const [code = "", ...rest] = textOf(section).split("\n");
  return { code: code.replace(/^(?:PS[^>]{0,80}>|C:\\>)\s*/, ""), remarks: rest.join("\n").trim() };
}
