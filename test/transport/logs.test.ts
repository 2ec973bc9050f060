// The logs beside tracking and protocols: what was connected to, how the queues stood, how mail was routed.
import { afterEach, describe, expect, test } from "vitest";
import { SendConnector } from "../../src/org/classes/SendConnector.ts";
import { addConnector, type Flow, openFlow } from "./flow.ts";
import { type SmtpServer, smtpServer } from "./smtpserver.ts";

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const dns = { "remote.example": { MX: ["10 mx.remote.example"] }, "mx.remote.example": { A: ["127.0.0.1"] } };
const outgoing = { from: "alice@contoso.com", to: "bob@remote.example", authenticated: true } as const;

async function opened(): Promise<Flow> {
  const flow = await openFlow({ now: "2026-03-02T09:00:00Z", dns, mailboxes: ["alice"] });
  ends.push(() => flow.close());
  return flow;
}

async function peer(): Promise<SmtpServer> {
  const server = await smtpServer();
  ends.push(() => server.close());
  return server;
}

async function rowsOf(flow: Flow, path: string): Promise<string[][]> {
  const lines = (await flow.world.disk.read(path)).toString().split("\r\n");
  return lines.filter((line) => line !== "" && !line.startsWith("#")).map((line) => line.split(","));
}

const setService = (flow: Flow, settings: Readonly<Record<string, unknown>>) =>
  flow.org.change((tx) => tx.set(tx.snapshot().transportService, settings));

