// Conversion to 7 bits, read back by a parser of others: the same texts and attachments, and nothing beyond ASCII.
import fc from "fast-check";
import PostalMime from "postal-mime";
import { describe, expect, test } from "vitest";
import { toSevenBit } from "../../src/mail/sevenbit.ts";

const bytes = (text: string) => Buffer.from(text);
const message = (...lines: readonly string[]) => bytes(lines.join("\r\n"));

async function readBack(converted: Buffer | undefined) {
  expect(converted).toBeDefined();
  expect(converted!.every((byte) => byte < 0x80)).toBe(true);
  for (const line of converted!.toString("latin1").split("\r\n")) expect(line.length).toBeLessThanOrEqual(998);
  return PostalMime.parse(converted!);
}

const mixed = message(
  "From: a@example.com",
  'Content-Type: multipart/mixed; name="; boundary=no"; boundary="b 1"',
  "MIME-Version: 1.0",
  "Content-Transfer-Encoding: 8bit",
  "",
  "Preamble",
  "--b 1",
  "Content-Type: multipart/alternative; boundary=b2",
  "",
  "--b2",
  "Content-Type: text/plain; charset=utf-8",
  "Content-Transfer-Encoding: 8bit",
  "",
  "Grüße = ok ",
  "--b2",
  "Content-Type: text/html; charset=utf-8",
  "Content-Transfer-Encoding: quoted-printable",
  "",
  "<b>Gr=C3=BC=C3=9Fe</b>",
  "--b2--",
  "",
  "--b 1",
  "Content-Type: application/octet-stream",
  "Content-Disposition: attachment; filename=x",
  "",
  "äöü",
  "--b 1",
  "Content-Type: message/rfc822",
  "Content-Disposition: attachment",
  "",
  "Subject: inner",
  "MIME-Version: 1.0",
  "Content-Type: text/plain; charset=utf-8",
  "",
  "Straße",
  "--b 1--",
  "Epilogue",
);

describe("a message in 7 bits", () => {
  test("one that is in ASCII stays as it is", () => {
    const plain = message("Content-Transfer-Encoding: 8bit", "", "Text");
    expect(toSevenBit(plain)).toBe(plain);
  });

  test("a text without MIME becomes one of an unknown character set (RFC 1428)", async () => {
    const converted = toSevenBit(Buffer.concat([bytes("Subject: x\r\n\r\nGr"), Buffer.from([0xfc]), bytes("n\r\n")]));
    expect(converted?.toString("latin1")).toBe(
      "Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=unknown-8bit\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nGr=FCn\r\n",
    );
  });

  test("parts keep what they hold; those that were encoded are not touched", async () => {
    const converted = toSevenBit(mixed);
    const read = await readBack(converted);
    expect(read.text).toContain("Grüße = ok ");
    expect(read.html).toContain("<b>Grüße</b>");
    expect(converted!.toString()).toContain("\r\n\r\n<b>Gr=C3=BC=C3=9Fe</b>\r\n--b2--");
    expect(Buffer.from(read.attachments[0]!.content as ArrayBuffer).toString()).toBe("äöü");
    const inner = await PostalMime.parse(read.attachments[1]!.content as ArrayBuffer);
    expect([inner.subject, inner.text?.trim()]).toEqual(["inner", "Straße"]);
    expect(converted!.toString()).not.toMatch(/Content-Transfer-Encoding: 8bit/);
  });

  test.each([
    ["a field beyond ASCII", ["Subject: ü", "", "Text"]],
    ["a signed part", ["Content-Type: multipart/signed; boundary=b", "", "--b", "", "ü", "--b--"]],
    ["an encrypted one", ["Content-Type: multipart/encrypted; boundary=b", "", "--b", "", "ü", "--b--"]],
    [
      "one deep inside",
      ...[["Content-Type: message/rfc822", "", "Content-Type: multipart/signed; boundary=b", "", "--b", "", "ü"]],
    ],
    ["what says it is encoded", ["Content-Transfer-Encoding: base64", "", "ü"]],
    ["a preamble", ["Content-Type: multipart/mixed; boundary=b", "", "ü", "--b", "", "x", "--b--"]],
    ["an epilogue", ["Content-Type: multipart/mixed; boundary=b", "", "--b", "", "x", "--b--", "ü"]],
    ["no boundary", ["Content-Type: multipart/mixed", "", "--b", "", "ü", "--b--"]],
    ["a boundary that never comes", ["Content-Type: multipart/mixed; boundary=b", "", "ü"]],
    ["other messages within", ["Content-Type: message/global", "", "Subject: ü"]],
  ])("%s cannot be converted", (_, lines) => {
    expect(toSevenBit(message("MIME-Version: 1.0", ...lines))).toBeUndefined();
  });

  test("nesting has a bound", () => {
    const level = "Content-Type: message/rfc822\r\n\r\n";
    expect(toSevenBit(bytes(`${level.repeat(20)}Subject: x\r\n\r\nü`))).toBeDefined();
    expect(toSevenBit(bytes(`${level.repeat(10_000)}Subject: x\r\n\r\nü`))).toBeUndefined();
  });

  test("whatever the lines and the type, the text is the same and in ASCII", async () => {
    const line = fc.string({ unit: "grapheme", maxLength: 200 }).filter((text) => !/[\r\n\0]/.test(text));
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 6 }), fc.constantFrom("8bit", "binary"), async (lines, encoding) => {
        const text = [...lines, "ü"].join("\r\n");
        const head = ["MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8"];
        const converted = toSevenBit(message(...head, `Content-Transfer-Encoding: ${encoding}`, "", text));
        const read = await readBack(converted);
        expect(read.text?.replace(/\r?\n/g, "\n").trimEnd()).toBe(text.replace(/\r\n/g, "\n").trimEnd());
      }),
    );
  });

  test("any bytes are converted, refused or left, never thrown at", () => {
    const word = fc.constantFrom("--b", "--b--", "\r\n", "", "ü", "Content-Type: multipart/mixed; boundary=b", "text");
    fc.assert(
      fc.property(fc.array(word, { maxLength: 30 }), (words) => {
        const converted = toSevenBit(message("Content-Type: multipart/mixed; boundary=b", "", ...words));
        if (converted) expect(converted.every((byte) => byte < 0x80)).toBe(true);
      }),
    );
  });
});
