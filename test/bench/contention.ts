// Eight shells change the same hundred mailboxes at once: no update lost, no address given twice, and it comes to an end.
// `npm run bench -- contention [seconds] [shells]`
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts, startTransport } from "../process.ts";
import { answer, figure, progress, shell } from "./measure.ts";

const seconds = Number(process.argv[2] ?? 30);
const shells = Number(process.argv[3] ?? 8);
const mailboxes = 100;
const folder = mkdtempSync(join(tmpdir(), "exsh-contention-"));
const data = join(folder, "data");

/** Each shell gives addresses of its own, and tries for one in each round that all of them want. */
const script = (number: number) => `
  $end = (Get-Date).AddSeconds(${seconds}); $round = 0; $own = 0; $won = 0
  while ((Get-Date) -lt $end) {
    $box = "box$(($round * 7 + ${number} * 13) % ${mailboxes})"; $round++
    Set-Mailbox $box -EmailAddresses @{Add="own${number}.$round@exsh.test"} -ErrorAction SilentlyContinue -ErrorVariable failed
    if (-not $failed) { $own++ } else { Write-Host "lost $failed" }
    Set-Mailbox $box -EmailAddresses @{Add="race.$round@exsh.test"} -ErrorAction SilentlyContinue -ErrorVariable failed
    if (-not $failed) { $won++ }
  }
  Write-Host "rounds $round own $own won $won"`;

try {
  await answer(
    data,
    `${freePorts}; 0..${mailboxes - 1} | ForEach-Object { New-Mailbox -Shared -Name "box$_" } | Out-Null`,
  );
  const server = await startTransport(data);
  try {
    const told: string[] = [];
    const faults: string[] = [];
    const start = performance.now();
    await Promise.all(
      Array.from({ length: shells }, async (_, number) => {
        const { stderr } = await shell(["--data", data, "-c", script(number)], (line) => {
          (line.startsWith("rounds") ? told : faults).push(line);
          progress(`${told.length} of ${shells} shells have ended`);
        });
        if (stderr !== "") faults.push(stderr);
      }),
    );
    const took = (performance.now() - start) / 1000;
    const sum = (word: string) =>
      told.reduce((all, line) => all + Number(new RegExp(`${word} (\\d+)`).exec(line)![1]), 0);
    const counts = await answer(
      data,
      `$all = Get-Mailbox -ResultSize Unlimited | ForEach-Object { $_.EmailAddresses }
       ($all -match '^smtp:own').Count; $race = @($all -match '^smtp:race'); $race.Count; @($race | Sort-Object -Unique).Count; (Test-OrganizationStore).Result`,
    );
    const [own, race, unique, result] = counts.split(/\s+/);
    figure(
      `${shells} shells on ${mailboxes} mailboxes for ${seconds} s`,
      `${Math.round((sum("own") + sum("won")) / took)} changes a second`,
      "no update lost, no address twice, an end",
    );
    if (faults.length > 0) throw new Error(faults.slice(0, 5).join("\n"));
    if (Number(own) !== sum("own")) throw new Error(`${own} of ${sum("own")} updates are there.`);
    if (Number(race) !== sum("won") || race !== unique) {
      throw new Error(`${race} addresses (${unique} different) were given to ${sum("won")} winners.`);
    }
    if (result !== "Success") throw new Error("The store does not agree with itself.");
  } finally {
    await server.end();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
