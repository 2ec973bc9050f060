// A disk in memory that can fail, fill up and lose power: what was not synced is lost, torn or kept, as the test says.
import { worldError } from "../../src/world/errors.ts";
import type { Disk, DiskFile, FileFacts, OpenOptions } from "../../src/world/world.ts";
import type { TestDatabases } from "./databases.ts";
import type { TestRandom } from "./random.ts";
import type { KeepUnsynced } from "./world.ts";

/** What a file holds, apart from its names. */
interface Node {
  data: Buffer;
  size: number;
  /** Bytes that a power cut leaves. */
  synced: number;
  /** Where synced bytes have been written over or cut since: what they were, from the first of them on. */
  before: { readonly at: number; readonly data: Buffer } | undefined;
}

export interface Operation {
  readonly kind: "open" | "append" | "sync" | "read" | "truncate" | "write" | "remove" | "rename" | "syncFolder";
  readonly path: string;
  /** Bytes of an append or a write; 0 otherwise. */
  readonly bytes: number;
}

/**
 * A code lets the operation fail with it, and "ECRASHED" kills the disk. An append has then written half of its bytes, or
 * as many as are told: a negative number counts from their end.
 */
export type Fault = (
  operation: Operation,
  count: number,
) => string | { readonly code: string; readonly written: number } | undefined;

export class TestDisk implements Disk {
  #names = new Map<string, Node>();
  /** The names a power cut leaves. */
  #durable = new Map<string, Node>();
  #folders = new Set<string>(["/"]);
  #dead = false;
  readonly #databases: TestDatabases;
  /** All that was done, in order. */
  readonly operations: Operation[] = [];
  fault: Fault = () => undefined;
  /** Bytes that fit; then ENOSPC. */
  capacity = Number.POSITIVE_INFINITY;

  constructor(databases: TestDatabases) {
    this.#databases = databases;
  }

  async open(path: string, options: OpenOptions = {}): Promise<DiskFile> {
    this.#begin("open", path);
    let node = this.#names.get(path);
    if (node === undefined) {
      if (!options.create) throw worldError("ENOENT", `ENOENT: no such file, open '${path}'`);
      this.#needFolder(path);
      node = { data: Buffer.alloc(0), size: 0, synced: 0, before: undefined };
      this.#names.set(path, node);
    }
    const mayNotWrite = !options.readOnly && this.#adjusted.get(path)?.readOnly;
    if (mayNotWrite) throw worldError("EACCES", `EACCES: permission denied, open '${path}'`);
    return this.#file(path, node, options.durable);
  }

  async readPlain(path: string, most: number): Promise<Buffer> {
    const data = await this.read(path);
    if (data.length > most) throw worldError("EFBIG", `EFBIG: the file has ${data.length} bytes, read '${path}'`);
    return data;
  }

  async read(path: string): Promise<Buffer> {
    this.#begin("read", path);
    const node = this.#node(path);
    return Buffer.from(node.data.subarray(0, node.size));
  }

  async write(path: string, data: Buffer | string): Promise<void> {
    const bytes = Buffer.from(data as string);
    this.#begin("write", path, bytes.length);
    this.#needFolder(path);
    this.#needSpace(bytes.length);
    const node = { data: bytes, size: bytes.length, synced: bytes.length, before: undefined };
    this.#names.set(path, node);
    this.#durable.set(path, node);
  }

  async append(path: string, data: Buffer | string): Promise<void> {
    const file = await this.open(path, { create: true });
    await file.append([Buffer.from(data as string)]);
  }

