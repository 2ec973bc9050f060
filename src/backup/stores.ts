// Opens the two stores of a data folder together: what is newer than known is refused before anything is touched, what is
// older becomes what it is today, after a backup.
import { join } from "node:path";
import type { Driver } from "../org/store/driver.ts";
import {
  lastOf,
  type OrganizationStep,
  organizationSchema,
  organizationSteps,
  upgradeOrganization,
} from "../org/store/schema.ts";
import { openDriver } from "../org/store/store.ts";
import { openSpool, type Spool, schemaIn } from "../spool/spool.ts";
import { begun } from "../world/walk.ts";
import type { World } from "../world/world.ts";
import { backUp, type Source, type Told } from "./backup.ts";
import { freeName, stampOf } from "./journal.ts";
import { type MailStep, mailSteps, upgradeMail } from "./mailsteps.ts";

/** How older data becomes that of today. */
export interface Steps {
  readonly organization: readonly OrganizationStep[];
  readonly mail: readonly MailStep[];
}

export const knownSteps: Steps = { organization: organizationSteps, mail: mailSteps };

export interface Stores {
  readonly driver: Driver;
  readonly spool: Spool;
  /** The versions that were found; those of today where there was nothing yet. */
  readonly schema: { readonly organization: number; readonly mail: number };
}

/**
 * Opens both, as they are. Rejects with a Problem for damaged or newer data, and with `code` LEVEL_LOCKED while another
 * process has them.
 */
export async function openStores(data: string, world: World, steps: Steps = knownSteps): Promise<Stores> {
  const known = { organization: lastOf(steps.organization), mail: lastOf(steps.mail) };
  const folders = { organization: join(data, "organization"), mail: join(data, "mail") };
  await schemaIn(folders.mail, world, known.mail);
  const driver = await openDriver(folders.organization, world);
  try {
    const organization = await organizationSchema(folders.organization, driver, known.organization);
    const spool = await openSpool(folders.mail, world, { schema: known.mail });
    return { driver, spool, schema: { organization: organization ?? known.organization, mail: spool.schema } };
  } catch (error) {
    await driver.close().catch(() => undefined);
    throw error;
  }
}

/** Whether there is something to do for {@link bringUpToDate}. */
export const isOlder = ({ schema }: Stores, steps: Steps = knownSteps): boolean =>
  schema.organization < lastOf(steps.organization) || schema.mail < lastOf(steps.mail);

/** Brings both stores to the versions of today. Broken off anywhere, it goes on there when it is done again. */
export async function bringUpToDate(
  { driver, spool, schema }: Stores,
  world: World,
  steps: Steps = knownSteps,
): Promise<void> {
  await upgradeOrganization(driver, schema.organization, steps.organization, world);
  await upgradeMail(spool, schema.mail, steps.mail);
}

/** Copies stores that are open and in nobody's use into `<data>/backups/`. @returns the folder of the backup. */
export async function backUpBefore(
  { driver, spool, schema }: Stores,
  data: string,
  world: World,
  version: string,
  told: Told,
): Promise<string> {
  const source: Source = {
    world,
    data,
    version,
    organization: "",
    schema,
    moment: async (prefixes) => ({
      rows: await begun(driver.range({ gte: "" })),
      mail: await spool.moment(prefixes),
    }),
  };
  const folder = join(data, "backups");
  await world.disk.makeFolder(folder, 0o700);
  const from = `${schema.organization}.${schema.mail}`;
  const path = join(folder, await freeName(folder, `before-upgrade-from-${from}-${stampOf(world)}`, world));
  await backUp(source, path, new AbortController().signal, told);
  return path;
}
