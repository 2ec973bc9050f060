// A session against a small model of it: whatever the commands and however the bytes are cut, the replies are the model's.
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Client, connector, type House, openHouse } from "./receptionhouse.ts";

const mostErrors = 10;
const mostRecipients = 2;
const mostBytes = 65_536;
let house: House;

beforeAll(async () => {
  house = await openHouse({
    connectors: [
      connector("One", {
        PermissionGroups: "AnonymousUsers, ExchangeUsers",
        AuthMechanism: "Tls, BasicAuth",
        MaxProtocolErrors: mostErrors,
        MaxRecipientsPerMessage: mostRecipients,
        MaxMessageSize: mostBytes,
      }),
    ],
  });
});

afterAll(() => house.close());

/** What a session is, as far as its replies tell. */
interface Model {
  hello: "none" | "HELO" | "EHLO";
  mail: { recipients: Set<string> } | undefined;
  secure: boolean;
  /** Whether Alice has logged on. */
  user: boolean;
  failures: number;
  errors: number;
  ended: boolean;
  accepted: string[];
}

/** One thing a client does: what it sends, and what the model answers and becomes. */
interface Step {
  readonly name: string;
  /** The bytes, and the replies expected, by code and enhanced code. */
  run(model: Model): {
    readonly sends: string;
    readonly hears: readonly string[];
    /** Whether TLS begins behind the reply, so that nothing may be sent before it. */
    readonly secures?: boolean;
  };
}

const line = (text: string, answer: (model: Model) => string): Step => ({
  name: text.slice(0, 60),
  run: (model) => ({ sends: `${text}\r\n`, hears: [answer(model)] }),
});

const hello = (verb: "HELO" | "EHLO") =>
  line(`${verb} client.example`, (model) => {
    model.hello = verb;
    model.mail = undefined;
    return "250";
  });

const mail = (argument: string, answer: string, extended = false) =>
  line(`MAIL FROM:${argument}`, (model) => {
    if (model.hello === "none") return "503 5.5.2";
    if (model.mail) return "503 5.5.2";
    if (extended && model.hello !== "EHLO") return "501 5.5.4";
    // Whoever has logged on sends from addresses of her own.
    if (answer === "250 2.1.0" && model.user && /joe/.test(argument)) return "550 5.7.60";
    if (answer === "250 2.1.0") model.mail = { recipients: new Set() };
    return answer;
  });

const rcpt = (argument: string, answer: string) =>
  line(`RCPT TO:${argument}`, (model) => {
    if (!model.mail) return "503 5.5.2";
    if (answer.startsWith("501")) return answer;
    const key = argument.toLowerCase();
    const { recipients } = model.mail;
    // The limit comes before the question who may be written to: that costs a look into the directory.
    if (!recipients.has(key) && recipients.size >= mostRecipients) return "452 4.5.3";
    if (answer !== "250 2.1.5" && !model.user) return answer;
    recipients.add(key);
    return "250 2.1.5";
  });

const logon = (token: string, good: boolean) =>
  line(`AUTH PLAIN ${token}`, (model) => {
    if (model.hello === "none" || model.user || model.mail) return "503 5.5.2";
    if (good) {
      model.user = true;
      return "235 2.7.0";
    }
    if (++model.failures < 3) return "535 5.7.3";
    model.ended = true;
    return "421 4.7.0";
  });

const cancelled: Step = {
  name: "AUTH LOGIN, given up",
  run: (model) =>
    model.hello === "none" || model.user || model.mail
      ? { sends: "AUTH LOGIN\r\n", hears: ["503 5.5.2"] }
      : { sends: "AUTH LOGIN\r\n*\r\n", hears: ["334 ", "501 5.7.0"] },
};

const data = (name: string, content: string, answer: string): Step => ({
  name: `DATA ${name}`,
  run(model) {
    if (!model.mail || model.mail.recipients.size === 0) return { sends: "DATA\r\n", hears: ["503 5.5.2"] };
    model.mail = undefined;
    if (answer === "250 2.6.0") model.accepted.push(content);
    return { sends: `DATA\r\n${content.replace(/(^|\r\n)\./g, "$1..")}.\r\n`, hears: ["354", answer] };
  },
});

