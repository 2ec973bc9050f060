// The certificate that STARTTLS shows: self-signed, made at the first start, kept in the data folder, renewed in time.
import { createPrivateKey, webcrypto, X509Certificate } from "node:crypto";
import { join } from "node:path";
import { parseDomain } from "../../mail/address.ts";
import type { World } from "../../world/world.ts";

/** A certificate with its key, PEM both. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
  /** SHA-1 of the certificate in capitals, as administrators know certificates. */
  readonly thumbprint: string;
  readonly subject: string;
  /** Milliseconds since 1970. */
  readonly notAfter: number;
}

export interface Certificates {
  /** The certificate for a server name; made, or made anew when it has expired. Rejects when the disk refuses. */
  get(name: string): Promise<Certificate>;
}

const day = 86_400_000;
const lifetime = 5 * 365 * day;

/** @param folder `<data>/certificates`; keys in it are readable by the owner alone. */
export function openCertificates(world: Pick<World, "clock" | "disk" | "random">, folder: string): Certificates {
  const known = new Map<string, Promise<Certificate>>();
  const obtain = async (name: string) => {
    const files = { certificate: join(folder, `${name}.crt`), key: join(folder, `${name}.key`) };
    const kept = await readPair(world, files);
    if (kept && kept.notAfter > world.clock.now()) return kept;
    const made = await selfSigned(world, name);
    await world.disk.makeFolder(folder, 0o700);
    // The key first: a certificate without its key would be taken for a damaged pair, and made anew.
    await world.disk.write(files.key, made.key, 0o600);
    await world.disk.write(files.certificate, made.certificate, 0o644);
    return made;
  };
  return {
    async get(server) {
      // Only what a certificate and a file can be called by.
      const name = parseDomain(server) ?? (server.toLowerCase().replace(/[^a-z0-9.-]/g, "-") || "localhost");
      const held = known.get(name);
      if (held && (await held).notAfter > world.clock.now()) return held;
      const obtained = obtain(name);
      known.set(name, obtained);
      obtained.catch(() => known.delete(name));
      return obtained;
    },
  };
}

/** The pair in the folder; undefined when it is missing, damaged or does not fit together. */
async function readPair(
  world: Pick<World, "disk">,
  files: { readonly certificate: string; readonly key: string },
): Promise<Certificate | undefined> {
  if (!(await world.disk.stat(files.certificate)) || !(await world.disk.stat(files.key))) return undefined;
  const certificate = (await world.disk.read(files.certificate)).toString();
  const key = (await world.disk.read(files.key)).toString();
  try {
    if (!new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key))) return undefined;
    return describe(certificate, key);
  } catch {
    return undefined;
  }
}

function describe(certificate: string, key: string): Certificate {
  const facts = new X509Certificate(certificate);
  return {
    certificate,
    key,
    thumbprint: facts.fingerprint.replaceAll(":", ""),
    subject: facts.subject,
    notAfter: Date.parse(facts.validTo),
  };
}

/** A new key on P-256 and its own signature below it (RFC 5280; EKU serverAuth, RFC 6125 name in subjectAltName). */
async function selfSigned(world: Pick<World, "clock" | "random">, name: string): Promise<Certificate> {
  const x509 = await loadX509();
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  // A serial number is positive and at most 20 octets (RFC 5280 4.1.2.2).
  const serial = world.random.bytes(16);
  serial[0] = (serial[0]! & 0x3f) | 0x40;
  const made = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial.toString("hex"),
    name: [{ CN: [name] }],
    notBefore: new Date(world.clock.now() - day),
    notAfter: new Date(world.clock.now() + lifetime),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([{ type: "dns", value: name }]),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const secret = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey)).toString("base64");
  const key = `-----BEGIN PRIVATE KEY-----\n${secret.replace(/.{64}(?=.)/g, "$&\n")}\n-----END PRIVATE KEY-----\n`;
  return describe(`${made.toString("pem")}\n`, key);
}

/** Loaded only when a certificate must be made: it costs a tenth of a second. */
async function loadX509(): Promise<typeof import("@peculiar/x509")> {
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
