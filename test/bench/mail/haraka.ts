// Haraka as it is measured: its outbound queue, which syncs each message to the disk before 250, towards smtp-sink.
import { execFileSync, spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { answers } from "../../peers/postfix.ts";
import { ownLoopback } from "../../peers/tools.ts";
import type { Peer } from "./peer.ts";
import { cleaning, cpuOf, freePort } from "./proc.ts";
import { startSink } from "./sink.ts";

const version = "3.3.4";
/** Outside of the repository: it is measured, and nothing here depends on it. */
const cache = join(tmpdir(), `exsh-bench-haraka-${version}`);

/** Installs it at the first use. Throws when it is not to be had. */
function install(): string {
  const root = join(cache, "node_modules", "Haraka");
  if (existsSync(join(cache, "done"))) return root;
  mkdirSync(cache, { recursive: true });
  // Two of its MIME libraries' exact versions are missing in some mirrors of the registry; they play no part here.
  const overrides = { "encoding-japanese": "^2.2.0", libqp: "^2.1.1" };
  writeFileSync(
    join(cache, "package.json"),
    JSON.stringify({ private: true, dependencies: { Haraka: version }, overrides }),
  );
  const args = ["install", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund", "--silent"];
  execFileSync("npm", args, { cwd: cache, stdio: "pipe", timeout: 240_000 });
  writeFileSync(join(cache, "done"), "");
  return root;
}

export async function startHaraka(): Promise<Peer> {
  const root = install();
  const folder = mkdtempSync(join(tmpdir(), "exsh-haraka-"));
  const address = ownLoopback();
  const port = await freePort(address);
  const sink = await startSink(ownLoopback());
  const file = (name: string, ...lines: string[]) => writeFileSync(join(folder, name), `${lines.join("\n")}\n`);
  for (const name of ["plugins", "queue"]) mkdirSync(join(folder, name));
  cpSync(join(root, "config"), join(folder, "config"), { recursive: true });
  file("config/smtp.ini", `listen=${address}:${port}`, "nodes=0");
  file("config/plugins", "bench");
  file("config/me", "haraka.test");
  file("config/loglevel", "ERROR");
  file("config/outbound.ini", "concurrency_max=100", "received_header=none");
  file(
    "plugins/bench.js",
    "exports.hook_rcpt = (next, connection) => { connection.relaying = true; next(OK); };",
    `exports.hook_get_mx = (next) => next(OK, { priority: 0, exchange: "${sink.address}", port: ${sink.port} });`,
  );
  const child = spawn(process.execPath, [join(root, "bin", "haraka"), "-c", folder], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (piece: Buffer) => (said = `${said}${piece}`.slice(-2000)));
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const remove = cleaning(() => {
    child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  const end = async () => {
    child.kill("SIGKILL");
    sink.end();
    await closed;
    remove();
  };
  try {
    await answers(address, port, "Haraka");
  } catch (error) {
    await end();
    throw new Error(`${(error as Error).message}\n${said}`);
  }
  const pid = child.pid!;
  return {
    address,
    port,
    domain: "example.org",
    cpu: () => cpuOf(pid),
    delivered: (wanted) => (sink.count >= wanted ? sink.last : undefined),
    end,
  };
}
