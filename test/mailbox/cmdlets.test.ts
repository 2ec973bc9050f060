// The mailbox cmdlets, in a pipeline over a sample organization of the test world.
import { expect, it } from "vitest";
import { openMailboxes } from "../../src/mailbox/store.ts";
import { openSpool, refKey } from "../../src/spool/spool.ts";
import { type Call, pipe } from "../command/harness.ts";
import { addMailbox, sampleOrganization } from "../org/organization.ts";

const guid = (digit: number) => `${String(digit).repeat(8)}-0000-4000-8000-000000000000`;

/** An organization with alice, who has three messages, and bob, who has none. */
async function sample() {
  const { world, org } = await sampleOrganization();
  await org.change(async (tx) => {
    await addMailbox(tx, "alice", { ExchangeGuid: guid(1), DisplayName: "Alice Ames" });
    await addMailbox(tx, "bob", { ExchangeGuid: guid(2), UseDatabaseQuotaDefaults: false, IssueWarningQuota: "0B" });
  });
  const spool = await openSpool("/mail", world);
  const mailboxes = openMailboxes(spool, world);
  const trace = "Return-Path: <carol@example.com>\r\n";
  const deliver = async (id: string, subject: string) => {
    const index = Number(id.slice(1));
    const data = Buffer.from(
      `From: Carol <carol@example.com>\r\nSubject: ${subject}\r\nMessage-ID: <${id}@x>\r\n\r\nHello ${index}\r\n`,
    );
    const sums = { content: id, contentSize: data.length, trace, received: world.clock.now() + index * 1000 };
    const arrival = {
      ...sums,
      sender: "carol@example.com",
      from: "Carol <carol@example.com>",
      subject,
      messageId: `<${id}@x>`,
    };
    const { puts } = mailboxes.deliveryOf(guid(1), arrival);
    await spool.commit({ puts, bodies: [{ id, data }] });
    expect(puts.some(([key]) => key.startsWith(refKey(id, "")))).toBe(true);
  };
  for (const [index, subject] of ["First", "Second", "Undeliverable: Third"].entries())
    await deliver(`m${index}`, subject);
  const run = (calls: readonly Call[], preferences = {}) =>
    pipe(calls, { world, services: { org, mailboxes }, preferences });
  return { world, mailboxes, run, deliver };
}

const of = (values: readonly unknown[], name: string) =>
  values.map((value) => (value as { get(name: string): unknown }).get(name));

it("Get-MailboxMessage chooses, shows and gives the raw text", async () => {
  const { run } = await sample();
  const all = await run([["Get-MailboxMessage", {}, ["alice"]]]);
  expect(all.errors).toEqual([]);
  expect(of(all.output, "Subject")).toEqual(["Undeliverable: Third", "Second", "First"]);
  expect(of(all.output, "Text").map((text) => String(text).trim())).toEqual(["Hello 2", "Hello 1", "Hello 0"]);
  const two = await run([["Get-MailboxMessage", { Mailbox: "alice", ResultSize: 2 }]]);
  expect([two.output.length, two.warnings.length]).toEqual([2, 1]);
  const raw = await run([["Get-MailboxMessage", { MessageId: "<m1@x>", Raw: true }, ["alice"]]]);
  expect(raw.output).toEqual([
    expect.stringMatching(/^Return-Path: <carol@example.com>\r\nFrom: [\s\S]*\r\n\r\nHello 1\r\n$/),
  ]);
  const report = await run([["Get-MailboxMessage", { Subject: "Undeliverable:*", Folder: "Inbox" }, ["alice"]]]);
  expect(of(report.output, "Identity")).toEqual(["alice@contoso.com\\m2"]);
  const one = await run([["Get-MailboxMessage", {}, ["alice@contoso.com\\m0"]]]);
  expect(of(one.output, "Subject")).toEqual(["First"]);
});

it("what is not there is one clear error", async () => {
  const { run } = await sample();
  for (const [args, id] of [
    [{ Identity: "nobody" }, "ManagementObjectNotFoundException"],
    [{ Identity: "alice", Folder: "Nowhere" }, "MailboxFolderNotFound"],
    [{ Identity: "alice@contoso.com\\none" }, "MessageNotFound"],
  ] as const) {
    const { output, errors } = await run([["Get-MailboxMessage", args]]);
    expect(output).toEqual([]);
    expect(errors.map((error) => error.id)).toEqual([`${id},Get-MailboxMessage`]);
  }
});

it("Remove-MailboxMessage removes what is piped to it, and only with consent", async () => {
  const { run } = await sample();
  const get: Call = ["Get-MailboxMessage", { Subject: "First" }, ["alice"]];
  await run([get, ["Remove-MailboxMessage", { WhatIf: true }]]);
  expect((await run([get])).output.length).toBe(1);
  const removed = await run([get, ["Remove-MailboxMessage", { Confirm: false }]]);
  expect([removed.errors, removed.output]).toEqual([[], []]);
  expect(of((await run([["Get-MailboxMessage", {}, ["alice"]]])).output, "Subject")).toEqual([
    "Undeliverable: Third",
    "Second",
  ]);
});

