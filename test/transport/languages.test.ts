// Reports in the language of who reads them, with the administrator's own texts, and never more than those may say.
import PostalMime from "postal-mime";
import { afterEach, describe, expect, test } from "vitest";
import { Mailbox } from "../../src/org/classes/Mailbox.ts";
import { SystemMessage, systemMessageName } from "../../src/org/classes/SystemMessage.ts";
import { TransportConfig } from "../../src/org/classes/TransportConfig.ts";
import { Reference } from "../../src/org/reference.ts";
import { readWords, serves, tagsIn } from "../../src/transport/reports/languages.ts";
import { english } from "../../src/transport/reports/words/english.ts";
import { korean } from "../../src/transport/reports/words/korean.ts";
import { adviceFor } from "../../src/transport/reports/words.ts";
import { testWorld } from "../world/world.ts";
import { addConnector, addMailboxes, type Flow, type FlowOptions, openFlow } from "./flow.ts";
import { type SmtpServer, smtpServer } from "./smtpserver.ts";

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function opened(options: FlowOptions = {}): Promise<{ flow: Flow; server: SmtpServer }> {
  const server = await smtpServer();
  ends.push(() => server.close());
  const flow = await openFlow({ dns: { "example.net": { A: ["127.0.0.1"] } }, mailboxes: ["alice"], ...options });
  ends.push(() => flow.close());
  await addConnector(flow.org, "Out", { AddressSpaces: "*", Port: server.port });
  return { flow, server };
}

async function configure(flow: Flow, values: Readonly<Record<string, unknown>>): Promise<void> {
  const properties = TransportConfig.properties as Record<string, { type: { convert(value: unknown): unknown } }>;
  const converted = Object.entries(values).map(([name, value]) => [name, properties[name]!.type.convert(value)]);
  await flow.org.change((tx) => tx.set(tx.snapshot().transportConfig, Object.fromEntries(converted)));
}

async function addText(flow: Flow, DsnCode: string, Internal: boolean, Language: string, Text: string): Promise<void> {
  const Name = systemMessageName(Language, Internal, DsnCode);
  await flow.org.change((tx) => tx.add(SystemMessage, { Name, DsnCode, Internal, Language, Text }));
}

const letter = (subject: string, ...headers: string[]) =>
  `Subject: ${subject}\r\nMessage-ID: <${subject}@example.net>\r\n${headers.map((one) => `${one}\r\n`).join("")}\r\nText\r\n`;

/** The report that alice gets for a letter to nobody. */
async function toAlice(flow: Flow, subject: string, ...headers: string[]) {
  const content = letter(subject, ...headers);
  await flow.send({ from: "alice@contoso.com", to: "nobody@contoso.com", content, authenticated: true });
  await flow.until(async () => (await flow.inbox("alice")).length > 0);
  const inbox = await flow.inbox("alice");
  const raw = await flow.text(inbox.at(-1)!);
  return { raw, mail: await PostalMime.parse(Buffer.from(raw, "latin1")) };
}

