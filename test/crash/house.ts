// The server under test as its administrator has it: a data folder, what is set up in it, and what a shell shows of it.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { exsh, freePorts } from "../process.ts";
import type { Listing } from "./ledger.ts";

export const mailboxes = Array.from({ length: 8 }, (_, at) => `m${at + 1}`);
/** The members of few@exsh.test, a group inside all@exsh.test. */
export const few = mailboxes.slice(0, 3);

/** Runs a script as an administrator would. @throws when anything is said on its error stream. */
export async function shell(data: string, script: string): Promise<string> {
  const result = await exsh(["--data", data, "-NoProfile", "-c", script], { limit: 180_000 });
  if (result.stderr !== "" || result.code !== 0)
    throw new Error(`The script ended with ${result.code}.\n${result.stderr}\n${result.stdout}`);
  return result.stdout;
}

/** Mailboxes, two groups one in the other, and a Send connector to each of the other servers. */
export async function setUp(data: string, connectors: Readonly<Record<string, number>>): Promise<void> {
  if (existsSync(join(data, "mail"))) throw new Error(`${data} is in use.`);
  const ways = Object.entries(connectors).map(
    ([domain, port]) =>
      `New-SendConnector -Name ${domain} -AddressSpaces 'SMTP:${domain};1' -DNSRoutingEnabled $false -SmartHosts '[127.0.0.1]' -Port ${port}`,
  );
  await shell(
    data,
    `${freePorts}
     $front = Get-ReceiveConnector | Where-Object Name -like 'Default Frontend*'
     $front | Set-ReceiveConnector -MaxInboundConnectionPerSource unlimited -MaxInboundConnectionPercentagePerSource 100
     $front | Add-ADPermission -User 'NT AUTHORITY\\ANONYMOUS LOGON' -ExtendedRights ms-Exch-SMTP-Accept-Any-Recipient
     foreach ($name in '${mailboxes.join("','")}') { New-Mailbox -Shared -Name $name -Alias $name }
     New-DistributionGroup -Name few -Alias few -Members ${few.join(",")}
     New-DistributionGroup -Name all -Alias all -Members few,${mailboxes.slice(3).join(",")}
     'few', 'all' | ForEach-Object { Set-DistributionGroup $_ -RequireSenderAuthenticationEnabled $false }
     Get-TransportService | Set-TransportService -MessageRetryInterval 00:00:01 -TransientFailureRetryInterval 00:00:01 -OutboundConnectionFailureRetryInterval 00:00:01
     ${ways.join("\n")}`,
  );
}

const local = `{ $_.MessageCount -gt 0 -and ($_.DeliveryType -eq 'SmtpDeliveryToMailbox' -or $_.Identity -like '*\\Submission') }`;
const calm = `while (@(Get-Queue | Where-Object ${local}).Count -gt 0 -and (Get-Date) -lt $deadline) { Start-Sleep -Milliseconds 10 }`;

/**
 * Waits until what is for mailboxes here is in them, and lists what there is. What was set aside as poison is counted and
 * resumed; queues that wait try again.
 * @param since only messages received from then on, milliseconds since 1970.
 * @param more a script whose lines are given back as they are.
 */
export async function look(
  data: string,
  since: number,
  more = "",
): Promise<Listing & { readonly poison: number; readonly lines: readonly string[] }> {
  const from = new Date(since).toISOString();
  const text = await shell(
    data,
    `$deadline = (Get-Date).AddSeconds(120)
     ${calm}
     Get-Message -Filter "Queue -like '*\\Poison'" -ResultSize Unlimited | ForEach-Object { "poison|$($_.InternetMessageId)"; Resume-Message $_.Identity }
     ${calm}
     Get-Queue | Where-Object Status -eq 'Retry' | Retry-Queue
     Get-Message -ResultSize Unlimited -IncludeRecipientInfo | ForEach-Object { "queue|$($_.InternetMessageId)|$($_.Subject)|$(($_.Recipients | ForEach-Object { $_.Address }) -join ',')" }
     foreach ($name in '${mailboxes.join("','")}') {
       Get-MailboxMessage $name -Since '${from}' -ResultSize Unlimited | ForEach-Object { "box|$name|$($_.MessageId)|$($_.Subject)|$($_.Identity)|$($_.Text.Length)" }
     }
     ${more}`,
  );
  const rows = text.split("\n").filter((line) => line !== "");
  const named = (kind: string) =>
    rows.filter((line) => line.startsWith(`${kind}|`)).map((line) => line.split("|").slice(1));
  const plain = (id: string) => id.trim().replace(/^<|>$/g, "");
  return {
    poison: named("poison").length,
    queued: named("queue").map(([id, subject, to]) => ({ id: plain(id!), subject: subject!, to: to!.split(",") })),
    boxed: named("box").map(([alias, id, subject, identity, count]) => ({
      alias: alias!,
      id: plain(id!),
      subject: subject!,
      identity: identity!,
      text: Number(count),
    })),
    lines: rows.filter((line) => !/^(poison|queue|box)\|/.test(line)),
  };
}
