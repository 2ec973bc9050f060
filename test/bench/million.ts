// An organization of a million recipients (another number as the first argument; in a folder that stays, as the second):
// looking up addresses and people, listing all, expanding a large group, starting.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DistributionGroup } from "../../src/org/classes/DistributionGroup.ts";
import { Mailbox } from "../../src/org/classes/Mailbox.ts";
import { foundOrganization } from "../../src/org/founding.ts";
import { identitiesFor } from "../../src/org/offers.ts";
import type { GroupObject, Organization, Transaction } from "../../src/org/organization.ts";
import { Reference } from "../../src/org/reference.ts";
import { openOrganization } from "../../src/org/store/store.ts";
import { planWith } from "../../src/transport/categorizer/categorizer.ts";
import { directoryOf, settingsOf } from "../../src/transport/categorizer/directory.ts";
import type { Addressee } from "../../src/transport/categorizer/plan.ts";
import { submissionHop } from "../../src/transport/categorizer/routing.ts";
import { realWorld } from "../../src/world/real.ts";
import { freePorts, startTransport } from "../process.ts";
import { answer, figure, median, progress, shell } from "./measure.ts";

const count = Number(process.argv[2] ?? 1_000_000);
const inGroup = Math.min(100_000, count);
const world = realWorld();
const folder = process.argv[3] ?? mkdtempSync(join(tmpdir(), "exsh-million-"));
const data = join(folder, "data");

const aliasOf = (n: number) => (n === count >> 1 ? "kim" : `user${n}`);

async function addMailbox(tx: Transaction, n: number) {
  const alias = aliasOf(n);
  const { databases, server } = tx.snapshot();
  return tx.add(Mailbox, {
    Name: n === count >> 1 ? "Kim Akers" : `First${n % 977} Last${n}`,
    DisplayName: `First${n % 977} Last${n}`,
    Alias: alias,
    FirstName: `First${n % 977}`,
    LastName: `Last${n}`,
    Department: `Department ${n % 40}`,
    OrganizationalUnit: "contoso.com/Users",
    UserPrincipalName: `${alias}@contoso.com`,
    SamAccountName: alias,
    EmailAddresses: [`SMTP:${alias}@contoso.com`, `smtp:${n}@mail.contoso.com`],
    ExchangeGuid: world.random.uuid(),
    Database: Reference.to(databases[n % databases.length]!),
    ServerName: server.Name,
  });
}

async function build(org: Organization): Promise<void> {
  await foundOrganization(org, world, { domain: "contoso.com", hostname: "ex1", version: "bench" });
  const group = await org.change((tx) =>
    tx.add(DistributionGroup, {
      Name: "Everybody",
      Alias: "everybody",
      OrganizationalUnit: "contoso.com/Users",
      EmailAddresses: ["SMTP:everybody@contoso.com"],
    }),
  );
  let next = 0;
  const writer = async () => {
    while (next < count) {
      const from = next;
      next = Math.min(count, from + 50);
      await org.change(async (tx) => {
        for (let n = from; n < Math.min(count, from + 50); n++) {
          const mailbox = await addMailbox(tx, n);
          if (n < inGroup) await tx.link(group as GroupObject, mailbox);
        }
      });
      if (from % 10_000 === 0) progress(`${from} of ${count} recipients`);
    }
  };
  const start = performance.now();
  const cpu = processor();
  await Promise.all([writer(), writer(), writer(), writer()]);
  const each = Math.round(((processor() - cpu) / count) * 1000);
  figure(
    `${count} recipients made`,
    `${Math.round(count / ((performance.now() - start) / 1000))} a second, ${each} µs of CPU each`,
  );
}

/** Milliseconds of processor this process has taken. */
function processor(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function medianOf(rounds: number, work: (round: number) => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) times.push(await timed(() => work(round)));
  return median(times);
}

async function lookups(org: Organization): Promise<void> {
  const any = () => aliasOf(world.random.integer(count));
  const cold = await medianOf(20_000, () => org.resolve(`${any()}@contoso.com`));
  figure("an address anywhere, looked up", `${(cold * 1000).toFixed(0)} µs`, "50 µs");
  await org.resolve("kim@contoso.com");
  const warm = await medianOf(20_000, () => org.resolve("kim@contoso.com"));
  figure("an address looked up lately", `${(warm * 1000).toFixed(1)} µs`);
  const tab = await medianOf(200, async () => {
    for await (const _ of identitiesFor("MailboxIdParameter", any().slice(0, 6), { org } as never));
  });
  figure("words for Tab on an identity", `${tab.toFixed(1)} ms`, "20 ms");
  for (const filter of [
    "Alias -eq 'kim'",
    "DisplayName -like 'First5 Last12*'",
    "Department -eq 'Department 7' -and LastName -eq 'Last7'",
  ]) {
    const time = await medianOf(50, async () => {
      for await (const _ of org.query(Mailbox, { filters: [filter], limit: 1001 }));
    });
    figure(filter, `${time.toFixed(1)} ms`, filter.startsWith("Alias") ? "20 ms" : undefined);
  }
}

