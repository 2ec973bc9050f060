// The pickup and replay directories: what files become, what is wrong with others, and that none is lost.
import { afterEach, describe, expect, test } from "vitest";
import { run } from "./commands.ts";
import { type Flow, openFlow } from "./flow.ts";

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function house(settings: Readonly<Record<string, unknown>> = {}): Promise<Flow> {
  const flow = await openFlow({ mailboxes: ["alice", "bob"], stopped: true, pickup: true });
  ends.push(() => flow.close());
  if (Object.keys(settings).length > 0) await run(flow, ["Set-TransportService", { Identity: "EX1", ...settings }]);
  await flow.transport.start();
  return flow;
}

/** Puts a file, and lets the directories be looked at. */
async function drop(flow: Flow, name: string, content: string | Buffer): Promise<string[]> {
  await flow.world.disk.write(`/data/${name}`, content);
  await flow.world.clock.advance(5000);
  await flow.calm();
  return [...(await flow.world.disk.list("/data/pickup")), ...(await flow.world.disk.list("/data/replay"))];
}

const letter = "From: Alice <alice@contoso.com>\nTo: bob@contoso.com\nSubject: Hello\n\nText.\n";

describe("a file in the pickup directory", () => {
  test("becomes a message from whom its header names to whom it names, and is gone", async () => {
    const flow = await house();
    expect(await drop(flow, "pickup/a.eml", letter)).toEqual([]);
    const [message] = await flow.inbox("bob");
    const text = await flow.text(message!);
    expect(text).toMatch(
      /^Return-Path: <alice@contoso\.com>\r\nReceived: from mail pickup service by ex1\.contoso\.com with Pickup;\r\n/,
    );
    expect(text).toMatch(/^Message-ID: <[0-9a-f]{32}@ex1\.contoso\.com>\r$/m);
    expect(text).toMatch(/^Date: Mon, 2 Mar 2026 09:00:05 \+0000\r$/m);
    expect(text.endsWith("Subject: Hello\r\n\r\nText.\r\n")).toBe(true);
  });

  test("goes to Cc and Bcc, too, loses the trace of other journeys, and keeps the secret", async () => {
    const flow = await house();
    const content =
      "Received: from nowhere\nReturn-Path: <x@y.example>\nResent-To: x@y.example\nX-Sender: <x@y.example>\nSender: alice@contoso.com\n" +
      "From: a@b.example, c@d.example\nCc: bob@contoso.com\nBcc: Secret: alice@contoso.com;\nSubject: s\nX-Mine: 1\n\nText.\n";
    expect(await drop(flow, "pickup/A.EML", content)).toEqual([]);
    const texts = await Promise.all(["alice", "bob"].map(async (who) => flow.text((await flow.inbox(who))[0]!)));
    for (const text of texts) {
      expect(text).not.toMatch(/nowhere|x@y\.example|^Bcc/m);
      expect(text).toMatch(/^X-Mine: 1\r$/m);
    }
  });

  const bad: readonly [string, string | Buffer, RegExp][] = [
    ["without a sender", "To: bob@contoso.com\n\nText.\n", /Neither From nor Sender/],
    ["with two senders", `Sender: b@c.example\nSender: d@e.example\n${letter}`, /is there twice/],
    [
      "with two authors and no sender",
      "From: a@b.example, c@d.example\nTo: bob@contoso.com\n\n",
      /which of them sends/,
    ],
    ["without a recipient", "From: alice@contoso.com\nSubject: s\n\n", /name nobody/],
    ["with a recipient that is none", "From: alice@contoso.com\nTo: bob@@contoso.com\n\n", /is not an address/],
    [
      "with too many",
      `From: alice@contoso.com\nTo: ${"b@c.example,\n ".repeat(4)}bob@contoso.com\n\n`,
      /more than 4 rec/,
    ],
    [
      "with a large header",
      `X-Long: ${"x".repeat(900)}\nX-Long: ${"x".repeat(900)}\n${letter}`,
      /more than 1024 bytes/,
    ],
    ["with a line that is no field", `Nonsense\n${letter}`, /no field/],
    ["with a bare CR", letter.replace("Text", "Te\rxt"), /bare CR or a NUL/],
    ["with a NUL", letter.replace("Text", "Te\0xt"), /bare CR or a NUL/],
    ["with a long line", letter.replace("Text", "x".repeat(999)), /more than 998 bytes/],
    ["with nothing in it", "", /is empty/],
  ];
  test.each(bad)("%s is set aside, and the next one goes", async (_name, content, why) => {
    const flow = await house({ PickupDirectoryMaxRecipientsPerMessage: 4, PickupDirectoryMaxHeaderSize: "1KB" });
    expect(await drop(flow, "pickup/a.eml", content)).toEqual(["a.bad"]);
    expect(flow.log.join("\n")).toMatch(why);
    const [again] = await drop(flow, "pickup/a.eml", content);
    expect(again).toBe("a.bad");
    expect(await flow.world.disk.list("/data/pickup")).toHaveLength(2);
    await drop(flow, "pickup/b.eml", letter);
    expect(await flow.inbox("bob")).toHaveLength(1);
    expect(await flow.inbox("alice")).toEqual([]);
  });

  test("stays while it cannot be kept, and other names stay alone", async () => {
    const flow = await house();
    await flow.world.disk.write("/data/pickup/a.eml", letter);
    await flow.world.disk.write("/data/pickup/note.txt", letter);
    const { capacity } = flow.world.disk;
    flow.world.disk.capacity = 0;
    await flow.world.clock.advance(5000);
    expect(await flow.world.disk.list("/data/pickup")).toEqual(["a.eml", "note.txt"]);
    flow.world.disk.capacity = capacity;
    await flow.world.clock.advance(5000);
    await flow.calm();
    expect(await flow.world.disk.list("/data/pickup")).toEqual(["note.txt"]);
    expect(await flow.inbox("bob")).toHaveLength(1);
  });

  test("counts against the limit of a minute", async () => {
    const flow = await house({ PickupDirectoryMaxMessagesPerMinute: 24 });
    for (let at = 0; at < 5; at++) await flow.world.disk.write(`/data/pickup/${at}.eml`, letter);
    const left: number[] = [];
    for (let turn = 0; turn < 3; turn++) {
      await flow.world.clock.advance(5000);
      await flow.calm();
      left.push((await flow.world.disk.list("/data/pickup")).length);
    }
    expect(left).toEqual([3, 1, 0]);
  });

  test("that was begun when the process ended is submitted after all", async () => {
    const flow = await openFlow({ mailboxes: ["alice", "bob"], stopped: true, pickup: true });
    ends.push(() => flow.close());
    await flow.world.disk.makeFolder("/data/pickup");
    await flow.world.disk.write("/data/pickup/a.tmp", letter);
    await flow.transport.start();
    expect(await flow.world.disk.list("/data/pickup")).toEqual(["a~1.eml"]);
    await flow.world.clock.advance(5000);
    await flow.calm();
    expect(await flow.inbox("bob")).toHaveLength(1);
  });

  test("that was at hand when the process ended twice is set aside", async () => {
    const flow = await openFlow({ mailboxes: ["alice", "bob"], stopped: true, pickup: true });
    ends.push(() => flow.close());
    await flow.world.disk.makeFolder("/data/pickup");
    await flow.world.disk.write("/data/pickup/a~1.tmp", letter);
    await flow.world.disk.write("/data/pickup/b.eml", letter);
    await flow.transport.start();
    await flow.world.clock.advance(5000);
    await flow.calm();
    expect(await flow.world.disk.list("/data/pickup")).toEqual(["a.bad"]);
    expect(await flow.inbox("bob")).toHaveLength(1);
    expect(flow.log.join("\n")).toContain("The process ended 2 times while it was at hand.");
  });
});

