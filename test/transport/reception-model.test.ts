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
  run(model: Model): { readonly sends: string; readonly hears: readonly string[] };
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
    const refused = answer !== "250 2.1.5" && !(model.user && answer.startsWith("550"));
    if (refused) return answer;
    const key = argument.toLowerCase();
    const { recipients } = model.mail;
    if (!recipients.has(key) && recipients.size >= mostRecipients) return "452 4.5.3";
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
  mail("<joe@example.org> REQUIRETLS", "555 5.5.4", true),
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

/** Codes that count as errors of protocol. */
const isError = (reply: string) => /^(?:50[0-4]|555)/.test(reply);

function play(chosen: readonly Step[]) {
  const model: Model = {
    hello: "none",
    mail: undefined,
    user: false,
    failures: 0,
    errors: 0,
    ended: false,
    accepted: [],
  };
  let sends = "";
  const hears = ["220"];
  for (const step of [...chosen, steps[steps.length - 1]!]) {
    const { sends: bytes, hears: replies } = step.run(model);
    sends += bytes;
    for (const reply of replies) {
      hears.push(reply);
      if (isError(reply) && ++model.errors >= mostErrors) {
        hears.push("421 4.7.0");
        model.ended = true;
        break;
      }
    }
    if (model.ended) break;
  }
  return { sends, hears, accepted: model.accepted };
}

test("replies and accepted messages are the model's, however the bytes are cut", async () => {
  const sequence = fc.array(fc.constantFrom(...steps), { maxLength: 30 });
  const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(sequence, cuts, async (chosen, where) => {
      const { sends, hears, accepted } = play(chosen);
      const bytes = Buffer.from(sends, "latin1");
      const speaker = await Client.to(house.port("One"));
      let at = 0;
      for (const cut of where.map((part) => Math.floor(part * bytes.length)).sort((a, b) => a - b)) {
        speaker.send(bytes.subarray(at, cut));
        at = cut;
        await new Promise((resolve) => setImmediate(resolve));
      }
      speaker.send(bytes.subarray(at));
      for (const [index, wanted] of hears.entries()) {
        const reply = await speaker.reply();
        expect(reply.startsWith(wanted), `reply ${index} is "${reply}" and should be ${wanted}`).toBe(true);
      }
      expect(await speaker.reply()).toBe("");
      speaker.end();
      // A user's message gets a Date.
      const contents = house.accepted.map((one) => one.content.toString("latin1").replace(/^Date: .*\r\n/, ""));
      expect(contents).toEqual(accepted);
      house.accepted.length = 0;
    }),
    { numRuns: 400 },
  );
});

test("the model has every reply that it can give", () => {
  const given = new Set<string>();
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...steps), { minLength: 20, maxLength: 40 }), (chosen) => {
      for (const reply of play(chosen).hears) given.add(reply);
    }),
    { numRuns: 4000, seed: 1 },
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
  ]) {
    expect(given, reply).toContain(reply);
  }
});

test("a session of every kind of step has the same replies whichever byte it is cut at", async () => {
  // Each step once, the end and the errors that end a session aside.
  const calm = steps.filter((step) => !/^(?:QUIT|VRFY x|AUTH PLAIN nonsense)/.test(step.name));
  const chosen = calm.flatMap((step, index) => (index % 5 === 0 ? [steps[0]!, step] : [step])).slice(0, 14);
  const { sends, hears, accepted } = play(chosen);
  const bytes = Buffer.from(sends, "latin1");
  const run = async (cut: number) => {
    const speaker = await Client.to(house.port("One"));
    speaker.send(bytes.subarray(0, cut));
    await speaker.reply();
    speaker.send(bytes.subarray(cut));
    const heard = ["220"];
    for (let reply = await speaker.reply(); reply !== ""; reply = await speaker.reply()) heard.push(reply);
    speaker.end();
    return heard;
  };
  for (let cut = 0; cut <= bytes.length; cut++) {
    const heard = await run(cut);
    expect(heard.length, `cut at ${cut}`).toBe(hears.length);
    for (const [index, wanted] of hears.entries()) expect(heard[index]!.startsWith(wanted), `cut at ${cut}`).toBe(true);
  }
  expect(house.accepted.length).toBe(accepted.length * (bytes.length + 1));
  house.accepted.length = 0;
});
