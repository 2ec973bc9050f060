// Random sequences of cmdlets against a simple model: after each step objects, addresses and memberships are what it says, and
// the store agrees with itself.
import fc from "fast-check";
import { expect, test } from "vitest";
import { Dictionary } from "../../src/values/dictionary.ts";
import { type Bench, bench } from "./cmdlets.ts";

/** Two recipients outside cannot have the same address. */
const outside = { ExternalEmailAddress: "out@example.com" };
/** What is made, and with what besides its name. */
const kinds = {
  Mailbox: { Shared: true },
  MailUser: outside,
  MailContact: outside,
  DistributionGroup: {},
  DynamicDistributionGroup: { IncludedRecipients: "AllRecipients" },
} as const;

type Kind = keyof typeof kinds;
/** What is left of each when its mail goes; the others are removed. */
const disabled: Partial<Record<Kind, "User" | "Contact" | "Group">> = {
  Mailbox: "User",
  MailUser: "User",
  MailContact: "Contact",
  DistributionGroup: "Group",
};

interface One {
  kind: Kind | "User" | "Contact" | "Group";
  /** Lower case, without the prefix; in no order. */
  addresses: Set<string>;
  members: Set<string>;
}

/** By name. */
type Model = Map<string, One>;

const names = ["ann", "bob", "cat", "staff", "team"];
const spare = ["a@contoso.com", "b@contoso.com", "c@contoso.com"];

