// Gathering a message: the same bytes in however many pieces they come, and the memory given back.
import fc from "fast-check";
import { expect, test } from "vitest";
import { createBudget, type Gathered, Gatherer } from "../../src/transport/reception/data.ts";

const gathered = (pieces: readonly Buffer[], budget = createBudget(100_000)) =>
  new Promise<Gathered>((done) => {
    const gatherer = new Gatherer({ most: 50_000, drained: 0, budget, heard: () => undefined }, done);
    for (const piece of pieces) gatherer.push(piece);
    gatherer.end();
  });

test("a message is the same in whatever pieces it comes", async () => {
  const sizes = fc.array(fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 40 })), { minLength: 1, maxLength: 4000 });
  await fc.assert(
    fc.asyncProperty(sizes, async (list) => {
      const whole = Buffer.from(`${"0123456789".repeat(7)}\r\n`.repeat(700)).subarray(0, 72 * 690);
      const pieces: Buffer[] = [];
      let at = 0;
      for (const size of list) {
        if (at < whole.length) pieces.push(whole.subarray(at, at + size));
        at += size;
      }
      if (at < whole.length) pieces.push(whole.subarray(at));
      const budget = createBudget(whole.length);
      const { content, refusal, release } = await gathered(pieces, budget);
      expect(refusal).toBeUndefined();
      expect(content.equals(whole)).toBe(true);
      expect(budget.take(1)).toBe(false);
      release();
      expect(budget.take(whole.length)).toBe(true);
    }),
    { numRuns: 20 },
  );
});
