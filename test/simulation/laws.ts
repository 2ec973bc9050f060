// The laws of a simulation: nothing lost, nothing to strangers, nothing twice, no end without an end, nothing left behind.
import type { TrackingEvent } from "../../src/transport/tracking/tracking.ts";
import type { House } from "./house.ts";
import { isLetter, type Letter, tokenIn } from "./ledger.ts";
import { endsAt, onward, reach } from "./people.ts";
import type { Simulation } from "./simulation.ts";

/** What is in a mailbox, here or at the peer. */
interface Copy {
  readonly subject: string;
  /** For reports. */
  readonly content: string;
}

type Boxes = ReadonlyMap<string, readonly Copy[]>;

async function boxesOf(sim: Simulation): Promise<Boxes> {
  const boxes = new Map<string, Copy[]>();
  for (const [address, entry] of sim.people) {
    if (entry.kind !== "mailbox") continue;
    const { mailboxes } = sim.houses.find(({ domain }) => address.endsWith(`@${domain}`))!.life!;
    const copies: Copy[] = [];
    for await (const message of mailboxes.messages(entry.guid)) {
      // Each body is read: what is listed must be there.
      const content = (await mailboxes.content(message)).toString("latin1");
      copies.push({ subject: message.subject, content });
    }
    boxes.set(address, copies);
  }
  for (const { recipient, content } of sim.peer.taken) {
    const subject = /^Subject: ([^\r\n]*)/im.exec(content)?.[1] ?? "";
    boxes.set(recipient, [...(boxes.get(recipient) ?? []), { subject, content }]);
  }
  return boxes;
}

/** The laws that hold once all has come to rest. */
export async function judge(sim: Simulation): Promise<void> {
  const boxes = await boxesOf(sim);
  strangers(sim, boxes);
  for (const letter of sim.ledger.letters.values()) {
    copies(sim, boxes, letter);
    bounds(sim, boxes, letter);
    if (letter.acknowledged) kept(sim, boxes, letter);
  }
  for (const house of sim.houses) await left(sim, house);
}

/** Told at each delivery: nobody gets what was not written to him, not even for a moment. */
export function delivered(sim: Simulation, event: TrackingEvent): void {
  if (event.event !== "DELIVER" && event.event !== "SEND") return;
  const { subject } = event.mail;
  const letter = sim.ledger.letters.get(tokenIn(subject));
  if (!letter) return;
  const from = isLetter(subject) ? letter.recipients : [letter.sender];
  const right = new Set(from.flatMap((one) => [...reach(sim.people, one).all]));
  for (const address of event.recipients)
    if (!right.has(address)) sim.break(`"${subject}" goes to ${address}, who is a stranger to it`);
}

/**
 * After each event: what an organization has acknowledged, it has, or has done something with. One that fell between doing
 * so and telling of it is asked for what it did.
 */
export async function present(sim: Simulation): Promise<void> {
  const missing: Letter[] = [];
  const queued = new Map<string, Set<string>>();
  for (const letter of sim.ledger.letters.values()) {
    const house = sim.house(letter.house);
    if (!letter.acknowledged || sim.ledger.ended.has(letter.token) || !house.ready) continue;
    const tokens = queued.get(house.name) ?? tokensIn(house);
    queued.set(house.name, tokens);
    if (!tokens.has(letter.token)) missing.push(letter);
  }
  if (missing.length === 0 || !sim.houses.every(({ ready }) => ready)) return;
  const boxes = await boxesOf(sim);
  for (const { token, house } of missing) {
    const found = [...boxes.values()].flat().some(({ subject }) => tokenIn(subject) === token);
    if (found) sim.ledger.ended.add(token);
    else sim.break(`${token}, acknowledged at ${house}, is in no queue and in no mailbox, and nobody was told`);
  }
}

/** Tokens of all that is in the queues of an organization. */
function tokensIn(house: House): Set<string> {
  const items = house.life!.transport.queues.all().flatMap((queue) => [...queue.items]);
  return new Set(items.map((item) => tokenIn(item.mail.record.subject)));
}

