// Several messages for one server: attempts are written before them, together where many wait, and each has its own end.
import { afterEach, expect, test } from "vitest";
import { addConnector, type Flow, openFlow } from "./flow.ts";
import { type SmtpServer, smtpServer } from "./smtpserver.ts";

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function peer(script: SmtpServer["script"]): Promise<SmtpServer> {
  const server = await smtpServer({ script });
  ends.push(() => server.close());
  return server;
}

/** Sends them so that they are in the queue together. */
async function sendTo({ port }: SmtpServer, messages: number): Promise<Flow> {
  const dns = { "remote.example": { MX: ["10 mx.remote.example"] }, "mx.remote.example": { A: ["127.0.0.1"] } };
  const flow = await openFlow({ dns, mailboxes: ["alice"] });
  ends.push(() => flow.close());
  await addConnector(flow.org, "Internet", { AddressSpaces: "*", Port: port });
  const [submission] = flow.transport.queues.named("Submission");
  await flow.transport.queues.suspend(submission!);
  for (let number = 1; number <= messages; number++)
    await flow.send({
      from: "alice@contoso.com",
      to: "bob@remote.example",
      authenticated: true,
      subject: `number ${number}`,
    });
  await flow.transport.queues.resume(submission!);
  return flow;
}

const itemsOf = (flow: Flow) => [
  ...(flow.transport.queues.all().find(({ hop }) => hop.domain === "remote.example")?.items ?? []),
];
const subjects = ({ taken }: SmtpServer) => new Set(taken.map(({ data }) => /^Subject: (.*)\r$/m.exec(data)![1]));

test("a server that forgets to answer a message gets no other meanwhile, whose answers would count for it", async () => {
  let forgotten = 0;
  const server = await peer((command) => (command === "." && forgotten++ === 0 ? "silence" : undefined));
  const flow = await sendTo(server, 2);
  await flow.until(() => forgotten === 1);
  const retry = () => itemsOf(flow)[0]?.queue.retry !== undefined;
  for (let minute = 0; minute < 30 && !retry(); minute++) await flow.world.clock.advance(60_000);
  await flow.until(retry);
  await flow.world.clock.advance(60_000);
  await flow.until(() => server.taken.length === 2);
  expect(server.commands[0]!.filter((line) => line.startsWith("MAIL"))).toHaveLength(1);
  expect(subjects(server).size).toBe(2);
});

test("of a long queue attempts are written together, and what was not tried is given back and goes with others", async () => {
  const answers: number[] = [];
  const server = await peer((command, session) => {
    if (command !== ".") return undefined;
    answers[session] = (answers[session] ?? 0) + 1;
    return answers[session] === 3 ? "421 4.3.2 Enough" : undefined;
  });
  const flow = await sendTo(server, 150);
  await flow.until(() => server.taken.length === 100);
  await flow.until(() => itemsOf(flow).every((item) => item.state === "Retry"));
  const waiting = itemsOf(flow);
  expect(waiting).toHaveLength(50);
  expect(new Set(waiting.map(({ attempts, error }) => `${attempts} ${error}`))).toEqual(
    new Set(["1 421 4.3.2 Enough"]),
  );
  expect(subjects(server).size).toBe(100);
  server.script = () => undefined;
  await flow.world.clock.advance(15 * 60_000);
  await flow.until(() => itemsOf(flow).length === 0);
  expect(subjects(server).size).toBe(150);
  expect(server.taken).toHaveLength(150);
});
