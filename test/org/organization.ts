// An organization in a test world, founded and with what a test needs in it.
import { Mailbox } from "../../src/org/classes/Mailbox.ts";
import { foundOrganization } from "../../src/org/founding.ts";
import type { MailboxObject, Organization, Transaction } from "../../src/org/organization.ts";
import { Reference } from "../../src/org/reference.ts";
import { openOrganization } from "../../src/org/store/store.ts";
import { type TestWorld, testWorld } from "../world/world.ts";

export const folder = "/data/organization";

export interface Sample {
  readonly world: TestWorld;
  readonly org: Organization;
}

/** A founded organization contoso.com on server EX1. */
export async function sampleOrganization(world: TestWorld = testWorld()): Promise<Sample> {
  const org = await openOrganization(folder, world);
  if (org.empty) await foundOrganization(org, world, { domain: "contoso.com", hostname: "ex1", version: "0.1.0" });
  return { world, org };
}

/** Adds a mailbox as the engine sees one, without the rules of the cmdlets. */
export function addMailbox(
  tx: Transaction,
  alias: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<MailboxObject> {
  const { databases, server } = tx.snapshot();
  return tx.add(Mailbox, {
    Name: alias,
    Alias: alias,
    OrganizationalUnit: "contoso.com/Users",
    UserPrincipalName: `${alias}@contoso.com`,
    SamAccountName: alias.slice(0, 20),
    EmailAddresses: [`SMTP:${alias}@contoso.com`],
    ExchangeGuid: "00000000-0000-4000-8000-000000000000",
    Database: Reference.to(databases[0]!),
    ServerName: server.Name,
    ...more,
  });
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}
