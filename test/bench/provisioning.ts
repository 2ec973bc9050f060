// Mailboxes a second through org.change on LevelDB, one after the other and many ahead; run: node test/bench/provisioning.ts
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Mailbox } from "../../src/org/classes/Mailbox.ts";
import { foundOrganization } from "../../src/org/founding.ts";
import { databaseFor, placedIn } from "../../src/org/mailboxes.ts";
import type { Organization, Transaction } from "../../src/org/organization.ts";
import { freeAccountName, newRecipient } from "../../src/org/provision.ts";
import { openOrganization } from "../../src/org/store/store.ts";
import { realWorld } from "../../src/world/real.ts";

const count = Number(process.argv[2] ?? 5000);
const world = realWorld();

/** What New-Mailbox does inside its change, without the password. */
async function addUser(tx: Transaction, n: number): Promise<void> {
  const name = `user${n}`;
  const values = await newRecipient(tx, Mailbox, { Name: name, FirstName: "User", LastName: String(n) }, {}, name);
  await tx.add(Mailbox, {
    ...values,
    ...placedIn(tx, await databaseFor(tx, {}, n), world.random.uuid()),
    UserPrincipalName: `${name}@contoso.com`,
    SamAccountName: await freeAccountName(tx, name),
  });
}

async function measured(label: string, total: number, work: () => Promise<void>): Promise<void> {
  const start = performance.now();
  const cpu = process.cpuUsage();
  await work();
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  const each = Math.round((user + system) / total);
  console.log(
    `${label}: ${Math.round(total / seconds)} a second (${total} in ${seconds.toFixed(2)} s), ${each} µs of CPU each`,
  );
}

async function ahead(org: Organization, from: number, total: number, width: number): Promise<void> {
  let next = from;
  const writer = async () => {
    while (next < from + total) {
      const n = next++;
      await org.change((tx) => addUser(tx, n));
      if ((n + 1) % 10_000 === 0) console.log(`  ${n + 1} mailboxes`);
    }
  };
  await Promise.all(Array.from({ length: width }, writer));
}

const folder = await mkdtemp(join(tmpdir(), "exsh-provisioning-"));
try {
  const org = await openOrganization(folder, world);
  await foundOrganization(org, world, { domain: "contoso.com", hostname: "ex1", version: "bench" });
  const first = Math.min(1000, count);
  await measured("one after the other", first, () => ahead(org, 0, first, 1));
  await measured("8 writers", count, () => ahead(org, 1_000_000, count, 8));
  await measured("64 writers", count, () => ahead(org, 2_000_000, count, 64));
  const lookups = Math.min(count, 5000);
  await measured("addresses resolved one by one", lookups, async () => {
    for (let n = 0; n < lookups; n++) await org.resolve(`user${2_000_000 + n}@contoso.com`);
  });
  await measured("the same again, from the cache", lookups, async () => {
    for (let n = 0; n < lookups; n++) await org.resolve(`user${2_000_000 + n}@contoso.com`);
  });
  let seen = 0;
  await measured("mailboxes listed", count * 2 + first, async () => {
    for await (const mailbox of org.all(Mailbox)) if (mailbox.Alias) seen++;
  });
  console.log(`  ${seen} seen; ${Math.round(process.memoryUsage.rss() / 2 ** 20)} MB`);
  await org.close();
  await measured("opened again", 1, async () => (await openOrganization(folder, world)).close());
} finally {
  await rm(folder, { recursive: true, force: true });
}
