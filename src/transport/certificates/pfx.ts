// Certificates with their key in one file under a password: PKCS #12 as Windows, OpenSSL and Exchange write and read it (RFC 7292).
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  type KeyObject,
  pbkdf2Sync,
  timingSafeEqual,
} from "node:crypto";
import type { Random } from "../../world/world.ts";
import {
  bytesOf,
  integer,
  numberOf,
  octets,
  oid,
  oidOf,
  parts,
  read,
  sequence,
  tags,
  type Value,
  write,
} from "./der.ts";
import { decryptRc2 } from "./rc2.ts";

/** What is in such a file. */
export interface Store {
  /** DER each; the one of the key first. */
  readonly certificates: readonly Buffer[];
  readonly key: KeyObject | undefined;
}

/** The password does not open it. */
export class WrongPassword extends Error {}

const ids = {
  data: "1.2.840.113549.1.7.1",
  encrypted: "1.2.840.113549.1.7.6",
  keyBag: "1.2.840.113549.1.12.10.1.1",
  shroudedBag: "1.2.840.113549.1.12.10.1.2",
  certificateBag: "1.2.840.113549.1.12.10.1.3",
  x509: "1.2.840.113549.1.9.22.1",
  friendlyName: "1.2.840.113549.1.9.20",
  localKey: "1.2.840.113549.1.9.21",
  pbes2: "1.2.840.113549.1.5.13",
  pbkdf2: "1.2.840.113549.1.5.12",
  sha256: "2.16.840.1.101.3.4.2.1",
  hmacSha256: "1.2.840.113549.2.9",
  aes256: "2.16.840.1.101.3.4.1.42",
} as const;

/** More rounds than anybody asks for would be a way to keep the server busy. */
const mostRounds = 1_000_000;
const rounds = 100_000;

const digests: Readonly<Record<string, string>> = {
  "1.3.14.3.2.26": "sha1",
  "2.16.840.1.101.3.4.2.1": "sha256",
  "2.16.840.1.101.3.4.2.2": "sha384",
  "2.16.840.1.101.3.4.2.3": "sha512",
};
const prfs: Readonly<Record<string, string>> = {
  "1.2.840.113549.2.7": "sha1",
  "1.2.840.113549.2.9": "sha256",
  "1.2.840.113549.2.10": "sha384",
  "1.2.840.113549.2.11": "sha512",
};
const ciphers: Readonly<Record<string, readonly [name: string, key: number]>> = {
  "2.16.840.1.101.3.4.1.2": ["aes-128-cbc", 16],
  "2.16.840.1.101.3.4.1.22": ["aes-192-cbc", 24],
  "2.16.840.1.101.3.4.1.42": ["aes-256-cbc", 32],
  "1.2.840.113549.3.7": ["des-ede3-cbc", 24],
};
/** The older schemes that have their own way from password to key: triple DES, and RC2 with keys of 40 and 128 bits. */
const olderSchemes: Readonly<Record<string, readonly [cipher: "des3" | "rc2", key: number]>> = {
  "1.2.840.113549.1.12.1.3": ["des3", 24],
  "1.2.840.113549.1.12.1.5": ["rc2", 16],
  "1.2.840.113549.1.12.1.6": ["rc2", 5],
};

/** Reads a file; throws WrongPassword, or an Error when it is none or nobody can read it. */
export function readPfx(bytes: Buffer, password: string): Store {
  const [, safe, mac] = parts(read(bytes));
  if (!safe) throw new Error("This is not a PKCS #12 file.");
  const content = contentOf(safe, ids.data);
  if (mac) checkMac(mac, content, password);
  const bags = parts(read(content)).flatMap((info) => bagsOf(info, password));
  let key: KeyObject | undefined;
  const certificates: Buffer[] = [];
  for (const bag of bags) {
    const [id, wrapped] = parts(bag);
    if (!id || !wrapped) continue;
    const value = read(wrapped.content);
    if (oidOf(id) === ids.keyBag) key ??= createPrivateKey({ key: value.whole, format: "der", type: "pkcs8" });
    else if (oidOf(id) === ids.shroudedBag) key ??= openKey(value, password);
    else if (oidOf(id) === ids.certificateBag) {
      const [kind, certificate] = parts(value);
      if (kind && certificate && oidOf(kind) === ids.x509) certificates.push(bytesOf(read(certificate.content)));
    }
  }
  return { certificates, key };
}

