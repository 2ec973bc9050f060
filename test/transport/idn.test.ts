// Domains beyond ASCII: written one way or the other, they are the same domain (RFC 5891 4, RFC 6531 3.7.1).
import { describe, expect, test } from "vitest";
import { AcceptedDomain } from "../../src/org/classes/AcceptedDomain.ts";
import type { Organization } from "../../src/org/organization.ts";
import { planWith } from "../../src/transport/categorizer/categorizer.ts";
import { directoryOf, settingsOf } from "../../src/transport/categorizer/directory.ts";
import { factsOf } from "../../src/transport/reception/facts.ts";
import { sampleOrganization } from "../org/organization.ts";
import { testWorld } from "../world/world.ts";
import { addConnector, addContact, addMailboxes } from "./flow.ts";

const plans = (org: Organization, address: string) =>
  planWith(
    directoryOf(org),
    {
      envelope: { sender: "", recipients: [{ address }] },
      ...{ size: 1, authenticated: true, bypassSizeLimit: false, system: false, report: false },
    },
    settingsOf(org.snapshot()),
  );

describe("names beyond ASCII", () => {
  const [unicode, ascii] = ["münchen.example", "xn--mnchen-3ya.example"];

  test.each([unicode, ascii, unicode.toUpperCase()])(
    "%s as accepted domain stands for both spellings",
    async (name) => {
      const { org } = await sampleOrganization(testWorld());
      const type = AcceptedDomain.properties.DomainName.type;
      await org.change((tx) => tx.add(AcceptedDomain, { Name: "Munich", DomainName: type.convert(name) }));
      for (const domain of [unicode, ascii]) {
        const plan = await plans(org, `nobody@${domain}`);
        expect(plan.failed.map((one) => one.response.slice(0, 10))).toEqual(["550 5.1.10"]);
        expect(factsOf(org).domainKind(ascii)).toBe("Authoritative");
      }
      await org.close();
    },
  );

  test("an address space and a contact's address meet in A-labels, which any server can be told", async () => {
    const { org } = await sampleOrganization(testWorld());
    await addConnector(org, "Out", { AddressSpaces: `*.${unicode}` });
    await addContact(org, "kim", `kim@${unicode}`);
    const plan = await plans(org, "kim@contoso.com");
    expect(plan.items[0]).toMatchObject({ hop: { domain: ascii }, recipients: [{ address: `kim@${ascii}` }] });
    await org.close();
  });

  test("a mailbox found by the other spelling of its address is not rewritten", async () => {
    const { org } = await sampleOrganization(testWorld());
    await org.change((tx) => tx.add(AcceptedDomain, { Name: "Munich", DomainName: unicode }));
    await addMailboxes(org, ["kim"], { EmailAddresses: [`SMTP:Kim@${unicode}`] });
    const plan = await plans(org, `kim@${ascii}`);
    expect(plan.items[0]?.hop.type).toBe("SmtpDeliveryToMailbox");
    expect(plan.resolved).toEqual([]);
    await org.close();
  });
});
