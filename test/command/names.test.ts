// The registry of cmdlets and the names near to a mistyped one.
import fc from "fast-check";
import { expect, test } from "vitest";
import { defineCmdlet } from "../../src/command/cmdlet.ts";
import { editDistance, nearest } from "../../src/command/near.ts";
import { createRegistry } from "../../src/command/registry.ts";

const known = ["Get-Queue", "Get-Message", "Set-Mailbox", "Get-Mailbox", "New-Mailbox"];

test.each([
  ["Get-Mailbx", ["Get-Mailbox", "Set-Mailbox", "New-Mailbox"]],
  ["get-quue", ["Get-Queue"]],
  ["Get-Meassge", ["Get-Message"]],
  ["x", []],
  ["", []],
  ["Something-Else", []],
])("near to %s", (name, expected) => {
  expect(nearest(name, known)).toEqual(expected);
});

test.each([
  ["abc", "abc", 0],
  ["abc", "acb", 1],
  ["abc", "ab", 1],
  ["abc", "xbc", 1],
  ["abc", "cab", 2],
  ["", "ab", 2],
])("from %s to %s it takes %i", (a, b, expected) => {
  expect(editDistance(a, b, 9)).toBe(expected);
});

test("the distance is the same both ways and bounded by the longer text", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 8 });
  fc.assert(
    fc.property(word, word, (a, b) => {
      const distance = editDistance(a, b, 99);
      expect(editDistance(b, a, 99)).toBe(distance);
      expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
      expect(distance === 0).toBe(a === b);
    }),
  );
});

test("the registry knows names at start and loads a module once, when it is asked for", async () => {
  let loads = 0;
  const cmdlet = defineCmdlet({ name: "Get-It", synopsis: "x", runs: "shell", examples: [], process() {} });
  const registry = createRegistry({
    "Get-It": async () => {
      loads++;
      return { default: cmdlet };
    },
    "Add-It": async () => ({ default: cmdlet }),
  });
  expect(registry.names).toEqual(["Add-It", "Get-It"]);
  expect(registry.find("GET-IT")).toBe("Get-It");
  expect(registry.loaded("get-it")).toBeUndefined();
  expect(await registry.load("get-it")).toBe(cmdlet);
  expect(await registry.load("Get-It")).toBe(cmdlet);
  expect(registry.loaded("get-it")).toBe(cmdlet);
  expect(loads).toBe(1);
  await expect(registry.load("Get-Itt")).rejects.toMatchObject({
    id: "CommandNotFoundException",
    message: expect.stringContaining("Did you mean Get-It?"),
  });
  expect(registry.nearest("Get-Thing", ["Get-Thin"])).toEqual(["Get-Thin"]);
});
