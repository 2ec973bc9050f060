// An organization of a simulation: all of it, from listening sockets to mailboxes, through crashes and starts.
import { openRetention, type Retention } from "../../src/mailbox/retention.ts";
import { type MailboxStore, openMailboxes } from "../../src/mailbox/store.ts";
import { completeOrganization, foundOrganization } from "../../src/org/founding.ts";
import type { Organization } from "../../src/org/organization.ts";
import { openOrganization } from "../../src/org/store/store.ts";
import { openSpool, type Spool } from "../../src/spool/spool.ts";
import type { Submission } from "../../src/transport/message.ts";
import { createAuthenticator } from "../../src/transport/reception/authentication.ts";
import { createReception } from "../../src/transport/reception/reception.ts";
import type { TrackingEvent } from "../../src/transport/tracking/tracking.ts";
import { createTransport, type Transport } from "../../src/transport/transport.ts";
import type { Dns, World } from "../../src/world/world.ts";
import { TestDatabases } from "../world/databases.ts";
import { TestDisk } from "../world/disk.ts";
import { TestProcesses } from "../world/processes.ts";
import { TestRandom } from "../world/random.ts";
import { type KeepUnsynced, testWorld } from "../world/world.ts";
import { gatedDatabases, gatedDisk } from "./gate.ts";
import type { Wires } from "./net.ts";
import { type People, populate } from "./people.ts";
import { LifeClock, type Time } from "./time.ts";

/** What runs from one start of the process to its end. */
export interface Life {
  readonly clock: LifeClock;
  readonly world: World;
  org: Organization;
  spool: Spool;
  mailboxes: MailboxStore;
  transport: Transport;
  retention: Retention;
}

export interface HouseParts {
  readonly time: Time;
  readonly wires: Wires;
  readonly dns: (clock: LifeClock) => Dns;
  readonly people: People;
  readonly seed: number;
  /** Told of what is tracked. */
  readonly tracked: (house: House, event: TrackingEvent) => void;
  /** Told of each message that comes in by SMTP, before it is kept. */
  readonly arriving: (house: House, submission: Submission) => void;
  /** Told of what a program of ours should never do. */
  readonly broken: (text: string) => void;
}

const began = Date.parse("2026-03-02T09:00:00Z");
const folder = "/data";
/** How long in milliseconds until whoever watches the process starts it again. */
const againAfter = 10_000;

export class House {
  readonly domain: string;
  readonly address: string;
  readonly name: string;
  readonly #parts: HouseParts;
  readonly #random: TestRandom;
  /** Chance of the program itself, apart from that of its surroundings. */
  readonly #own: TestRandom;
  #databases = new TestDatabases();
  #disk = new TestDisk(this.#databases);
  /** The process that runs, and whether it has finished starting. */
  life: Life | undefined;
  ready = false;
  /** How far the clock on its wall is off, in milliseconds. */
  offset = 0;
  /** How often the process has ended. */
  ends = 0;
  /** The disk is full, or fails now and then. */
  #full = false;
  faulty = false;
  /** What it told its operator. */
  readonly log: string[] = [];

  constructor(parts: HouseParts, domain: string, address: string) {
    this.domain = domain;
    this.address = address;
    this.name = domain.split(".")[0]!;
    this.#parts = parts;
    this.#random = new TestRandom(parts.seed * 7 + domain.length);
    this.#own = new TestRandom(parts.seed * 13 + domain.length);
    parts.wires.add(this.name, address);
  }

