// The sample organization that examples and the guide are tried in: contoso.com with alice, bob and carol, a message in
// the mailbox of alice and one that waits for a partner who does not answer. Nothing leaves the machine: names come from
// a table, and connections go to loopback alone.
import { cpSync, existsSync } from "node:fs";
import { createTransport } from "nodemailer";
import { expect, vi } from "vitest";
import type { Question } from "../src/command/context.ts";
import { createRegistry } from "../src/command/registry.ts";
import type { Conversation, Ending } from "../src/host/conversation.ts";
import { folderAt } from "../src/host/folder.ts";
import { type House, openLink } from "../src/host/house.ts";
import { noLog } from "../src/host/log.ts";
import { addSampleMailboxes, samplePassword } from "../src/host/sample.ts";
import { openConversation } from "../src/host/session.ts";
import type { Terminal } from "../src/host/terminal.ts";
import type { Visit } from "../src/host/visit.ts";
import { worldError } from "../src/world/errors.ts";
import { realWorld } from "../src/world/real.ts";
import type { World } from "../src/world/world.ts";
import { loaders } from "./loaders.ts";
import { temporaryFolder } from "./process.ts";
import { TestDns } from "./world/dns.ts";

export interface Letter {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text?: string;
}

export interface Sample {
  readonly house: House;
  /** Runs a text as typed; `shown` and `told` are what came to standard output and standard error. */
  run(text: string): Promise<{ readonly ending: Ending; readonly shown: string; readonly told: string }>;
  /** Sends a message by SMTP, with a logon on the client port where `user` is given; resolves when it is where it can go. */
  send(letter: Letter, user?: string): Promise<void>;
  /** Resolves when no message is on its way: each is delivered, or waits in a queue for the next attempt. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

export interface SampleOptions {
  /** The mail domain of a new organization; contoso.com unless told. */
  readonly domain?: string;
  /** Without alice, bob and carol. */
  readonly empty?: boolean;
  /** The current folder of the session; the data folder unless told. */
  readonly cwd?: string;
  /** Answers to questions; without it nobody is there to be asked. */
  readonly answer?: (question: Question) => string;
}

/** The organization once made, from which each test takes a copy. */
export interface Template {
  open(options?: SampleOptions): Promise<Sample>;
  remove(): void;
}

/** Makes the organization; `prepare` runs in it with live transport before it is copied. */
export async function sampleTemplate(prepare: (sample: Sample) => Promise<void>): Promise<Template> {
  const temporary = temporaryFolder();
  const original = `${temporary.path}/template`;
  let copies = 0;
  const first = await openSample(original);
  try {
    await prepare(first);
  } finally {
    await first.close();
  }
  return {
    async open(options = {}) {
      const path = `${temporary.path}/copy${++copies}`;
      cpSync(original, path, { recursive: true });
      return openSample(path, options);
    },
    remove: () => temporary.remove(),
  };
}

/** A message that has arrived, and one that waits: what most examples about mail want to see. */
export async function withMail(sample: Sample): Promise<void> {
  await sample.run("New-SendConnector Partner -AddressSpaces partner.example -SmartHosts '[127.0.0.1]' -Port 1");
  await sample.send({
    from: "bob@contoso.com",
    to: "alice@contoso.com",
    subject: "Weekly report",
    text: "All is well.",
  });
  await sample.send({ from: "alice@contoso.com", to: "robin@partner.example", subject: "Summer sale" }, "alice");
  const queues = await sample.run("Get-Queue -Filter \"Status -eq 'Retry'\" | ForEach-Object MessageCount");
  expect([queues.shown, queues.told]).toEqual(["1\n", ""]);
}

/** Opens the organization in a folder, made first where there is none, with live transport on free ports of loopback. */
export async function openSample(path: string, options: SampleOptions = {}): Promise<Sample> {
  let shown = "";
  let told = "";
  const visit = visitWith(
    loopback(options.cwd ?? path),
    (text) => {
      shown += text;
    },
    (text) => {
      told += text;
    },
  );
  const { domain = "contoso.com", answer } = options;
  const fresh = !existsSync(path);
  const link = openLink(folderAt(path), visit, { domain, onStop: undefined });
  const house = await link.own();
  if (fresh) {
    if (!options.empty) await addSampleMailboxes(link, domain, visit);
    const setting = openConversation({ outputFormat: "Text" }, visit, link, undefined);
    await setting.run("Get-ReceiveConnector | Set-ReceiveConnector -Bindings 127.0.0.1:0");
    expect([shown, told]).toEqual(["", ""]);
  }
  const report = await house.start();
  expect(report.problems).toEqual([]);
  const conversation: Conversation = openConversation(
    { outputFormat: "Text" },
    visit,
    link,
    answer && (async (question) => answer(question)),
  );
  return {
    house,
    async run(text) {
      shown = "";
      told = "";
      const ending = await conversation.run(text);
      return { ending, shown, told };
    },
    async send({ from, to, subject, text = "Hello." }, user) {
      const connector = user === undefined ? "Default Frontend" : "Client Frontend";
      const { port } = house.services.transport.listeners.find((one) => one.connector.includes(connector))!;
      const mailer = createTransport({
        host: "127.0.0.1",
        port,
        tls: { rejectUnauthorized: false },
        ...(user !== undefined && { auth: { user, pass: samplePassword } }),
      });
      await mailer.sendMail({ from, to, subject, text });
      mailer.close();
      await settled(house);
    },
    settle: () => settled(house),
    close: () => link.close(),
  };
}

async function settled({ services: { transport } }: House): Promise<void> {
  await vi.waitFor(
    () => {
      const { queues } = transport;
      const moving = queues.all().filter((queue) => queue.items.size > 0 && queues.view(queue).Status !== "Retry");
      expect(moving).toEqual([]);
    },
    { timeout: 20_000, interval: 10 },
  );
}

function visitWith(world: World, out: (text: string) => void, error: (text: string) => void): Visit {
  const terminal: Terminal = {
    width: 120,
    colour: false,
    errorColour: false,
    person: false,
    shows: false,
    out,
    error,
    onGone: () => undefined,
    readAll: async () => "",
    async *lines() {},
    flush: async () => undefined,
  };
  return {
    world,
    terminal,
    registry: createRegistry(loaders()),
    shell: () => Promise.reject(new Error("There is no prompt in a test.")),
    logs: undefined,
    log: noLog,
    link: undefined,
    last: [],
  };
}

function loopback(cwd: string): World {
  const real = realWorld();
  return {
    ...real,
    dns: new TestDns({ "contoso.com": { MX: ["10 mail.contoso.com"] }, "mail.contoso.com": { A: ["192.0.2.25"] } }),
    net: {
      ...real.net,
      async connect(to, timeoutMs, signal) {
        if ("host" in to && !/^(127\.|::1$)/.test(to.host)) throw worldError("ECONNREFUSED", `No way to ${to.host}.`);
        return real.net.connect(to, timeoutMs, signal);
      },
    },
    host: { ...real.host, hostname: "ex1.contoso.com", cwd, user: "admin" },
  };
}
