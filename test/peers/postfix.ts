// A private Postfix on a loopback address of its own: receives for one domain into one Maildir, or refuses; shows a
// certificate, and sends on where the certificate of the other side is good.
import { execFileSync } from "node:child_process";
import { chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Postfix {
  readonly address: string;
  readonly port: number;
  /** Its own folder: etc, queue, data, mail. */
  readonly folder: string;
  /** What STARTTLS shows, PEM. */
  certify(shown: { readonly cert: string; readonly key: string }): void;
  /**
   * Sends mail for domains on, to hosts with port ("[127.0.0.1]:2525"), if they bear the name by the word of an
   * authority (PEM). To be said before the start.
   */
  route(authority: string, ways: Readonly<Record<string, { readonly host: string; readonly name: string }>>): void;
  start(): Promise<void>;
  stop(): void;
  /** Runs a command of Postfix for this instance ("postqueue", "-f"); what it printed. */
  run(command: string, ...args: string[]): string;
  /** Resolves with the delivered message that holds this text, once it is there. */
  received(text: string): Promise<string>;
  /** Resolves once its log holds this text. */
  logged(text: string): Promise<string>;
  remove(): void;
}

/**
 * Sets up a Postfix instance that listens on an unprivileged port of `address` alone. Takes mail for `domain`: local parts that
 * begin with "no" are refused at RCPT with 550. Needs root, as Postfix's master does.
 * @param settings of main.cf, in place of those here.
 */
export function privatePostfix(
  address: string,
  domain: string,
  settings: Readonly<Record<string, string>> = {},
): Postfix {
  const port = 2525;
  const root = mkdtempSync(join(tmpdir(), "exsh-postfix-"));
  const [config, queue, data, mail, log] = ["etc", "queue", "data", "mail", "log"].map((name) => join(root, name)) as [
    string,
    string,
    string,
    string,
    string,
  ];
  for (const folder of [config, queue, data, mail, log]) mkdirSync(folder);
  execFileSync("chmod", ["755", root]);
  const [uid, gid] = ["-u", "-g"].map((flag) =>
    Number(execFileSync("id", [flag, "postfix"], { encoding: "utf8" })),
  ) as [number, number];
  chownSync(data, uid, gid);
  chownSync(mail, uid, gid);
  writeFileSync(
    join(config, "main.cf"),
    [
      "compatibility_level = 3.6",
      `queue_directory = ${queue}`,
      `data_directory = ${data}`,
      `maillog_file = ${join(log, "mail.log")}`,
      `maillog_file_prefixes = ${root}`,
      // Only a name for "ourselves": where it listens stands in master.cf.
      "inet_interfaces = 127.0.0.1",
      "inet_protocols = ipv4",
      `myhostname = mx.${domain}`,
      "mydestination =",
      "mynetworks = 127.0.0.0/8",
      "disable_dns_lookups = yes",
      "smtpd_peername_lookup = no",
      `virtual_mailbox_domains = ${domain}`,
      `virtual_mailbox_base = ${mail}`,
      `virtual_mailbox_maps = regexp:${join(config, "boxes")}`,
      `virtual_uid_maps = static:${uid}`,
      `virtual_gid_maps = static:${gid}`,
      "virtual_minimum_uid = 1",
      `smtpd_recipient_restrictions = check_recipient_access regexp:${join(config, "access")}, permit_mynetworks, reject`,
      "message_size_limit = 52428800",
      "virtual_mailbox_limit = 0",
      "in_flow_delay = 0",
      "alias_maps =",
      "alias_database =",
      "smtpd_tls_security_level = may",
      `smtpd_tls_chain_files = ${join(config, "key.pem")}, ${join(config, "cert.pem")}`,
      `smtp_tls_CAfile = ${join(config, "ca.pem")}`,
      "smtp_tls_security_level = secure",
      "smtp_host_lookup = native",
      "smtp_tls_loglevel = 1",
      `smtp_tls_policy_maps = texthash:${join(config, "tls")}`,
      `transport_maps = texthash:${join(config, "ways")}`,
    ]
      .filter((line) => !(line.split(" ")[0]! in settings))
      .concat(
        Object.entries(settings).map(([name, value]) => `${name} = ${value}`),
        "",
      )
      .join("\n"),
  );
  writeFileSync(join(config, "boxes"), "/^/ box/\n");
  const box = join(mail, "box", "new");
  for (const folder of ["box", "box/new", "box/cur", "box/tmp"]) {
    mkdirSync(join(mail, folder));
    chownSync(join(mail, folder), uid, gid);
  }
  for (const name of ["ways", "tls"]) writeFileSync(join(config, name), "");
  const said = () => readFileSync(join(log, "mail.log"), "utf8");
  writeFileSync(join(config, "access"), "/^no/ 550 5.1.1 No such user here\n");
  const services = readFileSync("/etc/postfix/master.cf", "utf8")
    .split("\n")
    .map((line) => {
      const fields = line.split(/\s+/);
      // Nothing in a chroot: the instance stands outside the system's folders.
      if (/^[a-z]/.test(line) && fields.length >= 8) fields[4] = "n";
      if (fields[0] === "smtp" && fields[1] === "inet") fields[0] = `${address}:${port}`;
      return /^[a-z]/.test(line) && fields.length >= 8 ? fields.join(" ") : line;
    });
  writeFileSync(join(config, "master.cf"), services.join("\n"));
  const env = { ...process.env, MAIL_CONFIG: config };
  const run = (command: string, ...args: string[]) =>
    execFileSync(command, ["-c", config, ...args], { stdio: "pipe", env, encoding: "utf8", maxBuffer: 2 ** 28 });
  const control = (...args: string[]) => run("postfix", ...args);
  let running = false;
  return {
    address,
    port,
    folder: root,
    certify({ cert, key }) {
      writeFileSync(join(config, "cert.pem"), cert);
      writeFileSync(join(config, "key.pem"), key, { mode: 0o600 });
      if (running) control("reload");
    },
    route(authority, ways) {
      const all = Object.entries(ways);
      writeFileSync(join(config, "ca.pem"), authority);
      writeFileSync(join(config, "ways"), all.map(([of, { host }]) => `${of} smtp:${host}\n`).join(""));
      writeFileSync(join(config, "tls"), all.map(([, { host, name }]) => `${host} secure match=${name}\n`).join(""));
    },
    async start() {
      control("start");
      running = true;
      await answers(address, port, "Postfix");
    },
    stop() {
      if (running) control("stop");
      running = false;
    },
    run,
    received: (text) => arrival(box, text, () => `Postfix has not delivered '${text}'.\n${said()}`),
    logged: (text) => arrival(log, text, () => `Postfix has not written '${text}'.\n${said()}`),
    remove() {
      if (running) control("stop");
      running = false;
      rmSync(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Resolves when a server greets that binds before its start is over. */
export function answers(address: string, port: number, name: string): Promise<void> {
  const end = Date.now() + 20_000;
  return new Promise((resolve, reject) => {
    const attempt = () => {
      const socket = createConnection({ host: address, port, timeout: 20_000 });
      socket.once("data", () => {
        socket.end("QUIT\r\n");
        resolve();
      });
      socket.once("timeout", () => socket.destroy(new Error(`${name} does not greet.`)));
      socket.once("error", (error) => (Date.now() < end ? setTimeout(attempt, 50) : reject(error)));
    };
    attempt();
  });
}

/** Resolves with the file of a Maildir's "new" that holds this text, once it is there. */
export function arrival(box: string, text: string, complaint: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const look = () => {
      for (const name of readdirSync(box)) {
        const content = readFileSync(join(box, name), "latin1");
        if (!content.includes(text)) continue;
        watcher.close();
        clearTimeout(limit);
        resolve(content);
        return;
      }
    };
    const watcher = watch(box, look);
    const limit = setTimeout(() => {
      watcher.close();
      reject(new Error(complaint()));
    }, 30_000);
    look();
  });
}
