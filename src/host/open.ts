// Opens a data folder: the organization (founded at a first start), the spool, the mailboxes and the transport over them.
import { backUp, type Source } from "../backup/backup.ts";
import { isUnderWay, locked, settle } from "../backup/journal.ts";
import type { Backups } from "../backup/services.ts";
import { backUpBefore, bringUpToDate, isOlder, knownSteps, openStores, type Stores } from "../backup/stores.ts";
import type { Services } from "../command/context.ts";
import { Problem } from "../command/problem.ts";
import { isTooFullToSend } from "../mailbox/quota.ts";
import { openRetention, type Retention } from "../mailbox/retention.ts";
import { openMailboxes } from "../mailbox/store.ts";
import { passwordField } from "../org/account.ts";
import { Mailbox } from "../org/classes/Mailbox.ts";
import { storeDamaged } from "../org/errors.ts";
import { completeOrganization, faultsOf, foundOrganization } from "../org/founding.ts";
import { isDomain } from "../org/kinds.ts";
import type { Organization } from "../org/organization.ts";
import { decoyHash, verifyPassword } from "../org/password.ts";
import type { Driver } from "../org/store/driver.ts";
import { lastOf } from "../org/store/schema.ts";
import { openOrganization } from "../org/store/store.ts";
import type { Spool } from "../spool/spool.ts";
import { openCertificates } from "../transport/certificates/store.ts";
import { type Account, createAuthenticator } from "../transport/reception/authentication.ts";
import { createReception } from "../transport/reception/reception.ts";
import { createTransport } from "../transport/transport.ts";
import { codeOf } from "../world/errors.ts";
import type { Host, World } from "../world/world.ts";
import { buildVersion } from "./build.ts";
import { recordCrash } from "./crash.ts";
import { cannotUseFolder, domainIsSet, notADomain } from "./errors.ts";
import type { Folder } from "./folder.ts";
import { events } from "./log.ts";
import type { Visit } from "./visit.ts";

export interface Opened {
  readonly services: Services;
  /** Closes what was opened; the transport must have stopped. */
  close(): Promise<void>;
}

/**
 * Opens all that a data folder holds; `domain` is what the person asked for. Rejects with `code` LEVEL_LOCKED while
 * another process has it, and with a Problem where folder, store or domain will not do.
 */
export async function openOrganizationFolder(
  folder: Folder,
  visit: Visit,
  domain: string | undefined,
): Promise<Opened> {
  const { world } = visit;
  if (domain !== undefined && !isDomain(domain)) throw notADomain(domain);
  let org: Organization | undefined;
  let driver: Driver | undefined;
  let spool: Spool | undefined;
  let retention: Retention | undefined;
  const close = async (): Promise<void> => {
    await retention?.stop();
    await spool?.close();
    await (org ?? driver)?.close();
  };
  try {
    await world.disk.makeFolder(folder.path, 0o700);
    const settled = await settle(folder.path, world);
    if (settled !== undefined) visit.log.write("warning", events.restored, settled);
    const begun = world.clock.monotonic();
    const stores = await openStores(folder.path, world);
    spool = stores.spool;
    driver = stores.driver;
    // Begun between the two.
    if (await isUnderWay(folder.path, world)) throw locked(folder.path);
    if (isOlder(stores)) await upgrade(stores, folder, visit);
    org = await openOrganization(folder.organization, world, { driver });
    for (const text of org.remarks) visit.log.write("warning", events.damage, text);
    await found(org, folder, visit, domain);
    await completeOrganization(org, world);
    visit.log.write(
      "information",
      events.organizationOpened,
      openedText(folder, stores, world.clock.monotonic() - begun),
    );
    for (const text of spool.facts.damage) visit.log.write("error", events.damage, text);
    const services = servicesOf(org, spool, folder, visit);
    const log = (text: string): void => void visit.log.write("warning", events.transport, text);
    retention = await openRetention({ org, spool, mailboxes: services.mailboxes, world, log });
    return { services, close };
  } catch (error) {
    await close().catch(() => undefined);
    if (error instanceof Problem || !codeOf(error) || codeOf(error) === "LEVEL_LOCKED") throw error;
    throw cannotUseFolder(folder.path, error);
  }
}

/** How the folder was found: after an end in good order little is looked at, else more. */
function openedText(folder: Folder, { driver, spool }: Stores, ms: number): string {
  const { clean, recovered, torn, rebuilt } = spool.facts;
  const time = `${folder.path} was opened in ${Math.round(ms)} ms.`;
  if (clean && driver.clean) return `${time} It had been closed in good order.`;
  const records = `${recovered} ${recovered === 1 ? "record" : "records"} of the mail log`;
  const done = rebuilt ? "made the index anew" : `${recovered === 1 ? "was" : "were"} applied again`;
  return `${time} It had not been closed in good order: ${records} ${done}, and ${torn} bytes of a write that was broken off do not count.`;
}