/** A mailbox holds only what was written to it, and reports only on what was sent from it. */
function strangers(sim: Simulation, boxes: Boxes): void {
  const allowed = new Map<string, { letter: ReadonlySet<string>; report: ReadonlySet<string> }>();
  for (const letter of sim.ledger.letters.values()) {
    const addresses = letter.begun ? letter.taken : [];
    allowed.set(letter.token, {
      letter: new Set(addresses.flatMap((one) => [...reach(sim.people, one).all])),
      report: reach(sim.people, letter.sender).all,
    });
  }
  for (const [address, list] of boxes)
    for (const { subject } of list) {
      const known = allowed.get(tokenIn(subject));
      const right = isLetter(subject) ? known?.letter : known?.report;
      if (!right?.has(address)) sim.break(`"${subject}" is in the mailbox of ${address}, who is a stranger to it`);
    }
}

/** In how many ways mail to one address reaches another. */
function ways(sim: Simulation, from: string, to: string, path: readonly string[] = []): number {
  if (path.includes(from)) return 0;
  const here = from === to ? 1 : 0;
  return onward(sim.people, from).reduce((sum, next) => sum + ways(sim, next, to, [...path, from]), here);
}

/** A mailbox has a message once for each time that it came to its organization; a peer once more for each crash. */
function copies(sim: Simulation, boxes: Boxes, { token, taken }: Letter): void {
  for (const [address, list] of boxes) {
    const found = list.filter(({ subject }) => isLetter(subject) && tokenIn(subject) === token).length;
    const house = sim.houses.find(({ domain }) => address.endsWith(`@${domain}`));
    const arrivals = (name: string) => sim.ledger.arrivals.get(`${name} ${token}`) ?? 0;
    if (house && found > arrivals(house.name))
      sim.break(`${token} is ${found} times in the mailbox of ${address}, but came ${arrivals(house.name)} times`);
    if (house || found === 0) continue;
    for (const from of sim.houses) {
      const told = sim.peer.taken.filter(
        (one) =>
          one.told &&
          one.token === token &&
          one.recipient === address &&
          one.from === from.address &&
          isLetter(/^Subject: ([^\r\n]*)/im.exec(one.content)?.[1] ?? ""),
      ).length;
      const most = arrivals(from.name) * Math.max(...taken.map((one) => ways(sim, one, address)), 1) + from.ends;
      if (told > most)
        sim.break(
          `${from.name} gave ${token} ${told} times to ${address}, which had taken it, and ended ${from.ends} times`,
        );
    }
  }
}

/** So often may a message come to one organization: those that run in a circle are stopped by then. */
const mostArrivals = 100;

/** Nothing runs in a circle without end, and one failure is reported once to a sender of the same organization. */
function bounds(sim: Simulation, boxes: Boxes, { token, sender, house }: Letter): void {
  const came = sim.houses.map(({ name }) => sim.ledger.arrivals.get(`${name} ${token}`) ?? 0);
  if (Math.max(...came) > mostArrivals) sim.break(`${token} came ${Math.max(...came)} times to one organization`);
  const only = came.reduce((sum, one) => sum + one) === (sim.ledger.arrivals.get(`${house} ${token}`) ?? 0);
  if (!only || !sender.endsWith(`@${sim.house(house).domain}`) || onward(sim.people, sender).length > 0) return;
  const told = (boxes.get(sender) ?? []).flatMap(({ subject, content }) => failuresIn(subject, content, token));
  for (const address of new Set(told)) {
    const times = told.filter((one) => one === address).length;
    if (times > 1) sim.break(`${sender} was told ${times} times that ${token} failed for ${address}`);
  }
}

/** The recipients that a report names. */
function failuresIn(subject: string, content: string, token: string): string[] {
  if (tokenIn(subject) !== token || !/^Undeliverable/.test(subject)) return [];
  return [...content.matchAll(/^Final-Recipient: rfc822;\s*(\S+)/gim)].map(([, address]) => address!.toLowerCase());
}

