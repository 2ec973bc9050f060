// Every property that points to objects says to which, and what becomes of it when they go.
import { expect, test } from "vitest";
import type { ClassProperties } from "../../src/org/class.ts";
import { reference } from "../../src/org/reference.ts";
import { allClasses, classNamed } from "../../src/org/registry.ts";

const all = allClasses().flatMap((cls) =>
  Object.entries(cls.properties as ClassProperties)
    .filter(([, one]) => !one.derive && (one.type === reference || one.type.element === (reference as unknown)))
    .map(([name, one]) => [`${cls.name}.${name}`, one] as const),
);

test.each(all)("%s", (_name, { refers, mandatory, type }) => {
  expect(refers, "says where it points to").toBeDefined();
  expect(refers!.to.length).toBeGreaterThan(0);
  for (const name of refers!.to) expect(classNamed(name), `${name} is a class`).toBeDefined();
  // What an object cannot be without keeps its target; what may be empty is emptied.
  if (mandatory && !type.element) expect(refers!.gone).toBe("refuse");
});
