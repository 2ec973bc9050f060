// Queues and messages as administrators see and steer them, by the cmdlets; and that all of it outlives a restart.
import { afterEach, describe, expect, test } from "vitest";
import { run, shown } from "./commands.ts";
import { addConnector, type Flow, type FlowOptions, openFlow } from "./flow.ts";
import { smtpServer } from "./smtpserver.ts";

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function opened(options: FlowOptions = {}): Promise<Flow> {
  const flow = await openFlow({ dns: { "remote.example": "SERVFAIL" }, mailboxes: ["alice"], ...options });
  ends.push(() => flow.close());
  return flow;
}

/** A flow with three messages in a queue that waits. */
async function waiting(): Promise<Flow> {
  const flow = await opened();
  await addConnector(flow.org, "Internet", { AddressSpaces: "*" });
  for (const subject of ["one", "two", "three"]) {
    await flow.send({ from: "alice@contoso.com", to: "bob@remote.example", subject, authenticated: true });
  }
  await flow.calm();
  return flow;
}

/** A message that was suspended in the Unreachable queue before a connector led on. */
async function heldWhileRouted(): Promise<Flow> {
  const flow = await opened();
  await flow.send({ from: "alice@contoso.com", to: "bob@remote.example", authenticated: true });
  await flow.calm();
  await run(flow, ["Get-Message"], ["Suspend-Message", { Confirm: false }]);
  await addConnector(flow.org, "Internet", { AddressSpaces: "*" });
  await flow.calm();
  return flow;
}

describe("an empty queue", () => {
  test.each([
    [
      "removed",
      async (flow: Flow) =>
        void (await run(flow, ["Get-Message"], ["Remove-Message", { WithNDR: false, Confirm: false }])),
    ],
    [
      "removed while the queue was suspended",
      async (flow: Flow) => {
        await run(flow, ["Suspend-Queue", { Identity: "remote.example", Confirm: false }]);
        await run(flow, ["Get-Message"], ["Remove-Message", { WithNDR: false, Confirm: false }]);
        await flow.world.clock.advance(10 * 60_000);
        await run(flow, ["Resume-Queue", { Identity: "remote.example" }]);
      },
    ],
    [
      "sent while what was kept of it could not be changed",
      async (flow: Flow) => {
        const server = await smtpServer();
        ends.push(() => server.close());
        await run(flow, ["Set-SendConnector", { Identity: "Internet", Port: server.port }]);
        flow.world.dns.zones["remote.example"] = { A: ["127.0.0.1"] };
        // Only what is kept of the queue itself finds no room.
        const { commit } = flow.spool;
        Object.assign(flow.spool, {
          commit: (change: Parameters<typeof commit>[0]) =>
            change.deletes?.some((key) => key.startsWith("queue/hop/"))
              ? Promise.reject(new Error("The disk is full."))
              : commit.call(flow.spool, change),
        });
        await flow.world.clock.advance(60_000);
        await flow.until(() => server.taken.length === 3);
        await flow.calm();
        Object.assign(flow.spool, { commit });
      },
    ],
    [
      "sent elsewhere",
      async (flow: Flow) => {
        await run(flow, ["Set-SendConnector", { Identity: "Internet", AddressSpaces: "other.example" }]);
        await flow.calm();
      },
    ],
  ])("goes after a while, and nothing of it is kept, when its last messages were %s", async (_, act) => {
    const flow = await waiting();
    await act(flow);
    const names = () => flow.transport.queues.all().map(({ hop }) => hop.domain);
    expect(names()).toContain("remote.example");
    await flow.world.clock.advance(4 * 60_000);
    expect(names()).not.toContain("remote.example");
    const kept: string[] = [];
    for await (const [key] of flow.spool.entries({ gte: "queue/hop/", lt: "queue/hop0" })) kept.push(key);
    expect(kept).toEqual([]);
  });
});