/** Each recipient that was acknowledged has an end that the sender may know. */
function kept(sim: Simulation, boxes: Boxes, letter: Letter): void {
  const { token } = letter;
  const senders = reach(sim.people, letter.sender).all;
  const reported = new Set<string>();
  for (const sender of senders)
    for (const { subject, content } of boxes.get(sender) ?? [])
      for (const address of failuresIn(subject, content, token)) reported.add(address);
  const has = (map: ReadonlyMap<string, ReadonlySet<string>>, key: string, one: string) =>
    map.get(key)?.has(one) ?? false;
  const { ledger } = sim;
  const unheard = ledger.reportsEnded.has(token) || ledger.removed.has(`report ${token}`);
  // A report to a domain that is not there may have its end in the moment in which the process falls, before it can tell.
  const mute = letter.sender === "" || letter.sender.endsWith("@gone.example") || letter.quiet || unheard;
  for (const recipient of letter.taken) {
    const { all } = reach(sim.people, recipient);
    const ends = [...all].filter((one) => endsAt(sim.people, one));
    for (const end of ends.length > 0 ? ends : [recipient]) {
      if ((boxes.get(end) ?? []).some(({ subject }) => isLetter(subject) && tokenIn(subject) === token)) continue;
      const path = ends.length > 0 ? [...all].filter((one) => reach(sim.people, one).all.has(end)) : [...all];
      const ended = path.some(
        (one) =>
          reported.has(one) ||
          has(ledger.removed, token, one) ||
          (mute && (has(ledger.failed, token, one) || ledger.reportsFound.has(token))),
      );
      if (!ended) sim.break(`${token}, acknowledged at ${letter.house}, is lost for ${end} (by way of ${recipient})`);
    }
  }
}

/** How many timers an organization may have that does nothing. */
const mostTimers = 12;

/** Nothing of what is over is left. */
async function left(sim: Simulation, house: House): Promise<void> {
  const { transport, spool, clock } = house.life!;
  const queues = transport.queues.all().filter((queue) => queue.hop.domain !== "Submission");
  if (queues.length > 0) sim.break(`${house.name} keeps ${queues.length} queues in which nothing is`);
  if (clock.waiting > mostTimers) sim.break(`${house.name} has ${clock.waiting} timers though nothing is to be done`);
  const open = sim.wires.open(house.name);
  if (open > 0) sim.break(`${house.name} has ${open} connections though nobody speaks`);
  const bodies = new Set<string>();
  const held = new Set<string>();
  for await (const [key] of spool.entries({ gte: "", lt: "\uffff" })) {
    if (key.startsWith("queue/") && key !== "queue/reserved") sim.break(`${house.name} keeps the record ${key}`);
    if (key.startsWith("content/")) bodies.add(key.split("/")[1]!);
    if (!key.startsWith("ref/")) continue;
    held.add(key.split("/")[1]!);
    if (key.split("/")[2]!.startsWith("queue")) sim.break(`${house.name} keeps the reference ${key}`);
  }
  for (const id of held) if (!bodies.has(id)) sim.break(`${house.name} has lost the body ${id}`);
}

/** What moves no more though it could: told some time after all trouble has ended. */
export function stalls(sim: Simulation, house: House): void {
  for (const queue of house.life!.transport.queues.all()) {
    if (queue.items.size === 0 || /dead\.example|Poison/.test(queue.hop.domain)) continue;
    const [item] = queue.items;
    const state = `${item!.mail.record.subject} (${item!.state}, due in ${(item!.due - house.life!.clock.now()) / 1000} s) of ${queue.items.size}`;
    const next = queue.retry
      ? `, tried again in ${(queue.retry.next - house.life!.clock.now()) / 1000} s: ${queue.retry.error}`
      : "";
    sim.break(`the queue ${queue.hop.domain} of ${house.name} stalls with ${state}${next}`);
  }
}

/** Everything has ended, one way or the other. */
export function rests(sim: Simulation, house: House): void {
  for (const queue of house.life!.transport.queues.all())
    for (const item of queue.items)
      sim.break(
        `${item.mail.record.subject} (${item.state}) never leaves the queue ${queue.hop.domain} of ${house.name}`,
      );
}
