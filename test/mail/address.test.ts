// Addresses and paths: the grammar by tables, the laws by chance.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addressKey,
  needsUtf8,
  parseAddress,
  parseDomain,
  parseLiteral,
  parsePath,
  printAddress,
} from "../../src/mail/address.ts";

describe("addresses (RFC 5321 4.1.2)", () => {
  test.for([
    ["alice@contoso.com", "alice", "contoso.com"],
    ["Alice.B@CONTOSO.com", "Alice.B", "contoso.com"],
    ["a+b=c/d{e}@x-1.example", "a+b=c/d{e}", "x-1.example"],
    ['"a b"@contoso.com', "a b", "contoso.com"],
    ['"a\\"b\\\\c"@contoso.com', 'a"b\\c', "contoso.com"],
    ['"a@b"@contoso.com', "a@b", "contoso.com"],
    ['"plain"@contoso.com', "plain", "contoso.com"],
    ["a@[192.0.2.1]", "a", "[192.0.2.1]"],
    ["a@[IPv6:2001:DB8:0:0::1]", "a", "[IPv6:2001:db8::1]"],
    ["김@한국.example", "김", "xn--3e0b707e.example"],
    ["a@BÜCHER.example", "a", "xn--bcher-kva.example"],
    ["a@localhost", "a", "localhost"],
  ] as const)("%s", ([text, local, domain]) => {
    expect(parseAddress(text)).toEqual({ local, domain });
  });

  test.for([
    "",
    "@",
    "alice",
    "alice@",
    "@contoso.com",
    "a@b@c.example",
    ".a@contoso.com",
    "a.@contoso.com",
    "a..b@contoso.com",
    "a b@contoso.com",
    '""@contoso.com',
    '"a@contoso.com',
    '"a"b@contoso.com',
    '"a\n"@contoso.com',
    "a@contoso.com ",
    "a@-contoso.com",
    "a@contoso-.com",
    "a@contoso..com",
    "a@.contoso.com",
    "a@contoso.com.",
    "a@con_toso.com",
    "a@192.0.2.1",
    "a@1.2.3",
    "a@[192.0.2.256]",
    "a@[127.1]",
    "a@[2001:db8::1]",
    "a@[IPv6:fe80::1%eth0]",
    "a@[Tag:x]",
    "a\u200bb@contoso.com",
    "a\u2028b@contoso.com",
    "a\x00@contoso.com",
    "a\ud800@contoso.com",
    "a@con%74oso.com",
    "a@ｅ\u3000.com",
    `${"a".repeat(572)}@b.example`,
    `a@${"b".repeat(64)}.example`,
    `a@${"b.".repeat(130)}example`,
  ])("%j is none", (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  const local = fc.string({ minLength: 1, maxLength: 40, unit: "grapheme" }).filter((text) => {
    return !/[\x00-\x1f\x7f-\xa0\u00ad]|\u034f|[\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ufff0-\uffff]/.test(
      text,
    );
  });
  const label = fc.stringMatching(/^[a-z]([a-z0-9-]{0,10}[a-z0-9])?$/);
  const domain = fc.oneof(
    fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join(".")),
    fc.ipV4().map((ip) => `[${ip}]`),
  );

  test("reading what was printed gives the address", () => {
    fc.assert(
      fc.property(local, domain, (name, host) => {
        const address = { local: name, domain: host };
        expect(parseAddress(printAddress(address))).toEqual(address);
        expect(parsePath(`<${printAddress(address)}> SIZE=1`)).toEqual({
          address,
          end: printAddress(address).length + 2,
        });
      }),
    );
  });

  test("keys of equal addresses are equal, whatever case, quotes and script", () => {
    expect(addressKey(parseAddress('"Alice"@CONTOSO.com')!)).toBe("alice@contoso.com");
    expect(addressKey(parseAddress("e\u0301@bücher.example")!)).toBe(
      addressKey(parseAddress("É@XN--BCHER-KVA.example")!),
    );
    fc.assert(
      fc.property(local, domain, (name, host) => {
        const key = addressKey({ local: name, domain: host });
        expect(addressKey(parseAddress(key)!)).toBe(key);
      }),
    );
  });

  test("arbitrary text is read in no time or refused", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 2000, unit: "binary" }), (text) => {
        const address = parseAddress(text);
        if (address) expect(parseAddress(printAddress(address))).toEqual(address);
        parsePath(text);
        parsePath(`<${text}>`);
      }),
    );
    const started = process.hrtime.bigint();
    parsePath(`<${"@a,".repeat(100_000)}`);
    parsePath(`<"${"\\a".repeat(100_000)}`);
    parseAddress(`${"a.".repeat(100_000)}@b`);
    expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(5000);
  });
});

describe("paths (RFC 5321 4.1.1.2, 4.1.1.3)", () => {
  test.for([
    ["<>", null, 2],
    ["<> BODY=8BITMIME", null, 2],
    ["<@a.example,@b.example:joe@c.example>", { local: "joe", domain: "c.example" }, 37],
    ["<Postmaster>", { local: "Postmaster", domain: "" }, 12],
    ['<"a>b"@c.example>', { local: "a>b", domain: "c.example" }, 17],
  ] as const)("%s", ([text, address, end]) => {
    expect(parsePath(text)).toEqual({ address, end });
  });

  test.for([
    "",
    "a@b.example",
    "<a@b.example",
    "<joe>",
    "< a@b.example>",
    "<@a.example>",
    "<@a.example,joe@c.example>",
    "<<a@b.example>>",
  ])("%j is none", (text) => {
    expect(parsePath(text)).toBeUndefined();
  });
});

describe("domains and literals", () => {
  test("names", () => {
    expect(parseDomain("EX1.Contoso.COM")).toBe("ex1.contoso.com");
    expect(parseDomain("１２７.１")).toBeUndefined();
    expect(parseLiteral("[IPv6:::1]")).toBe("[IPv6:::1]");
    expect(needsUtf8(parseAddress("김@contoso.com")!)).toBe(true);
    expect(needsUtf8(parseAddress("a@한국.example")!)).toBe(false);
  });
});
