// The history of the prompt: kept over sessions in a file of the user's own, without commands that hold secrets.
import { dirname } from "node:path";
import { codeOf } from "../world/errors.ts";
import type { World } from "../world/world.ts";

/** Commands kept, and the file's size in bytes at which it is cut to them. */
const longest = 2000;
const cutAt = 1 << 20;

export interface History {
  /** Newest first, as node:readline wants them; one of several lines has "\n" between them. */
  readonly lines: readonly string[];
  /** Adds a command, unless it is blank, the last one again, or holds a secret. Never rejects. */
  add(command: string): Promise<void>;
}

/** Words that stand beside a secret in plain text: such a line is gone when it has run (about_Prompts: PSReadLine does the same). */
const secrets = [
  "asplaintext",
  "-password",
  "-newpassword",
  "passphrase",
  "apikey",
  "api_key",
  "accesskey",
  "secret",
  "token",
  "networkcredential",
  "pscredential]",
];

/** Whether a line is better forgotten. */
export function holdsSecret(line: string): boolean {
  const low = line.toLowerCase();
  return secrets.some((word) => low.includes(word));
}

/** Reads the history file; one that cannot be read or written only means a history of this session alone. */
export async function openHistory(path: string, { disk }: Pick<World, "disk">): Promise<History> {
  const lines: string[] = [];
  try {
    const data = await disk.read(path);
    const kept = commandsIn(data.toString("utf8")).slice(-longest);
    lines.push(...kept.toReversed());
    if (data.length > cutAt) await disk.write(path, kept.map(written).join(""), 0o600);
  } catch (error) {
    if (codeOf(error) === "ENOENT") await disk.makeFolder(dirname(path), 0o700).catch(() => undefined);
  }
  return {
    lines,
    async add(command) {
      const text = command.replace(/\r\n?/g, "\n").trim();
      if (text === "" || text === lines[0] || holdsSecret(text)) return;
      lines.unshift(text);
      if (lines.length > longest) lines.pop();
      await disk.append(path, written(text)).catch(() => undefined);
    },
  };
}

/** In the file a backtick at the end of a line says that the command goes on, as in the history of PSReadLine. */
function written(command: string): string {
  // One that ends so itself would swallow the next.
  return `${command.replaceAll("\n", "`\n")}${command.endsWith("`") ? " " : ""}\n`;
}

function commandsIn(text: string): string[] {
  const commands: string[] = [];
  let begun: string | undefined;
  for (const line of text.split("\n")) {
    const whole: string = begun === undefined ? line : `${begun}\n${line}`;
    begun = line.endsWith("`") ? whole.slice(0, -1) : undefined;
    if (begun === undefined && whole !== "") commands.push(whole);
  }
  return commands;
}
