// A scripted SMTP server on a free loopback port: it answers as it is told and keeps what it was sent.
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { realNet } from "../../src/world/net.ts";

export interface Taken {
  readonly from: string;
  readonly to: readonly string[];
  readonly data: string;
}

/** What the server says to a command; undefined for the usual answer, "close" to hang up, "silence" to say nothing. */
export type Script = (command: string, session: number) => string | undefined;

export interface SmtpServer {
  readonly port: number;
  /** Messages answered with 250. */
  readonly taken: Taken[];
  /** All commands, by connection. */
  readonly commands: string[][];
  /** Changes the script for what comes. */
  script: Script;
  extensions: readonly string[];
  /** Says a line on every connection that is open. */
  answerAll(line: string): void;
  close(): Promise<void>;
}

/** Options of tls.TLSSocket. */
export interface Tls {
  readonly key: string;
  readonly cert: string;
  readonly minVersion?: "TLSv1" | "TLSv1.1";
  readonly maxVersion?: "TLSv1" | "TLSv1.1";
  readonly requestCert?: boolean;
  readonly rejectUnauthorized?: boolean;
}

export interface SmtpServerOptions {
  readonly script?: Script;
  readonly extensions?: readonly string[];
  readonly tls?: Tls;
  /** Told of each connection. */
  readonly connected?: (socket: Socket) => void;
  /** Told of each connection when its handshake is over. */
  readonly secured?: (socket: TLSSocket) => void;
}

const usual = ["PIPELINING", "SIZE 36700160", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES"];

export async function smtpServer(options: SmtpServerOptions = {}): Promise<SmtpServer> {
  const sockets = new Set<Socket>();
  const server = {
    port: 0,
    taken: [] as Taken[],
    commands: [] as string[][],
    script: options.script ?? (() => undefined),
    extensions: options.extensions ?? usual,
    answerAll(line: string) {
      for (const socket of sockets) socket.write(`${line}\r\n`);
    },
    close: async () => undefined as void,
  };
  const listener = await realNet().listen({ host: "127.0.0.1", port: 0 }, (socket) => {
    sockets.add(socket);
    options.connected?.(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
    serve(server, socket, options);
  });
  server.port = listener.port;
  server.close = async () => {
    await listener.close();
    for (const socket of sockets) socket.destroy();
  };
  return server;
}

function serve(server: SmtpServer, first: Socket, options: SmtpServerOptions): void {
  const number = server.commands.length;
  const said: string[] = [];
  server.commands.push(said);
  let socket = first;
  let buffer = "";
  let from = "";
  let to: string[] = [];
  let data: string | undefined;

  const answer = (command: string, usualAnswer: string) => {
    const text = server.script(command, number) ?? usualAnswer;
    if (text === "close") socket.destroy();
    else if (text !== "silence") socket.write(`${text}\r\n`);
    return text;
  };

  const take = (line: string) => {
    if (data !== undefined) {
      if (line !== ".") data += `${line.startsWith(".") ? line.slice(1) : line}\r\n`;
      else {
        const message = { from, to, data };
        data = undefined;
        if (answer(".", "250 2.0.0 Taken").startsWith("2")) server.taken.push(message);
        [from, to] = ["", []];
      }
      return;
    }
    said.push(line);
    const verb = line.split(" ")[0]!.toUpperCase();
    if (verb === "EHLO") {
      const tls = options.tls && !(socket instanceof TLSSocket) ? ["STARTTLS"] : [];
      const lines = ["mx.example", ...server.extensions, ...tls];
      answer(line, lines.map((one, at) => `250${at === lines.length - 1 ? " " : "-"}${one}`).join("\r\n"));
    } else if (verb === "MAIL") {
      if (answer(line, "250 2.1.0 Sender OK").startsWith("2")) from = /<([^>]*)>/.exec(line)![1]!;
    } else if (verb === "RCPT") {
      if (answer(line, "250 2.1.5 Recipient OK").startsWith("2")) to.push(/<([^>]*)>/.exec(line)![1]!);
    } else if (verb === "DATA") {
      const usualAnswer = to.length > 0 ? "354 Go on" : "503 5.5.1 No recipients";
      if (answer(line, usualAnswer).startsWith("3")) data = "";
    } else if (verb === "RSET") {
      [from, to] = ["", []];
      answer(line, "250 2.0.0 Reset");
    } else if (verb === "STARTTLS") {
      const usualAnswer = options.tls ? "220 2.0.0 Go ahead" : "502 5.5.1 Not implemented";
      if (answer(line, usualAnswer).startsWith("2") && options.tls) secure(options.tls);
    } else if (verb === "QUIT") {
      answer(line, "221 2.0.0 Bye");
      socket.end();
    } else answer(line, "250 2.0.0 OK");
  };

  const secure = (tls: Tls) => {
    first.removeAllListeners("data");
    const secured = new TLSSocket(first, { isServer: true, ...tls });
    secured.once("secure", () => options.secured?.(secured));
    socket = secured;
    socket.on("error", () => undefined);
    listen();
  };

  const listen = () =>
    socket.on("data", (chunk: Buffer) => {
      buffer += chunk.toString("latin1");
      for (let end = buffer.indexOf("\r\n"); end >= 0; end = buffer.indexOf("\r\n")) {
        const line = buffer.slice(0, end);
        buffer = buffer.slice(end + 2);
        take(line);
      }
    });

  listen();
  answer("", "220 mx.example ESMTP");
}
