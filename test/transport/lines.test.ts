// Lines of CSV: what is written is read back, whatever the values hold.
import fc from "fast-check";
import { expect, test } from "vitest";
import { splitFields } from "../../src/transport/tracking/columns.ts";
import { createLines } from "../../src/transport/tracking/lines.ts";

const unit = fc.oneof(
  fc.constantFrom('"', ",", "\r", "\n", "\t", "\x7f", " ", "a", ";"),
  fc.string({ unit: "grapheme" }),
);
const value = fc.array(unit, { maxLength: 30 }).map((parts) => parts.join(""));

test("values come back, with a blank for each run of control characters", () => {
  fc.assert(
    fc.property(fc.array(fc.array(value, { minLength: 2, maxLength: 6 }), { maxLength: 40 }), (all) => {
      const lines = createLines();
      let size = 0;
      for (const values of all) {
        lines.add(values);
        expect(lines.size).toBeGreaterThan(size);
        size = lines.size;
      }
      const text = Buffer.concat(lines.take()).toString();
      expect(Buffer.byteLength(text)).toBe(size);
      const read = text.split("\r\n").slice(0, -1).map(splitFields);
      expect(read).toEqual(all.map((values) => values.map((one) => one.replace(/[\x00-\x1f\x7f]+/g, " "))));
      expect([lines.size, lines.take()]).toEqual([0, []]);
    }),
    { numRuns: 300 },
  );
});

test("a line longer than a piece stays whole", () => {
  const lines = createLines();
  lines.add(["a", "b"]);
  lines.add(["x".repeat(100_000), 'say "so"']);
  lines.add(["c", ""]);
  expect(Buffer.concat(lines.take()).toString()).toBe(`a,b\r\n${"x".repeat(100_000)},"say ""so"""\r\nc,\r\n`);
});
