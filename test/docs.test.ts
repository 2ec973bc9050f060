// What the pages for people say works: each ```powershell block runs, in order, in an organization as the page has it; a
// ```text block behind it is how what it shows ends; swaks lines in ```sh blocks are sent, and lines of exsh are right uses of it.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parseArguments } from "../src/host/arguments.ts";
import { samplePassword } from "../src/host/sample.ts";
import { cmdletFiles } from "./loaders.ts";
import { temporaryFolder } from "./process.ts";
import { openSample, type Sample, type SampleOptions } from "./sample.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const pages = ["README.md", ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })]
  .map((name) => (name === "README.md" ? name : join("docs", name)))
  .filter((name) => name.endsWith(".md"));

interface Block {
  readonly kind: string;
  readonly text: string;
  /** Of its first line. */
  readonly line: number;
  /** Whether it follows a block with nothing but blank lines between. */
  readonly follows: boolean;
}

function blocksOf(page: string): readonly Block[] {
  const blocks: Block[] = [];
  let open: { kind: string; line: number; lines: string[]; follows: boolean } | undefined;
  let follows = false;
  for (const [index, line] of readFileSync(join(root, page), "utf8").split("\n").entries()) {
    if (open && line === "```") {
      blocks.push({ kind: open.kind, line: open.line, text: open.lines.join("\n"), follows: open.follows });
      open = undefined;
      follows = true;
    } else if (open) open.lines.push(line);
    else if (line.startsWith("```")) open = { kind: line.slice(3), line: index + 2, lines: [], follows };
    else if (line.trim() !== "") follows = false;
  }
  expect(open, `${page}: a block without an end`).toBeUndefined();
  return blocks;
}

/** The words of a line as a shell of the system takes them apart: quotes, no expansion. */
function wordsOf(line: string): string[] {
  const words: string[] = [];
  for (const [word] of line.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)) {
    if (word === "#" || word === "&" || word === "|" || word === "||" || word === "&&") break;
    words.push(word.replace(/"([^"]*)"|'([^']*)'/g, (_, double, single) => double ?? single));
  }
  return words;
}

/** Sends what a line of swaks would, to the connector that listens on that port where ports are not free ones. */
async function sendAs(line: string, sample: Sample): Promise<void> {
  const words = wordsOf(line);
  const value = (name: string): string => {
    const at = words.indexOf(name);
    expect(at, `${line}: ${name}`).toBeGreaterThan(0);
    return words[at + 1]!;
  };
  const [, port] = value("--server").split(":");
  const user = words.includes("--auth-user") ? value("--auth-user") : undefined;
  expect(port).toBe(user === undefined ? "2525" : "2587");
  expect(words.includes("--tls")).toBe(user !== undefined);
  const text = words.includes("--body") ? value("--body") : "Hello.";
  await sample.send({ from: value("--from"), to: value("--to"), subject: value("--h-Subject"), text }, user);
}

async function follow(page: string, options: SampleOptions): Promise<void> {
  const folder = temporaryFolder();
  const answer: SampleOptions["answer"] = (question) => {
    expect(question.kind).toBe("secret");
    return samplePassword;
  };
  const sample = await openSample(join(folder.path, "data"), { answer, cwd: folder.path, ...options });
  try {
    let last = "";
    for (const { kind, text, line, follows } of blocksOf(page)) {
      const where = `${page}:${line}`;
      if (kind === "powershell") {
        await sample.settle();
        const { ending, shown, told } = await sample.run(text);
        expect(told, where).toBe("");
        expect(ending, where).toEqual({ kind: "done", ok: true });
        last = shown;
      } else if (kind === "text" && follows) {
        expect(trimmed(last).slice(-trimmed(text).length), where).toBe(trimmed(text));
      } else if (kind === "sh") {
        for (const one of text.split("\n")) if (one.startsWith("swaks ")) await sendAs(one, sample);
      }
    }
  } finally {
    await sample.close();
    folder.remove();
  }
}

/** Without blank lines around and blanks at the end of lines, which people do not see. */
const trimmed = (text: string): string => text.replace(/[ \t]+$/gm, "").replace(/^\n+|\n+$/g, "");

test(
  "the guide can be followed from its beginning to its end",
  () => follow("docs/guide.md", { empty: true }),
  120_000,
);

test("the first steps of the README work", () => follow("README.md", { empty: true, domain: "exsh.test" }), 120_000);

describe.each(pages)("%s", (page) => {
  const text = readFileSync(join(root, page), "utf8");

  test("leads to pages that exist", () => {
    const targets = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
      .map((match) => match[1]!)
      .filter((target) => !/^https?:/.test(target));
    const missing = targets.filter((target) => !existsSync(join(root, dirname(page), target)));
    expect(missing).toEqual([]);
  });
});

test.each(pages.filter((page) => !page.includes("reference/")))("%s names cmdlets and options that exist", (page) => {
  const text = readFileSync(join(root, page), "utf8");
  // What is told to be missing stands under a heading that says so.
  const present = text.replace(/^## Not there yet$[\s\S]*?(?=^## |$(?![\s\S]))/m, "");
  const names = new Set(cmdletFiles().map(([name]) => name.toLowerCase()));
  const named = [
    ...present.matchAll(
      /`((?:Get|New|Set|Remove|Add|Test|Suspend|Resume|Retry|Export|Update|Enable|Disable|Start|Stop)-[A-Z]\w+)\b/g,
    ),
  ];
  const unknown = named.map((match) => match[1]!).filter((name) => !names.has(name.toLowerCase()));
  expect(unknown).toEqual([]);
  const lines = blocksOf(page)
    .filter(({ kind }) => kind === "sh")
    .flatMap((block) => block.text.split("\n"));
  for (const line of lines) {
    const words = wordsOf(line);
    if (!/^(npx )?(bin\/)?exsh$/.test(words.slice(0, words[0] === "npx" ? 2 : 1).join(" "))) continue;
    const request = parseArguments(words.slice(words[0] === "npx" ? 2 : 1), {});
    expect(request.kind, line).not.toBe("wrong");
  }
});
