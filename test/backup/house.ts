// An organization with mail in the test world, backups of it, and what is found when its folder is opened.
import { join } from "node:path";
import { backUp, type Source } from "../../src/backup/backup.ts";
import type { Manifest } from "../../src/backup/manifest.ts";
import { Mailbox } from "../../src/org/classes/Mailbox.ts";
import type { Organization } from "../../src/org/organization.ts";
import { openOrganization } from "../../src/org/store/store.ts";
import { type Change, openSpool, refKey, type Spool } from "../../src/spool/spool.ts";
import { addMailbox, collect, sampleOrganization } from "../org/organization.ts";
import type { TestWorld } from "../world/world.ts";

export const data = "/data";
/** Small log files, so that there are several. */
export const fileSize = 4000;
export const quiet = (): void => undefined;
export const never = new AbortController().signal;

export interface Rooms {
  readonly org: Organization;
  readonly spool: Spool;
  close(): Promise<void>;
}

/** Opens the data folder, founded at the first time. */
export async function rooms(world: TestWorld): Promise<Rooms> {
  const { org } = await sampleOrganization(world);
  const spool = await openSpool(`${data}/mail`, world, { fileSize });
  return {
    org,
    spool,
    async close() {
      await spool.close();
      await org.close();
    },
  };
}

/** A message in the mailbox `box`, with a body of its own. */
export function message(box: string, id: string, size = 300): Change {
  return {
    puts: [
      [`box/${box}/message/${id}`, { content: id }],
      [refKey(id, `box-${box}-${id}`), null],
    ],
    bodies: [{ id, data: Buffer.from(id.padEnd(size, ".")) }],
  };
}

/** A message in a queue. */
export function queued(id: string): Change {
  return {
    puts: [
      [`queue/mail/${id}`, { content: id }],
      [refKey(id, `queue/${id}`), null],
    ],
    bodies: [{ id, data: Buffer.from(id) }],
  };
}

export const mailboxes = async (org: Organization): Promise<string[]> =>
  (await collect(org.all(Mailbox))).map(({ Name }) => Name);

export const addBox = (org: Organization, alias: string) => org.change((tx) => addMailbox(tx, alias));

export function sourceOf(world: TestWorld, { org, spool }: Rooms): Source {
  return {
    world,
    data,
    version: "0.1.0",
    organization: "contoso.com",
    schema: { organization: 1, mail: 1 },
    moment: (prefixes) => org.standstill(async (rows) => ({ rows, mail: await spool.moment(prefixes) })),
  };
}

export const backup = (world: TestWorld, open: Rooms, path: string): Promise<Manifest> =>
  backUp(sourceOf(world, open), path, never, quiet);

/** What a data folder holds: names of mailboxes, ids of messages, each with its body read. */
export async function holdings(world: TestWorld, folder = data): Promise<{ boxes: string[]; ids: string[] }> {
  const org = await openOrganization(join(folder, "organization"), world);
  const boxes = await mailboxes(org);
  await org.close();
  const spool = await openSpool(join(folder, "mail"), world, { fileSize });
  const ids: string[] = [];
  for await (const [key] of spool.entries({ gte: "ref/", lt: "ref0" })) {
    const id = key.split("/")[1]!;
    if (!(await spool.body(id)).toString().startsWith(id)) throw new Error(`The body of ${id} is another one.`);
    ids.push(id);
  }
  await spool.close();
  return { boxes, ids };
}
