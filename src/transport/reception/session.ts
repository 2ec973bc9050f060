// One SMTP session on a Receive connector: smtp-server's connection for the wire, ours for every command and reply.

import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { SMTPConnection } from "smtp-server/lib/smtp-connection.js";
import { parseDomain, parseLiteral } from "../../mail/address.ts";
import { Refusal } from "../../mail/refusal.ts";
import { isLimited } from "../../values/kinds.ts";
import { createSessionLog, type SessionLog } from "../tracking/protocol.ts";
import type { AuthenticatedUser } from "./authentication.ts";
import { type Gathered, Gatherer } from "./data.ts";
import type { Endpoint, SessionHost } from "./endpoint.ts";
import { decodeLine, greetingOf, keywordsOf, knownCommands, verbs } from "./lines.ts";
import { createLogon } from "./logon.ts";
import { addRecipient, beginMail, finishMail, type Speaker, type Transaction } from "./mail.ts";
import { asksForCertificate, capableRights, provenNames } from "./peer.ts";
import { knowsUsers, partners, type Right, rightsOn, unproven } from "./permission.ts";
import * as no from "./refusals.ts";
import { endOfData, type Refused } from "./refused.ts";
import { Watch } from "./time.ts";
import { whyConnected } from "./why.ts";
import { Wire } from "./wire.ts";

const noNames: readonly string[] = [];

/** Thousands may be idle at a time: what most sessions never need is made when it is needed. */
export class Session extends SMTPConnection {
  readonly #host: SessionHost;
  readonly #release: (session: Session) => void;
  #isGone = false;
  #gone: (() => void) | undefined;
  #ending: AbortController | undefined;
  #logon: ((argument: string) => Promise<void>) | undefined;
  readonly #log: SessionLog;
  #watch: Watch | undefined;
  /** Whether the peer waits for us. */
  busy = false;
  #retiring = false;
  #hello: string | undefined;
  #extended = false;
  #user: AuthenticatedUser | undefined;
  #rights: ReadonlySet<Right>;
  #names = noNames;
  #why: readonly string[] | undefined;
  #mail: Transaction | undefined;
  /** Of the message that comes in. */
  #gatherer: Gatherer | undefined;
  #errors = 0;
  /** The verb and argument that are obeyed now. */
  #verb = "";
  #argument = "";
  /** Whether the last command was AUTH, so that lines of no verb may be what it asks for. */
  #logsOn = false;
  /** What takes the next line instead of the verbs: an answer in an AUTH exchange. */
  #answer: ((line: string) => Promise<void>) | undefined;

  constructor(endpoint: Endpoint, socket: Socket, release: (session: Session) => void) {
    super(endpoint, socket, null);
    this.#host = endpoint.host;
    this.#release = release;
    this.#rights = endpoint.host.rights;
    this.#log = createSessionLog(endpoint.host, this);
  }

  /** Resolves when the connection is gone; asked for once. */
  ended(): Promise<void> {
    if (this.#isGone) return Promise.resolve();
    return new Promise((resolve) => {
      this.#gone = resolve;
    });
  }

  /** Fires when the connection is gone. */
  get #signal(): AbortSignal {
    this.#ending ??= new AbortController();
    if (this.#isGone) this.#ending.abort();
    return this.#ending.signal;
  }

  /** Greets at once: the library's fixed wait of 100 ms bounds a client to ten sessions a second. */
  override init(): void {
    this._setListeners(() => {
      this._ready = true;
      const { connector, world } = this.#host;
      const limits = {
        life: connector.ConnectionTimeout.milliseconds,
        silence: connector.ConnectionInactivityTimeout.milliseconds,
      };
      this.#watch = new Watch(world.clock, limits, this);
      this.#log.connected();
      this.#write([connector.Banner ?? greetingOf(this.#server, world.clock.now())]);
    });
  }

  /** The library's record of a session is not used. */
  override _resetSession(): void {}

  /** Nor is its time limit. */
  override _armTimeout(): void {}

  /** Ends the session as soon as it is between two messages, at once when it is already. */
  retire(): void {
    this.#retiring = true;
    if (!this.busy && this.#mail === undefined) this.#leave("4.3.2", "Service not available");
  }

  /** Ends the session whatever it does. */
  abort(): void {
    this._socket.destroy();
  }

  override _createParser(): Wire {
    // AUTH takes lines of up to 12,288 octets (RFC 4954 4).
    const { clock } = (this._server as Endpoint).host.world;
    const wire = new Wire(12_288, clock.soon);
    wire.oncommand = (command, done) => this._onCommand(command, done);
    wire.on("error", (error) => this.#leave("4.7.0", error.message));
    return wire;
  }

  override _onCommand(command: Buffer, callback?: () => void): void {
    const done = () => callback?.();
    if (this._upgrading || this._closing) {
      done();
      return;
    }
    const next = () => this._whenWritable(done);
    this.busy = true;
    this.#obey(command)
      .then((upgrades) => {
        this.#rest();
        if (upgrades && !this._closing && !this._socket.destroyed) {
          this.#host.outbox.send(this._socket);
          this.upgrade(next);
        } else next();
      })
      .catch((error) => this.#fail(error));
  }

  override _onClose(): void {
    this.#watch?.end();
    this.#isGone = true;
    this.#gatherer?.drop();
    this.#ending?.abort(new Error("The connection ended."));
    this.#release(this);
    this.#log.ended();
    this.#gone?.();
    super._onClose();
  }

  get #server(): string {
    return this.#host.connector.Fqdn ?? this.#host.facts.server;
  }

  /** Where no user has the right to submit, a logon would lead nowhere. */
  get #knowsUsers(): boolean {
    const { connector } = this.#host;
    return connector.AuthMechanism.has("BasicAuth") && knowsUsers(connector);
  }

  /** Users, and servers that are trusted as our own. */
  get #isKnown(): boolean {
    return this.#user !== undefined || this.#rights.has("SMTP-Accept-Authentication-Flag");
  }

  get #offersAuth(): boolean {
    return this.#knowsUsers && (this.secure || !this.#host.connector.AuthMechanism.has("BasicAuthRequireTLS"));
  }

