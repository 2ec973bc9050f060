// `Import-Csv users.csv | New-Mailbox -Shared` in one shell, each mailbox durable when it is reported: how many a second, in
// how much memory. With `passwords` behind the number the users get passwords, each of which costs its scrypt.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { answer, figure, progress, shell } from "./measure.ts";

const withPasswords = process.argv[3] === "passwords";
const count = Number(process.argv[2] ?? (withPasswords ? 200 : 100_000));
const folder = mkdtempSync(join(tmpdir(), "exsh-import-"));
const data = join(folder, "data");
const step = Math.max(1, Math.floor(count / 20));

function users(): string {
  const rows = ["Name,Alias,FirstName,LastName,DisplayName,UserPrincipalName"];
  for (let n = 0; n < count; n++) {
    rows.push(`"User, ${n}",user${n},First${n % 500},Last${n},First${n % 500} Last${n},user${n}@exsh.test`);
  }
  return `${rows.join("\r\n")}\r\n`;
}

const password = withPasswords ? "$secret = ConvertTo-SecureString 'Correct horse 7' -AsPlainText -Force; " : "";
const kind = withPasswords ? "-Password $secret" : "-Shared";
const script = `${password}$n = 0; Import-Csv '${join(folder, "users.csv")}' | New-Mailbox ${kind} | ForEach-Object { $n++; if ($n % ${step} -eq 0) { Write-Host $n } }`;

try {
  writeFileSync(join(folder, "users.csv"), users());
  // The first use founds the organization, which is not what is measured.
  await answer(data, "Get-AcceptedDomain | Out-Null");
  let last = 0;
  let before = 0;
  let slowest = Number.POSITIVE_INFINITY;
  const rates: number[] = [];
  const { peak, cpu, stderr } = await shell(["--data", data, "-c", script], (text, seconds) => {
    const rate = (Number(text) - before) / (seconds - last);
    before = Number(text);
    rates.push(rate);
    slowest = Math.min(slowest, rate);
    last = seconds;
    progress(`${text} of ${count} mailboxes, ${Math.round(rate)} a second`);
  });
  if (stderr !== "") throw new Error(stderr.slice(0, 2000));
  figure(
    `${count} mailboxes ${withPasswords ? "with" : "without"} password`,
    `${Math.round(count / last)} a second, slowest twentieth ${Math.round(slowest)}, ${peak} MB at most, ${Math.round((cpu / count) * 1e6)} µs of CPU each`,
    withPasswords ? undefined : "3,000 a second, 300 MB",
  );
  const kept = await answer(data, "(Get-Mailbox -ResultSize Unlimited | Measure-Object).Count");
  if (Number(kept) !== count) throw new Error(`${kept} of ${count} mailboxes were kept.`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
