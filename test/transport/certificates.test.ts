// Certificates: files of all kinds read and written, the right one shown, warned of in time, and renewed without a stop.
import { createPrivateKey, X509Certificate } from "node:crypto";
import fc from "fast-check";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { integer, numberOf, oid, oidOf, read } from "../../src/transport/certificates/der.ts";
import { expiryWarnings } from "../../src/transport/certificates/expiry.ts";
import { chainOf, readInput } from "../../src/transport/certificates/input.ts";
import { selfSigned } from "../../src/transport/certificates/make.ts";
import { readPfx, WrongPassword, writePfx } from "../../src/transport/certificates/pfx.ts";
import { type Certificates, openCertificates, type Settings } from "../../src/transport/certificates/store.ts";
import { parseSubject } from "../../src/transport/certificates/subject.ts";
import { isTrusted } from "../../src/transport/certificates/trust.ts";
import { type TestWorld, testWorld } from "../world/world.ts";
import { type Authority, authority } from "./authority.ts";
import { bundleFile, pfxFiles, pfxPassword } from "./pfxfiles.ts";
import { Client, connector, type House, internet, openHouse } from "./receptionhouse.ts";

const smtp: Settings = { friendlyName: "", services: ["SMTP"], exportable: true, isDefault: false, automatic: false };
const day = 86_400_000;
let trusted: Authority;

beforeAll(async () => {
  trusted = await authority();
});

describe("PKCS #12", () => {
  test.each(pfxFiles)("opens under %s, and with no other password", (_cipher, base64) => {
    const bytes = Buffer.from(base64, "base64");
    const { certificates, key } = readPfx(bytes, pfxPassword);
    expect(certificates.map((one) => new X509Certificate(one).checkHost("mail.contoso.com"))).toEqual([
      "mail.contoso.com",
    ]);
    expect(new X509Certificate(certificates[0]!).checkPrivateKey(key!)).toBe(true);
    for (const wrong of ["", "passwörd", `${pfxPassword} `]) expect(() => readPfx(bytes, wrong)).toThrow(WrongPassword);
  });

  test("what is written is read again, whatever the password and the name", async () => {
    const { cert, key } = await trusted.issue(["mail.contoso.com"]);
    const { random } = testWorld();
    const store = {
      certificates: [new X509Certificate(cert).raw, new X509Certificate(trusted.certificate).raw],
      key: createPrivateKey(key),
    };
    const text = fc.string({ unit: "grapheme", maxLength: 40 });
    fc.assert(
      fc.property(text, text, (password, friendlyName) => {
        const again = readPfx(writePfx({ ...store, friendlyName }, password, random), password);
        expect(again.certificates).toEqual(store.certificates);
        expect(again.key!.equals(store.key)).toBe(true);
      }),
      { numRuns: 10 },
    );
  });

  test("no file of others' making does more than be refused", async () => {
    const files = pfxFiles.map(([, base64]) => Buffer.from(base64, "base64"));
    const broken = fc.tuple(
      fc.constantFrom(...files),
      fc.nat(),
      fc.integer({ min: 0, max: 255 }),
      fc.nat(),
      fc.boolean(),
    );
    await fc.assert(
      fc.asyncProperty(broken, async ([file, at, byte, length, cut]) => {
        const bytes = Buffer.from(cut ? file.subarray(0, length % file.length) : file);
        if (bytes.length > 0) bytes[at % bytes.length] = byte;
        await readInput(bytes, pfxPassword, "It").catch((error) => expect(error.name).toBe("Problem"));
      }),
      { numRuns: 150 },
    );
  });

  test("numbers and object identifiers are what they were (X.690 8.3, 8.19)", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 40 }), (n) => {
        expect(numberOf(read(integer(n)))).toBe(n);
      }),
    );
    const arcs = fc.array(fc.nat(), { minLength: 0, maxLength: 8 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 39 }), arcs, (a, b, more) => {
        const id = [a, b, ...more].join(".");
        expect(oidOf(read(oid(id)))).toBe(id);
      }),
    );
  });
});

