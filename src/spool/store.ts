// The spool put together: opening with what it finds, the commit loop, checkpoints of the index, and collection.
import type { Json } from "../values/type.ts";
import { codeOf } from "../world/errors.ts";
import { begun, each } from "../world/walk.ts";
import type { Database, KeyRange, Timer, World } from "../world/world.ts";
import { bodyPlace, readBody, readPieces } from "./bodies.ts";
import { collectFile, isCrumb } from "./collect.ts";
import { Committer } from "./committer.ts";
import { writeProblem } from "./errors.ts";
import { LogFiles, type Sealed } from "./files.ts";
import { type Index, lately } from "./lately.ts";
import { momentOf } from "./moment.ts";
import { prepare } from "./prepare.ts";
import { lostBodies } from "./rebuild.ts";
import { type Findings, replay, takeStock } from "./replay.ts";
import { appliedKey, type Durable, durableKey, put, readJson } from "./rows.ts";
import type { Change, Collected, Moment, Spool, SpoolFacts, SpoolOptions } from "./spool.ts";
import { verifyLog, verifyNewest } from "./verify.ts";
import { Waste } from "./waste.ts";

const defaultFileSize = 64 * 2 ** 20;
const defaultMaxWaiting = 256 * 2 ** 20;
const defaultPiece = 64 * 1024;
/** So much of the log is read to check it while opening, the newest first: 10 to 150 ms. `verify` reads the rest. */
const checkedAtOpen = { clean: 4 * 2 ** 20, else: 80 * 2 ** 20 };
/** After so many milliseconds in which something was deleted, dead room is looked for even without a new file. */
const collectAfter = 60_000;

/**
 * Opens the spool in `folder` (`log/` and `index/` below it), and makes it when there is none. Damage is no error: what
 * can be kept is kept, and `facts.damage` says what cannot. Rejects with the `code` LEVEL_LOCKED while another process
 * has it open, and with a Problem when the disk cannot be used.
 */
export async function openStore(folder: string, world: World, options: SpoolOptions): Promise<Spool> {
  const found: Findings = { recovered: 0, torn: 0, rebuilt: false, damage: [] };
  const files = new LogFiles(`${folder}/log`, world, options.schema ?? 1);
  await world.disk.makeFolder(files.folder).catch((error) => {
    throw writeProblem(folder, error);
  });
  const index = await openIndex(`${folder}/index`, world, found);
  try {
    const waste = new Waste();
    await waste.load(index);
    const sequence = await recover(files, index, found, world, waste);
    const store = new Store(
      `${folder}/index`,
      world,
      options,
      files,
      lately(index, world.clock),
      found,
      sequence,
      waste,
    );
    if (found.recovered > 0 || sequence === 0) await store.checkpoint();
    return store;
  } catch (error) {
    await files.close();
    await index.close().catch(() => undefined);
    throw writeProblem(folder, error);
  }
}

/** Opens the index; a damaged one is put aside, for the log can make it anew. */
async function openIndex(folder: string, world: World, found: { damage: string[] }): Promise<Database> {
  try {
    return await world.databases.open(folder);
  } catch (error) {
    if (codeOf(error) !== "LEVEL_CORRUPTION") throw error;
    const aside = `${folder}.damaged`;
    await world.disk.removeFolder(aside);
    await world.disk.rename(folder, aside);
    found.damage.push(`${(error as Error).message} It was made anew from the log; the damaged one is now ${aside}.`);
    return world.databases.open(folder);
  }
}

/** Brings log and index together. @returns the sequence of the last record. */
async function recover(files: LogFiles, index: Database, found: Findings, world: World, waste: Waste): Promise<number> {
  const newest = await takeStock(files, found);
  const durable = await readJson<Durable>(index, durableKey);
  const [applied] = (await readJson<[number]>(index, appliedKey)) ?? [0];
  if (durable && !files.sealed.has(durable[1]))
    found.damage.push(`${files.path(durable[1])} is missing, and what was committed last with it.`);
  const from: Durable = durable ?? [0, 0, 0];
  // What died since the index was durable is known only to the log.
  const end = await replay(files, [...files.sealed.values()], index, from, found, (record, file) => {
    waste.appended(file, record.bodiesAt - record.at);
    waste.note({ puts: record.text.p ?? [], deletes: record.text.d ?? [] }, () => index);
  });
  found.rebuilt = durable === undefined && found.recovered > 0;
  if (applied > end.sequence)
    found.damage.push(`The log in ${files.folder} ends at record ${end.sequence}, but ${applied} had been committed.`);
  const sequence = Math.max(applied, end.sequence);
  const last = files.sealed.get(newest);
  if (last) {
    const file = await world.disk.open(files.path(newest), { durable: true });
    // What is appended next goes over the zeros, if there are any.
    if (end.end < last.end && found.torn === 0) await file.truncate(end.end);
    files.active = { ...last, file, end: end.end, zeroed: 0 };
    files.sealed.delete(newest);
    // What was read may stand in the memory of the system alone: a killed process leaves writes that were never synced.
    await file.sync();
    await world.disk.syncFolder(files.folder);
  }
  // Nothing is appended behind bytes that do not count: a new file says how far the old one does.
  if (!last || found.torn > 0 || found.damage.length > 0)
    await files.rotate(Math.max(newest, durable?.[1] ?? 0) + 1, sequence + 1);
  for (const line of await verifyNewest(files, isClean(index, found) ? checkedAtOpen.clean : checkedAtOpen.else))
    if (!found.damage.some((known) => known.startsWith(line.slice(0, line.lastIndexOf(" to ")))))
      found.damage.push(line);
  return sequence;
}

