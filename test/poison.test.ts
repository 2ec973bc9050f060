// A message that ends the process whenever it is delivered or sent: a real server is started again and again, as a service
// manager does, until it stands.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { sendAll } from "./crash/clients.ts";
import { shell } from "./crash/house.ts";
import { beginTransport, freePorts, type Server, type Starting, temporaryFolder } from "./process.ts";
import { smtpServer } from "./transport/smtpserver.ts";

const ends: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

interface House {
  readonly path: string;
  readonly data: string;
  /** A server that ends when it handles venom. */
  begin(): Starting;
  /** How often it ended so. */
  count(): number;
  /** Begins it until one stands and nothing waits but poison. */
  standing(): Promise<{ readonly server: Server; readonly starts: number }>;
  /** Until all that is not poison has gone. */
  calm(): Promise<unknown>;
}

function house(): House {
  const folder = temporaryFolder();
  const data = join(folder.path, "data");
  const notes = join(folder.path, "ends");
  const abort = fileURLToPath(new URL("crash/abort.cjs", import.meta.url));
  const env = { NODE_OPTIONS: `--require=${abort}`, TEST_ABORT_SUBJECT: "venom", TEST_ABORT_NOTES: notes };
  let last: Starting | undefined;
  ends.push(async () => {
    await last?.end("SIGKILL");
    folder.remove();
  });

  const begin = (): Starting => {
    last = beginTransport(data, [], { ...env, TEST_ABORT_MOST: "5" });
    return last;
  };

  // A shell that comes when the server has just ended opens the organization itself, and would wait in vain.
  const calm = () =>
    shell(
      data,
      `while ((Get-Service MSExchangeTransport).Status -eq 'Running' -and
         @(Get-Queue | Where-Object { $_.MessageCount -gt 0 -and $_.Identity -notlike '*\\Poison' }).Count -gt 0) { Start-Sleep -Milliseconds 20 }`,
    );

  async function standing(): Promise<{ server: Server; starts: number }> {
    // It may end within the start, or a moment later: the one that still stands when the others are delivered has made it.
    for (let starts = 1; starts <= 10; starts++) {
      const starting = begin();
      const stood = starting.ready.then(async (server) => {
        await calm();
        return server;
      });
      const gone = starting.ended;
      const first = await Promise.race([gone, stood.catch(() => gone)]);
      if ("port" in first) return { server: first, starts };
      // By nothing but the signal.
      expect(first).toMatchObject({ code: null });
      await stood.catch(() => undefined);
    }
    throw new Error("It does not stand after ten starts.");
  }

  return {
    path: folder.path,
    data,
    begin,
    count: () => (existsSync(notes) ? readFileSync(notes, "utf8").length : 0),
    standing,
    calm,
  };
}

const letter = (id: string, to: string) => ({
  id,
  from: "someone@client.example",
  to: [to],
  bytes: 300,
  boxes: [],
  peers: [],
  refused: [],
  acknowledged: false,
});

/** Sends letters, over one connection each, and gives those that were acknowledged before the server was gone. */
async function send(port: number, ids: readonly string[], to = "one@exsh.test"): Promise<string[]> {
  const letters = ids.map((id) => letter(id, to));
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
  const { path, data, begin, count, standing, calm } = house();
  await shell(data, `${freePorts}; New-Mailbox -Shared -Name One -Alias one`);
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

  const { server, starts } = await standing();
  expect([starts, count()]).toEqual([2, 3]);
  const file = join(path, "venom.eml");
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
  const mended = await beginTransport(data).ready;
  ends.push(() => mended.end("SIGKILL"));
  await shell(data, `${aside} | Resume-Message`);
  await calm();
  expect((await shell(data, kept)).trim().split("\n")).toEqual([...delivered, "venom@client.example"].sort());
  await mended.end();
});

test("what ends the process twice while it is sent to another server is set aside, and the others are sent", async () => {
  const { data, begin, count, standing } = house();
  const peer = await smtpServer();
  ends.push(() => peer.close());
  await shell(
    data,
    `${freePorts}
     New-SendConnector -Name out -AddressSpaces 'SMTP:peer.example;1' -DNSRoutingEnabled $false -SmartHosts '[127.0.0.1]' -Port ${peer.port}
     Get-ReceiveConnector | Where-Object Name -like 'Default Frontend*' | Add-ADPermission -User 'NT AUTHORITY\\ANONYMOUS LOGON' -ExtendedRights ms-Exch-SMTP-Accept-Any-Recipient
     Get-TransportService | Set-TransportService -MessageRetryInterval 00:00:01 -TransientFailureRetryInterval 00:00:01 -WarningAction SilentlyContinue`,
  );
  const opening = begin();
  const ids = ["one", "two", "venom", "three"].map((name) => `${name}@client.example`);
  const sent = await send((await opening.ready).port(), ids, "someone@peer.example");
  await opening.ended;
  const { server, starts } = await standing();
  // It was at hand among others, then alone.
  expect([starts, count()]).toEqual([2, 2]);
  const aside = await shell(
    data,
    `Get-Message -Queue Poison | ForEach-Object { "$($_.Subject) $($_.Status) $($_.LastError)" }`,
  );
  expect(aside.trim()).toBe("venom@client.example Suspended 451 4.3.0 the process ended while it was at hand");
  const subjects = peer.taken.map(({ data }) => /^Subject: (.*)\r$/m.exec(data)?.[1]);
  expect(subjects).toEqual(expect.arrayContaining(sent.filter((id) => !id.startsWith("venom"))));
  expect(subjects).not.toContain("venom@client.example");
  await server.end();
});
