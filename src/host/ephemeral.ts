// --ephemeral: an organization of one run, in a temporary folder, with live transport and three mailboxes.
import { join } from "node:path";
import { IpBinding } from "../mail/ranges.ts";
import { notStarted } from "./errors.ts";
import { type Folder, folderAt, temporaryFolder } from "./folder.ts";
import { openLink } from "./house.ts";
import { addSampleMailboxes } from "./sample.ts";
import type { Visit } from "./visit.ts";

export interface Ephemeral {
  readonly folder: Folder;
  /** Stops the services and removes the folder. */
  end(): Promise<void>;
}

/** Makes the organization and starts its transport on free loopback ports; the visit's link then leads to it. */
export async function makeEphemeral(visit: Visit, domain: string): Promise<Ephemeral> {
  const { world } = visit;
  const folder = folderAt(join(temporaryFolder(world), `exsh-ephemeral-${world.random.bytes(8).toString("hex")}`));
  await world.disk.makeFolder(folder.path, 0o700);
  const link = openLink(folder, visit, { domain, onStop: undefined });
  let ending: Promise<void> | undefined;
  const end = (): Promise<void> => {
    ending ??= link.close().finally(() => world.disk.removeFolder(folder.path));
    return ending;
  };
  visit.last.push(end);
  try {
    const house = await link.own();
    const { org } = house.services;
    for (const connector of org.snapshot().receiveConnectors)
      await org.change((tx) => tx.set(connector, { Bindings: [new IpBinding("127.0.0.1", 0)] }));
    await addSampleMailboxes(link, domain, visit);
    const report = await house.start();
    if (!report.whole) throw notStarted(report.problems);
    visit.link = link;
    return { folder, end };
  } catch (error) {
    await end();
    throw error;
  }
}
