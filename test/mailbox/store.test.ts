// Mailboxes: delivery, listing, sums, parsing, export and purge, over the spool of the test world and the real one.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { Header } from "../../src/mail/headers.ts";
import { type ExportFormat, exporter, quoted, unixLines } from "../../src/mailbox/export.ts";
import { findFolder } from "../../src/mailbox/folders.ts";
import { like } from "../../src/mailbox/match.ts";
import { parseMessage, summaryOf, thinned } from "../../src/mailbox/parse.ts";
import { limitStatus, mayReceive, maySend } from "../../src/mailbox/quota.ts";
import { type MailboxStore, type Message, openMailboxes } from "../../src/mailbox/store.ts";
import { openSpool, refKey, type Spool } from "../../src/spool/spool.ts";
import { realWorld } from "../../src/world/real.ts";
import type { World } from "../../src/world/world.ts";
import { testWorld } from "../world/world.ts";

const alice = "11111111-1111-4111-8111-111111111111";
const bob = "22222222-2222-4222-8222-222222222222";
const trace = "Return-Path: <carol@example.com>\r\nReceived: from a by b; Mon, 2 Mar 2026 09:00:00 +0000\r\n";

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
});

async function opened(): Promise<{ world: ReturnType<typeof testWorld>; spool: Spool; store: MailboxStore }> {
  const world = testWorld();
  const spool = await openSpool("/spool", world);
  return { world, spool, store: openMailboxes(spool, world) };
}

/** Receives a message and delivers it, in one commit as settlement does. */
async function deliver(
  spool: Spool,
  store: MailboxStore,
  to: readonly string[],
  id: string,
  body: string,
  received: number,
) {
  const data = Buffer.from(body.replace(/\r?\n/g, "\r\n"));
  await spool.commit({ puts: [[refKey(id, "queue"), null]], bodies: [{ id, data }] });
  await settle(spool, store, to, id, data, received);
  return data;
}

async function settle(
  spool: Spool,
  store: MailboxStore,
  to: readonly string[],
  id: string,
  data: Buffer,
  received: number,
) {
  const facts = { content: id, contentSize: data.length, trace, received, sender: "carol@example.com" };
  const puts = to.flatMap((mailbox) => store.deliveryOf(mailbox, { ...facts, ...summaryOf(new Header(data)) }).puts);
  await spool.commit({ puts, deletes: [refKey(id, "queue")] });
}

const mail = (subject: string, from = "Carol <carol@example.com>", text = "Hello") =>
  `From: ${from}\nTo: alice@contoso.com\nSubject: ${subject}\nMessage-ID: <${subject.length}@example.com>\n\n${text}\n`;

async function all(store: MailboxStore, mailbox: string, filter?: Parameters<MailboxStore["messages"]>[1]) {
  const found: Message[] = [];
  for await (const message of store.messages(mailbox, filter)) found.push(message);
  return found;
}

