// Writes docs/reference/ and docs/coverage.md from the declarations of the cmdlets (`npm run docs`). The sources are TypeScript, so they are
// bundled for this one run.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const target = join(root, "docs", "reference");
const files = readdirSync(join(root, "cmdlets"), { withFileTypes: true, recursive: true })
  .filter((entry) => entry.isFile() && /^[A-Z]\w*(?:-\w+)?\.ts$/.test(entry.name))
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name));

const entry = [
  `import { referencePages } from "./docs/reference.ts";`,
  `import { coveragePage, readListed } from "./docs/coverage.ts";`,
  ...files.map((path, index) => `import cmdlet${index} from ${JSON.stringify(path)};`),
  `const placed = [`,
  ...files.map((path, index) => `  { folder: ${JSON.stringify(basename(dirname(path)))}, cmdlet: cmdlet${index} },`),
  `];`,
  `export const pages = referencePages(placed);`,
  `export const coverage = (text: string) => coveragePage(readListed(text), placed.map((one) => one.cmdlet));`,
].join("\n");

const temporary = mkdtempSync(join(tmpdir(), "exsh-docs-"));
try {
  const outfile = join(temporary, "pages.cjs");
  await build({
    stdin: { contents: entry, resolveDir: root, sourcefile: "entry.ts", loader: "ts" },
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    external: ["classic-level"],
    define: { EXSH_VERSION: '"docs"', EXSH_BUILD: '"docs"' },
    logLevel: "warning",
  });
  const { pages, coverage } = (await import(pathToFileURL(outfile).href)).default;
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  for (const [name, text] of pages) writeFileSync(join(target, name), text);
  const listed = readFileSync(join(root, "docs", "exchange-cmdlets.txt"), "utf8");
  writeFileSync(join(root, "docs", "coverage.md"), coverage(listed));
  process.stdout.write(`docs/coverage.md and ${pages.size} pages in docs/reference.\n`);
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
