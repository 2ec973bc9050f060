// Searching the tracking log by its index: the same answers as reading every line, however the files came about.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createTrackingIndex } from "../../src/transport/tracking/blocks.ts";
import { trackingColumn, trackingFields } from "../../src/transport/tracking/columns.ts";
import { createLines } from "../../src/transport/tracking/lines.ts";
import { searchTracking, type TrackingQuery } from "../../src/transport/tracking/search.ts";
import { testWorld } from "../world/world.ts";

const folder = "/logs";
const begin = Date.parse("2026-03-02T00:00:00Z");

interface Row {
  readonly minute: number;
  readonly event: string;
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly id: number;
  /** Makes long lines, so that there are many blocks. */
  readonly filler: number;
}

function lineOf(row: Row): string {
  const values = trackingFields.map(() => "");
  const put = (name: keyof typeof trackingColumn, value: string) => {
    values[trackingColumn[name]] = value;
  };
  put("date-time", new Date(begin + row.minute * 60_000).toISOString());
  put("event-id", row.event);
  put("sender-address", row.sender);
  put("recipient-address", row.recipients.join(";"));
  put("internal-message-id", String(row.id));
  put("message-id", `<${row.id}@contoso.com>`);
  put("message-subject", "x,".repeat(row.filler));
  const lines = createLines();
  lines.add(values);
  return Buffer.concat(lines.take()).toString();
}

async function found(world: ReturnType<typeof testWorld>, query: TrackingQuery): Promise<string[]> {
  const ids: string[] = [];
  for await (const event of searchTracking(world, createTrackingIndex(world), folder, query)) {
    ids.push(event.InternalMessageId);
  }
  return ids;
}

const rows = fc.array(
  fc.record({
    minute: fc.integer({ min: 0, max: 2 * 1440 - 1 }),
    event: fc.constantFrom("RECEIVE", "DELIVER", "FAIL"),
    sender: fc.constantFrom("kim@contoso.com", "Lee@contoso.com", ""),
    recipients: fc.subarray(["a@contoso.com", "b@contoso.com", "C@contoso.com"]),
    id: fc.integer({ min: 1, max: 30 }),
    filler: fc.constantFrom(0, 5000, 40_000),
  }),
  { maxLength: 40 },
);

const queries = fc.record(
  {
    eventId: fc.constantFrom("receive", "FAIL"),
    sender: fc.constantFrom("KIM@contoso.com", "nobody@contoso.com"),
    recipients: fc.subarray(["A@contoso.com", "c@contoso.com"], { minLength: 1 }),
    messageId: fc.integer({ min: 1, max: 30 }).map((id) => `<${id}@CONTOSO.com>`),
    internalMessageId: fc.integer({ min: 1, max: 30 }).map(String),
    start: fc.integer({ min: 0, max: 2880 }).map((minute) => begin + minute * 60_000),
    end: fc.integer({ min: 0, max: 2880 }).map((minute) => begin + minute * 60_000),
  },
  { requiredKeys: [] },
);

function fits(row: Row, query: TrackingQuery): boolean {
  const same = (a: string, b: string | undefined) => b === undefined || a.toLowerCase() === b.toLowerCase();
  const time = begin + row.minute * 60_000;
  return (
    same(row.event, query.eventId) &&
    same(row.sender, query.sender) &&
    same(`<${row.id}@contoso.com>`, query.messageId) &&
    same(String(row.id), query.internalMessageId) &&
    (!query.recipients || row.recipients.some((one) => query.recipients!.some((wanted) => same(one, wanted)))) &&
    time >= (query.start ?? time) &&
    time <= (query.end ?? time)
  );
}

