// Headers, traces, dates, parameters: read as the standards say, written so that nothing can be injected.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mailDate } from "../../src/mail/date.ts";
import { decodeWords, Header, writeField } from "../../src/mail/headers.ts";
import { parseMailboxes } from "../../src/mail/mailboxes.ts";
import {
  decodeXtext,
  parseEnvid,
  parseNotify,
  parseOrcpt,
  parseParameters,
  parseRet,
} from "../../src/mail/parameters.ts";
import {
  hopCount,
  localHopCount,
  messageIdOf,
  missingFields,
  protocolOf,
  receivedField,
} from "../../src/mail/trace.ts";

const header = (text: string) => new Header(Buffer.from(text));

describe("the header section (RFC 5322 2.2)", () => {
  test("fields by name, folded values, the place of the body", () => {
    const read = header("Subject: one\r\n two\r\n\tthree\r\nX-A : b\r\nsubject: second\r\n\r\nbody\r\n");
    expect(read.first("SUBJECT")).toBe("one two\tthree");
    expect(read.all("subject")).toEqual(["one two\tthree", "second"]);
    expect(read.first("x-a")).toBe("b");
    expect(read.count("Subject")).toBe(2);
    expect(read.content.subarray(read.bodyStart).toString()).toBe("body\r\n");
    expect(read.size).toBe(54);
  });

  test.for([
    ["", 0, 0],
    ["\r\n", 2, 0],
    ["\r\nbody", 2, 0],
    ["A: b", 4, 1],
    ["A: b\r\n", 6, 1],
    ["no field here\r\n\r\nbody", 17, 1],
    [" folded first\r\nA: b\r\n\r\n", 23, 2],
  ] as const)("%j", ([text, bodyStart, fields]) => {
    expect(header(text).bodyStart).toBe(bodyStart);
    expect(header(text).fields).toHaveLength(fields);
  });

  test("reading is given up behind the limit", () => {
    const read = new Header(Buffer.from("A: b\r\n".repeat(1000)), 60);
    expect([read.fields.length, read.size]).toEqual([11, 66]);
    expect(new Header(Buffer.from("A: b\r\n\r\nbody"), 6).bodyStart).toBe(8);
  });

  test("fields cover the section without gap, whatever the bytes are", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
        const read = new Header(Buffer.from(bytes));
        let at = 0;
        for (const field of read.fields) {
          expect(field.start).toBe(at);
          at = field.end;
          read.value(field);
        }
        expect(at).toBe(read.size);
      }),
    );
  });

  test("a field is folded so that it reads back, and no line is injected", () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[!-~]{1,60}$/), { minLength: 1, maxLength: 40 }), (words) => {
        const field = writeField("X-Words", words.join(" "));
        expect(header(field).first("x-words")).toBe(words.join(" "));
        for (const line of field.split("\r\n")) expect(line.length).toBeLessThanOrEqual(78);
      }),
    );
    expect(() => writeField("X", "a\r\nBcc: b")).toThrow();
    expect(() => writeField("X", "a\nb")).toThrow();
    expect(() => writeField("X: y\r\nZ", "a")).toThrow();
    expect(() => writeField("X", "y".repeat(1000))).toThrow();
  });

  test.for([
    ["plain", "plain"],
    ["=?utf-8?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"],
    ["=?UTF-8?B?7ZWc6rWt7Ja0?= x", "한국어 x"],
    ["=?iso-8859-1?q?a_b?= =?iso-8859-1?q?c?=", "a bc"],
    ["=?utf-8?q?a?= b =?utf-8?q?c?=", "a b c"],
    ["=?nonsense?q?a?=", "=?nonsense?q?a?="],
    ["=?utf-8?q?a=0D=0AB:?=", "a  B:"],
    ["=?utf-8?x?a?=", "=?utf-8?x?a?="],
  ] as const)("encoded words: %s", ([text, shown]) => {
    expect(decodeWords(text)).toBe(shown);
  });

  test("reading stays linear on hostile input", () => {
    const started = process.hrtime.bigint();
    decodeWords("=?a?q?".repeat(50_000));
    decodeWords("=?".repeat(200_000));
    parseMailboxes("(".repeat(200_000));
    parseMailboxes('"\\'.repeat(100_000));
    parseMailboxes("<".repeat(200_000));
    parseMailboxes("a,".repeat(100_000));
    header(": \r\n".repeat(100_000)).all("x");
    header(` ${"\r\n ".repeat(100_000)}`).first("");
    expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(3000);
  });
});

describe("dates (RFC 5322 3.3)", () => {
  test.for([
    ["1970-01-01T00:00:00Z", "Thu, 1 Jan 1970 00:00:00 +0000"],
    ["2016-08-05T23:24:41.999Z", "Fri, 5 Aug 2016 23:24:41 +0000"],
    ["2024-02-29T08:09:07Z", "Thu, 29 Feb 2024 08:09:07 +0000"],
  ] as const)("%s", ([iso, text]) => {
    expect(mailDate(Date.parse(iso))).toBe(text);
  });

  test("another reader reads the same moment", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_102_444_800 }), (seconds) => {
        expect(Date.parse(mailDate(seconds * 1000))).toBe(seconds * 1000);
      }),
    );
  });
});