/** Keeps a copy of older data, and makes today's of it. */
async function upgrade(stores: Stores, folder: Folder, { world, log }: Visit): Promise<void> {
  const { organization, mail } = stores.schema;
  const say = (text: string) => log.write("information", events.upgraded, text);
  say(
    `The data is of an older version (organization ${organization}, mail ${mail}). It is copied before it is upgraded.`,
  );
  const path = await backUpBefore(stores, folder.path, world, buildVersion, () => undefined);
  await bringUpToDate(stores, world);
  say(`The data was upgraded. As it was before, it is in ${path}; an older exsh needs that.`);
}

/** Makes a new organization, or holds the domain that was asked for against the one there is. */
async function found(org: Organization, folder: Folder, visit: Visit, domain: string | undefined): Promise<void> {
  const { world, log } = visit;
  if (!org.empty) {
    const faults = await faultsOf(org);
    if (faults.length > 0) throw storeDamaged(folder.organization, faults);
    const is = org.snapshot().defaultDomain.DomainName;
    const known = org.snapshot().acceptedDomains.some((one) => one.DomainName === domain?.toLowerCase());
    if (domain !== undefined && !known) throw domainIsSet(domain, String(is));
    return;
  }
  const name = (domain ?? hostDomain(world.host)).toLowerCase();
  await foundOrganization(org, world, { domain: name, hostname: world.host.hostname, version: buildVersion });
  log.write("information", events.organizationMade, `Made the organization ${name} in ${folder.path}.`);
}

/** The domain that the machine's own name shows, unless it is one of those that mean nothing elsewhere. */
export function hostDomain({ hostname }: Pick<Host, "hostname">): string {
  const domain = hostname.slice(hostname.indexOf(".") + 1).toLowerCase();
  const local = /^(localdomain|localhost|local|lan|home|internal)$|\.(local|localdomain|internal|arpa)$/.test(domain);
  return hostname.includes(".") && !local && isDomain(domain) ? domain : "exsh.test";
}

function servicesOf(org: Organization, spool: Spool, folder: Folder, visit: Visit): Services {
  const { world } = visit;
  const mailboxes = openMailboxes(spool, world);
  const authenticator = createAuthenticator({
    find: (name) => accountOf(org, name),
    verify: verifyPassword,
    decoy: decoyHash,
  });
  const certificates = openCertificates(world, folder.certificates);
  const failed = (error: unknown): void => {
    void recordCrash(world, folder.logs, error).then((text) => visit.log.write("error", events.unexpected, text));
  };
  const warn = (text: string): void => void visit.log.write("warning", events.transport, text);
  const transport = createTransport({
    pickup: true,
    world,
    org,
    spool,
    mailboxes,
    folder: folder.path,
    log: warn,
    certificates,
    notify: (severity, event, text) => visit.log.write(severity, event, text),
    reception: ({ accept, logs, activity, gate }) =>
      createReception({
        world,
        org,
        accept,
        authenticator,
        isFull: (user) => isTooFullToSend(user, org, mailboxes),
        certificates,
        logs,
        activity,
        gate,
        failed,
        warn,
      }),
  });
  const backups: Backups = {
    verifyMail: () => spool.verify(),
    create: (path, signal, told) => backUp(sourceOf(org, spool, folder, world), path, signal, told),
  };
  return { org, mailboxes, transport, certificates, backups };
}

/** What a backup copies: both stores at a moment at which neither is being changed. */
const sourceOf = (org: Organization, spool: Spool, folder: Folder, world: World): Source => ({
  world,
  data: folder.path,
  version: buildVersion,
  organization: String(org.snapshot().defaultDomain.DomainName),
  schema: { organization: lastOf(knownSteps.organization), mail: spool.schema },
  moment: (prefixes) => org.standstill(async (rows) => ({ rows, mail: await spool.moment(prefixes) })),
});

/** The account of a logon name: user@domain, DOMAIN\user or user; what else names a mailbox is no logon name. */
async function accountOf(org: Organization, name: string): Promise<Account | undefined> {
  const low = name.toLowerCase();
  const plain = low.slice(low.lastIndexOf("\\") + 1);
  // Several or none: nobody logs on by that name.
  const mailbox = await org.seek(Mailbox, plain).catch(() => undefined);
  if (mailbox === undefined) return undefined;
  const names = [mailbox.UserPrincipalName, mailbox.SamAccountName, mailbox.PrimarySmtpAddress];
  if (!names.some((known) => String(known).toLowerCase() === plain)) return undefined;
  return {
    guid: mailbox.Guid,
    address: String(mailbox.PrimarySmtpAddress),
    hash: await org.secret(mailbox.Guid, passwordField),
    disabled: mailbox.AccountDisabled,
  };
}
