// Hostile clients against a real server: whatever they send, its memory stays bounded and others are served meanwhile.
import { mkdirSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { connect as secure } from "node:tls";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { exsh, freePorts, type Server, startTransport, temporaryFolder } from "../process.ts";

const folder = temporaryFolder();
const data = join(folder.path, "data");
let server: Server;
let metricsPort = 0;
const MB = 2 ** 20;

beforeAll(async () => {
  mkdirSync(data);
  metricsPort = await freePort();
  const groups = [0, 1, 2, 3].map((level) => {
    const members = [0, 1, 2, 3, 4, 5, 6, 7].map((one) => (level === 0 ? `box${one}` : `g${level - 1}x${one}`));
    return `0..7 | ForEach-Object { New-DistributionGroup -Name "g${level}x$_" -Members ${members.join(", ")} | Out-Null; Set-DistributionGroup "g${level}x$_" -RequireSenderAuthenticationEnabled $false }`;
  });
  const setUp = [
    freePorts,
    "Get-ReceiveConnector | Set-ReceiveConnector -MaxProtocolErrors Unlimited -TarpitInterval 00:00:00 -AuthTarpitInterval 00:00:00",
    `Get-TransportService | Set-TransportService -MetricsPort ${metricsPort}`,
    '0..7 | ForEach-Object { New-Mailbox -Shared -Name "box$_" | Out-Null }',
    "New-Mailbox -Shared -Name Info | Out-Null",
    ...groups,
  ].join("; ");
  const made = await exsh(["--data", data, "-c", setUp]);
  expect(made.stderr).toBe("");
  server = await startTransport(data);
});

afterAll(async () => {
  const ended = await server?.end();
  folder.remove();
  // No error of ours was met by any of it.
  expect(ended?.stderr ?? "").not.toMatch(/ error 1099 /);
});

const sockets = new Set<Socket>();
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const listener = createServer().listen(0, "127.0.0.1", () => {
      const { port } = listener.address() as { port: number };
      listener.close(() => resolve(port));
    });
  });
}

/** A connection, and what came over it. */
class Peer {
  socket: Socket;
  text = "";
  closed = false;

  constructor(socket: Socket) {
    this.socket = socket;
    this.#listen();
  }

  #listen(): void {
    sockets.add(this.socket);
    this.socket.on("data", (piece: Buffer) => {
      this.text = (this.text + piece.toString("latin1")).slice(-100_000);
    });
    this.socket.on("error", () => undefined);
    this.socket.on("close", () => {
      this.closed = true;
    });
  }

  static open(connector = "Default Frontend"): Peer {
    return new Peer(connect({ host: "127.0.0.1", port: server.port(connector), noDelay: true }));
  }

  say(line: string): void {
    this.socket.write(`${line}\r\n`);
  }

  /** Waits until the text holds this, or the connection is gone. */
  async until(pattern: RegExp): Promise<string> {
    await expect.poll(() => this.closed || pattern.test(this.text), { timeout: 110_000, interval: 5 }).toBe(true);
    return this.text;
  }

  /** Says a line and gives the reply, all lines of it. */
  async ask(line: string): Promise<string> {
    this.text = "";
    this.say(line);
    return this.until(/^\d{3}(?: .*)?\r\n$/m);
  }

  /** Writes as fast as the other side reads, until `total` bytes are out or the connection is gone. */
  async flood(piece: Buffer, total: number): Promise<void> {
    for (let sent = 0; sent < total && !this.closed && this.socket.writable; sent += piece.length) {
      if (this.socket.write(piece)) continue;
      await new Promise<void>((resolve) => {
        const go = () => {
          this.socket.off("drain", go).off("close", go);
          resolve();
        };
        this.socket.on("drain", go).on("close", go);
      });
    }
  }

  async secure(): Promise<void> {
    this.socket.removeAllListeners("data");
    this.socket = secure({ socket: this.socket, rejectUnauthorized: false });
    this.#listen();
    await new Promise((resolve, reject) => this.socket.once("secureConnect", resolve).once("error", reject));
  }
}

