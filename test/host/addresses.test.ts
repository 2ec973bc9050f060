// "A proxy address belongs to one recipient, always, also under concurrent shells": several processes want the same ones.
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { exsh, temporaryFolder } from "../process.ts";

const folder = temporaryFolder();
const data = join(folder.path, "data");
afterAll(() => folder.remove());

const count = 24;
/** What each shell does to get an address that the others want, too. */
const ways = {
  mailbox: `New-Mailbox -Shared -Name "mailbox $n" -PrimarySmtpAddress $address -ErrorAction Stop | Out-Null`,
  contact: `New-MailContact "contact $n" -ExternalEmailAddress "c$n@partner.example" -PrimarySmtpAddress $address -ErrorAction Stop | Out-Null`,
  group: `New-DistributionGroup "group $n" -PrimarySmtpAddress $address -ErrorAction Stop | Out-Null`,
  proxy: `Set-Mailbox proxies -EmailAddresses @{Add=$address} -ErrorAction Stop`,
  alias: `New-Mailbox -Shared -Name "alias $n" -Alias "alias$n" -ErrorAction Stop | Out-Null; Set-Mailbox "alias$n" -EmailAddresses @{Add="SMTP:$address"} -EmailAddressPolicyEnabled $false -ErrorAction Stop`,
} as const;
const kinds = Object.keys(ways) as (keyof typeof ways)[];

/** Waits until all shells are there, then takes the addresses in an order of its own. */
const script = (kind: keyof typeof ways, at: number) => `
  $domain = (Get-AcceptedDomain).DomainName
  New-MailContact "ready ${kind}" -ExternalEmailAddress ready.${kind}@partner.example | Out-Null
  ${kind === "proxy" ? "New-Mailbox -Shared -Name proxies | Out-Null" : ""}
  $tries = 0
  while (@(Get-MailContact 'ready*').Count -lt ${kinds.length}) { if (++$tries -gt 20000) { throw 'The others never came.' } }
  foreach ($i in 0..${count - 1}) {
    $n = ($i * 5 + ${at * 7}) % ${count}
    $address = "wanted$n@$domain"
    try { ${ways[kind]}; "made $n" } catch { "taken $n $_" }
  }`;

test("of shells that want the same addresses at once, one gets each and the others are told who has it", async () => {
  const shells = await Promise.all(
    kinds.map((kind, at) => exsh(["--data", data, "-NoProfile", "-c", script(kind, at)], { limit: 200_000 })),
  );
  expect(shells.map(({ code, stderr }) => [code, stderr])).toEqual(kinds.map(() => [0, ""]));
  const made = new Map<string, string[]>();
  const owners = new Map<string, Set<string>>();
  shells.forEach(({ stdout }, at) => {
    const lines = stdout.trim().split("\n");
    expect(lines).toHaveLength(count);
    for (const line of lines) {
      const [, word, number, text] = /^(made|taken) (\d+) ?(.*)$/.exec(line)!;
      if (word === "made") made.set(number!, [...(made.get(number!) ?? []), kinds[at]!]);
      else {
        const taken = new RegExp(
          `^The proxy address "smtp:wanted${number}@[^"]+" is already being used .* of "([^"]+)"`,
          "i",
        );
        expect(text).toMatch(taken);
        owners.set(number!, (owners.get(number!) ?? new Set()).add(taken.exec(text!)![1]!));
      }
    }
  });
  expect([...made.values()].map((list) => list.length)).toEqual(Array.from({ length: count }, () => 1));
  expect([...owners.values()].map((list) => list.size)).toEqual(Array.from({ length: count }, () => 1));

  const report = await exsh([
    "--data",
    data,
    "-NoProfile",
    "-c",
    `Get-Recipient -ResultSize Unlimited | ForEach-Object { foreach ($one in $_.EmailAddresses) { "$one|$($_.Identity)" } }; "store $((Test-OrganizationStore).Result)"`,
  ]);
  expect([report.code, report.stderr]).toEqual([0, ""]);
  const lines = report.stdout.trim().split("\n");
  expect(lines.pop()).toBe("store Success");
  const holders = lines.map((line) => line.split("|") as [string, string]);
  const addresses = holders.map(([address]) => address.toLowerCase());
  expect(new Set(addresses).size).toBe(addresses.length);
  for (const [number, [kind]] of made) {
    const holder = holders.filter(([address]) => address.toLowerCase().startsWith(`smtp:wanted${number}@`));
    expect(holder).toHaveLength(1);
    expect(holder[0]![1]).toMatch(kind === "proxy" ? /\/proxies$/ : new RegExp(`/${kind} ${number}$`));
    for (const told of owners.get(number) ?? []) expect(told).toBe(holder[0]![1]);
  }
}, 240_000);
