// Laws of the formatter and of its texts: widths are kept, what is written is read back, hostile text ends in an error.
import fc from "fast-check";
import { expect, test } from "vitest";
import { clixmlWriter, readClixml } from "../../src/format/clixml.ts";
import { JsonError, jsonText, readJson } from "../../src/format/jsontext.ts";
import { renderLines } from "../../src/format/screen.ts";
import { cells, cut, pad, wrap } from "../../src/format/width.ts";
import { element, escapePlain, innerText, readXml, unescapeUnits, XmlError, xmlText } from "../../src/format/xml.ts";
import { CustomObject } from "../../src/values/custom.ts";
import { DateTime } from "../../src/values/datetime.ts";
import { Dictionary } from "../../src/values/dictionary.ts";
import { Structured } from "../../src/values/structured.ts";
import { TimeSpan } from "../../src/values/timespan.ts";
import { testWorld } from "../world/world.ts";

const glyph = fc.constantFrom("a", "B", " ", "日", "é", "e\u0301", "👍", "\n", "\t", "{", "…");
const line = fc.string({ unit: glyph, maxLength: 40 });
const name = fc.string({ unit: fc.constantFrom("A", "b", "C", "日", "x"), minLength: 1, maxLength: 12 });
const leaf = fc.oneof(line, fc.integer(), fc.boolean(), fc.constant(null), fc.array(fc.integer(), { maxLength: 6 }));
const object = fc.dictionary(name, leaf, { minKeys: 1, maxKeys: 7 }).map((values) => new CustomObject(values));

test("no line of a table or list is wider than the screen", () => {
  fc.assert(
    fc.property(
      fc.array(object, { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 20, max: 100 }),
      (objects, width) => {
        for (const shown of renderLines(objects, width))
          expect(cells(shown.replaceAll("\t", " "))).toBeLessThanOrEqual(width);
      },
    ),
    { numRuns: 300 },
  );
});

test("cutting and padding give the width asked for; wrapping loses nothing but blanks", () => {
  fc.assert(
    fc.property(line, fc.integer({ min: 2, max: 30 }), (text, width) => {
      const flat = text.replaceAll("\n", " ");
      expect(cells(cut(flat, width))).toBeLessThanOrEqual(width);
      expect(cells(pad(cut(flat, width), width))).toBe(width);
      const lines = wrap(text, width);
      for (const one of lines) expect(cells(one)).toBeLessThanOrEqual(width);
      expect(lines.join("").replace(/\s/g, "")).toBe(text.replace(/\s/g, ""));
    }),
    { numRuns: 500 },
  );
});

const plain = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Dictionary)
    return Object.fromEntries(value.entries().map(({ key, value: v }) => [String(key), plain(v)]));
  if (value instanceof Structured) return Object.fromEntries(value.names().map((n) => [n, plain(value.get(n))]));
  return value;
};
const tree = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.string({ unit: "binary", maxLength: 12 }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.string({ minLength: 1, maxLength: 5 }), tie("value"), { maxKeys: 4 }),
  ),
})).value;

/** JavaScript objects as ordered tables, which keep the case of their keys apart. */
function tables(value: unknown, caseSensitive = true): unknown {
  if (Array.isArray(value)) return value.map((item) => tables(item, caseSensitive));
  if (typeof value !== "object" || value === null || value instanceof DateTime || value instanceof TimeSpan)
    return value;
  const made = new Dictionary("Ordered", caseSensitive);
  for (const [key, item] of Object.entries(value)) made.set(key, tables(item, caseSensitive));
  return made;
}

const style = { depth: 100, compress: false, enumsAsText: false, escape: "Default", truncated() {} } as const;

test("JSON: what is written is read back, and JSON.parse reads the same", () => {
  fc.assert(
    fc.property(tree, fc.boolean(), (value, compress) => {
      const text = jsonText(tables(value), { ...style, compress });
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(plain(readJson(text, { asTable: true, depth: 1024 }))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
    { numRuns: 300 },
  );
});

test("JSON: any text is read or refused with its place", () => {
  const unit = fc.constantFrom(
    "{",
    "}",
    "[",
    "]",
    '"',
    ":",
    ",",
    "1",
    "-",
    ".",
    "e",
    "t",
    "true",
    "null",
    "\\",
    "u00",
    " ",
    "\n",
    "/",
    "*",
    "//",
  );
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 30 }), (text) => {
      try {
        readJson(text, { asTable: true, depth: 20 });
      } catch (error) {
        expect(error).toBeInstanceOf(JsonError);
        expect((error as Error).message).toMatch(/ Line \d+, column \d+\.$/);
      }
    }),
    { numRuns: 1000 },
  );
});

test("XML: texts and attributes are read back", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 20 }), (text) => {
      const read = readXml(xmlText(element("a", { n: text }, text === "" ? [] : [text])));
      expect(unescapeUnits(read.attributes["n"] ?? "")).toBe(text);
      expect(unescapeUnits(innerText(read))).toBe(text);
    }),
    { numRuns: 300 },
  );
  expect(escapePlain('a\u0000<b>&"')).toBe("a&lt;b&gt;&amp;&quot;");
});

test("XML: any text is read or refused", () => {
  const unit = fc.constantFrom(
    "<",
    ">",
    "/",
    "a",
    "=",
    '"',
    "'",
    "!--",
    "-->",
    "?",
    "&lt;",
    "&#x41;",
    "<![CDATA[",
    "]]>",
    " ",
  );
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 30 }), (text) => {
      try {
        readXml(text);
      } catch (error) {
        expect(error).toBeInstanceOf(XmlError);
      }
    }),
    { numRuns: 1000 },
  );
  expect(() => readXml("<a>".repeat(100_000))).toThrow(XmlError);
});

test("Clixml: values come back equal, with their kinds", () => {
  const world = testWorld();
  const instant = fc.bigInt({ min: 0n, max: 3_155_378_975_999_999_999n }).map((ticks) => new DateTime(ticks, "Utc"));
  const span = fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n }).map((ticks) => new TimeSpan(ticks));
  const value = fc.oneof(tree, instant, span, fc.double({ noNaN: true, noDefaultInfinity: true }));
  fc.assert(
    fc.property(value, (one) => {
      const written = xmlText(element("Objs", {}, [clixmlWriter(50).write(tables(one, false))]));
      const [read] = readClixml(readXml(written), world);
      if (one instanceof DateTime || one instanceof TimeSpan) {
        expect(read).toBeInstanceOf(one.constructor);
        expect((read as DateTime).ticks).toBe(one.ticks);
      } else if (typeof one === "number") expect(Number(read)).toBe(one === 0 ? 0 : one);
      else expect(plain(read)).toEqual(plain(tables(one, false)));
    }),
    { numRuns: 300 },
  );
});