/** A client like others, that sends one message and is served. */
async function served(): Promise<void> {
  const peer = Peer.open();
  await peer.until(/^220 /);
  for (const line of ["EHLO good.example", "MAIL FROM:<good@example.net>", `RCPT TO:<${await address("Info")}>`]) {
    expect(await peer.ask(line)).toMatch(/^250/);
  }
  expect(await peer.ask("DATA")).toMatch(/^354/);
  expect(await peer.ask("Subject: good\r\n\r\nText\r\n.")).toMatch(/^250 2\.6\.0 /);
  peer.say("QUIT");
}

const addresses = new Map<string, string>();
async function address(name: string): Promise<string> {
  const known = addresses.get(name);
  if (known !== undefined) return known;
  const asked = await exsh(["--data", data, "-c", `(Get-Recipient ${name}).PrimarySmtpAddress`]);
  addresses.set(name, asked.stdout.trim());
  return asked.stdout.trim();
}

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  return Number(new RegExp(`^${name}(?:\\{.*\\})? ([\\d.e+-]+)$`, "m").exec(text)?.[1]);
}

const many = <T>(count: number, make: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));

/** Opens so many connections, a few at a time, and waits for all greetings. */
async function crowd(count: number, connector?: string): Promise<Peer[]> {
  const peers: Peer[] = [];
  while (peers.length < count) {
    const some = many(Math.min(100, count - peers.length), () => Peer.open(connector));
    await Promise.all(some.map((peer) => peer.until(/^220 /)));
    peers.push(...some);
  }
  return peers;
}

