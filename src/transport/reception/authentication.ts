// Who a client is by name and password: one hash at a time behind a bounded queue, the same time for unknown names.
import { timingSafeEqual } from "node:crypto";
import type { Random } from "../../world/world.ts";
import { logonsBusy } from "./refusals.ts";

/** Who proved an identity. */
export interface AuthenticatedUser {
  /** The GUID of the mailbox. */
  readonly guid: string;
  /** Its primary address. */
  readonly address: string;
}

/** An account as it is kept. */
export interface Account extends AuthenticatedUser {
  /** The scrypt hash; undefined for an account without a password. */
  readonly hash: string | undefined;
  readonly disabled: boolean;
}

export interface Authenticator {
  /** The user, or undefined when name and password do not fit; throws a Refusal (454) when too many wait. */
  authenticate(name: string, password: string): Promise<AuthenticatedUser | undefined>;
}

/**
 * @param find reads the account of a logon name.
 * @param verify compares a hash with a password; slow on purpose.
 * @param decoy a hash that no password fits, so that an unknown name takes as long as a known one.
 * @param waiting how many may wait for their turn.
 */
export function createAuthenticator(options: {
  readonly find: (name: string) => Promise<Account | undefined>;
  readonly verify: (hash: string, password: string) => Promise<boolean>;
  readonly decoy: string;
  readonly waiting?: number;
}): Authenticator {
  const most = options.waiting ?? 64;
  let waiting = 0;
  // One at a time: many hashes at once take the threads that syncs of the log need.
  let turn: Promise<unknown> = Promise.resolve();
  return {
    authenticate(name, password) {
      if (waiting >= most) {
        return Promise.reject(logonsBusy());
      }
      waiting++;
      const answer = turn.then(async () => {
        const account = await options.find(name);
        const fits = await options.verify(account?.hash ?? options.decoy, password);
        if (!fits || account?.hash === undefined || account.disabled) return undefined;
        return { guid: account.guid, address: account.address };
      });
      turn = answer.catch(() => undefined).then(() => void waiting--);
      return answer;
    },
  };
}

/** A logon that lasts until it is given back: by it a cmdlet of this very process submits mail as a user. */
export interface Ticket {
  readonly name: string;
  readonly password: string;
  revoke(): void;
}

export interface TicketOffice extends Authenticator {
  admit(user: AuthenticatedUser): Ticket;
}

/** An authenticator that knows tickets beside the accounts. */
export function withTickets(accounts: Authenticator, random: Pick<Random, "bytes" | "uuid">): TicketOffice {
  const tickets = new Map<string, { readonly password: Buffer; readonly user: AuthenticatedUser }>();
  return {
    admit(user) {
      const name = `ticket ${random.uuid()}`;
      const password = random.bytes(24).toString("base64url");
      tickets.set(name, { password: Buffer.from(password), user });
      return { name, password, revoke: () => void tickets.delete(name) };
    },
    async authenticate(name, password) {
      const ticket = tickets.get(name);
      if (!ticket) return accounts.authenticate(name, password);
      const given = Buffer.from(password);
      const fits = given.length === ticket.password.length && timingSafeEqual(given, ticket.password);
      return fits ? ticket.user : undefined;
    },
  };
}

/** What a client said in AUTH. */
export interface Credentials {
  readonly name: string;
  readonly password: string;
}

const longestSecret = 1024;

/** The token of AUTH PLAIN (RFC 4616 2): authzid NUL authcid NUL password; undefined when it is none. */
export function readPlain(token: string): Credentials | undefined {
  const text = decodeBase64(token);
  const parts = text?.split("\0") ?? [];
  const [authorize, name, password] = parts;
  if (parts.length !== 3 || !name || password === undefined) return undefined;
  // To act for somebody else is not offered.
  if (authorize !== "" && authorize !== name) return undefined;
  return isLogonName(name) && password.length <= longestSecret ? { name, password } : undefined;
}

/** The two answers of AUTH LOGIN. */
export function readLogin(nameToken: string, passwordToken: string): Credentials | undefined {
  const name = decodeBase64(nameToken);
  const password = decodeBase64(passwordToken);
  if (name === undefined || password === undefined || password.length > longestSecret) return undefined;
  return isLogonName(name) && !password.includes("\0") ? { name, password } : undefined;
}

function isLogonName(name: string): boolean {
  return name.length > 0 && name.length <= 600 && !/[\x00-\x1f\x7f-\x9f]/.test(name);
}

/** Strict base64 of UTF-8 text; "=" is the empty text (RFC 4954 4). */
function decodeBase64(token: string): string | undefined {
  if (token === "=") return "";
  if (token.length > 12_288 || token.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(token)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.from(token, "base64"));
  } catch {
    return undefined;
  }
}
