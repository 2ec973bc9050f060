// The world: everything that differs between one run and the next (time, chance, names, network, disk), as one plain
// object that is handed on as an ordinary argument. src/world/real.ts builds the real one, test/world/ the others.
import type { Socket } from "node:net";

/** All that comes in by the door. Nothing outside src/world/ may reach for time, chance, network or disk itself. */
export interface World {
  readonly clock: Clock;
  readonly random: Random;
  readonly dns: Dns;
  readonly net: Net;
  readonly disk: Disk;
  readonly databases: Databases;
  readonly host: Host;
  readonly processes: Processes;
}

export interface Clock {
  /** Milliseconds since 1970-01-01T00:00Z. */
  now(): number;
  /** Milliseconds that never run backwards; only differences mean something. */
  monotonic(): number;
  /** Runs `task` once after `ms` milliseconds unless cancelled before. Never keeps the process alive by itself. */
  after(ms: number, task: () => void): Timer;
  /** Runs `task` when the events that are at hand have been handled. */
  soon(task: () => void): void;
  /** Resolves after `ms` milliseconds; rejects with the signal's reason when that fires first. Keeps the process alive. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface Timer {
  cancel(): void;
}

export interface Random {
  bytes(count: number): Buffer;
  /** A version 4 UUID in lower case (RFC 9562 5.4). */
  uuid(): string;
  /** A whole number at least 0 and below `limit`. */
  integer(limit: number): number;
}

/** The wire to name servers; the resolver above it is src/transport/dns/resolver.ts. */
export interface Dns {
  /** Addresses of the system's name servers ("127.0.0.53", "[::1]:53"), in order; empty when there are none. */
  servers(): Promise<readonly string[]>;
  /** Sends one encoded query and gives the encoded answer, over UDP or TCP. Rejects on a time-out or refusal. */
  ask(server: string, query: Buffer, options: { tcp: boolean; timeoutMs: number }): Promise<Buffer>;
}

export type Endpoint =
  | { readonly host: string; readonly port: number; readonly localAddress?: string }
  | { readonly path: string };

export interface Net {
  /** Accepts connections until closed. Rejects with an Error whose `code` is EADDRINUSE, EACCES, EADDRNOTAVAIL … */
  listen(at: Endpoint, accept: (socket: Socket) => void): Promise<Listener>;
  /** Connects; rejects with an Error with `code`, ETIMEDOUT after `timeoutMs`, ABORT_ERR when the signal fires first. */
  connect(to: Endpoint, timeoutMs: number, signal?: AbortSignal): Promise<Socket>;
}

export interface Listener {
  /** The address as bound; for a path, the path and port 0. */
  readonly address: string;
  readonly port: number;
  /** Stops accepting; connections that are open stay open. */
  close(): Promise<void>;
}