test("a queue that cannot be suspended or resumed, for the disk is full, stays as it was", async () => {
  const flow = await waiting();
  const status = () => shown(flow, "Get-Queue", { Identity: "remote.example" }, "Status");
  const capacity = flow.world.disk.capacity;
  flow.world.disk.capacity = 0;
  expect((await run(flow, ["Suspend-Queue", { Identity: "remote.example", Confirm: false }])).errors).toHaveLength(1);
  expect(await status()).toEqual(["Retry"]);
  flow.world.disk.capacity = capacity;
  await run(flow, ["Suspend-Queue", { Identity: "remote.example", Confirm: false }]);
  flow.world.disk.capacity = 0;
  expect((await run(flow, ["Resume-Queue", { Identity: "remote.example" }])).errors).toHaveLength(1);
  expect(await status()).toEqual(["Suspended"]);
  flow.world.disk.capacity = capacity;
});

describe("a message whose new state cannot be written, for the disk is full,", () => {
  const states = async (flow: Flow) => [
    ...(await shown(flow, "Get-Message", {}, "Subject", "Status", "Queue")).sort(),
    ...(await shown(flow, "Get-MessageTrackingLog", {}, "EventId")).filter((event) => event === "REDIRECT"),
  ];

  /** What a cmdlet left in memory, and what the disk tells after a restart, are what there was before. */
  async function failsWithoutTrace(flow: Flow, ...calls: Parameters<typeof run>[1][]): Promise<void> {
    const before = await states(flow);
    const capacity = flow.world.disk.capacity;
    flow.world.disk.capacity = 0;
    const { errors } = await run(flow, ...calls);
    expect(errors.length).toBeGreaterThan(0);
    expect(await states(flow)).toEqual(before);
    flow.world.disk.capacity = capacity;
    await flow.calm();
    expect(await states(flow)).toEqual(before);
  }

  test("is not suspended, and goes on its way", async () => {
    const flow = await waiting();
    await failsWithoutTrace(flow, ["Get-Message"], ["Suspend-Message", { Confirm: false }]);
    const server = await smtpServer();
    ends.push(() => server.close());
    await run(flow, ["Set-SendConnector", { Identity: "Internet", Port: server.port }]);
    flow.world.dns.zones["remote.example"] = { A: ["127.0.0.1"] };
    await flow.world.clock.advance(60_000);
    await flow.until(() => server.taken.length === 3);
  });

  test("is not resumed", async () => {
    const flow = await waiting();
    await run(flow, ["Get-Message"], ["Suspend-Message", { Confirm: false }]);
    await failsWithoutTrace(flow, ["Get-Message"], ["Resume-Message"]);
  });

  test("is not resumed where its route has changed", async () => {
    const flow = await heldWhileRouted();
    await failsWithoutTrace(flow, ["Get-Message"], ["Resume-Message"]);
  });

  test("is not redirected", async () => {
    const flow = await waiting();
    flow.world.dns.zones["backup.contoso.com"] = { A: ["192.0.2.77"] };
    await failsWithoutTrace(flow, [
      "Redirect-Message",
      { Server: "EX1", Target: "backup.contoso.com", Confirm: false },
    ]);
  });

  test("is neither suspended nor resumed while it is in flight", async () => {
    const server = await smtpServer({ script: (command) => (command === "DATA" ? "silence" : undefined) });
    ends.push(() => server.close());
    const flow = await opened();
    flow.world.dns.zones["remote.example"] = { A: ["127.0.0.1"] };
    await addConnector(flow.org, "Internet", { AddressSpaces: "*", Port: server.port });
    await flow.send({ from: "alice@contoso.com", to: "bob@remote.example", authenticated: true });
    await flow.until(() => server.commands.flat().includes("DATA"));
    const status = () => shown(flow, "Get-Message", {}, "Status");
    const capacity = flow.world.disk.capacity;
    flow.world.disk.capacity = 0;
    expect((await run(flow, ["Get-Message"], ["Suspend-Message", { Confirm: false }])).errors).toHaveLength(1);
    expect(await status()).toEqual(["Active"]);
    flow.world.disk.capacity = capacity;
    await run(flow, ["Get-Message"], ["Suspend-Message", { Confirm: false }]);
    flow.world.disk.capacity = 0;
    expect((await run(flow, ["Get-Message"], ["Resume-Message"])).errors).toHaveLength(1);
    expect(await status()).toEqual(["PendingSuspend"]);
    flow.world.disk.capacity = capacity;
    server.answerAll("451 4.2.0 Later");
    await flow.until(async () => (await status())[0] !== "PendingSuspend");
    expect(await status()).toEqual(["Suspended"]);
    await run(flow, ["Get-Message"], ["Resume-Message"]);
    server.script = () => undefined;
    await flow.until(() => server.taken.length === 1);
  });
});

