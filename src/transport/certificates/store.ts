// The certificates of this server: files in the data folder, what is said about each, and which of them SMTP shows.
import { createPrivateKey, X509Certificate } from "node:crypto";
import { join } from "node:path";
import { parseDomain } from "../../mail/address.ts";
import type { World } from "../../world/world.ts";
import { covers, facts, isNamed } from "./facts.ts";

/** A certificate with its key, PEM both. */
export interface Certificate {
  /** The certificate, and those of the authorities between it and a root. */
  readonly certificate: string;
  readonly key: string;
  /** SHA-1 of the certificate in capitals, as administrators know certificates. */
  readonly thumbprint: string;
  readonly subject: string;
  /** Milliseconds since 1970. */
  readonly notAfter: number;
}

/** What is said about a certificate beside what it says itself. */
export interface Settings {
  readonly friendlyName: string;
  /** "SMTP", and services that are yet to come. */
  readonly services: readonly string[];
  readonly exportable: boolean;
  /** For SMTP where no certificate bears the name of a connector. */
  readonly isDefault: boolean;
  /** Made and renewed by the server itself. */
  readonly automatic: boolean;
  /** PKCS #10, PEM, while an authority has not answered it; the certificate then only holds its place. */
  readonly request?: string | undefined;
}

/** A certificate in the folder. */
export interface Held extends Omit<Certificate, "key"> {
  /** Undefined for a certificate of somebody else, such as an authority. */
  readonly key: string | undefined;
  readonly settings: Settings;
  readonly x509: X509Certificate;
}

/** Told when certificates have changed; what it gives back are warnings for whoever changed them. */
export type CertificateWatcher = () => Promise<readonly string[]>;

export interface Certificates {
  /**
   * The certificate that SMTP shows under a server name (behaviour 1.6, "Selection of inbound STARTTLS certificates"):
   * the one that `named` ("<I>issuer<S>subject") says; else the best that bears the name; else the default one; else one
   * made for the name. Rejects when the disk refuses.
   */
  get(name: string, named?: string | null): Promise<Certificate>;
  /** All that there are, by the end of their validity, longest first. */
  all(): Promise<readonly Held[]>;
  /** Those for SMTP that bear a name and are valid, the one that is taken first in front. */
  choices(name: string): Promise<readonly Held[]>;
  /** The newest valid one with this issuer and subject, with its key. */
  named(name: string): Promise<Certificate | undefined>;
  /** PEM of authorities that were imported without a key: their word counts beside the usual ones. */
  roots(): Promise<readonly string[]>;
  /** Keeps a certificate, PEM with those above it behind it. What is there already gets the settings. Gives warnings. */
  add(
    certificate: string,
    key: string | undefined,
    settings: Settings,
  ): Promise<{ held: Held; warnings: readonly string[] }>;
  /** Changes what is said about one. */
  change(thumbprint: string, settings: Partial<Settings>): Promise<readonly string[]>;
  remove(thumbprint: string): Promise<readonly string[]>;
  /** Told of each change; gives what ends that. */
  watch(watcher: CertificateWatcher): () => void;
  /** Reads the folder anew at the next question: files may have been replaced by other hands. */
  refresh(): void;
}

declare module "../../command/context.ts" {
  interface Services {
    readonly certificates: Certificates;
  }
}

const day = 86_400_000;
const lifetime = 5 * 365 * day;
/** How long before its end a certificate of our own is made anew, and others are warned about. */
export const renewalMs = 30 * day;
/** Files of a certificate are small; what is larger is none. */
const mostBytes = 1_000_000;

const plain: Settings = { friendlyName: "", services: ["SMTP"], exportable: true, isDefault: false, automatic: false };

