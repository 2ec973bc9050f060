// The law of ends: whatever other servers answer, each accepted recipient is delivered, relayed, reported or waiting, once.
import fc from "fast-check";
import { expect, test } from "vitest";
import { TransportService } from "../../src/org/classes/TransportService.ts";
import { addConnector, openFlow } from "./flow.ts";
import { smtpServer } from "./smtpserver.ts";

/** What the peer does to a recipient, or to the message as a whole. */
const fates = ["take", "take", "refuse", "later"] as const;
const dataFates = ["take", "take", "take", "refuse", "later", "close"] as const;

test("each recipient has exactly one end", async () => {
  const seen = { relayed: 0, reported: 0, waiting: 0, delivered: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          local: fc.array(fc.constantFrom("alice", "bob", "nobody"), { maxLength: 2 }),
          remote: fc.array(fc.constantFrom(...fates), { maxLength: 4 }),
          data: fc.constantFrom(...dataFates),
        }),
        { minLength: 1, maxLength: 12 },
      ),
      fc.nat(40),
      async (letters, minutes) => {
        const server = await smtpServer();
        const answers = { take: undefined, refuse: "550 5.7.1 No", later: "451 4.3.0 Later", close: "close" } as const;
        let data: (typeof dataFates)[number] = "take";
        server.script = (command) => {
          const address = /^RCPT TO:<r\d+-\d+-(\w+)-(\w+)@/.exec(command);
          if (address) {
            data = address[2] as typeof data;
            return answers[address[1] as keyof typeof answers];
          }
          return command === "." ? answers[data] : undefined;
        };
        const dns = { "remote.example": { A: ["127.0.0.1"] } };
        const flow = await openFlow({ dns, mailboxes: ["alice", "bob", "sender"] });
        await addConnector(flow.org, "Out", { AddressSpaces: "*", Port: server.port });
        const accepted: string[] = [];
        await Promise.all(
          letters.map(async ({ local, remote, data: whole }, number) => {
            const to = [
              ...new Set(
                local.map((name) => (name === "nobody" ? `nobody${number}@contoso.com` : `${name}@contoso.com`)),
              ),
              ...remote.map((fate, at) => `r${number}-${at}-${fate}-${whole}@remote.example`),
            ];
            if (to.length === 0) return;
            await flow.send({ from: "sender@contoso.com", to, subject: `s${number}`, authenticated: true });
            accepted.push(...to.map((address) => `s${number} ${address}`));
          }),
        );
        await flow.calm();
        for (let minute = 0; minute < minutes; minute++) {
          // Sockets live in real time: what a minute sets off must end before the next, or our time limits cut it off.
          await flow.world.clock.advance(60_000);
          await flow.calm();
        }

        const ends: string[] = [];
        const subjectOf = (text: string) => /^Subject: (s\d+)\r$/m.exec(text)?.[1];
        for (const { to, data: text } of server.taken) {
          seen.relayed += to.length;
          for (const address of to) ends.push(`${subjectOf(text)} ${address}`);
        }
        for (const alias of ["alice", "bob"]) {
          for (const message of await flow.inbox(alias)) ends.push(`${message.subject} ${alias}@contoso.com`);
        }
        seen.delivered += ends.length;
        for (const report of await flow.inbox("sender")) {
          const text = await flow.text(report);
          const subject = report.subject.replace("Undeliverable: ", "");
          for (const [, address] of text.matchAll(/^Final-Recipient: rfc822;(.*)\r$/gm)) {
            seen.reported++;
            ends.push(`${subject} ${address}`);
          }
        }
        for (const queue of flow.transport.queues.all()) {
          for (const item of queue.items) {
            for (const { address } of item.recipients) {
              seen.waiting++;
              ends.push(`${item.mail.record.subject} ${address}`);
            }
          }
        }
        expect(ends.sort()).toEqual(accepted.sort());
        expect(flow.log).toEqual([]);
        await flow.close();
        await server.close();
      },
    ),
    { numRuns: 40, endOnFailure: true },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(0);
}, 120_000);

test("a message in flight is not given up at its last moment, but judged by its answer", async () => {
  const server = await smtpServer({ script: (command) => (command === "." ? "silence" : undefined) });
  const dns = { "remote.example": { A: ["127.0.0.1"] } };
  const flow = await openFlow({ dns, mailboxes: ["alice"] });
  await addConnector(flow.org, "Out", { AddressSpaces: "*", Port: server.port });
  await flow.org.change(async (tx) => {
    const span = TransportService.properties.MessageExpirationTimeout.type;
    await tx.set(tx.snapshot().transportService, {
      MessageExpirationTimeout: span.convert("00:00:10"),
      DelayNotificationTimeout: span.convert("00:00:05"),
    });
  });
  await flow.send({ from: "alice@contoso.com", to: "bob@remote.example", authenticated: true });
  await flow.until(() => server.commands[0]?.includes("DATA") ?? false);
  await flow.world.clock.advance(60_000);
  expect(await flow.inbox("alice")).toEqual([]);
  server.answerAll("250 2.0.0 Taken at last");
  await flow.calm();
  expect(await flow.inbox("alice")).toEqual([]);
  expect(flow.transport.queues.all().reduce((sum, queue) => sum + queue.items.size, 0)).toBe(0);
  await flow.close();
  await server.close();
});