const isClean = (index: Database, { recovered, torn, rebuilt }: Findings): boolean =>
  index.clean && recovered + torn === 0 && !rebuilt;

class Store implements Spool {
  readonly #indexFolder: string;
  readonly #world: World;
  readonly #files: LogFiles;
  #index: Index;
  readonly #committer: Committer;
  readonly #fileSize: number;
  readonly #facts: SpoolFacts;
  readonly #damage: string[];
  #durable: Durable = [0, 0, 0];
  #checkpoints: Promise<void> = Promise.resolve();
  #collections: Promise<unknown> = Promise.resolve();
  #closing: Promise<void> | undefined;
  #deleted: Timer | undefined;
  readonly #waste: Waste;

  constructor(
    indexFolder: string,
    world: World,
    options: SpoolOptions,
    files: LogFiles,
    index: Index,
    found: Findings,
    sequence: number,
    waste: Waste,
  ) {
    this.#waste = waste;
    this.#indexFolder = indexFolder;
    this.#world = world;
    this.#files = files;
    this.#index = index;
    this.#damage = found.damage;
    this.#facts = { ...found, sequence, clean: isClean(index, found) };
    this.#fileSize = options.fileSize ?? defaultFileSize;
    const parts = {
      files,
      fileSize: this.#fileSize,
      maxWaiting: options.maxWaiting ?? defaultMaxWaiting,
      index: () => this.#index,
      revive: () => this.#revive(),
      after: (ms: number, task: () => void) => world.clock.after(ms, task),
      rotated: () => this.#rotated(),
      appended: waste.appended.bind(waste),
    };
    this.#committer = new Committer(parts, sequence);
  }

