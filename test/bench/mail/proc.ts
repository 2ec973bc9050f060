// What a process and its children have taken of the machine, and the lines that logs gain, for measurements of servers.
import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

interface Stat {
  readonly parent: number;
  /** Seconds of user and system mode. */
  readonly own: number;
  /** The same of children that have ended. */
  readonly ended: number;
}

function statOf(pid: number): Stat | undefined {
  try {
    // Behind the name in parentheses: parent in field 4, ticks of 10 ms in fields 14 to 17 (proc(5)).
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)!.split(" ").map(Number);
    return { parent: fields[1]!, own: (fields[11]! + fields[12]!) / 100, ended: (fields[13]! + fields[14]!) / 100 };
  } catch {
    return undefined;
  }
}

/** Seconds of processor that a process and its children have taken so far, those included that have ended. */
export function cpuOf(pid: number): number {
  const all = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const children = all.map((name) => statOf(Number(name))).filter((one) => one?.parent === pid);
  return [statOf(pid), ...children].reduce((sum, one) => sum + (one ? one.own + one.ended : 0), 0);
}

/** Megabytes of memory: now, and the most since it began. */
export function memoryOf(pid: number): { readonly now: number; readonly peak: number } {
  const text = readFileSync(`/proc/${pid}/status`, "utf8");
  const field = (name: string) =>
    Math.round(Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(text)?.[1] ?? 0) / 1024);
  return { now: field("VmRSS"), peak: field("VmHWM") };
}

/** A reader of the lines that the files of a folder, whose names begin so, have gained since its last call. */
export function tail(folder: string, prefix: string): () => string[] {
  const read = new Map<string, { at: number; rest: string }>();
  const buffer = Buffer.alloc(1 << 20);
  return () => {
    const lines: string[] = [];
    let names: string[] = [];
    try {
      names = readdirSync(folder).filter((name) => name.startsWith(prefix));
    } catch {
      // Not made yet.
    }
    for (const name of names.sort()) {
      const path = join(folder, name);
      const state = read.get(path) ?? { at: 0, rest: "" };
      read.set(path, state);
      if (statSync(path).size <= state.at) continue;
      const file = openSync(path, "r");
      for (let count = readSync(file, buffer, 0, buffer.length, state.at); count > 0; ) {
        state.at += count;
        const pieces = (state.rest + buffer.toString("latin1", 0, count)).split("\n");
        state.rest = pieces.pop()!;
        for (const piece of pieces) lines.push(piece);
        count = readSync(file, buffer, 0, buffer.length, state.at);
      }
      closeSync(file);
    }
    return lines;
  };
}

const cleanings = new Set<() => void>();
process.once("exit", () => cleanings.forEach((clean) => void clean()));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(1));

/** Sees to it that this is done even if the measurement breaks off. @returns what does it now, once. */
export function cleaning(clean: () => void): () => void {
  const once = () => {
    if (cleanings.delete(once)) clean();
  };
  cleanings.add(once);
  return once;
}

/** Looks again and again until there is something; throws with the complaint after `limitMs`. */
export async function until<T>(look: () => T | undefined | Promise<T | undefined>, complaint: string, limitMs: number) {
  const end = Date.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(complaint);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** A TCP port that is free now. */
export function freePort(address: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, address, () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
