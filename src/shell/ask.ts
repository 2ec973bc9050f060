// Questions to the person at the terminal, worded and laid out as PowerShell does.
import type { Question } from "../command/context.ts";
import { GivenUp } from "../host/conversation.ts";
import type { Editor, Typed } from "./editor.ts";

/** Puts a question; gives the text, or for a choice the index as text. Rejects with {@link GivenUp}. */
export async function askPerson(question: Question, editor: Editor, write: (text: string) => void): Promise<string> {
  if (question.kind === "secret") return lineOf(await editor.readSecret(question.prompt));
  if (question.kind !== "choice") return lineOf(await ask(question.prompt, editor, write));
  return askChoice(question, editor, write);
}

type Choice = Extract<Question, { kind: "choice" }>;

async function askChoice(question: Choice, editor: Editor, write: (text: string) => void): Promise<string> {
  const keys = question.choices.map(({ label }) => keyOf(label));
  write(`\n${question.caption}\n${question.message}\n`);
  const offers = question.choices.map(({ label }, index) => `[${keys[index]}] ${label.replace("&", "")}`).join("  ");
  const preset = keys[question.default];
  const prompt = `${offers}  [?] Help${preset === undefined ? "" : ` (default is "${preset}")`}: `;
  for (;;) {
    const answer = lineOf(await editor.read(prompt))
      .trim()
      .toLowerCase();
    if (answer === "" && preset !== undefined) return String(question.default);
    if (answer === "?") {
      for (const [index, { help }] of question.choices.entries()) write(`${keys[index]} - ${help}\n`);
      continue;
    }
    const chosen = question.choices.findIndex(
      ({ label }, index) => keys[index]!.toLowerCase() === answer || label.replace("&", "").toLowerCase() === answer,
    );
    if (chosen >= 0) return String(chosen);
  }
}

/** Readline redraws its prompt, so that only the last line of a longer one may be given to it. */
function ask(prompt: string, editor: Editor, write: (text: string) => void): Promise<Typed> {
  const cut = prompt.lastIndexOf("\n") + 1;
  if (cut > 0) write(prompt.slice(0, cut));
  return editor.read(prompt.slice(cut));
}

/** The key behind "&" in a label; its first letter when there is none. */
function keyOf(label: string): string {
  const at = label.indexOf("&");
  return (label[at + 1] ?? label[0] ?? "").toUpperCase();
}

function lineOf(typed: Typed): string {
  if (typeof typed === "object") return typed.line;
  throw new GivenUp("The question was given up.");
}
