// start-transport and those who speak to it, as real processes: ready file, status, stop, second start, kill and restart.
import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exsh, freePorts, type Server, startTransport, temporaryFolder } from "../process.ts";

const folder = temporaryFolder();
const data = join(folder.path, "data");
let server: Server;

const at = (where: string, ...words: string[]) => exsh(["--data", where, ...words]);
const shell = (where: string, script: string) => at(where, "-NoProfile", "-c", script);

beforeAll(async () => {
  const made = await shell(data, freePorts);
  expect(made).toEqual({ code: 0, stdout: "", stderr: "" });
  server = await startTransport(data);
});
afterAll(async () => {
  await server.end();
  folder.remove();
});

describe("a running transport", () => {
  test("tells in its ready file what status tells, too", async () => {
    expect(server.listeners).toHaveLength(2);
    for (const listener of server.listeners)
      expect(listener).toMatchObject({
        service: "smtp",
        address: "127.0.0.1",
        tls: "starttls",
        port: expect.any(Number),
      });
    const status = await at(data, "status", "-OutputFormat", "Json");
    expect(status.code).toBe(0);
    expect(JSON.parse(status.stdout)).toMatchObject({
      running: true,
      pid: server.pid,
      data,
      listeners: server.listeners,
    });
    expect((await at(data, "status")).stdout).toContain(`:${server.port()}`);
    expect((await at(data, "wait-ready")).code).toBe(0);
  });

  test("serves many shells at once, and their changes do not get lost", async () => {
    const names = Array.from({ length: 6 }, (_, index) => `d${index}.example`);
    const results = await Promise.all(
      names.map((name) => shell(data, `New-AcceptedDomain -Name ${name} -DomainName ${name} | % Name`)),
    );
    expect(results.map((result) => result.stdout.trim())).toEqual(names);
    const found = await shell(data, "Get-AcceptedDomain | % { [string]$_.DomainName } | Sort-Object");
    expect(found.stdout.trim().split("\n")).toEqual([...names, "exsh.test"]);
  });

  test("a second one is refused in one sentence", async () => {
    const second = await at(data, "start-transport");
    expect(second.code).toBe(1);
    expect(second.stdout).toBe("");
    expect(second.stderr).toMatch(new RegExp(`^exsh: .*runs already, in process ${server.pid}.*\\n$`));
  });

  test("its socket is its owner's alone", () => {
    expect(statSync(join(data, "exsh.sock")).mode & 0o777).toBe(0o600);
  });

  test("killed and started again: the socket that was left is no hindrance", async () => {
    await server.end("SIGKILL");
    expect(existsSync(join(data, "exsh.sock"))).toBe(true);
    expect((await at(data, "status")).code).toBe(1);
    expect((await shell(data, "Get-AcceptedDomain | Measure-Object | % Count")).stdout).toBe("7\n");
    server = await startTransport(data);
    expect((await at(data, "status")).code).toBe(0);
  });

  test("stop-transport ends it in order", async () => {
    const pid = server.pid;
    const stopped = await at(data, "stop-transport");
    expect(stopped).toMatchObject({ code: 0, stderr: "" });
    const ended = await server.end();
    expect(ended.code).toBe(0);
    expect(ended.stderr).toMatch(/ information 1014 /);
    expect(existsSync(join(data, "exsh.sock"))).toBe(false);
    expect(() => process.kill(pid, 0)).toThrow();
    expect((await at(data, "status")).code).toBe(1);
    expect((await at(data, "stop-transport")).code).toBe(0);
    server = await startTransport(data);
  });

  test("SIGTERM ends it in order, and the ready file goes", async () => {
    const ended = await server.end("SIGTERM");
    expect(ended.code).toBe(0);
    expect(existsSync(join(data, "exsh.sock"))).toBe(false);
    server = await startTransport(data);
  });
});

test("wait-ready gives up after its time", async () => {
  const result = await at(join(folder.path, "nothing"), "wait-ready", "--timeout", "200ms");
  expect(result.code).toBe(1);
  expect(result.stderr).toContain("0.2 s");
});

test("a port that is in use at a later start is told, and nothing is moved", async () => {
  const other = join(folder.path, "other");
  const blocker = createServer();
  await new Promise<void>((resolve) => blocker.listen(0, "127.0.0.1", resolve));
  const { port } = blocker.address() as { port: number };
  await shell(
    other,
    `Get-ReceiveConnector | Set-ReceiveConnector -Bindings 127.0.0.1:0; Get-ReceiveConnector 'Default*' | Set-ReceiveConnector -Bindings 127.0.0.1:${port}`,
  );
  const result = await at(other, "start-transport");
  blocker.close();
  expect(result.code).toBe(1);
  expect(result.stderr).toContain(`127.0.0.1:${port}`);
  expect(result.stderr).toMatch(/^exsh: .*\n/m);
  expect((await shell(other, "Get-ReceiveConnector 'Default*' | % { [string]$_.Bindings }")).stdout).toBe(
    `127.0.0.1:${port}\n`,
  );
});

test("--domain is for the first start", async () => {
  const named = join(folder.path, "named");
  await exsh(["--data", named, "start-transport", "--domain", "not a domain"]).then((result) => {
    expect(result.code).toBe(1);
    expect(result.stderr).toContain("not a domain");
  });
  expect(existsSync(named)).toBe(false);
  await shell(named, freePorts);
  const result = await at(named, "start-transport", "--domain", "contoso.com");
  expect(result.code).toBe(1);
  expect(result.stderr).toContain("exsh.test");
});

test("a shell without services gives way to start-transport, and goes on as its guest", async () => {
  const both = join(folder.path, "both");
  await shell(both, freePorts);
  const flag = join(folder.path, "go");
  // The script owns the organization, waits until the transport is there, and then asks again.
  const script = exsh([
    "--data",
    both,
    "-NoProfile",
    "-c",
    `Get-AcceptedDomain | % Name; while (-not (Test-Path '${flag}')) { Start-Sleep -Milliseconds 20 }; Get-AcceptedDomain | % Name; Get-Queue | Out-Null`,
  ]);
  while (!(await at(both, "status")).stdout.includes("runs no services"));
  const transport = await startTransport(both);
  const { writeFileSync } = await import("node:fs");
  writeFileSync(flag, "");
  expect(await script).toEqual({ code: 0, stdout: "exsh.test\nexsh.test\n", stderr: "" });
  await transport.end();
});

test("a damaged store is told, and nothing is changed", async () => {
  const damaged = join(folder.path, "damaged");
  await shell(damaged, freePorts);
  const { readdirSync, writeFileSync } = await import("node:fs");
  const store = join(damaged, "organization");
  const [name] = readdirSync(store).filter(
    (file) => /\.(ldb|log)$/.test(file) && statSync(join(store, file)).size > 1000,
  );
  const bytes = readFileSync(join(store, name!));
  bytes[500]! ^= 0xff;
  writeFileSync(join(store, name!), bytes);
  const result = await shell(damaged, "Get-AcceptedDomain");
  expect(result.code).toBe(1);
  expect(result.stderr).toContain("damaged");
  expect(result.stderr).not.toMatch(/\n\s+at /);
  expect(readFileSync(join(store, name!)).equals(bytes)).toBe(true);
});
