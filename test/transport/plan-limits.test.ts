// Which limit holds where several are set: of the organization, the connector, the sender and the recipient, by size and by
// number of recipients (behaviour 4.7).
import { describe, expect, test } from "vitest";
import { box, connector, type Facts, planOf, shown } from "./table.ts";

/** Limits in bytes; those left out are not set. */
interface Limits {
  readonly send?: number;
  readonly receive?: number;
  readonly sender?: number;
  readonly recipient?: number;
  readonly route?: number;
}

async function end(limits: Limits, size: number, authenticated: boolean, outside = false): Promise<string> {
  const limit = (name: string, value: number | undefined): Facts => (value === undefined ? {} : { [name]: value });
  const from = "ann@contoso.com";
  const plan = await planOf({
    name: "",
    plan: [],
    directory: { ann: box(limit("maxSend", limits.sender)), bob: box(limit("maxReceive", limits.recipient)) },
    from,
    to: [outside ? "x@a.example" : "bob@contoso.com"],
    subject: { size, authenticated },
    settings: {
      limits: { maxSend: limits.send, maxReceive: limits.receive },
      connectors: [connector("Internet", "*", limits.route === undefined ? {} : { maxSize: limits.route })],
    },
  });
  const failed = plan.failed[0]?.response.split(/[ ;]/)[2];
  return failed ?? shown(plan, from)[0]!.split(":")[0]!;
}

const org = "RESOLVER.RST.SendSizeLimit.Org";
const sender = "RESOLVER.RST.SendSizeLimit.Sender";
const recipient = "RESOLVER.RST.RecipSizeLimit";
const route = "ROUTING.SizeLimit";

describe("sizes", () => {
  /** What a message of 150 bytes comes to: sent by one who proved who he is, and by one who did not. */
  const rows: readonly [string, Limits, string, string][] = [
    ["nothing is set", {}, "DB1", "DB1"],
    ["the organization sends less", { send: 100 }, org, org],
    ["the organization receives less", { receive: 100 }, recipient, recipient],
    ["the sender may send less", { sender: 100 }, sender, sender],
    ["the recipient takes less", { recipient: 100 }, recipient, recipient],
    ["the sender may send more than the organization", { send: 100, sender: 200 }, "DB1", org],
    ["the sender may send less than the organization", { send: 200, sender: 100 }, sender, sender],
    ["the recipient takes more than the organization", { receive: 100, recipient: 200 }, "DB1", recipient],
    ["the recipient takes less than the organization", { receive: 200, recipient: 100 }, recipient, recipient],
    ["the sender may send more than the recipient takes", { sender: 200, recipient: 100 }, recipient, recipient],
    ["the sender may send less than the recipient takes", { sender: 100, recipient: 200 }, sender, sender],
    ["the organization sends less than the recipient takes", { send: 100, recipient: 200 }, org, org],
    ["the sender may send more than the organization receives", { sender: 200, receive: 100 }, recipient, recipient],
    ["both are too small", { send: 100, receive: 100, sender: 100, recipient: 100 }, sender, sender],
  ];
  test.each(rows)("here: %s", async (_, limits, proved, unproved) => {
    expect([await end(limits, 150, true), await end(limits, 150, false)]).toEqual([proved, unproved]);
    expect(await end(limits, 100, false)).toBe("DB1");
  });

  /** The same for a recipient outside. */
  const outward: readonly [string, Limits, string, string][] = [
    ["the connector carries less", { route: 100 }, route, route],
    ["the organization lets less out than the connector", { receive: 100, route: 200 }, recipient, recipient],
    ["the organization lets more out than the connector", { receive: 200, route: 100 }, route, route],
    ["the organization sends less than the connector", { send: 100, route: 200 }, org, org],
    ["the organization sends more than the connector", { send: 200, route: 100 }, route, route],
    ["the sender may send more than the connector", { sender: 200, route: 100 }, route, route],
    ["the sender may send less than the connector", { sender: 100, route: 200 }, sender, sender],
  ];
  test.each(outward)("outside: %s", async (_, limits, proved, unproved) => {
    expect([await end(limits, 150, true, true), await end(limits, 150, false, true)]).toEqual([proved, unproved]);
    expect(await end(limits, 100, false, true)).toBe("a.example");
  });
});

describe("numbers of recipients", () => {
  const tooMany = "550 5.5.3 RESOLVER.ADR.RecipLimit; too many recipients";
  test.each([
    ["nothing is set", undefined, undefined, false],
    ["the organization allows less", 2, undefined, true],
    ["the organization allows as many", 3, undefined, false],
    ["the sender may write to fewer", undefined, 2, true],
    ["the sender may write to more than the organization allows", 2, 3, false],
    ["the sender may write to fewer than the organization allows", 3, 2, true],
  ])("%s", async (_, maxRecipients, own, refused) => {
    const plan = await planOf({
      name: "",
      plan: [],
      directory: { ann: box(own === undefined ? {} : { recipientLimit: own }), a: box(), b: box(), c: box() },
      from: "ann@contoso.com",
      to: ["a@contoso.com", "b@contoso.com", "c@contoso.com"],
      subject: { authenticated: true },
      settings: { maxRecipients },
    });
    expect(plan.failed.map((one) => one.response)).toEqual(refused ? [tooMany, tooMany, tooMany] : []);
  });
});