const id = "Message-ID: <m@client.example>\r\n";
const steps: readonly Step[] = [
  hello("EHLO"),
  hello("HELO"),
  mail("<joe@example.org>", "250 2.1.0"),
  mail("<>", "250 2.1.0"),
  mail("<joe@example.org> BODY=8BITMIME SIZE=100", "250 2.1.0", true),
  mail("<joe@example.org> SIZE=99999999", "552 5.3.4", true),
  mail("<joe@example.org> X=1", "555 5.5.4", true),
  mail("<joe@@example.org>", "501 5.1.7"),
  mail("<alice.smith@contoso.com>", "250 2.1.0"),
  mail("<alice@contoso.com> AUTH=<>", "250 2.1.0", true),
  line("MAIL FROM:<joe@example.org> REQUIRETLS", (model) => {
    if (model.hello === "none" || model.mail) return "503 5.5.2";
    if (model.hello !== "EHLO") return "501 5.5.4";
    if (!model.secure) return "555 5.5.4";
    if (model.user) return "550 5.7.60";
    model.mail = { recipients: new Set() };
    return "250 2.1.0";
  }),
  logon("AGFsaWNlAHNlY3JldA==", true),
  logon("AGFsaWNlAHNlY3JldA==", true),
  logon("AGFsaWNlAHdyb25n", false),
  logon("nonsense", false),
  cancelled,
  rcpt("<alice@contoso.com>", "250 2.1.5"),
  rcpt("<ALICE@contoso.com>", "250 2.1.5"),
  rcpt("<bob@contoso.com>", "250 2.1.5"),
  rcpt("<alice.smith@contoso.com>", "250 2.1.5"),
  rcpt("<x@relay.example>", "250 2.1.5"),
  rcpt("<nobody@contoso.com>", "550 5.1.10"),
  rcpt("<joe@example.org>", "550 5.7.54"),
  rcpt("<>", "501 5.1.3"),
  rcpt("<joe", "501 5.1.3"),
  data("short", `${id}\r\nHello\r\n`, "250 2.6.0"),
  data("dots", `${id}\r\n.\r\n..\r\n.x\r\n\r\n.`.concat("\r\n"), "250 2.6.0"),
  data("hidden commands", `${id}\r\nQUIT\r\nMAIL FROM:<a@b.example>\r\nDATA\r\n`, "250 2.6.0"),
  data("bare LF", `${id}\r\na\nb\r\n`, "550 5.6.11"),
  data("smuggled", `${id}\r\na\n.\r\nMAIL FROM:<a@b.example>\r\n`, "550 5.6.11"),
  data("bare CR", `${id}\r\na\rb\r\n`, "550 5.6.11"),
  data("NUL", `${id}\r\n\0\r\n`, "550 5.6.0"),
  data("too large", `${id}\r\n${`${"x".repeat(98)}\r\n`.repeat(660)}`, "552 5.3.4"),
  line("RSET", (model) => {
    model.mail = undefined;
    return "250 2.0.0";
  }),
  line("NOOP", () => "250 2.0.0"),
  line("VRFY alice", () => "252 2.1.5"),
  line("EXPN staff", () => "502 5.5.1"),
  line("HELP", () => "214"),
  line("VRFY", () => "501 5.5.4"),
  line("STARTTLS now", () => "501 5.5.4"),
  line("AUTH CRAM-MD5", (model) => (model.hello === "none" || model.user || model.mail ? "503 5.5.2" : "504 5.7.4")),
  line("NOOP with words", () => "250 2.0.0"),
  line("noop", () => "250 2.0.0"),
  line("EHLO two words", () => "501 5.5.4"),
  line(`VRFY ${"x".repeat(12_300)}`, (model) => {
    model.ended = true;
    return "421 4.7.0";
  }),
  line("XYZZY", () => "500 5.3.3"),
  line("", () => "500 5.3.3"),
  line("DATA now", () => "501 5.5.4"),
  { name: "bare LF line", run: () => ({ sends: "NOOP\n", hears: ["500 5.5.2"] }) },
  line("QUIT", (model) => {
    model.ended = true;
    return "221 2.0.0";
  }),
];

/** Behind it nothing is known that was said before (RFC 3207 4.2); errors and failures are counted on. */
const startTls: Step = {
  name: "STARTTLS",
  run(model) {
    if (model.secure) return { sends: "STARTTLS\r\n", hears: ["503 5.5.2"] };
    model.secure = true;
    model.hello = "none";
    model.mail = undefined;
    model.user = false;
    return { sends: "STARTTLS\r\n", hears: ["220 2.0.0"], secures: true };
  },
};

/** Codes that count as errors of protocol. */
const isError = (reply: string) => /^(?:50[0-4]|555)/.test(reply);

/** What is sent in one piece, and what comes back; TLS begins between two of them. */
interface Part {
  sends: string;
  readonly hears: string[];
}

function play(chosen: readonly Step[]) {
  const model: Model = {
    hello: "none",
    mail: undefined,
    secure: false,
    user: false,
    failures: 0,
    errors: 0,
    ended: false,
    accepted: [],
  };
  const parts: Part[] = [{ sends: "", hears: ["220"] }];
  for (const step of [...chosen, steps[steps.length - 1]!]) {
    const part = parts[parts.length - 1]!;
    const { sends, hears, secures } = step.run(model);
    part.sends += sends;
    for (const reply of hears) {
      part.hears.push(reply);
      if (isError(reply) && ++model.errors >= mostErrors) {
        part.hears.push("421 4.7.0");
        model.ended = true;
        break;
      }
    }
    if (model.ended) break;
    if (secures) parts.push({ sends: "", hears: [] });
  }
  return { parts, accepted: model.accepted };
}

