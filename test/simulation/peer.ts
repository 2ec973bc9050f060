// A mail server of somebody else's: honest, slow, lying or gone, as it is told.
import type { Socket } from "node:net";
import type { Net } from "../../src/world/world.ts";
import type { TestRandom } from "../world/random.ts";
import { tokenOf } from "./ledger.ts";
import type { Time } from "./time.ts";

export const moods = ["good", "busy", "refusing", "silent", "deaf", "forgetful", "garbage", "hasty", "slow"] as const;
export type Mood = (typeof moods)[number];

/** A message that it has taken. */
export interface Taken {
  readonly token: string;
  readonly sender: string;
  readonly recipient: string;
  readonly content: string;
  /** The server it came from. */
  readonly from: string;
  /** Whether its 250 has reached that server. */
  told: boolean;
}

export class Peer {
  mood: Mood = "good";
  readonly taken: Taken[] = [];
  readonly #time: Time;
  readonly #random: TestRandom;

  constructor(time: Time, random: TestRandom, net: Net) {
    this.#time = time;
    this.#random = random;
    void net.listen({ host: "0.0.0.0", port: 25 }, (socket) => this.#serve(socket));
  }

  #serve(socket: Socket): void {
    const { mood } = this;
    const random = this.#random;
    let buffer = "";
    let from = "";
    let to: string[] = [];
    let data: string[] | undefined;
    /** The moment at which a peer in a bad mood does what it does. */
    const bad = random.integer(8);
    let commands = 0;
    socket.on("error", () => undefined);

    let spoken = 0;
    const say = (text: string, told?: () => void): void => {
      const send = () =>
        void (socket.destroyed || socket.write(`${text}\r\n`, (error) => void (error ? undefined : told?.())));
      if (mood === "slow") {
        spoken = Math.max(spoken, this.#time.now + 1000 + random.integer(40_000));
        this.#time.after(spoken - this.#time.now, send);
      } else send();
    };

    /** True when the mood has answered in the place of the server. */
    const moody = (verb: string): boolean => {
      const now = commands++ === bad;
      switch (mood) {
        case "busy":
          if (verb === "QUIT" || random.integer(3) > 0) return false;
          say(random.integer(4) === 0 ? "421 4.3.2 Closing" : "451 4.3.0 Not now");
          return true;
        case "refusing":
          if (verb !== "MAIL" && verb !== "RCPT" && verb !== ".") return false;
          if (random.integer(3) > 0) return false;
          say(random.integer(2) === 0 ? "550 5.7.1 Not here" : "452 4.2.2 Full");
          return true;
        case "silent":
          return now || commands > bad;
        case "garbage":
          if (!now) return false;
          say(["2", "999 What", "250-and then", "\u0000\u0001", "-1", "2500"][random.integer(6)]!);
          return true;
        case "hasty":
          if (!now) return false;
          socket.destroy();
          return true;
        default:
          return false;
      }
    };

    const take = (text: string): Taken[] => {
      const facts = { token: tokenOf(text), sender: from, content: text, from: socket.remoteAddress!, told: false };
      const taken = to.map((recipient) => ({ ...facts, recipient }));
      to = [];
      this.taken.push(...taken);
      return taken;
    };

    const line = (text: string): void => {
      if (data) {
        if (text !== ".") return void data.push(text.startsWith(".") ? text.slice(1) : text);
        const content = data.join("\r\n");
        data = undefined;
        // Takes it and never says so, or says nothing and has not taken it.
        if (mood === "deaf" || mood === "forgetful") {
          if (mood === "deaf") take(content);
          if (random.integer(2) === 0) socket.destroy();
          return;
        }
        if (moody(".")) return;
        const taken = take(content);
        say("250 2.0.0 Taken", () => {
          for (const one of taken) one.told = true;
        });
        if (mood === "slow" && random.integer(2) === 0) socket.end();
        return;
      }
      const verb = text.split(" ")[0]!.toUpperCase();
      if (moody(verb)) return;
      const path = /<([^>]*)>/.exec(text)?.[1] ?? "";
      if (verb === "EHLO") say("250-peer.example\r\n250-PIPELINING\r\n250 SIZE 10000000");
      else if (verb === "MAIL") {
        [from, to] = [path, []];
        say("250 2.1.0 OK");
      } else if (verb === "RCPT") {
        to.push(path.toLowerCase());
        say("250 2.1.5 OK");
      } else if (verb === "DATA") {
        if (to.length === 0) return void say("503 5.5.1 Nobody");
        data = [];
        say("354 Go on");
      } else if (verb === "QUIT") {
        say("221 2.0.0 Bye");
        socket.end();
      } else say("250 2.0.0 OK");
    };

    socket.on("data", (chunk: Buffer) => {
      buffer += chunk.toString("latin1");
      for (let end = buffer.indexOf("\r\n"); end >= 0; end = buffer.indexOf("\r\n")) {
        const text = buffer.slice(0, end);
        buffer = buffer.slice(end + 2);
        line(text);
      }
    });
    if (mood === "silent" && bad === 0) return;
    say(mood === "garbage" && bad === 1 ? "hello there" : "220 peer.example ESMTP");
  }
}
