// Back pressure at work: what a server that is short does, what clients hear, and how it is seen (behaviour 5).
import { afterEach, describe, expect, test } from "vitest";
import type { Gate, Meter } from "../../src/transport/pressure/pressure.ts";
import { fileName } from "../../src/transport/pressure/settings.ts";
import { pipe } from "../command/harness.ts";
import { addConnector, type Flow, type FlowOptions, openFlow } from "./flow.ts";
import { Client, client, connector, type House, internet, openHouse } from "./receptionhouse.ts";
import { smtpServer } from "./smtpserver.ts";

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const GB = 2 ** 30;

async function opened(options: FlowOptions = {}): Promise<Flow & { readonly told: string[] }> {
  const told: string[] = [];
  const dns = { "remote.example": { MX: ["10 mx.remote.example"] }, "mx.remote.example": { A: ["127.0.0.1"] } };
  const notify = (severity: string, event: number, text: string) => void told.push(`${severity} ${event} ${text}`);
  const flow = await openFlow({ dns, mailboxes: ["alice"], notify, ...options });
  ends.push(() => flow.close());
  return { ...flow, told };
}

/** Lets the disk of the flow have this many bytes free of 10 GB; the next look is over when it resolves. */
async function leave(flow: Flow, free: number): Promise<void> {
  flow.world.disk.space = async () => ({ free, total: 10 * GB });
  await look(flow);
}

async function look(flow: Flow): Promise<void> {
  await flow.world.clock.advance(2000);
  await flow.transport.pressure.look();
}

const gate = (flow: Flow): Gate => flow.transport.pressure.gate();
const meter = (flow: Flow, name: string): Meter => flow.transport.pressure.meters.find((one) => one.name === name)!;

