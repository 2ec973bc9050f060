// An authority for certificates in tests: it signs what it is asked for, and its own certificate can be trusted.
import { webcrypto } from "node:crypto";
import type { Extension } from "@peculiar/x509";
import { loadX509 } from "../../src/transport/certificates/make.ts";

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

export interface Authority {
  /** Its own certificate, PEM. */
  readonly certificate: string;
  /** A certificate for these names with its key, PEM both. */
  issue(names: readonly string[], from?: string, to?: string): Promise<{ readonly cert: string; readonly key: string }>;
  /** A certificate for a request, PEM both. */
  answer(request: string, from?: string, to?: string): Promise<string>;
}

const pem = (label: string, der: ArrayBuffer) =>
  `-----BEGIN ${label}-----\n${Buffer.from(der)
    .toString("base64")
    .replace(/.{64}(?=.)/g, "$&\n")}\n-----END ${label}-----\n`;

export async function authority(name = "Test Authority"): Promise<Authority> {
  const x509 = await loadX509();
  const keys = (await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"])) as webcrypto.CryptoKeyPair;
  const own = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: "01",
    name: `CN=${name}`,
    notBefore: new Date("2020-01-01"),
    notAfter: new Date("2120-01-01"),
    signingAlgorithm: algorithm,
    keys: keys as never,
    extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
  });
  let serial = 1;
  const sign = (subject: string, publicKey: unknown, extensions: Extension[], from: string, to: string) =>
    x509.X509CertificateGenerator.create({
      serialNumber: `1${(serial++).toString(16).padStart(5, "0")}`,
      subject,
      issuer: `CN=${name}`,
      notBefore: new Date(from),
      notAfter: new Date(to),
      signingAlgorithm: algorithm,
      publicKey: publicKey as never,
      signingKey: keys.privateKey as never,
      extensions,
    });
  return {
    certificate: `${own.toString("pem")}\n`,
    async issue(names, from = "2025-01-01", to = "2030-01-01") {
      const pair = (await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"])) as webcrypto.CryptoKeyPair;
      const alternative = new x509.SubjectAlternativeNameExtension(names.map((value) => ({ type: "dns", value })));
      const made = await sign(`CN=${names[0]}`, pair.publicKey, [alternative], from, to);
      const key = await webcrypto.subtle.exportKey("pkcs8", pair.privateKey);
      return { cert: `${made.toString("pem")}\n`, key: pem("PRIVATE KEY", key) };
    },
    async answer(request, from = "2025-01-01", to = "2030-01-01") {
      const asked = new x509.Pkcs10CertificateRequest(request);
      const made = await sign(asked.subject, asked.publicKey, [...asked.extensions], from, to);
      return `${made.toString("pem")}\n`;
    },
  };
}
