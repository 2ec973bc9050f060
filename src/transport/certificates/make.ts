// Makes certificates and requests for them: self-signed ones, and PKCS #10 for an authority (RFC 5280, RFC 2986).
import { createPrivateKey, createPublicKey, type KeyObject, webcrypto } from "node:crypto";
import type * as X509 from "@peculiar/x509";
import type { World } from "../../world/world.ts";

/** What a certificate says. */
export interface Wanted {
  /** As it stands in the certificate, the most general part first: [["C", "US"], ["CN", "mail.contoso.com"]]. */
  readonly subject: readonly (readonly [type: string, value: string])[];
  /** Names and IP addresses of the subject alternative name. */
  readonly domains: readonly string[];
  /** RSA of so many bits; P-256 when absent. */
  readonly keySize?: number;
  /** Hexadecimal digits; made from the key when absent. */
  readonly keyIdentifier?: string | undefined;
  /** Milliseconds. */
  readonly lifetime: number;
}

/** PEM all of it. */
export interface Made {
  readonly certificate: string;
  readonly key: string;
}

const day = 86_400_000;

/** A new key and its own signature below it (EKU serverAuth, RFC 6125 names in subjectAltName). */
export async function selfSigned(world: Pick<World, "clock" | "random">, wanted: Wanted): Promise<Made> {
  const x509 = await loadX509();
  const { keys, algorithm } = await newKeys(wanted.keySize);
  // A serial number is positive and at most 20 octets (RFC 5280 4.1.2.2).
  const serial = world.random.bytes(16);
  serial[0] = (serial[0]! & 0x3f) | 0x40;
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial.toString("hex"),
    name: nameOf(wanted),
    notBefore: new Date(world.clock.now() - day),
    notAfter: new Date(world.clock.now() + wanted.lifetime),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      ...(await extensionsOf(x509, wanted, keys)),
    ],
  });
  return { certificate: `${made.toString("pem")}\n`, key: await keyText(keys.privateKey) };
}

/** A request for an authority, and the key that it is for. */
export async function certificateRequest(wanted: Wanted): Promise<{ readonly request: string; readonly key: string }> {
  const x509 = await loadX509();
  const { keys, algorithm } = await newKeys(wanted.keySize);
  const made = await x509.Pkcs10CertificateRequestGenerator.create({
    name: nameOf(wanted),
    keys,
    signingAlgorithm: algorithm,
    extensions: await extensionsOf(x509, wanted, keys),
  });
  return { request: `${made.toString("pem")}\n`, key: await keyText(keys.privateKey) };
}

/** A certificate that holds the place of one that is asked for: the subject and key of the request, signed by that key. */
export async function placeholder(
  world: Pick<World, "clock" | "random">,
  wanted: Wanted,
  key: string,
): Promise<string> {
  const x509 = await loadX509();
  const secret = createPrivateKey(key);
  const algorithm = algorithmOf(secret);
  const privateKey = await webcrypto.subtle.importKey("pkcs8", derOf(secret, "pkcs8"), algorithm, true, ["sign"]);
  const spki = createPublicKey(secret).export({ type: "spki", format: "der" });
  const publicKey = await webcrypto.subtle.importKey("spki", spki, algorithm, true, ["verify"]);
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: `40${world.random.bytes(15).toString("hex")}`,
    name: nameOf(wanted),
    notBefore: new Date(world.clock.now()),
    notAfter: new Date(world.clock.now() + wanted.lifetime),
    signingAlgorithm: algorithm,
    keys: { privateKey, publicKey } as never,
    extensions: [new x509.SubjectAlternativeNameExtension(alternatives(wanted.domains))],
  });
  return `${made.toString("pem")}\n`;
}

/** The certificates in a PKCS #7 bundle (.p7b), DER each. Throws when it is none. */
export async function readBundle(bytes: Buffer): Promise<Buffer[]> {
  const x509 = await loadX509();
  const held = new x509.X509Certificates();
  held.import(bytes);
  return held.map((one) => Buffer.from(one.rawData));
}

/** Private keys as PEM, PKCS #8. */
export function keyPem(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}

function derOf(key: KeyObject, type: "pkcs8"): Buffer {
  return key.export({ type, format: "der" });
}

async function newKeys(keySize: number | undefined) {
  const algorithm =
    keySize === undefined
      ? { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" }
      : {
          name: "RSASSA-PKCS1-v1_5",
          hash: "SHA-256",
          modulusLength: keySize,
          publicExponent: new Uint8Array([1, 0, 1]),
        };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  return { keys: keys as webcrypto.CryptoKeyPair, algorithm };
}

const algorithmOf = (key: KeyObject) =>
  key.asymmetricKeyType === "rsa"
    ? { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }
    : { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

const nameOf = ({ subject }: Wanted): X509.JsonName => subject.map(([type, value]) => ({ [type]: [value] }));

const alternatives = (domains: readonly string[]): X509.JsonGeneralNames =>
  domains.map((value) => ({ type: /^[0-9.]+$|:/.test(value) ? "ip" : "dns", value }));

async function extensionsOf(x509: typeof X509, wanted: Wanted, keys: webcrypto.CryptoKeyPair) {
  const { keyIdentifier, keySize } = wanted;
  const usage = x509.KeyUsageFlags.digitalSignature | (keySize ? x509.KeyUsageFlags.keyEncipherment : 0);
  return [
    new x509.KeyUsagesExtension(usage, true),
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    new x509.SubjectAlternativeNameExtension(alternatives(wanted.domains)),
    keyIdentifier === undefined
      ? await x509.SubjectKeyIdentifierExtension.create(keys.publicKey)
      : new x509.SubjectKeyIdentifierExtension(keyIdentifier),
  ];
}

async function keyText(key: webcrypto.CryptoKey): Promise<string> {
  const secret = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", key)).toString("base64");
  return `-----BEGIN PRIVATE KEY-----\n${secret.replace(/.{64}(?=.)/g, "$&\n")}\n-----END PRIVATE KEY-----\n`;
}

/** Loaded only when a certificate must be made: it costs a tenth of a second. */
export async function loadX509(): Promise<typeof import("@peculiar/x509")> {
  provideMetadata();
  const x509 = await import("@peculiar/x509");
  x509.cryptoProvider.set(webcrypto as never);
  return x509;
}

/** The library's injection asks for three functions that a polyfill usually adds to Reflect; no more is needed. */
function provideMetadata(): void {
  if ("getMetadata" in Reflect) return;
  const kept = new WeakMap<object, Map<unknown, unknown>>();
  const own = (key: unknown, target: object) => kept.get(target)?.get(key);
  Object.assign(Reflect, {
    defineMetadata(key: unknown, value: unknown, target: object) {
      const entries = kept.get(target) ?? new Map();
      kept.set(target, entries.set(key, value));
    },
    getOwnMetadata: own,
    getMetadata(key: unknown, target: object) {
      for (let at: object | null = target; at !== null; at = Object.getPrototypeOf(at)) {
        const value = own(key, at);
        if (value !== undefined) return value;
      }
      return undefined;
    },
  });
}
