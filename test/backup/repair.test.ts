// A repair mends what follows from other data, keeps all that can be read of what is damaged, and names what is lost.
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { type Findings, repair } from "../../src/backup/repair.ts";
import { openOrganization } from "../../src/org/store/store.ts";
import { exsh, temporaryFolder } from "../process.ts";
import { type TestWorld, testWorld } from "../world/world.ts";
import { addBox, data, holdings, message, never, queued, quiet, rooms } from "./house.ts";

async function filled(): Promise<TestWorld> {
  const world = testWorld();
  const open = await rooms(world);
  for (const name of ["ann", "bob"]) await addBox(open.org, name);
  for (let n = 0; n < 20; n++) await open.spool.commit(message("ann", `m${n}`));
  await open.spool.commit(queued("q1"));
  await open.close();
  return world;
}

async function change(
  world: TestWorld,
  store: string,
  work: (keys: [string, string][]) => [string, string | undefined][],
) {
  const database = await world.databases.open(`${data}/${store}`);
  const rows: [string, string][] = [];
  for await (const row of database.entries({})) rows.push(row);
  const changes = work(rows).map(([key, value]) =>
    value === undefined ? ({ type: "del", key } as const) : ({ type: "put", key, value } as const),
  );
  await database.batch(changes, { sync: true });
  await database.close();
}

const run = (world: TestWorld, agree: (found: Findings) => boolean = () => true) =>
  repair(data, world, "0.1.0", agree, never, quiet);

