// Frames over real sockets: any bytes in any pieces, in order, bounded, no faster than they are taken.
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { folderAt } from "../../src/host/folder.ts";
import { type Channel, type Frame, openChannel } from "../../src/host/frames.ts";
import { dial, listenForGuests } from "../../src/host/socket.ts";
import { realWorld } from "../../src/world/real.ts";
import { temporaryFolder } from "../process.ts";

const world = realWorld();
const folder = temporaryFolder();
const path = join(folder.path, "pair.sock");
const waiting: ((socket: Socket) => void)[] = [];
const server = createServer((socket) => waiting.shift()?.(socket));

beforeAll(() => new Promise<void>((resolve) => server.listen(path, resolve)));
afterAll(() => {
  server.close();
  folder.remove();
});

/** Two connected sockets. */
async function pair(): Promise<[Socket, Socket]> {
  const accepted = new Promise<Socket>((resolve) => waiting.push(resolve));
  const near = await world.net.connect({ path }, 1000);
  return [near, await accepted];
}

function collect(channel: Channel, count: number): Promise<Frame[]> {
  const frames: Frame[] = [];
  return new Promise((resolve) => {
    channel.listen((frame) => {
      frames.push(frame);
      if (frames.length === count) resolve(frames);
    });
  });
}

test("frames arrive as they were sent, however the bytes are cut", async () => {
  const json = fc.dictionary(fc.string(), fc.oneof(fc.string({ unit: "binary" }), fc.integer(), fc.boolean()));
  await fc.assert(
    fc.asyncProperty(
      fc.array(json, { minLength: 1, maxLength: 20 }),
      fc.integer({ min: 1, max: 50 }),
      async (all, cut) => {
        const [near, far] = await pair();
        const frames = all.map((fields) => ({ ...fields, t: "x" }));
        const data = Buffer.from(frames.map((frame) => `${JSON.stringify(frame)}\n`).join(""));
        const arrived = collect(openChannel(far), frames.length);
        for (let at = 0; at < data.length; at += cut) near.write(data.subarray(at, at + cut));
        expect(await arrived).toEqual(JSON.parse(JSON.stringify(frames)));
        near.destroy();
      },
    ),
    { numRuns: 25 },
  );
});

test("a frame waits until the one before it is taken", async () => {
  const [near, far] = await pair();
  const sender = openChannel(near);
  const receiver = openChannel(far);
  const seen: string[] = [];
  const both = new Promise<void>((resolve) => {
    receiver.listen(async (frame) => {
      seen.push(`${frame.t} begins`);
      await world.disk.stat(path);
      seen.push(`${frame.t} ends`);
      if (seen.length === 4) resolve();
    });
  });
  sender.send({ t: "a" });
  sender.send({ t: "b" });
  await both;
  expect(seen).toEqual(["a begins", "a ends", "b begins", "b ends"]);
  sender.close();
});

describe("what is no frame ends the conversation and nothing else", () => {
  const rows = [
    "nonsense\n",
    "[]\n",
    "null\n",
    "{}\n",
    '{"t":1}\n',
    `{"t":"x","y":"${"z".repeat(5000)}"}\n`,
    "\u0000\n",
  ];
  test.each(rows)("%#", async (text) => {
    const [near, far] = await pair();
    const channel = openChannel(far, 1000);
    channel.listen(() => undefined);
    near.on("error", () => undefined);
    near.write(text);
    expect(await channel.ended).toBeInstanceOf(Error);
  });
});

describe("where owner and guests meet", () => {
  test("nobody listens: no owner; a socket that a killed owner left gives way", async () => {
    const place = folderAt(join(folder.path, "plain"));
    await world.disk.makeFolder(place.path);
    expect(await dial(world, place)).toBeUndefined();
    await world.disk.write(place.socket, "left behind");
    expect(await dial(world, place)).toBeUndefined();
    const door = await listenForGuests(world, place, (socket) => socket.end());
    const socket = await dial(world, place);
    expect(socket).toBeDefined();
    socket?.destroy();
    await door.close();
    expect(await dial(world, place)).toBeUndefined();
  });

  test("a path too long for a socket is never used", async () => {
    const place = folderAt(join(folder.path, "x".repeat(120)));
    await world.disk.makeFolder(place.path);
    const door = await listenForGuests(world, place, (socket) => socket.end());
    expect(Buffer.byteLength(door.path)).toBeLessThanOrEqual(100);
    expect((await world.disk.read(place.socketName)).toString().trim()).toBe(door.path);
    const socket = await dial(world, place);
    expect(socket).toBeDefined();
    socket?.destroy();
    await door.close();
    expect(await dial(world, place)).toBeUndefined();
    expect(await world.disk.stat(place.socketName)).toBeUndefined();
  });
});
