// What the peer tests need of the machine, and a clear word on what is missing.
import { execFileSync } from "node:child_process";

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

/** A loopback address of its own in 127.0.0.0/8, so that a server can take a well-known port beside others. */
export function ownLoopback(): string {
  const byte = () => 1 + Math.floor(Math.random() * 253);
  return `127.${byte()}.${byte()}.${byte()}`;
}
