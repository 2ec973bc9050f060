// The key space of the store: objects, names, claims, indexes, references, memberships, history.

/**
 * Text made fit to stand before a separator: NUL and SOH are written as two characters, so that order is kept and no
 * value can reach into the next part.
 */
export function part(value: string): string {
  if (!/[\x00\x01\ud800-\udfff]/.test(value)) return value;
  // Half a character cannot be written as UTF-8.
  return value
    .replace(/\p{Surrogate}/gu, "\ufffd")
    .replace(/\x01/g, "\x01\x02")
    .replace(/\x00/g, "\x01\x01");
}

/** Longest part of a value that goes into an index key; longer values share an entry and are told apart by reading. */
const indexedLength = 128;

/** An object: its row. */
export const objectKey = (guid: string) => `o/${guid}`;
export const objectPrefix = "o/";

/** An object of a class, ordered by name. */
export const nameKey = (cls: string, name: string, guid: string) =>
  `n/${cls}\x00${part(name.toLowerCase())}\x00${guid}`;
export const classPrefix = (cls: string) => `n/${cls}\x00`;
/** What stands between class and GUID, for merging several classes by name. */
export const sortOf = (key: string) => key.slice(key.indexOf("\x00") + 1);
/** The last part of a key of names or of an index. */
export const guidIn = (key: string) => key.slice(key.lastIndexOf("\x00") + 1);

/** A value that one object holds alone. */
export const claimKey = (scope: string, key: string) => `u/${scope}\x00${part(key)}`;
/** An index entry; indexes are shared by all classes that have the property. */
export const indexKey = (index: string, key: string, guid: string) =>
  `i/${index}\x00${part(key.slice(0, indexedLength))}\x00${guid}`;
export const indexPrefix = (index: string, key: string) => `i/${index}\x00${part(key.slice(0, indexedLength))}\x00`;
/** All values of an index that begin so. */
export const indexStart = (index: string, prefix: string) => `i/${index}\x00${part(prefix.slice(0, indexedLength))}`;

/** A reference, found from its target. */
export const referrerKey = (target: string, referrer: string, property: string) =>
  `r/${target}/${referrer}/${property}`;
export const referrerPrefix = (target: string) => `r/${target}/`;

/** A membership, found from the group, and from the member. */
export const memberKey = (group: string, member: string) => `m/${group}/${member}`;
export const memberPrefix = (group: string) => `m/${group}/`;
export const membershipKey = (member: string, group: string) => `w/${member}/${group}`;
export const membershipPrefix = (member: string) => `w/${member}/`;

/** An entry of the history. */
export const historyKey = (number: number) => `h/${String(number).padStart(16, "0")}`;
export const historyPrefix = "h/";
/** The number and checksum of the last entry. */
export const headKey = "meta/head";
/** The indexes that the classes had when those of the store were last made as a whole. */
export const indexesKey = "meta/indexes";

/** The version of the objects, and how far an upgrade to the next one is. */
export const schemaKey = "meta/schema";
export const upgradingKey = "meta/upgrading";

/** The end of the range of keys that begin with a prefix of this key space (all ASCII). */
export const afterPrefix = (prefix: string) => `${prefix}\u{10ffff}`;

/** The order of keys in the database: that of UTF-8 bytes, which differs from JavaScript's beyond the first plane. */
export function compareKeys(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at++) {
    const x = a.charCodeAt(at);
    const y = b.charCodeAt(at);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

/** Surrogates stand for characters beyond all others. */
const rank = (unit: number) => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);