const who = fc.constantFrom(...names);
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant("new" as const),
      who,
      kind: fc.constantFrom(...(Object.keys(kinds) as Kind[])),
    }),
  },
  fc.record({ do: fc.constantFrom("remove" as const, "disable" as const), who }),
  fc.record({
    do: fc.constant("enable" as const),
    who,
    user: fc.constantFrom("Mailbox" as const, "MailUser" as const),
  }),
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom("give" as const, "take" as const),
      who,
      address: fc.constantFrom(...spare),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom("join" as const, "leave" as const),
      who,
      group: fc.constantFrom("staff", "team"),
    }),
  },
  fc.record({ do: fc.constant("policy" as const), on: fc.boolean() }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** What mail makes of those without; a user becomes one of two kinds. */
const enabling = { Contact: "MailContact", Group: "DistributionGroup" } as const;
const addressesOf = (kind: Kind, own: string) => [
  own,
  ...(kinds[kind] === outside ? [outside.ExternalEmailAddress] : []),
];
const hasMail = (one: One): one is One & { kind: Kind } => one.kind in kinds;

/** The cmdlet for the step, and what the model becomes where it succeeds; undefined where it must fail. */
function planned(
  model: Model,
  policy: { on: boolean },
  step: Step,
): { call: [string, Record<string, unknown>]; after?: () => void } {
  if (step.do === "policy") {
    const call: [string, Record<string, unknown>] = step.on
      ? [
          "New-EmailAddressPolicy",
          {
            Name: "Extra",
            IncludedRecipients: "AllRecipients",
            EnabledPrimarySMTPAddressTemplate: "SMTP:%m@contoso.com",
            Priority: 1,
          },
        ]
      : ["Remove-EmailAddressPolicy", { Identity: "Extra" }];
    return policy.on === step.on
      ? { call }
      : {
          call,
          after: () => {
            policy.on = step.on;
          },
        };
  }
  const one = model.get(step.who);
  const own = `${step.who}@contoso.com`;
  switch (step.do) {
    case "new": {
      const call: [string, Record<string, unknown>] = [`New-${step.kind}`, { Name: step.who, ...kinds[step.kind] }];
      if (one) return { call };
      const addresses = new Set(addressesOf(step.kind, own));
      if ([...addresses].some((address) => ownerOf(model, address))) return { call };
      return { call, after: () => void model.set(step.who, { kind: step.kind, addresses, members: new Set() }) };
    }
    case "remove": {
      const call: [string, Record<string, unknown>] = [`Remove-${removing(one)}`, { Identity: step.who }];
      return one ? { call, after: () => gone(model, step.who) } : { call };
    }
    case "disable": {
      const left = one && hasMail(one) ? disabled[one.kind] : undefined;
      const call: [string, Record<string, unknown>] = [
        `Disable-${left ? one!.kind : "Mailbox"}`,
        { Identity: step.who },
      ];
      if (!left) return { call };
      return {
        call,
        after: () => {
          one!.kind = left;
          one!.addresses.clear();
        },
      };
    }
    case "enable": {
      const kind = one?.kind === "Contact" || one?.kind === "Group" ? enabling[one.kind] : step.user;
      const call: [string, Record<string, unknown>] = [
        `Enable-${kind}`,
        { Identity: step.who, ...(kinds[kind] === outside ? outside : {}) },
      ];
      const addresses = addressesOf(kind, own);
      if (!one || hasMail(one) || addresses.some((address) => ownerOf(model, address))) return { call };
      return {
        call,
        after: () => {
          one.kind = kind;
          one.addresses = new Set(addresses);
        },
      };
    }
    case "give":
    case "take": {
      const mail = one && hasMail(one) ? one.kind : "Mailbox";
      const change = { [step.do === "give" ? "Add" : "Remove"]: [step.address] };
      const call: [string, Record<string, unknown>] = [
        `Set-${mail}`,
        { Identity: step.who, EmailAddresses: Dictionary.of(change) },
      ];
      if (!one || !hasMail(one)) return { call };
      const owner = ownerOf(model, step.address);
      if (step.do === "give" && owner !== undefined && owner !== step.who) return { call };
      return {
        call,
        after: () => void (step.do === "give" ? one.addresses.add(step.address) : one.addresses.delete(step.address)),
      };
    }
    case "join":
    case "leave": {
      const group = model.get(step.group);
      const cmdlet = step.do === "join" ? "Add-DistributionGroupMember" : "Remove-DistributionGroupMember";
      const call: [string, Record<string, unknown>] = [cmdlet, { Identity: step.group, Member: step.who }];
      const in_ = group?.members.has(step.who) ?? false;
      if (group?.kind !== "DistributionGroup" || !one || step.who === step.group || in_ === (step.do === "join"))
        return { call };
      return {
        call,
        after: () => void (step.do === "join" ? group.members.add(step.who) : group.members.delete(step.who)),
      };
    }
  }
}

const removing = (one: One | undefined) => one?.kind ?? "Mailbox";
const ownerOf = (model: Model, address: string) => [...model].find(([, one]) => one.addresses.has(address))?.[0];

function gone(model: Model, name: string): void {
  model.delete(name);
  for (const one of model.values()) one.members.delete(name);
}

async function agrees({ get, org }: Bench, model: Model): Promise<void> {
  const seen = new Map<string, string[]>();
  for (const recipient of await get("Get-Recipient", { ResultSize: "Unlimited" })) {
    seen.set(
      recipient.get("Name"),
      recipient
        .get("EmailAddresses")
        .map((proxy: string) => proxy.replace(/^smtp:/i, "").toLowerCase())
        .sort(),
    );
  }
  const wanted = [...model].filter(([, one]) => hasMail(one));
  expect(Object.fromEntries([...seen].sort())).toEqual(
    Object.fromEntries(wanted.map(([name, one]) => [name, [...one.addresses].sort()]).sort()),
  );
  for (const [name, one] of wanted) {
    for (const address of one.addresses) expect((await org.resolve(address))?.Name).toBe(name);
    if (one.kind !== "DistributionGroup") continue;
    const members = await get("Get-DistributionGroupMember", { Identity: name, ResultSize: "Unlimited" });
    expect(members.map((member) => member.get("Name")).sort()).toEqual([...one.members].sort());
  }
  for (const address of spare) if (!ownerOf(model, address)) expect(await org.resolve(address)).toBeUndefined();
  expect((await get("Test-OrganizationStore", {}))[0].Result).toBe("Success");
}

test("random cmdlets do what a simple model says, and the store stays sound", { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 15, maxLength: 40 }), async (steps) => {
      const at = await bench();
      const model: Model = new Map();
      const policy = { on: false };
      for (const one of steps) {
        const { call, after } = planned(model, policy, one);
        const told = await at.run(call);
        const failure = told.thrown?.message ?? told.errors[0]?.message;
        if (after) {
          expect(failure, JSON.stringify(call)).toBeUndefined();
          after();
        } else expect(failure, JSON.stringify(call)).toBeDefined();
        await agrees(at, model);
      }
    }),
    { numRuns: 20 },
  );
});