/** How long the group takes, and how long anything else had to wait meanwhile. */
async function expansion(org: Organization): Promise<void> {
  let worst = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    worst = Math.max(worst, performance.now() - last);
    last = performance.now();
  }, 1);
  const snapshot = org.snapshot();
  const cpu = processor();
  const time = await timed(async () => {
    let planned = 0;
    let recipients: readonly Addressee[] = [{ address: "everybody@contoso.com" }];
    const directory = directoryOf(org);
    // A large group is expanded part by part.
    while (recipients.length > 0) {
      const subject = {
        envelope: { sender: "kim@contoso.com", recipients },
        size: 1000,
        authenticated: true,
        bypassSizeLimit: false,
        system: false,
        report: false,
      };
      const plan = await planWith(directory, subject, settingsOf(snapshot));
      const [later, now] = [true, false].map((is) => plan.items.filter((item) => (item.hop === submissionHop) === is));
      planned += now!.reduce((sum, item) => sum + item.recipients.length, 0);
      recipients = later!.flatMap((item) => item.recipients);
    }
    if (planned !== inGroup) throw new Error(`${planned} of ${inGroup} members were planned.`);
  });
  clearInterval(timer);
  figure(
    `a group of ${inGroup} members expanded`,
    `${time.toFixed(0)} ms, ${(processor() - cpu).toFixed(0)} ms of CPU, nothing else waited longer than ${worst.toFixed(0)} ms`,
    "1,000 ms",
  );
}

async function listing(where: string, goal: string): Promise<void> {
  const text =
    "(Measure-Command { $script:all = Get-Recipient -ResultSize Unlimited | Measure-Object }).TotalSeconds; $all.Count";
  const lines: string[] = [];
  const { peak, cpu, stderr } = await shell(["--data", data, "-c", text], (line) => void lines.push(line));
  if (stderr !== "" || Number(lines[1]) < count) throw new Error(`${lines.join(" ")} ${stderr}`);
  figure(
    `Get-Recipient of all, ${where}`,
    `${Math.round(count / Number(lines[0]))} a second, ${peak} MB at most, ${((cpu / count) * 1e6).toFixed(1)} µs of CPU each in the shell`,
    goal,
  );
}

const commands = [
  "Get-Mailbox kim",
  "Get-Mailbox -Filter \"Alias -eq 'kim'\"",
  "Get-Mailbox -Anr 'kim ak'",
  "Get-Mailbox -ResultSize 100 -WarningAction SilentlyContinue",
];

/** Those that an owner's people wait for. */
const aimed = new Set(commands.slice(0, 2));

async function greeted(port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const lines = [
      "EHLO client.example",
      "MAIL FROM:<kim@contoso.com>",
      "RCPT TO:<kim@contoso.com>",
      "DATA",
      "Subject: first\r\n\r\nHello\r\n.",
      "QUIT",
    ];
    const socket = createConnection(port, "127.0.0.1");
    let text = "";
    let said = "";
    socket.on("error", reject);
    socket.on("data", (piece) => {
      text += piece.toString();
      if (!/^\d{3} .*\r\n$/m.test(text)) return;
      if (/^[45]/m.test(text)) return reject(new Error(`${said}: ${text}`));
      text = "";
      said = lines.shift() ?? "";
      if (said === "") return socket.end(resolve);
      socket.write(`${said}\r\n`);
    });
  });
}

try {
  if (!existsSync(data)) {
    const org = await openOrganization(join(data, "organization"), world);
    await build(org);
    await org.close();
  }
  const org = await openOrganization(join(data, "organization"), world);
  await lookups(org);
  await expansion(org);
  await org.close();
  await listing("in the owner", "100,000 a second");
  await answer(data, freePorts);
  const start = performance.now();
  const server = await startTransport(data);
  const ready = performance.now() - start;
  await greeted(server.port());
  figure(
    "owner started",
    `ready after ${ready.toFixed(0)} ms, first mail taken after ${(performance.now() - start).toFixed(0)} ms`,
    "2,000 ms",
  );
  try {
    await listing("through the socket", "30,000 a second");
    for (const command of commands) {
      const text = `1..20 | ForEach-Object { (Measure-Command { ${command} }).TotalMilliseconds } | Sort-Object | Select-Object -Index 10`;
      figure(
        `${command}, through the socket`,
        `${Number(await answer(data, text)).toFixed(1)} ms`,
        aimed.has(command) ? "20 ms" : undefined,
      );
    }
  } finally {
    await server.end();
  }
} finally {
  if (process.argv[3] === undefined) rmSync(folder, { recursive: true, force: true });
}
