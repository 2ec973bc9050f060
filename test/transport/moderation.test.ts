// Moderated recipients: who is asked, how they decide, what happens once, and what the sender hears.
import { afterEach, describe, expect, test } from "vitest";
import { DistributionGroup } from "../../src/org/classes/DistributionGroup.ts";
import { Mailbox } from "../../src/org/classes/Mailbox.ts";
import { Reference } from "../../src/org/reference.ts";
import { run, shown } from "./commands.ts";
import { addGroup, addMailboxes, type Flow, openFlow } from "./flow.ts";
import { box, type Case, group, planOf } from "./table.ts";

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

const rules = (more: object = {}) => ({
  moderation: { moderators: ["mod"], owners: [], bypass: [], notify: "Always", bypassNested: false, ...more } as const,
});

describe("a plan", () => {
  const people = { mod: box(), alice: box(), boss: box(), friend: box(), friends: group(["friend"]) };
  const held = "hold: all@contoso.com for mod@contoso.com";
  const through = ["alice@contoso.com", "boss@contoso.com"];
  const all = (more: object = {}) => ({ ...people, all: group(["alice", "boss"], rules(more)) });
  const from = (alias: string, authenticated = true) => ({ from: `${alias}@contoso.com`, subject: { authenticated } });
  const cases: readonly [string, Omit<Case, "name" | "to" | "plan">, readonly string[]][] = [
    ["a stranger waits", { directory: all() }, [held]],
    ["a colleague waits", { directory: all(), ...from("alice") }, [held]],
    ["a moderator does not", { directory: all(), ...from("mod") }, through],
    ["somebody who only says he is one waits", { directory: all(), ...from("mod", false) }, [held]],
    ["an owner does not", { directory: all({ owners: ["boss"] }), ...from("boss") }, through],
    ["who is on the bypass list does not", { directory: all({ bypass: ["friend"] }), ...from("friend") }, through],
    ["nor who is in a group on it", { directory: all({ bypass: ["friends"] }), ...from("friend") }, through],
    ["who is in none waits", { directory: all({ bypass: ["friends"] }), ...from("alice") }, [held]],
    ["what is made here does not wait", { directory: all(), subject: { system: true } }, through],
    ["nobody to ask", { directory: all({ moderators: ["gone"] }) }, ["fail 5.7.1: all@contoso.com"]],
  ];
  test.each(cases)("%s", async (_, one, expected) => {
    const plan = await planOf({ name: "", to: ["all@contoso.com"], plan: [], ...one });
    const told = [
      ...plan.held.map(
        ({ recipient, moderation }) =>
          `hold: ${recipient.address} for ${moderation.moderators.map((who) => who.address).join(" ")}`,
      ),
      ...plan.items.flatMap((item) => item.recipients.map((recipient) => recipient.address)),
      ...plan.failed.map(({ recipient, response }) => `fail ${response.split(" ")[1]}: ${recipient.address}`),
    ];
    expect(told).toEqual(expected);
  });

  test("asks for each moderated recipient, and lets the others go on", async () => {
    const directory = { ...people, one: box(rules()), two: group(["boss"], rules()) };
    const to = ["one@contoso.com", "two@contoso.com", "alice@contoso.com"];
    const plan = await planOf({ name: "", directory, to, plan: [] });
    expect(plan.held.map((one) => one.recipient.address)).toEqual(["one@contoso.com", "two@contoso.com"]);
    expect(plan.items.flatMap((item) => item.recipients.map((one) => one.address))).toEqual(["alice@contoso.com"]);
  });

  test.each([
    [false, ["inner"]],
    [true, []],
  ])("asks again for a group inside, unless the outer approval holds for it (%s)", async (bypassNested, asked) => {
    const directory = {
      ...people,
      outer: group(["inner", "boss"], rules({ bypassNested })),
      inner: group(["alice"], rules()),
    };
    const to = [{ address: "outer@contoso.com", progress: { approved: ["outer"] } }];
    const plan = await planOf({ name: "", directory, to, plan: [] });
    expect(plan.held.map((one) => one.moderation.name)).toEqual(asked);
  });
});

