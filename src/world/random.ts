// Chance from the system's generator, good enough for secrets.
import type { Random } from "./world.ts";

/** Loaded when chance is first asked for: it costs a start 2 ms. */
let loaded: typeof import("node:crypto") | undefined;
const crypto = () => {
  loaded ??= process.getBuiltinModule("node:crypto");
  return loaded;
};

export function realRandom(): Random {
  return {
    bytes: (count) => crypto().randomBytes(count),
    uuid: () => crypto().randomUUID(),
    integer: (limit) => (limit <= 1 ? 0 : crypto().randomInt(limit)),
  };
}