/** Sends each part as `send` does, and looks at every reply. */
async function speak(parts: readonly Part[], send: (speaker: Client, bytes: Buffer) => Promise<void>, note = "") {
  const speaker = await Client.to(house.port("One"));
  for (const [at, { sends, hears }] of parts.entries()) {
    if (at > 0) await speaker.secure();
    await send(speaker, Buffer.from(sends, "latin1"));
    for (const [index, wanted] of hears.entries()) {
      const reply = await speaker.reply();
      expect(reply.startsWith(wanted), `reply ${index} is "${reply}" and should be ${wanted} ${note}`).toBe(true);
    }
  }
  expect(await speaker.reply()).toBe("");
  speaker.end();
}

/** What was accepted, without the Date that a user's message gets. */
function taken(): string[] {
  return house.accepted.splice(0).map((one) => one.content.toString("latin1").replace(/^Date: .*\r\n/, ""));
}

const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 });

/** Sends in pieces, cut at these parts of the whole. */
const inPieces = (where: readonly number[]) => async (speaker: Client, bytes: Buffer) => {
  let at = 0;
  for (const cut of where.map((part) => Math.floor(part * bytes.length)).sort((a, b) => a - b)) {
    speaker.send(bytes.subarray(at, cut));
    at = cut;
    await new Promise((resolve) => setImmediate(resolve));
  }
  speaker.send(bytes.subarray(at));
};

const sequence = (maxLength: number, ...more: Step[]) => fc.array(fc.constantFrom(...steps, ...more), { maxLength });

test("replies and accepted messages are the model's, however the bytes are cut", async () => {
  await fc.assert(
    fc.asyncProperty(sequence(30), cuts, async (chosen, where) => {
      const { parts, accepted } = play(chosen);
      await speak(parts, inPieces(where));
      expect(taken()).toEqual(accepted);
    }),
    { numRuns: 400 },
  );
});

test("they are so before STARTTLS and behind it", async () => {
  const calm = fc.array(fc.constantFrom(...steps.filter((step) => !/^(?:QUIT|VRFY x|AUTH PLAIN n)/.test(step.name))), {
    maxLength: 6,
  });
  await fc.assert(
    fc.asyncProperty(calm, sequence(15, startTls), cuts, async (before, behind, where) => {
      const { parts, accepted } = play([...before, startTls, ...behind]);
      await speak(parts, inPieces(where));
      expect(taken()).toEqual(accepted);
    }),
    { numRuns: 100 },
  );
});

test("the model has every reply that it can give", () => {
  const given = new Set<string>();
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...steps, startTls), { minLength: 20, maxLength: 40 }), (chosen) => {
      for (const reply of play(chosen).parts.flatMap(({ hears }) => hears)) given.add(reply);
    }),
    { numRuns: 12_000, seed: 1 },
  );
  for (const reply of [
    "250 2.6.0",
    "354",
    "452 4.5.3",
    "503 5.5.2",
    "550 5.6.11",
    "421 4.7.0",
    "552 5.3.4",
    "221 2.0.0",
    "235 2.7.0",
    "535 5.7.3",
    "501 5.7.0",
    "550 5.7.60",
    "220 2.0.0",
  ]) {
    expect(given, reply).toContain(reply);
  }
});

test("a session of every kind of step has the same replies whichever byte it is cut at", async () => {
  // Each step once, the end and the errors that end a session aside.
  const calm = steps.filter((step) => !/^(?:QUIT|VRFY x|AUTH PLAIN nonsense)/.test(step.name));
  const chosen = calm.flatMap((step, index) => (index % 5 === 0 ? [steps[0]!, step] : [step])).slice(0, 14);
  const { parts, accepted } = play(chosen);
  for (let cut = 0; cut <= parts[0]!.sends.length; cut++) {
    await speak(parts, cutAt(cut), `cut at ${cut}`);
    expect(taken()).toEqual(accepted);
  }
});

test("a session over TLS has, too", async () => {
  const named = (name: string) => steps.find((step) => step.name === name)!;
  const mails = ["MAIL FROM:<joe@example.org> REQUIRETLS", "RCPT TO:<bob@contoso.com>", "DATA short"].map(named);
  const { parts, accepted } = play([hello("EHLO"), startTls, mails[0]!, hello("EHLO"), startTls, ...mails, mails[1]!]);
  expect([parts.length, accepted.length]).toEqual([2, 1]);
  for (let cut = 0; cut <= parts[1]!.sends.length; cut++) {
    await speak(parts, cutAt(cut), `cut at ${cut}`);
    expect(taken()).toEqual(accepted);
  }
});

/** Sends up to a byte, waits until that was read, and sends the rest. */
const cutAt = (cut: number) => async (speaker: Client, bytes: Buffer) => {
  speaker.send(bytes.subarray(0, cut));
  await new Promise((resolve) => setImmediate(resolve));
  speaker.send(bytes.subarray(cut));
};
