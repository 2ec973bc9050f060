// A message that ends the process whenever it is delivered: a real server is started again and again, as a service
// manager does, until it stands.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { sendAll } from "./crash/clients.ts";
import { shell } from "./crash/house.ts";
import { beginTransport, freePorts, type Starting, temporaryFolder } from "./process.ts";

const folder = temporaryFolder();
const data = join(folder.path, "data");
const notes = join(folder.path, "ends");
let last: Starting | undefined;
afterAll(async () => {
  await last?.end("SIGKILL");
  folder.remove();
});

const letter = (id: string) => ({
  id,
  from: "someone@client.example",
  to: ["one@exsh.test"],
  bytes: 300,
  boxes: ["one"],
  peers: [],
  refused: [],
  acknowledged: false,
});

/** Sends letters, over one connection each, and gives those that were acknowledged before the server was gone. */
async function send(port: number, ids: readonly string[]): Promise<string[]> {
  const letters = ids.map(letter);
  const left = [...letters];
  await sendAll(
    port,
    letters.length,
    () => left.shift(),
    () => undefined,
  ).done;
  return letters.filter(({ acknowledged }) => acknowledged).map(({ id }) => id);
}

test("what ends the process twice is set aside, the others are delivered, and it may be looked at and resumed", async () => {
  await shell(data, `${freePorts}; New-Mailbox -Shared -Name One -Alias one`);
  const abort = fileURLToPath(new URL("crash/abort.cjs", import.meta.url));
  const env = { NODE_OPTIONS: `--require=${abort}`, TEST_ABORT_SUBJECT: "venom", TEST_ABORT_NOTES: notes };
  const begin = (): Starting => {
    last = beginTransport(data, [], { ...env, TEST_ABORT_MOST: "5" });
    return last;
  };
  const good = Array.from({ length: 10 }, (_, at) => `good${at}@client.example`);
  const letters = [...good.slice(0, 5), "venom@client.example", ...good.slice(5)];
  const opening = begin();
  const sent = await send((await opening.ready).port(), letters);
  await opening.ended;
  // It ended before the message was kept, so that nobody was told that it is: its sender tries again.
  expect(sent).not.toContain("venom@client.example");
  const again = begin();
  const first = await again.ready;
  const left = letters.filter((id) => !sent.includes(id));
  sent.push(...(await send(first.port(), left)));
  // It ended at the delivery, perhaps before the last answers were out.
  await again.ended;

  // It may end within the start, or a moment later: the one that still stands when the others are delivered has made it.
  let server = first;
  let starts = 0;
  for (let stands = false; !stands && starts < 10; ) {
    starts++;
    const starting = begin();
    const gone = starting.ended.then(() => false);
    const standing = starting.ready.then(async (one) => {
      server = one;
      await until();
      return true;
    });
    stands = await Promise.race([gone, standing.catch(() => gone)]);
  }
  expect([starts, readFileSync(notes, "utf8").length]).toEqual([2, 3]);
  const file = join(folder.path, "venom.eml");
  const aside = `Get-Message -Filter "Queue -like '*\\Poison'"`;
  const told = await shell(
    data,
    `Get-Queue Poison | ForEach-Object { $_.MessageCount }
     ${aside} | ForEach-Object { "$($_.Subject) $($_.Status) $($_.LastError)" }
     Get-MessageTrackingLog -EventId POISONMESSAGE | ForEach-Object { $_.MessageSubject }
     ${aside} | Export-Message | AssembleMessage -Path '${file}'`,
  );
  expect(told.trim().split("\n")).toEqual([
    "1",
    "venom@client.example Suspended 451 4.3.0 the process ended while it was at hand",
    "venom@client.example",
  ]);
  expect(readFileSync(file, "latin1")).toMatch(/^X-Sender: .*\r\nX-Receiver: <one@exsh\.test>/);
  const kept = `Get-MailboxMessage one | ForEach-Object { $_.Subject } | Sort-Object`;
  const delivered = (await shell(data, kept)).trim().split("\n");
  expect(delivered).toEqual(expect.arrayContaining(sent.filter((id) => id !== "venom@client.example")));
  expect(delivered).not.toContain("venom@client.example");
  expect(new Set(delivered).size).toBe(delivered.length);
  await server.end();

  // What it choked on is mended: the message goes on its way.
  last = beginTransport(data);
  const mended = await last.ready;
  await shell(data, `${aside} | Resume-Message`);
  await until();
  expect((await shell(data, kept)).trim().split("\n")).toEqual([...delivered, "venom@client.example"].sort());
  await mended.end();

  /** Until all that is not poison is in the mailbox. */
  function until(): Promise<unknown> {
    return shell(
      data,
      `$deadline = (Get-Date).AddSeconds(60)
       while (@(Get-Queue | Where-Object { $_.MessageCount -gt 0 -and $_.Identity -notlike '*\\Poison' }).Count -gt 0 -and (Get-Date) -lt $deadline) { Start-Sleep -Milliseconds 20 }`,
    );
  }
});
