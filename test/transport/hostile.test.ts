// Hostile mail in a whole flow: what strangers put into addresses and messages must not hold up or lose the mail of others.
import { afterEach, expect, test } from "vitest";
import { addConnector, type Flow, type FlowOptions, openFlow } from "./flow.ts";
import { type SmtpServer, type SmtpServerOptions, smtpServer } from "./smtpserver.ts";

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function peer(options: SmtpServerOptions = {}): Promise<SmtpServer> {
  const server = await smtpServer(options);
  ends.push(() => server.close());
  return server;
}

async function flowTo(server: SmtpServer, options: FlowOptions = {}): Promise<Flow> {
  const dns = { "remote.example": { MX: ["10 mx.remote.example"] }, "mx.remote.example": { A: ["127.0.0.1"] } };
  const flow = await openFlow({ dns, mailboxes: ["alice"], ...options });
  ends.push(() => flow.close());
  await addConnector(flow.org, "Internet", { AddressSpaces: "*", Port: server.port });
  return flow;
}

const outgoing = { from: "alice@contoso.com", to: "bob@remote.example", authenticated: true } as const;

const left = (flow: Flow) => flow.transport.queues.all().reduce((sum, queue) => sum + queue.items.size, 0);

test.each([
  ["recipient", { ...outgoing, to: ['"a>b"@remote.example', "carol@remote.example"] }],
  ["sender", { ...outgoing, from: '"a<b"@example.net' }],
])("an angle bracket in the quoted local part of a %s does not hold up the mail behind it", async (_, letter) => {
  const server = await peer();
  const flow = await flowTo(server);
  const [submission] = flow.transport.queues.named("Submission");
  await flow.transport.queues.suspend(submission!);
  await flow.send({ ...letter, subject: "odd" });
  await flow.send({ ...outgoing, subject: "behind" });
  await flow.transport.queues.resume(submission!);
  await flow.calm();
  expect(server.taken.map(({ to }) => to).sort()).toEqual(
    [["bob@remote.example"], ...(letter.from === outgoing.from ? [["carol@remote.example"]] : [])].sort(),
  );
  if (letter.from !== outgoing.from) return;
  const report = await flow.text((await flow.inbox("alice"))[0]!);
  expect(report).toMatch(/^Final-Recipient: rfc822;"a>b"@remote\.example\r\nAction: failed\r\nStatus: 5\.1\.3\r$/m);
  expect(left(flow)).toBe(0);
});

const line = "\r\nRCPT TO:<evil@remote.example>\r\n";
test.each<[string, object]>([
  ["a recipient", { to: `bob@remote.example>${line}` }],
  ["a quoted local part", { to: `"bob${line}"@remote.example` }],
  ["ENVID", { envelope: { envid: `x${line}` } }],
  ["RET", { envelope: { ret: `FULL${line}` } }],
  ["ORCPT", { to: [{ address: "bob@remote.example", original: `rfc822;bob${line}` }] }],
  ["NOTIFY", { to: [{ address: "bob@remote.example", notify: [`failure${line}`] }] }],
])("a line end in %s, wherever it came from, is no line of ours", async (_, letter) => {
  const server = await peer({ extensions: ["PIPELINING", "DSN", "8BITMIME", "SMTPUTF8"] });
  const flow = await flowTo(server);
  await flow.send({ ...outgoing, ...letter } as never);
  await flow.calm();
  expect(server.commands.flat().filter((command) => /^RCPT TO:<evil/i.test(command))).toEqual([]);
  expect(server.taken.flatMap(({ to }) => to)).not.toContain("evil@remote.example");
  expect(flow.log).toEqual([]);
});

test("a sender too long for a header line gets his mail delivered, and reports of what was not", async () => {
  const flow = await flowTo(await peer());
  const from = `${"a".repeat(1100)}@example.net`;
  const content = "Subject: x\r\n\r\nText\r\n";
  await flow.send({ from, to: "alice@contoso.com", content });
  await flow.send({ from: `alice+${"a".repeat(1100)}@contoso.com`, to: "nobody@contoso.com", content });
  await flow.calm();
  expect(flow.log).toEqual([]);
  expect(await flow.inbox("alice")).toHaveLength(1);
});

test("a disk that cannot be read for a moment puts mail off, and tells nobody outside its paths", async () => {
  const server = await peer();
  const flow = await flowTo(server);
  const [submission] = flow.transport.queues.named("Submission");
  await flow.transport.queues.suspend(submission!);
  await flow.send(outgoing);
  for (const item of submission!.items) item.mail.release?.();
  const body = flow.spool.body.bind(flow.spool);
  const failure = Object.assign(new Error("EMFILE: too many open files, open '/data/mail/1.log'"), { code: "EMFILE" });
  flow.spool.body = () => Promise.reject(failure);
  await flow.transport.queues.resume(submission!);
  await flow.calm();
  expect(await flow.inbox("alice")).toEqual([]);
  expect(left(flow)).toBe(1);
  flow.spool.body = body;
  await flow.world.clock.advance(15 * 60_000);
  await flow.until(() => server.taken.length === 1);
  await flow.calm();
  expect(left(flow)).toBe(0);
});

test("a message whose time is over ends once the disk lets it, without being tried all the time", async () => {
  const flow = await flowTo(await peer());
  const [submission] = flow.transport.queues.named("Submission");
  await flow.transport.queues.suspend(submission!);
  await flow.send({ ...outgoing, to: "nobody@contoso.com" });
  await flow.world.clock.advance(47 * 3_600_000);
  const commit = flow.spool.commit.bind(flow.spool);
  let tries = 0;
  flow.spool.commit = (change) => {
    if (++tries > 100) return commit(change);
    return Promise.reject(Object.assign(new Error("the disk refuses"), { code: "EIO" }));
  };
  await flow.world.clock.advance(3_600_000);
  await flow.until(() => tries > 0 && [...submission!.items].every((item) => item.state !== "Active"));
  await flow.world.clock.advance(30_000);
  expect(tries).toBeLessThan(5);
  flow.spool.commit = commit;
  await flow.world.clock.advance(60_000);
  await flow.until(() => !submission!.items.size || [...submission!.items].every((item) => item.sender === ""));
});
