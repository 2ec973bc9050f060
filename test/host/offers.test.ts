// What Tab offers for identities: from the organization itself, in the owner and through the socket alike.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Conversation } from "../../src/host/conversation.ts";
import { folderAt } from "../../src/host/folder.ts";
import { ask, greet } from "../../src/host/link.ts";
import { openConversation } from "../../src/host/session.ts";
import { temporaryFolder } from "../process.ts";
import { linkTo, visitWith } from "../transcript.ts";

const temporary = temporaryFolder();
const folder = folderAt(`${temporary.path}/data`);
const told: string[] = [];
const visits = { owner: visitWith((text) => void told.push(text)), guest: visitWith((text) => void told.push(text)) };
const links = { owner: linkTo(folder, visits.owner), guest: linkTo(folder, visits.guest) };
const at = (place: "owner" | "guest"): Conversation =>
  openConversation({ outputFormat: "Text" }, visits[place], links[place], undefined);

beforeAll(async () => {
  await links.owner.own();
  await at("owner").run(`
    New-Mailbox -Shared -Name 'Kim Akers' -Alias kim | Out-Null
    New-Mailbox -Shared -Name "Kim O'Neill" -Alias kimo -PrimarySmtpAddress k.oneill@contoso.com | Out-Null
    New-Mailbox -Shared -Name zoe -Alias kay | Out-Null
    New-MailContact kitty -ExternalEmailAddress kitty@partner.example | Out-Null
    New-DistributionGroup 'Kitchen staff' | Out-Null
    1..60 | ForEach-Object { New-Mailbox -Shared -Name "many $_" | Out-Null }`);
  expect(told.join("")).toBe("");
});
afterAll(async () => {
  await links.guest.close();
  await links.owner.close();
  temporary.remove();
});

describe.each(["owner", "guest"] as const)("%s", (place) => {
  test.each([
    ["Get-Mailbox ki", ["'Kim Akers'", "'Kim O''Neill'"]],
    ["Get-Mailbox 'Kim O", ["'Kim O''Neill'"]],
    ["Get-Mailbox K", ["'Kim Akers'", "'Kim O''Neill'", "kay"]],
    ["Get-Mailbox kim@", ["kim@contoso.com"]],
    ["Set-Mailbox zoe -ForwardingAddress ki", ["'Kim Akers'", "'Kim O''Neill'", "'Kitchen staff'", "kitty"]],
    ["Add-DistributionGroupMember ki", ["'Kitchen staff'"]],
    ["New-DistributionGroup x -Members kitt", ["kitty"]],
    ["Set-ReceiveConnector De", ["'Default Frontend EX1'"]],
    ["Set-ReceiveConnector 'EX1\\d", ["'EX1\\Default Frontend EX1'"]],
    ["Get-Queue ", ["EX1\\Submission"]],
    ["Retry-Queue sub", ["Submission"]],
    ["Set-AcceptedDomain ", ["contoso.com"]],
    ["Get-MailboxDatabase -Server ", ["EX1"]],
    ["Get-Mailbox nobody", []],
    [`Get-Mailbox ${"x".repeat(600)}`, []],
  ])("%s", async (line, words) => {
    expect((await at(place).complete(line))[0]).toEqual(words);
  });

  test("no more than 50 at a time", async () => {
    expect((await at(place).complete("Get-Mailbox many"))[0]).toHaveLength(50);
    expect((await at(place).complete("Get-Mailbox 'many 6"))[0]).toEqual(["'many 6'", "'many 60'"]);
  });
});

test.each([
  [{ cmdlet: "Get-Mailbox", parameter: "Identity" }],
  [{ cmdlet: "Get-Mailbox", parameter: "constructor", prefix: "k" }],
  [{ cmdlet: "Get-Nothing", parameter: "Identity", prefix: "k" }],
  [{ cmdlet: 7, parameter: [], prefix: null }],
  [{ cmdlet: "Get-Mailbox", parameter: "Identity", prefix: "x".repeat(100_000) }],
  [{ cmdlet: "Get-Mailbox", parameter: "Identity", prefix: "\u0000\ud800*'" }],
])("a guest that asks %j gets no words, and the owner lives on", async (asked) => {
  const { channel } = (await greet(visits.guest.world, folder))!;
  expect(await ask(channel, { t: "complete", ...asked })).toEqual({ t: "words", words: [] });
  await channel.ended;
  expect((await at("guest").complete("Get-Mailbox zo"))[0]).toEqual(["zoe"]);
});