describe("a mailbox", () => {
  it("holds what is delivered, once, with its own trace before the same body", async () => {
    const { spool, store } = await opened();
    const data = await deliver(spool, store, [alice, bob], "m1", mail("Report"), 1000);
    await settle(spool, store, [alice], "m1", data, 1000);
    const [message, ...more] = await all(store, alice);
    expect(more).toEqual([]);
    expect(message).toMatchObject({
      subject: "Report",
      from: "Carol <carol@example.com>",
      sender: "carol@example.com",
      folder: "inbox",
    });
    expect((await store.content(message!)).equals(Buffer.concat([Buffer.from(trace), data]))).toBe(true);
    expect(message!.size).toBe(trace.length + data.length);
    expect(await store.holds(bob, "m1")).toBe(true);
    expect(await store.message(alice, "none")).toBeUndefined();
    // One body for both: it goes when the last of them lets go.
    expect(await store.remove(await all(store, alice))).toBe(1);
    expect((await store.content((await all(store, bob))[0]!)).length).toBe(message!.size);
  });

  it("is listed by folder, subject, sender, Message-ID, time and state, the newest first", async () => {
    const { spool, store } = await opened();
    await deliver(spool, store, [alice], "m1", mail("First"), 1000);
    await deliver(spool, store, [alice], "m2", mail("Second one", "dave@fabrikam.com"), 2000);
    await deliver(spool, store, [alice], "m3", mail("=?UTF-8?Q?Gr=C3=BC=C3=9Fe?="), 3000);
    const ids = async (filter: Parameters<typeof all>[2]) => (await all(store, alice, filter)).map(({ id }) => id);
    expect(await ids({})).toEqual(["m3", "m2", "m1"]);
    expect(await ids({ subject: "grüße" })).toEqual(["m3"]);
    expect(await ids({ subject: "sec*" })).toEqual(["m2"]);
    expect(await ids({ subject: "one" })).toEqual(["m2"]);
    expect(await ids({ subject: "*on?" })).toEqual(["m2"]);
    expect(await ids({ sender: "dave@FABRIKAM.com" })).toEqual(["m2"]);
    expect(await ids({ sender: "carol@example.com" })).toEqual(["m3", "m2", "m1"]);
    expect(await ids({ messageId: "5@example.com" })).toEqual(["m1"]);
    expect(await ids({ messageId: "<10@EXAMPLE.com>" })).toEqual(["m2"]);
    expect(await ids({ since: 2000 })).toEqual(["m3", "m2"]);
    expect(await ids({ limit: 1 })).toEqual(["m3"]);
    expect(await ids({ folder: "junk" })).toEqual([]);
    const [newest] = await all(store, alice);
    await Promise.all([store.setRead(newest!, true), store.move(newest!, "junk")]);
    expect(await ids({ folder: "junk", read: true })).toEqual(["m3"]);
    expect(await ids({ folder: "inbox" })).toEqual(["m2", "m1"]);
    expect(await ids({ read: false })).toEqual(["m2", "m1"]);
  });

  it("sums stay right, whatever is delivered, moved and removed, and after a crash", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ kind: fc.constantFrom("deliver", "deliver", "move", "remove"), n: fc.nat(50) }), {
          maxLength: 25,
        }),
        async (steps) => {
          const { world, spool, store } = await opened();
          await store.usage(alice);
          for (const [index, { kind, n }] of steps.entries()) {
            const messages = await all(store, alice);
            const one = messages[n % Math.max(messages.length, 1)];
            if (kind === "deliver") await deliver(spool, store, [alice], `m${index}`, mail("x".repeat(n)), 1000 + n);
            else if (one && kind === "move") await store.move(one, n % 2 ? "deleted" : "inbox");
            // A second removal of what is gone changes nothing.
            else if (one) expect((await store.remove([one, one])) + (await store.remove([one]))).toBe(1);
            // The sums of the mail path and the exact ones agree.
            const sum = await store.usage(alice);
            const exact = (await all(store, alice)).reduce((bytes, { size }) => bytes + size, 0);
            expect(sum.bytes).toBe(exact);
          }
          const before = await store.folders(alice);
          const after = openMailboxes(await openSpool("/spool", world.crash()), world);
          expect(await after.folders(alice)).toEqual(before);
          const listed = await all(after, alice);
          expect(before.reduce((items, folder) => items + folder.items, 0)).toBe(listed.length);
          expect(await after.purge(alice)).toEqual({
            items: listed.length,
            bytes: listed.reduce((sum, { size }) => sum + size, 0),
          });
          expect(await all(after, alice)).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("tells text and attachments, and keeps its temper with what is no message", async () => {
    const { spool, store } = await opened();
    const multipart = [
      "From: a@example.com",
      "Subject: With things",
      'Content-Type: multipart/mixed; boundary="b"',
      "",
      "--b",
      "Content-Type: text/plain; charset=utf-8",
      "",
      "Grüße",
      "--b",
      "Content-Type: application/pdf",
      'Content-Disposition: attachment; filename="plan.pdf"',
      "Content-Transfer-Encoding: base64",
      "",
      "AAAA",
      "--b--",
      "",
    ].join("\n");
    await deliver(spool, store, [alice], "m1", multipart, 1);
    await deliver(spool, store, [bob], "m2", "no header at all", 1);
    const parsed = await parseMessage(store, (await all(store, alice))[0]!);
    expect(parsed).toMatchObject({ attachments: ["plan.pdf"], fault: undefined });
    expect(parsed.text.trim()).toBe("Grüße");
    expect(parsed.header).toContain("Return-Path: <carol@example.com>");
    expect(await parseMessage(store, (await all(store, bob))[0]!)).toMatchObject({ attachments: [] });
  });
});

