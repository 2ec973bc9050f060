// Loaded into a measured server by NODE_OPTIONS: at SIGUSR2 it writes how late the event loop has come since the last time.
const { writeFileSync, renameSync } = require("node:fs");
const { monitorEventLoopDelay } = require("node:perf_hooks");

const path = process.env.BENCH_LAG;
const resolution = 2;
if (path) {
  const delay = monitorEventLoopDelay({ resolution });
  delay.enable();
  process.on("SIGUSR2", () => {
    const ms = (ns) => Math.max(ns / 1e6 - resolution, 0);
    const facts = { p99: ms(delay.percentile(99)), p999: ms(delay.percentile(99.9)), max: ms(delay.max) };
    delay.reset();
    writeFileSync(`${path}.new`, JSON.stringify(facts));
    renameSync(`${path}.new`, path);
  });
}