  get facts(): SpoolFacts {
    return { ...this.#facts, damage: [...this.#damage] };
  }

  get schema(): number {
    return this.#files.schema;
  }

  async markSchema(version: number): Promise<void> {
    await this.#committer.exclusively(async () => {
      this.#files.schema = version;
      return undefined;
    });
    await this.#committer.rotate();
  }

  get waiting(): { commits: number; bytes: number } {
    return this.#committer.waiting;
  }

  async commit(change: Change): Promise<void> {
    await this.#committer.commit(prepare(change));
    if (change.deletes === undefined || change.deletes.length === 0) return;
    this.#waste.note(change, () => this.#index);
    this.#collectLater();
  }

  get(key: string): Promise<Json | undefined> {
    return readJson<Json>(this.#index, key);
  }

  getNow(key: string): Json | undefined {
    const text = this.#index.getNow(key);
    return text === undefined ? undefined : (JSON.parse(text) as Json);
  }

  async getMany(keys: readonly string[]): Promise<(Json | undefined)[]> {
    const texts = await this.#index.getMany(keys);
    return texts.map((text) => (text === undefined ? undefined : (JSON.parse(text) as Json)));
  }

  async *entries(range: KeyRange): AsyncIterableIterator<[string, Json]> {
    for await (const [key, text] of each(await this.#walk((index) => index.pages(range))))
      yield [key, JSON.parse(text) as Json];
  }

  async *pages(range: KeyRange): AsyncIterableIterator<readonly [string, Json][]> {
    for await (const page of await this.#walk((index) => index.pages(range)))
      yield page.map(([key, text]): [string, Json] => [key, JSON.parse(text) as Json]);
  }

  async *keys(range: KeyRange): AsyncIterableIterator<readonly string[]> {
    yield* await this.#walk((index) => index.keys(range));
  }

  /** Where the index has failed it is made whole first: else nobody could read before somebody writes. */
  async #walk<T>(walk: (index: Database) => AsyncIterableIterator<T>): Promise<AsyncIterableIterator<T>> {
    try {
      return await begun(walk(this.#index));
    } catch (error) {
      if (!this.#index.failed) throw error;
      await this.#committer.exclusively(async () => undefined);
      return walk(this.#index);
    }
  }

  body(id: string): Promise<Buffer> {
    return readBody(this.#files, () => this.#index, id);
  }

  bodyPieces(id: string, pieceSize = defaultPiece): AsyncIterableIterator<Buffer> {
    return readPieces(this.#files, () => this.#index, id, pieceSize);
  }

  async bodySize(id: string): Promise<number | undefined> {
    return bodyPlace(this.#index, id)?.[2];
  }

  /** Makes the index durable up to what is applied now, and notes that replay may begin there. */
  checkpoint(): Promise<void> {
    const active = this.#files.active!;
    const at: Durable = [this.#committer.sequence, active.number, active.end];
    const applied = this.#committer.applied;
    return this.#after(async () => {
      await applied;
      if (this.#committer.behind || at[0] < this.#durable[0]) return;
      await this.#index.flush();
      await this.#index.batch([put(durableKey, at), this.#waste.row()], { sync: true });
      this.#durable = at;
    });
  }

  #after(work: () => Promise<void>): Promise<void> {
    const done = this.#checkpoints.then(work);
    this.#checkpoints = done.catch(() => undefined);
    return done;
  }

  /** Called inside the commit loop, so nothing here is waited for. */
  #rotated(): void {
    void this.checkpoint()
      // What fails here is met again by the next commit or the next checkpoint.
      .then(() => this.#collectSome("due"))
      .catch(() => undefined);
  }

  async #revive(): Promise<void> {
    const before = this.#index;
    await before.close().catch(() => undefined);
    const index = await openIndex(this.#indexFolder, this.#world, { damage: this.#damage });
    const { active, sealed } = this.#files;
    const list: Sealed[] = [...sealed.values(), ...(active ? [active] : [])];
    this.#index = lately(index, this.#world.clock);
    try {
      const from = (await readJson<Durable>(index, durableKey)) ?? [0, 0, 0];
      await replay(this.#files, list, index, from, { recovered: 0, torn: 0, rebuilt: false, damage: this.#damage });
    } catch (error) {
      this.#index.inherit(before);
      throw error;
    }
  }

  async collect(): Promise<Collected> {
    await this.checkpoint();
    return this.#collectSome("all", true);
  }

  /**
   * @param which every file, or those that seem worth it.
   * @param atOnce begin a new file so that the dead go now, and not when the next one is begun.
   */
  #collectSome(which: "all" | "due", atOnce = false): Promise<Collected> {
    const done = this.#collections.then(async () => {
      const before = { files: this.#files.sealed.size, bytes: this.#files.size };
      const parts = {
        files: this.#files,
        fileSize: this.#fileSize,
        index: () => this.#index,
        exclusively: this.#committer.exclusively.bind(this.#committer),
        damaged: (line: string) => void (this.#damage.includes(line) || this.#damage.push(line)),
      };
      await this.#waste.settle(() => this.#index);
      const old = [...this.#files.sealed.values()].filter(({ number }) => number < this.#durable[1]);
      for (const file of old.sort((a, b) => a.number - b.number)) {
        if (this.#closing || this.#files.dead.has(file.number)) continue;
        if (!(which === "all" || this.#waste.isDue(file) || isCrumb(parts, file))) continue;
        const share = await collectFile(parts, file);
        if (share > 0) this.#waste.found(file, share);
        else this.#waste.forget(file.number);
      }
      if (atOnce && this.#files.dead.size > 0) await this.#committer.rotate();
      return {
        files: Math.max(before.files + (atOnce ? 1 : 0) - this.#files.sealed.size, 0),
        bytes: Math.max(before.bytes - this.#files.size, 0),
      };
    });
    this.#collections = done.catch(() => undefined);
    return done;
  }

  #collectLater(): void {
    if (this.#deleted || this.#files.sealed.size === 0) return;
    this.#deleted = this.#world.clock.after(collectAfter, () => {
      this.#deleted = undefined;
      void this.checkpoint()
        .then(() => this.#collectSome("due", true))
        .catch(() => undefined);
    });
  }

  async moment(prefixes: readonly string[]): Promise<Moment> {
    let taken: Moment | undefined;
    await this.#committer.exclusively(async () => {
      taken = await momentOf(this.#files, this.#index, this.#committer.sequence, prefixes);
      return undefined;
    });
    return taken!;
  }

  async verify(): Promise<readonly string[]> {
    const index = this.#index;
    return [...(await index.verify()), ...(await verifyLog(this.#files, index)), ...(await lostBodies(index))];
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#deleted?.cancel();
    await this.#committer.close();
    await this.#collections;
    // Without it the next start applies the end of the log once more.
    await this.checkpoint().catch(() => undefined);
    await this.#checkpoints;
    await this.#index.close().catch(() => undefined);
    await this.#files.close();
  }
}
