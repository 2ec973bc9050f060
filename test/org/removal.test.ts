// What happens when something is removed that others point to: it is refused and says by whom, or the others are cleaned.
import { beforeEach, describe, expect, test } from "vitest";
import { Mailbox } from "../../src/org/classes/Mailbox.ts";
import type { Reference } from "../../src/org/reference.ts";
import { Dictionary } from "../../src/values/dictionary.ts";
import { type Bench, bench } from "./cmdlets.ts";
import { addMailbox } from "./organization.ts";

let sample: Bench;
const named = (name: string, given: Readonly<Record<string, unknown>>) => sample.get(name, given);
const make = (noun: string, name: string, more: Readonly<Record<string, unknown>> = {}) =>
  named(`New-${noun}`, { Name: name, ...more });
const shared = (name: string) => make("Mailbox", name, { Shared: true });

beforeEach(async () => {
  sample = await bench();
});

const sound = async () => expect((await named("Test-OrganizationStore", {}))[0].Result).toBe("Success");

interface Refusal {
  readonly what: string;
  readonly given: () => Promise<unknown>;
  readonly run: readonly [cmdlet: string, given: Readonly<Record<string, unknown>>];
  readonly says: RegExp;
}

const refusals: readonly Refusal[] = [
  {
    what: "a database with mailboxes",
    given: async () => {
      await make("MailboxDatabase", "Second", { Server: "EX1" });
      await make("Mailbox", "kim", { Shared: true, Database: "Second" });
    },
    run: ["Remove-MailboxDatabase", { Identity: "Second" }],
    says: /kim/,
  },
  {
    what: "the default accepted domain",
    given: async () => undefined,
    run: ["Remove-AcceptedDomain", { Identity: "contoso.com" }],
    says: /default/i,
  },
  {
    what: "an accepted domain with addresses in it",
    given: async () => {
      await make("AcceptedDomain", "example.com", { DomainName: "example.com" });
      await shared("kim");
      await named("Set-Mailbox", { Identity: "kim", EmailAddresses: Dictionary.of({ Add: ["kim@example.com"] }) });
    },
    run: ["Remove-AcceptedDomain", { Identity: "example.com" }],
    says: /kim|example\.com/,
  },
  {
    what: "an organizational unit with objects",
    given: async () => {
      await make("OrganizationalUnit", "Sales");
      await make("Mailbox", "kim", { Shared: true, OrganizationalUnit: "contoso.com/Sales" });
    },
    run: ["Remove-OrganizationalUnit", { Identity: "contoso.com/Sales" }],
    says: /kim|Sales/,
  },
];

describe("is refused, and nothing is changed", () => {
  test.each(refusals)("$what", async ({ given, run: [cmdlet, bound], says }) => {
    await given();
    expect(await sample.fails(cmdlet, bound)).toMatch(says);
    expect(await named(cmdlet.replace("Remove-", "Get-"), bound)).toHaveLength(1);
    await sound();
  });
});

interface Clearing {
  readonly property: string;
  readonly on: "Mailbox" | "DistributionGroup";
  readonly value: unknown;
}

const clearings: readonly Clearing[] = [
  { property: "ForwardingAddress", on: "Mailbox", value: "kim" },
  { property: "GrantSendOnBehalfTo", on: "Mailbox", value: ["kim"] },
  { property: "AcceptMessagesOnlyFrom", on: "Mailbox", value: ["kim"] },
  { property: "RejectMessagesFrom", on: "DistributionGroup", value: ["kim"] },
  { property: "ModeratedBy", on: "Mailbox", value: ["kim"] },
  { property: "BypassModerationFromSendersOrMembers", on: "DistributionGroup", value: ["kim"] },
];

describe("a mailbox that goes is taken out of", () => {
  test.each(clearings)("$property of a $on", async ({ property, on, value }) => {
    await shared("kim");
    await (on === "Mailbox" ? shared("holder") : make("DistributionGroup", "holder"));
    const set = `Set-${on}`;
    const held = async () => {
      const [object] = await named(`Get-${on}`, { Identity: "holder" });
      return [object.get(property) ?? []].flat().map(String) as string[];
    };
    await named(set, { Identity: "holder", [property]: value });
    expect(await held()).toEqual(["contoso.com/Users/kim"]);
    await named("Remove-Mailbox", { Identity: "kim" });
    expect(await held()).toEqual([]);
    await sound();
  });

  test("Manager of a user", async () => {
    await shared("kim");
    await shared("holder");
    await named("Set-User", { Identity: "holder", Manager: "kim" });
    expect(String((await named("Get-User", { Identity: "holder" }))[0].get("Manager"))).toMatch(/kim$/);
    await named("Remove-Mailbox", { Identity: "kim" });
    expect((await named("Get-User", { Identity: "holder" }))[0].get("Manager")).toBeNull();
    await sound();
  });

  test("a group's members", async () => {
    await shared("kim");
    await make("DistributionGroup", "staff", { Members: ["kim"] });
    await named("Remove-Mailbox", { Identity: "kim" });
    expect(await named("Get-DistributionGroupMember", { Identity: "staff" })).toEqual([]);
    await sound();
  });
});

test("a refusal names five of those that refuse, in order, however many there are", async () => {
  await sample.org.change(async (tx) => {
    for (let n = 0; n < 40; n++) await addMailbox(tx, `box${n}`);
  });
  const database = sample.org.snapshot().databases[0]!;
  const text = await sample.org
    .change((tx) => tx.remove(database))
    .then(
      () => "removed",
      (error: Error) => error.message,
    );
  const told = [...text.matchAll(/'(contoso\.com\/Users\/box\d+)'/g)].map((match) => match[1]);
  expect(told).toHaveLength(5);
  expect(told).toEqual([...told].sort());
  expect(text).toContain("and others");
  for await (const box of sample.org.all(Mailbox)) {
    expect((box.Database as Reference | null)?.guid).toBe(database.Guid);
  }
});
