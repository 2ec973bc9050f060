// An administrator's script of about 100 lines with 500 users: it does its work once, and says clearly why not twice.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exsh, type Finished, temporaryFolder } from "./process.ts";

const folder = temporaryFolder();
const data = join(folder.path, "data");
const users = join(folder.path, "users.csv");
const report = join(folder.path, "report.csv");
const script = fileURLToPath(new URL("scripts/Provision-Company.ps1", import.meta.url));
const departments = ["Build", "Care", "Sales", "Legal", "Lab"];
const count = 500;

function provision(): Promise<Finished> {
  const args = ["-UserFile", users, "-ReportFile", report, "-SmartHost", "127.0.0.9"];
  return exsh(["--data", data, "-NoProfile", "-File", script, ...args], { limit: 300_000 });
}

async function shell(text: string): Promise<string> {
  const result = await exsh(["--data", data, "-NoProfile", "-c", text]);
  expect(result.stderr).toBe("");
  return result.stdout.trim();
}

/** Everything that a second run could have harmed, as one text. */
const everything = `
  Get-Mailbox -ResultSize Unlimited | Sort-Object Alias | ForEach-Object { "$($_.Guid) $($_.Alias) $($_.EmailAddresses -join ',') $($_.Office) $($_.ProhibitSendQuota)" }
  Get-DistributionGroup | Sort-Object Name | ForEach-Object { "$($_.Name) $((Get-DistributionGroupMember $_.Alias | Sort-Object Name | ForEach-Object Name) -join ',')" }
  Get-MailContact | Sort-Object Name | ForEach-Object { "$($_.Name) $($_.ExternalEmailAddress) $($_.CustomAttribute1)" }
  Get-SendConnector | ForEach-Object { "$($_.Name) $($_.AddressSpaces) $($_.SmartHosts) $($_.Port) $($_.MaxMessageSize)" }
`;

beforeAll(() => {
  const rows = Array.from({ length: count }, (_, index) => {
    const number = String(index + 1).padStart(3, "0");
    const department = departments[index % departments.length];
    const quota = index % 10 === 0 ? "200MB" : "";
    return `User ${number},user${number},First${number},Last${number},${department},${department} floor ${index % 7},"Pass, word ${number}",${quota}`;
  });
  writeFileSync(users, ["Name,Alias,FirstName,LastName,Department,Office,Password,Quota", ...rows, ""].join("\r\n"));
});

afterAll(() => folder.remove());

describe("a provisioning script", () => {
  let before = "";

  test("makes 500 mailboxes, groups, contacts and a connector, and writes its report", async () => {
    const first = await provision();
    expect(first.stderr).toBe("");
    expect(first.code).toBe(0);
    expect(first.stdout).toMatch(/Created\s+Failed\s+Groups\s+Report/);
    expect(first.stdout).toMatch(/500\s+0\s+5\s+/);
    const lines = readFileSync(report, "utf8").trim().split(/\r?\n/);
    expect(lines[0]).toBe('"Name","Alias","PrimarySmtpAddress","Office","Quota"');
    expect(lines).toHaveLength(1 + count / departments.length);
    expect(lines[1]).toMatch(/^"User 001","user001","user001@[^"]+","Build floor 0","200 MB \(209,715,200 bytes\)"$/);
    expect(lines[2]).toMatch(/^"User 006","user006","user006@[^"]+","Build floor 5","default"$/);
    before = await shell(everything);
    expect(before.split("\n")).toHaveLength(count + departments.length + 2 + 1);
  }, 300_000);

  test("says clearly the second time what is there already, and corrupts nothing", async () => {
    const second = await provision();
    expect(second.code).toBe(3);
    expect(second.stdout).toMatch(/0\s+508\s+5\s+/);
    const warnings = second.stderr.split("\n").filter((line) => line.startsWith("WARNING: "));
    expect(warnings).toHaveLength(count + departments.length + 2 + 1);
    expect(warnings[0]).toMatch(/user001.*already/i);
    expect(second.stderr).not.toMatch(/\bat .*:\d+:\d+\)/);
    expect(await shell(everything)).toBe(before);
  }, 300_000);
});
