// The exchange of AUTH in a session: PLAIN and LOGIN, a bounded number of failures, each answered late (RFC 4954).
import { Refusal } from "../../mail/refusal.ts";
import type { Clock } from "../../world/world.ts";
import {
  type AuthenticatedUser,
  type Authenticator,
  type Credentials,
  readLogin,
  readPlain,
} from "./authentication.ts";
import type { ReceiveConnectorObject } from "./connector.ts";
import { badArguments, tooManyErrors, unknownMechanism } from "./refusals.ts";

/** What the exchange asks of its session. */
export interface LogonSession {
  readonly connector: ReceiveConnectorObject;
  readonly authenticator: Authenticator;
  readonly clock: Clock;
  /** Fires when the connection ends. */
  readonly signal: AbortSignal;
  /** Sends a challenge, base64; the next line goes to `answer`. */
  ask(challenge: string, answer: (line: string) => Promise<void>): void;
  /** Whether this user may submit here; then the session is his. */
  admit(user: AuthenticatedUser): Promise<boolean>;
}

/** @returns what obeys AUTH with its argument. Throws Refusals; the failures of one session are counted. */
export function createLogon(session: LogonSession): (argument: string) => Promise<void> {
  let failures = 0;
  const ask = (challenge: string, answer: (line: string) => Promise<void>) =>
    session.ask(challenge, async (line) => {
      if (line === "*") throw new Refusal(501, "5.7.0", "Authentication cancelled");
      await answer(line);
    });

  const logOn = async (credentials: Credentials | undefined) => {
    const user = credentials && (await session.authenticator.authenticate(credentials.name, credentials.password));
    if (user && (await session.admit(user))) return;
    failures++;
    const { MaxLogonFailures: most, AuthTarpitInterval: pause } = session.connector;
    if (pause.milliseconds > 0) await session.clock.sleep(pause.milliseconds, session.signal).catch(() => undefined);
    if (most > 0 && failures >= most) throw new Refusal(421, "4.7.0", tooManyErrors);
    throw new Refusal(535, "5.7.3", "Authentication unsuccessful");
  };

  return async (argument) => {
    const [mechanism = "", initial, more] = argument.split(/ +/);
    if (more !== undefined) throw badArguments();
    if (mechanism.toUpperCase() === "PLAIN") {
      if (initial !== undefined) await logOn(readPlain(initial));
      else ask("", (token) => logOn(readPlain(token)));
    } else if (mechanism.toUpperCase() === "LOGIN") {
      const password = (name: string) => ask("UGFzc3dvcmQ6", (token) => logOn(readLogin(name, token)));
      if (initial !== undefined) password(initial);
      else ask("VXNlcm5hbWU6", async (name) => password(name));
    } else throw unknownMechanism();
  };
}