/** A house with a moderated group "all" of alice and boss; mod decides. */
async function house(more: Readonly<Record<string, unknown>> = {}): Promise<Flow> {
  const flow = await openFlow({ mailboxes: ["alice", "boss", "mod", "zoe"] });
  ends.push(() => flow.close());
  await addMailboxes(flow.org, ["arbiter"], { RecipientTypeDetails: "ArbitrationMailbox" });
  const arbiter = Reference.to((await flow.org.resolve("arbiter@contoso.com"))!);
  await flow.org.change((tx) => tx.set(tx.snapshot().organization, { DefaultArbitrationMailbox: arbiter }));
  const moderator = Reference.to((await flow.org.resolve("mod@contoso.com"))!);
  await addGroup(flow.org, "all", ["alice", "boss"], { ModerationEnabled: true, ModeratedBy: [moderator], ...more });
  return flow;
}

async function ask(flow: Flow, letter: object = {}): Promise<string> {
  await flow.send({ from: "zoe@contoso.com", to: "all@contoso.com", subject: "News", authenticated: true, ...letter });
  await flow.calm();
  const requests = await flow.inbox("mod");
  return requests.length === 0 ? "" : flow.text(requests[requests.length - 1]!);
}

const tokenIn = (request: string) => /^Message-ID: <approval\.([0-9a-f]{32})@/m.exec(request)![1]!;

/** What mod answers. */
async function answer(flow: Flow, content: string, letter: object = {}): Promise<void> {
  await flow.send({ from: "mod@contoso.com", to: "arbiter@contoso.com", authenticated: true, content, ...letter });
  await flow.calm();
}

const inboxes = async (flow: Flow, ...aliases: string[]) =>
  Promise.all(aliases.map(async (alias) => (await flow.inbox(alias)).map((message) => message.subject).join("|")));

