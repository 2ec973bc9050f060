// A server beyond this organization that writes down each message it says 250 to, and that has bad days when told.
import { createServer, type Server, type Socket } from "node:net";
import type { TestRandom } from "../world/random.ts";

/** How it behaves: at once; late; putting off at random; refusing connections; taking them and answering no message; putting all off. */
export type Mood = "prompt" | "slow" | "moody" | "away" | "silent" | "busy";

export interface Peer {
  readonly port: number;
  mood: Mood;
  /** How often each message was taken for each address: in this life of the other side, and in all. Keys are "id address". */
  readonly taken: Map<string, number>;
  readonly everTaken: Map<string, number>;
  /** Messages that came in other than they were sent. */
  readonly torn: string[];
  /** Another life of the other side begins. */
  newLife(): void;
  close(): Promise<void>;
}

/** Addresses that begin so are refused for good. */
export const refusedPrefix = "no-";

/** @param isWhole whether the body of the message with that Message-ID is what was sent. */
export async function startPeer(random: TestRandom, isWhole: (id: string, message: Buffer) => boolean): Promise<Peer> {
  const sockets = new Set<Socket>();
  let server: Server = createServer();
  let mood: Mood = "prompt";
  let turn: Promise<void> = Promise.resolve();
  const taken = new Map<string, number>();
  const everTaken = new Map<string, number>();
  const torn: string[] = [];

  const listen = (port: number) =>
    new Promise<number>((resolve, reject) => {
      server = createServer(serve);
      server.on("error", reject);
      server.listen(port, "127.0.0.1", () => resolve((server.address() as { port: number }).port));
    });
  const closeListener = () => new Promise<void>((resolve) => server.close(() => resolve()));

  function take(id: string, recipients: readonly string[], message: Buffer): void {
    if (!isWhole(id, message)) torn.push(id);
    for (const key of recipients.map((address) => `${id} ${address}`))
      for (const map of [taken, everTaken]) map.set(key, (map.get(key) ?? 0) + 1);
  }

  function serve(socket: Socket): void {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
    const pieces: Buffer[] = [];
    let text = "";
    let recipients: string[] = [];
    let inData = false;
    const say = (text: string) => void (socket.destroyed || socket.write(`${text}\r\n`));
    say("220 peer.example ESMTP");
    socket.on("data", (piece) => {
      // Nothing follows the end of a message before its answer, so only the last bytes need be looked at.
      if (inData) {
        pieces.push(piece);
        const end = Buffer.concat(pieces.slice(-5)).subarray(-5);
        if (end.toString("latin1") !== "\r\n.\r\n") return;
        inData = false;
        ended(Buffer.concat(pieces.splice(0)).subarray(0, -5), recipients);
        return;
      }
      text += piece.toString("latin1");
      for (let end = text.indexOf("\r\n"); end >= 0; end = text.indexOf("\r\n")) {
        const line = text.slice(0, end);
        text = text.slice(end + 2);
        command(line);
      }
    });

    function command(line: string): void {
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === "EHLO" || verb === "HELO") say("250-peer.example\r\n250 8BITMIME");
      else if (verb === "MAIL") {
        recipients = [];
        say("250 2.1.0 OK");
      } else if (verb === "RCPT") {
        const address = /<([^>]*)>/.exec(line)?.[1] ?? "";
        if (address.startsWith(refusedPrefix)) say("550 5.1.1 Nobody of that name is here");
        else if (mood === "busy") say("451 4.3.0 Come again later");
        else {
          recipients.push(address);
          say("250 2.1.5 OK");
        }
      } else if (verb === "DATA" && recipients.length > 0) {
        inData = true;
        say("354 Go on");
      } else if (verb === "QUIT") {
        socket.end("221 2.0.0 Bye\r\n");
      } else say(verb === "RSET" || verb === "NOOP" ? "250 2.0.0 OK" : "503 5.5.1 Not now");
    }

    function ended(message: Buffer, to: readonly string[]): void {
      const id = /^message-id: *<([^>]*)>/im.exec(message.subarray(0, 8192).toString("latin1"))?.[1] ?? "";
      const answer = () => {
        if (socket.destroyed) return;
        const takes = mood !== "moody" || random.integer(4) > 0;
        if (takes) take(id, to, message);
        say(takes ? "250 2.0.0 Taken" : "451 4.3.0 Not this time");
      };
      if (mood === "silent") return;
      if (mood === "slow") setTimeout(answer, random.integer(100));
      else answer();
    }
  }

  const port = await listen(0);
  return {
    port,
    taken,
    everTaken,
    torn,
    get mood() {
      return mood;
    },
    /** Whoever waits for an answer in the old mood gets none. */
    set mood(next) {
      const before = mood;
      mood = next;
      if (before === "silent" || next === "away") for (const socket of sockets) socket.destroy();
      turn = turn.then(async () => {
        if (next === "away" && server.listening) await closeListener();
        else if (next !== "away" && !server.listening) await listen(port);
      });
    },
    newLife: () => taken.clear(),
    async close() {
      await turn;
      for (const socket of sockets) socket.destroy();
      if (server.listening) await closeListener();
    },
  };
}
