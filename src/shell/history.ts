// The history of the prompt: kept over sessions in a file of the user's own, without lines that hold secrets.
import { dirname } from "node:path";
import { codeOf } from "../world/errors.ts";
import type { World } from "../world/world.ts";

/** Lines kept, and the file's size in bytes at which it is cut to them. */
const longest = 2000;
const cutAt = 1 << 20;

export interface History {
  /** Newest first, as node:readline wants them. */
  readonly lines: readonly string[];
  /** Adds a line, unless it is blank, the last one again, or holds a secret. Never rejects. */
  add(line: string): Promise<void>;
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
    const kept = data.toString("utf8").split("\n").filter(Boolean).slice(-longest);
    lines.push(...kept.reverse());
    if (data.length > cutAt) await disk.write(path, `${kept.toReversed().join("\n")}\n`, 0o600);
  } catch (error) {
    if (codeOf(error) === "ENOENT") await disk.makeFolder(dirname(path), 0o700).catch(() => undefined);
  }
  return {
    lines,
    async add(line) {
      const flat = line.replace(/[\r\n]+/g, " ").trim();
      if (flat === "" || flat === lines[0] || holdsSecret(flat)) return;
      lines.unshift(flat);
      if (lines.length > longest) lines.pop();
      await disk.append(path, `${flat}\n`).catch(() => undefined);
    },
  };
}
