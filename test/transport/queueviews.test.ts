// Queues and messages in pages, summed up, and written into files.
import { afterEach, describe, expect, test } from "vitest";
import { run, shown } from "./commands.ts";
import { addConnector, type Flow, openFlow } from "./flow.ts";

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const letters = ["a", "b", "c", "d", "e", "f", "g"];

/** Seven messages, a to g, in a queue that waits. */
async function seven(): Promise<Flow> {
  const flow = await openFlow({ dns: { "remote.example": "SERVFAIL" }, mailboxes: ["alice"] });
  ends.push(() => flow.close());
  await addConnector(flow.org, "Internet", { AddressSpaces: "*" });
  for (const subject of letters) {
    await flow.send({ from: "alice@contoso.com", to: "bob@remote.example", subject, authenticated: true });
  }
  await flow.calm();
  return flow;
}

describe("a page", () => {
  const pages: readonly [string, Record<string, unknown>, string][] = [
    ["the first of all", { ResultSize: 3 }, "abc"],
    ["the first by order", { ResultSize: 3, SortOrder: "-Subject" }, "gfe"],
    ["from a place on", { BookmarkIndex: 3, ResultSize: 3 }, "cde"],
    ["from behind a place on", { BookmarkIndex: 3, IncludeBookmark: false, ResultSize: 3 }, "def"],
    ["up to a place", { BookmarkIndex: 5, SearchForward: false, ResultSize: 3 }, "cde"],
    ["up to before a place", { BookmarkIndex: 5, SearchForward: false, IncludeBookmark: false, ResultSize: 3 }, "bcd"],
    ["from place 0 is the first", { BookmarkIndex: 0, ResultSize: 3 }, "abc"],
    ["from beyond all is the last", { BookmarkIndex: 2147483647, ResultSize: 3 }, "efg"],
    ["backwards from nowhere is the last", { SearchForward: false, ResultSize: 2 }, "fg"],
    ["by order from a place", { BookmarkIndex: 2, SortOrder: "-Subject", ResultSize: 2 }, "fe"],
    ["larger than all", { BookmarkIndex: 6, ResultSize: 100 }, "fg"],
    ["without a limit", { ResultSize: "unlimited" }, "abcdefg"],
  ];
  test.each(pages)("%s", async (_name, parameters, subjects) => {
    const flow = await seven();
    expect((await shown(flow, "Get-Message", parameters, "Subject")).join("")).toBe(subjects);
  });

  test("goes on behind the last object of the one before, forwards and back, also when that one has left", async () => {
    const flow = await seven();
    const first = await run(flow, ["Get-Message", { ResultSize: 3 }]);
    const mark = first.output[2];
    await run(flow, ["Remove-Message", { Identity: mark.Identity, WithNDR: false, Confirm: false }]);
    const next = { BookmarkObject: mark, IncludeBookmark: false, ResultSize: 3 };
    expect((await shown(flow, "Get-Message", next, "Subject")).join("")).toBe("def");
    expect((await shown(flow, "Get-Message", { ...next, SearchForward: false }, "Subject")).join("")).toBe("ab");
    expect((await shown(flow, "Get-Message", { ...next, SortOrder: "-Subject" }, "Subject")).join("")).toBe("ba");
  });

  test("tells where it begins and how many there are", async () => {
    const flow = await seven();
    const { output, warnings } = await run(flow, [
      "Get-Message",
      { BookmarkIndex: 3, ResultSize: 2, ReturnPageInfo: true },
    ]);
    expect(output.map((one) => one.shape.name)).toEqual([
      "PagedPositionInfo",
      "ExtensibleMessageInfo",
      "ExtensibleMessageInfo",
    ]);
    expect(output[0]).toMatchObject({ PageOffset: 3, TotalCount: 7 });
    expect(warnings).toEqual([]);
  });

  test("of queues, too; two bookmarks are one too many", async () => {
    const flow = await seven();
    const last = { SortOrder: "+MessageCount", SearchForward: false, ResultSize: 1 };
    expect(await shown(flow, "Get-Queue", last, "NextHopDomain")).toEqual(["remote.example"]);
    const [queue] = (await run(flow, ["Get-Queue", { Include: "External" }])).output;
    const { errors } = await run(flow, ["Get-Queue", { BookmarkIndex: 1, BookmarkObject: queue }]);
    expect(errors).toEqual(["BookmarkIndex and BookmarkObject can't be used together. Use one of them."]);
  });
});

