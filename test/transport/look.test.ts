// Looking without touching: the plan for a message that is not sent, and what our resolver sees.
import { afterEach, describe, expect, test } from "vitest";
import { createTransport } from "../../src/transport/transport.ts";
import { type Call, pipe } from "../command/harness.ts";
import { addConnector, addGroup, type Flow, openFlow } from "./flow.ts";

let flow: Flow;
afterEach(() => flow.close());

async function run(...calls: Call[]) {
  const { org, transport } = flow;
  const told = await pipe(calls, { world: flow.world, services: { org, transport } });
  return { output: told.output as any[], errors: told.errors.map((error) => error.message), thrown: told.thrown };
}

describe("Test-MailRoute", () => {
  test("tells each recipient's end with its reasons, and sends nothing", async () => {
    flow = await openFlow({ mailboxes: ["alice", "bob"] });
    await addGroup(flow.org, "staff", ["alice", "bob"]);
    await addConnector(flow.org, "Internet", { AddressSpaces: "*;5" });
    const Recipients = ["staff@contoso.com", "kim@fabrikam.com", "nobody@contoso.com"];
    const { output, errors } = await run([
      "Test-MailRoute",
      { Recipients, Sender: "alice@contoso.com", Authenticated: true },
    ]);
    expect(errors).toEqual([]);
    expect(output.map((route) => [route.Recipient, route.Action, route.Address, route.Connector])).toEqual([
      ["staff@contoso.com", "Expand", "staff@contoso.com", null],
      ["kim@fabrikam.com", "Relay", "kim@fabrikam.com", "Internet"],
      // Members come in the order of their GUIDs.
      ["staff@contoso.com", "Deliver", expect.stringMatching(/^(alice|bob)@/), expect.stringMatching(/^Mailbox Dat/)],
      ["staff@contoso.com", "Deliver", expect.stringMatching(/^(alice|bob)@/), expect.stringMatching(/^Mailbox Dat/)],
      ["nobody@contoso.com", "Fail", "nobody@contoso.com", null],
    ]);
    expect(output[0].Checks).toEqual([
      expect.stringMatching(/^alice@contoso\.com: 3 recipients of at most \d+ .*; 10240 bytes of at most \d+ /),
      expect.stringMatching(/^staff: authentication not required; 10240 bytes of at most /),
      expect.stringMatching(/^(alice|bob): /),
      expect.stringMatching(/^(alice|bob): /),
    ]);
    expect(output[1].Reasons).toEqual([
      "Send connector 'Internet' carries fabrikam.com by its address space * at cost 5.",
    ]);
    expect(flow.transport.queues.all().every((queue) => queue.items.size === 0)).toBe(true);
  });
});

describe("Resolve-DnsName", () => {
  test("shows records, and tells what is not there from what cannot be known now", async () => {
    const dns = {
      "contoso.net": { MX: ["10 mx.contoso.net"], A: ["192.0.2.1"], AAAA: ["2001:db8::1"], TXT: ["v=spf1 -all"] },
      "bad.example": "SERVFAIL" as const,
    };
    flow = await openFlow({ dns });
    const shown = async (Name: string, Type?: string) =>
      (await run(["Resolve-DnsName", { Name, ...(Type ? { Type } : {}) }])).output.map(
        (one) => `${one.Type} ${one.Data}`,
      );
    expect(await shown("contoso.net")).toEqual(["A 192.0.2.1", "AAAA 2001:db8::1"]);
    expect(await shown("contoso.net", "MX")).toEqual(["MX 10 mx.contoso.net"]);
    expect(await shown("contoso.net", "TXT")).toEqual(["TXT v=spf1 -all"]);
    const faults = [];
    for (const call of [{ Name: "none.example" }, { Name: "contoso.net", Type: "SRV" }, { Name: "bad.example" }]) {
      faults.push(...(await run(["Resolve-DnsName", call])).errors);
    }
    expect(faults).toEqual([
      "none.example: DNS name does not exist.",
      "contoso.net: there is no record of type SRV.",
      "bad.example can't be resolved now: 192.0.2.53: SERVFAIL",
    ]);
  });
});

describe("the rates of a queue", () => {
  const rates = async () =>
    (await run(["Get-Queue"])).output.map((queue) => [
      queue.NextHopDomain,
      queue.IncomingRate,
      queue.OutgoingRate,
      queue.Velocity,
    ]);

  test("count what came and what left, also at the categorizer, and are 0 a minute after", async () => {
    flow = await openFlow({ mailboxes: ["alice"] });
    const database = flow.org.snapshot().databases[0]!.Name;
    for (let count = 0; count < 30; count++) await flow.send({ to: "alice@contoso.com", subject: `${count}` });
    await flow.send({ to: ["nobody@contoso.com", "kim@fabrikam.example"], from: "" });
    await flow.calm();
    expect(await rates()).toEqual([
      ["Submission", 0.52, 0.52, 0],
      [database, 0.5, 0.5, 0],
      ["Unreachable Domain", 0.02, 0, -0.02],
    ]);
    await flow.world.clock.advance(61_000);
    expect(await rates()).toEqual([
      ["Submission", 0, 0, 0],
      [database, 0, 0, 0],
      ["Unreachable Domain", 0, 0, 0],
    ]);
  });

  test("what a restart finds in the queues has not come in", async () => {
    flow = await openFlow({ stopped: true });
    await flow.send({ to: "kim@fabrikam.example" });
    const { world, org, spool, mailboxes } = flow;
    const second = createTransport({ world, org, spool, mailboxes, folder: "/data" });
    await second.queues.load();
    const [submission] = second.queues.named("Submission");
    expect(second.queues.view(submission!)).toMatchObject({ MessageCount: 1, IncomingRate: 0, Velocity: 0 });
  });
});
