// Many clients at once that send letter after letter and write down each 250 in the moment they read it.
import { createConnection } from "node:net";

/** A message and where it belongs. */
export interface Letter {
  /** Message-ID without its brackets; the subject too. */
  readonly id: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly bytes: number;
  /** Aliases of the mailboxes it must reach, members of groups among them. */
  readonly boxes: readonly string[];
  /** Addresses elsewhere. */
  readonly peers: readonly string[];
  /** Addresses that the other side refuses: the sender must be told. */
  readonly refused: readonly string[];
  acknowledged: boolean;
}

export interface Load {
  /** Letters that were begun and have no reply to their end yet. */
  readonly open: number;
  readonly acknowledged: number;
  /** Replies that no letter should get. */
  readonly odd: readonly string[];
  /** All connections are gone. */
  readonly done: Promise<void>;
}

/** The text that a letter carries: known from its id, so that the other end can tell whether it is whole. */
export function textOf({ id, bytes }: Pick<Letter, "id" | "bytes">): string {
  const line = `${`${id} `.repeat(Math.ceil(76 / (id.length + 1))).slice(0, 76)}\r\n`;
  return line.repeat(Math.ceil(bytes / line.length));
}

const wire = (letter: Letter): string =>
  `Message-ID: <${letter.id}>\r\nFrom: <${letter.from}>\r\nDate: Mon, 2 Mar 2026 09:00:00 +0000\r\n` +
  `Subject: ${letter.id}\r\n\r\n${textOf(letter)}.\r\n`;

/**
 * @param next gives the next letter of a session, which they count from 0; undefined ends it.
 * @param acknowledged called after each 250.
 */
export function sendAll(
  port: number,
  sessions: number,
  next: (session: number) => Letter | undefined | Promise<Letter | undefined>,
  acknowledged: (load: Load, letter: Letter) => void,
): Load {
  const odd: string[] = [];
  const counts = { open: 0, acknowledged: 0 };
  const load: Load = {
    get open() {
      return counts.open;
    },
    get acknowledged() {
      return counts.acknowledged;
    },
    odd,
    done: Promise.all(Array.from({ length: sessions }, (_, session) => converse(session))).then(() => undefined),
  };
  return load;

  function converse(session: number): Promise<void> {
    return new Promise((resolve) => {
      const socket = createConnection({ host: "127.0.0.1", port, noDelay: true });
      let text = "";
      let letter: Letter | undefined;
      /** What is said after each reply, in order. */
      let steps: string[] = ["EHLO client.example\r\n"];
      const begin = async () => {
        letter = await next(session);
        if (!letter) return void socket.end("QUIT\r\n");
        counts.open++;
        steps = [
          `MAIL FROM:<${letter.from}>\r\n`,
          ...letter.to.map((address) => `RCPT TO:<${address}>\r\n`),
          "DATA\r\n",
          wire(letter),
        ];
        socket.write(steps.shift()!);
      };
      const reply = (line: string) => {
        const step = steps.shift();
        if (step !== undefined) {
          if (!/^[23]/.test(line)) odd.push(`${letter?.id}: ${line}`);
          socket.write(step);
        } else if (letter === undefined) begin();
        else {
          counts.open--;
          if (line.startsWith("250")) {
            letter.acknowledged = true;
            counts.acknowledged++;
            acknowledged(load, letter);
          } else odd.push(`${letter.id}: ${line}`);
          void begin();
        }
      };
      socket.on("data", (piece) => {
        text += piece.toString("latin1");
        for (let end = text.indexOf("\r\n"); end >= 0; end = text.indexOf("\r\n")) {
          const line = text.slice(0, end);
          text = text.slice(end + 2);
          if (line[3] !== "-") reply(line);
        }
      });
      socket.on("error", () => undefined);
      socket.on("close", () => resolve());
    });
  }
}
