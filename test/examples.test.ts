// Every example of the organization's cmdlets works, each in a sample organization of its own. (Those of the shell's own
// run in test/cmdlets/walk.test.ts.)
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cmdletFiles, loaders } from "./loaders.ts";
import { type Sample, sampleTemplate, type Template, withMail } from "./sample.ts";

const load = loaders();
const examples = await Promise.all(
  cmdletFiles()
    .filter(([, path]) => !path.includes("/core/"))
    .map(async ([name]) => [name, (await load[name]!()).default.examples] as const),
);

let template: Template;
beforeAll(async () => {
  template = await sampleTemplate(withMail);
}, 60_000);
afterAll(() => template.remove());

describe.each(examples)("%s", (_name, list) => {
  test.each(list.map(({ run }) => run))("%s", async (run) => {
    const sample: Sample = await template.open();
    try {
      const { ending, shown, told } = await sample.run(run);
      const errors = told.split("\n").filter((line) => line !== "" && !line.startsWith("WARNING: "));
      expect(errors, shown).toEqual([]);
      expect(ending.kind).toBe("done");
    } finally {
      await sample.close();
    }
  });
});
