// No 250 leaves before the sync that holds its record: the whole server on a disk whose every sync is let through by hand.
import { createConnection } from "node:net";
import { expect, test } from "vitest";
import { openMailboxes } from "../../src/mailbox/store.ts";
import { ReceiveConnector } from "../../src/org/classes/ReceiveConnector.ts";
import { openSpool } from "../../src/spool/spool.ts";
import { createAuthenticator } from "../../src/transport/reception/authentication.ts";
import { createReception } from "../../src/transport/reception/reception.ts";
import { createTransport } from "../../src/transport/transport.ts";
import type { Disk, OpenOptions, World } from "../../src/world/world.ts";
import { sampleOrganization } from "../org/organization.ts";
import { testWorld } from "../world/world.ts";
import { addMailboxes } from "./flow.ts";

/** The same object but for some of its methods. */
function replaced<T extends object>(object: T, methods: Partial<T>): T {
  return new Proxy(object, {
    get(target, name) {
      const value = name in methods ? methods[name as keyof T] : target[name as keyof T];
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** A disk that keeps what each file holds apart from what of it was synced, and that syncs when told. */
function gatedDisk(disk: Disk) {
  const waiting: (() => void)[] = [];
  let durable = "";
  const gated = replaced(disk, {
    open: async (path: string, { durable: synced, ...options }: OpenOptions = {}) => {
      const file = await disk.open(path, options);
      let written = "";
      const sync = async () => {
        const held = written;
        if (path.includes("/mail/log/")) await new Promise<void>((resolve) => waiting.push(resolve));
        await file.sync();
        durable += held;
        written = written.slice(held.length);
      };
      const append = async (data: readonly Buffer[]) => {
        written += Buffer.concat(data).toString("latin1");
        await file.append(data);
        if (synced) await sync();
      };
      return replaced(file, { append, sync });
    },
  });
  return {
    disk: gated,
    waiting,
    isDurable: (text: string) => durable.includes(text),
  };
}

interface Client {
  readonly id: string;
  /** The reply to the end of DATA, once there is one. */
  reply: string | undefined;
}

/** Sends one message, step by step, and notes the last reply; `replied` is called in the moment it arrives. */
function send(port: number, id: string, replied: (client: Client) => void): Client {
  const client: Client = { id, reply: undefined };
  const steps = [
    "EHLO client.example",
    "MAIL FROM:<someone@client.example>",
    "RCPT TO:<alice@contoso.com>",
    "DATA",
    `Message-ID: <${id}>\r\nSubject: durable\r\n\r\nbody of ${id}\r\n.`,
  ];
  const socket = createConnection({ host: "127.0.0.1", port });
  let text = "";
  socket.on("data", (piece) => {
    text += piece.toString("latin1");
    for (let end = text.indexOf("\r\n"); end >= 0; end = text.indexOf("\r\n")) {
      const line = text.slice(0, end);
      text = text.slice(end + 2);
      if (line[3] === "-") continue;
      const next = steps.shift();
      if (next !== undefined) socket.write(`${next}\r\n`);
      else {
        client.reply = line;
        replied(client);
        socket.end();
      }
    }
  });
  return client;
}

test("each 250 comes after the sync that holds its message, whatever waits beside it", async () => {
  const world = testWorld();
  const { org } = await sampleOrganization(world);
  await addMailboxes(org, ["alice"]);
  await org.change(async (tx) => {
    for (const connector of tx.snapshot().receiveConnectors) {
      const binding = ReceiveConnector.properties.Bindings.type.element!.convert("127.0.0.1:0");
      await tx.set(connector, { Bindings: [binding] });
    }
  });
  const { disk, waiting, isDurable } = gatedDisk(world.disk);
  const gated: World = { ...world, disk };
  const opening = openSpool("/data/mail", gated);
  const release = async (until: () => boolean) => {
    await expect
      .poll(
        () => {
          for (const go of waiting.splice(0)) go();
          return until();
        },
        { interval: 1, timeout: 20_000 },
      )
      .toBe(true);
  };
  let opened = false;
  void opening.then(() => {
    opened = true;
  });
  await release(() => opened);
  const spool = await opening;
  const transport = createTransport({
    world: gated,
    org,
    spool,
    mailboxes: openMailboxes(spool, gated),
    folder: "/data",
    log: () => undefined,
    reception: ({ accept }) =>
      createReception({
        world: gated,
        org,
        accept,
        certificates: undefined,
        authenticator: createAuthenticator({ find: async () => undefined, verify: async () => false, decoy: "" }),
      }),
  });
  let started = false;
  const starting = transport.start();
  void starting.then(() => {
    started = true;
  });
  await release(() => started);
  const { port } = transport.listeners.find((listener) => listener.connector.includes("Default Frontend"))!;

  const early: string[] = [];
  const clients = Array.from({ length: 20 }, (_, index) =>
    send(port, `durable-${index}@client.example`, ({ id, reply }) => {
      if (reply?.startsWith("250") && !isDurable(`body of ${id}`)) early.push(id);
    }),
  );
  // While the sync is held nobody hears a word.
  await expect.poll(() => waiting.length, { timeout: 20_000 }).toBeGreaterThan(0);
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(clients.filter(({ reply }) => reply !== undefined)).toEqual([]);
  await release(() => clients.every(({ reply }) => reply !== undefined));
  expect(clients.map(({ reply }) => reply?.slice(0, 9))).toEqual(clients.map(() => "250 2.6.0"));
  expect(early).toEqual([]);

  let stopped = false;
  void transport
    .stop()
    .then(() => spool.close())
    .then(() => {
      stopped = true;
    });
  await release(() => {
    void world.clock.advance(1000);
    return stopped;
  });
  await org.close();
});
