// A first start on a machine where this user may not bind the standard ports.
import { expect, test } from "vitest";
import { hostDomain } from "../../src/host/open.ts";
import { replacePorts } from "../../src/host/ports.ts";
import { foundOrganization } from "../../src/org/founding.ts";
import { openOrganization } from "../../src/org/store/store.ts";
import { worldError } from "../../src/world/errors.ts";
import type { World } from "../../src/world/world.ts";
import { testWorld } from "../world/world.ts";

/** A world in which some ports cannot be bound, and nothing is bound in truth. */
function worldWith(refused: Readonly<Record<number, string>>): World {
  return {
    ...testWorld(),
    net: {
      connect: () => Promise.reject(worldError("ECONNREFUSED", "nobody")),
      async listen(at) {
        const port = "port" in at ? at.port : 0;
        const code = refused[port];
        if (code !== undefined) throw worldError(code, code);
        return { address: "", port, close: async () => undefined };
      },
    },
  };
}

async function bindings(refused: Readonly<Record<number, string>>) {
  const world = worldWith(refused);
  const org = await openOrganization("/data/organization", world);
  await foundOrganization(org, world, { domain: "contoso.com", hostname: "ex1", version: "1" });
  const said = await replacePorts(org, world);
  const kept = Object.fromEntries(
    org.snapshot().receiveConnectors.map((one) => [String(one.Name).split(" ")[0], one.Bindings.map(String)]),
  );
  await org.close();
  return { said, kept };
}

test("ports that may be bound stay", async () => {
  const { said, kept } = await bindings({});
  expect(said).toEqual([]);
  expect(kept).toEqual({ Default: ["0.0.0.0:25", "[::]:25"], Client: ["0.0.0.0:587", "[::]:587"] });
});

test("an ordinary user gets 2525 and 2587, kept in Bindings, with the reason", async () => {
  const { said, kept } = await bindings({ 25: "EACCES", 587: "EACCES" });
  expect(kept).toEqual({ Default: ["0.0.0.0:2525", "[::]:2525"], Client: ["0.0.0.0:2587", "[::]:2587"] });
  expect(said).toHaveLength(2);
  expect(said.join()).toMatch(/2525 instead of 25\. Ordinary users may not bind/);
});

test("one that is in use gives way alone", async () => {
  const { said, kept } = await bindings({ 25: "EADDRINUSE" });
  expect(kept).toEqual({ Default: ["0.0.0.0:2525", "[::]:2525"], Client: ["0.0.0.0:587", "[::]:587"] });
  expect(said).toEqual([expect.stringContaining("in use")]);
});

test("a machine without IPv6 keeps its ports", async () => {
  expect((await bindings({ 25: "EAFNOSUPPORT" })).kept["Default"]).toEqual(["0.0.0.0:25", "[::]:25"]);
});

test.each([
  ["mail.contoso.com", "contoso.com"],
  ["mail", "exsh.test"],
  ["mail.localdomain", "exsh.test"],
  ["mail.lan", "exsh.test"],
  ["box.office.local", "exsh.test"],
  ["MAIL.Contoso.COM", "contoso.com"],
  ["bad_host.-x.", "exsh.test"],
])("the domain of %s is %s", (hostname, domain) => expect(hostDomain({ hostname })).toBe(domain));