describe("searching the tracking log", () => {
  test("finds by its index what reading every line finds, before and after the index is kept", async () => {
    await fc.assert(
      fc.asyncProperty(rows, queries, async (unsorted, query) => {
        const world = testWorld({ now: "2026-03-04T00:00:00Z" });
        await world.disk.makeFolder(folder);
        const sorted = unsorted.toSorted((a, b) => a.minute - b.minute);
        for (const day of [0, 1]) {
          const lines = sorted.filter((row) => Math.floor(row.minute / 1440) === day).map(lineOf);
          if (lines.length > 0) await world.disk.append(`${folder}/MSGTRK2026030${day + 2}-1.log`, lines.join(""));
        }
        const expected = sorted.filter((row) => fits(row, query)).map((row) => String(row.id));
        expect(await found(world, query)).toEqual(expected);
        expect(await found(world, query)).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  test("reads of a large log only what may hold the answer", async () => {
    const world = testWorld({ now: "2026-03-02T12:00:00Z" });
    await world.disk.makeFolder(folder);
    const many = Array.from({ length: 20_000 }, (_, id) =>
      lineOf({ minute: 1, event: "RECEIVE", sender: `s${id}@contoso.com`, recipients: [], id, filler: 0 }),
    );
    await world.disk.append(`${folder}/MSGTRK20260302-1.log`, many.join(""));
    await world.disk.append(
      `${folder}/MSGTRK20260302-2.log`,
      lineOf({ minute: 2, event: "FAIL", sender: "", recipients: [], id: 1, filler: 0 }),
    );
    const index = createTrackingIndex(world);
    await index.blocks(`${folder}/MSGTRK20260302-1.log`, false);
    let read = 0;
    const open = world.disk.open.bind(world.disk);
    world.disk.open = async (path) => {
      const file = await open(path);
      const readPage = file.read.bind(file);
      file.read = (at, length) => {
        read += length;
        return readPage(at, length);
      };
      return file;
    };
    const events = [];
    for await (const event of searchTracking(world, index, folder, { internalMessageId: "12345" })) {
      events.push(event.Sender);
    }
    expect(events).toEqual(["s12345@contoso.com"]);
    expect(read).toBeLessThan(many.join("").length / 8);
  });

  test("sees lines written since the last search, and passes over what is no line of the log", async () => {
    const world = testWorld({ now: "2026-03-02T12:00:00Z" });
    await world.disk.makeFolder(folder);
    const path = `${folder}/MSGTRK20260302-1.log`;
    const row = { minute: 1, event: "RECEIVE", sender: "kim@contoso.com", recipients: [], filler: 0 };
    await world.disk.append(path, `#Software: exsh\r\n${lineOf({ ...row, id: 1 })}"damaged\r\n`);
    const index = createTrackingIndex(world);
    const search = async () => {
      const ids = [];
      for await (const event of searchTracking(world, index, folder, { sender: "kim@contoso.com" })) {
        ids.push(event.InternalMessageId);
      }
      return ids;
    };
    expect(await search()).toEqual(["1"]);
    const half = lineOf({ ...row, id: 2 });
    await world.disk.append(path, half.slice(0, 40));
    expect(await search()).toEqual(["1"]);
    await world.disk.append(path, half.slice(40));
    expect(await search()).toEqual(["1", "2"]);
  });

  test("a damaged or stale index is made anew, and goes when the log goes", async () => {
    const world = testWorld({ now: "2026-03-02T12:00:00Z" });
    await world.disk.makeFolder(folder);
    const row = { event: "RECEIVE", sender: "kim@contoso.com", recipients: [], filler: 0 };
    await world.disk.append(`${folder}/MSGTRK20260301-1.log`, lineOf({ ...row, minute: 1, id: 1 }));
    await world.disk.append(`${folder}/MSGTRK20260302-1.log`, lineOf({ ...row, minute: 2, id: 2 }));
    expect(await found(world, { sender: "kim@contoso.com" })).toEqual(["1", "2"]);
    const path = `${folder}/MSGTRK20260301-1.idx`;
    const whole = await world.disk.read(path);
    for (const at of [0, 9, 20, 60, whole.length - 1]) {
      const damaged = Buffer.from(whole);
      damaged[at]! ^= 0xff;
      await world.disk.write(path, damaged);
      expect(await found(world, { sender: "kim@contoso.com" })).toEqual(["1", "2"]);
    }
    await world.disk.write(path, whole.subarray(0, 30));
    expect(await found(world, { sender: "kim@contoso.com" })).toEqual(["1", "2"]);
  });
});