test("a message that is removed while others leave it to the spool is gone, and nobody asks for it again", async () => {
  const flow = await waiting();
  const [item] = [...flow.transport.queues.all()].flatMap((queue) => [...queue.items]);
  const { commit } = flow.spool;
  Object.assign(flow.spool, {
    commit: (change: Parameters<typeof commit>[0]) => {
      if (item?.rests) item.park();
      return commit.call(flow.spool, change);
    },
  });
  await flow.transport.queues.removeMessage(item!, true);
  Object.assign(flow.spool, { commit });
  await flow.calm();
  expect(await shown(flow, "Get-Queue", { Identity: "remote.example" }, "MessageCount")).toEqual(["2"]);
  expect((await flow.inbox("alice")).map(({ subject }) => subject)).toEqual(["Undeliverable: one"]);
});

test("a message that was held while its route changed takes the new one when it is resumed", async () => {
  const flow = await heldWhileRouted();
  expect(await shown(flow, "Get-Message", {}, "Queue")).toEqual(["EX1\\Unreachable"]);
  await run(flow, ["Get-Message"], ["Resume-Message"]);
  await flow.calm();
  const [item] = flow.transport.queues.all().flatMap((queue) => [...queue.items]);
  expect(item?.queue.hop.domain).toBe("remote.example");
});

describe("Get-Queue", () => {
  test("shows Exchange's columns and what waits", async () => {
    const flow = await waiting();
    const { output, screen } = await run(flow, ["Get-Queue"], ["Out-Default"]);
    expect(output).toEqual([]);
    expect(screen).toMatch(/^Identity +DeliveryT\S+ +Status +\S+ +\S+ +\S+ +\S+ +NextHop\S+$/m);
    expect(screen).toMatch(/EX1\\\d+ +DnsC\S+ +Retry +3 /);
    const [queue] = (await run(flow, ["Get-Queue", { Identity: "remote.example" }])).output;
    expect(queue).toMatchObject({ NextHopCategory: "External", RetryCount: 1, NextHopDomain: "remote.example" });
    expect(queue.NextRetryTime.milliseconds - queue.LastRetryTime.milliseconds).toBe(60_000);
    expect(queue.LastError).toMatch(/^451 4\.4\.0 DNS query failed\. The error was: .*SERVFAIL/);
  });

  test("filters, includes, excludes, sorts and cuts", async () => {
    const flow = await waiting();
    expect(
      await shown(flow, "Get-Queue", { Filter: "Status -eq 'Retry' -and MessageCount -gt 2" }, "NextHopDomain"),
    ).toEqual(["remote.example"]);
    expect(await shown(flow, "Get-Queue", { Include: "External" }, "NextHopDomain")).toEqual(["remote.example"]);
    expect(await shown(flow, "Get-Queue", { Exclude: ["Empty"] }, "NextHopDomain")).toEqual(["remote.example"]);
    expect(await shown(flow, "Get-Queue", { SortOrder: "-MessageCount" }, "MessageCount")).toEqual(["3", "0"]);
    const cut = await run(flow, ["Get-Queue", { ResultSize: 1 }]);
    expect(cut.output).toHaveLength(1);
    expect(cut.warnings).toHaveLength(1);
  });

  test("says which queue, filter or server is not there", async () => {
    const flow = await waiting();
    expect((await run(flow, ["Get-Queue", { Identity: "nowhere.example" }])).errors).toEqual([
      "The queue 'nowhere.example' doesn't exist. Get-Queue shows the queues there are.",
    ]);
    expect((await run(flow, ["Get-Queue", { Identity: "EX9\\Submission" }])).errors).toEqual([
      "The server 'EX9' isn't part of this organization; its server is 'EX1'.",
    ]);
    expect((await run(flow, ["Get-Queue", { Filter: "Nothing -eq 1" }])).errors).toHaveLength(1);
  });

  test("changes nothing and waits for nothing", async () => {
    const flow = await waiting();
    const before = flow.world.disk.operations.length;
    await run(flow, ["Get-Queue"], ["Get-Message"]);
    expect(flow.world.disk.operations.length).toBe(before);
  });
});

