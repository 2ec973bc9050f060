// A plain conversation with an SMTP listener, line by line, for the cmdlets that test our own.
import type { Socket } from "node:net";
import type { World } from "../world/world.ts";

/** Replies longer than this are cut; no listener of ours gives one. */
const longest = 20_000;

export interface Dialog {
  /** The first reply. */
  readonly greeting: string;
  /** Says a line and gives the reply, its lines joined by a blank; undefined when the other side has ended. */
  ask(line: string): Promise<string | undefined>;
  close(): void;
}

/** Connects and waits for the greeting. Rejects with an Error when there is none within the time, in milliseconds for each reply. */
export async function openDialog(
  { net, clock }: Pick<World, "net" | "clock">,
  at: { readonly host: string; readonly port: number },
  timeoutMs: number,
): Promise<Dialog> {
  const socket: Socket = await net.connect(at, timeoutMs);
  let text = "";
  let ended = false;
  let wake = () => {};
  socket.on("data", (data) => {
    text = (text + data.toString("utf8")).slice(-longest);
    wake();
  });
  const end = () => {
    ended = true;
    wake();
  };
  socket.on("error", end);
  socket.on("close", end);

  const reply = async (): Promise<string | undefined> => {
    const timer = clock.after(timeoutMs, () => socket.destroy());
    const lines: string[] = [];
    try {
      for (;;) {
        const feed = text.indexOf("\r\n");
        if (feed >= 0) {
          const line = text.slice(0, feed);
          text = text.slice(feed + 2);
          lines.push(line);
          if (line[3] !== "-") return lines.map((one, index) => (index === 0 ? one : one.slice(4))).join(" ");
        } else if (ended) return undefined;
        else {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      }
    } finally {
      timer.cancel();
    }
  };
  const greeting = await reply();
  if (greeting === undefined) {
    socket.destroy();
    throw new Error("The connection was closed without a greeting.");
  }
  return {
    greeting,
    async ask(line) {
      if (ended) return undefined;
      socket.write(`${line}\r\n`);
      return reply();
    },
    close: () => socket.destroy(),
  };
}