/** What a ContentInfo of this kind holds, an octet string. */
function contentOf(info: Value, kind: string): Buffer {
  const [id, content] = parts(info);
  if (!id || !content || oidOf(id) !== kind) throw new Error("This kind of PKCS #12 file cannot be read.");
  return bytesOf(read(content.content));
}

function bagsOf(info: Value, password: string): Value[] {
  const [id, content] = parts(info);
  if (!id || !content) return [];
  if (oidOf(id) === ids.data) return parts(read(contentOf(info, ids.data)));
  if (oidOf(id) !== ids.encrypted) throw new Error("This kind of PKCS #12 file cannot be read.");
  const [, encrypted] = parts(read(content.content));
  const [, algorithm, sealed] = encrypted ? parts(encrypted) : [];
  if (!algorithm || !sealed) throw new Error("This is not a PKCS #12 file.");
  return parts(read(decrypt(algorithm, bytesOf(sealed), password)));
}

function openKey(value: Value, password: string): KeyObject {
  const [algorithm, sealed] = parts(value);
  if (!algorithm || !sealed) throw new Error("This is not a PKCS #12 file.");
  return createPrivateKey({ key: decrypt(algorithm, bytesOf(sealed), password), format: "der", type: "pkcs8" });
}

function decrypt(algorithm: Value, sealed: Buffer, password: string): Buffer {
  const [id, parameters] = parts(algorithm);
  if (!id || !parameters) throw new Error("This is not a PKCS #12 file.");
  try {
    return oidOf(id) === ids.pbes2
      ? decryptNew(parameters, sealed, password)
      : decryptOld(id, parameters, sealed, password);
  } catch (error) {
    // A wrong key shows in the padding alone.
    if (error instanceof Error && "code" in error) throw new WrongPassword();
    throw error;
  }
}

/** PBES2 with PBKDF2 (RFC 8018 6.2). */
function decryptNew(parameters: Value, sealed: Buffer, password: string): Buffer {
  const [derivation, encryption] = parts(parameters);
  const [method, derived] = derivation ? parts(derivation) : [];
  const [scheme, vector] = encryption ? parts(encryption) : [];
  const [name, size] = ciphers[scheme ? oidOf(scheme) : ""] ?? [];
  if (!method || !derived || !vector || !name || !size || oidOf(method) !== ids.pbkdf2) throw unknownCipher();
  const [salt, count, ...more] = parts(derived);
  if (!salt || !count || numberOf(count) > mostRounds) throw unknownCipher();
  const prf = more.find((one) => one.tag === tags.sequence);
  const digest = prf ? prfs[oidOf(parts(prf)[0]!)] : "sha1";
  if (!digest) throw unknownCipher();
  const key = pbkdf2Sync(password, salt.content, numberOf(count), size, digest);
  const decipher = createDecipheriv(name, key, vector.content);
  return Buffer.concat([decipher.update(sealed), decipher.final()]);
}

function decryptOld(id: Value, parameters: Value, sealed: Buffer, password: string): Buffer {
  const [cipher, size] = olderSchemes[oidOf(id)] ?? [];
  const [salt, count] = parts(parameters);
  if (!cipher || !size || !salt || !count || numberOf(count) > mostRounds) throw unknownCipher();
  const make = (purpose: number, length: number) =>
    deriveOld("sha1", password, salt.content, numberOf(count), purpose, length);
  if (cipher === "rc2") return decryptRc2(make(1, size), make(2, 8), sealed);
  const decipher = createDecipheriv("des-ede3-cbc", make(1, size), make(2, 8));
  return Buffer.concat([decipher.update(sealed), decipher.final()]);
}

const unknownCipher = () =>
  new Error("It is encrypted in a way that cannot be read. Export it with AES-256 or triple DES.");

/** Throws when the password is not that of the file (RFC 7292 4). */
function checkMac(mac: Value, content: Buffer, password: string): void {
  const [info, salt, count] = parts(mac);
  const [algorithm, wanted] = info ? parts(info) : [];
  const digest = digests[algorithm ? oidOf(parts(algorithm)[0]!) : ""];
  const times = count ? numberOf(count) : 1;
  if (!digest || !wanted || !salt || times > mostRounds) throw unknownCipher();
  const key = deriveOld(digest, password, salt.content, times, 3, createHash(digest).digest().length);
  const found = createHmac(digest, key).update(content).digest();
  if (found.length !== wanted.content.length || !timingSafeEqual(found, wanted.content)) throw new WrongPassword();
}

