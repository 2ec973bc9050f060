// The rules of bytes and the ranges of addresses: the same verdict however the pieces are cut.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkOctets } from "../../src/mail/octets.ts";
import {
  parseBinding,
  parseIp,
  parseRange,
  plainIp,
  rangeHolds,
  rangeSize,
  rangesCross,
} from "../../src/mail/ranges.ts";

function verdict(...pieces: readonly (string | Uint8Array)[]) {
  const check = checkOctets(10);
  for (const piece of pieces) check.push(Buffer.from(piece as string));
  return check.end();
}

describe("bytes of a message (RFC 5321 2.3.8, RFC 5322 2.1.1)", () => {
  test.for([
    ["", undefined],
    ["a\r\nb\r\n", undefined],
    ["0123456789\r\n", undefined],
    ["0123456789", undefined],
    ["01234567890\r\n", "long line"],
    ["a\nb", "bare LF"],
    ["\n", "bare LF"],
    ["a\rb", "bare CR"],
    ["a\r", "bare CR"],
    ["a\r\r\n", "bare CR"],
    ["a\0", "NUL"],
  ] as const)("%j: %s", ([text, fault]) => {
    expect(verdict(text)).toBe(fault);
  });

  test("cutting a message anywhere changes nothing", () => {
    const character = fc.constantFrom("a", "b", "\r\n", "\r", "\n", "\0", "01234567");
    fc.assert(
      fc.property(
        fc.array(character, { maxLength: 30 }),
        fc.array(fc.nat(60), { maxLength: 8 }),
        (characters, cuts) => {
          const bytes = Buffer.from(characters.join(""));
          const at = [0, ...cuts.filter((cut) => cut <= bytes.length).sort((a, b) => a - b), bytes.length];
          const pieces = at.slice(1).map((end, index) => bytes.subarray(at[index], end));
          expect(verdict(...pieces) === undefined).toBe(verdict(bytes) === undefined);
          expect(verdict(bytes) === undefined).toBe(
            !/\0|\r(?!\n)|(?<!\r)\n|[^\r\n]{11}/.test(bytes.toString("latin1")),
          );
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe("ranges and bindings", () => {
  test.for([
    ["192.0.2.1", 1n],
    ["192.0.2.0/24", 256n],
    ["192.0.2.77/24", 256n],
    ["10.0.0.1-10.0.0.10", 10n],
    ["0.0.0.0-255.255.255.255", 4294967296n],
    ["::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 2n ** 128n],
    ["2001:db8::/32", 2n ** 96n],
  ] as const)("%s holds %s addresses", ([text, size]) => {
    expect(rangeSize(parseRange(text)!)).toBe(size);
  });

  test.for(["", "x", "192.0.2.1/33", "192.0.2.9-192.0.2.1", "192.0.2.1-::1", "1-2", "10.0.0.0/8/8", "10.1"])(
    "%j is no range",
    (text) => {
      expect(parseRange(text)).toBeUndefined();
    },
  );

  test("who is inside, and which ranges cross", () => {
    const lan = parseRange("10.0.0.0/8")!;
    expect(rangeHolds(lan, parseIp("10.255.0.1")!)).toBe(true);
    expect(rangeHolds(lan, parseIp("::ffff:10.1.2.3")!)).toBe(true);
    expect(rangeHolds(lan, parseIp("11.0.0.0")!)).toBe(false);
    expect(rangeHolds(lan, parseIp("::1")!)).toBe(false);
    expect(rangesCross(lan, parseRange("10.0.0.5")!)).toBe(false);
    expect(rangesCross(lan, parseRange("10.255.0.0-11.0.0.0")!)).toBe(true);
    expect(rangesCross(lan, parseRange("192.0.2.1")!)).toBe(false);
    expect(plainIp("::ffff:127.0.0.1")).toBe("127.0.0.1");
    expect(plainIp("fe80::1%eth0")).toBe("fe80::1");
  });

  test("bindings read back", () => {
    for (const text of ["0.0.0.0:25", "[::]:25", "192.0.2.1:587", "[2001:db8::1]:2525", "127.0.0.1:0"]) {
      expect(String(parseBinding(text))).toBe(text);
    }
    for (const text of ["25", ":25", "0.0.0.0", "0.0.0.0:65536", "::1:25", "[10.0.0.1]:25", "host:25"]) {
      expect(parseBinding(text)).toBeUndefined();
    }
  });
});
