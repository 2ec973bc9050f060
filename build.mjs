// Builds dist/exsh.cjs: one CommonJS bundle of src and cmdlets, and V8's code cache beside it.
// The folder list of cmdlets/ is the registry: here it becomes a map of late imports for the bundle.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { Script } from "node:vm";
import { build } from "esbuild";

const root = dirname(fileURLToPath(import.meta.url));
const dist = join(root, "dist");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** @returns the cmdlet files as [name, path] pairs, in the order of their names. */
function cmdletFiles(folder = join(root, "cmdlets")) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /^[A-Z]\w*-\w+\.ts$/.test(entry.name))
    .map((entry) => [entry.name.slice(0, -3), join(entry.parentPath ?? entry.path, entry.name)])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

const entry = [
  ...[`import { main } from "./src/host/main.ts";`, `export { main };`, `export const cmdlets = {`],
  ...cmdletFiles().map(([name, path]) => `  "${name}": () => import("./${relative(root, path)}"),`),
  `};`,
].join("\n");

mkdirSync(dist, { recursive: true });
const outfile = join(dist, "exsh.cjs");
await build({
  stdin: { contents: entry, resolveDir: root, sourcefile: "entry.ts", loader: "ts" },
  outfile,
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  external: ["classic-level"],
  // A script of node:vm has no import(): what stays outside the bundle is loaded late by require.
  supported: { "dynamic-import": false },
  define: { EXSH_VERSION: JSON.stringify(version) },
  legalComments: "none",
  logLevel: "warning",
});

// The cache belongs to this very text and this very V8; bin/exsh goes on without it where either differs.
const wrapped = `(function (exports, require, module, __filename, __dirname) {${readFileSync(outfile, "utf8")}\n})`;
const script = new Script(wrapped, { filename: outfile });
writeFileSync(join(dist, "exsh.cache"), script.createCachedData());