/** Files as a log needs them. Paths are absolute. Every failure rejects with an Error with `code` (ENOSPC, EIO …). */
export interface Disk {
  /**
   * Opens for reading and appending (`readOnly`: reading), and creates the file (mode 0600) when `create` is set.
   * `durable`: each append is synced before it resolves, in one call of the system where there is such a one.
   */
  open(path: string, options?: OpenOptions): Promise<DiskFile>;
  read(path: string): Promise<Buffer>;
  /**
   * Reads a file that strangers may have put there: rejects with `code` ELOOP for a link, EINVAL for what is no plain
   * file, and EFBIG for one of more than `most` bytes.
   */
  readPlain(path: string, most: number): Promise<Buffer>;
  /** Replaces the whole file by way of a rename, synced before it, so that a reader sees the old or the new one. */
  write(path: string, data: Buffer | string, mode?: number): Promise<void>;
  /** Adds to the end of a file and creates it when needed; not synced. */
  append(path: string, data: Buffer | string): Promise<void>;
  /** The names in a folder, sorted; empty when there is no such folder. */
  list(folder: string): Promise<readonly string[]>;
  stat(path: string): Promise<FileFacts | undefined>;
  remove(path: string): Promise<void>;
  removeFolder(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Changes when it was last written and read (milliseconds since 1970), and whether it may be written. */
  adjust(path: string, facts: { modified?: number; accessed?: number; readOnly?: boolean }): Promise<void>;
  /** Makes a symbolic link; `target` is taken as it is. */
  makeLink(path: string, target: string): Promise<void>;
  /** Gives a file another name beside its own. */
  makeHardLink(path: string, file: string): Promise<void>;
  /** Creates the folder and those above it; mode 0700 unless given. */
  makeFolder(path: string, mode?: number): Promise<void>;
  /** Makes created and renamed names in a folder durable. */
  syncFolder(path: string): Promise<void>;
  /** Bytes that an ordinary user may still write below the folder, and all there are. */
  space(path: string): Promise<{ free: number; total: number }>;
}

export interface FileFacts {
  readonly size: number;
  readonly isFolder: boolean;
  readonly modified: number;
  /** When it was made and last read, and what it is a link to; where the disk knows. Times are milliseconds since 1970. */
  readonly created?: number;
  readonly accessed?: number;
  readonly link?: string;
  /** Nobody may write it. */
  readonly readOnly?: boolean;
}

export interface OpenOptions {
  readonly create?: boolean;
  readonly readOnly?: boolean;
  readonly durable?: boolean;
}

export interface DiskFile {
  /**
   * Appends at the end, all or an error; the end is where the last append ended. Durable after `sync`, or `durable`.
   * @param room so many zero bytes behind it, which what is appended next overwrites; fewer where the disk is full.
   */
  append(data: readonly Buffer[], room?: number): Promise<void>;
  sync(): Promise<void>;
  /** Reads `length` bytes at `position`; fewer only at the end of the file. */
  read(position: number, length: number): Promise<Buffer>;
  size(): Promise<number>;
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}

/** Opens ordered key-value databases (LevelDB in the real world). */
export interface Databases {
  /**
   * Opens, and creates when there is none. Rejects with `code` LEVEL_LOCKED while another process holds it, and with
   * LEVEL_CORRUPTION and `damage` (a line for each thing found) before anything is changed when a file is damaged,
   * unless `evenDamaged`: then it opens what can be read, and the damage stands on the database.
   */
  open(folder: string, options?: { evenDamaged?: boolean }): Promise<Database>;
  /** Makes something that opens of the files in a folder, however damaged; what cannot be read in them is left out. */
  repair(folder: string): Promise<void>;
}

export type DatabaseChange =
  | { readonly type: "put"; readonly key: string; readonly value: string }
  | { readonly type: "del"; readonly key: string };

export interface KeyRange {
  readonly gte?: string;
  readonly gt?: string;
  readonly lt?: string;
  readonly lte?: string;
  readonly reverse?: boolean;
  readonly limit?: number;
}

/** Keys and values are text, keys ordered by their UTF-8 bytes. A batch is written whole or not at all. */
export interface Database {
  /** What was found damaged or dropped while opening, one line each; empty for a whole one. */
  readonly damage: readonly string[];
  /** What was odd while opening and does the data no harm. */
  readonly remarks: readonly string[];
  /** Whether it was closed the last time that it was open, and not left by a process that ended. True for a new one. */
  readonly clean: boolean;
  /** Reads the checksums of all that is on disk; gives a line for each damaged place. For a scrub in the background. */
  verify(): Promise<readonly string[]>;
  get(key: string): Promise<string | undefined>;
  getMany(keys: readonly string[]): Promise<(string | undefined)[]>;
  /** Reads at once, for a few small values: a fifth of the time of `get`, but the process waits for the disk. */
  getNow(key: string): string | undefined;
  batch(changes: readonly DatabaseChange[], options: { sync: boolean }): Promise<void>;
  /** Makes all that was written so far durable, also what was written without `sync`. */
  flush(): Promise<void>;
  /** Walks a range, reading ahead in pages; sees the database as it was at the first step. */
  entries(range: KeyRange): AsyncIterableIterator<[string, string]>;
  /** The same by pages: where there are many rows, waiting for each costs more than reading it. */
  pages(range: KeyRange): AsyncIterableIterator<readonly [string, string][]>;
  /** The keys alone, by pages. */
  keys(range: KeyRange): AsyncIterableIterator<readonly string[]>;
  close(): Promise<void>;
}

/** Programs of the machine. */
export interface Processes {
  /** Whether there is a file of that path which this user may execute. */
  executable(path: string): Promise<boolean>;
  /** Starts a program; rejects with an Error with `code` (ENOENT, EACCES, ENOEXEC …) when it cannot be. */
  start(path: string, args: readonly string[], options: ProcessOptions): Promise<Child>;
}

/** "own": the stream of this very process, so that a program may use its terminal. */
export interface ProcessOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly input: "pipe" | "own" | "none";
  readonly output: "pipe" | "own";
  readonly errors: "pipe" | "own";
}

/** A program that runs. */
export interface Child {
  /** Its number on this machine. */
  readonly pid: number;
  /** Gives a promise when the writer should wait. Once the program no longer reads, data is dropped. */
  write(data: Buffer): Promise<void> | undefined;
  endInput(): void;
  /** The next piece of its output, undefined at the end or where it is not a pipe. One call at a time. */
  read(): Promise<Buffer | undefined>;
  readErrors(): Promise<Buffer | undefined>;
  /** The exit status, 128 + n for a signal. */
  readonly exited: Promise<number>;
  kill(signal: "SIGINT" | "SIGTERM" | "SIGKILL"): void;
  /** Lets its streams go. */
  release(): void;
}

/** Facts of the machine and the process that people may ask for. */
export interface Host {
  readonly hostname: string;
  readonly platform: string;
  readonly user: string;
  readonly home: string;
  readonly pid: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Seconds since the machine was started. */
  readonly uptime: number;
  /** What this process has used so far. */
  usage(): Usage;
  /** Prefers little memory to little processor time from now on: garbage goes once the heap has grown by half. */
  thrifty(): void;
}

export interface Usage {
  /** Resident memory in bytes. */
  readonly memory: number;
  /** Bytes that the process's own objects take, and the most they may. */
  readonly heap: number;
  readonly heapLimit: number;
  /** Bytes of memory that this machine, or the bounds set to this process, have in all and still to give. */
  readonly machine: { readonly total: number; readonly available: number };
  /** Processor time of user and system in seconds. */
  readonly cpu: number;
  /** How late the event loop came to its timers since it was first asked, in milliseconds, by percentile. */
  readonly delay: { readonly p50: number; readonly p99: number; readonly p999: number };
}