describe("a report inside", () => {
  test.each([
    ["nothing said", [], {}, [], {}, "en"],
    ["Accept-Language", ["Accept-Language: ko-KR, en-US;q=0.5"], {}, [], {}, "ko"],
    ["Accept-Language in another order", ["Accept-Language: ko;q=0.1, en"], {}, [], {}, "en"],
    ["Content-Language", ["Content-Language: ko-KR"], {}, [], {}, "ko"],
    ["a language without words, then one with", ["Accept-Language: ja, ko;q=0.9"], {}, [], {}, "ko"],
    ["the mailbox", [], {}, ["ko-KR"], {}, "ko"],
    ["the message before the mailbox", ["Accept-Language: en-US"], {}, ["ko-KR"], {}, "en"],
    ["the default", [], { InternalDsnDefaultLanguage: "ko-KR" }, [], {}, "ko"],
    ["the other side's default", [], { ExternalDsnDefaultLanguage: "ko-KR" }, [], {}, "en"],
    ["the message before the default", ["Accept-Language: en"], { InternalDsnDefaultLanguage: "ko" }, [], {}, "en"],
    ["no detection", ["Accept-Language: ko"], { InternalDsnLanguageDetectionEnabled: false }, ["ko"], {}, "en"],
    ["the server's own", [], {}, [], { LANG: "ko_KR.UTF-8" }, "ko"],
    ["a server without one", [], {}, [], { LANG: "C.UTF-8" }, "en"],
    ["nonsense", ["Accept-Language: ;;;q=x,,*"], {}, [], {}, "en"],
  ])("by %s", async (_, headers, config, languages, env, expected) => {
    const { flow } = await opened({ env: env as Record<string, string> });
    await configure(flow, config);
    if (languages.length > 0) {
      const alice = await flow.org.find(Mailbox, "alice");
      await flow.org.change((tx) => tx.set(alice, { Languages: languages }));
    }
    const { mail } = await toAlice(flow, "Hello", ...headers);
    const words = expected === "ko" ? korean : english;
    expect(mail.subject).toBe(`${words.subjects.failed} Hello`);
    expect(mail.headers.find(({ key }) => key === "content-language")?.value).toBe(expected === "ko" ? "ko" : "en-US");
    expect(mail.text).toContain(words.openings.failed);
    expect(mail.text).toContain(words.codes["5.1.10"]?.what);
    expect(mail.text).toContain(`${words.labels.server} ex1.contoso.com`);
    expect(mail.html).toContain(`<html lang="${expected}">`);
    expect(mail.html).toContain(words.labels.headers);
  });
});

test("outside, the mailbox counts for nothing, and the settings of that side hold", async () => {
  const { flow, server } = await opened();
  const send = (subject: string, ...headers: string[]) =>
    flow.send({ from: "kim@example.net", to: "nobody@contoso.com", content: letter(subject, ...headers) });
  await send("one", "Accept-Language: ko");
  await flow.until(() => server.taken.length === 1);
  await configure(flow, { ExternalDsnLanguageDetectionEnabled: false, InternalDsnDefaultLanguage: "ko" });
  await send("two", "Accept-Language: ko");
  await flow.until(() => server.taken.length === 2);
  await configure(flow, { ExternalDsnDefaultLanguage: "ko" });
  await send("three");
  await flow.until(() => server.taken.length === 3);
  const mails = await Promise.all(server.taken.map(({ data }) => PostalMime.parse(data)));
  expect(mails.map(({ subject, from }) => [subject, from?.name])).toEqual([
    ["배달되지 않음: one", "메일 배달 시스템"],
    ["Undeliverable: two", "Mail Delivery System"],
    ["배달되지 않음: three", "메일 배달 시스템"],
  ]);
});

test("each kind of report is there in Korean", async () => {
  const { flow, server } = await opened();
  await addMailboxes(flow.org, ["bob"]);
  const to = (address: string) => [{ address, notify: ["success", "delay", "failure"] as const }];
  const send = (subject: string, address: string) =>
    flow.send({
      from: "alice@contoso.com",
      to: to(address),
      content: letter(subject, "Accept-Language: ko"),
      authenticated: true,
    });
  await send("one", "bob@contoso.com");
  await send("two", "kim@example.net");
  await flow.until(() => server.taken.length === 1);
  await flow.until(async () => (await flow.inbox("alice")).length === 2);
  server.script = () => "421 4.3.2 Not now";
  await send("three", "kim@example.net");
  await flow.until(() => flow.transport.queues.all().some((queue) => queue.retry !== undefined && !queue.busy));
  await flow.world.clock.advance(4 * 3_600_000);
  await flow.until(async () => (await flow.inbox("alice")).length === 3);
  const subjects = (await flow.inbox("alice")).map((message) => message.subject).sort();
  expect(subjects).toEqual(["배달 지연됨: three", "배달됨: one", "릴레이됨: two"].sort());
});

