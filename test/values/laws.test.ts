// Laws of numbers, dates, wild cards and formats that hold for every value.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { add, divide, multiply, remainder, subtract } from "../../src/values/arithmetic.ts";
import { dateOf, partsOf } from "../../src/values/calendar.ts";
import { compareValues, valuesEqual } from "../../src/values/compare.ts";
import { composite } from "../../src/values/composite.ts";
import { formatDate } from "../../src/values/dateformat.ts";
import { parseDate } from "../../src/values/dateparse.ts";
import { DateTime } from "../../src/values/datetime.ts";
import { decimal, decimalArithmetic, parseDecimal } from "../../src/values/decimal.ts";
import { Dictionary } from "../../src/values/dictionary.ts";
import { castNumber } from "../../src/values/net/numbers.ts";
import { formatNumber } from "../../src/values/numberformat.ts";
import { type AnyNumber, doubleText, kindOf, parseNumber, toNumber } from "../../src/values/numbers.ts";
import { ConversionError } from "../../src/values/type.ts";
import { escapeWildcard, wildcard } from "../../src/values/wildcard.ts";

const int = fc.integer();
const date = fc.bigInt({ min: 0n, max: 3_155_378_975_999_999_999n }).map((ticks) => new DateTime(ticks));

describe("arithmetic", () => {
  test("whole numbers add as they do in mathematics, and say when they no longer fit", () => {
    fc.assert(
      fc.property(int, int, (a, b) => {
        const sum = add(a, b) as AnyNumber;
        expect(toNumber(sum)).toBe(a + b);
        expect(kindOf(sum)).toBe(Math.abs(a + b) > 2147483647 && a + b !== -2147483648 ? "Double" : "Int32");
      }),
    );
  });

  test("a quotient times its divisor plus the rest is the dividend", () => {
    fc.assert(
      fc.property(
        int,
        int.filter((b) => b !== 0),
        (a, b) => {
          const rest = remainder(a, b);
          const quotient = divide(subtract(a, rest), b);
          expect(toNumber(add(multiply(quotient, b), rest) as AnyNumber)).toBe(a);
        },
      ),
    );
  });

  test("Decimals keep their digits", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }),
        fc.integer({ min: 0, max: 6 }),
        fc.bigInt({ min: 1n, max: 10n ** 9n }),
        (a, scale, b) => {
          const x = decimal(a, scale)!;
          const y = decimal(b, 2)!;
          const back = decimalArithmetic("-", decimalArithmetic("+", x, y)!, y)!;
          expect(decimalArithmetic("-", back, x)!.coefficient).toBe(0n);
          expect(parseDecimal(x.toString())!.toString()).toBe(x.toString());
        },
      ),
    );
  });

  test("a number reads back from its text", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(toNumber(castNumber("Double", doubleText(value)))).toBe(value === 0 ? 0 : value);
      }),
    );
  });

  test("the text of any string is a number or is refused", () => {
    fc.assert(fc.property(fc.string(), (text) => void parseNumber(text)));
  });
});

describe("order", () => {
  test("of numbers and of text is one order", () => {
    for (const kind of [int, fc.string({ maxLength: 4 })] as fc.Arbitrary<unknown>[]) {
      fc.assert(
        fc.property(kind, kind, kind, (a, b, c) => {
          expect(Math.sign(compareValues(a, b))).toBe(-Math.sign(compareValues(b, a)) + 0);
          if (compareValues(a, b) <= 0 && compareValues(b, c) <= 0) expect(compareValues(a, c)).toBeLessThanOrEqual(0);
        }),
      );
    }
  });

  test("equality does not see case unless asked", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."abcXYZ") }), (text) => {
        expect(valuesEqual(text, text.toUpperCase())).toBe(true);
        expect(valuesEqual(text, text.toUpperCase(), true)).toBe(text === text.toUpperCase());
      }),
    );
  });
});

describe("dates", () => {
  test("come apart and together", () => {
    fc.assert(
      fc.property(date, (value) => {
        const at = partsOf(value);
        const again = dateOf(at.year, at.month, at.day, at.hour, at.minute, at.second, at.fraction);
        expect(again?.ticks).toBe(value.ticks);
      }),
    );
  });

  test("read back from the round-trip format", () => {
    fc.assert(
      fc.property(date, (value) => {
        const again = parseDate(formatDate(value, "o"), new DateTime(0n));
        expect(again?.ticks).toBe(value.ticks);
      }),
    );
  });

  test("any text is a date or is refused", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(..."0123456789/-:., TZapm") }),
        (text) => void parseDate(text, new DateTime(0n)),
      ),
    );
  });
});

describe("formats", () => {
  test("never fail but with a ConversionError", () => {
    fc.assert(
      fc.property(fc.string(), fc.oneof(int, fc.double(), fc.string(), date), (format, value) => {
        try {
          composite(`{0:${format}}`, [value]);
          if (typeof value === "number") formatNumber(value, format);
        } catch (error) {
          expect(error).toBeInstanceOf(ConversionError);
        }
      }),
    );
  });

  test("D5 and N0 show every whole number", () => {
    fc.assert(
      fc.property(int, (value) => {
        expect(Number(formatNumber(value, "D5"))).toBe(value + 0);
        expect(Number(formatNumber(value, "N0").replaceAll(",", ""))).toBe(value + 0);
      }),
    );
  });
});

describe("wild cards", () => {
  test("an escaped text matches itself and only itself", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, other) => {
        const matches = wildcard(escapeWildcard(text), true);
        expect(matches(text)).toBe(true);
        expect(matches(other)).toBe(text === other);
      }),
    );
  });

  test("many stars take no more than their product of time", () => {
    const matches = wildcard(`${"*a".repeat(60)}b`);
    expect(matches("a".repeat(2000))).toBe(false);
  });
});

describe("hash tables", () => {
  test("behave as a map whose keys ignore case", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom("a", "A", "b", "B", "c"), int)), (entries) => {
        const table = new Dictionary();
        const model = new Map<string, number>();
        for (const [key, value] of entries) {
          table.set(key, value);
          model.set(key.toLowerCase(), value);
        }
        expect(table.size).toBe(model.size);
        for (const [key, value] of model) expect(table.get(key.toUpperCase())).toBe(value);
      }),
    );
  });
});
