// Builds dist/exsh.cjs: one CommonJS bundle of src and cmdlets, and V8's code cache beside it.
// The folder list of cmdlets/ is the registry: here it becomes a map of late imports for the bundle.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = dirname(fileURLToPath(import.meta.url));
const dist = join(root, "dist");
// `npm start` after an `npm ci` that ran no scripts, not even ours.
if (process.argv.includes("--if-missing") && existsSync(join(dist, "exsh.cjs"))) process.exit(0);
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** @returns the TypeScript files below a folder, in the order of their paths. */
function sources(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

const cmdlets = sources("cmdlets")
  .map((path) => [path.match(/([A-Z]\w*(?:-\w+)?)\.ts$/)?.[1], path])
  .filter(([name]) => name !== undefined)
  .sort(([a], [b]) => (a < b ? -1 : 1));

/** What owner and guest compare, so that only processes of one build speak to each other. */
const identity = createHash("sha256");
for (const path of [...sources("src"), ...sources("cmdlets")])
  identity.update(`${relative(root, path)}\n`).update(readFileSync(path));

const entry = [
  `import { main } from "./src/host/main.ts";`,
  `export { main };`,
  `export const shell = () => import("./src/shell/prompt.ts");`,
  `export const cmdlets = {`,
  ...cmdlets.map(([name, path]) => `  "${name}": () => import("./${relative(root, path)}"),`),
  `};`,
].join("\n");

mkdirSync(dist, { recursive: true });
const outfile = join(dist, "exsh.cjs");
const fresh = `${outfile}.${process.pid}.new`;
await build({
  stdin: { contents: entry, resolveDir: root, sourcefile: "entry.ts", loader: "ts" },
  outfile: fresh,
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  charset: "ascii",
  // Names stay, for the records of unexpected errors; what is left out only costs time to read.
  minifyWhitespace: true,
  minifySyntax: true,
  external: ["classic-level"],
  // A script of node:vm has no import(): what stays outside the bundle is loaded late by require.
  supported: { "dynamic-import": false },
  banner: { js: "(function (exports, require, module, __filename, __dirname) {" },
  footer: { js: "})" },
  define: {
    EXSH_VERSION: JSON.stringify(version),
    EXSH_BUILD: JSON.stringify(identity.digest("hex").slice(0, 12)),
  },
  legalComments: "none",
  logLevel: "warning",
});
const cache = join(dist, "exsh.cache");
rmSync(cache, { force: true });
renameSync(fresh, outfile);

// The cache belongs to this very text and this very V8; bin/exsh goes on without it where either differs. It is taken
// after a short run, so that it holds the functions which every start needs.
const warm = `
  const { readFileSync, writeFileSync, renameSync } = require("node:fs");
  const [file, cache] = ${JSON.stringify([outfile, cache])};
  const load = require("node:module").createRequire(file);
  const script = new (require("node:vm").Script)(readFileSync(file, "latin1"), { filename: file });
  process.on("exit", () => {
    writeFileSync(cache + ".new", script.createCachedData());
    renameSync(cache + ".new", cache);
  });
  const bundle = { exports: {} };
  script.runInThisContext()(bundle.exports, load, bundle, file, ${JSON.stringify(dist)});
  bundle.exports.main(["-NoProfile", "-c", "1"], bundle.exports.cmdlets, bundle.exports.shell);
`;
const run = spawnSync(process.execPath, ["-e", warm], { encoding: "utf8", timeout: 60_000 });
if (run.status !== 0) {
  writeFileSync(join(dist, "warm.log"), `${run.stdout}${run.stderr}`);
  process.stderr.write("The code cache was taken from a run that failed (dist/warm.log): starts may be slower.\n");
}
