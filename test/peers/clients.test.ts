// Real clients: swaks and Python's smtplib send to a running transport; what arrives is what was sent, byte for byte.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exsh, freePorts, program, type Server, startTransport, temporaryFolder } from "../process.ts";
import { need } from "./tools.ts";

need("swaks", "python3");

const folder = temporaryFolder();
const data = join(folder.path, "data");
const sender = fileURLToPath(new URL("send.py", import.meta.url));
let server: Server;

const setup = `
${freePorts}
$password = ConvertTo-SecureString 'correct horse 1' -AsPlainText -Force
New-Mailbox -Name One -Alias one -UserPrincipalName one@exsh.test -Password $password
New-Mailbox -Name Two -Alias two -UserPrincipalName two@exsh.test -Password $password
Set-TransportConfig -MaxReceiveSize 40MB -MaxSendSize 40MB
Set-Mailbox two -EmailAddresses @{ Add = 'zweite-dürre@exsh.test' }
`;

beforeAll(async () => {
  const made = await exsh(["--data", data, "-NoProfile", "-c", setup]);
  expect(made.stderr).toBe("");
  expect(made.code).toBe(0);
  server = await startTransport(data);
});

afterAll(async () => {
  await server?.end();
  folder.remove();
});

/** The messages of a mailbox that carry this subject, once `count` of them are there. */
async function received(mailbox: string, messageId: string): Promise<string> {
  const script = `
    $deadline = (Get-Date).AddSeconds(30)
    do {
      $found = @(Get-MailboxMessage ${mailbox} -MessageId '<${messageId}>')
    } until ($found.Count -gt 0 -or (Get-Date) -gt $deadline)
    $found.Count
    Export-MailboxMessage ${mailbox} -MessageId '<${messageId}>' -Format eml -Path '${join(folder.path, messageId)}' | Out-Null
  `;
  mkdirSync(join(folder.path, messageId), { recursive: true });
  const result = await exsh(["--data", data, "-NoProfile", "-c", script]);
  expect(result.stderr).toBe("");
  expect(result.stdout.trim()).toBe("1");
  const { readdirSync, readFileSync } = await import("node:fs");
  const names = readdirSync(join(folder.path, messageId));
  expect(names).toHaveLength(1);
  return readFileSync(join(folder.path, messageId, names[0] ?? ""), "latin1");
}

/** Asserts that what was sent stands, byte for byte, below headers that the transport put before it. */
function expectBelowTrace(raw: string, sent: Buffer): void {
  const text = sent.toString("latin1");
  expect(raw.endsWith(text)).toBe(true);
  const trace = raw.slice(0, raw.length - text.length);
  expect(trace).toMatch(/^Return-Path: |^Received: /m);
  for (const line of trace.split("\r\n")) expect(line).toMatch(/^$|^[A-Za-z-]+: |^[ \t]/);
}

function message(id: string, headers: readonly string[], body: string | Buffer): Buffer {
  const top = [
    "From: <one@exsh.test>",
    "To: <two@exsh.test>",
    `Message-ID: <${id}>`,
    "Date: Fri, 20 Nov 2026 12:00:00 +0000",
    ...headers,
    "",
    "",
  ].join("\r\n");
  return Buffer.concat([Buffer.from(top, "utf8"), typeof body === "string" ? Buffer.from(body, "utf8") : body]);
}

function bigBody(bytes: number): Buffer {
  const line = `${"0123456789abcdef".repeat(4)}\r\n`;
  return Buffer.from(line.repeat(Math.ceil(bytes / line.length)));
}

const messages: readonly [name: string, id: string, headers: readonly string[], body: string | Buffer][] = [
  ["plain", "plain@client.example", ["Subject: Plain"], "Hello\r\n.a line with a dot\r\n..two\r\n\r\nEnd\r\n"],
  [
    "HTML",
    "html@client.example",
    ["Subject: HTML", "MIME-Version: 1.0", "Content-Type: text/html; charset=utf-8"],
    "<html><body><p>Hello &amp; goodbye</p></body></html>\r\n",
  ],
  [
    "8-bit",
    "eight@client.example",
    [
      "Subject: Eight",
      "MIME-Version: 1.0",
      "Content-Type: text/plain; charset=utf-8",
      "Content-Transfer-Encoding: 8bit",
    ],
    "Grüße aus Seoul: 안녕하세요\r\n",
  ],
  ["20 MB", "large@client.example", ["Subject: Large"], bigBody(20 * 1024 * 1024)],
];

