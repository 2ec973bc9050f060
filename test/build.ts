// Builds the bundle once before the tests, so that those that start bin/exsh run what the sources say.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

export default function setup(): void {
  if (!existsSync(new URL("../src/host/main.ts", import.meta.url))) return;
  // A bundle that cannot be built fails the tests that start it, each by itself.
  try {
    execFileSync(process.execPath, [fileURLToPath(new URL("../build.mjs", import.meta.url))], { stdio: "inherit" });
  } catch {
    process.stderr.write("The bundle could not be built; tests that start bin/exsh will fail.\n");
  }
}
