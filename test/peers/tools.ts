// What the peer tests need of the machine, and a clear word on what is missing.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Commands; each is also the name of the Debian package that brings it. */
export type Tool = "swaks" | "python3" | "postfix" | "nsd";

function missing(commands: readonly Tool[]): Tool[] {
  return commands.filter((command) => {
    try {
      execFileSync("sh", ["-c", `command -v ${command} || test -x /usr/sbin/${command}`], { stdio: "ignore" });
      return false;
    } catch {
      return true;
    }
  });
}

/** Stops the test file with the list of what to install; tests of peers never pass by not running. */
export function need(...commands: readonly Tool[]): void {
  const absent = missing(commands);
  if (absent.length > 0) {
    throw new Error(`Missing for these tests: ${absent.join(", ")}. On Debian: apt-get install ${absent.join(" ")}`);
  }
}

/**
 * Exim's program. Its package and Postfix's exclude each other, so `.ci/run` unpacks it here; where it is installed, that one.
 * Throws with a word on what to do when there is none, or not the user that it is made for.
 */
export function eximProgram(): string {
  const program = ["/var/cache/exsh-peers/exim/usr/sbin/exim4", "/usr/sbin/exim4"].find((path) => existsSync(path));
  if (!program)
    throw new Error("Missing for these tests: Exim. On Debian, .ci/run unpacks it below /var/cache/exsh-peers.");
  try {
    execFileSync("id", ["Debian-exim"], { stdio: "ignore" });
  } catch {
    throw new Error("Missing for these tests: the user Debian-exim. On Debian: useradd --system Debian-exim");
  }
  return program;
}

/** A loopback address of its own in 127.0.0.0/8, so that a server can take a well-known port beside others. */
export function ownLoopback(): string {
  const byte = () => 1 + Math.floor(Math.random() * 253);
  return `127.${byte()}.${byte()}.${byte()}`;
}
