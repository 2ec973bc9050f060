// The data folder of an organization: where it is by default, and what stands where in it.
import { isAbsolute, join, resolve } from "node:path";
import type { Host, World } from "../world/world.ts";

/** The paths inside a data folder. */
export interface Folder {
  readonly path: string;
  readonly organization: string;
  readonly mail: string;
  readonly certificates: string;
  readonly logs: string;
  /** The socket of the owner. */
  readonly socket: string;
  /** Names the socket where `socket` is too long a path for one. */
  readonly socketName: string;
  /** The listeners of the last start; absent until services have run once. */
  readonly listeners: string;
}

/** @returns the folder that was asked for, or the user's own for exsh (XDG Base Directory Specification; macOS: Application Support). */
export function dataFolder(asked: string | undefined, host: Host): Folder {
  return folderAt(asked === undefined ? join(userFolder("data", host), "exsh") : resolve(host.cwd, asked));
}

export function folderAt(path: string): Folder {
  return {
    path,
    organization: join(path, "organization"),
    mail: join(path, "mail"),
    certificates: join(path, "certificates"),
    logs: join(path, "logs"),
    socket: join(path, "exsh.sock"),
    socketName: join(path, "exsh.socket"),
    listeners: join(path, "listeners.json"),
  };
}

/** @returns the user's base folder for data, state or configuration; a relative path in the environment is ignored, as the specification asks. */
export function userFolder(kind: "data" | "state" | "config", host: Host): string {
  const named = host.env[`XDG_${kind.toUpperCase()}_HOME`];
  if (named && isAbsolute(named)) return named;
  const home = host.env["HOME"] && isAbsolute(host.env["HOME"]) ? host.env["HOME"] : host.home;
  if (host.platform === "darwin") return join(home, "Library", "Application Support");
  return join(home, { data: ".local/share", state: ".local/state", config: ".config" }[kind]);
}

/** @returns the folder for what lives no longer than a process. */
export function temporaryFolder(world: World): string {
  const named = world.host.env["TMPDIR"];
  return named && isAbsolute(named) ? named : "/tmp";
}
