// The prompt on streams that stand for a terminal: lines, history, questions, Ctrl+C and Ctrl+D.
import { PassThrough } from "node:stream";
import { afterEach, expect, test } from "vitest";
import { type Conversation, type Ending, GivenUp, type Prompt } from "../../src/host/conversation.ts";
import { parse } from "../../src/language/syntax/parser.ts";
import { openPrompt } from "../../src/shell/prompt.ts";
import { realWorld } from "../../src/world/real.ts";
import { temporaryFolder } from "../process.ts";

const folders: { remove(): void }[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});

interface Terminal {
  readonly prompt: Prompt;
  readonly ran: string[];
  readonly history: string;
  type(text: string): void;
  /** Resolves once the screen has shown a text behind all that was awaited before. */
  sees(text: string): Promise<void>;
  readonly session: Conversation;
  screen(): string;
}

async function terminal(
  run: (text: string, prompt: Prompt) => Promise<Ending> = async () => ({ kind: "done", ok: true }),
  history?: string,
): Promise<Terminal> {
  const folder = temporaryFolder();
  folders.push(folder);
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined });
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 200, rows: 50 });
  let shown = "";
  let read = 0;
  let look: (() => void) | undefined;
  output.on("data", (piece: Buffer) => {
    shown += piece.toString("utf8");
    look?.();
  });
  const file = history ?? `${folder.path}/history`;
  const prompt = await openPrompt({ world: realWorld(), history: file }, { input, output });
  const ran: string[] = [];
  return {
    prompt,
    ran,
    history: file,
    type: (text) => void input.write(text),
    sees: (text) =>
      new Promise((resolve) => {
        look = () => {
          const at = shown.indexOf(text, read);
          if (at < 0) return;
          read = at + text.length;
          look = undefined;
          resolve();
        };
        look();
      }),
    screen: () => shown,
    session: {
      world: realWorld(),
      screen: undefined as never,
      location: "/tmp",
      async run(text) {
        ran.push(text);
        return run(text, prompt);
      },
      runScript: async () => ({ kind: "done", ok: true }),
      runProfile: async () => ({ kind: "done", ok: true }),
      stop: () => undefined,
      incomplete: (text) => parse(text).incomplete,
      complete: async (line) => [["Get-Mailbox", "Get-MailContact"].filter((name) => name.startsWith(line)), line],
    },
  };
}

test("commands are read, run and remembered until exit", async () => {
  const one = await terminal(async (text) =>
    text === "exit 3" ? { kind: "exit", status: 3 } : { kind: "done", ok: true },
  );
  const ended = one.prompt.converse(one.session);
  await one.sees("[PS] /tmp>");
  one.type("Get-Mailbox\r");
  await one.sees("[PS] /tmp>");
  one.type("$p = ConvertTo-SecureString 'pw' -AsPlainText -Force\r");
  await one.sees("[PS] /tmp>");
  one.type("exit 3\r");
  expect(await ended).toBe(3);
  one.prompt.close();
  expect(one.ran).toEqual(["Get-Mailbox", "$p = ConvertTo-SecureString 'pw' -AsPlainText -Force", "exit 3"]);
  const kept = await realWorld().disk.read(one.history);
  expect(kept.toString()).toBe("Get-Mailbox\nexit 3\n");

  const two = await terminal(undefined, one.history);
  const again = two.prompt.converse(two.session);
  await two.sees("[PS] /tmp>");
  two.type("\u001b[A\u001b[A\r"); // two lines up
  await two.sees("[PS] /tmp>");
  two.type("\u0004");
  expect(await again).toBe(0);
  expect(two.ran).toEqual(["Get-Mailbox"]);
});

test("a command of several lines comes back as it was typed, also in the next session", async () => {
  const one = await terminal();
  const first = one.prompt.converse(one.session);
  for (const line of ["function f {", "'a", "b' + `", "1", "}"]) {
    await one.sees(line.startsWith("f") ? "[PS] /tmp>" : ">> ");
    one.type(`${line}\r`);
  }
  await one.sees("[PS] /tmp>");
  one.type("Get-Mailbox\r");
  await one.sees("[PS] /tmp>");
  one.type("\u0004");
  await first;
  const two = await terminal(undefined, one.history);
  const second = two.prompt.converse(two.session);
  await two.sees("[PS] /tmp>");
  two.type("\u001b[A\u001b[A\r");
  await two.sees("[PS] /tmp>");
  two.type("\u0004");
  await second;
  expect(two.ran).toEqual(["function f {\n'a\nb' + `\n1\n}"]);
  expect(one.ran).toEqual([...two.ran, "Get-Mailbox"]);
});

