// Redirect-Message: what waits goes to another server, whatever happens on the way there.
import { afterEach, describe, expect, test } from "vitest";
import { type TestWorld, testWorld } from "../world/world.ts";
import { run, shown } from "./commands.ts";
import { addConnector, addMailboxes, type Flow, openFlow } from "./flow.ts";
import { type SmtpServer, smtpServer } from "./smtpserver.ts";

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A world where every host listens at a server of ours. */
function worldWith(server: SmtpServer): TestWorld {
  const dns = {
    "remote.example": "SERVFAIL" as const,
    "ex2.contoso.com": { A: ["127.0.0.1"] },
    "ex3.contoso.com": { A: ["127.0.0.2"] },
  };
  const world = testWorld({ dns });
  const { connect } = world.net;
  const net = {
    ...world.net,
    connect: (to: Parameters<typeof connect>[0], ms: number) => connect({ ...to, port: server.port }, ms),
  };
  return { ...world, net };
}

/** Three messages wait for a domain that cannot be found; one of them is suspended. */
async function waiting(server: SmtpServer): Promise<{ flow: Flow; world: TestWorld }> {
  const world = worldWith(server);
  const flow = await openFlow({ world });
  await addMailboxes(flow.org, ["alice"]);
  await addConnector(flow.org, "Internet", { AddressSpaces: "*" });
  for (const subject of ["one", "two", "held"]) {
    await flow.send({ from: "alice@contoso.com", to: "bob@remote.example", subject, authenticated: true });
  }
  await flow.calm();
  await run(flow, ["Suspend-Message", { Filter: "Subject -eq 'held'" }]);
  return { flow, world };
}

const redirect = (flow: Flow, Target: string | readonly string[]) =>
  run(flow, ["Redirect-Message", { Server: "EX1", Target, Confirm: false }]);

const subjects = (server: SmtpServer) =>
  server.taken.map((mail) => /^Subject: (.*)$/m.exec(mail.data)?.[1]?.trim()).sort();

describe("Redirect-Message", () => {
  test("sends what waits to the target, and leaves what is suspended", async () => {
    const server = await smtpServer();
    ends.push(() => server.close());
    const { flow } = await waiting(server);
    ends.push(() => flow.close());
    expect((await redirect(flow, "EX2.contoso.com")).errors).toEqual([]);
    await flow.calm();
    expect(subjects(server)).toEqual(["one", "two"]);
    expect(await shown(flow, "Get-Message", {}, "Subject", "Status")).toEqual(["held Suspended"]);
    const events = await shown(
      flow,
      "Get-MessageTrackingLog",
      { MessageSubject: "one" },
      "EventId",
      "Source",
      "SourceContext",
      "ConnectorId",
    );
    expect(events.slice(-2)).toEqual([
      "REDIRECT ADMIN ex2.contoso.com ",
      "SEND SMTP  Intra-Organization SMTP Send Connector",
    ]);
    const story = (await run(flow, ["Get-MessageTrackingLog", { MessageSubject: "one", Explain: true }])).output;
    expect(story.at(-3)).toMatch(
      /An administrator redirected it to the server ex2\.contoso\.com, for bob@remote\.example\.$/,
    );
  });

  test("goes on after a restart, and waits while the target does not answer", async () => {
    let up = false;
    const server = await smtpServer({
      script: (command) => (up || !/^EHLO|^HELO/.test(command) ? undefined : "421 4.3.2 Not yet"),
    });
    ends.push(() => server.close());
    const { flow, world } = await waiting(server);
    await redirect(flow, ["ex2.contoso.com", "ex3.contoso.com"]);
    await flow.calm();
    const queue = ["DeliveryType", "NextHopDomain", "MessageCount", "Status", "NextHopCategory"];
    const expected = "SmtpRelayToServers ex2.contoso.com,ex3.contoso.com 2 Retry Internal";
    expect(await shown(flow, "Get-Queue", { Include: "SmtpRelayToServers" }, ...queue)).toEqual([expected]);
    await flow.close();
    up = true;
    const again = await openFlow({ world });
    ends.push(() => again.close());
    await again.world.clock.advance(120_000);
    await again.calm();
    expect(subjects(server)).toEqual(["one", "two"]);
  });

  test("refuses this server itself, names that nobody knows, and other servers' queues", async () => {
    const server = await smtpServer();
    ends.push(() => server.close());
    const { flow } = await waiting(server);
    ends.push(() => flow.close());
    const own = flow.org.snapshot().server.Fqdn;
    expect((await redirect(flow, own)).errors).toEqual([
      `Messages can't be redirected to '${own}': it is this server.`,
    ]);
    const [unknown] = (await redirect(flow, ["ex2.contoso.com", "none.contoso.com"])).errors;
    expect(unknown).toMatch(
      /^Messages can't be redirected to 'none\.contoso\.com': 451 4\.4\.0 .*Name another server by its FQDN\.$/,
    );
    const foreign = await run(flow, ["Redirect-Message", { Server: "EX9", Target: "ex2.contoso.com", Confirm: false }]);
    expect(foreign.errors).toEqual(["The server 'EX9' isn't part of this organization; its server is 'EX1'."]);
    await flow.calm();
    expect(server.taken).toEqual([]);
    expect(await shown(flow, "Get-Queue", { Filter: "MessageCount -gt 0" }, "NextHopDomain", "MessageCount")).toEqual([
      "remote.example 3",
    ]);
  });
});
