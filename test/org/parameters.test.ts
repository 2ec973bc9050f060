// Kinds of parameters: what they take, and that they come through the socket as they went in.
import { describe, expect, test } from "vitest";
import { Mailbox } from "../../src/org/classes/Mailbox.ts";
import { proxyAddress, smtpAddress } from "../../src/org/kinds.ts";
import { allRead, changed, identity, identityList, late, listChange, Unread } from "../../src/org/parameters.ts";
import { Reference } from "../../src/org/reference.ts";
import { CustomObject } from "../../src/values/custom.ts";
import { Dictionary } from "../../src/values/dictionary.ts";
import { many } from "../../src/values/kinds.ts";

const guid = "22222222-2222-4222-8222-222222222222";
const kind = identity("MailboxIdParameter");

describe("an identity", () => {
  test.each<[string, unknown, string]>([
    ["text", " kim ", "kim"],
    ["an object", Mailbox.decode({ Guid: guid, Name: "Kim", OrganizationalUnit: "contoso.com/Users" }), guid],
    ["a reference", new Reference(guid, "contoso.com/Users/Kim"), guid],
    ["an object of a script", new CustomObject({ Identity: "contoso.com/Users/Kim" }), "contoso.com/Users/Kim"],
    ["a number", 12, "12"],
  ])("is %s", (_what, value, expected) => {
    expect(kind.convert(value)).toBe(expected);
    expect(kind.decode(kind.encode(kind.convert(value)))).toBe(expected);
  });

  test.each<[string, unknown, RegExp]>([
    ["nothing", "", /must not be empty/],
    ["a list", ["a", "b"], /System.Object\[\]/],
    ["a hash table", Dictionary.of({ a: 1 }), /Hashtable/],
    ["an object without a name", new CustomObject({ Colour: "red" }), /does not name anything/],
  ])("is not %s", (_what, value, text) => expect(() => kind.convert(value)).toThrow(text));
});

describe("a change of a list", () => {
  const proxies = listChange(many(proxyAddress));
  const list = ["SMTP:a@contoso.com", "smtp:b@contoso.com"];
  const after = (value: unknown) => changed(list, proxies.convert(value), (one) => one.toLowerCase());

  test.each<[unknown, readonly string[]]>([
    [["c@contoso.com"], ["smtp:c@contoso.com"]],
    ["c@contoso.com", ["smtp:c@contoso.com"]],
    [[], []],
    [Dictionary.of({ Add: "c@contoso.com" }), [...list, "smtp:c@contoso.com"]],
    [Dictionary.of({ add: ["b@contoso.com", "C@contoso.com"] }), [...list, "smtp:C@contoso.com"]],
    [Dictionary.of({ Remove: "SMTP:B@contoso.com" }), ["SMTP:a@contoso.com"]],
    [
      Dictionary.of({ Add: ["c@contoso.com"], Remove: ["a@contoso.com"] }),
      ["smtp:b@contoso.com", "smtp:c@contoso.com"],
    ],
    [["c@contoso.com", "C@contoso.com"], ["smtp:c@contoso.com"]],
  ])("%s", (value, expected) => {
    expect(after(value)).toEqual(expected);
    const wire = JSON.parse(JSON.stringify(proxies.encode(proxies.convert(value))));
    expect(proxies.decode(wire)).toEqual(proxies.convert(value));
  });

  test("knows no other words", () => {
    expect(() => proxies.convert(Dictionary.of({ Plus: "x@contoso.com" }))).toThrow(/neither Add nor Remove/);
    expect(() => listChange(identityList).convert([["a", "b"]])).toThrow();
  });
});

describe("a value that binds by property", () => {
  const type = late(smtpAddress);

  test("is kept until the cmdlet can say what is wrong", () => {
    const wrong = type.convert("nonsense");
    expect(wrong).toBeInstanceOf(Unread);
    expect(type.decode(type.encode(wrong))).toEqual(wrong);
    expect(() => allRead({ PrimarySmtpAddress: wrong })).toThrow(/'PrimarySmtpAddress' is not valid. "nonsense"/);
  });

  test("is itself when nothing is wrong", () => {
    expect(type.convert("kim@contoso.com")).toBe("kim@contoso.com");
    expect(type.decode(type.encode("kim@contoso.com"))).toBe("kim@contoso.com");
    expect(() => allRead({ PrimarySmtpAddress: "kim@contoso.com" })).not.toThrow();
  });
});
