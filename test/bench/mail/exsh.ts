// exsh as it is measured: a real start-transport on a fresh copy of an organization with a hundred mailboxes.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { exsh, type Server, startTransport, temporaryFolder } from "../../process.ts";
import type { Lag, Peer } from "./peer.ts";
import { cleaning, cpuOf, tail, until } from "./proc.ts";

/** In test/bench/mail; the bundle that runs stands in test/. */
const probe = fileURLToPath(new URL("./bench/mail/lag.cjs", import.meta.url));

export const boxes = 100;
export const domain = "exsh.test";

export interface Template {
  /** The data folder. */
  readonly path: string;
  remove(): void;
}

/** Runs text in a shell on a data folder; what it printed. Throws when it wrote errors. */
export async function run(data: string, text: string): Promise<string> {
  const made = await exsh(["--data", data, "-NoProfile", "-c", text], { limit: 300_000 });
  if (made.code !== 0 || made.stderr !== "") throw new Error(`${made.stderr}\n${made.stdout}`.trim());
  return made.stdout.trim();
}

/**
 * An organization where nobody is turned away, with addresses for recipients 1 to `most`, evenly over the mailboxes.
 * @param more further set-up, as typed in the shell.
 */
export async function template(most: number, more = ""): Promise<Template> {
  const folder = temporaryFolder();
  const data = join(folder.path, "data");
  mkdirSync(data);
  const each = Math.ceil(most / boxes);
  await run(
    data,
    `$ProgressPreference = 'SilentlyContinue'; $WarningPreference = 'SilentlyContinue'
    Get-ReceiveConnector | Set-ReceiveConnector -Bindings 127.0.0.1:0 -MaxInboundConnection Unlimited -MaxInboundConnectionPerSource Unlimited
    foreach ($i in 1..${boxes}) {
      New-Mailbox -Shared -Name "Box$i" | Out-Null
      Set-Mailbox "Box$i" -EmailAddresses @{ Add = @(0..${each - 1} | ForEach-Object { "$($_ * ${boxes} + $i)bench@${domain}" }) }
    }
    ${more}`,
  );
  return { path: data, remove: cleaning(folder.remove) };
}

export interface Exsh extends Peer {
  readonly data: string;
  readonly pid: number;
  readonly server: Server;
  lag(): Promise<Lag>;
  end(signal?: NodeJS.Signals): Promise<unknown>;
}

/** Starts it on a copy of the template. @param change further set-up, as typed in the shell. */
export async function startExsh(from: Template, change = ""): Promise<Exsh> {
  const folder = temporaryFolder();
  const data = join(folder.path, "data");
  cpSync(from.path, data, { recursive: true, filter: (path) => !path.endsWith(".sock") });
  if (change !== "") await run(data, `$WarningPreference = 'SilentlyContinue'; ${change}`);
  const started = await startOn(data);
  const remove = cleaning(folder.remove);
  return {
    ...started,
    async end() {
      await started.end();
      remove();
    },
  };
}

/** Starts it on a data folder, which stays. */
export async function startOn(data: string): Promise<Exsh> {
  const told = join(data, "..", "lag.json");
  const options = `${process.env["NODE_OPTIONS"] ?? ""} --require=${probe}`;
  const server = await startTransport(data, [], { NODE_OPTIONS: options, BENCH_LAG: told });
  let ended = false;
  const kill = cleaning(() => void (ended || process.kill(server.pid, "SIGKILL")));
  const lines = tail(join(data, "logs", "MessageTracking"), "MSGTRK");
  let count = 0;
  let last = 0;
  return {
    data,
    pid: server.pid,
    server,
    address: "127.0.0.1",
    port: server.port(),
    domain,
    cpu: () => cpuOf(server.pid),
    delivered(wanted) {
      for (const line of lines()) {
        if (!line.includes(",STOREDRIVER,DELIVER,")) continue;
        count++;
        last = Math.max(last, Date.parse(line.slice(0, 24)));
      }
      return count >= wanted ? last : undefined;
    },
    async lag() {
      rmSync(told, { force: true });
      process.kill(server.pid, "SIGUSR2");
      const look = () => (existsSync(told) ? (JSON.parse(readFileSync(told, "utf8")) as Lag) : undefined);
      return until(look, "The server does not tell of its event loop.", 10_000);
    },
    async end(signal) {
      await server.end(signal);
      ended = true;
      kill();
    },
  };
}
