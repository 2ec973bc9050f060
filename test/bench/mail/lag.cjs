// Loaded into a measured server by NODE_OPTIONS: at SIGUSR2 it writes how late the event loop has come since the last time,
// with BENCH_OWN=1 how much of that it was busy itself, rather than waiting for a processor that others had (Linux tells a
// thread's time on it), with BENCH_HEAP=1 the megabytes that are left after a collection (which makes it late), and with
// BENCH_PROFILE=<folder> a profile of the processor's time since then, for Chrome's tools.
const { openSync, readSync, renameSync, writeFileSync } = require("node:fs");
const { Session } = require("node:inspector");
const { join } = require("node:path");
const { monitorEventLoopDelay } = require("node:perf_hooks");
const { setFlagsFromString } = require("node:v8");
const { runInNewContext } = require("node:vm");

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

/** Milliseconds that this thread has had a processor. */
function worked() {
  const file = openSync("/proc/thread-self/schedstat", "r");
  const buffer = Buffer.alloc(80);
  return () => Number(buffer.latin1Slice(0, readSync(file, buffer, 0, 80, 0)).split(" ")[0]) / 1e6;
}

let own = [];
function watchOwn() {
  const work = worked();
  let [at, before] = [performance.now(), work()];
  const look = () => {
    const [now, after] = [performance.now(), work()];
    own.push(Math.max(Math.min(now - at - resolution, after - before), 0));
    [at, before] = [now, after];
    setTimeout(look, resolution).unref();
  };
  look();
}

function ownFacts() {
  const sorted = own.sort((a, b) => a - b);
  own = [];
  const at = (share) => sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? 0;
  return { p50: at(0.5), p99: at(0.99), p999: at(0.999), max: at(1) };
}

/** Megabytes before and after all garbage is collected. */
function heapFacts() {
  const looked = () =>
    Object.fromEntries(
      Object.entries(process.memoryUsage()).map(([name, bytes]) => [name, Math.round(bytes / 2 ** 20)]),
    );
  const before = looked();
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  return { before, after: looked() };
}

if (profiles) profile();
if (path) {
  if (process.env.BENCH_OWN) watchOwn();
  const delay = monitorEventLoopDelay({ resolution });
  delay.enable();
  process.on("SIGUSR2", () => {
    const ms = (ns) => Math.max(ns / 1e6 - resolution, 0);
    const facts = {
      p50: ms(delay.percentile(50)),
      p99: ms(delay.percentile(99)),
      p999: ms(delay.percentile(99.9)),
      max: ms(delay.max),
    };
    if (process.env.BENCH_OWN) facts.own = ownFacts();
    if (process.env.BENCH_HEAP) facts.heap = heapFacts();
    delay.reset();
    if (profiles) profile();
    writeFileSync(`${path}.new`, JSON.stringify(facts));
    renameSync(`${path}.new`, path);
  });
}