describe("parameters of MAIL and RCPT (RFC 3461 4)", () => {
  test("keywords and values", () => {
    expect([...parseParameters(" SIZE=100 body=8BITMIME  SMTPUTF8")!]).toEqual([
      ["SIZE", "100"],
      ["BODY", "8BITMIME"],
      ["SMTPUTF8", true],
    ]);
    for (const bad of [" A=1 a=2", " A=", " =1", " A=b=c", " A=\x01", " Ä=1"])
      expect(parseParameters(bad)).toBeUndefined();
    expect(parseRet("hdrs")).toBe("HDRS");
    expect(parseRet("BOTH")).toBeUndefined();
    expect(parseEnvid("a+2Bb")).toBe("a+b");
    expect(parseEnvid("a+0Ab")).toBeUndefined();
    expect(parseEnvid("a+2bb")).toBeUndefined();
    expect(parseNotify("success,Delay,SUCCESS")).toEqual(["SUCCESS", "DELAY"]);
    expect(parseNotify("NEVER")).toEqual(["NEVER"]);
    expect(parseNotify("NEVER,DELAY")).toBeUndefined();
    expect(parseNotify("")).toBeUndefined();
    expect(parseOrcpt("RFC822;a+2Bb@c.example")).toEqual({ type: "rfc822", address: "a+b@c.example" });
    expect(parseOrcpt("utf-8;\\x{AE40}@contoso.com")).toEqual({ type: "utf-8", address: "김@contoso.com" });
    expect(parseOrcpt("utf-8;\\x{D800}")).toBeUndefined();
    expect(parseOrcpt(";x")).toBeUndefined();
  });

  test("xtext says what was meant, whatever was meant", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\x20-\x7e]{1,60}$/), (text) => {
        const coded = [...text].map((one) => `+${one.charCodeAt(0).toString(16).toUpperCase()}`).join("");
        expect(decodeXtext(coded)).toBe(text);
        expect(parseOrcpt(`rfc822;${coded}`)).toEqual({ type: "rfc822", address: text });
        expect(decodeXtext(text) === text).toBe(!/[+= ]/.test(text));
      }),
    );
  });
});

describe("traces (RFC 5321 4.4, RFC 3848, RFC 6531 4.3)", () => {
  test.for([
    [false, false, false, false, "SMTP"],
    [true, false, false, false, "ESMTP"],
    [true, true, false, false, "ESMTPS"],
    [true, false, true, false, "ESMTPA"],
    [true, true, true, false, "ESMTPSA"],
    [true, false, false, true, "UTF8SMTP"],
    [true, true, true, true, "UTF8SMTPSA"],
  ] as const)("extended %s, TLS %s, authenticated %s, UTF-8 %s: %s", ([extended, tls, authenticated, utf8, name]) => {
    const cipher = tls ? { protocol: "TLSv1.3", cipher: "X" } : undefined;
    expect(protocolOf({ extended, tls: cipher, authenticated, utf8 })).toBe(name);
  });

  test("a name that is none stands behind the address, harmless", () => {
    const field = receivedField({
      hello: "evil)\r\nBcc: x",
      clientAddress: "2001:db8::9",
      server: "ex1.contoso.com",
      serverAddress: "192.0.2.1",
      extended: true,
      authenticated: false,
      utf8: false,
      id: "1",
      at: 0,
    });
    expect(field).toMatch(/^Received: from \[IPv6:2001:db8::9\] \(HELO evil\?\?\?Bcc:\?x\)\r\n\tby /);
    expect(hopCount(header(field))).toBe(1);
    expect(localHopCount(header(field + field), "EX1.contoso.com")).toBe(2);
    expect(localHopCount(header(field), "contoso.com")).toBe(0);
  });

  test("what lacks is added, what is there is left", () => {
    expect(messageIdOf(header("message-id: <a@b> (x)\r\n"))).toBe("<a@b>");
    expect(messageIdOf(header("Message-ID: none\r\n"))).toBeUndefined();
    expect(missingFields(header("Message-ID: <a@b>\r\n"), "<n@x>", 0, false)).toBe("");
    expect(missingFields(header("Message-ID: <a@b>\r\n"), "<n@x>", 0, true)).toBe(
      "Date: Thu, 1 Jan 1970 00:00:00 +0000\r\n",
    );
    expect(missingFields(header("Subject: x\r\n"), "<n@x>", 0, false)).toBe("Message-ID: <n@x>\r\n");
  });
});

describe("address lists (RFC 5322 3.4)", () => {
  test.for([
    ["a@b.example", ["|a@b.example"]],
    ['"Smith, Al" <al@b.example>, Bob <bob@b.example>', ["Smith, Al|al@b.example", "Bob|bob@b.example"]],
    ["=?utf-8?q?J=C3=B6?= <j@b.example>", ["Jö|j@b.example"]],
    ["Team: a@b.example, C <c@b.example>;", ["|a@b.example", "C|c@b.example"]],
    ['"odd one"@b.example (comment, with (nested) parts)', ['|"odd one"@b.example']],
    ["not an address", ["|"]],
    ["<a@b.example> <c@d.example>", ["|a@b.example", "|c@d.example"]],
    ["", []],
  ] as const)("%s", ([text, wanted]) => {
    const read = parseMailboxes(text).map(
      ({ name, address }) =>
        `${name}|${address ? `${/ /.test(address.local) ? `"${address.local}"` : address.local}@${address.domain}` : ""}`,
    );
    expect(read).toEqual(wanted);
  });
});
