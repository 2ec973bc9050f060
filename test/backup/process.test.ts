// A backup of a server under load, as a real process: the server is killed, the backup is brought back elsewhere, and each
// message that was acknowledged before the backup began is there.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { createTransport } from "nodemailer";
import { afterAll, expect, test } from "vitest";
import { exsh, freePorts, type Server, startTransport, temporaryFolder } from "../process.ts";

const folder = temporaryFolder();
const data = join(folder.path, "data");
const elsewhere = join(folder.path, "elsewhere");
const backup = join(folder.path, "backup");
afterAll(() => folder.remove());

const shell = (where: string, script: string) => exsh(["--data", where, "-NoProfile", "-c", script]);

/** Sends until it is told to stop; `enough` resolves at so many acknowledged messages. */
function load(port: number) {
  const mailer = createTransport({
    pool: true,
    host: "127.0.0.1",
    port,
    secure: false,
    ignoreTLS: true,
    maxConnections: 20,
    maxMessages: 1e6,
  });
  const acknowledged = new Set<string>();
  const waiting: { count: number; resolve: () => void }[] = [];
  let stopped = false;
  let next = 0;
  const send = async () => {
    while (!stopped) {
      const id = `<load-${next++}@client.example>`;
      const mail = {
        from: "load@client.example",
        to: "one@exsh.test",
        messageId: id,
        subject: "load",
        text: "x".repeat(2000),
      };
      const sent = await mailer.sendMail(mail).catch(() => undefined);
      if (sent === undefined) return;
      acknowledged.add(id);
      for (const one of waiting) if (acknowledged.size >= one.count) one.resolve();
    }
  };
  const done = Promise.all(Array.from({ length: 20 }, send));
  return {
    acknowledged,
    enough: (count: number) => new Promise<void>((resolve) => void waiting.push({ count, resolve })),
    async stop() {
      stopped = true;
      mailer.close();
      await done;
    },
  };
}

test("what was acknowledged before a backup began is in what comes back of it", async () => {
  const made = await shell(
    data,
    `${freePorts}
     Get-ReceiveConnector | Set-ReceiveConnector -MaxInboundConnectionPerSource unlimited -MaxInboundConnectionPercentagePerSource 100
     New-Mailbox -Shared -Name One -Alias one`,
  );
  expect(made.stderr).toBe("");
  let server: Server = await startTransport(data);
  const sending = load(server.port());
  await sending.enough(300);
  const before = [...sending.acknowledged];
  const result = await shell(data, `Backup-Organization ${backup} | ConvertTo-Json`);
  expect(result.stderr).toBe("");
  const told = JSON.parse(result.stdout);
  await sending.enough(sending.acknowledged.size + 100);
  expect(sending.acknowledged.size).toBeGreaterThan(before.length + 100);

  const refused = await shell(data, `Restore-Organization ${backup} -Force`);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain("Stop them first");
  await server.end("SIGKILL");
  await sending.stop();

  expect(told.Messages + told.QueuedMessages).toBeGreaterThanOrEqual(before.length);
  expect(told.Hashes.length).toBe(told.Files);
  for (const line of told.Hashes as string[]) {
    const [hash, name] = line.split("  ") as [string, string];
    expect(
      createHash("sha256")
        .update(readFileSync(join(backup, name)))
        .digest("hex"),
    ).toBe(hash);
  }
  for (const entry of readdirSync(backup, { recursive: true, withFileTypes: true }))
    expect(statSync(join(entry.parentPath, entry.name)).mode & 0o777).toBe(entry.isDirectory() ? 0o700 : 0o600);
  expect(statSync(backup).mode & 0o777).toBe(0o700);

  const restored = await shell(elsewhere, `Restore-Organization ${backup} -Force | ConvertTo-Json`);
  expect(restored.stderr).toBe("");
  expect(JSON.parse(restored.stdout)).toMatchObject({
    Objects: told.Objects,
    Messages: told.Messages,
    QueuedMessages: told.QueuedMessages,
    PutAside: null,
  });
  server = await startTransport(elsewhere);
  const found = await shell(
    elsewhere,
    `$deadline = (Get-Date).AddSeconds(60)
     while (@(Get-Queue | Where-Object MessageCount -gt 0).Count -gt 0 -and (Get-Date) -lt $deadline) { }
     Get-MailboxMessage one -ResultSize Unlimited | ForEach-Object { $_.MessageId }`,
  );
  const wasClosed = await server.end();
  expect(wasClosed.stderr).toContain("It had been closed in good order.");
  server = await startTransport(data);
  expect((await server.end()).stderr).toMatch(
    /information 1001 .* ms\. It had not been closed in good order: \d+ records? of the/,
  );
  const kept = new Set(found.stdout.split("\n").map((line) => line.trim()));
  expect(before.filter((id) => !kept.has(id))).toEqual([]);
  // Nothing is in it that was never acknowledged or at least sent.
  expect(kept.size).toBeLessThanOrEqual(sending.acknowledged.size + 21);
}, 180_000);
