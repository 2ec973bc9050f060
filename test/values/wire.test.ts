// Values over the wire: what was encoded comes back the same, and nothing that is not ours is believed.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ByteQuantifiedSize } from "../../src/values/bytesize.ts";
import { List } from "../../src/values/collections.ts";
import { CustomObject } from "../../src/values/custom.ts";
import { DateTime } from "../../src/values/datetime.ts";
import { Decimal } from "../../src/values/decimal.ts";
import { Dictionary } from "../../src/values/dictionary.ts";
import { unlimitedValue } from "../../src/values/kinds.ts";
import { Guid } from "../../src/values/net/small.ts";
import { Char, double, Num, whole } from "../../src/values/numbers.ts";
import { SecureString } from "../../src/values/secret.ts";
import { TimeSpan } from "../../src/values/timespan.ts";
import { ConversionError, type Json } from "../../src/values/type.ts";
import { Version } from "../../src/values/version.ts";
import { decodeValue, encodeValue } from "../../src/values/wire.ts";

const scalar: fc.Arbitrary<unknown> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.string(),
  fc.integer(),
  fc.double().map(double),
  fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }).map((value) => whole("Int64", value)),
  fc.integer({ min: 0, max: 255 }).map((value) => whole("Byte", value)),
  fc
    .tuple(fc.bigInt({ min: -(1n << 90n), max: 1n << 90n }), fc.integer({ min: 0, max: 28 }))
    .map(([c, s]) => new Num("Decimal", new Decimal(c, s))),
  fc.integer({ min: 0, max: 65535 }).map((code) => new Char(code)),
  fc.bigInt({ min: 0n, max: 3_155_378_975_999_999_999n }).map((ticks) => new DateTime(ticks, "Utc")),
  fc.bigInt({ min: -(1n << 62n), max: 1n << 62n }).map((ticks) => new TimeSpan(ticks)),
  fc.nat().map((bytes) => new ByteQuantifiedSize(bytes)),
  fc.uuid().map((text) => new Guid(text)),
  fc.tuple(fc.nat(99), fc.nat(99)).map(([major, minor]) => new Version(major, minor)),
  fc.constant(unlimitedValue),
);

const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.array(tie("tree"), { maxLength: 4 }),
    fc.array(tie("tree"), { maxLength: 3 }).map((items) => new List(items)),
    fc.dictionary(fc.string(), tie("tree"), { maxKeys: 3 }).map((entries) => Dictionary.of(entries)),
    fc.dictionary(fc.string({ minLength: 1 }), tie("tree"), { maxKeys: 3 }).map((fields) => new CustomObject(fields)),
  ),
}));

describe("a value over the wire", () => {
  test("encodes the same again after it was decoded, through text", () => {
    fc.assert(
      fc.property(tree, (value) => {
        const sent = JSON.parse(JSON.stringify(encodeValue(value))) as Json;
        expect(encodeValue(decodeValue(sent))).toEqual(sent);
      }),
    );
  });

  test("keeps the kind of a scalar", () => {
    fc.assert(
      fc.property(scalar, (value) => {
        const back = decodeValue(JSON.parse(JSON.stringify(encodeValue(value))) as Json);
        expect(typeof back).toBe(typeof value);
        if (typeof value === "object" && value !== null)
          expect(Object.getPrototypeOf(back)).toBe(Object.getPrototypeOf(value));
      }),
    );
  });

  test("reads any JSON or refuses it, and nothing else happens", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        try {
          decodeValue(json as Json);
        } catch (error) {
          expect(error).toBeInstanceOf(ConversionError);
        }
      }),
    );
  });

  test("never carries a password", () => {
    const sent = JSON.stringify(encodeValue(new CustomObject({ Secret: new SecureString("hunter2") })));
    expect(sent).not.toContain("hunter2");
  });

  test("goes no deeper than it can be read", () => {
    let deep: unknown = "end";
    for (let i = 0; i < 100; i++) deep = [deep];
    expect(decodeValue(encodeValue(deep))).toBeDefined();
  });
});