describe("the connectivity log", () => {
  const path = "/data/logs/Connectivity/CONNECTLOG20260302-1.log";

  test("tells of a connection, the hosts found, and what went over it", async () => {
    const flow = await opened();
    const server = await peer();
    await addConnector(flow.org, "Internet", { AddressSpaces: "*", Port: server.port });
    await flow.send(outgoing);
    await flow.until(() => server.taken.length === 1);
    await flow.calm();
    await flow.transport.stop();
    const text = (await flow.world.disk.read(path)).toString();
    expect(text).toContain("#Log-Type: Transport Connectivity Log\r\n");
    expect(text).toContain("#Fields: date-time,session,source,Destination,direction,description\r\n");
    const rows = await rowsOf(flow, path);
    expect(new Set(rows.map((row) => row[1])).size).toBe(1);
    expect(rows.map(([, , ...rest]) => rest.join(" "))).toEqual([
      "SMTP remote.example + QueueLength=1",
      "SMTP remote.example > Hosts: mx.remote.example [127.0.0.1]",
      "SMTP remote.example > Established connection to mx.remote.example [127.0.0.1]",
      expect.stringMatching(
        /^SMTP remote\.example - Messages: 1 Bytes: \d+ \(Connection to mx\.remote\.example \[127\.0\.0\.1\] closed\)$/,
      ),
    ]);
  });

  test("tells why there was none; nothing while it is off", async () => {
    const flow = await opened();
    const server = await peer();
    await server.close();
    await addConnector(flow.org, "Internet", { AddressSpaces: "*", Port: server.port });
    await setService(flow, { ConnectivityLogEnabled: false });
    await flow.send(outgoing);
    await flow.until(() => flow.transport.queues.all().some((queue) => queue.retry));
    await setService(flow, { ConnectivityLogEnabled: true });
    await flow.world.clock.advance(61_000);
    await flow.until(() => flow.transport.queues.all().some((queue) => queue.retry?.count === 2));
    await flow.transport.stop();
    const descriptions = (await rowsOf(flow, path)).map((row) => `${row[4]} ${row[5]}`);
    expect(descriptions[0]).toBe("+ QueueLength=1");
    expect(descriptions[2]).toMatch(/^> Failed connection to mx\.remote\.example \[127\.0\.0\.1\]: .*ECONNREFUSED/);
    expect(descriptions[3]).toMatch(/^- Messages: 0 Bytes: 0 \(441 4\.4\.1 /);
    expect(descriptions).toHaveLength(4);
  });

  test("goes where its path says, and nowhere without one", async () => {
    const flow = await opened();
    const server = await peer();
    await addConnector(flow.org, "Internet", { AddressSpaces: "*", Port: server.port });
    await setService(flow, { ConnectivityLogPath: "/elsewhere/connect" });
    await flow.send(outgoing);
    await flow.until(() => server.taken.length === 1);
    await flow.calm();
    await flow.world.clock.advance(1000);
    await flow.until(async () => (await flow.world.disk.list("/elsewhere/connect")).length === 1);
    await setService(flow, { ConnectivityLogPath: null });
    await flow.send({ ...outgoing, subject: "again" });
    await flow.until(() => server.taken.length === 2);
    await flow.transport.stop();
    expect(await rowsOf(flow, "/elsewhere/connect/CONNECTLOG20260302-1.log")).toHaveLength(4);
    expect(await flow.world.disk.list("/data/logs/Connectivity")).toEqual([]);
  });
});

describe("the queue log", () => {
  test("shows once a minute the queues that hold or fail", async () => {
    const flow = await opened();
    await addConnector(flow.org, "Internet", {
      AddressSpaces: "*",
      DNSRoutingEnabled: false,
      SmartHosts: "[192.0.2.1]",
    });
    await flow.send(outgoing);
    await flow.send({ ...outgoing, subject: "two" });
    await flow.until(() => flow.transport.queues.all().some((queue) => queue.retry));
    await flow.world.clock.advance(58_000);
    await flow.world.clock.advance(1_900);
    await flow.transport.stop();
    const rows = await rowsOf(flow, "/data/logs/QueueViewer/QUEUELOG20260302-1.log");
    const [first] = rows;
    expect(first!.slice(1, 6)).toEqual([
      "0",
      "QueueSnapshot",
      expect.stringMatching(/^EX1\\\d+$/),
      "SmartHostConnectorDelivery",
      "[192.0.2.1]",
    ]);
    expect(first!.slice(7, 9)).toEqual(["Retry", "2"]);
    expect(first![15]).toMatch(/^441 4\.4\.1 /);
  });
});

describe("the routing table log", () => {
  test("has a file for the start and for each change, and not for what changes nothing", async () => {
    const flow = await opened();
    await addConnector(flow.org, 'To "A" & B', {
      AddressSpaces: "fabrikam.com;5",
      DNSRoutingEnabled: false,
      SmartHosts: "[192.0.2.1]",
    });
    await setService(flow, { MessageRetryInterval: "00:20:00" });
    await flow.transport.stop();
    const folder = "/data/logs/Routing";
    const files = await flow.world.disk.list(folder);
    expect(files).toEqual([
      "RoutingConfig#1@2026-03-02T09-00-00-000Z.xml",
      "RoutingConfig#2@2026-03-02T09-00-00-000Z.xml",
    ]);
    const [before, after] = await Promise.all(
      files.map(async (name) => (await flow.world.disk.read(`${folder}/${name}`)).toString()),
    );
    expect(before).toContain('<AcceptedDomain name="contoso.com" domain="contoso.com" type="Authoritative"');
    expect(before).not.toContain("SendConnector");
    expect(after).toContain('<SendConnector name="To &quot;A&quot; &amp; B"');
    expect(after).toContain('<AddressSpace domain="fabrikam.com" cost="5"/>');
    expect(flow.org.snapshot().sendConnectors.every((one) => SendConnector.holds(one))).toBe(true);
  });

  test("keeps within its room and age", async () => {
    const flow = await opened();
    await setService(flow, { RoutingTableLogMaxDirectorySize: "2KB" });
    for (let number = 1; number <= 8; number++) {
      await addConnector(flow.org, `Connector ${number}`, { AddressSpaces: `d${number}.example` });
    }
    await flow.transport.stop();
    const folder = "/data/logs/Routing";
    const files = await flow.world.disk.list(folder);
    expect(files.at(-1)).toMatch(/^RoutingConfig#9@/);
    const sizes = await Promise.all(files.map(async (name) => (await flow.world.disk.stat(`${folder}/${name}`))!.size));
    expect(sizes.slice(0, -1).reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(2048);
  });
});