  get #offersTls(): boolean {
    return !this.secure && this.#host.hasCertificate && this.#host.connector.AuthMechanism.has("Tls");
  }

  /** Obeys one line; true when TLS begins behind it. Never rejects: what goes wrong is a reply. */
  async #obey(command: Buffer): Promise<boolean> {
    const answer = this.#answer;
    this.#answer = undefined;
    try {
      const line = decodeLine(command);
      const blank = line.indexOf(" ");
      const verb = (blank < 0 ? line : line.slice(0, blank)).toUpperCase();
      const known = verbs.has(verb);
      // Behind an AUTH that was refused a client may go on with its name and password all the same.
      this.#log.received(answer || (this.#logsOn && !known) ? "<authentication information>" : line);
      if (answer) {
        await answer(line.trim());
        return false;
      }
      if (known) this.#logsOn = verb === "AUTH";
      this.#verb = verb;
      this.#argument = blank < 0 ? "" : line.slice(blank + 1).trim();
      return await this.#perform(verb, this.#argument, line);
    } catch (error) {
      await this.#refuse(error);
      return false;
    }
  }

  async #perform(verb: string, argument: string, line: string): Promise<boolean> {
    switch (verb) {
      case "EHLO":
      case "HELO":
        this.#greet(verb === "EHLO", argument);
        return false;
      case "MAIL":
        await this.#beginMail(argument);
        return false;
      case "RCPT":
        if (!this.#mail) throw no.outOfOrder("Need mail command");
        await addRecipient(argument, this.#mail, this.#speaker());
        this.#reply(250, "2.1.5", "Recipient OK");
        return false;
      case "DATA":
        this.#beginData(argument);
        return false;
      case "RSET":
        this.#mail = undefined;
        this.#reply(250, "2.0.0", "Resetting");
        return false;
      case "NOOP":
        this.#reply(250, "2.0.0", "OK");
        return false;
      case "QUIT":
        this.#reply(221, "2.0.0", "Service closing transmission channel");
        this.close();
        return false;
      case "VRFY":
        if (argument === "") throw no.badArguments();
        this.#reply(252, "2.1.5", "Cannot VRFY user");
        return false;
      case "HELP":
        this.#reply(214, "", "This server supports the following commands:", knownCommands);
        return false;
      case "EXPN":
        throw new Refusal(502, "5.5.1", "Command not implemented");
      case "STARTTLS":
        return this.#beginTls(argument);
      case "AUTH":
        await this.#authenticate(argument);
        return false;
      default:
        // A page in a browser can be made to post mail commands to this port.
        if (/^(?:GET|POST|PUT|HEAD|OPTIONS|CONNECT|DELETE|TRACE) .*HTTP\//i.test(line.slice(0, 2000))) {
          throw new Refusal(421, "4.7.0", "HTTP requests not allowed");
        }
        throw no.unknownCommand();
    }
  }

  /** EHLO and HELO (RFC 5321 4.1.1.1); both begin anew (4.1.4). */
  #greet(extended: boolean, name: string): void {
    const known = parseDomain(name) ?? parseLiteral(name);
    const strict = this.#host.connector.RequireEHLODomain;
    if ((strict && known === undefined) || name.length > 255 || /\s/.test(name)) throw no.badDomain();
    if (this.#hello === undefined) this.#host.heard(this.remoteAddress, name);
    this.#hello = name;
    this.#extended = extended;
    this.#mail = undefined;
    if (this.secure && this.#user === undefined) this.#recognize();
    this.openingCommand = extended ? "EHLO" : "HELO";
    this.hostNameAppearsAs = name.toLowerCase();
    const hello = `${this.#server} Hello [${this.remoteAddress}]`;
    const offers = { tls: this.#offersTls, auth: this.#offersAuth, secure: this.secure };
    this.#reply(250, "", hello, ...(extended ? keywordsOf(this.#host.connector, offers) : []));
  }

  async #beginMail(argument: string): Promise<void> {
    const { connector, counters } = this.#host;
    if (this.#hello === undefined) throw no.outOfOrder("Send hello first");
    if (this.#mail) throw no.outOfOrder("Sender already specified");
    if (connector.RequireTLS && !this.secure) throw no.needsTls();
    if (!this.#rights.has("SMTP-Submit")) throw no.anonymousNotAllowed();
    const { refuses, tarpit } = this.#host.gate();
    if (refuses === "everybody" || (refuses === "strangers" && !this.#isKnown)) throw no.noResources();
    const mail = await beginMail(argument, this.#speaker());
    if (!counters.message(connector, this.remoteAddress, this.#user?.guid)) throw no.rateExceeded();
    if (tarpit > 0) await this.#host.world.clock.sleep(tarpit, this.#signal).catch(() => undefined);
    this.#mail = mail;
    this.#reply(250, "2.1.0", "Sender OK");
  }

  #beginData(argument: string): void {
    const mail = this.#mail;
    if (argument !== "") throw no.badArguments();
    if (!mail) throw no.outOfOrder("Need mail command");
    if (mail.recipients.length === 0) throw no.outOfOrder("Need rcpt command");
    const wire = this._parser;
    if (!(wire instanceof Wire)) return;
    const { connector, budget } = this.#host;
    const boundless = this.#rights.has("Bypass-Message-Size-Limit");
    const { bytes: drained } = connector.MaxMessageSize;
    const most = boundless ? Number.POSITIVE_INFINITY : drained;
    const heard = () => this.#watch?.heard();
    const gatherer = new Gatherer({ most, drained, budget, heard }, (gathered) => {
      this.#gatherer = undefined;
      this.busy = true;
      this.#mail = undefined;
      this.#endData(gathered, mail)
        .finally(gathered.release)
        .then(() => {
          this.#rest();
          this._whenWritable(() => {
            if (this._parser) this._parser.continue();
          });
        })
        .catch((error) => this.#fail(error));
    });
    this.#gatherer = gatherer;
    wire.receive(gatherer);
    this.#reply(354, "", "Start mail input; end with <CRLF>.<CRLF>");
  }

  /** 250 is said here alone, and only behind the sync that `accept` waits for. */
  async #endData(gathered: Gathered, mail: Transaction): Promise<void> {
    this.#verb = endOfData;
    this.#argument = "";
    try {
      if (gathered.refusal) throw gathered.refusal;
      const { clock, random } = this.#host.world;
      const facts = { id: random.uuid(), arrived: clock.now() };
      const submission = await finishMail(gathered.content, mail, this.#speaker(), facts);
      const accepted = await this.#host.accept(submission);
      const numbers = `InternalId=${accepted.internalId}, Hostname=${this.#server}`;
      this.#reply(250, "2.6.0", `${accepted.messageId} [${numbers}] Queued mail for delivery`);
    } catch (error) {
      await this.#refuse(error);
    }
  }

  #beginTls(argument: string): boolean {
    if (argument !== "") throw no.badArguments();
    if (this.secure) throw no.outOfOrder("Only one STARTTLS command can be issued per session");
    if (!this.#offersTls) throw no.unknownCommand();
    this.#reply(220, "2.0.0", "SMTP server ready");
    // Nothing learnt before TLS is known after it (RFC 3207 4.2).
    this.#hello = undefined;
    this.#mail = undefined;
    this.#user = undefined;
    this.#why = undefined;
    this.#rights = this.#host.rights;
    return true;
  }

  /** What the peer's certificate proves, and what it may do by that. */
  #recognize(): void {
    const { connector, facts } = this.#host;
    if (!asksForCertificate(connector)) return;
    this.#names = provenNames(this._socket);
    const isPartner =
      connector.DomainSecureEnabled && this.#names.some((name) => facts.isSecureDomain(name.replace(/^\*\./, "")));
    const rights = rightsOn(connector, isPartner ? partners : unproven(connector));
    this.#rights = new Set([...rights, ...capableRights(connector, this.#names)]);
  }

  /** AUTH (RFC 4954 4). */
  async #authenticate(argument: string): Promise<void> {
    if (this.#hello === undefined) throw no.outOfOrder("Send hello first");
    if (this.#user) throw no.outOfOrder("Already authenticated");
    if (this.#mail) throw no.outOfOrder("AUTH is not permitted during a mail transaction");
    if (!this.#offersAuth) throw this.#offersTls && this.#knowsUsers ? no.needsTlsToLogOn() : no.unknownMechanism();
    this.#logon ??= createLogon({
      connector: this.#host.connector,
      authenticator: this.#host.authenticator,
      clock: this.#host.world.clock,
      signal: this.#signal,
      ask: (challenge, answer) => {
        this.#answer = answer;
        this.#write([`334 ${challenge}`]);
      },
      admit: (user) => this.#admit(user),
    });
    await this.#logon(argument);
  }

  async #admit(user: AuthenticatedUser): Promise<boolean> {
    const rights = rightsOn(this.#host.connector, await this.#host.facts.principals(user.guid));
    if (!rights.has("SMTP-Submit")) return false;
    this.#user = user;
    this.#why = undefined;
    this.#rights = rights;
    this.#log.info(`authenticated as ${user.address}`);
    this.#reply(235, "2.7.0", "Authentication successful");
    return true;
  }

  /** An error that no reply can follow any more. */
  #fail(error: unknown): void {
    this.#host.failed(error);
    this.abort();
  }

  /** The one place where no is said. */
  async #refuse(error: unknown): Promise<void> {
    if (this.#isGone) return;
    const refusal = error instanceof Refusal ? error : no.refusalFor(error);
    if (refusal !== error) this.#host.failed(error);
    const { connector, world } = this.#host;
    const isProtocolError = (refusal.code >= 500 && refusal.code <= 504) || refusal.code === 555;
    if (isProtocolError) this.#errors++;
    // A failed logon has been held back already.
    const tarpits = this.#user === undefined && refusal.code >= 500 && refusal.code !== 535;
    const pause = tarpits ? connector.TarpitInterval.milliseconds : 0;
    if (pause > 0) await world.clock.sleep(pause, this.#signal).catch(() => undefined);
    this.#reply(refusal.code, refusal.enhanced, refusal.message);
    this.#host.refused(this.#noted(refusal));
    if (refusal.closes) this.close();
    else if (isProtocolError && isLimited(connector.MaxProtocolErrors) && this.#errors >= connector.MaxProtocolErrors) {
      this.#leave("4.7.0", no.tooManyErrors);
    }
  }

  #noted(refusal: Refusal): Refused {
    const verb = this.#verb;
    return {
      sessionId: this.id,
      connector: this.#host.connector.Identity,
      local: `${this.localAddress}:${this.localPort}`,
      remote: `${this.remoteAddress}:${this.remotePort}`,
      verb,
      // What a logon says is nobody's business.
      argument: verb === "AUTH" ? "" : this.#argument,
      refusal,
    };
  }

  #speaker(): Speaker {
    this.#why ??= whyConnected(this.#host.connector, this.remoteAddress, this.#user);
    const socket = this._socket as TLSSocket;
    return {
      connector: this.#host.connector,
      facts: this.#host.facts,
      server: this.#server,
      localAddress: this.localAddress,
      remoteAddress: this.remoteAddress,
      hello: this.#hello ?? "",
      extended: this.#extended,
      tls: this.secure
        ? { protocol: socket.getProtocol() ?? "TLS", cipher: socket.getCipher().standardName }
        : undefined,
      user: this.#user,
      rights: this.#rights,
      why: this.#why,
      names: this.#names,
      offersAuth: this.#offersAuth,
    };
  }

  #reply(code: number, enhanced: string, ...lines: string[]): void {
    const status = enhanced !== "" && this.#host.connector.EnhancedStatusCodesEnabled ? `${enhanced} ` : "";
    this.#write(lines.map((line, at) => `${code}${at < lines.length - 1 ? "-" : " "}${status}${line}`));
  }

  /** The one place that writes. Nothing from outside may begin a line of ours. */
  #write(lines: readonly string[]): void {
    if (this._upgrading || this._socket.destroyed || !this._socket.writable) return;
    const clean = lines.map((line) => line.replace(/[\x00-\x1f\x7f]/g, " "));
    for (const line of clean) this.#log.sent(line);
    this.#host.outbox.hold(this._socket);
    this._socket.write(`${clean.join("\r\n")}\r\n`);
  }

  #leave(enhanced: string, text: string): void {
    this.#reply(421, enhanced, text);
    this.close();
  }

  /** An answer that is under way is given first: a message that is being kept must not be sent again. */
  expire(): boolean {
    if (this.busy) this.#retiring = true;
    else this.#leave("4.4.1", "Connection timed out");
    return !this.busy;
  }

  /** Between two commands. */
  #rest(): void {
    this.busy = false;
    this.#watch?.heard();
    if (this.#retiring && this.#mail === undefined && !this._closing) this.#leave("4.3.2", "Service not available");
  }
}