/** @param folder `<data>/certificates`: NAME.crt, NAME.key and NAME.json of each; keys are readable by the owner alone. */
export function openCertificates(world: Pick<World, "clock" | "disk" | "random">, folder: string): Certificates {
  const { clock, disk } = world;
  const watchers = new Set<CertificateWatcher>();
  let known: Promise<Map<string, { readonly base: string; readonly held: Held }>> | undefined;
  /** One change after the other. */
  let turn: Promise<unknown> = Promise.resolve();

  const file = (base: string, kind: string) => join(folder, `${base}.${kind}`);

  const load = async () => {
    const found = new Map<string, { base: string; held: Held }>();
    for (const name of await disk.list(folder)) {
      if (!name.endsWith(".crt")) continue;
      const base = name.slice(0, -4);
      const held = await read(base);
      if (held) found.set(held.thumbprint, { base, held });
    }
    return found;
  };

  const read = async (base: string): Promise<Held | undefined> => {
    const text = async (kind: string) => {
      const stat = await disk.stat(file(base, kind));
      if (!stat || stat.size > mostBytes) return undefined;
      return (await disk.read(file(base, kind))).toString();
    };
    const [certificate, key, settings] = [await text("crt"), await text("key"), await text("json")];
    try {
      if (certificate === undefined) return undefined;
      const x509 = new X509Certificate(certificate);
      if (key !== undefined && !x509.checkPrivateKey(createPrivateKey(key))) return undefined;
      const kept: Partial<Settings> = settings === undefined ? {} : JSON.parse(settings);
      // A pair that nothing was said about is our own when it is named by what it is for.
      const automatic =
        settings === undefined && key !== undefined && facts(x509).selfSigned && parseDomain(base) === base;
      return heldOf(x509, certificate, key, { ...plain, automatic, ...kept });
    } catch {
      // Damaged, or something else: no certificate of ours.
      return undefined;
    }
  };

  const current = () => {
    if (known === undefined) {
      const loading = load();
      known = loading;
      loading.catch(() => {
        if (known === loading) known = undefined;
      });
    }
    return known;
  };

  const keep = async (base: string, held: Held): Promise<void> => {
    await disk.makeFolder(folder, 0o700);
    // The key first: a certificate without its key would be taken for somebody else's.
    if (held.key !== undefined) await disk.write(file(base, "key"), held.key, 0o600);
    await disk.write(file(base, "json"), `${JSON.stringify(held.settings, undefined, 2)}\n`, 0o600);
    await disk.write(file(base, "crt"), held.certificate, 0o644);
  };

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = turn.then(work, work);
    turn = next.catch(() => undefined);
    return next;
  };

  /** Never in turn: who is told asks for certificates. */
  const told = async (): Promise<readonly string[]> => (await Promise.all([...watchers].map((one) => one()))).flat();

  const usable = async (): Promise<Held[]> => {
    const now = clock.now();
    return [...(await current()).values()]
      .map(({ held }) => held)
      .filter(({ key, settings }) => key !== undefined && !settings.request && settings.services.includes("SMTP"))
      .filter(({ x509 }) => Date.parse(x509.validFrom) <= now && Date.parse(x509.validTo) > now);
  };

  const choices = async (name: string): Promise<Held[]> => {
    const rank = (held: Held) =>
      [facts(held.x509).selfSigned ? 1 : 0, facts(held.x509).domains.includes(name) ? 0 : 1] as const;
    return (await usable())
      .filter((held) => !held.settings.automatic && covers(held.x509, name))
      .sort((a, b) => {
        const [one, other] = [rank(a), rank(b)];
        return one[0] - other[0] || one[1] - other[1] || Date.parse(b.x509.validFrom) - Date.parse(a.x509.validFrom);
      });
  };

  const named = async (name: string): Promise<Certificate | undefined> => {
    const found = (await usable()).filter((held) => isNamed(held.x509, name));
    return certificateOf(found.sort((a, b) => Date.parse(b.x509.validFrom) - Date.parse(a.x509.validFrom))[0]);
  };

  /** The server's own for a name, made anew in time. */
  const own = (name: string): Promise<Certificate> =>
    inTurn(async () => {
      const base = parseDomain(name) ?? (name.toLowerCase().replace(/[^a-z0-9.-]/g, "-") || "localhost");
      const all = await current();
      const held = [...all.values()].find((one) => one.base === base)?.held;
      const fresh = held?.key !== undefined && held.notAfter - renewalMs > clock.now();
      if (fresh) return certificateOf(held)!;
      const { selfSigned } = await import("./make.ts");
      const made = await selfSigned(world, { subject: [["CN", base]], domains: [base], lifetime });
      const settings = { ...plain, exportable: false, automatic: true };
      const next = heldOf(new X509Certificate(made.certificate), made.certificate, made.key, settings);
      await keep(base, next);
      if (held) all.delete(held.thumbprint);
      all.set(next.thumbprint, { base, held: next });
      return certificateOf(next)!;
    });

  return {
    choices,
    named,
    async get(server, wanted) {
      const name = server.toLowerCase();
      const chosen = wanted ? await named(wanted) : undefined;
      const fallback = async () => (await usable()).find((held) => held.settings.isDefault);
      return chosen ?? certificateOf((await choices(name))[0] ?? (await fallback())) ?? own(name);
    },
    async all() {
      const held = [...(await current()).values()].map((one) => one.held);
      return held.sort((a, b) => b.notAfter - a.notAfter);
    },
    async roots() {
      const held = [...(await current()).values()].map((one) => one.held);
      return held.filter(({ key, x509 }) => key === undefined && x509.ca).map(({ certificate }) => certificate);
    },
    async add(certificate, key, settings) {
      const held = heldOf(new X509Certificate(certificate), certificate, key, settings);
      await inTurn(async () => put((await current()).get(held.thumbprint)?.base ?? held.thumbprint, held));
      return { held, warnings: await told() };
    },
    async change(thumbprint, settings) {
      await inTurn(async () => {
        const found = (await current()).get(thumbprint);
        if (found) await put(found.base, { ...found.held, settings: { ...found.held.settings, ...settings } });
      });
      return told();
    },
    async remove(thumbprint) {
      await inTurn(async () => {
        const all = await current();
        const found = all.get(thumbprint);
        if (found === undefined) return;
        for (const kind of ["crt", "key", "json"]) await disk.remove(file(found.base, kind));
        all.delete(thumbprint);
      });
      return told();
    },
    watch(watcher) {
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
    refresh() {
      known = undefined;
    },
  };

  /** Keeps one; the default before gives way to a new one. */
  async function put(base: string, next: Held): Promise<void> {
    const all = await current();
    const before = [...all.values()].find(({ held }) => held.settings.isDefault && !held.settings.request);
    await keep(base, next);
    all.set(next.thumbprint, { base, held: next });
    // A request takes the place of what it renews when it is answered.
    if (!next.settings.isDefault || next.settings.request || !before || before.held.thumbprint === next.thumbprint)
      return;
    await put(before.base, { ...before.held, settings: { ...before.held.settings, isDefault: false } });
  }
}

function certificateOf(held: Held | undefined): Certificate | undefined {
  if (held?.key === undefined) return undefined;
  const { certificate, key, thumbprint, subject, notAfter } = held;
  return { certificate, key, thumbprint, subject, notAfter };
}

function heldOf(x509: X509Certificate, certificate: string, key: string | undefined, settings: Settings): Held {
  return {
    x509,
    certificate,
    key,
    settings,
    thumbprint: x509.fingerprint.replaceAll(":", ""),
    subject: facts(x509).subject,
    notAfter: Date.parse(x509.validTo),
  };
}
