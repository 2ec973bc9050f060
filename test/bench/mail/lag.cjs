// Loaded into a measured server by NODE_OPTIONS: at SIGUSR2 it writes how late the event loop has come since the last time,
// and with BENCH_PROFILE=<folder> a profile of the processor's time between each two of them, for Chrome's tools.
const { writeFileSync, renameSync } = require("node:fs");
const { Session } = require("node:inspector");
const { join } = require("node:path");
const { monitorEventLoopDelay } = require("node:perf_hooks");

const path = process.env.BENCH_LAG;
const profiles = process.env.BENCH_PROFILE;
const resolution = 2;
let session;
let count = 0;

function profile() {
  if (session) {
    session.post("Profiler.stop", (_, { profile }) =>
      writeFileSync(join(profiles, `${process.pid}-${++count}.cpuprofile`), JSON.stringify(profile)),
    );
  } else {
    session = new Session();
    session.connect();
    session.post("Profiler.enable");
  }
  session.post("Profiler.start");
}

if (path) {
  const delay = monitorEventLoopDelay({ resolution });
  delay.enable();
  process.on("SIGUSR2", () => {
    const ms = (ns) => Math.max(ns / 1e6 - resolution, 0);
    const facts = { p99: ms(delay.percentile(99)), p999: ms(delay.percentile(99.9)), max: ms(delay.max) };
    delay.reset();
    if (profiles) profile();
    writeFileSync(`${path}.new`, JSON.stringify(facts));
    renameSync(`${path}.new`, path);
  });
}
