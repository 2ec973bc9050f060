// What backups offer to cmdlets: making one in the process that owns the organization, bringing one back where none does.
import type { Told } from "./backup.ts";
import type { Manifest } from "./manifest.ts";
import type { Findings, Repaired } from "./repair.ts";
import type { Restored } from "./restore.ts";

/** In the owner. */
export interface Backups {
  /** @see backUp */
  create(path: string, signal: AbortSignal, told: Told): Promise<Manifest>;
  /** Reads all of the mail; a line for each damaged place, and for each body that is lost. */
  verifyMail(): Promise<readonly string[]>;
}

/** In any shell: what can only be done while no process has the organization open. */
export interface Upkeep {
  /** The data folder that it is about. */
  readonly data: string;
  /** @see restore */
  restore(path: string, signal: AbortSignal, told: Told): Promise<Restored>;
  /** @see repair */
  repair(agree: (found: Findings) => boolean | Promise<boolean>, signal: AbortSignal, told: Told): Promise<Repaired>;
}

declare module "../command/context.ts" {
  interface Services {
    readonly backups: Backups;
  }
  interface ShellServices {
    readonly upkeep: Upkeep;
  }
}