describe("a text of the administrator's own", () => {
  const text = 'Ask <B>us</B> & <A HREF="https://contoso.com/help">read</A>.';

  test("takes the place of ours for its code, side and language, as HTML and as text", async () => {
    const { flow, server } = await opened();
    await addText(flow, "5.1.10", true, "en", text);
    await addText(flow, "5.1.10", false, "en", "For strangers.");
    await addText(flow, "5.1.10", true, "ko-KR", "안쪽 사람에게.");
    await addText(flow, "5.7.1", true, "en", "Not this one.");
    const { mail } = await toAlice(flow, "one");
    expect(mail.html).toContain('Ask <b>us</b> &#38; <a href="https://contoso.com/help">read</a>.');
    expect(mail.text).toContain("Ask us & read <https://contoso.com/help>.");
    expect(mail.text).not.toMatch(/The address was not found|Not this one|strangers/);
    await flow.send({ from: "kim@example.net", to: "nobody@contoso.com", content: letter("two") });
    await flow.until(() => server.taken.length === 1);
    expect((await PostalMime.parse(server.taken[0]!.data)).text).toContain("For strangers.");
    await flow.send({
      from: "alice@contoso.com",
      to: "nobody@contoso.com",
      content: letter("three", "Accept-Language: ko"),
      authenticated: true,
    });
    await flow.until(async () => (await flow.inbox("alice")).length === 2);
    expect(
      (await Promise.all((await flow.inbox("alice")).map((one) => flow.text(one)))).some((raw) =>
        raw.includes("=EC=95=88=EC=AA=BD"),
      ),
    ).toBe(true);
  });

  test("in a language that has no other words stands among English ones", async () => {
    const { flow } = await opened();
    await addText(flow, "5.1.10", true, "ja", "見つかりません。");
    const { mail } = await toAlice(flow, "one", "Accept-Language: ja-JP, ko;q=0.5");
    expect(mail.text).toContain("見つかりません。");
    expect(mail.text).toContain(english.openings.failed);
  });
});

describe("what strangers and names bring", () => {
  test("stays text: in the subject, in addresses, in a reply, in the header", async () => {
    const server = await smtpServer({
      script: (command) => (command.startsWith("RCPT") ? "550 5.1.1 <img src=x onerror=alert(1)>" : undefined),
    });
    ends.push(() => server.close());
    const flow = await openFlow({ dns: { "example.net": { A: ["127.0.0.1"] } }, mailboxes: ["alice"] });
    ends.push(() => flow.close());
    await addConnector(flow.org, "Out", { AddressSpaces: "*", Port: server.port });
    const content = letter("x", "X-Odd: </pre><script>alert(1)</script>").replace("Subject: x", "Subject: <b>x");
    await flow.send({ from: "alice@contoso.com", to: "kim@example.net", content, authenticated: true });
    await flow.until(async () => (await flow.inbox("alice")).length === 1);
    const mail = await PostalMime.parse(Buffer.from(await flow.text((await flow.inbox("alice"))[0]!), "latin1"));
    expect(mail.html).not.toMatch(/<img|<script|<b>x/);
    expect(mail.html).toContain("550 5.1.1 &#60;img src=x");
    expect(mail.html).toContain("&#60;/pre&#62;&#60;script");
  });
});

describe("copies of reports", () => {
  test("go to the reply recipient for the codes that are watched, and for those that are named", async () => {
    const { flow } = await opened();
    await addMailboxes(flow.org, ["desk"]);
    const desk = await flow.org.find(Mailbox, "desk");
    await toAlice(flow, "before");
    await flow.org.change((tx) =>
      tx.set(tx.snapshot().organization, { MicrosoftExchangeRecipientReplyRecipient: Reference.to(desk) }),
    );
    await flow.send({ from: "alice@contoso.com", to: "kim@missing.example", subject: "watched", authenticated: true });
    await flow.until(async () => (await flow.inbox("desk")).length === 1);
    await flow.send({ from: "alice@contoso.com", to: "no@contoso.com", subject: "not watched", authenticated: true });
    await flow.until(async () => (await flow.inbox("alice")).length === 3);
    await configure(flow, { GenerateCopyOfDSNFor: ["5.1.10"] });
    await flow.send({ from: "alice@contoso.com", to: "no@contoso.com", subject: "named", authenticated: true });
    await flow.until(async () => (await flow.inbox("desk")).length === 2);
    expect((await flow.inbox("desk")).map((one) => one.subject)).toEqual([
      "Undeliverable: watched",
      "Undeliverable: named",
    ]);
    await flow.until(async () => (await flow.inbox("alice")).length === 4);
  });
});

