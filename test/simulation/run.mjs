// Runs simulations: npm run simulate -- --seeds 1000.
import { run } from "../bundle.mjs";

await run(new URL("main.ts", import.meta.url), process.argv.slice(2), { EXSH_VERSION: JSON.stringify("simulation") });
