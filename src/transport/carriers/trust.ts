// The certificates of outgoing TLS: which of ours is shown, and whose word counts beside that of the usual authorities.
import type { SecureContext } from "node:tls";
import { clientContext } from "../../world/roots.ts";
import type { Certificates } from "../certificates/store.ts";

/** What Send connectors need of the certificates of the server. */
export type Trusting = Pick<Certificates, "get" | "named" | "roots" | "watch">;

export interface Trust {
  /**
   * For connections from `host`; undefined where the usual authorities alone count and nothing is shown.
   * @param name TlsCertificateName; null shows none, unless `mutual`: then the one that bears the host's name.
   * @throws Error when there is no such certificate.
   */
  context(name: string | null, host: string, mutual: boolean): Promise<SecureContext | undefined>;
}

export function createTrust(certificates: Trusting | undefined): Trust {
  const contexts = new Map<string, Promise<SecureContext | undefined>>();
  certificates?.watch(async () => {
    contexts.clear();
    return [];
  });

  async function make(name: string | null, host: string, mutual: boolean): Promise<SecureContext | undefined> {
    const shown =
      name === null ? (mutual ? await certificates?.get(host) : undefined) : await certificates?.named(name);
    if (!shown && (name !== null || mutual)) {
      throw new Error(`454 4.7.5 There is no certificate ${name ?? `for ${host}`} with a key to show.`);
    }
    const roots = (await certificates?.roots()) ?? [];
    return shown || roots.length > 0 ? clientContext(roots, shown) : undefined;
  }

  return {
    context(name, host, mutual) {
      const key = JSON.stringify(name === null && !mutual ? [null] : [name, name === null ? host : null]);
      let context = contexts.get(key);
      if (!context) {
        context = make(name, host, mutual);
        contexts.set(key, context);
        context.catch(() => contexts.delete(key));
      }
      return context;
    },
  };
}