test("Ctrl+R brings the newest line that holds what was typed, and again the one before it", async () => {
  const { prompt, session, ran, type, sees } = await terminal();
  const ended = prompt.converse(session);
  for (const line of ["Get-Mailbox alice", "Get-Queue", "Get-Mailbox bob"]) {
    await sees("[PS] /tmp>");
    type(`${line}\r`);
  }
  await sees("[PS] /tmp>");
  type("mailbox\u0012\r");
  await sees("[PS] /tmp>");
  type("mailbox a\u0012\r");
  await sees("[PS] /tmp>");
  type("get\u0012\u0012\u0012\r");
  await sees("[PS] /tmp>");
  type("\u0004");
  await ended;
  expect(ran.slice(3, 5)).toEqual(["Get-Mailbox bob", "Get-Mailbox alice"]);
  expect(ran).toHaveLength(6);
  expect(ran[5]).toBe("Get-Queue");
  prompt.close();
});

test("a command that is not whole asks for more, also when it was pasted at once", async () => {
  const { prompt, session, ran, type, sees } = await terminal();
  const ended = prompt.converse(session);
  await sees("[PS] /tmp>");
  type("if ($true) {\r");
  await sees(">> ");
  type("1\r}\r2\r");
  await sees("[PS] /tmp>");
  type("\u0004");
  expect(await ended).toBe(0);
  expect(ran).toEqual(["if ($true) {\n1\n}", "2"]);
});

test("Ctrl+C gives up what was typed, also over several lines", async () => {
  const { prompt, session, ran, type, sees } = await terminal();
  const ended = prompt.converse(session);
  await sees("[PS] /tmp>");
  type("foreach ($a in 1) {\r");
  await sees(">> ");
  type("abc\u0003");
  await sees("^C");
  await sees("[PS] /tmp>");
  type("5\r");
  await sees("[PS] /tmp>");
  type("\u0004");
  await ended;
  expect(ran).toEqual(["5"]);
});

test("Tab completes", async () => {
  const { prompt, session, ran, type, sees } = await terminal();
  const ended = prompt.converse(session);
  await sees("[PS] /tmp>");
  type("Get-Mailb\t");
  await sees("Get-Mailbox");
  type("\r");
  await sees("[PS] /tmp>");
  type("\u0004");
  await ended;
  expect(ran).toEqual(["Get-Mailbox"]);
});

test("questions: choices by key or word, help, defaults; secrets are not shown and no answer is remembered", async () => {
  const answers: string[] = [];
  const choices = [
    { label: "&Yes", help: "Do it." },
    { label: "Yes to &All", help: "Do all." },
    { label: "&No", help: "Leave it." },
  ];
  const one = await terminal(async (_text, prompt) => {
    const question = { kind: "choice", caption: "Confirm", message: "Sure?", choices, default: 0 } as const;
    answers.push(await prompt.ask(question), await prompt.ask(question), await prompt.ask(question));
    answers.push(await prompt.ask({ kind: "text", prompt: "Name: " }));
    answers.push(await prompt.ask({ kind: "secret", prompt: "Password: " }));
    return { kind: "done", ok: true };
  });
  const { prompt, session, type, sees, screen } = one;
  const ended = prompt.converse(session);
  await sees("[PS] /tmp>");
  type("ask\r");
  await sees('[Y] Yes  [A] Yes to All  [N] No  [?] Help (default is "Y"):');
  type("?\r");
  await sees("A - Do all.");
  type("a\r");
  await sees("Sure?");
  type("no\r");
  await sees("Sure?");
  type("\r");
  await sees("Name:");
  type("alice\r");
  await sees("Password:");
  type("hunter2\r");
  await sees("[PS] /tmp>");
  type("\u0004");
  await ended;
  expect(answers).toEqual(["1", "2", "0", "alice", "hunter2"]);
  expect(screen()).not.toContain("hunter2");
  expect((await realWorld().disk.read(one.history)).toString()).toBe("ask\n");
});

test("a question that is given up rejects", async () => {
  let refused: unknown;
  const { prompt, session, type, sees } = await terminal(async (_text, prompt) => {
    refused = await prompt.ask({ kind: "text", prompt: "Name: " }).catch((error) => error);
    return { kind: "stopped" };
  });
  const ended = prompt.converse(session);
  await sees("[PS] /tmp>");
  type("ask\r");
  await sees("Name:");
  type("\u0003");
  await sees("[PS] /tmp>");
  type("\u0004");
  await ended;
  expect(refused).toBeInstanceOf(GivenUp);
});
