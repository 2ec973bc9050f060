// Starts bin/exsh as a user would: commands to their end, and servers until they accept mail. For tests with real processes.
import { type ChildProcess, spawn } from "node:child_process";
import { type FSWatcher, mkdtempSync, readFileSync, rmSync, watch } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const door = fileURLToPath(new URL("../bin/exsh", import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds until the process is ended and the promise rejects. */
  readonly limit?: number;
}

/** Runs bin/exsh to its end. */
export function exsh(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return finish(spawn(process.execPath, [door, ...args], spawnOptions(options)), options);
}

/** Runs any program to its end. */
export function program(command: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return finish(spawn(command, args, spawnOptions(options)), options);
}

function spawnOptions(options: RunOptions) {
  return {
    ...(options.cwd ? { cwd: options.cwd } : {}),
    env: { ...process.env, NO_COLOR: "1", ...options.env },
  };
}

function finish(child: ChildProcess, options: RunOptions): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout?.on("data", (piece: Buffer) => out.push(piece));
    child.stderr?.on("data", (piece: Buffer) => err.push(piece));
    const text = (pieces: Buffer[]) => Buffer.concat(pieces).toString("utf8");
    const limit = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`Did not end in time.\n${text(out)}\n${text(err)}`));
    }, options.limit ?? 60_000);
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(limit);
      resolve({ code, stdout: text(out), stderr: text(err) });
    });
    child.stdin?.on("error", () => {});
    child.stdin?.end(options.input ?? "");
  });
}

/** A folder of its own, removed by `remove`. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "exsh-test-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }) };
}

export interface Listener {
  readonly service: string;
  readonly connector: string;
  readonly address: string;
  readonly port: number;
  readonly tls: string;
}

export interface Server {
  readonly data: string;
  readonly pid: number;
  readonly listeners: readonly Listener[];
  /** The port of the connector whose name begins so. */
  port(connector?: string): number;
  /** Ends it by a signal and waits; what it wrote is in the result. */
  end(signal?: NodeJS.Signals): Promise<Finished>;
}

/** Sets the bindings of a new organization to free loopback ports, so that tests never meet on a port. */
export const freePorts =
  "Get-ReceiveConnector | Set-ReceiveConnector -Bindings 127.0.0.1:0 -WarningAction SilentlyContinue";

/** A server that is starting, and may be ended before it has. */
export interface Starting {
  /** Resolves once it accepts mail; rejects when it ends before. */
  readonly ready: Promise<Server>;
  readonly ended: Promise<Finished>;
  end(signal?: NodeJS.Signals): Promise<Finished>;
}

/** Starts the transport of an organization; `env` is added to what this process has. */
export function beginTransport(data: string, args: readonly string[] = [], env: RunOptions["env"] = {}): Starting {
  const ready = join(data, "..", `ready-${process.pid}-${Math.random().toString(36).slice(2)}.json`);
  let watcher: FSWatcher | undefined;
  const seen = new Promise<string>((resolve) => {
    watcher = watch(join(data, ".."), () => {
      try {
        resolve(readFileSync(ready, "utf8"));
        watcher?.close();
      } catch {
        // Not there yet.
      }
    });
  });
  const child = spawn(
    process.execPath,
    [door, "start-transport", "--data", data, "--ready-file", ready, ...args],
    spawnOptions({ env }),
  );
  const ended = finish(child, { limit: 600_000 });
  void ended.finally(() => watcher?.close()).catch(() => undefined);
  const end = (signal: NodeJS.Signals = "SIGTERM") => {
    child.kill(signal);
    return ended;
  };
  const facts = Promise.race([
    seen,
    ended.then((result) => {
      throw new Error(`start-transport ended with ${result.code}.\n${result.stdout}\n${result.stderr}`);
    }),
  ]);
  const server = facts.then((text): Server => {
    const { pid, listeners } = JSON.parse(text) as { pid: number; listeners: Listener[] };
    return {
      data,
      pid,
      listeners,
      port(connector = "Default Frontend") {
        const found = listeners.find((listener) => listener.connector.includes(connector));
        if (!found) throw new Error(`No listener of '${connector}' in ${text}`);
        return found.port;
      },
      end,
    };
  });
  server.catch(() => undefined);
  return { ready: server, ended, end };
}

/** Starts the transport of an organization and resolves once it accepts mail. */
export const startTransport = (
  data: string,
  args: readonly string[] = [],
  env: RunOptions["env"] = {},
): Promise<Server> => beginTransport(data, args, env).ready;
