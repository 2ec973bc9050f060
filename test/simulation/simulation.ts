// One simulation: organizations, a peer, name servers and clients, made from a seed; what happens to them is in events.ts.
import type { TrackingEvent } from "../../src/transport/tracking/tracking.ts";
import { TestRandom } from "../world/random.ts";
import { write } from "./client.ts";
import { House } from "./house.ts";
import { delivered } from "./laws.ts";
import { Ledger, type Letter } from "./ledger.ts";
import { Names } from "./names.ts";
import { Wires } from "./net.ts";
import { Peer } from "./peer.ts";
import { domains, type People, peopleOf } from "./people.ts";
import { type LifeClock, Time } from "./time.ts";

export class Simulation {
  readonly seed: number;
  readonly time = new Time();
  /** Chance of what happens; the network and the machines have their own. */
  readonly random: TestRandom;
  readonly ledger = new Ledger();
  readonly people: People;
  readonly wires: Wires;
  readonly names: Names;
  readonly houses: readonly House[];
  readonly peer: Peer;
  #letters = 0;

  constructor(seed: number) {
    this.seed = seed;
    this.random = new TestRandom(seed * 1_000_003);
    const count = 2 + this.random.integer(2);
    this.people = peopleOf(count);
    this.wires = new Wires(this.time, new TestRandom(seed * 31));
    const hosts = domains.slice(0, count).map((domain, at) => [domain, `10.0.0.${at + 1}`] as const);
    this.names = new Names(new TestRandom(seed * 17), hosts);
    const parts = {
      time: this.time,
      wires: this.wires,
      people: this.people,
      seed,
      dns: (clock: LifeClock) => this.names.of(clock),
      tracked: (house: House, event: TrackingEvent) => {
        const { event: what, mail, recipients, context = "" } = event;
        this.time.trace(`${house.name} ${what} ${mail.subject} (${mail.id}) ${recipients.join(" ")} ${context}`);
        this.ledger.tracked(event);
        delivered(this, event);
      },
      arriving: (house: House, { content }: { readonly content: Buffer }) =>
        this.ledger.arrived(house.name, content.toString("latin1", 0, 8000)),
      broken: (text: string) => this.break(text),
    };
    this.houses = hosts.map(([domain, address]) => new House(parts, domain, address));
    this.wires.add("peer", "10.0.1.1");
    this.wires.add("client", "10.0.9.9");
    this.peer = new Peer(
      this.time,
      new TestRandom(seed * 23),
      this.wires.of("peer", () => true),
    );
  }

  /** Notes that a law does not hold. */
  break(text: string): void {
    this.time.trace(`BROKEN: ${text.split("\n")[0]}`);
    this.ledger.broken.push(`at ${(this.time.now / 1000).toFixed(3)} s: ${text}`);
  }

  house(name: string): House {
    return this.houses.find((house) => house.name === name)!;
  }

  /** How many messages are in queues, but for those that were set aside. */
  get waiting(): number {
    const queues = this.houses.flatMap(({ life }) => life?.transport.queues.all() ?? []);
    return queues.reduce((sum, { hop, items }) => sum + (/Poison/.test(hop.domain) ? 0 : items.size), 0);
  }

  /** Lets somebody write a letter; how it goes is in the ledger. */
  send(facts: Pick<Letter, "house" | "user" | "sender" | "recipients" | "quiet">, size: number): Letter {
    const token = `m${++this.#letters}`;
    const from = facts.sender === "" ? "postmaster@client.example" : facts.sender;
    const line = "All work and no play makes for a very dull message, and one that is long enough to be cut.\r\n";
    const body = size < line.length ? "Text." : line.repeat(Math.ceil(size / line.length)).trimEnd();
    const content = [
      `From: <${from}>`,
      `To: <${facts.recipients[0]}>`,
      `Subject: ${token}`,
      "Date: Mon, 2 Mar 2026 09:00:00 +0000",
      `Message-ID: <${token}.${this.seed}@client.example>`,
      "",
      body,
    ].join("\r\n");
    const letter: Letter = { ...facts, token, content, taken: [], begun: false, acknowledged: false, answer: "" };
    this.ledger.letters.set(token, letter);
    const net = this.wires.of("client", () => true);
    void write(this.time, net, this.house(facts.house).address, letter);
    return letter;
  }
}
