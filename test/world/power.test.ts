// The power cut of the test world: what was synced stays, and what was not is lost, torn or kept as told.

import { createSocket } from "node:dgram";
import { decode, encode } from "dns-packet";
import { describe, expect, it } from "vitest";
import { nameServers, realDns, serverAddress } from "../../src/world/dns.ts";
import { realNet } from "../../src/world/net.ts";
import { testWorld } from "./world.ts";

describe("a power cut", () => {
  it("leaves what was synced under names that were synced", async () => {
    const world = testWorld();
    await world.disk.makeFolder("/d");
    const kept = await world.disk.open("/d/kept", { create: true });
    await kept.append([Buffer.from("synced")]);
    await kept.sync();
    await world.disk.syncFolder("/d");
    await kept.append([Buffer.from(" not synced")]);
    await world.disk.open("/d/nameless", { create: true });
    const after = world.crash({ keepUnsynced: "none" });
    expect(await after.disk.list("/d")).toEqual(["kept"]);
    expect((await after.disk.read("/d/kept")).toString()).toBe("synced");
    await expect(kept.append([Buffer.from("x")])).rejects.toMatchObject({ code: "ECRASHED" });
    await expect(world.disk.read("/d/kept")).rejects.toMatchObject({ code: "ECRASHED" });
  });

  it("may bring back what was cut and not synced", async () => {
    const world = testWorld();
    await world.disk.makeFolder("/d");
    const file = await world.disk.open("/d/f", { create: true });
    await file.append([Buffer.from("0123456789")]);
    await file.sync();
    await world.disk.syncFolder("/d");
    await file.truncate(3);
    await file.append([Buffer.from("abc")]);
    expect((await world.disk.read("/d/f")).toString()).toBe("012abc");
    expect((await world.crash().disk.read("/d/f")).toString()).toBe("0123456789");
  });

  it("keeps all when told, and a part when torn", async () => {
    const sizes = new Set<number>();
    for (let seed = 0; seed < 30; seed++) {
      const world = testWorld({ seed });
      await world.disk.makeFolder("/d");
      const file = await world.disk.open("/d/f", { create: true });
      await file.append([Buffer.alloc(1000, 1)]);
      await file.sync();
      await world.disk.syncFolder("/d");
      await file.append([Buffer.alloc(1000, 2)]);
      const torn = await world.crash({ keepUnsynced: "torn" }).disk.read("/d/f");
      expect(torn.length).toBeGreaterThanOrEqual(1000);
      expect(torn.subarray(0, 1000).every((byte) => byte === 1)).toBe(true);
      sizes.add(torn.length);
    }
    expect(sizes.size).toBeGreaterThan(5);
  });

  it("loses unsynced batches of a database, and never synced ones", async () => {
    const world = testWorld();
    const database = await world.databases.open("/db");
    await database.batch([{ type: "put", key: "a", value: "1" }], { sync: false });
    await database.batch([{ type: "put", key: "b", value: "1" }], { sync: true });
    const after = await world.crash().databases.open("/db");
    expect(await after.getMany(["a", "b"])).toEqual([undefined, "1"]);
  });

  it("fails as told, and when the disk is full", async () => {
    const world = testWorld();
    await world.disk.makeFolder("/d");
    const file = await world.disk.open("/d/f", { create: true });
    world.disk.fault = ({ kind }) => (kind === "sync" ? "EIO" : undefined);
    await expect(file.sync()).rejects.toMatchObject({ code: "EIO" });
    world.disk.capacity = 4;
    await file.append([Buffer.from("1234")]);
    await expect(file.append([Buffer.from("5")])).rejects.toMatchObject({ code: "ENOSPC" });
    expect((await world.disk.space()).free).toBe(0);
  });
});

describe("the test clock", () => {
  it("runs what falls due in order, with what that sets off", async () => {
    const { clock } = testWorld({ now: 0 });
    const seen: string[] = [];
    clock.after(20, () => seen.push(`b ${clock.now()}`));
    clock.after(10, () => {
      seen.push(`a ${clock.now()}`);
      void Promise.resolve().then(() => clock.after(5, () => seen.push(`c ${clock.now()}`)));
    });
    clock.after(12, () => seen.push("never")).cancel();
    await clock.advance(30);
    expect(seen).toEqual(["a 10", "c 15", "b 20"]);
    expect(clock.now()).toBe(30);
    const stop = new AbortController();
    const sleeping = clock.sleep(100, stop.signal);
    stop.abort(new Error("stopped"));
    await expect(sleeping).rejects.toThrow("stopped");
    expect(clock.waiting).toBe(0);
  });
});

describe("name servers", () => {
  it("are read from resolv.conf and from addresses with ports", () => {
    expect(nameServers("# x\nnameserver 192.0.2.1\n nameserver\t::1 \nsearch a\n")).toEqual(["192.0.2.1", "::1"]);
    expect(serverAddress("127.0.0.1")).toEqual({ host: "127.0.0.1", port: 53 });
    expect(serverAddress("127.0.0.1:5353")).toEqual({ host: "127.0.0.1", port: 5353 });
    expect(serverAddress("::1")).toEqual({ host: "::1", port: 53 });
    expect(serverAddress("[::1]:5353")).toEqual({ host: "::1", port: 5353 });
  });

  it("answer from the table of the test world", async () => {
    const world = testWorld({
      dns: { "contoso.com": { MX: ["10 mx.contoso.com"], truncated: true }, "gone.com": "SERVFAIL" },
    });
    const query = (name: string) => encode({ type: "query", id: 7, flags: 0x100, questions: [{ type: "MX", name }] });
    const ask = async (name: string, tcp: boolean) =>
      decode(await world.dns.ask("192.0.2.53", query(name), { tcp, timeoutMs: 1000 }));
    expect((await ask("contoso.com", false)).flag_tc).toBe(true);
    expect((await ask("contoso.com", true)).answers).toMatchObject([
      { data: { preference: 10, exchange: "mx.contoso.com" } },
    ]);
    expect((await ask("gone.com", false)).flags! & 15).toBe(2);
    expect((await ask("nothing.com", false)).flags! & 15).toBe(3);
    expect(world.dns.asked).toEqual(["MX contoso.com", "MX contoso.com tcp", "MX gone.com", "MX nothing.com"]);
  });

  it("are asked over UDP and TCP by the real world, and strangers' ids are passed over", async () => {
    const server = createSocket("udp4");
    server.on("message", (query, peer) => {
      const stranger = Buffer.from(query);
      stranger[0]! ^= 1;
      server.send(stranger, peer.port, peer.address);
      server.send(query, peer.port, peer.address);
    });
    await new Promise<void>((resolve) => server.bind(0, "127.0.0.1", resolve));
    const { port } = server.address();
    const query = encode({ type: "query", id: 99, questions: [{ type: "A", name: "contoso.com" }] });
    const answer = await realDns().ask(`127.0.0.1:${port}`, query, { tcp: false, timeoutMs: 5000 });
    expect(answer).toEqual(query);
    server.close();
    const listener = await realNet().listen({ host: "127.0.0.1", port: 0 }, (socket) =>
      socket.on("data", (data) => {
        socket.write(data.subarray(0, 5));
        socket.write(data.subarray(5));
      }),
    );
    const stream = await realDns().ask(`127.0.0.1:${listener.port}`, query, { tcp: true, timeoutMs: 5000 });
    expect(stream).toEqual(query);
    await listener.close();
    await expect(
      realDns().ask(`127.0.0.1:${listener.port}`, query, { tcp: true, timeoutMs: 5000 }),
    ).rejects.toMatchObject({
      code: "ECONNREFUSED",
    });
  });
});