describe("a moderated group", () => {
  test("holds the message, asks its moderators with the message, and shows what waits", async () => {
    const flow = await house();
    const request = await ask(flow);
    expect(request).toMatch(/^Subject: Approval requested: News\r$/m);
    expect(request).toMatch(/^From: Message Approval <arbiter@contoso\.com>\r$/m);
    expect(request).toMatch(/Content-Type: message\/rfc822\r\n\r\n[\s\S]*Subject: News\r\n/);
    expect(await inboxes(flow, "alice", "boss", "zoe")).toEqual(["", "", ""]);
    const [waiting] = (await run(flow, ["Get-ModeratedMessage"])).output;
    expect(waiting).toMatchObject({ FromAddress: "zoe@contoso.com", Recipient: "all@contoso.com", Subject: "News" });
    expect(waiting.Moderators).toEqual(["mod@contoso.com"]);
    expect(waiting.ExpirationTime.milliseconds - waiting.HeldSince.milliseconds).toBe(5 * 86_400_000);
    expect(await shown(flow, "Get-Queue", {}, "Identity")).not.toContain("EX1\\Moderation");
    expect(await shown(flow, "Get-Message", {}, "Subject")).toEqual([]);
  });

  const answers: readonly [string, (token: string) => string][] = [
    ["the token in the subject", (token) => `Subject: Approve: [${token}]\r\n\r\n`],
    ["an answer", (token) => `Subject: Approve: Approval requested\r\nIn-Reply-To: <approval.${token}@ex1>\r\n\r\n`],
    [
      "an answer to an answer",
      (token) => `Subject: AW: Re: approve\r\nReferences: <a@b> <approval.${token}@x>\r\n\r\n`,
    ],
  ];
  test.each(answers)("lets it go on when a moderator approves by %s, once", async (_, content) => {
    const flow = await house();
    const token = tokenIn(await ask(flow));
    await answer(flow, content(token));
    expect(await inboxes(flow, "alice", "boss", "zoe")).toEqual(["News", "News", ""]);
    expect((await run(flow, ["Get-ModeratedMessage"])).output).toEqual([]);
    await answer(flow, content(token));
    expect(await inboxes(flow, "alice", "boss", "zoe")).toEqual(["News", "News", ""]);
    const report = (await flow.inbox("mod")).find((one) => one.subject.startsWith("Undeliverable"));
    expect(await flow.text(report!)).toMatch(/550 5\.7\.1 APPROVAL\.NotFound; the message has been decided already/);
  });

  const refused: readonly [string, (token: string) => string, object, RegExp | undefined][] = [
    ["without a word", (token) => `Subject: Re: [${token}]\r\n\r\n`, {}, /APPROVAL\.NoDecision/],
    ["without the token", () => "Subject: Approve: please\r\n\r\n", {}, /APPROVAL\.NotFound/],
    ["with a wrong token", () => `Subject: Approve: [${"0".repeat(32)}]\r\n\r\n`, {}, /APPROVAL\.NotFound/],
    ["from one who is no moderator", approved, { from: "zoe@contoso.com" }, /APPROVAL\.NotModerator/],
    ["from one who only says he is one", approved, { authenticated: false }, undefined],
    ["with a word that only begins so", (token) => `Subject: Approved? [${token}]\r\n\r\n`, {}, /APPROVAL\.NoDecision/],
  ];
  function approved(token: string) {
    return `Subject: Approve: [${token}]\r\n\r\n`;
  }
  test.each(refused)("takes no decision %s", async (_, content, letter, told) => {
    const flow = await house();
    const token = tokenIn(await ask(flow));
    const { from = "mod@contoso.com" } = letter as { from?: string };
    await answer(flow, content(token), letter);
    expect(await inboxes(flow, "alice", "boss")).toEqual(["", ""]);
    expect((await run(flow, ["Get-ModeratedMessage"])).output).toHaveLength(1);
    const reports = (await flow.inbox(from.split("@")[0]!)).filter((one) => one.subject.startsWith("Undeliverable"));
    expect(reports).toHaveLength(told ? 1 : 0);
    if (told) expect(await flow.text(reports[0]!)).toMatch(told);
  });

  test.each([
    ["Always", true, "Rejected: News"],
    ["Always", false, "Rejected: News"],
    ["Internal", true, "Rejected: News"],
    ["Internal", false, ""],
    ["Never", true, ""],
  ])("tells a sender of its rejection: %s, inside %s", async (notify, authenticated, told) => {
    const flow = await house({ SendModerationNotifications: notify });
    const token = tokenIn(await ask(flow, { authenticated }));
    await answer(flow, `Subject: Reject: [${token}]\r\n\r\n`);
    expect(await inboxes(flow, "alice", "boss", "zoe")).toEqual(["", "", told]);
  });

  test("keeps what waits over a restart, and ends it after five days to the second", async () => {
    const flow = await house();
    await ask(flow);
    await flow.close();
    ends.pop();
    const again = await openFlow({ world: flow.world });
    ends.push(() => again.close());
    const [waiting] = (await run(again, ["Get-ModeratedMessage"])).output;
    const left = waiting.ExpirationTime.milliseconds - again.world.clock.now();
    await again.world.clock.advance(left - 1);
    await again.calm();
    expect(await inboxes(again, "zoe")).toEqual([""]);
    await again.world.clock.advance(1);
    await again.until(async () => (await again.inbox("zoe")).length > 0);
    expect(await inboxes(again, "alice", "zoe")).toEqual(["", "Expired: News"]);
    expect((await run(again, ["Get-ModeratedMessage"])).output).toEqual([]);
  });

  test("counts the times of a message from its approval on", async () => {
    const flow = await house();
    await ask(flow);
    await flow.world.clock.advance(4 * 86_400_000);
    const [waiting] = (await run(flow, ["Get-ModeratedMessage"])).output;
    await run(flow, ["Approve-ModeratedMessage", { Identity: waiting.Identity }]);
    await flow.calm();
    expect(await inboxes(flow, "alice", "boss", "zoe")).toEqual(["News", "News", ""]);
  });

  test("is decided by administrators, too, with a comment, and not twice", async () => {
    const flow = await house();
    await ask(flow);
    const [{ Identity }] = (await run(flow, ["Get-ModeratedMessage"])).output;
    await run(flow, ["Deny-ModeratedMessage", { Identity, Comment: "Not for everybody.", Confirm: false }]);
    await flow.calm();
    const [notice] = await flow.inbox("zoe");
    expect(await flow.text(notice!)).toContain("Not for everybody.");
    const { errors } = await run(flow, ["Approve-ModeratedMessage", { Identity }]);
    expect(errors[0]).toMatch(/^No message '.*' waits for approval/);
  });

  describe("withdraws what still waits for a moderator in a queue", () => {
    const waits = async (flow: Flow) => {
      const [database] = flow.org.snapshot().databases;
      const Identity = database!.Name;
      await run(flow, ["Dismount-Database", { Identity, Confirm: false }]);
      await ask(flow);
      expect(await shown(flow, "Get-Message", {}, "Subject")).toEqual(["Approval requested: News"]);
      return () => run(flow, ["Mount-Database", { Identity }]);
    };
    const dropped = (flow: Flow) =>
      shown(flow, "Get-MessageTrackingLog", { EventId: "DROP" }, "Source", "Recipients", "MessageSubject");

    const decide = (word: string) => (flow: Flow) =>
      run(flow, ["Get-ModeratedMessage"], [`${word}-ModeratedMessage`, { Confirm: false }]);

    test.each([
      ["approves", decide("Approve")],
      ["rejects", decide("Deny")],
      [
        "approves while the request is suspended",
        async (flow: Flow) => {
          await run(flow, ["Get-Message"], ["Suspend-Message", { Confirm: false }]);
          return decide("Approve")(flow);
        },
      ],
    ])("when somebody else %s", async (_, decided) => {
      const flow = await house();
      const mount = await waits(flow);
      expect((await decided(flow)).errors).toEqual([]);
      await flow.calm();
      expect(await dropped(flow)).toEqual(["APPROVAL mod@contoso.com Approval requested: News"]);
      await mount();
      await flow.calm();
      expect(await inboxes(flow, "mod")).toEqual([""]);
      expect(await shown(flow, "Get-Message", {}, "Subject")).toEqual([]);
    });

    test("unless that cannot be written", async () => {
      const flow = await house();
      const mount = await waits(flow);
      const { commit } = flow.spool;
      Object.assign(flow.spool, {
        commit: (change: Parameters<typeof commit>[0]) =>
          change.deletes?.length && !change.puts?.length
            ? Promise.reject(new Error("The disk is full."))
            : commit.call(flow.spool, change),
      });
      await decide("Approve")(flow);
      await flow.until(() => flow.log.length > 0);
      Object.assign(flow.spool, { commit });
      expect(flow.log).toEqual(["A request for approval could not be withdrawn: The disk is full."]);
      expect(await dropped(flow)).toEqual([]);
      await mount();
      await flow.calm();
      expect(await inboxes(flow, "mod", "boss")).toEqual(["Approval requested: News", "News"]);
    });
  });

  test("never brings a mailbox the message a second time", async () => {
    const flow = await house();
    const token = tokenIn(await ask(flow, { to: ["alice@contoso.com", "all@contoso.com"] }));
    expect(await inboxes(flow, "alice", "boss")).toEqual(["News", ""]);
    await answer(flow, `Subject: Approve: [${token}]\r\n\r\n`);
    expect(await inboxes(flow, "alice", "boss")).toEqual(["News", "News"]);
  });
});

test("a moderated mailbox waits likewise; its settings are those of the cmdlets", async () => {
  const flow = await openFlow({ mailboxes: ["alice", "mod", "zoe"] });
  ends.push(() => flow.close());
  for (const [cls, name] of [
    [Mailbox, "ModeratedBy"],
    [DistributionGroup, "BypassNestedModerationEnabled"],
  ] as const)
    expect(Object.keys(cls.properties)).toContain(name);
  await run(flow, ["Set-Mailbox", { Identity: "alice", ModerationEnabled: true, ModeratedBy: "mod" }]);
  await ask(flow, { to: "alice@contoso.com" });
  expect(await inboxes(flow, "alice", "mod")).toEqual(["", "Approval requested: News"]);
});