it("Export-MailboxMessage writes whole messages and tells where", async () => {
  const { run, world } = await sample();
  const eml = await run([
    ["Get-MailboxMessage", {}, ["alice"]],
    ["Export-MailboxMessage", { Path: "/out/eml" }],
  ]);
  expect(eml.errors).toEqual([]);
  expect(of(eml.output, "Subject")).toEqual(["Undeliverable: Third", "Second", "First"]);
  const paths = of(eml.output, "FilePath") as string[];
  expect((await world.disk.read(paths[2]!)).toString()).toMatch(/^Return-Path: [\s\S]*\r\n\r\nHello 0\r\n$/);
  await world.disk.makeFolder("/out");
  const mbox = await run([["Export-MailboxMessage", { Path: "/out/all.mbox", Format: "mbox" }, ["alice"]]]);
  expect(new Set(of(mbox.output, "FilePath"))).toEqual(new Set(["/out/all.mbox"]));
  expect((await world.disk.read("/out/all.mbox")).toString().match(/^From carol@example.com /gm)?.length).toBe(3);
  const relative = await run([["Export-MailboxMessage", { Path: "out" }, ["alice"]]]);
  expect(relative.thrown.record.id).toBe("PathNotFull,Export-MailboxMessage");
  world.disk.capacity = 0;
  const full = await run([["Export-MailboxMessage", { Path: "/out/eml2" }, ["alice"]]]);
  expect(full.errors.map((error) => error.id)).toEqual(Array(3).fill("ExportFailed,Export-MailboxMessage"));
});

it("Get-MailboxStatistics sums, for one mailbox, a database or a server", async () => {
  const { run } = await sample();
  const one = await run([["Get-MailboxStatistics", {}, ["alice"]]]);
  expect(one.errors).toEqual([]);
  expect([of(one.output, "DisplayName"), of(one.output, "ItemCount"), of(one.output, "StorageLimitStatus")]).toEqual([
    ["Alice Ames"],
    [3],
    ["BelowLimit"],
  ]);
  const database = of(one.output, "DatabaseName")[0];
  const all = await run([["Get-MailboxStatistics", { Database: database }]]);
  expect([of(all.output, "ItemCount"), of(all.output, "StorageLimitStatus")]).toEqual([
    [3, 0],
    ["BelowLimit", "IssueWarning"],
  ]);
  const server = await run([["Get-MailboxStatistics", { Server: of(one.output, "ServerName")[0] }]]);
  expect(server.output.length).toBe(2);
});

it("Get-MailboxFolderStatistics shows each folder, and those of a scope", async () => {
  const { run, mailboxes } = await sample();
  await mailboxes.move((await mailboxes.message(guid(1), "m0"))!, "deleted");
  const all = await run([["Get-MailboxFolderStatistics", {}, ["alice"]]]);
  expect(of(all.output, "FolderPath").slice(0, 2)).toEqual(["/Top of Information Store", "/Inbox"]);
  expect(of(all.output, "ItemsInFolderAndSubfolders").slice(0, 2)).toEqual([3, 2]);
  const scope = { FolderScope: "DeletedItems", IncludeOldestAndNewestItems: true };
  const deleted = await run([["Get-MailboxFolderStatistics", scope, ["alice"]]]);
  expect([of(deleted.output, "Name"), of(deleted.output, "ItemsInFolder")]).toEqual([["Deleted Items"], [1]]);
  expect(of(deleted.output, "NewestItemReceivedDate")[0]).not.toBeNull();
});

it("Get-MailboxFolderStatistics -IncludeAnalysis tells which subject takes the most room", async () => {
  const { run, mailboxes, deliver } = await sample();
  await deliver("m3", "First");
  await mailboxes.move((await mailboxes.message(guid(1), "m1"))!, "deleted");
  const told = ["Name", "TopSubject", "TopSubjectCount", "TopSubjectPath"];
  const row = (name: string) => [name, null, null, null];
  const { output } = await run([["Get-MailboxFolderStatistics", { IncludeAnalysis: true }, ["alice"]]]);
  expect(output.map((folder) => told.map((name) => (folder as { get(name: string): unknown }).get(name)))).toEqual([
    row("Top of Information Store"),
    ["Inbox", "First", 2, "/Inbox"],
    ...["Drafts", "Sent Items"].map(row),
    ["Deleted Items", "Second", 1, "/Deleted Items"],
    ...of(output, "Name")
      .slice(5)
      .map((name) => row(String(name))),
  ]);
  const [inbox] = await run([
    ["Get-MailboxFolderStatistics", { IncludeAnalysis: true, FolderScope: "Inbox" }, ["alice"]],
  ]).then((run) => run.output);
  const newest = (await mailboxes.message(guid(1), "m3"))!;
  const oldest = (await mailboxes.message(guid(1), "m0"))!;
  const sizes = of([inbox], "TopSubjectSize").map(String);
  expect(sizes).toEqual([expect.stringContaining(`(${newest.size + oldest.size} bytes)`)]);
  expect(of([inbox], "TopSubjectFrom")).toEqual(["Carol <carol@example.com>"]);
});
