// Builds the bundle of src and cmdlets in two parts, each with V8's code cache beside it: dist/start.cjs holds what every
// session evaluates, dist/rest.cjs all that loads late. What a session does not need it does not read either: that is
// a tenth of a start. The folder list of cmdlets/ is the registry: here it becomes a map of late imports.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build as esbuild } from "esbuild";

const root = dirname(fileURLToPath(import.meta.url));
const dist = join(root, "dist");
// `npm start` after an `npm ci` that ran no scripts, not even ours.
if (process.argv.includes("--if-missing") && existsSync(join(dist, "start.cjs"))) process.exit(0);
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

const build = identity.digest("hex").slice(0, 12);

const entry = (rooms) =>
  [
    `import { main } from "./src/host/main.ts";`,
    `export { main };`,
    `export const build = "${build}";`,
    `export const shell = () => import("./src/shell/prompt.ts");`,
    `export const cmdlets = {`,
    ...cmdlets.map(([name, path]) => `  "${name}": () => import("./${relative(root, path)}"),`),
    `};`,
    roomsOf(rooms),
  ].join("\n");

/** What one part asks of the other, by path: bin/exsh hands it over when `require` names it. */
const roomsOf = (paths) =>
  [`export const rooms = {`, ...paths.map((path) => `  "${path}": () => require("./${path}"),`), `};`].join("\n");

const common = {
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  charset: "ascii",
  // Names stay, for the records of unexpected errors; what is left out only costs time to read.
  minifyWhitespace: true,
  minifySyntax: true,
  external: ["classic-level", "start:*"],
  // A script of node:vm has no import(): what stays outside the bundle is loaded late by require.
  supported: { "dynamic-import": false },
  banner: { js: "(function (exports, require, module, __filename, __dirname) {" },
  footer: { js: "})" },
  define: {
    EXSH_VERSION: JSON.stringify(version),
    EXSH_BUILD: JSON.stringify(build),
  },
  legalComments: "none",
  logLevel: "warning",
  absWorkingDir: root,
  metafile: true,
};

const text = (contents) => ({ contents, resolveDir: root, sourcefile: "entry.ts", loader: "ts" });

/** Leaves late imports to the other part, but that of the session itself; `late` collects their paths. */
function lateImports(late, first) {
  return {
    name: "late-imports",
    setup({ onResolve }) {
      onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) => {
        if (kind !== "dynamic-import") return undefined;
        const wanted = relative(root, join(resolveDir, path));
        if (first.has(wanted)) return undefined;
        late.add(wanted);
        return { path: `rest:${wanted}`, external: true };
      });
    },
  };
}

/** Takes modules of the first part from there; `used` collects their paths. */
function firstModules(first, used) {
  return {
    name: "first-modules",
    setup({ onResolve, onLoad, resolve }) {
      onResolve({ filter: /./ }, async ({ path, pluginData, ...from }) => {
        if (pluginData === "asked" || from.kind === "entry-point") return undefined;
        const found = await resolve(path, { ...from, pluginData: "asked" });
        const known = found.errors.length === 0 && !found.external && relative(root, found.path);
        if (!known || !first.has(known)) return found;
        used.add(known);
        return { path: known, namespace: "first" };
      });
      onLoad({ filter: /./, namespace: "first" }, ({ path }) => ({ contents: first.get(path), resolveDir: root }));
    },
  };
}

/**
 * The modules of the first part, with the text that takes each over as plain variables, which cost a call nothing;
 * `late` gets the paths of the rest. */
async function firstPart(late) {
  const plugins = [lateImports(late, new Map([["src/host/run.ts", ""]]))];
  const { metafile } = await esbuild({ ...common, stdin: text(entry([])), plugins, write: false, outdir: dist });
  const { "entry.ts": _entry, ...inputs } = metafile.inputs;
  const paths = Object.keys(inputs);
  const names = await esbuild({
    ...{ entryPoints: paths, outdir: dist, outbase: root, format: "esm", absWorkingDir: root },
    ...{ metafile: true, write: false, logLevel: "silent" },
  });
  const exported = Object.values(names.metafile.outputs).map((one) => [one.entryPoint, one.exports]);
  return new Map(
    exported.map(([path, all]) => {
      const module = `require("start:${path}")`;
      if (inputs[path].format === "cjs") return [path, `module.exports = ${module};`];
      const named = all.filter((name) => name !== "default");
      const plain = `export const { ${named.join(", ")} } = ${module};`;
      return [path, named.length < all.length ? `${plain}\nexport default ${module}.default;` : plain];
    }),
  );
}

const [late, used] = [new Set(), new Set()];
const first = await firstPart(late);
const fresh = (part) => join(dist, `${part}.cjs.${process.pid}.new`);
mkdirSync(dist, { recursive: true });
await esbuild({
  ...common,
  stdin: text(
    [`export const build = "${build}";`, roomsOf([...late].filter((path) => !first.has(path)).sort())].join("\n"),
  ),
  plugins: [firstModules(first, used)],
  outfile: fresh("rest"),
});
await esbuild({
  ...common,
  stdin: text(entry([...used].sort())),
  plugins: [lateImports(late, first)],
  outfile: fresh("start"),
});
for (const part of ["start", "rest"]) {
  rmSync(join(dist, `${part}.cache`), { force: true });
  renameSync(fresh(part), join(dist, `${part}.cjs`));
}

// A cache belongs to this very text and this very V8; bin/exsh goes on without it where either differs. Each is taken
// after a short run, so that it holds the functions which every start needs.
const keep = join(dist, `keep.${process.pid}.cjs`);
writeFileSync(
  keep,
  `
  const { renameSync, writeFileSync } = require("node:fs");
  const vm = require("node:vm");
  vm.Script = class extends vm.Script {
    constructor(text, options) {
      super(text, options);
      if (!options.filename.endsWith(process.env.EXSH_KEEP + ".cjs")) return;
      const cache = options.filename.replace(/cjs$/, "cache");
      process.on("exit", () => {
        writeFileSync(cache + ".new", this.createCachedData());
        renameSync(cache + ".new", cache);
      });
    }
  };
`,
);
const runs = { rest: "Get-Date | Select-Object Year, Month | Format-List", start: "1" };
for (const [part, line] of Object.entries(runs)) {
  const run = spawnSync(process.execPath, ["-r", keep, join(root, "bin", "exsh"), "-NoProfile", "-c", line], {
    ...{ encoding: "utf8", timeout: 60_000 },
    env: { ...process.env, EXSH_KEEP: part },
  });
  if (run.status === 0) continue;
  writeFileSync(join(dist, "warm.log"), `${run.stdout}${run.stderr}`);
  process.stderr.write("A code cache was taken from a run that failed (dist/warm.log): starts may be slower.\n");
}
rmSync(keep);