  async list(folder: string): Promise<readonly string[]> {
    this.#alive();
    const paths = [...this.#names.keys(), ...this.#folders, ...this.#databases.folders];
    const inside = paths.filter((path) => path.startsWith(`${folder}/`)).map((path) => path.slice(folder.length + 1));
    return [...new Set(inside.map((path) => path.split("/")[0]!))].sort();
  }

  readonly #adjusted = new Map<string, Parameters<Disk["adjust"]>[1]>();

  async stat(path: string): Promise<FileFacts | undefined> {
    this.#alive();
    const node = this.#names.get(path);
    const told = this.#adjusted.get(path);
    if (node) return { size: node.size, isFolder: false, modified: 0, ...told };
    const folder =
      this.#folders.has(path) || this.#databases.folders.some((one) => one === path || one.startsWith(`${path}/`));
    return folder ? { size: 0, isFolder: true, modified: 0, ...told } : undefined;
  }

  /** Only what is told here; the disk itself keeps no times. */
  async adjust(path: string, facts: Parameters<Disk["adjust"]>[1]): Promise<void> {
    if (!(await this.stat(path))) throw worldError("ENOENT", `ENOENT: no such file '${path}'`);
    this.#adjusted.set(path, { ...this.#adjusted.get(path), ...facts });
  }

  async makeLink(path: string): Promise<void> {
    throw worldError("ENOSYS", `ENOSYS: no links here, symlink '${path}'`);
  }

  async makeHardLink(path: string, file: string): Promise<void> {
    const node = this.#names.get(file);
    if (!node) throw worldError("ENOENT", `ENOENT: no such file '${file}'`);
    this.#names.set(path, node);
  }

  async remove(path: string): Promise<void> {
    this.#begin("remove", path);
    this.#names.delete(path);
  }

  async removeFolder(path: string): Promise<void> {
    this.#begin("remove", path);
    for (const name of [...this.#names.keys()]) if (name.startsWith(`${path}/`)) this.#names.delete(name);
    for (const name of [...this.#folders]) if (name === path || name.startsWith(`${path}/`)) this.#folders.delete(name);
    this.#databases.moved(path, undefined);
  }

  async rename(from: string, to: string): Promise<void> {
    this.#begin("rename", from);
    const node = this.#names.get(from);
    if (node) {
      this.#names.delete(from);
      this.#names.set(to, node);
      return;
    }
    if ((await this.stat(from)) === undefined) throw worldError("ENOENT", `ENOENT: no such file, rename '${from}'`);
    for (const names of [this.#names, this.#durable])
      for (const [name, inside] of [...names])
        if (name.startsWith(`${from}/`)) {
          names.delete(name);
          names.set(to + name.slice(from.length), inside);
        }
    for (const name of [...this.#folders])
      if (name === from || name.startsWith(`${from}/`)) {
        this.#folders.delete(name);
        this.#folders.add(to + name.slice(from.length));
      }
    this.#databases.moved(from, to);
  }

  async makeFolder(path: string): Promise<void> {
    this.#alive();
    for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1)) this.#folders.add(path.slice(0, end));
  }

  async syncFolder(path: string): Promise<void> {
    this.#begin("syncFolder", path);
    const inside = (name: string) => name.slice(0, name.lastIndexOf("/")) === path;
    for (const name of [...this.#durable.keys()])
      if (inside(name) && !this.#names.has(name)) this.#durable.delete(name);
    for (const [name, node] of this.#names) if (inside(name)) this.#durable.set(name, node);
  }

  async space(): Promise<{ free: number; total: number }> {
    this.#alive();
    return { free: Math.max(this.capacity - this.used, 0), total: this.capacity };
  }

  /** Changes bytes of a file behind everybody's back, as a failing disk does. */
  harm(path: string, change: (data: Buffer) => Buffer): void {
    const node = this.#node(path);
    const data = change(Buffer.from(node.data.subarray(0, node.size)));
    Object.assign(node, { data, size: data.length, synced: data.length, before: undefined });
  }

  crash(keep: KeepUnsynced, random: TestRandom, databases: TestDatabases): TestDisk {
    this.#dead = true;
    const next = new TestDisk(databases);
    next.capacity = this.capacity;
    next.#folders = new Set(this.#folders);
    const names = new Map(this.#durable);
    if (keep !== "none")
      for (const name of new Set([...this.#names.keys(), ...this.#durable.keys()])) {
        if (keep === "torn" && random.integer(2) === 0) continue;
        const node = this.#names.get(name);
        if (node) names.set(name, node);
        else names.delete(name);
      }
    const copies = new Map<Node, Node>();
    for (const [name, node] of names) {
      if (!copies.has(node)) copies.set(node, survivor(node, keep, random));
      next.#names.set(name, copies.get(node)!);
      next.#durable.set(name, copies.get(node)!);
      // A removal that was not synced is undone with the folders above the file.
      for (let end = name.lastIndexOf("/"); end > 0; end = name.lastIndexOf("/", end - 1))
        next.#folders.add(name.slice(0, end));
    }
    return next;
  }

  #file(path: string, node: Node, durable = false): DiskFile {
    let end = node.size;
    const file: DiskFile = {
      append: async (data, room = 0) => {
        const all = Buffer.concat(data);
        this.#begin("append", path, all.length, (part) => put(node, end, all.subarray(0, part)));
        this.#needSpace(Math.max(end + all.length - node.size, 0));
        put(node, end, all);
        const zeros = Math.min(room, this.capacity - this.used);
        if (zeros > 0) put(node, end + all.length, Buffer.alloc(zeros));
        if (durable) await file.sync();
        end += all.length;
      },
      sync: async () => {
        this.#begin("sync", path);
        node.synced = node.size;
        node.before = undefined;
      },
      read: async (position, length) => {
        this.#begin("read", path);
        return Buffer.from(node.data.subarray(position, Math.min(position + length, node.size)));
      },
      size: async () => node.size,
      truncate: async (length) => {
        this.#begin("truncate", path);
        keepSynced(node, length);
        if (length > node.size) put(node, node.size, Buffer.alloc(length - node.size));
        node.size = length;
        end = length;
      },
      close: async () => undefined,
    };
    return file;
  }

  #alive(): void {
    if (this.#dead) throw worldError("ECRASHED", "The power was cut.");
  }

  #begin(kind: Operation["kind"], path: string, bytes = 0, part?: (bytes: number) => void): void {
    this.#alive();
    const operation = { kind, path, bytes };
    const fault = this.fault(operation, this.operations.length);
    this.operations.push(operation);
    if (fault === undefined) return;
    const { code, written } = typeof fault === "string" ? { code: fault, written: bytes >> 1 } : fault;
    part?.(Math.max(Math.min(written < 0 ? bytes + written : written, bytes), 0));
    if (code === "ECRASHED") this.#dead = true;
    throw worldError(code, `${code}: ${kind} '${path}'`);
  }

  #node(path: string): Node {
    const node = this.#names.get(path);
    if (!node) throw worldError("ENOENT", `ENOENT: no such file, open '${path}'`);
    return node;
  }

  #needFolder(path: string): void {
    const folder = path.slice(0, path.lastIndexOf("/")) || "/";
    if (!this.#folders.has(folder)) throw worldError("ENOENT", `ENOENT: no such folder, open '${path}'`);
  }

  #needSpace(bytes: number): void {
    if (this.used + bytes > this.capacity) throw worldError("ENOSPC", "ENOSPC: no space left on device, write");
  }

  /** Bytes in all files. */
  get used(): number {
    let sum = 0;
    for (const node of new Set(this.#names.values())) sum += node.size;
    return sum;
  }
}

function put(node: Node, position: number, bytes: Buffer): void {
  const end = position + bytes.length;
  keepSynced(node, position);
  if (end > node.data.length) {
    const grown = Buffer.alloc(Math.max(end, node.data.length * 2));
    node.data.copy(grown, 0, 0, node.size);
    node.data = grown;
  }
  bytes.copy(node.data, position);
  node.size = Math.max(node.size, end);
}

/** Before synced bytes from `position` on change, keeps what a power cut would bring back. */
function keepSynced(node: Node, position: number): void {
  const end = node.before?.at ?? node.synced;
  if (position >= end) return;
  const held = [node.data.subarray(position, end), node.before?.data ?? Buffer.alloc(0)];
  node.before = { at: position, data: Buffer.concat(held) };
}

const syncedOf = ({ data, synced, before }: Node): Buffer =>
  before ? Buffer.concat([data.subarray(0, before.at), before.data]) : data.subarray(0, synced);

/** The file after a power cut. Torn: a part of the unsynced end, of which sectors may never have been written. */
function survivor(node: Node, keep: KeepUnsynced, random: TestRandom): Node {
  const synced = syncedOf(node);
  const now = node.data.subarray(0, node.size);
  let data = Buffer.from(keep === "all" ? now : synced);
  if (keep === "torn" && random.integer(8) > 0) {
    if (node.before !== undefined) {
      // Written over: each sector is the old or the new one.
      const [some, other] = random.integer(2) === 0 ? [now, synced] : [synced, now];
      data = Buffer.from(some);
      for (let at = 0; at < Math.min(some.length, other.length); at += 512) {
        const sector = other.subarray(at, Math.min(at + 512, some.length));
        if (!sector.equals(some.subarray(at, at + sector.length)) && random.integer(2) === 0) data.set(sector, at);
      }
    } else if (node.size > node.synced) {
      data = Buffer.from(now.subarray(0, node.synced + random.integer(node.size - node.synced + 1)));
      for (let at = node.synced; at < data.length; at += 512)
        if (random.integer(8) === 0) data.fill(0, at, Math.min(at + 512, data.length));
    }
  }
  return { data, size: data.length, synced: data.length, before: undefined };
}