describe("in the test world", () => {
  test("a sound folder needs nothing, and nobody is asked", async () => {
    const world = await filled();
    const asked = () => {
      throw new Error("asked");
    };
    expect(await run(world, asked)).toEqual({
      found: { organization: [], mail: [] },
      done: [],
      left: [],
      aside: undefined,
    });
    expect(await world.disk.list(data)).toEqual(["mail", "organization"]);
  });

  test("index rows of the mail that are gone, wrong or too many are as the log says", async () => {
    const world = await filled();
    const before = await holdings(world);
    await change(world, "mail/index", () => [
      ["box/ann/message/m3", undefined],
      ["ref/m3/box-ann-m3", undefined],
      ["box/ann/message/m4", '{"content":"other"}'],
      ["box/zoe/message/none", "{}"],
    ]);
    const found = await run(world, () => false);
    expect(found.done).toEqual([]);
    expect(found.found.mail).toEqual([
      "The index lacks the row box/ann/message/m3.",
      "The row box/ann/message/m4 of the index is not what the log says.",
      "The index has a row box/zoe/message/none that the log does not say.",
      "The index lacks the row ref/m3/box-ann-m3.",
    ]);
    const { left, done, aside } = await run(world);
    expect([left, done]).toEqual([[], [expect.stringMatching(/^The index of the mail was made anew: \d+ records/)]]);
    expect(await holdings(world)).toEqual(before);
    expect(await world.disk.list(aside!)).toEqual(["mail-index"]);
  });

  test("a damaged record of the log is named, and so are the bodies that it held; the others are kept", async () => {
    const world = await filled();
    const path = `${data}/mail/log/0000000001.log`;
    world.disk.harm(path, (bytes) => {
      bytes[bytes.indexOf("m2......") + 20]! ^= 1;
      return bytes;
    });
    const { found, left } = await run(world);
    expect(found.mail.join("\n")).toContain(`${path} is damaged from byte`);
    expect(left.join("\n")).toContain(`${path} is damaged from byte`);
    await expect(holdings(world)).rejects.toThrow("The message body 'm2' is damaged");
  });

  test("objects and history that do not fit are kept as they are, named, and agree afterwards", async () => {
    const world = await filled();
    await change(world, "organization", (rows) => {
      const bob = rows.find(([key, value]) => key.startsWith("o/") && value.includes('"Name":"bob"'))!;
      const ann = rows.find(([key, value]) => key.startsWith("o/") && value.includes('"Name":"ann"'))!;
      return [
        [bob[0], bob[1].replace('"Name":"bob"', '"Name":"bob2"')],
        [ann[0], undefined],
        ["h/0000000000000002", undefined],
        ["o/nonsense", "{"],
      ];
    });
    await expect(openOrganization(`${data}/organization`, world)).rejects.toThrow("the history has a gap");
    const { found, done, left, aside } = await run(world);
    expect(found.organization.join()).toContain("the history has a gap between 1 and 3");
    const text = done.join("\n");
    expect(text).toContain("Object nonsense cannot be read, and is left out");
    expect(text).toMatch(
      /^The Mailbox 'bob2' \(bob@contoso\.com, [0-9a-f-]{36}\) is not as its last change left it; it is kept as it was found\.$/m,
    );
    expect(text).toContain("The entries 2 to 2 of the history are lost");
    expect(left).toEqual([]);
    expect((await holdings(world)).boxes).toEqual(["bob2"]);
    expect(await world.disk.list(aside!)).toContain("organization");
    const org = await openOrganization(`${data}/organization`, world);
    expect(await org.verify()).toEqual([]);
    await addBox(org, "new");
    expect(await org.verify()).toEqual([]);
    await org.close();
  });

  const isObject = ([key]: [string, string]) => key.startsWith("o/");
  const settings =
    /"c":"(OrganizationConfig|ExchangeServer|AcceptedDomain|MailboxDatabase|TransportConfigContainer|TransportServer)"/;
  const lost: [string, (rows: [string, string][]) => [string, string][], replaced: number][] = [
    ...[0, 1, 2, 3, 4, 5].map((at): (typeof lost)[number] => [
      `object ${at} of the settings`,
      (rows) => rows.filter(([, value]) => settings.test(value)).slice(at, at + 1),
      1,
    ]),
    [
      "any other object",
      (rows) => rows.filter(([, value]) => !/"c":"Mailbox"/.test(value) && !settings.test(value)),
      0,
    ],
    ["all settings", (rows) => rows.filter(([, value]) => !/"c":"Mailbox"/.test(value)), 6],
  ];
  test.each(lost)("an organization without %s is one again", async (_name, which, replaced) => {
    const world = await filled();
    const before = await holdings(world);
    await change(world, "organization", (rows) => which(rows.filter(isObject)).map(([key]) => [key, undefined]));
    const { found, done, left } = await run(world);
    expect(found.organization.length).toBeGreaterThan(0);
    expect(done.filter((line) => line.includes("there is a new one"))).toHaveLength(replaced);
    expect(left).toEqual([]);
    expect(await holdings(world)).toEqual(before);
    const org = await openOrganization(`${data}/organization`, world);
    expect(org.snapshot()).toMatchObject({ defaultDomain: { DomainName: "contoso.com" } });
    await addBox(org, "new");
    expect(await org.verify()).toEqual([]);
    await org.close();
  });

  test("settings of which nobody knows the domain have to come from a backup", async () => {
    const world = await filled();
    await change(world, "organization", (rows) => rows.filter(isObject).map(([key]) => [key, undefined]));
    const { left } = await run(world);
    expect(left).toContain("there is no accepted domain.");
  });

  test("of an object that is damaged, what can be read is kept", async () => {
    const world = await filled();
    const damaged = (row: string, from: RegExp, to: string) => {
      expect(row).toMatch(from);
      return row.replace(from, to);
    };
    await change(world, "organization", (rows) => {
      const ann = rows.find(([key, value]) => key.startsWith("o/") && value.includes('"Name":"ann"'))!;
      const bob = rows.find(([key, value]) => key.startsWith("o/") && value.includes('"Name":"bob"'))!;
      const text = [
        /"WhenCreated":"20/,
        '"WhenCreated":"$0',
        /"Database":"[0-9a-f]{4}/,
        '"Database":"ab/$',
        /"Alias":/,
        '"Ali$s":',
      ];
      let row = ann[1];
      for (let at = 0; at < 4; at += 2) row = damaged(row, text[at] as RegExp, text[at + 1] as string);
      return [
        [ann[0], row],
        [bob[0], damaged(bob[1], text[4] as RegExp, text[5] as string)],
        ["h/0000000000000002", '00000000 {"n":2,"t":1,"x":[]}'],
        ["m/$/x", ""],
      ];
    });
    const { done, left } = await run(world);
    expect(left).toEqual([]);
    const told = done.join("\n");
    expect(told).toMatch(
      /'ann' \(ann@contoso\.com, \S+\) is not as its last change left it; it is kept without WhenCreated, which cannot be read/,
    );
    expect(told).toMatch(
      /^Database of .*ann pointed to 0{8}-.*, which is gone, and points to Mailbox Database \d+ now\.$/m,
    );
    expect(told).toMatch(/^Object \S+ cannot be read, and is left out/m);
    expect(told).toContain("An entry of the history cannot be read, and is left out.");
    expect((await holdings(world)).boxes).toEqual(["ann"]);
  });

  test("a store that its database calls damaged is made anew of what can be read", async () => {
    const world = await filled();
    world.databases.harm(`${data}/organization`, ["a block is damaged"]);
    const { found, left } = await run(world);
    expect(found.organization.join()).toContain("a block is damaged");
    expect(left).toEqual([]);
    expect((await holdings(world)).boxes).toEqual(["ann", "bob"]);
  });
});

