// Runs simulations: npm run simulate -- --seeds 1000. Node 20 reads no TypeScript, so it is bundled first.
import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const outfile = join(dirname(here), `.simulate-${process.pid}.mjs`);
process.on("exit", () => rmSync(outfile, { force: true }));
await build({
  entryPoints: [join(here, "main.ts")],
  outfile,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  packages: "external",
  logLevel: "error",
  define: { EXSH_VERSION: JSON.stringify("simulation") },
});
await import(pathToFileURL(outfile).href);
