// Reads what certificates come in: PEM, DER, PKCS #7 bundles and PKCS #12 files, with keys where there are any.
import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { badCertificateFile, passwordNeeded, wrongPassword } from "./errors.ts";
import { readPfx, WrongPassword } from "./pfx.ts";

/** What was in a file. */
export interface Input {
  readonly certificates: readonly X509Certificate[];
  readonly key: KeyObject | undefined;
}

/** A file of certificates is small. */
export const largestInput = 1_000_000;
const mostCertificates = 100;

/** Reads a file; `password` opens PKCS #12 and sealed keys. Throws Problems. `name` is what it is called in them. */
export async function readInput(bytes: Buffer, password: string | undefined, name: string): Promise<Input> {
  if (bytes.length > largestInput) throw badCertificateFile(name, "it is larger than 1 MB");
  const text = bytes.toString("latin1");
  try {
    if (text.includes("-----BEGIN ")) return await readPem(text, password);
    if (bytes[0] === 0x30) return await readDer(bytes, password);
    // What -BinaryEncoded leaves out: base64 of the same bytes.
    if (/^[A-Za-z0-9+/=\s]+$/.test(text)) return await readDer(Buffer.from(text, "base64"), password);
  } catch (error) {
    if (error instanceof WrongPassword) throw password === undefined ? passwordNeeded(name) : wrongPassword(name);
    if (error instanceof Error && error.name === "Problem") throw error;
    throw badCertificateFile(name, error instanceof Error ? error.message : String(error));
  }
  throw badCertificateFile(name, "it is neither PEM nor DER");
}

async function readPem(text: string, password: string | undefined): Promise<Input> {
  const certificates: X509Certificate[] = [];
  let key: KeyObject | undefined;
  for (let at = text.indexOf("-----BEGIN "); at >= 0; at = text.indexOf("-----BEGIN ", at + 1)) {
    const label = text.slice(at + 11, text.indexOf("-----", at + 11));
    const mark = `-----END ${label}-----`;
    const end = text.indexOf(mark, at);
    if (end < 0 || label.length > 40) throw new Error("a block has no end");
    const block = text.slice(at, end + mark.length);
    if (label === "CERTIFICATE" || label === "X509 CERTIFICATE") certificates.push(new X509Certificate(block));
    else if (label === "PKCS7" || label === "CMS") certificates.push(...(await bundle(bodyOf(block))));
    else if (label.endsWith("PRIVATE KEY")) key ??= openKey(block, password);
    if (certificates.length > mostCertificates) throw new Error("it holds more than 100 certificates");
  }
  return { certificates, key };
}

function openKey(block: string, password: string | undefined): KeyObject {
  const isSealed = block.includes("ENCRYPTED");
  if (isSealed && password === undefined) throw new WrongPassword();
  try {
    return createPrivateKey({ key: block, ...(isSealed ? { passphrase: password! } : {}) });
  } catch (error) {
    if (isSealed) throw new WrongPassword();
    throw error;
  }
}

const bodyOf = (block: string) => Buffer.from(block.replace(/-----[^-]+-----/g, ""), "base64");

async function readDer(bytes: Buffer, password: string | undefined): Promise<Input> {
  const single = attempt(() => new X509Certificate(bytes));
  if (single) return { certificates: [single], key: undefined };
  const several = await bundle(bytes).catch(() => []);
  if (several.length > 0) return { certificates: several, key: undefined };
  const store = readPfx(bytes, password ?? "");
  return { certificates: store.certificates.map((one) => new X509Certificate(one)), key: store.key };
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

async function bundle(bytes: Buffer): Promise<X509Certificate[]> {
  const { readBundle } = await import("./make.ts");
  return (await readBundle(bytes)).map((one) => new X509Certificate(one));
}

/** The certificate that the key is for, or the one that stands above no other; behind it those above it, each once. */
export function chainOf({ certificates, key }: Input): X509Certificate[] {
  const issues = (one: X509Certificate) => certificates.some((other) => other !== one && other.checkIssued(one));
  const leaf = key ? certificates.find((one) => one.checkPrivateKey(key)) : certificates.find((one) => !issues(one));
  const first = leaf ?? (key ? undefined : certificates[0]);
  if (first === undefined) return [];
  const chain = [first];
  for (;;) {
    const last = chain[chain.length - 1]!;
    const next = certificates.find((one) => !chain.includes(one) && last.checkIssued(one));
    if (next === undefined) return chain;
    chain.push(next);
  }
}
