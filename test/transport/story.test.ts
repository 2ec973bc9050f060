// The story of a message (-Explain): each decision with its reasons, each attempt with the other side's very words.
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { joinList, splitList } from "../../src/transport/tracking/columns.ts";
import { decodeReasons, encodeReasons } from "../../src/transport/tracking/story.ts";
import { pipe } from "../command/harness.ts";
import { addConnector, addGroup, type Flow, openFlow } from "./flow.ts";
import { smtpServer } from "./smtpserver.ts";

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function opened(): Promise<Flow> {
  const dns = { "remote.example": { MX: ["10 mx.remote.example"] }, "mx.remote.example": { A: ["127.0.0.1"] } };
  const flow = await openFlow({ now: "2026-03-02T09:00:00Z", dns, mailboxes: ["alice", "bob"] });
  ends.push(() => flow.close());
  return flow;
}

/** The lines of the story without their times. */
async function story(flow: Flow, parameters: Readonly<Record<string, unknown>>): Promise<string[]> {
  const { org, transport } = flow;
  const call = [["Get-MessageTrackingLog", { ...parameters, Explain: true }]] as never;
  const told = await pipe(call, { world: flow.world, services: { org, transport } });
  expect(told.errors).toEqual([]);
  return (told.output as string[]).map((line) => line.replace(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} {2}/, "| "));
}

describe("-Explain", () => {
  test("tells reception, the plan with its reasons, and delivery", async () => {
    const flow = await opened();
    await addGroup(flow.org, "staff", ["alice", "bob"]);
    const { messageId } = await flow.send({ to: "staff@contoso.com", subject: "Lunch", authenticated: true });
    await flow.calm();
    const lines = await story(flow, { MessageId: messageId });
    expect(lines[0]).toMatch(
      /^Message <Lunch\..*@example\.net> "Lunch", \d+ B \(\d+ bytes\), from sender@example\.net$/,
    );
    expect(lines[1]).toBe(
      "| Received from client.example.net [192.0.2.9] by Receive connector 'EX1\\Default Frontend EX1' for staff@contoso.com.",
    );
    expect(lines[2]).toBe("| The categorizer decided:");
    expect(lines[3]).toMatch(
      /^ {4}staff@contoso\.com: .*staff is a group of 2\..*alice has its mailbox in Mailbox Database/,
    );
    expect(lines[4]).toBe("    Asked before, and passed:");
    expect(lines[5]).toMatch(
      /^ {6}sender@example\.net: 1 recipient of at most 500 \(the organization's MaxRecipientEnvelopeLimit\); \d+ bytes of at most \d+ \(the organization's MaxSendSize\)\.$/,
    );
    expect(lines.slice(6, 9).map((line) => line.replace(/\d+/g, "N"))).toEqual(
      expect.arrayContaining(
        ["staff", "alice", "bob"].map(
          (name) =>
            `      ${name}: authentication not required; N bytes of at most N (the organization's MaxReceiveSize); rejects nobody; accepts everybody; not moderated.`,
        ),
      ),
    );
    expect(lines.at(-1)).toMatch(
      /^\| Delivered to (alice@contoso\.com, bob|bob@contoso\.com, alice)@contoso\.com in Mailbox Database \d+\.$/,
    );
  });

  test("tells each attempt with the other side's words, the report, and what still waits", async () => {
    const flow = await opened();
    const server = await smtpServer({
      script: (command) =>
        command.startsWith("RCPT TO:<late")
          ? "451 4.7.1 Greylisted; come back later, \\o/"
          : command.startsWith("RCPT TO:<nobody")
            ? "550 5.1.1 No such user here; sorry"
            : undefined,
    });
    ends.push(() => server.close());
    await addConnector(flow.org, "Internet", { AddressSpaces: "*", Port: server.port });
    const { messageId, networkMessageId } = await flow.send({
      from: "alice@contoso.com",
      to: ["fine@remote.example", "late@remote.example", "nobody@remote.example"],
      authenticated: true,
    });
    await flow.until(async () => (await flow.inbox("alice")).length === 1);
    await flow.calm();
    const lines = await story(flow, { NetworkMessageId: networkMessageId });
    const text = lines.join("\n");
    expect(text).toContain("Send connector 'Internet' carries remote.example by its address space * at cost 1.");
    expect(text).toMatch(
      /\| Send connector 'Internet' sent it to mx\.remote\.example:\n {4}fine@remote\.example: "250 /,
    );
    expect(text).toMatch(/\| mx\.remote\.example refused it for nobody@remote\.example:\n/);
    expect(text).toMatch(/\| mx\.remote\.example put it off for late@remote\.example:\n/);
    expect(text).toContain('    late@remote.example: "451 4.7.1 Greylisted; come back later, \\o/"');
    expect(text).toContain('    nobody@remote.example: "550 5.1.1 No such user here; sorry"');
    expect(text).toMatch(/\| A report \(failed\) went to alice@contoso\.com: message <.*>\./);
    expect(lines.at(-1)).toMatch(
      /^Still in queue EX1\\\d+ \(Retry, next attempt 2026-03-02 .*\) for late@remote\.example: 451 4\.7\.1 Greylisted/,
    );
    expect(await story(flow, { MessageId: messageId.slice(1, -1) })).toEqual(lines);
    expect(await story(flow, { MessageId: "none@contoso.com" })).toEqual([]);
  });

  test("tells one story for each message that is found", async () => {
    const flow = await opened();
    await flow.send({ to: "alice@contoso.com", subject: "one" });
    await flow.send({ to: "nobody@contoso.com", subject: "two" });
    await flow.calm();
    const lines = await story(flow, { Sender: "sender@example.net" });
    expect(lines.filter((line) => line.startsWith("Message ")).map((line) => /"(.*)"/.exec(line)?.[1])).toEqual([
      "one",
      "two",
    ]);
    expect(lines.filter((line) => line === "")).toHaveLength(1);
    expect(lines.join("\n")).toMatch(
      /\| Failed for nobody@contoso\.com\.\n {4}nobody@contoso\.com: "550 5\.1\.10 RESOLVER\.ADR\.RecipientNotFound; /,
    );
  });
});

describe("columns with several values", () => {
  test("are read back as they were written, whatever is in them", () => {
    const texts = fc.array(fc.string({ unit: fc.constantFrom("a", ";", "\\", '"', ","), minLength: 1 }), {
      maxLength: 5,
    });
    fc.assert(
      fc.property(texts, (values) => {
        expect(splitList(joinList(values))).toEqual(values);
      }),
    );
  });

  test("reasons are bounded, and nothing else is taken for them", () => {
    const reasons = Array.from({ length: 5000 }, (_, number) => ({ address: "a@contoso.com", text: `step ${number}` }));
    const kept = decodeReasons(encodeReasons(reasons)).reasons;
    expect(encodeReasons(reasons).length).toBeLessThan(64 * 1024);
    expect(kept[0]).toEqual(reasons[0]);
    expect(kept.at(-1)!.text).toBe(`${5000 - kept.length + 1} more steps are not kept.`);
    for (const odd of ["", "S:x=y", "[", "[1,2]", '{"a":1}'])
      expect(decodeReasons(odd)).toEqual({ reasons: [], checks: [] });
  });
});