describe("export", () => {
  async function exported(world: World, folder: string, format: ExportFormat, path: string) {
    const spool = await openSpool(`${folder}/spool`, world);
    const store = openMailboxes(spool, world);
    const body = mail("Quoting", "carol@example.com", "From here\n>From there\n From\nFrom");
    const data = await deliver(spool, store, [alice], "m1", body, Date.parse("2026-03-02T09:00:05Z"));
    await deliver(spool, store, [alice], "m2", mail("Second"), Date.parse("2026-03-12T09:00:05Z"));
    const out = await exporter(format, path, store, world);
    const paths: string[] = [];
    for (const message of (await all(store, alice)).reverse()) paths.push(await out.write(message));
    await out.end();
    await spool.close();
    return { paths, data };
  }

  it.each(["test", "real"])("%s world: eml byte for byte, Maildir and mbox as the field reads them", async (kind) => {
    const real = kind === "real";
    const folder = real ? await mkdtemp(join(tmpdir(), "exsh-mailbox-")) : "/x";
    if (real) folders.push(folder);
    const make = () => (real ? realWorld() : testWorld());
    let world = make();
    const eml = await exported(world, `${folder}/1`, "Eml", `${folder}/1/out`);
    expect((await world.disk.read(eml.paths[0]!)).equals(Buffer.concat([Buffer.from(trace), eml.data]))).toBe(true);
    expect((await world.disk.list(`${folder}/1/out`)).length).toBe(2);
    world = make();
    const box = await exported(world, `${folder}/2`, "Mbox", `${folder}/2/out.mbox`);
    expect(box.paths[0]).toBe(box.paths[1]);
    const text = (await world.disk.read(box.paths[0]!)).toString();
    expect(text.startsWith("From carol@example.com Mon Mar  2 09:00:05 2026\nReturn-Path:")).toBe(true);
    expect(text).toContain(
      "\n>From here\n>>From there\n From\nFrom\n\nFrom carol@example.com Thu Mar 12 09:00:05 2026\n",
    );
    expect(text).not.toContain("\r");
    world = make();
    const dir = await exported(world, `${folder}/3`, "Maildir", `${folder}/3/out`);
    expect(new Set(dir.paths).size).toBe(2);
    expect(await world.disk.list(`${folder}/3/out/tmp`)).toEqual([]);
    expect((await world.disk.list(`${folder}/3/out/new`)).length).toBe(2);
    expect((await world.disk.read(dir.paths[0]!)).toString()).toBe((trace + eml.data).replaceAll("\r\n", "\n"));
  });

  it("line ends and quoting do not depend on where the pieces are cut", async () => {
    const piece = fc.constantFrom("From ", "Fr", "om ", ">", ">>", "\r\n", "\r", "\n", "x", "From");
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 30 }), async (parts) => {
        const read = async (make: (pieces: AsyncIterable<Buffer>) => AsyncIterable<Buffer>, pieces: string[]) => {
          const found: Buffer[] = [];
          async function* source() {
            for (const part of pieces) yield Buffer.from(part);
          }
          for await (const one of make(source())) found.push(one);
          return Buffer.concat(found).toString();
        };
        const whole = parts.join("");
        const lines = await read(unixLines, parts);
        const unix = whole.replaceAll("\r\n", "\n");
        expect(lines).toBe(unix === "" || unix.endsWith("\n") ? unix : `${unix}\n`);
        expect(await read(quoted, parts)).toBe(
          whole
            .split("\n")
            .map((line) => line.replace(/^(>*From )/, ">$1"))
            .join("\n"),
        );
      }),
    );
  });
});

describe("small laws", () => {
  it("quotas", () => {
    const quotas = { issueWarning: 10, prohibitSend: 20, prohibitSendReceive: 30 };
    expect([9, 10, 20, 30].map((bytes) => limitStatus(bytes, quotas))).toEqual([
      "BelowLimit",
      "IssueWarning",
      "ProhibitSend",
      "MailboxDisabled",
    ]);
    expect([mayReceive(29, quotas), mayReceive(30, quotas), maySend(19, quotas), maySend(20, quotas)]).toEqual([
      true,
      false,
      true,
      false,
    ]);
    const none = { issueWarning: undefined, prohibitSend: undefined, prohibitSendReceive: undefined };
    expect([limitStatus(1e12, none), mayReceive(1e12, none), maySend(1e12, none)]).toEqual(["BelowLimit", true, true]);
  });

  it("folders by name, path and type", () => {
    for (const text of ["Sent Items", "/sent items", "sentitems", "SentItems"])
      expect(findFolder(text)?.id).toBe("sent");
    expect(findFolder("Nonsense")).toBeUndefined();
  });

  it("wild cards", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 8 }),
        fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 8 }),
        (text, pattern) => {
          const wanted = new RegExp(`^${pattern.replace(/\*/g, ".*").replace(/\?/g, ".")}$`);
          expect(like(text, pattern)).toBe(wanted.test(text));
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe("a large message", () => {
  const header = 'Subject: large\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n';
  const part = (name: string, body: string) =>
    `--b\r\nContent-Type: application/octet-stream; name="${name}"\r\nContent-Disposition: attachment; filename="${name}"\r\n\r\n${body}\r\n`;
  const text = "--b\r\nContent-Type: text/plain\r\n\r\nWhat it says.\r\n";

  it("shows its text and all names without being read to the end of each part", async () => {
    const long = "0123456789abcdef\r\n".repeat(200_000);
    const content = Buffer.from(`${header}${text}${part("one.bin", long)}${part("two.bin", long)}--b--\r\n`);
    const thin = thinned(content);
    expect(thin.length).toBeLessThan(1.2 * 2 ** 20);
    const { default: PostalMime } = await import("postal-mime");
    const email = await PostalMime.parse(thin);
    expect(email.text?.trim()).toBe("What it says.");
    expect(email.attachments.map(({ filename }) => filename)).toEqual(["one.bin", "two.bin"]);
  });

  it("made of nothing but boundaries stays bounded", () => {
    const thin = thinned(Buffer.from(header + "--b\r\n".repeat(1_000_000)));
    expect(thin.length).toBeLessThan(100_000);
  });
});
