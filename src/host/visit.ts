// One run of the program: what all its parts share.
import type { Registry } from "../command/registry.ts";
import type { World } from "../world/world.ts";
import type { ShellModule } from "./conversation.ts";
import type { HouseLink } from "./house.ts";
import type { Log } from "./log.ts";
import type { Terminal } from "./terminal.ts";

export interface Visit {
  readonly world: World;
  readonly terminal: Terminal;
  readonly registry: Registry;
  /** The room above this one, for when a person is there. */
  shell(): Promise<ShellModule>;
  /** Where unexpected errors are written down, once the data folder is known. */
  logs: string | undefined;
  log: Log;
  /** Of --ephemeral: the organization that was made for this run. */
  link: HouseLink | undefined;
  /** What must be done before the process ends, however it ends. */
  readonly last: (() => void | Promise<void>)[];
}