describe("of real files", () => {
  const folder = temporaryFolder();
  afterAll(() => folder.remove());
  const at = (where: string, script: string) => exsh(["--data", where, "-NoProfile", "-c", script]);
  const store = (where: string) => join(where, "organization");
  const files = (where: string, kind: RegExp) => readdirSync(store(where)).filter((name) => kind.test(name));

  test("whichever file of the organization is damaged, it opens again and says what it lost", async () => {
    const whole = join(folder.path, "whole");
    const made = await at(
      whole,
      '1..200 | ForEach-Object { New-Mailbox -Shared -Name "Box $_" -Alias box$_ } | Out-Null',
    );
    expect(made).toMatchObject({ code: 0, stderr: "" });
    // Opened again, the log has become a table.
    expect((await at(whole, "Set-TransportConfig -MaxSendSize 20MB")).stderr).toBe("");
    const harms: [string, (where: string) => void][] = [
      ["table", (where) => flip(join(store(where), files(where, /\.ldb$/)[0]!))],
      ["log", (where) => flip(join(store(where), files(where, /\.log$/)[0]!))],
      ["MANIFEST", (where) => flip(join(store(where), files(where, /^MANIFEST/)[0]!))],
      ["CURRENT", (where) => writeFileSync(join(store(where), "CURRENT"), "nothing\n")],
    ];
    for (const [kind, harm] of harms) {
      const where = join(folder.path, kind);
      mkdirSync(where);
      cpSync(whole, where, { recursive: true });
      harm(where);
      const refused = await at(where, "Get-Mailbox box7");
      expect(refused.stderr, kind).toContain("is damaged");
      const mended = await at(where, "Repair-OrganizationStore -Force | % { $_.PutAside; $_.Remaining.Count }");
      expect(mended.stderr, kind).toBe("");
      const [aside, remaining] = mended.stdout.trim().split("\n");
      expect(aside, kind).toContain("before-repair-");
      const look = "(Test-OrganizationStore).Faults.Count; @(Get-Mailbox -ResultSize Unlimited).Count";
      const found = await at(where, look);
      const [faults, count] = found.stdout.trim().split("\n");
      // A damaged name may be that of another object: then that is what remains.
      expect([kind, faults, found.stderr]).toEqual([kind, kind === "table" ? remaining : "0", ""]);
      if (kind !== "table") expect(Number(count), kind).toBeGreaterThanOrEqual(200);
      else expect(Number(count), kind).toBeGreaterThan(100);
    }
  }, 120_000);

  function flip(path: string): void {
    const data = readFileSync(path);
    data[data.length >> 1]! ^= 0x10;
    writeFileSync(path, data);
  }
});
