// A program that Start-Process has started, as scripts ask it: whether it has ended, with which code.
import { members, registerTypes } from "../values/nettype.ts";
import { isNumber, toNumber } from "../values/numbers.ts";
import { Structured } from "../values/structured.ts";
import type { Child } from "../world/world.ts";

const names = ["Id", "ProcessName", "Name", "HasExited", "ExitCode"] as const;

export class StartedProcess extends Structured {
  override readonly typeNames = ["System.Diagnostics.Process"];
  readonly #name: string;
  readonly child: Child;
  readonly ended: Promise<number>;
  #code: number | undefined;

  /** @param ended its exit status, when all it wrote is where it belongs */
  constructor(path: string, child: Child, ended: Promise<number>) {
    super();
    this.#name = path.slice(path.lastIndexOf("/") + 1);
    this.child = child;
    this.ended = ended;
    child.exited.then((code) => {
      this.#code = code;
    });
    ended.catch(() => undefined);
  }

  override names(): readonly string[] {
    return names;
  }

  override spelling(name: string): string | undefined {
    return names.find((known) => known.toLowerCase() === name.toLowerCase());
  }

  override get(name: string): unknown {
    switch (name.toLowerCase()) {
      case "id":
        return this.child.pid;
      case "processname":
      case "name":
        return this.#name;
      case "hasexited":
        return this.#code !== undefined;
      case "exitcode":
        return this.#code ?? null;
      default:
        return null;
    }
  }

  override set(name: string): void {
    throw new Error(`'${name}' is a read-only property.`);
  }

  override toString(): string {
    return `System.Diagnostics.Process (${this.#name})`;
  }
}

registerTypes({
  name: "System.Diagnostics.Process",
  aliases: ["diagnostics.process"],
  holds: (value) => value instanceof StartedProcess,
  convert: (value) => value,
  members: members<StartedProcess>({
    call: {
      // With milliseconds: whether it has ended by then.
      WaitForExit: (self, [limit], around) => {
        if (!isNumber(limit)) return self.ended.then(() => undefined);
        if (toNumber(limit) <= 0) return self.get("HasExited");
        let late!: { cancel(): void };
        const timeout = new Promise<boolean>((resolve) => {
          late = around.clock.after(toNumber(limit), () => resolve(false));
        });
        return Promise.race([self.ended.then(() => true), timeout]).finally(() => late.cancel());
      },
      Kill: (self) => self.child.kill("SIGKILL"),
    },
  }),
});

/**
 * The arguments in a line (System.Diagnostics.ProcessStartInfo.Arguments): divided at blanks outside of double quotes;
 * a backslash before a double quote makes it a letter.
 */
export function wordsOf(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quoted = false;
  for (let at = 0; at < line.length; at++) {
    const char = line[at]!;
    if (char === "\\" && line[at + 1] === '"') {
      word = `${word ?? ""}"`;
      at++;
    } else if (char === '"') {
      quoted = !quoted;
      word ??= "";
    } else if (!quoted && /\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? "") + char;
  }
  if (word !== undefined) words.push(word);
  return words;
}
