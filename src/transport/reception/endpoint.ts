// What stands behind one version of a Receive connector: an SMTPServer that never listens and is given its sockets.
import { constants } from "node:crypto";
import type { Socket } from "node:net";
import { SMTPServer } from "smtp-server";
import { trustedRoots } from "../../world/roots.ts";
import type { World } from "../../world/world.ts";
import type { Certificate } from "../certificates/store.ts";
import type { Accepted, Submission } from "../message.ts";
import type { Gate } from "../pressure/pressure.ts";
import type { LogFile } from "../tracking/logfile.ts";
import type { Authenticator } from "./authentication.ts";
import type { ReceiveConnectorObject } from "./connector.ts";
import type { Budget } from "./data.ts";
import type { ReceptionFacts } from "./facts.ts";
import type { Counters } from "./limits.ts";
import type { Outbox } from "./outbox.ts";
import { asksForCertificate } from "./peer.ts";
import { type Right, rightsOn, unproven } from "./permission.ts";
import type { Refused } from "./refused.ts";
import { Session } from "./session.ts";

/** What a connector gives each of its sessions. */
export interface SessionHost {
  readonly world: Pick<World, "clock" | "random">;
  readonly connector: ReceiveConnectorObject;
  /** What those may who have proved nothing. */
  readonly rights: ReadonlySet<Right>;
  readonly facts: ReceptionFacts;
  readonly authenticator: Authenticator;
  readonly accept: (submission: Submission) => Promise<Accepted>;
  /** What new messages meet while resources are short. */
  readonly gate: () => Gate;
  readonly counters: Counters;
  readonly budget: Budget;
  readonly outbox: Outbox;
  /** Certificates of authorities, PEM, whose word counts beside those that everybody trusts. */
  readonly roots: readonly string[];
  /** Whether there is a certificate for STARTTLS. */
  readonly hasCertificate: boolean;
  /** Told of each peer that greets, with the name it gives itself. */
  readonly heard: (address: string, name: string) => void;
  /** Where the protocol is written down; undefined when it is not. */
  readonly log: LogFile | undefined;
  /** Told of each no that was said. */
  readonly refused: (refused: Refused) => void;
  /** For the operator: an error of ours that a session met. */
  readonly failed: (error: unknown) => void;
}

/** For what needs no answer: one for all, as there are many to whom it is given. */
export const ignore = (): void => undefined;

/** The longest wait of a system timer: the library's own time limits are set out of the way. */
const never = 2 ** 31 - 1;

export class Endpoint extends SMTPServer {
  readonly host: SessionHost;
  readonly sessions = new Set<Session>();

  constructor(options: Omit<SessionHost, "rights">, certificate: Certificate | undefined) {
    const host = { ...options, rights: rightsOn(options.connector, unproven(options.connector)) };
    super({
      name: host.connector.Fqdn ?? host.facts.server,
      logger: false,
      disableReverseLookup: true,
      socketTimeout: never,
      closeTimeout: never,
      minVersion: "TLSv1.2",
      // Nobody needs a second handshake in a session, and each costs us more than the peer.
      secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
      ...(certificate ? { key: certificate.key, cert: certificate.certificate } : {}),
      // Whoever has none, or one that nobody vouches for, is a stranger all the same.
      ...(asksForCertificate(host.connector)
        ? { requestCert: true, rejectUnauthorized: false, ca: [...trustedRoots(), ...host.roots] }
        : {}),
    });
    this.host = host;
    // A peer that breaks off, also in the middle of a handshake, is everyday life.
    this.on("error", ignore);
  }

  /** Serves one accepted socket. `release` is called once when it is gone. */
  serve(socket: Socket, release: () => void): void {
    const session = new Session(this, socket, (ended) => {
      this.sessions.delete(ended);
      release();
    });
    this.sessions.add(session);
    this.connections.add(session);
    session.on("error", ignore);
    session.init();
  }
}