describe("Get-QueueDigest", () => {
  test("sums up the queues with ten messages or more", async () => {
    const flow = await seven();
    expect((await run(flow, ["Get-QueueDigest", { Forest: true }])).output).toEqual([]);
    for (let at = 0; at < 3; at++) await flow.send({ to: "bob@remote.example", subject: "more" });
    await flow.calm();
    const [group, ...others] = (await run(flow, ["Get-QueueDigest", { Server: "EX1", DetailsLevel: "Verbose" }]))
      .output;
    expect(others).toEqual([]);
    expect(group).toMatchObject({ GroupByValue: "remote.example", MessageCount: 10, StaleMessageCount: 0 });
    expect(group.Details).toHaveLength(1);
    expect(group.Details[0]).toMatchObject({ ServerIdentity: "EX1", MessageCount: 10, Status: "Retry" });
    for (const [by, value] of [
      ["DeliveryType", "DnsConnectorDelivery"],
      ["NextHopCategory", "External"],
      ["Status", "Retry"],
      ["ServerName", "EX1"],
    ]) {
      expect(await shown(flow, "Get-QueueDigest", { Forest: true, GroupBy: by }, "GroupByValue")).toEqual([value]);
    }
    const short = await run(flow, ["Get-QueueDigest", { Forest: true, DetailsLevel: "None" }]);
    expect(short.output[0].Details).toEqual([]);
    expect((await run(flow, ["Get-QueueDigest", { Forest: true, Filter: "MessageCount -gt 10" }])).output).toEqual([]);
    expect((await run(flow, ["Get-QueueDigest", { Server: "EX9" }])).errors[0]).toMatch(/isn't part of/);
  });
});

describe("Export-Message and AssembleMessage", () => {
  test("write a suspended message with its envelope into a file", async () => {
    const flow = await seven();
    const [message] = (await run(flow, ["Get-Message", { Filter: "Subject -eq 'c'" }])).output;
    const refused = await run(flow, ["Export-Message", { Identity: message.Identity }]);
    expect(refused.errors[0]).toMatch(/can't be exported while it may move\. Suspend it first/);
    await run(flow, ["Suspend-Message", { Identity: message.Identity }]);
    await flow.world.disk.makeFolder("/out");
    const export_ = ["Export-Message", { Identity: message.Identity }] as const;
    const { errors } = await run(flow, [...export_], ["AssembleMessage", { Path: "/out/c.eml" }]);
    expect(errors).toEqual([]);
    const text = (await flow.world.disk.read("/out/c.eml")).toString();
    expect(text).toMatch(
      /^X-Sender: <alice@contoso\.com>\r\nX-Receiver: <bob@remote\.example>\r\nX-CreatedBy: exsh\r\n/,
    );
    expect(text).toMatch(/^Subject: c\r$/m);
    expect(await flow.world.disk.list("/out")).toEqual(["c.eml"]);
    expect(await shown(flow, "Get-Message", { Identity: message.Identity }, "Status")).toEqual(["Suspended"]);
  });

  test("never mix two messages, and leave nothing half behind", async () => {
    const flow = await seven();
    await run(flow, ["Suspend-Message", { Filter: "Subject -eq 'a' -or Subject -eq 'b'" }]);
    await flow.world.disk.makeFolder("/out");
    const both = { Filter: "Status -eq 'Suspended'" };
    await expect(
      run(flow, ["Get-Message", both], ["Export-Message"], ["AssembleMessage", { Path: "/out/x.eml" }]),
    ).rejects.toThrow(/holds one message/);
    expect(await flow.world.disk.list("/out")).toEqual([]);
  });
});