/** From a password to a key by PKCS #12's own way (RFC 7292 appendix B). `purpose`: 1 key, 2 vector, 3 MAC. */
function deriveOld(
  digest: string,
  password: string,
  salt: Buffer,
  times: number,
  purpose: number,
  length: number,
): Buffer {
  const block = digest === "sha384" || digest === "sha512" ? 128 : 64;
  const filled = (bytes: Buffer) =>
    Buffer.alloc(Math.ceil(bytes.length / block) * block, bytes.length > 0 ? bytes : undefined);
  const secret = Buffer.from(`${password}\0`, "utf16le").swap16();
  let input = Buffer.concat([filled(salt), filled(secret)]);
  const pieces: Buffer[] = [];
  for (let made = 0; made < length; made += pieces[pieces.length - 1]!.length) {
    let piece = createHash(digest).update(Buffer.alloc(block, purpose)).update(input).digest();
    for (let round = 1; round < times; round++) piece = createHash(digest).update(piece).digest();
    pieces.push(piece);
    const addend = Buffer.alloc(block, piece);
    const next = Buffer.from(input);
    for (let at = 0; at < next.length; at += block) {
      let carry = 1;
      for (let index = block - 1; index >= 0; index--) {
        carry += next[at + index]! + addend[index]!;
        next[at + index] = carry & 0xff;
        carry >>= 8;
      }
    }
    input = next;
  }
  return Buffer.concat(pieces).subarray(0, length);
}

/** A file with a key and its certificates, the key's first, under AES-256 and SHA-256. */
export function writePfx(
  store: { readonly certificates: readonly Buffer[]; readonly key: KeyObject; readonly friendlyName: string },
  password: string,
  random: Pick<Random, "bytes">,
): Buffer {
  const encrypt = (content: Buffer) => {
    const [salt, vector] = [random.bytes(16), random.bytes(16)];
    const key = pbkdf2Sync(password, salt, rounds, 32, "sha256");
    const cipher = createCipheriv("aes-256-cbc", key, vector);
    const prf = sequence(oid(ids.hmacSha256), write(tags.nothing));
    const derivation = sequence(oid(ids.pbkdf2), sequence(octets(salt), integer(rounds), integer(32), prf));
    const algorithm = sequence(oid(ids.pbes2), sequence(derivation, sequence(oid(ids.aes256), octets(vector))));
    return { algorithm, sealed: Buffer.concat([cipher.update(content), cipher.final()]) };
  };
  const attribute = (id: string, value: Buffer) => sequence(oid(id), write(tags.set, value));
  const name = store.friendlyName;
  const attributes = write(
    tags.set,
    ...(name === "" ? [] : [attribute(ids.friendlyName, write(tags.bmp, Buffer.from(name, "utf16le").swap16()))]),
    attribute(ids.localKey, octets(Buffer.of(1))),
  );
  const certificates = store.certificates.map((certificate, index) =>
    sequence(
      oid(ids.certificateBag),
      write(tags.first, sequence(oid(ids.x509), write(tags.first, octets(certificate)))),
      ...(index === 0 ? [attributes] : []),
    ),
  );
  const shrouded = encrypt(store.key.export({ type: "pkcs8", format: "der" }));
  const key = sequence(
    oid(ids.shroudedBag),
    write(tags.first, sequence(shrouded.algorithm, octets(shrouded.sealed))),
    attributes,
  );
  const locked = encrypt(sequence(...certificates));
  const content = sequence(
    sequence(
      oid(ids.encrypted),
      write(
        tags.first,
        sequence(integer(0), sequence(oid(ids.data), locked.algorithm, write(tags.firstPlain, locked.sealed))),
      ),
    ),
    sequence(oid(ids.data), write(tags.first, octets(sequence(key)))),
  );
  const salt = random.bytes(16);
  const mac = createHmac("sha256", deriveOld("sha256", password, salt, rounds, 3, 32))
    .update(content)
    .digest();
  return sequence(
    integer(3),
    sequence(oid(ids.data), write(tags.first, octets(content))),
    sequence(sequence(sequence(oid(ids.sha256), write(tags.nothing)), octets(mac)), octets(salt), integer(rounds)),
  );
}
