// Runs a measurement of this folder: npm run bench -- ingest 5000. Node 20 reads no TypeScript, so it is bundled first.
import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const [name, ...rest] = process.argv.slice(2);
if (!/^[a-z]+$/.test(name ?? "")) throw new Error("Name a measurement of test/bench, for example ingest.");
// In test/, where the files that look for bin/exsh beside themselves stand.
const outfile = join(dirname(here), `.bench-${process.pid}.mjs`);
process.on("exit", () => rmSync(outfile, { force: true }));
await build({
  entryPoints: [join(here, `${name}.ts`)],
  outfile,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  packages: "external",
  logLevel: "error",
});
process.argv.splice(1, process.argv.length, outfile, ...rest);
await import(pathToFileURL(outfile).href);
