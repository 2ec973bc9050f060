// What may happen in a simulation: letters, falls, cuts, lies, full disks, wrong clocks, and administrators at work.
import { Mailbox } from "../../src/org/classes/Mailbox.ts";
import type { Item } from "../../src/transport/queues/item.ts";
import type { Queue } from "../../src/transport/queues/queue.ts";
import type { House, Life } from "./house.ts";
import { tempers } from "./names.ts";
import { moods } from "./peer.ts";
import { addMailbox, comesAndGoes, elsewhere, names } from "./people.ts";
import type { Simulation } from "./simulation.ts";

interface Happening {
  readonly name: string;
  /** How often it comes, compared with the others. */
  readonly weight: number;
  readonly happen: (sim: Simulation) => void;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

const pick = <T>(sim: Simulation, list: readonly T[]): T => list[sim.random.integer(list.length)]!;
const chance = (sim: Simulation, one: number, of: number) => sim.random.integer(of) < one;

/** Short far more often than long. */
function while_(sim: Simulation, most: number): number {
  const short = sim.random.unit();
  return Math.ceil(most * short * short * short);
}

function letter(sim: Simulation): void {
  const house = pick(sim, sim.houses);
  const stranger = chance(sim, 1, 3);
  const other = pick(sim, sim.houses);
  const people = names.slice(0, 6);
  const user = stranger ? undefined : `${pick(sim, people)}@${house.domain}`;
  const anyone = ["kim@peer.example", "", `alice@${other.domain}`, `nobody@${other.domain}`, "kim@gone.example"];
  const recipients = new Set<string>();
  for (let left = chance(sim, 1, 2) ? 1 : 1 + sim.random.integer(5); left > 0; left--) {
    const away = !stranger && chance(sim, 1, 3);
    const there = chance(sim, 1, 3) ? pick(sim, sim.houses) : house;
    const domain = stranger ? house.domain : there.domain;
    recipients.add(away ? pick(sim, elsewhere.slice(0, chance(sim, 3, 4) ? 2 : 5)) : `${pick(sim, names)}@${domain}`);
  }
  const size = chance(sim, 1, 12) ? sim.random.integer(300_000) : sim.random.integer(4000);
  const sender = user ?? pick(sim, anyone);
  const made = sim.send(
    { house: house.name, user, sender, recipients: [...recipients], quiet: chance(sim, 1, 15) },
    size,
  );
  sim.time.trace(`${made.token} from <${sender}> at ${house.name} to ${made.recipients.join(" ")} (${size})`);
}

/** A house that is up, with its life; undefined when the one that was chosen is not. */
function upOf(sim: Simulation): { house: House; life: Life } | undefined {
  const house = pick(sim, sim.houses);
  return house.ready && house.life ? { house, life: house.life } : undefined;
}

/** Something that an administrator does; that it is refused, or the disk does, is no matter. */
function administer(sim: Simulation, what: string, work: (life: Life, house: House) => unknown): void {
  const up = upOf(sim);
  if (!up) return;
  sim.time.trace(`${up.house.name}: ${what}`);
  void (async () => work(up.life, up.house))().catch((error: Error) => sim.time.trace(`${what}: ${error.message}`));
}

const anyQueue = (sim: Simulation, life: Life): Queue => pick(sim, life.transport.queues.all());

function anyItem(sim: Simulation, life: Life): Item | undefined {
  const items = life.transport.queues.all().flatMap((queue) => [...queue.items]);
  return items.length === 0 ? undefined : pick(sim, items);
}

const happenings: readonly Happening[] = [
  { name: "letter", weight: 46, happen: letter },
  {
    name: "fall",
    weight: 6,
    happen: (sim) => {
      const house = pick(sim, sim.houses);
      house.fall(pick(sim, ["none", "torn", "all"] as const));
      sim.time.after(1 + while_(sim, 30 * minute), () => house.start());
    },
  },
  { name: "restart", weight: 2, happen: (sim) => void pick(sim, sim.houses).restart() },
  {
    name: "cut",
    weight: 5,
    happen: (sim) => {
      const all = [...sim.houses.map((house) => house.name), "peer", "client"];
      const [a, b] = [pick(sim, all), pick(sim, all)];
      if (a === b) return;
      sim.time.trace(`${a} and ${b} are cut off from one another`);
      sim.wires.cut(a, b);
      sim.time.after(while_(sim, 4 * hour), () => sim.wires.heal(a, b));
    },
  },
  {
    name: "mood",
    weight: 8,
    happen: (sim) => {
      sim.peer.mood = pick(sim, moods);
      sim.time.trace(`the peer is ${sim.peer.mood}`);
    },
  },
  {
    name: "names",
    weight: 4,
    happen: (sim) => {
      sim.names.temper = pick(sim, tempers);
      sim.time.trace(`the name servers are ${sim.names.temper}`);
    },
  },
  {
    name: "clock",
    weight: 3,
    happen: (sim) => {
      const house = pick(sim, sim.houses);
      const jump = while_(sim, 8 * hour) * (chance(sim, 1, 2) ? 1 : -1);
      house.offset += jump;
      sim.time.trace(`the clock of ${house.name} is set by ${Math.round(jump / second)} s`);
    },
  },
  {
    name: "full disk",
    weight: 3,
    happen: (sim) => {
      const house = pick(sim, sim.houses);
      house.full = true;
      sim.time.trace(`the disk of ${house.name} is full`);
      sim.time.after(while_(sim, 20 * minute), () => {
        house.full = false;
        sim.time.trace(`the disk of ${house.name} has room`);
      });
    },
  },
  {
    name: "faulty disk",
    weight: 2,
    happen: (sim) => {
      const house = pick(sim, sim.houses);
      house.faulty = true;
      sim.time.after(while_(sim, 10 * minute), () => {
        house.faulty = false;
      });
    },
  },
  {
    name: "connector",
    weight: 3,
    happen: (sim) =>
      administer(sim, "turns the connector", ({ org }) =>
        org.change(async (tx) => {
          const [connector] = tx.snapshot().sendConnectors;
          await tx.set(connector!, { Enabled: !connector!.Enabled });
        }),
      ),
  },
  {
    name: "recipient",
    weight: 3,
    happen: (sim) =>
      administer(sim, "removes or adds somebody", ({ org }, house) =>
        org.change(async (tx) => {
          const address = `${names.find(comesAndGoes)!}@${house.domain}`;
          const mailbox = await tx.seek(Mailbox, address);
          if (mailbox) await tx.remove(mailbox);
          else await addMailbox(tx, address, sim.people);
        }),
      ),
  },
  {
    name: "queue",
    weight: 3,
    happen: (sim) =>
      administer(sim, "suspends or resumes a queue", ({ transport: { queues } }) => {
        const queue = pick(sim, queues.all());
        return queue.suspended ? queues.resume(queue) : queues.suspend(queue);
      }),
  },
  {
    name: "retry",
    weight: 3,
    happen: (sim) => administer(sim, "retries a queue", (life) => life.transport.queues.retry(anyQueue(sim, life))),
  },
  {
    name: "resubmit",
    weight: 2,
    happen: (sim) =>
      administer(sim, "resubmits a queue", (life) => life.transport.queues.resubmit(anyQueue(sim, life))),
  },
  {
    name: "message",
    weight: 3,
    happen: (sim) =>
      administer(sim, "suspends or resumes a message", (life) => {
        const item = anyItem(sim, life);
        if (!item) return undefined;
        const { queues } = life.transport;
        return item.state === "Suspended" ? queues.resumeMessage(item) : queues.suspendMessage(item);
      }),
  },
  {
    name: "removal",
    weight: 2,
    happen: (sim) =>
      administer(sim, "removes a message", (life) => {
        const item = anyItem(sim, life);
        // Of the Submission queue nothing can be removed while it moves.
        if (!item || item.queue.hop.domain === "Submission") return undefined;
        const report = chance(sim, 1, 2);
        const addresses = item.recipients.flatMap(({ address, given }) => [address, given]);
        sim.time.trace(`${item.mail.record.subject} to ${addresses.join(" ")} ${report ? "with" : "without"} a report`);
        if (!report) sim.ledger.takenOut(item.mail.record.subject, addresses);
        return life.transport.queues.removeMessage(item, report);
      }),
  },
];

const weights = happenings.reduce((sum, { weight }) => sum + weight, 0);

/** Lets something happen. */
export function happen(sim: Simulation): void {
  let left = sim.random.integer(weights);
  for (const one of happenings) {
    left -= one.weight;
    if (left >= 0) continue;
    one.happen(sim);
    return;
  }
}

/** How long in milliseconds until the next thing happens: now and then at once, mostly soon. */
export function pause(sim: Simulation): number {
  switch (sim.random.integer(10)) {
    case 0:
    case 1:
    case 2:
    case 3:
    case 4:
      return sim.random.integer(150);
    case 5:
    case 6:
    case 7:
      return sim.random.integer(15 * second);
    case 8:
      return sim.random.integer(5 * minute);
    default:
      return while_(sim, 2 * hour);
  }
}

/** Ends all trouble: what is down comes up, what is cut is joined, everybody is honest, and administrators let all mail go. */
export async function settle(sim: Simulation): Promise<void> {
  sim.time.trace("all trouble ends");
  for (const cut of sim.wires.cuts) {
    const [a, b] = cut.split(" ") as [string, string];
    sim.wires.heal(a, b);
  }
  sim.peer.mood = "good";
  sim.names.temper = "right";
  for (const house of sim.houses) {
    house.faulty = false;
    house.full = false;
    house.start();
  }
  for (let tries = 0; tries < 60 && !sim.houses.every((house) => house.ready); tries++) {
    await sim.time.pass(10 * second);
    for (const house of sim.houses) house.start();
  }
  // What was begun on a full disk may fail still.
  await sim.time.pass(minute);
  for (const house of sim.houses) {
    if (!house.ready) sim.break(`${house.name} does not come up again`);
    else await release(sim, house);
  }
}

/** Lets all go that an administrator held, or that was set aside. */
export async function release(sim: Simulation, house: House): Promise<void> {
  const { org, transport } = house.life!;
  const { queues } = transport;
  const work = (async () => {
    await org.change(async (tx) => {
      const [connector] = tx.snapshot().sendConnectors;
      await tx.set(connector!, { Enabled: true });
    });
    for (const queue of queues.all()) if (queue.suspended) await queues.resume(queue);
    for (const queue of [...queues.all()])
      for (const item of [...queue.items]) {
        const held = item.state === "Suspended" || item.pending?.kind === "suspend";
        if (held && item.mail.items.get(item.part) === item) await queues.resumeMessage(item);
      }
  })();
  const refused = (error: Error) => sim.break(`${house.name} refuses to let mail go: ${error.stack}`);
  const done = await sim.time.until(work.catch(refused), 10 * second);
  if (!done) sim.break(`${house.name} never answers when mail is let go`);
}