describe("Python's smtplib", () => {
  for (const [name, id, headers, body] of messages) {
    test(`sends a ${name} message to port 25 as a stranger`, async () => {
      const sent = message(`stranger-${id}`, headers, body);
      const file = join(folder.path, `stranger-${id}.txt`);
      writeFileSync(file, sent);
      const args = [sender, "127.0.0.1", String(server.port()), "someone@client.example", "two@exsh.test", file];
      expect(await program("python3", args)).toMatchObject({ code: 0, stderr: "" });
      expectBelowTrace(await received("two", `stranger-${id}`), sent);
    });

    test(`sends a ${name} message with STARTTLS and AUTH on the client port`, async () => {
      const sent = message(`auth-${id}`, headers, body);
      const file = join(folder.path, `auth-${id}.txt`);
      writeFileSync(file, sent);
      const port = String(server.port("Client Frontend"));
      const login = ["--user", "one@exsh.test", "--password", "correct horse 1"];
      const args = [sender, "127.0.0.1", port, "one@exsh.test", "two@exsh.test", file, ...login];
      expect(await program("python3", args)).toMatchObject({ code: 0, stderr: "" });
      expectBelowTrace(await received("two", `auth-${id}`), sent);
    });
  }

  test("sends to an address in UTF-8", async () => {
    const sent = message("utf8@client.example", ["Subject: Grüße"], "Hello\r\n");
    const file = join(folder.path, "utf8.txt");
    writeFileSync(file, sent);
    const args = [sender, "127.0.0.1", String(server.port()), "jörg@client.example", "zweite-dürre@exsh.test", file];
    expect(await program("python3", [...args, "--utf8"])).toMatchObject({ code: 0, stderr: "" });
    expectBelowTrace(await received("two", "utf8@client.example"), sent);
  });

  test("is refused as a stranger who wants to relay, and with a wrong password", async () => {
    const file = join(folder.path, "relay.txt");
    writeFileSync(file, message("relay@client.example", ["Subject: Relay"], "Hello\r\n"));
    const relay = [sender, "127.0.0.1", String(server.port()), "a@client.example", "b@elsewhere.example", file];
    const refused = await program("python3", relay);
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toContain("5.7.54");
    const port = String(server.port("Client Frontend"));
    const wrong = ["--user", "one@exsh.test", "--password", "not this one"];
    const login = await program("python3", [
      sender,
      "127.0.0.1",
      port,
      "one@exsh.test",
      "two@exsh.test",
      file,
      ...wrong,
    ]);
    expect(login.code).not.toBe(0);
    expect(login.stderr).toContain("5.7.3");
  });
});

describe("swaks", () => {
  const common = () => ["--server", "127.0.0.1", "--helo", "client.example", "--hide-all"];

  test("sends as a stranger", async () => {
    const args = ["--port", String(server.port()), "--from", "x@client.example", "--to", "two@exsh.test"];
    const header = ["--header", "Message-Id: <swaks-1@client.example>", "--body", "Hello from swaks"];
    expect((await program("swaks", [...common(), ...args, ...header])).code).toBe(0);
    expect(await received("two", "swaks-1@client.example")).toContain("Hello from swaks");
  });

  test("sends with TLS and each offered AUTH", async () => {
    for (const method of ["PLAIN", "LOGIN"]) {
      const id = `swaks-${method}@client.example`.toLowerCase();
      const args = [
        "--port",
        String(server.port("Client Frontend")),
        "--from",
        "one@exsh.test",
        "--to",
        "two@exsh.test",
      ];
      const login = ["--tls", "--auth", method, "--auth-user", "one@exsh.test", "--auth-password", "correct horse 1"];
      const header = ["--header", `Message-Id: <${id}>`];
      expect((await program("swaks", [...common(), ...args, ...login, ...header])).code).toBe(0);
      expect(await received("two", id)).toMatch(/^Received: .*$/m);
    }
  });

  test("gets 550 for a mailbox that is not there", async () => {
    const args = ["--port", String(server.port()), "--from", "x@client.example", "--to", "nobody@exsh.test"];
    const result = await program("swaks", ["--server", "127.0.0.1", ...args]);
    // swaks ends with 24 when no recipient was taken.
    expect(result.code).toBe(24);
    expect(result.stdout).toMatch(/550 5\.1\.(1|10) /);
  });
});
