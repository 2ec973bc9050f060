// The library's SMTP connection as we need it: stricter with what the other side says, and with fewer turns of the event loop.
import type { Socket } from "node:net";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import { dotted } from "../../mail/dots.ts";

/** Private parts of the library's connection that have no public face. */
export interface Inside {
  readonly _supportedExtensions: readonly string[];
  readonly _ehloLines?: readonly string[];
  readonly _responseActions: unknown[];
  readonly _responseQueue: readonly string[];
  readonly _actionHELO: unknown;
  readonly _socket: Socket;
  _actionSMTPStream(reply: string, callback: (error: Error | null, reply?: string) => void): void;
  /** During the TLS handshake. */
  readonly upgrading?: boolean;
  readonly _envelope?: {
    readonly rejectedErrors?: readonly SMTPConnection.SMTPError[];
    readonly accepted?: readonly string[];
  };
}

/** The library's own, which our connection goes before. */
interface Parent {
  _sendCommand(command: string, shown?: string): void;
  _actionDATA(reply: string, callback: Step): void;
  _actionSMTPStream(reply: string, callback: Step): void;
  _processResponse(): void;
}

type Step = (error: Error | null, info?: unknown) => void;

export class Connection extends SMTPConnection {
  /** The library names SMTPUTF8 only for addresses; headers may need it alone (RFC 6531 3.4). */
  wantsUtf8 = false;
  /** The library says HELO only where EHLO was refused. */
  helo = false;
  /** Told when the other side takes the content that is handed over whole. */
  begun: (() => void) | undefined;

  /** The library takes a turn of the event loop for each reply; here those that came together are taken together. */
  _processResponse(): void {
    const inside = this as unknown as Inside;
    for (let left = inside._responseQueue.length; left > 0; ) {
      parentOf()._processResponse.call(this);
      // What is there in part waits for the rest.
      if (inside._responseQueue.length >= left) return;
      left = inside._responseQueue.length;
    }
  }

  _sendCommand(given: string, shown?: string): void {
    let command = given;
    if (this.helo && command.startsWith("EHLO ")) {
      command = `HELO ${command.slice(5)}`;
      const inside = this as unknown as Inside;
      inside._responseActions[inside._responseActions.length - 1] = inside._actionHELO;
    }
    const add = this.wantsUtf8 && command.startsWith("MAIL FROM:") && !/ SMTPUTF8\b/.test(command);
    parentOf()._sendCommand.call(this, add ? `${command} SMTPUTF8` : command, shown);
  }

  /** The library goes on behind a 250, too; but then what the message itself is answered with means nothing (RFC 5321 4.2.1). */
  _actionDATA(reply: string, callback: Step): void {
    const begins = !reply.startsWith("2");
    parentOf()._actionDATA.call(this, begins ? reply : `451 4.5.0 DATA was answered with "${reply}"`, callback);
  }

  /** Nobody can have taken what has not been sent to its end. */
  _actionSMTPStream(reply: string, callback: Step): void {
    const early = (this as unknown as { readonly _currentDataStream: unknown })._currentDataStream;
    if (reply.startsWith("2") && early)
      callback(new Error(`The other side answered "${reply}" before it had the message.`));
    else parentOf()._actionSMTPStream.call(this, reply, callback);
  }

  /** Where the content to write comes from: called once the other side has said 354. What is whole goes in one write. */
  _createSendStream(callback: (error: Error | null, reply?: string) => void): unknown {
    const { begun } = this;
    if (!begun) {
      const parent = Object.getPrototypeOf(Connection.prototype) as {
        _createSendStream(done: typeof callback): unknown;
      };
      return parent._createSendStream.call(this, callback);
    }
    begun();
    const inside = this as unknown as Inside;
    // Nothing was asked behind DATA: what came along with its answer cannot be the one to the message.
    const early = inside._responseQueue.length > 0;
    inside._responseActions.push((reply: string) => {
      if (early) callback(new Error(`The other side answered "${reply}" before it had the message.`));
      else inside._actionSMTPStream(reply, callback);
    });
    return { write: (content: Buffer) => inside._socket.write(dotted(content)), end: () => undefined };
  }
}

const parentOf = () => Object.getPrototypeOf(Connection.prototype) as Parent;
