// Laws of the store: after any sequence of changes, failures and power cuts it agrees with a simple model, and with itself.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DistributionGroup } from "../../src/org/classes/DistributionGroup.ts";
import { Mailbox } from "../../src/org/classes/Mailbox.ts";
import { User } from "../../src/org/classes/User.ts";
import type { Organization, Transaction } from "../../src/org/organization.ts";
import { Reference } from "../../src/org/reference.ts";
import { testWorld } from "../world/world.ts";
import { addMailbox, collect, sampleOrganization } from "./organization.ts";

const names = ["ann", "bob", "cat", "dan"];
const addresses = ["a@contoso.com", "b@contoso.com", "c@contoso.com", "D@Contoso.com", "d@contoso.com"];
const groups = ["g1", "g2"];

type Step =
  | { readonly kind: "add" | "remove" | "disable"; readonly name: string }
  | { readonly kind: "address"; readonly name: string; readonly list: readonly string[] }
  | { readonly kind: "forward"; readonly name: string; readonly to: string | null }
  | { readonly kind: "group" | "ungroup"; readonly group: string }
  | { readonly kind: "join" | "leave"; readonly group: string; readonly name: string };

/** What the organization should hold. */
interface Model {
  readonly boxes: Map<string, { addresses: string[]; forward: string | null }>;
  readonly users: Set<string>;
  readonly groups: Map<string, Set<string>>;
}

const name = fc.constantFrom(...names);
const group = fc.constantFrom(...groups);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constantFrom("add" as const, "remove" as const, "disable" as const), name }),
  fc.record({ kind: fc.constant("add" as const), name }),
  fc.record({
    kind: fc.constant("address" as const),
    name,
    list: fc.uniqueArray(fc.constantFrom(...addresses), { maxLength: 3 }),
  }),
  fc.record({ kind: fc.constant("forward" as const), name, to: fc.option(name) }),
  fc.record({ kind: fc.constantFrom("group" as const, "ungroup" as const), group }),
  fc.record({ kind: fc.constantFrom("join" as const, "leave" as const), group, name }),
);

/** Whether the step is possible, and the model after it. */
function expected(model: Model, step: Step): boolean {
  const { boxes, users, groups } = model;
  const exists = (who: string) => boxes.has(who) || users.has(who);
  switch (step.kind) {
    case "add":
      if (exists(step.name) || taken(model, step.name, [`${step.name}@contoso.com`])) return false;
      boxes.set(step.name, { addresses: [`${step.name}@contoso.com`], forward: null });
      return true;
    case "remove":
      if (!exists(step.name)) return false;
      forget(model, step.name);
      boxes.delete(step.name);
      users.delete(step.name);
      for (const members of groups.values()) members.delete(step.name);
      return true;
    case "disable":
      if (!boxes.has(step.name)) return false;
      forget(model, step.name);
      boxes.delete(step.name);
      users.add(step.name);
      return true;
    case "address": {
      const box = boxes.get(step.name);
      const list = step.list.map((one) => one.toLowerCase());
      if (!box || list.length === 0 || new Set(list).size < list.length || taken(model, step.name, list)) return false;
      box.addresses = list;
      return true;
    }
    case "forward": {
      const box = boxes.get(step.name);
      if (!box || (step.to !== null && (!boxes.has(step.to) || step.to === step.name))) return false;
      box.forward = step.to;
      return true;
    }
    case "group":
      if (groups.has(step.group)) return false;
      groups.set(step.group, new Set());
      return true;
    case "ungroup":
      return groups.delete(step.group);
    case "join":
    case "leave": {
      const members = groups.get(step.group);
      if (!members || !exists(step.name)) return false;
      if (step.kind === "join") members.add(step.name);
      else members.delete(step.name);
      return true;
    }
  }
}

function taken(model: Model, own: string, list: readonly string[]): boolean {
  return [...model.boxes].some(([who, box]) => who !== own && box.addresses.some((one) => list.includes(one)));
}

function forget(model: Model, who: string): void {
  for (const box of model.boxes.values()) if (box.forward === who) box.forward = null;
}

const proxies = (list: readonly string[]) => list.map((one, at) => `${at === 0 ? "SMTP" : "smtp"}:${one}`);

