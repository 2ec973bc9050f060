// Runs a TypeScript file that is no test, as a measurement or a simulation: Node 20 reads no TypeScript, so it is bundled first.
import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

/** Runs a file, with these arguments; `define` puts texts for names. */
export async function run(file, args, define = {}) {
  // In test/, where the files that look for bin/exsh beside themselves stand.
  const outfile = join(dirname(fileURLToPath(import.meta.url)), `.run-${process.pid}.mjs`);
  process.on("exit", () => rmSync(outfile, { force: true }));
  await build({
    entryPoints: [fileURLToPath(file)],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    logLevel: "error",
    define,
  });
  process.argv.splice(1, process.argv.length, outfile, ...args);
  await import(pathToFileURL(outfile).href);
}