describe("messages", () => {
  test("are shown with their facts, by queue, filter and number", async () => {
    const flow = await waiting();
    const [message] = (await run(flow, ["Get-Message", { Filter: "Subject -eq 'two'", IncludeRecipientInfo: true }]))
      .output;
    expect(message).toMatchObject({
      FromAddress: "alice@contoso.com",
      MessageSourceName: "SMTP:Default Frontend EX1",
      SourceIP: "192.0.2.9",
      Status: "Retry",
      Directionality: "Originating",
      SCL: -1,
    });
    expect(message.ExpirationTime.milliseconds - message.DateReceived.milliseconds).toBe(2 * 86_400_000);
    expect(message.Recipients.map((one: any) => [one.Address, one.FinalDestination])).toEqual([
      ["bob@remote.example", "remote.example"],
    ]);
    const number = message.Identity.split("\\")[2];
    expect(await shown(flow, "Get-Message", { Identity: number }, "Subject")).toEqual(["two"]);
    expect(await shown(flow, "Get-Message", { Identity: `EX1\\*\\${number}` }, "Subject")).toEqual(["two"]);
    expect(await shown(flow, "Get-Message", { Queue: "remote.example" }, "Subject")).toEqual(["one", "two", "three"]);
  });

  test("a removed one is gone, and its sender hears of it unless not", async () => {
    const flow = await waiting();
    await run(flow, ["Remove-Message", { Filter: "Subject -eq 'one'", Confirm: false }]);
    await run(flow, ["Remove-Message", { Filter: "Subject -eq 'two'", WithNDR: false, Confirm: false }]);
    await flow.calm();
    expect(await shown(flow, "Get-Message", {}, "Subject")).toEqual(["three"]);
    const reports = await flow.inbox("alice");
    expect(reports.map((report) => report.subject)).toEqual(["Undeliverable: one"]);
    expect(await flow.text(reports[0]!)).toMatch(
      /^Diagnostic-Code: smtp;550 4\.3\.2 QUEUE\.Admin; message deleted by administrative action\r$/m,
    );
  });

  test("a suspended one stays while the others go, also over a restart", async () => {
    const server = await smtpServer();
    ends.push(() => server.close());
    const flow = await waiting();
    await run(flow, ["Suspend-Message", { Filter: "Subject -eq 'two'" }]);
    expect((await run(flow, ["Suspend-Message", { Filter: "Subject -eq 'two'" }])).errors[0]).toMatch(
      /is suspended already/,
    );
    await flow.close();
    ends.pop();
    ends.pop();
    ends.push(() => server.close());
    const again = await opened({ world: flow.world, mailboxes: [] });
    await again.calm();
    expect(await shown(again, "Get-Message", { SortOrder: "+Subject" }, "Subject", "Status")).toEqual([
      "one Retry",
      "three Retry",
      "two Suspended",
    ]);
    again.world.dns.zones["remote.example"] = { A: ["127.0.0.1"] };
    await again.org.change(async (tx) => {
      await tx.set(tx.snapshot().sendConnectors[0]!, { Port: server.port });
    });
    await run(again, ["Retry-Queue", { Identity: "remote.example" }]);
    await again.until(() => server.taken.length === 2);
    await again.calm();
    await run(again, ["Get-Message"], ["Resume-Message"]);
    await again.until(() => server.taken.length === 3);
    expect(server.taken.map((mail) => /^Subject: (.*)\r$/m.exec(mail.data)?.[1])).toEqual(["one", "three", "two"]);
  });
});