  /** Makes the organization, on a disk and a clock of its own that cost no time. */
  async found(): Promise<void> {
    const quick = testWorld({ now: began, seed: this.#parts.seed });
    const world = { ...quick, disk: this.#disk, databases: this.#databases, random: this.#own };
    const org = await openOrganization(`${folder}/organization`, world);
    await foundOrganization(org, world, { domain: this.domain, hostname: "ex1", version: "0.1.0" });
    await completeOrganization(org, world);
    await populate(org, this.domain, this.#parts.people);
    await org.close();
  }

  get full(): boolean {
    return this.#full;
  }

  set full(full: boolean) {
    this.#full = full;
    this.#applyFaults();
  }

  #applyFaults(): void {
    // Room for small things is left: a full disk takes some and refuses others.
    this.#disk.capacity = this.#full ? this.#disk.used + this.#random.integer(3000) : Number.POSITIVE_INFINITY;
    this.#disk.fault = ({ kind }) => {
      const written = kind === "append" || kind === "sync" || kind === "write";
      return this.faulty && written && this.#random.integer(20) === 0 ? "EIO" : undefined;
    };
    this.#databases.fault = () => {
      if (this.#full && this.#random.integer(2) === 0) return "ENOSPC";
      return this.faulty && this.#random.integer(40) === 0 ? "EIO" : undefined;
    };
  }

  /** Starts the process; it opens and listens as time passes. */
  start(): void {
    if (this.life) return;
    const { time, wires } = this.#parts;
    const clock = new LifeClock(time, () => began + time.now + this.offset);
    const alive = () => this.life?.clock === clock;
    const gate = { clock, random: this.#random, alive, mark: (line: string) => time.mark(`${this.name} ${line}`) };
    const host = testWorld({ hostname: `ex1.${this.domain}` }).host;
    const world: World = {
      clock,
      random: this.#own,
      dns: this.#parts.dns(clock),
      net: wires.of(this.name, alive),
      disk: gatedDisk(gate, this.#disk),
      databases: gatedDatabases(gate, this.#databases),
      host,
      processes: new TestProcesses({}),
    };
    const life = { clock, world } as Life;
    this.life = life;
    time.trace(`${this.name} starts`);
    this.#open(life).then(
      () => {
        if (this.life === life) this.ready = true;
        time.trace(`${this.name} is ready`);
      },
      (error: Error) => {
        time.trace(`${this.name} cannot start: ${error.message}`);
        if (!this.#full && !this.faulty) this.#parts.broken(`${this.name} cannot start: ${error.stack}`);
        this.fall("all");
        void time.after(againAfter, () => this.start());
      },
    );
  }

  async #open(life: Life): Promise<void> {
    const { world } = life;
    const here = () => this.life === life;
    const broken = (text: string) => void (here() && this.#parts.broken(text));
    const log = (text: string) => {
      if (!here()) return;
      this.log.push(text);
      this.#parts.time.trace(`${this.name} says: ${text.split("\n")[0]}`);
      if (/could not be processed/.test(text)) broken(`${this.name}: ${text}`);
    };
    await world.disk.makeFolder(folder);
    life.org = await openOrganization(`${folder}/organization`, world);
    await completeOrganization(life.org, world);
    // Small files, so that log files come and go.
    life.spool = await openSpool(`${folder}/mail`, world, { fileSize: 64 * 1024 });
    for (const line of life.spool.facts.damage) broken(`${this.name} found damage: ${line}`);
    life.mailboxes = openMailboxes(life.spool, world);
    const { org, spool, mailboxes } = life;
    life.transport = createTransport({
      world,
      org,
      spool,
      mailboxes,
      folder,
      log,
      reception: ({ accept, logs, activity }) =>
        createReception({
          world,
          org,
          accept: (submission) => {
            if (here()) this.#parts.arriving(this, submission);
            return accept(submission);
          },
          authenticator: createAuthenticator({
            async find(name) {
              const found = await org.resolve(name);
              return found && { guid: found.Guid, address: name, hash: "secret", disabled: false };
            },
            verify: async (hash, password) => hash === password,
            decoy: "never",
          }),
          certificates: undefined,
          logs,
          activity,
          failed: (error) => broken(`${this.name} failed in a session: ${(error as Error).stack}`),
          warn: log,
        }),
    });
    life.transport.tracking.watch((event) => void (here() && this.#parts.tracked(this, event)));
    life.retention = await openRetention({ org, spool, mailboxes, world, log });
    const { problems } = await life.transport.start();
    for (const problem of problems) log(problem);
  }

  /** Ends the process from one moment to the next. What was not synced is as `keep` says. */
  fall(keep: KeepUnsynced): void {
    if (!this.life) return;
    this.#parts.time.trace(`${this.name} falls (${keep})`);
    this.ends++;
    this.life.clock.end();
    this.life = undefined;
    this.ready = false;
    const databases = this.#databases.crash(keep, this.#random);
    this.#disk = this.#disk.crash(keep, this.#random, databases);
    this.#databases = databases;
    this.#applyFaults();
    this.#parts.wires.fall(this.name);
  }

  /** Stops in good order, then starts again. */
  async restart(): Promise<void> {
    const { life } = this;
    if (!life || !this.ready) return;
    this.ready = false;
    this.#parts.time.trace(`${this.name} stops`);
    try {
      await life.transport.stop();
      await life.retention.stop();
      await life.spool.close();
      await life.org.close();
    } catch (error) {
      if (!this.#full && !this.faulty) this.#parts.broken(`${this.name} cannot stop: ${(error as Error).stack}`);
    }
    if (this.life !== life) return;
    this.fall("all");
    this.start();
  }
}
