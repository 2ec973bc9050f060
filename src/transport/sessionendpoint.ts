// What stands behind one version of a Receive connector: an SMTPServer that never listens and is given its sockets.
import type { Socket } from "node:net";
import { SMTPServer } from "smtp-server";
import type { Certificate } from "./certificate.ts";
import { Session, type SessionHost } from "./session.ts";

/** The longest wait of a system timer: the library's own time limits are set out of the way. */
const never = 2 ** 31 - 1;

export class Endpoint extends SMTPServer {
  readonly host: SessionHost;
  readonly sessions = new Set<Session>();

  constructor(host: SessionHost, certificate: Certificate | undefined) {
    super({
      name: host.connector.Fqdn ?? host.facts.server,
      logger: false,
      disableReverseLookup: true,
      socketTimeout: never,
      closeTimeout: never,
      // AUTH takes lines of up to 12,288 octets (RFC 4954 4).
      maxCommandLength: 12_288 + 64,
      minVersion: "TLSv1.2",
      ...(certificate ? { key: certificate.key, cert: certificate.certificate } : {}),
    });
    this.host = host;
    // A peer that breaks off, also in the middle of a handshake, is everyday life.
    this.on("error", () => undefined);
  }

  /** Serves one accepted socket. `release` is called once when it is gone. */
  serve(socket: Socket, release: () => void): void {
    const session: Session = new Session(this, socket, () => {
      this.sessions.delete(session);
      release();
    });
    this.sessions.add(session);
    this.connections.add(session);
    session.on("error", () => undefined);
    session.init();
  }
}
