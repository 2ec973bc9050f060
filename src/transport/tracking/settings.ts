// Where a log goes and how much of it is kept, read from the Transport service whenever something is written.
import type { LogName } from "../../org/logging.ts";
import type { Organization, Snapshot } from "../../org/organization.ts";
import { isLimited } from "../../values/kinds.ts";

/** Sizes in bytes and age in milliseconds; Infinity, and age 0, where there is no limit. */
export interface LogSettings {
  readonly folder: string;
  readonly file: number;
  readonly room: number;
  readonly age: number;
}

/** Gives what holds now for a log of the server whose data folder is `base`; undefined while it is turned off. */
export function logSettings(
  org: Pick<Organization, "snapshot">,
  base: string,
  log: LogName,
): () => LogSettings | undefined {
  let read: Service | undefined;
  let settings: LogSettings | undefined;
  return () => {
    const { transportService } = org.snapshot();
    if (transportService !== read) {
      read = transportService;
      settings = readSettings(transportService, base, log);
    }
    return settings;
  };
}

function readSettings(service: Service, base: string, log: LogName): LogSettings | undefined {
  const folder = folderOf(service, base, log);
  const on =
    log === "MessageTracking" || log === "Connectivity" || log === "Agent" ? service[`${log}LogEnabled`] : true;
  if (folder === undefined || !on) return undefined;
  const limit = (size: Service["ConnectivityLogMaxFileSize"]) =>
    isLimited(size) ? size.bytes : Number.POSITIVE_INFINITY;
  return {
    folder,
    file: log === "RoutingTable" ? Number.POSITIVE_INFINITY : limit(service[`${log}LogMaxFileSize`]),
    room: limit(service[`${log}LogMaxDirectorySize`]),
    age: service[`${log}LogMaxAge`].milliseconds,
  };
}

/** The folder of a log, also while nothing is written to it; undefined where it has none. */
export function folderOf(service: Service, base: string, log: LogName): string | undefined {
  const path = service[`${log}LogPath`];
  if (!path) return undefined;
  return path.startsWith("/") ? path : `${base}/${path}`;
}

type Service = Snapshot["transportService"];