async function apply(tx: Transaction, step: Step): Promise<void> {
  const person = (who: string) => tx.find([Mailbox, User], `contoso.com/Users/${who}`);
  const box = (who: string) => tx.find(Mailbox, `contoso.com/Users/${who}`);
  const groupOf = (which: string) => tx.find(DistributionGroup, `contoso.com/Users/${which}`);
  switch (step.kind) {
    case "add":
      await addMailbox(tx, step.name);
      return;
    case "remove":
      return tx.remove(await person(step.name));
    case "disable":
      await tx.turn(await box(step.name), User, {});
      return;
    case "address":
      await tx.set(await box(step.name), { EmailAddresses: proxies(step.list) });
      return;
    case "forward":
      await tx.set(await box(step.name), {
        ForwardingAddress: step.to === null ? null : Reference.to(await box(step.to)),
      });
      return;
    case "group":
      await tx.add(DistributionGroup, {
        Name: step.group,
        Alias: step.group,
        OrganizationalUnit: "contoso.com/Users",
        EmailAddresses: [`SMTP:${step.group}@contoso.com`],
      });
      return;
    case "ungroup":
      return tx.remove(await groupOf(step.group));
    case "join":
      return tx.link(await groupOf(step.group), await person(step.name));
    case "leave":
      return tx.unlink(await groupOf(step.group), await person(step.name));
  }
}

async function agrees(org: Organization, model: Model): Promise<void> {
  expect(await org.verify()).toEqual([]);
  const boxes = await collect(org.all(Mailbox));
  expect(boxes.map((one) => one.Name)).toEqual([...model.boxes.keys()].sort());
  for (const one of boxes) {
    const wanted = model.boxes.get(one.Name)!;
    expect(one.EmailAddresses.map((proxy) => proxy.slice(5).toLowerCase())).toEqual(wanted.addresses);
    expect(one.ForwardingAddress?.name ?? null).toBe(wanted.forward && `contoso.com/Users/${wanted.forward}`);
  }
  expect((await collect(org.all(User))).map((one) => one.Name)).toEqual([...model.users].sort());
  for (const address of [...addresses, ...names.map((one) => `${one}@contoso.com`)]) {
    const owner = [...model.boxes].find(([, box]) => box.addresses.includes(address.toLowerCase()))?.[0];
    expect((await org.resolve(address))?.Name).toBe(owner);
  }
  for (const one of await collect(org.all(DistributionGroup))) {
    const members = (await collect(org.members(one.Guid))).map((member) => member.Name).sort();
    expect(members).toEqual([...model.groups.get(one.Name)!].sort());
  }
}

const emptyModel = (): Model => ({ boxes: new Map(), users: new Set(), groups: new Map() });

describe("the store", () => {
  test("agrees with a simple model after every step", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        const { org } = await sampleOrganization();
        const model = emptyModel();
        for (const one of steps) {
          const possible = expected(model, one);
          const done = await org
            .change((tx) => apply(tx, one))
            .then(
              () => true,
              () => false,
            );
          expect(done, JSON.stringify(one)).toBe(possible);
          await agrees(org, model);
        }
      }),
      { numRuns: 60 },
    );
  });

  test("agrees with the model of the changes that were acknowledged, whatever fails and whenever the power goes", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 20 }),
        fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }),
        fc.nat(20),
        fc.constantFrom("none" as const, "torn" as const, "all" as const),
        async (steps, faults, cut, keepUnsynced) => {
          const world = testWorld();
          const { org } = await sampleOrganization(world);
          const model = emptyModel();
          for (const [at, one] of steps.slice(0, cut).entries()) {
            world.databases.fault = () => (faults[at] ? "ENOSPC" : undefined);
            await org
              .change((tx) => apply(tx, one))
              .then(
                () => expect(expected(model, one)).toBe(true),
                () => undefined,
              );
          }
          const { org: again } = await sampleOrganization(world.crash({ keepUnsynced }));
          await agrees(again, model);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("gives each address to one of eight concurrent writers at most", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(name, fc.constantFrom(...addresses)), { maxLength: 40 }), async (wishes) => {
        const { org } = await sampleOrganization();
        for (const one of names) await org.change((tx) => addMailbox(tx, one));
        await Promise.allSettled(
          wishes.map(([who, address]) =>
            org.change(async (tx) => {
              const now = await tx.find(Mailbox, `contoso.com/Users/${who}`);
              await tx.set(now, { EmailAddresses: [...now.EmailAddresses, `smtp:${address}`] });
            }),
          ),
        );
        const held = (await collect(org.all(Mailbox))).flatMap((one) =>
          one.EmailAddresses.map((proxy) => proxy.toLowerCase()),
        );
        expect(new Set(held).size).toBe(held.length);
        for (const [, address] of wishes) expect(held).toContain(`smtp:${address.toLowerCase()}`);
        expect(await org.verify()).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});