describe("a file in the replay directory", () => {
  test("has its envelope at the top, and nothing else of it is touched", async () => {
    const flow = await house();
    const message = "Received: from far\r\nBcc: <x@y.example>\r\nSubject: Again\r\nMessage-ID: <1@x>\r\n\r\nText.\r\n";
    const top = "X-Sender: <> BODY=7bit\r\nX-Receiver: <bob@contoso.com> NOTIFY=NEVER\r\nX-CreatedBy: x\r\n";
    expect(await drop(flow, "replay/a.eml", `${top}X-EndOfInjectedXHeaders: 14\r\n${message}`)).toEqual([]);
    const text = await flow.text((await flow.inbox("bob"))[0]!);
    expect(text).toMatch(/^Return-Path: <>\r\nReceived: from mail replay service/);
    expect(text).toMatch(/^Received: from far\r$/m);
    expect(text).not.toMatch(/X-Sender|X-Receiver|X-CreatedBy|InjectedX/);
  });

  test.each([
    ["X-Receiver: <bob@contoso.com>\n\n", /no X-Sender/],
    ["X-Sender: <a@b.example>\nSubject: s\nX-Receiver: <bob@contoso.com>\n\n", /no X-Receiver/],
    ["X-Sender: <a b@b.example>\nX-Receiver: <bob@contoso.com>\n\n", /is not an address/],
  ])("without a whole envelope is set aside: %s", async (content, why) => {
    const flow = await house();
    expect(await drop(flow, "replay/a.eml", content)).toEqual(["a.bad"]);
    expect(flow.log.join("\n")).toMatch(why);
  });

  test("takes what Export-Message writes", async () => {
    const flow = await house();
    await run(flow, ["Suspend-Queue", { Identity: "Submission" }]);
    await flow.send({ from: "alice@contoso.com", to: "bob@contoso.com", subject: "Again" });
    const [message] = (await run(flow, ["Get-Message"])).output;
    await run(flow, ["Suspend-Message", { Identity: message.Identity }]);
    const path = "/data/replay/a.part";
    await run(flow, ["Export-Message", { Identity: message.Identity }], ["AssembleMessage", { Path: path }]);
    await run(flow, ["Remove-Message", { Identity: message.Identity, WithNDR: false, Confirm: false }]);
    await run(flow, ["Resume-Queue", { Identity: "Submission" }]);
    await flow.world.disk.rename(path, "/data/replay/a.eml");
    await flow.world.clock.advance(5000);
    await flow.until(async () => (await flow.inbox("bob")).length === 1);
    expect((await flow.inbox("bob"))[0]).toMatchObject({ subject: "Again", sender: "alice@contoso.com" });
  });
});

test("the directories are where Set-TransportService says, or nowhere, and never one", async () => {
  const flow = await house({ PickupDirectoryPath: "/other", ReplayDirectoryPath: null });
  expect(await flow.world.disk.stat("/data/replay")).toBeUndefined();
  await flow.world.disk.write("/other/a.eml", letter);
  await flow.world.clock.advance(5000);
  await flow.calm();
  expect(await flow.inbox("bob")).toHaveLength(1);
  const { errors } = await run(flow, ["Set-TransportService", { Identity: "EX1", ReplayDirectoryPath: "/other" }]);
  expect(errors[0]).toMatch(/must not be the same folder/);
});
