// Counts the rows of the tables by the topic of the documentation that their title names, and the points of pitfalls.
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const here = new URL(".", import.meta.url);
const files = readdirSync(here, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".test.ts"));
/** "about_Split [12, 13]: …": the topic, then the points that the rows below it show. */
const title = /^\s*(?:describe\()?"((?:about_[\w-]+|System\.[\w.]+|[A-Z]\w+-\w+)[^":]*?)(?: \[([\d, ]+)\])?: /;
const row = /^\s*(?:\[$|\[["'`$]|\[\w+\(|\[`)/;

const rows = new Map<string, number>();
const points = new Set<number>();
for (const name of files) {
  let topic: string | undefined;
  for (const line of readFileSync(new URL(name, here), "utf8").split("\n")) {
    const found = title.exec(line);
    if (found?.[1]) {
      topic = found[1];
      for (const point of found[2]?.split(",") ?? []) points.add(Number(point));
    } else if (/^\s*(?:describe|test)\(/.test(line)) topic = undefined;
    else if (topic !== undefined && row.test(line)) rows.set(topic, (rows.get(topic) ?? 0) + 1);
  }
}

test("at least 1,500 rows name their topic", () => {
  const all = [...rows.values()].reduce((sum, count) => sum + count, 0);
  expect(all, JSON.stringify(Object.fromEntries(rows))).toBeGreaterThanOrEqual(1500);
});

test("each of the 56 points that shells get wrong has a table", () => {
  const missing = Array.from({ length: 56 }, (_, i) => i + 1).filter((point) => !points.has(point));
  expect(missing).toEqual([]);
});
