// kill -9 of the owner in the middle of 1,000 incoming messages: what was acknowledged is there after a restart.
import { createConnection, type Socket } from "node:net";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { exsh, freePorts, type Server, startTransport, temporaryFolder } from "./process.ts";

const folder = temporaryFolder();
const data = join(folder.path, "data");
const connections = 64;
const total = 1000;

afterAll(() => folder.remove());

interface Load {
  readonly acknowledged: Set<string>;
  /** Messages whose MAIL FROM was sent and whose end has no reply yet. */
  readonly inFlight: Set<string>;
  readonly done: Promise<void>;
}

/** Sends messages over many connections at once and writes down every 250; calls `seen` after each. */
function load(port: number, seen: (load: Load) => void): Load {
  const acknowledged = new Set<string>();
  const inFlight = new Set<string>();
  let next = 0;
  const sockets = Array.from({ length: connections }, () => createConnection({ host: "127.0.0.1", port }));
  const load: Load = {
    acknowledged,
    inFlight,
    done: Promise.all(sockets.map((socket) => converse(socket))).then(() => {}),
  };
  return load;

  function converse(socket: Socket): Promise<void> {
    return new Promise((resolve) => {
      let text = "";
      let step = 0;
      let id = "";
      const say = (line: string) => socket.write(`${line}\r\n`);
      const begin = () => {
        if (next >= total) {
          socket.end("QUIT\r\n");
          return;
        }
        id = `crash-${next++}@client.example`;
        inFlight.add(id);
        step = 2;
        say("MAIL FROM:<load@client.example>");
      };
      socket.on("data", (piece) => {
        text += piece.toString("latin1");
        for (let end = text.indexOf("\r\n"); end >= 0; end = text.indexOf("\r\n")) {
          const line = text.slice(0, end);
          text = text.slice(end + 2);
          if (line[3] === "-") continue;
          if (step === 0) {
            step = 1;
            say("EHLO client.example");
          } else if (step === 1) begin();
          else if (step === 2) {
            step = 3;
            say("RCPT TO:<one@exsh.test>");
          } else if (step === 3) {
            step = 4;
            say("DATA");
          } else if (step === 4) {
            step = 5;
            say(`Message-ID: <${id}>\r\nFrom: <load@client.example>\r\nSubject: load\r\n\r\n${"x".repeat(60)}\r\n.`);
          } else if (step === 5) {
            inFlight.delete(id);
            if (line.startsWith("250")) acknowledged.add(id);
            seen(load);
            begin();
          }
        }
      });
      socket.on("error", () => {});
      socket.on("close", () => resolve());
    });
  }
}

test("a killed owner has lost nothing that it acknowledged", async () => {
  const made = await exsh([
    "--data",
    data,
    "-NoProfile",
    "-c",
    `${freePorts}
     Get-ReceiveConnector | Set-ReceiveConnector -MaxInboundConnectionPerSource unlimited -MaxInboundConnectionPercentagePerSource 100
     New-Mailbox -Shared -Name One -Alias one`,
  ]);
  expect(made.stderr).toBe("");
  let server: Server = await startTransport(data);
  let flying = 0;
  let ended: Promise<unknown> | undefined;
  const sent = load(server.port(), (so) => {
    if (so.acknowledged.size >= total / 2 && !ended) {
      flying = so.inFlight.size;
      ended = server.end("SIGKILL");
    }
  });
  await sent.done;
  await ended;
  expect(flying).toBeGreaterThanOrEqual(50);
  expect(sent.acknowledged.size).toBeLessThan(total);

  server = await startTransport(data);
  const found = await exsh([
    "--data",
    data,
    "-NoProfile",
    "-c",
    `$deadline = (Get-Date).AddSeconds(60)
     while (@(Get-Queue | Where-Object MessageCount -gt 0).Count -gt 0 -and (Get-Date) -lt $deadline) { }
     Get-MailboxMessage one -ResultSize Unlimited | ForEach-Object { $_.MessageId }`,
  ]);
  await server.end();
  const ids = found.stdout.split("\n").map((line) => line.trim().replace(/^<|>$/g, ""));
  const kept = new Set(ids);
  console.log(`${sent.acknowledged.size} acknowledged, ${flying} in flight at the kill, ${kept.size} in the mailbox`);
  expect([...sent.acknowledged].filter((id) => !kept.has(id))).toEqual([]);
}, 180_000);
