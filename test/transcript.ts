// Reads transcripts, plays them in a session, and prints them with what differs from run to run replaced.
import { createRegistry } from "../src/command/registry.ts";
import { type Folder, folderAt } from "../src/host/folder.ts";
import { type HouseLink, openLink } from "../src/host/house.ts";
import { noLog } from "../src/host/log.ts";
import { openConversation } from "../src/host/session.ts";
import type { Terminal } from "../src/host/terminal.ts";
import type { Visit } from "../src/host/visit.ts";
import { realWorld } from "../src/world/real.ts";
import { loaders } from "./loaders.ts";
import { temporaryFolder } from "./process.ts";

/** One command with what it shows. */
export interface Step {
  readonly command: string;
  readonly shown: string;
}

/**
 * A transcript: comment lines in front (a line "# transport" starts the transport on loopback), then steps. A command
 * follows "PS> ", its further lines ">> "; all up to the next command is what it shows.
 */
export interface Transcript {
  readonly comments: readonly string[];
  readonly steps: readonly Step[];
}

export function readTranscript(text: string): Transcript {
  const comments: string[] = [];
  const steps: { command: string; shown: string[] }[] = [];
  for (const line of text.replace(/\n$/, "").split("\n")) {
    const step = steps.at(-1);
    if (line.startsWith("PS> ")) steps.push({ command: line.slice(4), shown: [] });
    else if (step && step.shown.length === 0 && line.startsWith(">> ")) step.command += `\n${line.slice(3)}`;
    else if (step) step.shown.push(line);
    else if (line !== "") comments.push(line);
  }
  return {
    comments,
    steps: steps.map(({ command, shown }) => ({ command, shown: shown.map((line) => `${line}\n`).join("") })),
  };
}

export function printTranscript({ comments, steps }: Transcript): string {
  const head = comments.length === 0 ? "" : `${comments.join("\n")}\n\n`;
  return head + steps.map(({ command, shown }) => `PS> ${command.replaceAll("\n", "\n>> ")}\n${shown}`).join("");
}

/** Answers to questions stand in a comment line "# answers: y, n". */
function answersOf({ comments }: Transcript): string[] {
  const line = comments.find((comment) => comment.startsWith("# answers:"));
  return line === undefined
    ? []
    : line
        .slice("# answers:".length)
        .split(",")
        .map((answer) => answer.trim());
}

/** Plays a transcript in a new organization: in the session that owns it, or in one that is its guest. */
export async function playTranscript(transcript: Transcript, where: "owner" | "guest"): Promise<Transcript> {
  const temporary = temporaryFolder();
  const folder = folderAt(`${temporary.path}/data`);
  let shown = "";
  const write = (text: string): void => {
    shown += text;
  };
  const owner = visitWith(write);
  const ownerLink = linkTo(folder, owner);
  const guest = visitWith(write);
  const link = where === "owner" ? ownerLink : linkTo(folder, guest);
  try {
    const house = await ownerLink.own();
    if (transcript.comments.includes("# transport")) {
      const setting = openConversation({ outputFormat: "Text" }, owner, ownerLink, undefined);
      await setting.run("Get-ReceiveConnector | Set-ReceiveConnector -Bindings 127.0.0.1:0");
      await house.start();
    }
    const answers = answersOf(transcript);
    const conversation = openConversation(
      { outputFormat: "Text" },
      unhurried(where === "owner" ? owner : guest),
      link,
      async (question) => {
        const answer = answers.shift();
        if (answer === undefined) throw new Error("Nobody is there to answer.");
        const prompt = question.kind === "choice" ? `${question.caption}\n${question.message}` : question.prompt;
        write(`${prompt.trimEnd()} ${answer}\n`);
        if (question.kind !== "choice") return answer;
        const index = question.choices.findIndex(
          ({ label }) => label.replace("&", "").toLowerCase() === answer.toLowerCase(),
        );
        return String(index);
      },
    );
    const steps: Step[] = [];
    for (const { command } of transcript.steps) {
      shown = "";
      await conversation.run(command);
      steps.push({ command, shown: withoutChance(shown, temporary.path) });
    }
    return { comments: transcript.comments, steps };
  } finally {
    await link.close();
    await ownerLink.close();
    temporary.remove();
  }
}

export const linkTo = (folder: Folder, visit: Visit): HouseLink =>
  openLink(folder, visit, { domain: "contoso.com", onStop: undefined });

export function visitWith(write: (text: string) => void): Visit {
  const real = realWorld();
  const terminal: Terminal = {
    width: 120,
    colour: false,
    errorColour: false,
    person: false,
    shows: false,
    out: write,
    error: write,
    onGone: () => undefined,
    readAll: async () => "",
    async *lines() {},
    flush: async () => undefined,
  };
  return {
    world: { ...real, host: { ...real.host, hostname: "ex1.contoso.com", cwd: "/", user: "admin" } },
    terminal,
    registry: createRegistry(loaders()),
    shell: () => Promise.reject(new Error("There is no prompt in a transcript.")),
    logs: undefined,
    log: noLog,
    link: undefined,
    last: [],
  };
}

/** The same visit, whose screen lets rows wait for each other however long they take: the widths then never differ. */
function unhurried(visit: Visit): Visit {
  const clock = { ...visit.world.clock, after: () => ({ cancel: () => undefined }) };
  return { ...visit, world: { ...visit.world, clock } };
}

/** What differs from run to run: numbers made by chance, times, ports, the folder. Widths stay as they are. */
function withoutChance(text: string, folder: string): string {
  return text
    .replaceAll(folder, "<folder>")
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, "<guid>")
    .replace(/Mailbox Database \d{10}/g, "Mailbox Database <number>")
    .replace(/\b\d{1,2}\/\d{1,2}\/\d{4} \d{1,2}:\d{2}:\d{2}( [AP]M)?/g, "<time>")
    .replace(/\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z?/g, "<time>")
    .replace(/\b00:0\d:\d\d\.\d{3,7}\b/g, "<span>")
    .replace(/127\.0\.0\.1:[1-9]\d*/g, "127.0.0.1:<port>");
}
