// Postfix's smtp-sink as the next server of whoever relays: takes all mail, counts it, and keeps none.
import { spawn, spawnSync } from "node:child_process";
import { cleaning, freePort } from "./proc.ts";

export interface Sink {
  readonly address: string;
  readonly port: number;
  readonly count: number;
  /** When the first and the last message had come, milliseconds since 1970. */
  readonly first: number;
  readonly last: number;
  end(): void;
}

export const hasSink = spawnSync("sh", ["-c", "command -v smtp-sink"]).status === 0;

/** @param port a free one when it is left out. */
export async function startSink(address: string, port?: number): Promise<Sink> {
  const bound = port ?? (await freePort(address));
  const user = process.getuid?.() === 0 ? ["-u", "nobody"] : [];
  const child = spawn("smtp-sink", ["-4", ...user, "-c", `${address}:${bound}`, "1000"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const sink = { address, port: bound, count: 0, first: 0, last: 0, end: cleaning(() => void child.kill()) };
  let said = "";
  child.stderr.on("data", (piece: Buffer) => (said += piece.toString()));
  child.once("exit", (code) => code && console.error(`smtp-sink ended with ${code}: ${said}`));
  child.stdout.on("data", (piece: Buffer) => {
    const count = Number(/mesg=(\d+)\r[^\r]*$/.exec(piece.toString("latin1"))?.[1] ?? sink.count);
    if (count === sink.count) return;
    if (sink.count === 0) sink.first = Date.now();
    sink.last = Date.now();
    sink.count = count;
  });
  return sink;
}