describe("a server that is short", () => {
  test("of room: refuses strangers, then everybody, and takes mail again, telling each change once", async () => {
    const flow = await opened();
    expect(gate(flow)).toEqual({ refuses: "nobody", tarpit: 0 });
    await leave(flow, 1.2 * GB);
    expect(gate(flow).refuses).toBe("strangers");
    await leave(flow, 0.3 * GB);
    expect(gate(flow).refuses).toBe("everybody");
    await look(flow);
    await leave(flow, 8 * GB);
    expect(gate(flow).refuses).toBe("nobody");
    const of = (text: string) => flow.told.filter((one) => one.includes(text)).map((one) => one.replace(/:.*/, ""));
    expect(of("UsedDiskSpace[/data] is")).toEqual([
      "error 15004 Resource pressure increased from Low to Medium",
      "error 15004 Resource pressure increased from Medium to High",
      "information 15005 Resource pressure decreased from High to Low",
    ]);
    expect(flow.told.filter((one) => one.startsWith("error 15006 ") && one.includes("/data/mail/log"))).toHaveLength(1);
  });

  test("is looked at when mail comes, and else once a minute", async () => {
    const flow = await opened();
    flow.world.disk.space = async () => ({ free: 0, total: 10 * GB });
    await flow.world.clock.advance(1999);
    expect(gate(flow).refuses).toBe("nobody");
    await flow.world.clock.advance(1);
    // The first to come sees to it that it is looked, and does not wait for that.
    expect(gate(flow).refuses).toBe("nobody");
    await flow.until(() => gate(flow).refuses === "everybody");
    flow.world.disk.space = async () => ({ free: 9 * GB, total: 10 * GB });
    await flow.world.clock.advance(2000);
    expect(gate(flow).refuses).toBe("nobody");
    flow.world.disk.space = async () => ({ free: 0, total: 10 * GB });
    await flow.world.clock.advance(60_000);
    expect(gate(flow).refuses).toBe("everybody");
  });

  test("of memory: lets go what is only at hand, and says so when it refuses", async () => {
    const flow = await opened({ stopped: false });
    await flow.transport.queues.suspend(flow.transport.queues.named("Submission")[0]!);
    await flow.send({ to: "alice@contoso.com" });
    const [item] = flow.transport.queues.named("Submission")[0]!.items;
    expect(item!.mail.content).toBeInstanceOf(Buffer);
    flow.world.load.machine = { total: 8_000_000_000, available: 400_000_000 };
    await look(flow);
    expect(item!.mail.content).toBeUndefined();
    expect(gate(flow).refuses).toBe("nobody");
    flow.world.load.memory = 7_000_000_000;
    await look(flow);
    expect(gate(flow).refuses).toBe("everybody");
    expect(flow.told.some((one) => one.startsWith("error 15007 "))).toBe(true);
    flow.world.load.memory = 64_000_000;
    flow.world.load.machine = { total: 8_000_000_000, available: 6_000_000_000 };
    await look(flow);
    await flow.transport.queues.resume(flow.transport.queues.named("Submission")[0]!);
    await flow.until(async () => (await flow.inbox("alice")).length === 1);
  });

  test("of time to route: holds back answers, longer and longer, refuses when that does not help, and eases off", async () => {
    const flow = await opened({
      config: {
        "QueueLength[SubmissionQueue].LowToMedium": 2,
        "QueueLength[SubmissionQueue].MediumToLow": 1,
        SubmissionQueueHistoryDepth: 12,
      },
    });
    const [submission] = flow.transport.queues.named("Submission");
    await flow.transport.queues.suspend(submission!);
    for (let count = 0; count < 3; count++) await flow.send({ to: "alice@contoso.com", subject: `${count}` });
    const seen: (number | string)[] = [];
    for (let poll = 0; poll < 14; poll++) {
      await look(flow);
      seen.push(gate(flow).refuses === "nobody" ? gate(flow).tarpit / 1000 : gate(flow).refuses);
    }
    expect(seen).toEqual([10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 55, 55, "strangers", "strangers"]);
    await flow.transport.queues.resume(submission!);
    await flow.calm();
    await look(flow);
    expect(gate(flow)).toEqual({ refuses: "nobody", tarpit: 0 });
    expect(meter(flow, "QueueLength[SubmissionQueue]")).toMatchObject({ level: "Low", previous: "Medium", polls: 0 });
  });

  test("of a log that keeps up: sends nothing to other servers until it does", async () => {
    const flow = await opened();
    const server = await smtpServer();
    ends.push(() => server.close());
    await addConnector(flow.org, "Internet", { AddressSpaces: "*", Port: server.port });
    let commits = 1600;
    Object.defineProperty(flow.spool, "waiting", { get: () => ({ commits, bytes: 0 }) });
    await look(flow);
    expect(flow.transport.pressure.actions.holdsRemote).toBe(true);
    await flow.send({
      from: "alice@contoso.com",
      to: ["bob@remote.example", "alice@contoso.com"],
      authenticated: true,
    });
    await flow.until(async () => (await flow.inbox("alice")).length === 1);
    expect(server.taken).toEqual([]);
    commits = 0;
    await look(flow);
    await flow.until(() => server.taken.length === 1);
  });

  test("leaves message files where they are", async () => {
    const flow = await opened({ pickup: true });
    await leave(flow, 1.2 * GB);
    await flow.world.disk.write(
      "/data/pickup/a.eml",
      "From: x@example.net\r\nTo: alice@contoso.com\r\nSubject: x\r\n\r\nx\r\n",
    );
    await flow.world.clock.advance(20_000);
    expect(await flow.world.disk.list("/data/pickup")).toEqual(["a.eml"]);
    await leave(flow, 9 * GB);
    await flow.world.clock.advance(5000);
    await flow.until(async () => (await flow.inbox("alice")).length === 1);
  });

  test("stops caring when it stops", async () => {
    const flow = await opened();
    await leave(flow, 0);
    await flow.transport.stop();
    expect(gate(flow)).toEqual({ refuses: "nobody", tarpit: 0 });
    expect(flow.transport.pressure.meters.every(({ level }) => level === "Low")).toBe(true);
    await flow.world.clock.advance(600_000);
    expect(flow.transport.pressure.meters.every(({ level }) => level === "Low")).toBe(true);
  });

  test("a file of settings that cannot be used is told of at the start", async () => {
    const flow = await opened({ config: { "PrivateBytes.LowToMedium": -1 }, stopped: true });
    const { problems } = await flow.transport.start();
    expect(problems.join()).toContain(`${fileName}: PrivateBytes.LowToMedium must be`);
  });
});

