// The store of the organization: what is committed stays, what fails leaves no trace, and readers agree with writers.
import { describe, expect, test } from "vitest";
import { AcceptedDomain } from "../../src/org/classes/AcceptedDomain.ts";
import { DistributionGroup } from "../../src/org/classes/DistributionGroup.ts";
import { Mailbox } from "../../src/org/classes/Mailbox.ts";
import { ReceiveConnector } from "../../src/org/classes/ReceiveConnector.ts";
import { User } from "../../src/org/classes/User.ts";
import { foundOrganization } from "../../src/org/founding.ts";
import { Reference } from "../../src/org/reference.ts";
import { databaseDriver } from "../../src/org/store/driver.ts";
import { openOrganization } from "../../src/org/store/store.ts";
import { testWorld } from "../world/world.ts";
import { addMailbox, collect, folder, sampleOrganization } from "./organization.ts";

describe("an organization", () => {
  test("is founded with server, domain, database, policy and connectors", async () => {
    const { org } = await sampleOrganization();
    const snapshot = org.snapshot();
    expect(snapshot.server.Fqdn).toBe("ex1.contoso.com");
    expect(snapshot.defaultDomain.DomainName).toBe("contoso.com");
    expect(snapshot.databases[0]!.Name).toMatch(/^Mailbox Database \d{10}$/);
    expect(snapshot.databases[0]!.ServerName).toBe("EX1");
    expect(snapshot.receiveConnectors.map((one) => [one.Identity, one.Bindings.map(String)])).toEqual([
      ["EX1\\Client Frontend EX1", ["0.0.0.0:587", "[::]:587"]],
      ["EX1\\Default Frontend EX1", ["0.0.0.0:25", "[::]:25"]],
    ]);
    expect(snapshot.remoteDomains.map((one) => one.DomainName)).toEqual(["*"]);
    expect(await org.verify()).toEqual([]);
  });

  test("keeps what was committed over a power cut, and nothing else", async () => {
    const { org, world } = await sampleOrganization();
    await org.change((tx) => addMailbox(tx, "kim"));
    const unsynced = org.change((tx) => addMailbox(tx, "pat"));
    unsynced.catch(() => undefined);
    const after = world.crash();
    const { org: again } = await sampleOrganization(after);
    expect((await again.find(Mailbox, "kim")).PrimarySmtpAddress).toBe("kim@contoso.com");
    expect(await again.resolve("pat@contoso.com")).toBeUndefined();
    expect(await again.verify()).toEqual([]);
  });

  test("finds a mailbox by whatever names it", async () => {
    const { org } = await sampleOrganization();
    const kim = await org.change((tx) =>
      addMailbox(tx, "kim", {
        Name: "Kim Akers",
        DisplayName: "Kim from Sales",
        EmailAddresses: ["SMTP:kim@contoso.com", "smtp:k.akers@contoso.com"],
      }),
    );
    for (const identity of [
      kim.Guid,
      `{${kim.Guid.toUpperCase()}}`,
      "kim akers",
      "KIM",
      "kim@contoso.com",
      "K.Akers@CONTOSO.com",
      "smtp:k.akers@contoso.com",
      "contoso.com/Users/Kim Akers",
      "CN=Kim Akers,CN=Users,DC=contoso,DC=com",
      "Kim from Sales",
      "CONTOSO\\kim",
    ]) {
      expect((await org.find(Mailbox, identity)).Guid, identity).toBe(kim.Guid);
    }
    await expect(org.find(Mailbox, "kimm")).rejects.toThrow(
      "The operation couldn't be performed because object 'kimm' couldn't be found on 'ex1.contoso.com'.",
    );
  });

  test("finds a connector by Server\\Name, by its name, and refuses an unknown server", async () => {
    const { org } = await sampleOrganization();
    for (const identity of [
      "EX1\\Default Frontend EX1",
      "ex1.contoso.com\\default frontend ex1",
      "Default Frontend EX1",
    ]) {
      expect((await org.find(ReceiveConnector, identity)).Identity, identity).toBe("EX1\\Default Frontend EX1");
    }
    await expect(org.find(ReceiveConnector, "EX2\\Default Frontend EX1")).rejects.toThrow("couldn't be found");
  });

  test("lists the candidates of an ambiguous identity", async () => {
    const { org } = await sampleOrganization();
    await org.change((tx) => addMailbox(tx, "kim1", { DisplayName: "Kim" }));
    await org.change((tx) => addMailbox(tx, "kim2", { DisplayName: "Kim" }));
    await expect(org.find(Mailbox, "Kim")).rejects.toThrow(
      /'Kim' matches multiple entries: 'contoso.com\/Users\/kim1', 'contoso.com\/Users\/kim2'/,
    );
  });

  test("gives an address to one recipient only, of whatever class", async () => {
    const { org } = await sampleOrganization();
    await org.change((tx) => addMailbox(tx, "kim"));
    const group = org.change((tx) =>
      tx.add(DistributionGroup, {
        Name: "Sales",
        Alias: "sales",
        OrganizationalUnit: "contoso.com/Users",
        EmailAddresses: ["SMTP:sales@contoso.com", "smtp:KIM@contoso.com"],
      }),
    );
    await expect(group).rejects.toThrow('"smtp:KIM@contoso.com" is already being used');
    expect(await collect(org.all(DistributionGroup))).toEqual([]);
    expect(await org.verify()).toEqual([]);
  });

  test("moves an address from one recipient to another in one change", async () => {
    const { org } = await sampleOrganization();
    const kim = await org.change((tx) =>
      addMailbox(tx, "kim", { EmailAddresses: ["SMTP:kim@contoso.com", "smtp:info@contoso.com"] }),
    );
    const pat = await org.change((tx) => addMailbox(tx, "pat"));
    expect((await org.resolve("info@contoso.com"))?.Guid).toBe(kim.Guid);
    await org.change(async (tx) => {
      await tx.set(kim, { EmailAddresses: ["SMTP:kim@contoso.com"] });
      await tx.set(pat, { EmailAddresses: ["SMTP:pat@contoso.com", "smtp:info@contoso.com"] });
    });
    expect((await org.resolve("INFO@contoso.com"))?.Guid).toBe(pat.Guid);
    expect(await org.verify()).toEqual([]);
  });

  test("eight writers want the same address: one gets it, the others hear why", async () => {
    const { org } = await sampleOrganization();
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, (_, n) =>
        org.change((tx) => addMailbox(tx, `user${n}`, { EmailAddresses: [`SMTP:same@contoso.com`] })),
      ),
    );
    expect(results.filter((one) => one.status === "fulfilled")).toHaveLength(1);
    expect(await collect(org.all(Mailbox))).toHaveLength(1);
    expect(await org.verify()).toEqual([]);
  });

  test("eight writers count up one property: no update is lost", async () => {
    const { org } = await sampleOrganization();
    const kim = await org.change((tx) => addMailbox(tx, "kim", { CustomAttribute1: "0" }));
    const writer = async () => {
      for (let n = 0; n < 20; n++) {
        await org.change(async (tx) => {
          const now = await tx.find(Mailbox, "kim");
          await tx.set(now, { CustomAttribute1: String(Number(now.CustomAttribute1) + 1) });
        });
      }
    };
    await Promise.all(Array.from({ length: 8 }, writer));
    expect((await org.get(Mailbox, kim.Guid))?.CustomAttribute1).toBe("160");
    expect(await org.verify()).toEqual([]);
  });

  test("a full disk fails all that is staged and leaves the store as it was", async () => {
    const { org, world } = await sampleOrganization();
    await org.change((tx) => addMailbox(tx, "kim"));
    world.databases.fault = () => "ENOSPC";
    const results = await Promise.allSettled([
      org.change((tx) => addMailbox(tx, "pat")),
      org.change(async (tx) => {
        await tx.set(await tx.find(Mailbox, "pat"), { CustomAttribute1: "read what was staged" });
      }),
      org.change((tx) => tx.add(AcceptedDomain, { Name: "fabrikam.com", DomainName: "fabrikam.com" })),
    ]);
    expect(results.map((one) => one.status)).toEqual(["rejected", "rejected", "rejected"]);
    expect(String((results[0] as PromiseRejectedResult).reason)).toContain("no space left");
    world.databases.fault = () => undefined;
    expect(await org.resolve("pat@contoso.com")).toBeUndefined();
    expect(org.snapshot().acceptedDomains).toHaveLength(1);
    await org.change((tx) => addMailbox(tx, "pat"));
    expect((await collect(org.all(Mailbox))).map((one) => one.Name)).toEqual(["kim", "pat"]);
    expect(await org.verify()).toEqual([]);
  });

  test("a change that changes nothing is no victim of one that failed before it", async () => {
    const { org, world } = await sampleOrganization();
    const kim = await org.change((tx) => addMailbox(tx, "kim"));
    world.databases.fault = () => "ENOSPC";
    await expect(org.change((tx) => addMailbox(tx, "pat"))).rejects.toThrow("no space left");
    world.databases.fault = () => undefined;
    expect(await org.change((tx) => tx.get(Mailbox, kim.Guid))).toBeDefined();
  });

  test("a change that throws leaves nothing behind", async () => {
    const { org } = await sampleOrganization();
    await expect(
      org.change(async (tx) => {
        await addMailbox(tx, "kim");
        throw new Error("changed my mind");
      }),
    ).rejects.toThrow("changed my mind");
    expect(await collect(org.all(Mailbox))).toEqual([]);
    expect(await org.verify()).toEqual([]);
  });

  test("a change reads what an earlier one has staged, before it is synced", async () => {
    const { org } = await sampleOrganization();
    const first = org.change((tx) => addMailbox(tx, "kim"));
    await first.staged;
    const second = org.change(async (tx) => (await tx.find(Mailbox, "kim@contoso.com")).Alias);
    expect(await second).toBe("kim");
    await first;
  });

  test("no value is given back before the sync that holds it, and what waits goes into the next one", async () => {
    const world = testWorld();
    const driver = await databaseDriver(folder, world);
    const gates: (() => void)[] = [];
    let held = false;
    const org = await openOrganization(folder, world, {
      driver: {
        ...driver,
        async commit(changes, guard) {
          if (held) await new Promise<void>((open) => gates.push(open));
          await driver.commit(changes, guard);
        },
      },
    });
    await foundOrganization(org, world, { domain: "contoso.com", hostname: "ex1", version: "0.1.0" });
    held = true;
    let given = 0;
    const changes = Array.from({ length: 100 }, async (_, n) => {
      await org.change((tx) => addMailbox(tx, `u${n}`));
      given++;
    });
    await org.change((tx) => addMailbox(tx, "last")).staged;
    expect([given, gates.length]).toEqual([0, 1]);
    held = false;
    gates[0]!();
    await Promise.all(changes);
    expect(given).toBe(100);
    expect(org.snapshot().version).toBe(1);
    expect(await org.verify()).toEqual([]);
  });

  test("watchers are waited for, and their complaints become warnings", async () => {
    const { org } = await sampleOrganization();
    const seen: string[] = [];
    org.watch(AcceptedDomain, async (changes, snapshot) => {
      await Promise.resolve();
      seen.push(`${changes[0]!.kind} ${snapshot.acceptedDomains.length}`);
      return ["the port is taken"];
    });
    const warnings: string[] = [];
    await org.change((tx) => tx.add(AcceptedDomain, { Name: "f", DomainName: "fabrikam.com" }), {
      warning: (text) => warnings.push(text),
    });
    expect(seen).toEqual(["added 2"]);
    expect(warnings).toEqual(["the port is taken"]);
    await org.change((tx) => addMailbox(tx, "kim"));
    expect(seen).toHaveLength(1);
  });

  test("those who watch mailboxes hear that one has become a user", async () => {
    const { org } = await sampleOrganization();
    const kim = await org.change((tx) => addMailbox(tx, "kim"));
    const heard: string[] = [];
    org.watch(Mailbox, (changes) => {
      heard.push(...changes.map((one) => `${one.before.shape.name} ${one.kind} ${one.class}`));
    });
    await org.change((tx) => tx.turn(kim, User, {}));
    expect(heard).toEqual(["Mailbox changed User"]);
  });

  test("what others point to is kept, or taken out of what points to it", async () => {
    const { org } = await sampleOrganization();
    const [kim, pat] = await org.change(async (tx) => {
      const pat = await addMailbox(tx, "pat");
      return [await addMailbox(tx, "kim", { ForwardingAddress: Reference.to(pat), GrantSendOnBehalfTo: [pat] }), pat];
    });
    expect(kim!.ForwardingAddress!.toString()).toBe("contoso.com/Users/pat");
    await expect(org.change((tx) => tx.remove(tx.snapshot().databases[0]!))).rejects.toThrow(/still used by/);
    await org.change((tx) => tx.set(pat!, { Name: "Pat Coleman" }));
    expect((await org.find(Mailbox, "kim")).ForwardingAddress!.toString()).toBe("contoso.com/Users/Pat Coleman");
    await org.change((tx) => tx.remove(pat!));
    const after = await org.find(Mailbox, "kim");
    expect(after.ForwardingAddress).toBeNull();
    expect(after.GrantSendOnBehalfTo).toEqual([]);
    expect(await org.verify()).toEqual([]);
  });

  test("members leave their groups when they are removed, and the other way round", async () => {
    const { org } = await sampleOrganization();
    const { kim, sales, all } = await org.change(async (tx) => {
      const kim = await addMailbox(tx, "kim");
      const group = (alias: string) =>
        tx.add(DistributionGroup, {
          Name: alias,
          Alias: alias,
          OrganizationalUnit: "contoso.com/Users",
          EmailAddresses: [`SMTP:${alias}@contoso.com`],
        });
      const sales = await group("sales");
      const all = await group("all");
      await tx.link(sales, kim);
      await tx.link(all, sales);
      return { kim, sales, all };
    });
    expect((await collect(org.members(sales.Guid))).map((one) => one.Guid)).toEqual([kim.Guid]);
    expect((await collect(org.groupsOf(sales.Guid))).map((one) => one.Name)).toEqual(["all"]);
    await org.change((tx) => tx.remove(sales));
    expect(await collect(org.groupsOf(kim.Guid))).toEqual([]);
    expect(await collect(org.members(all.Guid))).toEqual([]);
    expect(await org.verify()).toEqual([]);
  });

  test("a gap in the history and a changed object are told", async () => {
    const { org, world } = await sampleOrganization();
    const kim = await org.change((tx) => addMailbox(tx, "kim"));
    await org.change((tx) => tx.set(kim, { CustomAttribute1: "one" }));
    await org.close();
    const database = await world.databases.open(folder);
    const row = (await database.get(`o/${kim.Guid}`))!;
    await database.batch([{ type: "put", key: `o/${kim.Guid}`, value: row.replace("one", "two") }], { sync: true });
    await database.close();
    const { org: again } = await sampleOrganization(world);
    expect(await again.verify()).toContain(`object ${kim.Guid} is not as its last change left it.`);
    await again.close();
    const damaged = await world.databases.open(folder);
    await damaged.batch([{ type: "del", key: `h/${"2".padStart(16, "0")}` }], { sync: true });
    await damaged.close();
    await expect(openOrganization(folder, world)).rejects.toThrow(/damaged: the history has a gap between 1 and 3/);
  });
});
