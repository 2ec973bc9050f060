// Databases that are not mounted: their mail waits with Exchange's words, and arrives when they are mounted again.
import { afterEach, expect, test } from "vitest";
import { MailboxDatabase } from "../../src/org/classes/MailboxDatabase.ts";
import { run } from "./commands.ts";
import { type Flow, openFlow } from "./flow.ts";

let flow: Flow;
afterEach(() => flow.close());

const name = () => flow.org.snapshot().databases[0]!.Name;
const queue = async () => (await run(flow, ["Get-Queue", { Filter: `NextHopDomain -eq '${name()}'` }])).output[0];

test("mail for a dismounted database waits in its queue, and is delivered once it is mounted", async () => {
  flow = await openFlow({ mailboxes: ["alice"] });
  await run(flow, ["Dismount-Database", { Identity: name(), Confirm: false }]);
  await flow.send({ to: "alice@contoso.com", subject: "early" });
  await flow.calm();
  expect(await flow.inbox("alice")).toEqual([]);
  expect(await queue()).toMatchObject({
    Status: "Retry",
    MessageCount: 1,
    RetryCount: 1,
    LastError: "432 4.3.2 STOREDRV; mailbox database is offline",
  });
  await flow.world.clock.advance(60_000);
  await flow.calm();
  expect(await queue()).toMatchObject({ Status: "Retry", RetryCount: 2 });
  await run(flow, ["Mount-Database", { Identity: name() }]);
  await flow.calm();
  expect((await flow.inbox("alice")).map((message) => message.subject)).toEqual(["early"]);
  expect(await queue()).toMatchObject({ Status: "Ready", MessageCount: 0, RetryCount: 0 });
});

test("a retry that comes by itself delivers, too, and a start of the services mounts what MountAtStartup says", async () => {
  flow = await openFlow({ mailboxes: ["alice"] });
  await run(flow, ["Dismount-Database", { Identity: name(), Confirm: false }]);
  await flow.send({ to: "alice@contoso.com" });
  await flow.calm();
  await flow.transport.stop();
  await flow.transport.start();
  await flow.world.clock.advance(60_000);
  await flow.calm();
  expect(await flow.inbox("alice")).toHaveLength(1);
  await run(flow, ["Set-MailboxDatabase", { Identity: name(), MountAtStartup: false }]);
  await flow.transport.stop();
  await flow.transport.start();
  expect((await flow.org.find(MailboxDatabase, name())).IsMounted).toBe(false);
});