describe("language files", () => {
  const dutch = {
    language: "nl",
    subjects: { failed: "Onbestelbaar:" },
    codes: { "5.1.10": { what: "Het adres is niet gevonden.", todo: "Controleer het." } },
  };

  test("add languages; what they leave out is English, and a bad one is told of and left out", async () => {
    const world = testWorld({ dns: { "example.net": { A: ["127.0.0.1"] } } });
    await world.disk.makeFolder("/data/languages");
    await world.disk.write("/data/languages/nl.json", JSON.stringify(dutch));
    await world.disk.write("/data/languages/fr.json", "{");
    await world.disk.write("/data/languages/de.json", JSON.stringify({ ...dutch, language: "da" }));
    await world.disk.write(
      "/data/languages/ko.json",
      JSON.stringify({ language: "ko", subjects: { failed: "반송:" } }),
    );
    const { flow } = await opened({ world, stopped: true });
    const { problems } = await flow.transport.start();
    expect(problems.map((one) => one.replace(/: .*/, ""))).toEqual([
      "The language file /data/languages/de.json is not used",
      "The language file /data/languages/fr.json is not used",
    ]);
    const { mail } = await toAlice(flow, "Hallo", "Accept-Language: nl-BE");
    expect(mail.subject).toBe("Onbestelbaar: Hallo");
    expect(mail.text).toContain("Het adres is niet gevonden.");
    expect(mail.text).toContain(english.openings.failed);
    const [, own] = flow.transport.languages.all;
    expect([own?.subjects.failed, own?.subjects.delayed]).toEqual(["반송:", korean.subjects.delayed]);
  });

  test.each([
    [[], "must be an object"],
    [{}, '"language" must be a tag'],
    [{ language: "../x" }, '"language" must be a tag'],
    [{ language: "nl", extra: 1 }, '"extra" is not known'],
    [{ language: "nl", subjects: { odd: "x" } }, '"odd" in "subjects" is not known'],
    [{ language: "nl", subjects: { failed: 5 } }, "must be a text in one line"],
    [{ language: "nl", subjects: { failed: "a\r\nBcc: x" } }, "must be a text in one line"],
    [{ language: "nl", subjects: { failed: "x".repeat(1001) } }, "must be a text in one line"],
    [{ language: "nl", codes: { "9.1.1": {} } }, "is no status code"],
    [{ language: "nl", codes: { "5.1.1": { what: "x" } } }, 'needs "what" and "todo"'],
    [
      { language: "nl", codes: Object.fromEntries(Array.from({ length: 501 }, (_, at) => [`5.1.${at}`, {}])) },
      "more than 500",
    ],
  ])("%j is refused: %s", (json, words) => {
    expect(() => readWords(json, english)).toThrow(words);
  });
});

describe("words", () => {
  test("are there in Korean for everything there is in English", () => {
    expect(Object.keys(korean.codes).sort()).toEqual(Object.keys(english.codes).sort());
    for (const { what, todo } of Object.values(korean.codes)) expect(what + todo).toMatch(/[가-힣]/);
  });

  test.each([
    ["5.1.1", "x.1", false],
    ["5.1.99", "x.1", true],
    ["5.9.9", "x", true],
    ["nonsense", "x", true],
  ])("for %s, as for %s: %s", (status, general, expected) => {
    expect(adviceFor(english, status) === english.codes[general]).toBe(expected);
  });

  test.each([
    ["ko", "ko", true],
    ["ko", "ko-KR", true],
    ["ko-KR", "KO", true],
    ["en-US", "en-GB", false],
    ["ko", "kok", false],
  ])("in %s serve who wants %s: %s", (offered, wanted, expected) => {
    expect(serves(offered, wanted)).toBe(expected);
  });

  test("tags come by quality, and a field without end is cut", () => {
    expect(tagsIn("en;q=0.5, ko, ja;q=0, fr;q=0.7")).toEqual(["ko", "fr", "en"]);
    expect(tagsIn(`${"ko,".repeat(100_000)}`).length).toBeLessThan(200);
    expect(tagsIn(undefined)).toEqual([""]);
  });
});