describe("queues", () => {
  test("a suspended Submission queue holds the categorizer; its messages cannot be removed while it runs", async () => {
    const flow = await opened();
    await run(flow, ["Suspend-Queue", { Identity: "Submission" }]);
    await flow.send({ to: "alice@contoso.com" });
    await flow.calm();
    expect(await flow.inbox("alice")).toEqual([]);
    expect(await shown(flow, "Get-Queue", { Identity: "EX1\\Submission" }, "Status", "MessageCount")).toEqual([
      "Suspended 1",
    ]);
    await run(flow, ["Resume-Queue", { Identity: "Submission" }]);
    await flow.calm();
    expect(await flow.inbox("alice")).toHaveLength(1);
    expect((await run(flow, ["Resume-Queue", { Identity: "Submission" }])).errors[0]).toMatch(/isn't suspended/);
  });

  test("a suspended delivery queue stays so over a restart, and its retry time with it", async () => {
    const flow = await waiting();
    await run(flow, ["Suspend-Queue", { Identity: "remote.example" }]);
    const before = await shown(
      flow,
      "Get-Queue",
      { Identity: "remote.example" },
      "Status",
      "RetryCount",
      "NextRetryTime",
    );
    await flow.close();
    ends.pop();
    const again = await opened({ world: flow.world, mailboxes: [] });
    const after = await shown(
      again,
      "Get-Queue",
      { Identity: "remote.example" },
      "Status",
      "RetryCount",
      "NextRetryTime",
    );
    expect(after).toEqual(before);
    expect(after[0]).toMatch(/^Suspended 1 /);
  });

  test("Retry-Queue wants a queue in Retry; -Resubmit sends what waits through the categorizer", async () => {
    const flow = await waiting();
    expect((await run(flow, ["Retry-Queue", { Identity: "Submission" }])).errors[0]).toMatch(
      /only queues with the status Retry/,
    );
    expect((await run(flow, ["Retry-Queue", { Identity: "Submission", Resubmit: true }])).errors[0]).toMatch(
      /can't be resubmitted/,
    );
    await run(flow, ["Get-Queue", { Filter: "Status -eq 'Retry'" }], ["Retry-Queue", { Resubmit: true }]);
    await flow.calm();
    expect(await shown(flow, "Get-MessageTrackingLog", { EventId: "RESUBMIT" }, "Source")).toEqual([
      "ADMIN",
      "ADMIN",
      "ADMIN",
    ]);
    expect(await shown(flow, "Get-Queue", { Identity: "remote.example" }, "MessageCount")).toEqual(["3"]);
  });

  test("an empty one is dropped after three minutes", async () => {
    const flow = await opened();
    await flow.send({ to: "alice@contoso.com" });
    await flow.calm();
    const deliveries = () => flow.transport.queues.all().filter((queue) => queue.hop.type === "SmtpDeliveryToMailbox");
    expect(deliveries()).toHaveLength(1);
    await flow.world.clock.advance(179_000);
    expect(deliveries()).toHaveLength(1);
    await flow.world.clock.advance(2000);
    expect(deliveries()).toHaveLength(0);
  });

  test("-WhatIf leaves all as it is", async () => {
    const flow = await waiting();
    await run(flow, ["Get-Queue", { Identity: "remote.example" }], ["Suspend-Queue", { WhatIf: true }]);
    await run(flow, ["Get-Message"], ["Remove-Message", { WhatIf: true }]);
    expect(await shown(flow, "Get-Queue", { Identity: "remote.example" }, "Status", "MessageCount")).toEqual([
      "Retry 3",
    ]);
  });
});

describe("the tracking log", () => {
  test("tells the story of a message in order, and finds it by each of its facts", async () => {
    const flow = await opened({ mailboxes: ["alice", "bob"] });
    const { messageId, internalId } = await flow.send({
      from: "alice@contoso.com",
      to: ["bob@contoso.com", "x@contoso.com"],
      subject: 'a, "b"',
      authenticated: true,
    });
    await flow.calm();
    const story = await shown(
      flow,
      "Get-MessageTrackingLog",
      { MessageId: messageId },
      "EventId",
      "Source",
      "Recipients",
      "MessageSubject",
    );
    expect(story).toEqual([
      'RECEIVE SMTP bob@contoso.com,x@contoso.com a, "b"',
      'PROCESS ROUTING bob@contoso.com,x@contoso.com a, "b"',
      'FAIL RESOLVER x@contoso.com a, "b"',
      'DELIVER STOREDRIVER bob@contoso.com a, "b"',
    ]);
    const ways = [
      { InternalMessageId: String(internalId) },
      { MessageSubject: 'A, "B' },
      { MessageId: messageId.slice(1, -1) },
      { Sender: "Alice@contoso.com", Source: "smtp" },
    ];
    for (const way of ways) {
      const found = await shown(flow, "Get-MessageTrackingLog", { EventId: "receive", ...way }, "InternalMessageId");
      expect(found).toEqual([String(internalId)]);
    }
    expect(await shown(flow, "Get-MessageTrackingLog", { EventId: "DSN", Reference: messageId }, "Recipients")).toEqual(
      ["alice@contoso.com"],
    );
    expect(await shown(flow, "Get-MessageTrackingLog", { Recipients: ["nobody@contoso.com"] }, "EventId")).toEqual([]);
    expect(await shown(flow, "Get-MessageTrackingLog", { ResultSize: 1 }, "EventId")).toEqual(["RECEIVE"]);
  });

  test("begins a file each day and when one is full, with its header, and drops what is too old", async () => {
    const flow = await opened();
    const folder = "/data/logs/MessageTracking";
    const { type } = flow.org.snapshot().transportService.shape.properties["MessageTrackingLogMaxFileSize"]!;
    await flow.org.change(async (tx) => {
      await tx.set(tx.snapshot().transportService, { MessageTrackingLogMaxFileSize: type.convert("4KB") });
    });
    for (let number = 0; number < 20; number++) {
      await flow.send({ to: "alice@contoso.com", subject: `number ${number}` });
      await flow.calm();
      await flow.transport.tracking.flush();
    }
    const first = await flow.world.disk.list(folder);
    const files = first.filter((name) => name.endsWith(".log"));
    expect(files.slice(0, 2)).toEqual(["MSGTRK20260302-1.log", "MSGTRK20260302-2.log"]);
    const text = (await flow.world.disk.read(`${folder}/${files[0]}`)).toString();
    expect(text).toMatch(
      /^#Software: exsh\r\n#Version: .*\r\n#Log-Type: Message Tracking Log\r\n#Date: 2026-03-02T09:00:00\.\d{3}Z\r\n#Fields: date-time,client-ip,/,
    );
    expect(await shown(flow, "Get-MessageTrackingLog", { EventId: "RECEIVE" }, "MessageSubject")).toHaveLength(20);
    await flow.world.clock.advance(32 * 86_400_000);
    await flow.send({ to: "alice@contoso.com", subject: "late" });
    await flow.calm();
    await flow.transport.tracking.flush();
    expect(await flow.world.disk.list(folder)).toEqual(["MSGTRK20260403-1.log"]);
  });

  test("cannot be split by what comes from outside, and one that cannot be written holds nothing up", async () => {
    const flow = await opened();
    flow.world.disk.fault = ({ path }) => (path.includes("MSGTRK") ? "ENOSPC" : undefined);
    const content = "Subject: =?utf-8?Q?x=0D=0A2026-01-01T00:00:00.000Z,evil?=\r\n\r\nText.\r\n";
    await flow.send({ from: '"a,b"@example.net', to: "alice@contoso.com", content });
    await flow.calm();
    expect(await flow.inbox("alice")).toHaveLength(1);
    const told = await run(flow, ["Get-MessageTrackingLog"]);
    expect(told.warnings[0]).toMatch(/^The Message Tracking Log in .* cannot be written: ENOSPC/);
    flow.world.disk.fault = () => undefined;
    const found = await shown(flow, "Get-MessageTrackingLog", { EventId: "RECEIVE" }, "Sender");
    expect(found).toEqual(['"a,b"@example.net']);
  });
});
