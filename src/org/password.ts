// Passwords as scrypt hashes (RFC 7914), each with its own salt and its cost beside it, made one at a time.
import { scrypt, timingSafeEqual } from "node:crypto";
import type { Random } from "../world/world.ts";

/** 16 MB and about 40 ms a hash. What is kept says its own cost, so that a higher one can come later. */
const cost = { log: 14, r: 8, p: 1 };
const bytes = 32;
/** A stored hash may not ask for more than this: log2 of N, r and p. */
const highest = { log: 18, r: 16, p: 8 };

/** A hash that no password fits, for logons under names that do not exist: they then take as long as others. */
export const decoyHash = `scrypt$${cost.log}$${cost.r}$${cost.p}$${Buffer.alloc(16).toString("base64")}$${Buffer.alloc(bytes).toString("base64")}`;

let turn: Promise<unknown> = Promise.resolve();

/** @returns "scrypt$<log2 N>$<r>$<p>$<salt>$<hash>". One at a time: many at once hold up the syncs of the store. */
export function hashPassword(password: string, random: Random): Promise<string> {
  const mine = turn.then(async () => {
    const salt = random.bytes(16);
    const hash = await derive(password, salt, cost, bytes);
    return ["scrypt", cost.log, cost.r, cost.p, salt.toString("base64"), hash.toString("base64")].join("$");
  });
  turn = mine.catch(() => undefined);
  return mine;
}

/** @returns whether the password is the one of the hash; false for a hash that cannot be read. Takes as long as hashing. */
export async function verifyPassword(hash: string, password: string): Promise<boolean> {
  const [kind, log, r, p, salt, wanted] = hash.split("$");
  const given = { log: Number(log), r: Number(r), p: Number(p) };
  const fits = (value: number, most: number) => Number.isInteger(value) && value >= 1 && value <= most;
  if (kind !== "scrypt" || !salt || !wanted) return false;
  if (!fits(given.log, highest.log) || !fits(given.r, highest.r) || !fits(given.p, highest.p)) return false;
  const expected = Buffer.from(wanted, "base64");
  if (expected.length !== bytes) return false;
  return timingSafeEqual(await derive(password, Buffer.from(salt, "base64"), given, bytes), expected);
}

function derive(password: string, salt: Buffer, { log, r, p }: typeof cost, length: number): Promise<Buffer> {
  const N = 2 ** log;
  return new Promise((resolve, reject) => {
    // Composed form, so that the same password typed on another system fits (RFC 8265 4.2).
    scrypt(password.normalize("NFC"), salt, length, { N, r, p, maxmem: 256 * N * r }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