describe("at MAIL", () => {
  let house: House;
  const speak = async (gate: Gate, settings = internet) => {
    house = await openHouse({ connectors: [connector("One", settings)], gate: () => gate });
    ends.push(() => house.close());
    const speaker = await Client.to(house.port("One"));
    await speaker.reply();
    await speaker.ask("EHLO x");
    return speaker;
  };
  const full = "452 4.3.1 Insufficient system resources";

  test.each<[Gate["refuses"], string]>([
    ["nobody", "250 2.1.0 Sender OK"],
    ["strangers", full],
    ["everybody", full],
  ])("a stranger, while %s is refused: %s; the session goes on", async (refuses, wanted) => {
    const speaker = await speak({ refuses, tarpit: 0 });
    expect(await speaker.ask("MAIL FROM:<a@b.example>")).toBe(wanted);
    expect(await speaker.ask("NOOP")).toMatch(/^250/);
    expect(await speaker.ask("RSET")).toMatch(/^250/);
    speaker.end();
  });

  test.each<[Gate["refuses"], string]>([
    ["strangers", "250 2.1.0 Sender OK"],
    ["everybody", full],
  ])("a user, while %s is refused: %s", async (refuses, wanted) => {
    const speaker = await speak({ refuses, tarpit: 0 }, client);
    await speaker.ask("STARTTLS");
    await speaker.secure();
    await speaker.ask("EHLO x");
    await speaker.ask(`AUTH PLAIN ${Buffer.from("\0alice\0secret").toString("base64")}`);
    expect(await speaker.ask("MAIL FROM:<alice@contoso.com>")).toBe(wanted);
    speaker.end();
  });

  test("a server that is trusted as our own, while strangers are refused", async () => {
    const speaker = await speak(
      { refuses: "strangers", tarpit: 0 },
      { PermissionGroups: "ExchangeServers", AuthMechanism: "ExternalAuthoritative" },
    );
    expect(await speaker.ask("MAIL FROM:<a@b.example>")).toBe("250 2.1.0 Sender OK");
    speaker.end();
  });

  test("the answer is held back, and a client that gives up is no trouble", async () => {
    const speaker = await speak({ refuses: "nobody", tarpit: 10_000 });
    let heard = "";
    const reply = speaker.ask("MAIL FROM:<a@b.example>").then((text) => {
      heard = text;
    });
    await expect.poll(() => house.world.clock.next).toBe(10_000);
    await house.world.clock.advance(9999);
    expect(heard).toBe("");
    await house.world.clock.advance(1);
    await reply;
    expect(heard).toBe("250 2.1.0 Sender OK");
    const other = await Client.to(house.port("One"));
    await other.reply();
    await other.ask("EHLO x");
    other.send("MAIL FROM:<a@b.example>\r\n");
    await expect.poll(() => house.world.clock.next).toBe(10_000);
    other.end();
    speaker.end();
    await expect.poll(() => house.reception.connections).toBe(0);
  });
});

describe("Get-ExchangeDiagnosticInfo", () => {
  const asked = async (flow: Flow, named: Readonly<Record<string, unknown>>) => {
    const { org, transport, world } = flow;
    return pipe([["Get-ExchangeDiagnosticInfo", named]], { world, services: { org, transport } });
  };

  test("tells the resources as Exchange's XML, freshly measured", async () => {
    const flow = await opened();
    flow.world.disk.space = async () => ({ free: 1.2 * GB, total: 10 * GB });
    await flow.world.clock.advance(2000);
    const told = await asked(flow, { Process: "EdgeTransport", Component: "ResourceThrottling" });
    expect(told.errors).toEqual([]);
    const xml = String((told.output[0] as { get(name: string): unknown }).get("Result"));
    expect(xml).toContain(
      [
        "        <ResourceMeter>",
        "          <Resource>UsedDiskSpace[/data]</Resource>",
        "          <CurrentResourceUse>Medium</CurrentResourceUse>",
        "          <PreviousResourceUse>Low</PreviousResourceUse>",
        "          <PressureTransitions>[PressureTransitions: MediumToHigh=95 HighToMedium=86 LowToMedium=85 MediumToLow=76]</PressureTransitions>",
        "          <Pressure>88</Pressure>",
        "        </ResourceMeter>",
      ].join("\n"),
    );
    expect(xml.match(/<ResourceMeter>/g)).toHaveLength(7);
    expect(xml).toContain("<serverName>EX1</serverName>");
    const verbose = await asked(flow, { Process: "edgetransport", Argument: "Verbose" });
    expect(String((verbose.output[0] as { get(name: string): unknown }).get("Result"))).toContain(
      "<Refuses>strangers</Refuses>\n        <TarpitSeconds>0</TarpitSeconds>",
    );
  });

  test.each([
    [{ Process: "w3wp" }, "Nothing is told for -Process 'w3wp'. What can be asked for: EdgeTransport."],
    [{ Process: "EdgeTransport", Component: "Dns" }, "Nothing is told for -Component 'Dns'"],
    [{ Process: "EdgeTransport", Argument: "x" }, "What can be asked for: basic, verbose, help."],
    [{ Server: "EX2" }, "EX2"],
  ])("%j: %s", async (named, wanted) => {
    const flow = await opened();
    const told = await asked(flow, named);
    expect(told.output).toEqual([]);
    expect(String(told.errors[0] ?? told.thrown)).toContain(wanted);
  });

  test("metrics and statistics show the level", async () => {
    const flow = await opened();
    await leave(flow, 1.2 * GB);
    const text = await flow.transport.metrics.registry.metrics();
    expect(text).toMatch(/^exsh_resource_level\{resource="UsedDiskSpace\[\/data\]"\} 1$/m);
    expect(text).toMatch(/^exsh_resource_pressure\{resource="UsedDiskSpace\[\/data\]"\} 88$/m);
    const { org, transport, world } = flow;
    const told = await pipe([["Get-TransportStatistics", {}]], { world, services: { org, transport } });
    expect((told.output[0] as { get(name: string): unknown }).get("ResourcePressure")).toBe("Medium");
  });
});
