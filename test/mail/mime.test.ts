// Written MIME and delivery status, read back: by laws and by a parser of others.
import fc from "fast-check";
import PostalMime from "postal-mime";
import { describe, expect, test } from "vitest";
import { deliveryStatus, reportBody, statusOf } from "../../src/mail/dsn.ts";
import { decodeWords } from "../../src/mail/headers.ts";
import { encodeWords, escapeHtml, phrase, quotedPrintable, textPart } from "../../src/mail/mime.ts";

/** RFC 2045 6.7, read in the plainest way. */
function readQuotedPrintable(text: string): string {
  const joined = text.replace(/=\r\n/g, "");
  return Buffer.from(
    joined.replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  ).toString("utf8");
}

const line = fc.string({ unit: "grapheme", maxLength: 120 }).filter((text) => !/[\r\n]/.test(text));

describe("quoted-printable", () => {
  test("read back is the text; lines are short and plain ASCII, none ends in a blank", () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 5 }), (lines) => {
        const text = lines.join("\r\n");
        const coded = quotedPrintable(text);
        expect(readQuotedPrintable(coded)).toBe(text);
        for (const one of coded.split("\r\n")) {
          expect(one.length).toBeLessThanOrEqual(76);
          expect(one).toMatch(/^[\t\x20-\x7e]*$/);
          expect(one).not.toMatch(/[ \t]$/);
        }
      }),
    );
  });
});

describe("encoded words", () => {
  test("read back are the text without control characters, each of at most 75 characters", () => {
    fc.assert(
      fc.property(line, (text) => {
        const plain = text.replace(/[\x00-\x08\x0a-\x1f\x7f]+/g, " ");
        const coded = encodeWords(text);
        expect(decodeWords(coded)).toBe(plain);
        expect(coded).toMatch(/^[\t\x20-\x7e]*$/);
        if (coded !== plain) for (const word of coded.split(" ")) expect(word.length).toBeLessThanOrEqual(75);
      }),
    );
  });

  test.each([
    ["Mail Delivery", "Mail Delivery"],
    ["Smith, Kim", '"Smith, Kim"'],
    ['a "b" \\', '"a \\"b\\" \\\\"'],
    ["Grüße", "=?utf-8?B?R3LDvMOfZQ==?="],
    ["=?x?", "=?utf-8?B?PT94Pw==?="],
  ])("the name %s stands as %s", (name, expected) => {
    expect(phrase(name)).toBe(expected);
  });
});

describe("a report", () => {
  const recipients = [
    {
      original: "rfc822;Kim@contoso.com",
      final: "kim@contoso.com",
      action: "failed",
      status: "5.1.1",
      remote: "mx.contoso.com",
      diagnostic: "550 5.1.1 No such\r\nInjected: yes",
      lastAttempt: 0,
    },
    { final: "김@contoso.com", action: "delayed", status: "4.4.7", retryUntil: 86_400_000 },
  ] as const;

  test("has a group for the message and one for each recipient, and no line from outside", () => {
    expect(deliveryStatus({ reporter: "ex1.contoso.com", arrived: 0, envid: "a b", recipients }).split("\r\n")).toEqual(
      [
        "Original-Envelope-Id: a b",
        "Reporting-MTA: dns;ex1.contoso.com",
        "Arrival-Date: Thu, 1 Jan 1970 00:00:00 +0000",
        "",
        "Original-Recipient: rfc822;Kim@contoso.com",
        "Final-Recipient: rfc822;kim@contoso.com",
        "Action: failed",
        "Status: 5.1.1",
        "Remote-MTA: dns;mx.contoso.com",
        "Diagnostic-Code: smtp;550 5.1.1 No such Injected: yes",
        "Last-Attempt-Date: Thu, 1 Jan 1970 00:00:00 +0000",
        "",
        "Final-Recipient: utf-8;김@contoso.com",
        "Action: delayed",
        "Status: 4.4.7",
        "Will-Retry-Until: Fri, 2 Jan 1970 00:00:00 +0000",
        "",
      ],
    );
  });

  test("is read by others as three parts, whatever the diagnostics hold", async () => {
    await fc.assert(
      fc.asyncProperty(line, fc.boolean(), async (diagnostic, whole) => {
        const status = { reporter: "ex1.contoso.com", arrived: 0, recipients: [{ ...recipients[0], diagnostic }] };
        const original = { content: Buffer.from("Subject: original\r\n\r\nText.\r\n"), whole };
        const { type, body } = reportBody(
          "b0undary",
          textPart("text/plain", "What happened.\r\n--b0undary"),
          status,
          original,
        );
        const mail = await PostalMime.parse(Buffer.concat([Buffer.from(`Content-Type: ${type}\r\n\r\n`), body]), {
          forceRfc822Attachments: true,
        });
        expect(mail.attachments.map((one) => one.mimeType)).toEqual([
          "message/delivery-status",
          whole ? "message/rfc822" : "text/rfc822-headers",
        ]);
      }),
      { numRuns: 50 },
    );
  });

  test.each([
    ["550 5.1.1 No such user", "5.1.1"],
    ["550 No such user", "5.0.0"],
    ["451 4.3.0 Later", "4.3.0"],
    ["550 4.4.7 QUEUE.Expired; message expired", "4.4.7"],
    ["550-5.7.1 Refused", "5.7.1"],
    ["nonsense", "5.0.0"],
    ["550 5.1.1234 x", "5.0.0"],
  ])("the reply '%s' has the status %s", (reply, status) => {
    expect(statusOf(reply)).toBe(status);
  });

  test("text for HTML holds no markup", () => {
    expect(escapeHtml(`<a href="x">&'`)).toBe("&#60;a href=&#34;x&#34;&#62;&#38;&#39;");
  });
});
