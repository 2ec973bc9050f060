// Mounting databases: whether what is in mailboxes can be reached, kept with the database until the services start anew.
import { Problem } from "../command/problem.ts";
import { MailboxDatabase } from "./classes/MailboxDatabase.ts";
import type { Organization, Snapshot } from "./organization.ts";
import type { Reference } from "./reference.ts";

/** When the services start, databases are mounted as MountAtStartup says. */
export async function mountAtStartup(org: Organization): Promise<void> {
  const isAsTold = () => org.snapshot().databases.every((one) => one.IsMounted === one.MountAtStartup);
  if (isAsTold()) return;
  await org.change(async (tx) => {
    for (const { Guid, MountAtStartup } of tx.snapshot().databases) {
      const database = await tx.get(MailboxDatabase, Guid);
      if (database !== undefined) await tx.set(database, { IsMounted: MountAtStartup });
    }
  });
}

/** Throws a Problem when the database of a mailbox is not mounted, so that nothing in it can be reached. */
export function requireMounted(snapshot: Snapshot, database: Reference | null): void {
  const found = snapshot.databases.find((one) => one.Guid === database?.guid);
  if (found === undefined || found.IsMounted) return;
  throw new Problem({
    id: "DatabaseUnavailableException",
    category: "ResourceUnavailable",
    text: `The mailbox database '${found.Name}' is not mounted. Mount it with Mount-Database, and try again.`,
    target: found.Name,
    exceptionType: "Microsoft.Exchange.Data.Directory.DatabaseUnavailableException",
  });
}