/** What the server takes beyond what it took before, at most, while `work` goes on: in MB. */
async function growth(work: () => Promise<void>): Promise<number> {
  const before = await metric("process_resident_memory_bytes");
  let most = before;
  let over = false;
  const watch = (async () => {
    while (!over) {
      most = Math.max(most, await metric("process_resident_memory_bytes"));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  })();
  try {
    await work();
  } finally {
    over = true;
    await watch;
  }
  return (most - before) / MB;
}

test("a thousand clients that send a byte now and then", async () => {
  const grown = await growth(async () => {
    const peers = await crowd(1000);
    for (let round = 0; round < 4; round++) {
      for (const peer of peers) peer.socket.write("EHLO x"[round]!);
      await served();
    }
  });
  expect(grown).toBeLessThan(100);
});

test("three thousand that never speak", async () => {
  const grown = await growth(async () => {
    await crowd(3000);
    await served();
    expect(await metric("exsh_smtp_connections")).toBeGreaterThanOrEqual(3000);
  });
  expect(grown).toBeLessThan(200);
});

test("a command without an end", async () => {
  const grown = await growth(async () => {
    const peer = Peer.open();
    await peer.until(/^220 /);
    await peer.flood(Buffer.alloc(65_536, "x"), 100 * MB);
    expect(await peer.until(/^421 /m)).toMatch(/421 4\.7\.0 Command line too long\r\n$/);
    await served();
  });
  expect(grown).toBeLessThan(100);
});

test.each([
  ["a line of a message without an end", Buffer.alloc(65_536, "x"), /550 5\.6\.0 /],
  [
    "a header without an end",
    Buffer.from("X-Field: something that goes on and on and on\r\n".repeat(1400)),
    /^(?:552 5\.3\.4|452 4\.3\.1) /,
  ],
  [
    "a text without an end",
    Buffer.from(`\r\n${"something that goes on and on\r\n".repeat(2000)}`),
    /^(?:552 5\.3\.4|452 4\.3\.1) /,
  ],
])(
  "%s, ten times at once",
  async (_, piece, wanted) => {
    const grown = await growth(async () => {
      const peers = await crowd(10);
      const to = await address("Info");
      for (const peer of peers) {
        for (const line of ["EHLO x", "MAIL FROM:<>", `RCPT TO:<${to}>`]) await peer.ask(line);
        expect(await peer.ask("DATA")).toMatch(/^354/);
      }
      const flooding = peers.map((peer) => peer.flood(piece, 45 * MB));
      await served();
      await Promise.all(flooding);
      await served();
      for (const peer of peers) expect(await peer.ask("\r\n.")).toMatch(wanted);
    });
    expect(grown).toBeLessThan(400);
  },
  120_000,
);

test("recipients by the hundred thousand", async () => {
  const grown = await growth(async () => {
    const peer = Peer.open();
    await peer.until(/^220 /);
    await peer.ask("EHLO x");
    await peer.ask("MAIL FROM:<>");
    const to = (await address("Info")).replace("@", "+LINE@");
    let text = "";
    for (let at = 0; at < 10_000; at++) text += `RCPT TO:<${to.replace("LINE", String(at))}>\r\n`;
    const flooding = (async () => {
      for (let turn = 0; turn < 10; turn++) await peer.flood(Buffer.from(text), 1);
    })();
    await served();
    await served();
    await flooding;
    expect(await peer.ask("NOOP")).toMatch(/^(?:250|452 4\.5\.3|550)/m);
  });
  expect(grown).toBeLessThan(150);
}, 300_000);

test("commands by the hundred thousand from one that never reads the replies", async () => {
  const grown = await growth(async () => {
    const peers = await crowd(5);
    for (const peer of peers) peer.socket.pause();
    const flooding = peers.map((peer) => peer.flood(Buffer.from("HELP\r\n".repeat(10_000)), 20 * MB));
    for (let turn = 0; turn < 5; turn++) await served();
    for (const peer of peers) peer.socket.destroy();
    await Promise.all(flooding);
  });
  expect(grown).toBeLessThan(100);
});

test("handshakes: floods, halves and garbage", async () => {
  const grown = await growth(async () => {
    const halves = await crowd(300);
    await Promise.all(halves.map((peer) => peer.ask("EHLO x")));
    await Promise.all(halves.map((peer) => peer.ask("STARTTLS")));
    await served();
    const garbage = halves.slice(0, 100);
    for (const peer of garbage) peer.socket.write(Buffer.alloc(1000, "garbage"));
    await Promise.all(garbage.map((peer) => expect.poll(() => peer.closed, { timeout: 20_000 }).toBe(true)));
    for (const peer of halves.slice(100, 200)) peer.socket.destroy();
    const flood = await crowd(100);
    const handshakes = flood.map(async (peer) => {
      await peer.ask("EHLO x");
      await peer.ask("STARTTLS");
      await peer.secure();
      expect(await peer.ask("EHLO x")).toMatch(/^250/);
    });
    await served();
    await Promise.all(handshakes);
  });
  expect(grown).toBeLessThan(150);
});

test("logons by the hundred: some wait, the others hear that they must", async () => {
  const grown = await growth(async () => {
    const peers = await crowd(150, "Client Frontend");
    for (const peer of peers) {
      await peer.ask("EHLO x");
      await peer.ask("STARTTLS");
      await peer.secure();
      await peer.ask("EHLO x");
    }
    const token = Buffer.from("\0nobody\0nothing").toString("base64");
    const answers = Promise.all(peers.map((peer) => peer.ask(`AUTH PLAIN ${token}`)));
    await served();
    const codes = (await answers).map((text) => text.slice(0, 9));
    expect(codes.filter((code) => code === "454 4.7.0").length).toBeGreaterThan(50);
    expect(codes.filter((code) => code === "535 5.7.3").length).toBeGreaterThanOrEqual(64);
    expect(new Set(codes).size).toBe(2);
  });
  expect(grown).toBeLessThan(200);
}, 120_000);

test("parts of a message ten thousand levels deep, and a message that is nothing but encoded", async () => {
  const grown = await growth(async () => {
    const deep: string[] = [
      "Subject: deep",
      "MIME-Version: 1.0",
      'Content-Type: multipart/mixed; boundary="b0"',
      "",
      "",
    ];
    for (let level = 1; level < 10_000; level++) {
      deep.push(`--b${level - 1}`, `Content-Type: multipart/mixed; boundary="b${level}"`, "");
    }
    const bomb = [
      "Subject: bomb",
      "MIME-Version: 1.0",
      "Content-Type: text/plain",
      "Content-Transfer-Encoding: base64",
      "",
    ];
    for (let line = 0; line < 20_000; line++) bomb.push("QUFB".repeat(19));
    const peer = Peer.open();
    await peer.until(/^220 /);
    await peer.ask("EHLO x");
    for (const lines of [deep, bomb]) {
      await peer.ask("MAIL FROM:<bad@example.net>");
      await peer.ask(`RCPT TO:<${await address("Info")}>`);
      await peer.ask("DATA");
      expect(await peer.ask(`${lines.join("\r\n")}\r\n.`)).toMatch(/^250 2\.6\.0 /);
    }
    const shown = await exsh([
      "--data",
      data,
      "-c",
      "Get-MailboxMessage Info | Where-Object Subject -in deep, bomb | ForEach-Object Subject",
    ]);
    expect(shown.stderr).toBe("");
    expect(shown.stdout.trim().split(/\s+/).sort()).toEqual(["bomb", "deep"]);
    await served();
  });
  expect(grown).toBeLessThan(150);
});

test("a small message to groups in groups in groups", async () => {
  const grown = await growth(async () => {
    const peer = Peer.open();
    await peer.until(/^220 /);
    await peer.ask("EHLO x");
    await peer.ask("MAIL FROM:<bad@example.net>");
    for (let at = 0; at < 8; at++) await peer.ask(`RCPT TO:<${await address(`g3x${at}`)}>`);
    await peer.ask("DATA");
    expect(await peer.ask("Subject: groups\r\n\r\nText\r\n.")).toMatch(/^250/);
    await served();
    const count = async () =>
      (
        await exsh(["--data", data, "-c", "@(Get-MailboxMessage box0 | Where-Object Subject -eq groups).Count"])
      ).stdout.trim();
    await expect.poll(count, { timeout: 110_000, interval: 500 }).toBe("1");
  });
  expect(grown).toBeLessThan(100);
});

test("more connections than a connector takes: those over it hear why, and the next are taken when some have gone", async () => {
  const name = "Client Frontend";
  const limit = `Get-ReceiveConnector | Where-Object Name -like '${name}*' | Set-ReceiveConnector -MaxInboundConnection 60 -MaxInboundConnectionPerSource 20`;
  expect((await exsh(["--data", data, "-c", limit])).stderr).toBe("");
  const peers = many(100, () => Peer.open(name));
  await Promise.all(peers.map((peer) => peer.until(/^(?:220|421) .*\r\n/)));
  const away = peers.filter((peer) => peer.text.startsWith("421"));
  expect(away.map((peer) => peer.text)).toEqual(
    many(
      40,
      () =>
        "421 4.3.2 The maximum number of concurrent connections has exceeded a limit, closing transmission channel\r\n",
    ),
  );
  for (const peer of peers) peer.socket.destroy();
  await expect.poll(() => metric("exsh_smtp_connections"), { timeout: 20_000 }).toBe(0);
  expect(await Peer.open(name).until(/^220 /)).toMatch(/^220 /);
  await served();
});

test("what is not offered: BDAT, and lines of no protocol", async () => {
  const peer = Peer.open();
  await peer.until(/^220 /);
  expect(await peer.ask("BDAT 1000000000 LAST")).toBe("500 5.3.3 Unrecognized command\r\n");
  peer.socket.write(Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x0d, 0x0a]));
  expect(await peer.until(/5\d\d.*\r\n.*\r\n/)).toMatch(/500 5\.5\.2 /);
  await served();
});