describe("what Import-ExchangeCertificate reads", () => {
  test("PEM in any order, DER, base64 of it, with the chain from the certificate upwards", async () => {
    const { cert, key } = await trusted.issue(["mail.contoso.com"]);
    const leaf = new X509Certificate(cert);
    const root = new X509Certificate(trusted.certificate);
    const both = [leaf.fingerprint, root.fingerprint];
    const sealed = createPrivateKey(key).export({
      type: "pkcs8",
      format: "pem",
      cipher: "aes-256-cbc",
      passphrase: "x",
    });
    const cases: [string | Buffer, string | undefined, string[], boolean][] = [
      [trusted.certificate + key + cert, undefined, both, true],
      [`Bag Attributes\n${cert}${trusted.certificate}`, undefined, both, false],
      [`${cert}${sealed}`, "x", [leaf.fingerprint], true],
      [leaf.raw, undefined, [leaf.fingerprint], false],
      [leaf.raw.toString("base64"), undefined, [leaf.fingerprint], false],
    ];
    for (const [content, password, chain, hasKey] of cases) {
      const input = await readInput(Buffer.from(content), password, "It");
      expect(chainOf(input).map((one) => one.fingerprint)).toEqual(chain);
      expect(input.key !== undefined).toBe(hasKey);
    }
    const other = await trusted.issue(["other.contoso.com"]);
    expect(chainOf(await readInput(Buffer.from(cert + other.key), undefined, "It"))).toEqual([]);
    await expect(readInput(Buffer.from(`${cert}${sealed}`), undefined, "It")).rejects.toThrow(/-Password/);
    await expect(readInput(Buffer.from(`${cert}${sealed}`), "y", "It")).rejects.toThrow(/does not open/);
    for (const junk of ["", "hello?", "-----BEGIN CERTIFICATE-----", "0", "x".repeat(1_000_001)]) {
      await expect(readInput(Buffer.from(junk), undefined, "It"), junk.slice(0, 9)).rejects.toThrow(/cannot be read/);
    }
  });

  test("PKCS #7 bundles of OpenSSL: PEM of either name, DER, base64; damaged ones are refused", async () => {
    const bytes = Buffer.from(bundleFile, "base64");
    const pem = (label: string) => `-----BEGIN ${label}-----\n${bundleFile}\n-----END ${label}-----\n`;
    for (const content of [pem("PKCS7"), pem("CMS"), bytes, bundleFile]) {
      const input = await readInput(Buffer.from(content), undefined, "It");
      expect(chainOf(input).map((one) => one.subject)).toEqual(["CN=mail.contoso.com", "CN=ca.contoso.com"]);
      expect(input.key).toBeUndefined();
    }
    await fc.assert(
      fc.asyncProperty(
        fc.nat(bytes.length - 1),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        async (at, by, cut) => {
          const damaged = cut ? bytes.subarray(0, at) : Buffer.from(bytes);
          if (!cut) damaged[at] = damaged[at]! ^ by;
          await readInput(damaged, undefined, "It").then(
            ({ certificates }) => expect(certificates.length).toBeGreaterThan(0),
            (error) => expect(String(error.message)).toMatch(/It cannot be read|-Password/),
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  test.each([
    ["c=US,o=Woodgrove Bank,cn=mail.contoso.com", "C=US/O=Woodgrove Bank/CN=mail.contoso.com"],
    [
      "CN=mail.contoso.com, O=Woodgrove Bank, S=Washington, C=US",
      "C=US/ST=Washington/O=Woodgrove Bank/CN=mail.contoso.com",
    ],
    ['CN="Contoso, Ltd", OU=a\\,b', "OU=a,b/CN=Contoso, Ltd"],
    ["mail.contoso.com", undefined],
    ["CN=", undefined],
    ["C=USA", undefined],
    ["X=1", undefined],
    ["CN=a\r\nb", undefined],
    ["", undefined],
  ])("the subject %j", (given, wanted) => {
    const shown = () =>
      parseSubject(given)
        .map((part) => part.join("="))
        .join("/");
    if (wanted === undefined) expect(shown).toThrow(/isn't a subject/);
    else expect(shown()).toBe(wanted);
  });
});

describe("the certificate that SMTP shows", () => {
  let world: TestWorld;
  let certificates: Certificates;

  async function start() {
    world = testWorld({ now: "2026-03-02T09:00:00Z" });
    certificates = openCertificates(world, "/data/certificates");
  }

  const add = async (names: readonly string[], settings: Partial<Settings> = {}, from?: string, to?: string) => {
    const { cert, key } = await trusted.issue(names, from, to);
    return (await certificates.add(cert, key, { ...smtp, ...settings })).held.thumbprint;
  };
  const own = async (names: readonly string[], settings: Partial<Settings> = {}) => {
    const made = await selfSigned(world, { subject: [["CN", names[0]!]], domains: names, lifetime: 365 * day });
    return (await certificates.add(made.certificate, made.key, { ...smtp, ...settings })).held.thumbprint;
  };
  const shown = async (name: string, named?: string) => (await certificates.get(name, named)).thumbprint;

  test("is the server's own where there is no other, the same one until 30 days before its end", async () => {
    await start();
    const first = await shown("ex1.contoso.com");
    expect(await shown("ex1.contoso.com")).toBe(first);
    await world.clock.advance(5 * 365 * day - 31 * day);
    expect(await shown("ex1.contoso.com")).toBe(first);
    await world.clock.advance(2 * day);
    const second = await shown("ex1.contoso.com");
    expect(second).not.toBe(first);
    expect((await openCertificates(world, "/data/certificates").get("ex1.contoso.com")).thumbprint).toBe(second);
    expect(expiryWarnings(await certificates.all(), world.clock.now())).toEqual([]);
  });

  test("goes by authority, name, age, services, validity and key, in that order", async () => {
    await start();
    const automatic = await shown("mail.contoso.com");
    await add(["mail.contoso.com"], {}, "2020-01-01", "2021-01-01");
    await add(["mail.contoso.com"], {}, "2027-01-01", "2028-01-01");
    await add(["mail.contoso.com"], { services: ["IMAP"] });
    await add(["mail.contoso.com"], { request: "-----BEGIN CERTIFICATE REQUEST-----" });
    await certificates.add((await trusted.issue(["mail.contoso.com"])).cert, undefined, smtp);
    expect(await shown("mail.contoso.com")).toBe(automatic);
    const fallback = await add(["other.contoso.com"], { isDefault: true });
    expect(await shown("mail.contoso.com")).toBe(fallback);
    const selfMade = await own(["mail.contoso.com"]);
    expect(await shown("mail.contoso.com")).toBe(selfMade);
    const wildcard = await add(["*.contoso.com"]);
    expect(await shown("mail.contoso.com")).toBe(wildcard);
    expect(await shown("a.mail.contoso.com")).toBe(fallback);
    const exact = await add(["mail.contoso.com", "autodiscover.contoso.com"], {}, "2025-01-01");
    expect(await shown("MAIL.contoso.com")).toBe(exact);
    const newer = await add(["mail.contoso.com"], {}, "2025-06-01");
    expect(await shown("mail.contoso.com")).toBe(newer);
    expect((await certificates.choices("mail.contoso.com")).map((held) => held.thumbprint)).toEqual([
      newer,
      exact,
      wildcard,
      selfMade,
    ]);
    expect(await shown("mail.contoso.com", "<I>CN=Test Authority<S>CN=other.contoso.com")).toBe(fallback);
    expect(await shown("mail.contoso.com", "<I>CN=Nobody<S>CN=other.contoso.com")).toBe(newer);
    const next = await add(["third.contoso.com"], { isDefault: true });
    expect(await shown("mail.fabrikam.com")).toBe(next);
    await certificates.remove(next);
    await certificates.remove(fallback);
    expect(await shown("third.contoso.com")).toBe(wildcard);
  });

  test("is warned of for 30 days, unless another one has taken its place", async () => {
    await start();
    const ending = await add(["mail.contoso.com"], {}, "2025-01-01", "2026-04-01T09:00:00Z");
    const warnings = async () => expiryWarnings(await certificates.all(), world.clock.now());
    expect(await warnings()).toEqual([]);
    await world.clock.advance(1);
    expect(await warnings()).toEqual([
      expect.stringContaining(`The certificate ${ending} (CN=mail.contoso.com) expires on 2026-04-01.`),
    ]);
    await world.clock.advance(31 * day);
    expect(await warnings()).toEqual([expect.stringContaining("expired on 2026-04-01.")]);
    await add(["mail.contoso.com", "more.contoso.com"]);
    expect(await warnings()).toEqual([]);
  });

  test("may be a pair of files that another program renews, and a damaged one is none", async () => {
    await start();
    const { cert, key } = await trusted.issue(["mail.contoso.com"]);
    await world.disk.makeFolder("/data/certificates");
    await world.disk.write("/data/certificates/letsencrypt.crt", cert + trusted.certificate);
    await world.disk.write("/data/certificates/letsencrypt.key", key);
    await world.disk.write("/data/certificates/odd.crt", "nothing");
    const thumbprint = new X509Certificate(cert).fingerprint.replaceAll(":", "");
    expect((await certificates.all()).map((held) => held.thumbprint)).toEqual([thumbprint]);
    const got = await certificates.get("mail.contoso.com");
    expect(got.certificate).toBe(cert + trusted.certificate);
    const renewed = await trusted.issue(["mail.contoso.com"], "2026-01-01");
    await world.disk.write("/data/certificates/letsencrypt.key", renewed.key);
    await world.disk.write("/data/certificates/letsencrypt.crt", renewed.cert);
    certificates.refresh();
    expect((await certificates.get("mail.contoso.com")).certificate).toBe(renewed.cert);
  });

  test("chains end with an authority that is trusted, or do not", async () => {
    const { cert } = await trusted.issue(["mail.contoso.com"]);
    const other = await authority("Another");
    const namesake = await authority();
    expect(isTrusted(cert, [other.certificate, trusted.certificate])).toBe(true);
    expect(isTrusted(cert, [other.certificate])).toBe(false);
    expect(isTrusted(cert, [namesake.certificate])).toBe(false);
    expect(isTrusted(cert + namesake.certificate, [])).toBe(false);
  });
});

describe("a Receive connector", () => {
  let house: House | undefined;

  afterEach(async () => {
    await house?.close();
    house = undefined;
  });

  async function shown(): Promise<string> {
    const client = await Client.to(house!.port("One"));
    await client.reply();
    await client.ask("EHLO client.example");
    await client.ask("STARTTLS");
    const secured = await client.secure();
    const found = secured.getPeerX509Certificate()!.fingerprint.replaceAll(":", "");
    client.end();
    return found;
  }

  test("shows a new certificate to the next connection, and says when the named one is not there", async () => {
    const named = "<I>CN=Test Authority<S>CN=mail.contoso.com";
    const one = connector("One", { ...internet, Fqdn: "mail.contoso.com" });
    house = await openHouse({ connectors: [one] });
    const automatic = await shown();
    const add = async (name: string, from?: string) => {
      const { cert, key } = await trusted.issue([name], from);
      return (await house!.certificates.add(cert, key, smtp)).held.thumbprint;
    };
    const first = await add("mail.contoso.com");
    expect(first).not.toBe(automatic);
    expect(await shown()).toBe(first);
    const renewed = await add("mail.contoso.com", "2026-01-01");
    expect(await shown()).toBe(renewed);
    const warnings = await house.change([connector("One", { ...internet, TlsCertificateName: named })]);
    expect(warnings).toEqual([]);
    expect(await shown()).toBe(renewed);
    await house.certificates.remove(renewed);
    await house.certificates.remove(first);
    expect(await house.change([connector("One", { ...internet, TlsCertificateName: named, Comment: "x" })])).toEqual([
      expect.stringContaining(`there is no valid one with its TlsCertificateName ${named}`),
    ]);
    expect(await shown()).not.toBe(renewed);
  });

  test("warns of an end that comes at its start, and once a day", async () => {
    const warnings: string[] = [];
    const world = testWorld({ now: "2026-03-02T09:00:00Z" });
    house = await openHouse({ world, connectors: [connector("One", internet)], warn: (text) => warnings.push(text) });
    const { cert, key } = await trusted.issue(["mail.contoso.com"], "2025-01-01", "2026-03-20");
    await house.certificates.add(cert, key, smtp);
    for (let hour = 0; hour < 49; hour++) await world.clock.advance(3_600_000);
    expect(warnings).toEqual([1, 2].map(() => expect.stringContaining("expires on 2026-03-20")));
    await house.reception.stop();
    expect((await house.reception.start()).problems).toEqual([expect.stringContaining("expires on 2026-03-20")]);
  });
});
