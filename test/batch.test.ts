// kill -9 of a shell in the middle of a batch: its first mailboxes are there whole, all that it reported among them, and no other.
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { exsh, temporaryFolder } from "./process.ts";

const door = fileURLToPath(new URL("../bin/exsh", import.meta.url));
const count = 5000;

test("a killed batch has done its first objects whole and none of the others", async () => {
  const folder = temporaryFolder();
  try {
    const data = join(folder.path, "data");
    const users = join(folder.path, "users.csv");
    const name = (n: number) => `User ${String(n).padStart(5, "0")}`;
    writeFileSync(users, ["Name,Alias", ...Array.from({ length: count }, (_, n) => `${name(n)},user${n}`)].join("\n"));
    const text = `Import-Csv '${users}' | New-Mailbox -Shared | ForEach-Object { Write-Host $_.Alias }`;
    const child = spawn(process.execPath, [door, "--data", data, "-NoProfile", "-c", text]);
    let reported = 0;
    createInterface({ input: child.stdout }).on("line", (line) => {
      expect(line).toBe(`user${reported}`);
      if (++reported === 300) child.kill("SIGKILL");
    });
    const ended = await new Promise((resolve) => child.on("close", (_code, signal) => resolve(signal)));
    expect(ended).toBe("SIGKILL");
    const look = `
      Get-Mailbox -ResultSize Unlimited | ForEach-Object { "$($_.Name)|$($_.Alias)|$($_.PrimarySmtpAddress)|$($_.UserPrincipalName)|$($_.Database)" }
      (Test-OrganizationStore).Result`;
    const after = await exsh(["--data", data, "-NoProfile", "-c", look], { limit: 120_000 });
    expect(after.stderr).toBe("");
    const lines = after.stdout.trim().split(/\r?\n/);
    expect(lines.pop()).toBe("Success");
    const there = lines.filter((line) => line.startsWith("User "));
    expect(there.length).toBeGreaterThanOrEqual(reported);
    expect(there.length).toBeLessThan(count);
    there.forEach((line, n) => {
      const [shown, alias, address, logon, database] = line.split("|");
      expect([shown, alias]).toEqual([name(n), `user${n}`]);
      expect(address).toMatch(new RegExp(`^user${n}@.`));
      expect(logon).toMatch(new RegExp(`^user${n}@.`));
      expect(database).not.toBe("");
    });
  } finally {
    folder.remove();
  }
}, 180_000);
