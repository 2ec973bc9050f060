// A private Exim, taken out of its package beside the Postfix it cannot be installed with: receives into one Maildir,
// refuses, puts off, hangs up and greylists by the local part, and sends on to exsh with TLS and a password.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { answers, arrival } from "./postfix.ts";
import { eximProgram } from "./tools.ts";

export interface Exim {
  readonly address: string;
  readonly port: number;
  start(settings: EximSettings): Promise<void>;
  /** Resolves with the delivered message that holds this text, once it is there. */
  received(text: string): Promise<string>;
  readonly log: string;
  remove(): void;
}

export interface EximSettings {
  /** PEM. */
  readonly certificate: string;
  readonly key: string;
  /** PEM of the authority whose word counts for the other side. */
  readonly authority: string;
  /** Where mail for other domains goes, over TLS with a certificate of that authority. */
  readonly routes: Readonly<Record<string, Route>>;
  /** Who may log on, over TLS alone. */
  readonly user: string;
  readonly password: string;
}

export interface Route {
  readonly host: string;
  readonly port: number;
  /** Whom to log on as. */
  readonly as?: { readonly user: string; readonly password: string };
}

const owner = "Debian-exim";

/** Listens on an unprivileged port of `address` alone, as the user that the program is made for. */
export function privateExim(address: string, domain: string): Exim {
  const root = mkdtempSync(join(tmpdir(), "exsh-exim-"));
  const [uid, gid] = ["-u", "-g"].map((flag) => Number(execFileSync("id", [flag, owner], { encoding: "utf8" }))) as [
    number,
    number,
  ];
  const own = (path: string) => chownSync(path, uid, gid);
  for (const folder of ["spool", "mail", "mail/box", "mail/box/new", "mail/box/cur", "mail/box/tmp", "grey"]) {
    mkdirSync(join(root, folder));
    own(join(root, folder));
  }
  own(root);
  const box = join(root, "mail", "box", "new");
  const config = join(root, "exim.conf");
  const port = 2525;
  const log = () => {
    const path = join(root, "spool", "log", "mainlog");
    return existsSync(path) ? readFileSync(path, "utf8") : "";
  };
  const identity = { uid, gid, cwd: root, env: { PATH: process.env.PATH ?? "/usr/bin:/bin" } };
  const write = (name: string, text: string) => {
    writeFileSync(join(root, name), text, { mode: 0o640 });
    own(join(root, name));
    return join(root, name);
  };
  let daemon: ChildProcess | undefined;

  return {
    address,
    port,
    async start(settings) {
      const files = {
        certificate: write("cert.pem", settings.certificate),
        key: write("key.pem", settings.key),
        authority: write("ca.pem", settings.authority),
      };
      write("exim.conf", configuration({ address, port, domain, root, files, settings }));
      // In the foreground, so that it is ours to end.
      daemon = spawn(eximProgram(), ["-C", config, "-bdf", "-oX", `${address}.${port}`], {
        ...identity,
        stdio: "pipe",
      });
      let said = "";
      daemon.stderr?.on("data", (piece: Buffer) => (said += piece.toString()));
      const ended = new Promise<never>((_, reject) =>
        daemon?.once("exit", (code) => reject(new Error(`Exim ended with ${code}.\n${said}${log()}`))),
      );
      await Promise.race([answers(address, port, "Exim"), ended]);
      ended.catch(() => undefined);
    },
    received: (text) => arrival(box, text, () => `Exim has not delivered '${text}'.\n${log()}`),
    get log() {
      return log();
    },
    remove() {
      daemon?.kill("SIGTERM");
      daemon = undefined;
      rmSync(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

interface Plan {
  readonly address: string;
  readonly port: number;
  readonly domain: string;
  readonly root: string;
  readonly files: Readonly<Record<"certificate" | "key" | "authority", string>>;
  readonly settings: EximSettings;
}

function configuration({ domain, root, files, settings }: Plan): string {
  const routes = Object.entries(settings.routes).map(([of, route], at) => ({ of, at, ...route }));
  return `
exim_user = ${owner}
exim_path = ${eximProgram()}
exim_group = ${owner}
deliver_drop_privilege = true
never_users =
spool_directory = ${root}/spool
log_file_path = ${root}/spool/log/%slog
log_selector = +all_parents +smtp_protocol_error
pid_file_path = ${root}/exim.pid
primary_hostname = mx.${domain}
local_interfaces =
disable_ipv6 = true
host_lookup =
rfc1413_query_timeout = 0s
# Deliveries at once, whatever the machine does.
queue_only_load = 1000000.0
dsn_advertise_hosts = *
prdr_enable = false
chunking_advertise_hosts =
accept_8bitmime = true
keep_environment =
acl_smtp_rcpt = check_rcpt
acl_smtp_data = accept
tls_advertise_hosts = *
tls_certificate = ${files.certificate}
tls_privatekey = ${files.key}
bounce_return_body = true

begin acl
check_rcpt:
  deny message = 550 5.1.1 No such user here
       local_parts = ^no
  defer message = 451 4.2.1 The mailbox is busy
        local_parts = ^later
  warn local_parts = ^hangsup
       set acl_m_end = \${run{/bin/kill -9 $pid}}
  defer message = 451 4.7.1 Greylisted, try again
        local_parts = ^grey
        condition = \${if exists{${root}/grey/$local_part}{no}{\${run{/usr/bin/touch ${root}/grey/$local_part}{yes}{yes}}}}
  deny message = 530 5.7.0 Authentication required
       local_parts = ^members
       !authenticated = *
  accept

begin routers
${routes
  .map(
    (route) => `way${route.at}:
  driver = manualroute
  domains = ${route.of}
  self = send
  transport = smtp${route.at}
  route_data = ${route.host}::${route.port}
`,
  )
  .join("")}
box:
  driver = accept
  domains = ${domain}
  transport = box

begin transports
box:
  driver = appendfile
  directory = ${root}/mail/box
  maildir_format
  return_path_add
  delivery_date_add
  user = ${owner}
${routes
  .map(
    (route) => `smtp${route.at}:
  driver = smtp
  hosts_require_tls = *
  tls_verify_certificates = ${files.authority}
  tls_verify_hosts = *
  tls_verify_cert_hostnames =
  hosts_try_chunking =
  dnssec_request_domains =
  hosts_try_dane =
${route.as ? "  hosts_require_auth = *\n" : "  hosts_try_auth =\n"}`,
  )
  .join("")}
begin retry
* * F,1h,1s

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_condition = \${if and{{eq{$auth2}{${settings.user}}}{eq{$auth3}{${settings.password}}}}}
  server_set_id = $auth2
  server_prompts = :
  server_advertise_condition = \${if def:tls_in_cipher}
${routes
  .flatMap(({ as }) => (as ? [`  client_send = ^${as.user}^${as.password.replaceAll("^", "^^")}\n`] : []))
  .slice(0, 1)
  .join("")}`;
}
