// Somebody who writes a message to an organization and remembers what was said to it.
import type { Socket } from "node:net";
import type { Net } from "../../src/world/world.ts";
import type { Letter } from "./ledger.ts";
import type { Time } from "./time.ts";

/** How long in milliseconds a client waits for an answer. */
const patience = 5 * 60_000;

/** Sends a letter in one session; `letter.refused` and `letter.acknowledged` tell what came of it. Never rejects. */
export async function write(time: Time, net: Net, address: string, letter: Letter): Promise<void> {
  let socket: Socket;
  try {
    socket = await net.connect({ host: address, port: letter.user === undefined ? 25 : 587 }, 30_000);
  } catch {
    return;
  }
  const answers = reader(time, socket);
  const ask = async (line: string): Promise<string> => {
    if (!socket.destroyed) socket.write(`${line}\r\n`);
    return answers.next();
  };
  try {
    await answers.next();
    if (!(await ask("EHLO client.example")).startsWith("2")) return;
    if (letter.user !== undefined) {
      const secret = Buffer.from(`\0${letter.user}\0secret`).toString("base64");
      if (!(await ask(`AUTH PLAIN ${secret}`)).startsWith("2")) return;
    }
    if (!(await ask(`MAIL FROM:<${letter.sender}>`)).startsWith("2")) return;
    const notify = letter.quiet ? " NOTIFY=NEVER" : "";
    for (const recipient of letter.recipients) {
      if ((await ask(`RCPT TO:<${recipient}>${notify}`)).startsWith("2")) letter.taken.push(recipient);
    }
    if (letter.taken.length === 0) return;
    if (!(await ask("DATA")).startsWith("3")) return;
    letter.begun = true;
    const answer = await ask(`${letter.content}\r\n.`);
    letter.answer = answer;
    letter.acknowledged = answer.startsWith("250");
    time.trace(`${letter.token} ${letter.acknowledged ? "is acknowledged" : `is refused: ${answer}`}`);
    await ask("QUIT");
  } catch {
    // The connection is gone; what was not acknowledged may have come about or not.
  } finally {
    socket.destroy();
  }
}

/** Whole replies, one after the other; rejects when the connection ends or nothing comes for long. */
function reader(time: Time, socket: Socket): { next(): Promise<string> } {
  let buffer = "";
  let wake: () => void = () => undefined;
  let over = false;
  socket.on("error", () => undefined);
  socket.on("data", (chunk: Buffer) => {
    buffer += chunk.toString("latin1");
    wake();
  });
  const end = () => {
    over = true;
    wake();
  };
  socket.on("end", end);
  socket.on("close", end);
  return {
    async next() {
      const bound = time.after(patience, end);
      try {
        for (;;) {
          const reply = /^(?:\d{3}-[^\r]*\r\n)*\d{3}(?: [^\r]*)?\r\n/.exec(buffer)?.[0];
          if (reply !== undefined) {
            buffer = buffer.slice(reply.length);
            return reply.trimEnd();
          }
          if (over) throw new Error("The connection is over.");
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      } finally {
        bound.cancel();
      }
    },
  };
}
