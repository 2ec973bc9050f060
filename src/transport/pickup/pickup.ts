// The pickup and replay directories: message files are looked for every five seconds, submitted, and removed once they are kept.
import type { Organization, Snapshot } from "../../org/organization.ts";
import { isLimited } from "../../values/kinds.ts";
import type { Timer, World } from "../../world/world.ts";
import type { Accepted, Submission } from "../message.ts";
import type { Gate } from "../pressure/pressure.ts";
import { limitsOf } from "../queues/limits.ts";
import type { MailRecord } from "../queues/records.ts";
import type { Tracker } from "../tracking/tracking.ts";
import { BadLetter, pickupLetter, replayLetter } from "./letter.ts";

export interface Pickup {
  /** Makes the folders, takes up what was begun before, and looks from now on. Gives what could not be done. */
  start(): Promise<readonly string[]>;
  /** Ends once the file at hand is done. */
  stop(): Promise<void>;
}

export interface PickupOptions {
  readonly world: World;
  readonly org: Organization;
  /** The data folder. */
  readonly folder: string;
  readonly accept: (submission: Submission) => Promise<Accepted>;
  /** While new messages are refused, files wait. */
  readonly gate: () => Gate;
  /** Told of files that cannot be submitted. */
  readonly tracker: Pick<Tracker, "track">;
  /** For the operator. */
  readonly log: (text: string) => void;
}

const lookMs = 5000;
/** What no limit of the organization bounds. */
const mostBytes = 256 * 1024 * 1024;

interface Place {
  readonly path: string;
  readonly read: typeof pickupLetter;
}

export function createPickup({ world, org, folder, accept, gate, tracker, log }: PickupOptions): Pickup {
  const { disk, clock } = world;
  let timer: Timer | undefined;
  let running = false;
  let looking: Promise<void> = Promise.resolve();
  /** The folder that cannot be read is told of once. */
  const told = new Set<string>();

  function places(): Place[] {
    const { PickupDirectoryPath, ReplayDirectoryPath } = org.snapshot().transportService;
    const found: Place[] = [];
    if (PickupDirectoryPath) found.push({ path: absolute(PickupDirectoryPath), read: pickupLetter });
    if (ReplayDirectoryPath) found.push({ path: absolute(ReplayDirectoryPath), read: replayLetter });
    return found;
  }

  const absolute = (path: string) => (path.startsWith("/") ? path : `${folder}/${path}`);

  async function start(): Promise<readonly string[]> {
    if (running) return [];
    running = true;
    const problems: string[] = [];
    for (const { path } of places()) {
      try {
        await disk.makeFolder(path);
        for (const name of await disk.list(path)) if (/\.tmp$/i.test(name)) await takeUp(path, name);
      } catch (error) {
        problems.push(`The directory '${path}' can't be used: ${(error as Error).message}`);
      }
    }
    next();
    return problems;
  }

  /**
   * A file that was at hand when this server last ended: what it was is not known, so it is submitted again; but not one
   * that was at hand so often that it may be why. Its name counts: after the first end "a.eml" is "a~1.eml".
   */
  async function takeUp(path: string, name: string): Promise<void> {
    const [, stem, ended] = /^(.*?)(?:~(\d{1,2}))?\.tmp$/is.exec(name)!;
    const ends = Number(ended ?? 0) + 1;
    const { poisonThreshold } = limitsOf(org.snapshot().transportService);
    if (ends < poisonThreshold) return disk.rename(`${path}/${name}`, await free(path, `${stem}~${ends}`, "eml"));
    return setAside(path, `${path}/${name}`, stem!, `The process ended ${ends} times while it was at hand.`);
  }

  /** Leaves a file to people. */
  async function setAside(path: string, file: string, stem: string, why: string): Promise<void> {
    const bad = await free(path, stem, "bad");
    log(`'${path}/${stem}.eml' is not submitted and is now '${bad}'. ${why}`);
    await disk.rename(file, bad);
    const mail = fileRecord(world.random.uuid(), (await disk.stat(bad))?.size ?? 0, clock.now());
    tracker.track({ event: "BADMAIL", source: "PICKUP", mail, recipients: [], context: `${bad}: ${why}` });
  }

  function next(): void {
    if (!running) return;
    timer = clock.after(lookMs, () => {
      looking = look().finally(next);
    });
  }

  async function look(): Promise<void> {
    if (gate().refuses !== "nobody") return;
    const { PickupDirectoryMaxMessagesPerMinute: perMinute } = org.snapshot().transportService;
    for (const place of places()) {
      let left = Math.ceil((perMinute * lookMs) / 60_000);
      try {
        for (const name of await disk.list(place.path)) {
          if (!/\.eml$/i.test(name) || !running) continue;
          if (left-- <= 0) break;
          if (!(await take(place, name))) break;
        }
        told.delete(place.path);
      } catch (error) {
        if (!told.has(place.path)) log(`The directory '${place.path}' can't be read: ${(error as Error).message}`);
        told.add(place.path);
      }
    }
  }

  /** False when nothing more can be taken now. */
  async function take({ path, read }: Place, name: string): Promise<boolean> {
    const stem = name.slice(0, -4);
    const mine = await free(path, stem, "tmp");
    try {
      await disk.rename(`${path}/${name}`, mine);
    } catch (error) {
      // Somebody else has it open, or took it: the next ones are looked at all the same.
      log(`'${path}/${name}' can't be taken: ${(error as Error).message}`);
      return true;
    }
    const snapshot = org.snapshot();
    const { transportService: service, server } = snapshot;
    const limits = {
      header: service.PickupDirectoryMaxHeaderSize.bytes,
      recipients: service.PickupDirectoryMaxRecipientsPerMessage,
    };
    let submission: Submission;
    try {
      submission = read(await disk.readPlain(mine, most(snapshot)), limits, server.Fqdn, clock.now());
    } catch (error) {
      const why = error instanceof BadLetter ? error.message : `It can't be read: ${(error as Error).message}`;
      await setAside(path, mine, stem, why);
      return true;
    }
    try {
      await accept(submission);
    } catch (error) {
      log(`'${path}/${name}' can't be kept now: ${(error as Error).message}`);
      await disk.rename(mine, `${path}/${name}`);
      return false;
    }
    await disk.remove(mine);
    return true;
  }

  /** A path with this ending that is not taken. */
  async function free(path: string, stem: string, ending: string): Promise<string> {
    const plain = `${path}/${stem}.${ending}`;
    if (!(await disk.stat(plain))) return plain;
    const stamp = new Date(clock.now()).toISOString().replace(/\D/g, "");
    return `${path}/${stem}${stamp}-${world.random.integer(1_000_000)}.${ending}`;
  }

  async function stop(): Promise<void> {
    running = false;
    timer?.cancel();
    await looking;
  }

  return { start, stop };
}

/** More than a message may have is not even read. */
function most({ transportConfig }: Snapshot): number {
  const limit = transportConfig.MaxSendSize;
  return isLimited(limit) ? Math.min(limit.bytes * 2 + 65_536, mostBytes) : mostBytes;
}

/** What the tracking log needs to know of a file that did not become a message. */
function fileRecord(networkMessageId: string, size: number, arrived: number): MailRecord {
  return {
    id: 0,
    content: "",
    size,
    messageId: "",
    networkMessageId,
    subject: "",
    from: "",
    trace: "",
    envelope: { sender: "", body: "7BIT", utf8: false },
    source: { kind: "PICKUP", authenticated: false },
    arrived,
    report: false,
  };
}
