// What keeping the data safe costs: start after a clean end and after a kill, backup under way, restore; with so many
// recipients and messages (first and second argument, 100,000 each), in a folder that stays (third) or goes.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rowsOf } from "../../src/mailbox/rows.ts";
import { Mailbox } from "../../src/org/classes/Mailbox.ts";
import { foundOrganization } from "../../src/org/founding.ts";
import { Reference } from "../../src/org/reference.ts";
import { openOrganization } from "../../src/org/store/store.ts";
import { openSpool } from "../../src/spool/spool.ts";
import { realWorld } from "../../src/world/real.ts";
import { freePorts, startTransport } from "../process.ts";
import { answer, figure, median, progress } from "./measure.ts";

const recipients = Number(process.argv[2] ?? 100_000);
const messages = Number(process.argv[3] ?? 100_000);
const world = realWorld();
const folder = process.argv[4] ?? mkdtempSync(join(tmpdir(), "exsh-recovery-"));
const data = join(folder, "data");
const boxes = 1000;
const boxOf = (n: number) => `00000000-0000-4000-8000-${String(n % boxes).padStart(12, "0")}`;

async function build(): Promise<void> {
  const org = await openOrganization(join(data, "organization"), world);
  await foundOrganization(org, world, { domain: "contoso.com", hostname: "ex1", version: "bench" });
  for (let from = 0; from < recipients; from += 50) {
    await org.change(async (tx) => {
      const { databases, server } = tx.snapshot();
      for (let n = from; n < Math.min(recipients, from + 50); n++)
        await tx.add(Mailbox, {
          Name: `User ${n}`,
          Alias: `user${n}`,
          OrganizationalUnit: "contoso.com/Users",
          UserPrincipalName: `user${n}@contoso.com`,
          SamAccountName: `user${n}`,
          EmailAddresses: [`SMTP:user${n}@contoso.com`],
          ExchangeGuid: n < boxes ? boxOf(n) : world.random.uuid(),
          Database: Reference.to(databases[0]!),
          ServerName: server.Name,
        });
    }).staged;
    if (from % 10_000 === 0) progress(`${from} of ${recipients} recipients`);
  }
  await org.change(() => undefined);
  await org.close();
  const spool = await openSpool(join(data, "mail"), world);
  const body = Buffer.from(`Subject: bench\r\n\r\n${"x".repeat(78)}\r\n`.padEnd(4096, "x"));
  for (let from = 0; from < messages; from += 500) {
    const some = Array.from({ length: Math.min(500, messages - from) }, (_, at) => {
      const content = `body${from + at}`;
      const row = {
        folder: "inbox",
        content,
        trace: "",
        size: body.length,
        received: world.clock.now(),
        sender: "load@client.example",
        from: "load@client.example",
        subject: "bench",
        messageId: `<${content}@client.example>`,
      } as const;
      return spool.commit({ puts: rowsOf(boxOf(from + at), content, row), bodies: [{ id: content, data: body }] });
    });
    await Promise.all(some);
    if (from % 10_000 === 0) progress(`${from} of ${messages} messages`);
  }
  await spool.close();
  await answer(data, freePorts);
}

/** Milliseconds until it accepts mail. */
async function start(): Promise<{ ms: number; server: Awaited<ReturnType<typeof startTransport>> }> {
  const begun = performance.now();
  const server = await startTransport(data);
  return { ms: performance.now() - begun, server };
}

/** Sends messages one after the other, so that the end of the log is new. */
function send(port: number, count: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host: "127.0.0.1", port });
    const script = ["EHLO client.example"];
    for (let n = 0; n < count; n++)
      script.push(
        "MAIL FROM:<load@client.example>",
        `RCPT TO:<user${n % boxes}@contoso.com>`,
        "DATA",
        `Subject: ${n}\r\n\r\n${`${"x".repeat(78)}\r\n`.repeat(50)}.`,
      );
    script.push("QUIT");
    let at = 0;
    let text = "";
    socket.on("data", (piece) => {
      text += piece.toString("latin1");
      for (let end = text.indexOf("\r\n"); end >= 0; end = text.indexOf("\r\n")) {
        const line = text.slice(0, end);
        text = text.slice(end + 2);
        if (line.startsWith("5")) return reject(new Error(line));
        if (line[3] !== "-" && at < script.length) socket.write(`${script[at++]}\r\n`);
      }
    });
    socket.on("error", reject);
    socket.on("close", () => resolve());
  });
}

try {
  if (!existsSync(data)) await build();
  const clean: number[] = [];
  const killed: number[] = [];
  for (let round = 0; round < 5; round++) {
    let { ms, server } = await start();
    if (round > 0) clean.push(ms);
    await send(server.port(), 500);
    await server.end("SIGKILL");
    ({ ms, server } = await start());
    killed.push(ms);
    await server.end();
    progress(`round ${round + 1}`);
  }
  figure("start after a clean end", `${median(clean).toFixed(0)} ms`);
  figure("start after a kill, 500 messages later", `${median(killed).toFixed(0)} ms`);
  const { server } = await start();
  const to = join(folder, `backup-${Date.now()}`);
  const before = performance.now();
  const told = await answer(
    data,
    `(Backup-Organization ${to} | ForEach-Object { "$($_.Messages) messages, $($_.Objects) objects, $($_.Size)" })`,
  );
  figure(`backup of ${told}`, `${((performance.now() - before) / 1000).toFixed(1)} s`);
  const delay = await answer(data, "(Get-TransportStatistics | Format-List *Delay* | Out-String).Trim()");
  figure("event loop meanwhile", delay.replace(/\s+/g, " "));
  await server.end();
  const elsewhere = join(folder, `restored-${Date.now()}`);
  const begun = performance.now();
  await answer(elsewhere, `Restore-Organization ${to} -Force | Out-Null`);
  figure("restore", `${((performance.now() - begun) / 1000).toFixed(1)} s`);
  rmSync(to, { recursive: true });
  rmSync(elsewhere, { recursive: true });
} finally {
  if (process.argv[4] === undefined) rmSync(folder, { recursive: true, force: true });
}
