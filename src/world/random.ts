// Chance from the system's generator, good enough for secrets.
import { randomBytes, randomInt, randomUUID } from "node:crypto";
import type { Random } from "./world.ts";

export function realRandom(): Random {
  return {
    bytes: (count) => randomBytes(count),
    uuid: () => randomUUID(),
    integer: (limit) => (limit <= 1 ? 0 : randomInt(limit)),
  };
}
