// Runs a measurement of this folder: npm run bench -- ingest 5000.
import { run } from "../bundle.mjs";

const [name, ...rest] = process.argv.slice(2);
if (!/^[a-z]+$/.test(name ?? "")) throw new Error("Name a measurement of test/bench, for example ingest.");
await run(new URL(`${name}.ts`, import.meta.url), rest);
