// What the measurements of the organization share: a shell that reports lines, how much memory it took, medians, the load.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { loadavg } from "node:os";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const door = fileURLToPath(new URL("../bin/exsh", import.meta.url));

export interface Shell {
  readonly code: number | null;
  /** The most memory it held, in MB; 0 where the system does not tell. */
  readonly peak: number;
  /** The seconds of processor it took, likewise. */
  readonly cpu: number;
  readonly stderr: string;
}

/** Runs exsh and hands over its lines as they come. */
export function shell(args: readonly string[], line: (text: string, seconds: number) => void): Promise<Shell> {
  const start = performance.now();
  const child = spawn(process.execPath, [door, "-NoProfile", ...args], { env: { ...process.env, NO_COLOR: "1" } });
  let peak = 0;
  let cpu = 0;
  const look = () => {
    try {
      const found = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"));
      if (found) peak = Math.round(Number(found[1]) / 1024);
      // Fields 14 and 15 behind the name in parentheses: ticks of 10 ms in user and system mode (proc(5)).
      const fields = readFileSync(`/proc/${child.pid}/stat`, "utf8").split(") ")[1]!.split(" ");
      cpu = (Number(fields[11]) + Number(fields[12])) / 100;
    } catch {
      // It has ended, or this is no Linux.
    }
  };
  const timer = setInterval(look, 200);
  let stderr = "";
  child.stderr.on("data", (piece: Buffer) => {
    stderr += piece.toString();
  });
  createInterface({ input: child.stdout }).on("line", (text) => {
    look();
    line(text, (performance.now() - start) / 1000);
  });
  return new Promise((resolve) => {
    child.on("close", (code) => {
      clearInterval(timer);
      resolve({ code, peak, cpu, stderr });
    });
  });
}

/** Runs text in a shell on a data folder; what it printed. Throws when it wrote errors. */
export async function answer(data: string, text: string): Promise<string> {
  const lines: string[] = [];
  const { stderr } = await shell(["--data", data, "-c", text], (line) => void lines.push(line));
  if (stderr !== "") throw new Error(stderr);
  return lines.join("\n").trim();
}

export const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;

/** The load of the last minute, beside which each figure is to be read. */
export const load = (): string => `load ${loadavg()[0]!.toFixed(1)}`;

/** Replaces the line of progress on a terminal, and is silent elsewhere. */
export function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

/** @param goal what it should be on a machine that does nothing else. */
export function figure(label: string, text: string, goal?: string): void {
  progress("");
  console.log(`${label.padEnd(52)} ${text}   (${goal === undefined ? "" : `goal: ${goal}; `}${load()})`);
}
