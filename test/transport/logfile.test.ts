// Logs in CSV form: files by day and size, the old ones gone, a disk that refuses no obstacle.
import { describe, expect, test } from "vitest";
import { openLog } from "../../src/transport/tracking/logfile.ts";
import { testWorld } from "../world/world.ts";

const kind = {
  prefix: "TEST",
  type: "Test Log",
  fields: ["a", "b"],
  settings: () => ({ folder: "/logs", file: 300, room: 700, age: 3 * 86_400_000 }),
};

describe("log files", () => {
  test("a head, quoted values, one line each", async () => {
    const world = testWorld({ now: "2026-03-02T09:00:00Z" });
    const log = openLog(world, kind);
    log.write(["plain", 'a "b", c']);
    log.write(["two\r\nlines", "\u0000"]);
    await log.flush();
    expect((await world.disk.read("/logs/TEST20260302-1.log")).toString()).toBe(
      '#Software: exsh\r\n#Version: 15.02.1118.007\r\n#Log-Type: Test Log\r\n#Date: 2026-03-02T09:00:00.000Z\r\n#Fields: a,b\r\nplain,"a ""b"", c"\r\ntwo lines, \r\n',
    );
  });

  test("is written half a second later by itself", async () => {
    const world = testWorld({ now: "2026-03-02T09:00:00Z" });
    const log = openLog(world, kind);
    log.write(["x", "y"]);
    expect(await world.disk.list("/logs")).toEqual([]);
    await world.clock.advance(500);
    await log.flush();
    expect(await world.disk.list("/logs")).toEqual(["TEST20260302-1.log"]);
  });

  test("a new file by size and by day; the oldest go by size of all and by age; others' files stay", async () => {
    const world = testWorld({ now: "2026-03-02T09:00:00Z" });
    await world.disk.makeFolder("/logs");
    await world.disk.write("/logs/README", "mine");
    const log = openLog(world, kind);
    for (let turn = 0; turn < 4; turn++) {
      log.write(["x".repeat(200), "y"]);
      await log.flush();
    }
    expect(await world.disk.list("/logs")).toEqual([
      "README",
      "TEST20260302-2.log",
      "TEST20260302-3.log",
      "TEST20260302-4.log",
    ]);
    await world.clock.advance(86_400_000);
    log.write(["x", "y"]);
    await log.flush();
    expect(await world.disk.list("/logs")).toEqual([
      "README",
      "TEST20260302-3.log",
      "TEST20260302-4.log",
      "TEST20260303-1.log",
    ]);
    // Goes on in the last file of the day after a restart.
    const again = openLog(world, kind);
    again.write(["z", "y"]);
    await again.flush();
    expect((await world.disk.read("/logs/TEST20260303-1.log")).toString()).toMatch(/\r\nx,y\r\nz,y\r\n$/);
    await world.clock.advance(4 * 86_400_000);
    again.write(["x", "y"]);
    await again.flush();
    expect(await world.disk.list("/logs")).toEqual(["README", "TEST20260307-1.log"]);
  });

  test("a disk that refuses is told, and written again when it can be", async () => {
    const world = testWorld({ now: "2026-03-02T09:00:00Z" });
    let full = true;
    const append = async (path: string, data: string) => {
      if (full) throw Object.assign(new Error("no space left"), { code: "ENOSPC" });
      return world.disk.append(path, data);
    };
    const disk = new Proxy(world.disk, {
      get(target, name) {
        const value = name === "append" ? append : Reflect.get(target, name);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
    const log = openLog({ clock: world.clock, disk }, kind);
    log.write(["first", "y"]);
    await log.flush();
    expect(log.trouble).toBe("The Test Log in /logs cannot be written: no space left");
    full = false;
    log.write(["kept", "y"]);
    await log.flush();
    expect(log.trouble).toBeUndefined();
    expect((await world.disk.read("/logs/TEST20260302-1.log")).toString()).toMatch(/first,y\r\nkept,y\r\n$/);
  });
});
