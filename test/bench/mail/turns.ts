// Measurements in turns: each peer once a round on the same machine in the same minutes, then medians and ratios.
import { median } from "../measure.ts";
import { type Load, send } from "./client.ts";
import { type Measured, measured, type Peer } from "./peer.ts";
import { until } from "./proc.ts";

const limitMs = 300_000;
/**
 * So that a just-in-time compiler has compiled, and pools of processes are filled, before it counts: servers run for years.
 * Behind it come some messages in the way of the case.
 */
export const warmUp: Load = { messages: 10_000, bytes: 4096, sessions: 50, reused: true };
const own = 500;

/** Warms a peer up, sends the load and waits for the last delivery. */
export async function measure(peer: Peer, load: Load): Promise<Measured> {
  const first = { ...load, messages: Math.min(own, load.messages) };
  await send(peer, peer.domain, warmUp);
  await send(peer, peer.domain, first);
  const warm = warmUp.messages + first.messages;
  await until(() => peer.delivered(warm), "The warm-up was not delivered in time.", limitMs);
  await peer.lag?.();
  const before = peer.cpu();
  const sent = await send(peer, peer.domain, load);
  const all = warm + load.messages;
  const delivered = await until(() => peer.delivered(all), "Not all messages were delivered in time.", limitMs);
  return measured(load.messages, sent, delivered, peer.cpu() - before, await peer.lag?.());
}

export const shown = ({ accepted, delivered, cpu, lag }: Measured) =>
  `${accepted.toFixed(0)} accepted/s, ${delivered.toFixed(0)} delivered/s, ${cpu.toFixed(3)} CPU-s per 1,000` +
  (lag ? `, event loop late p99 ${lag.p99.toFixed(0)} p99.9 ${lag.p999.toFixed(0)} max ${lag.max.toFixed(0)} ms` : "");

export const middle = (all: readonly Measured[]): Measured => {
  const of = (pick: (one: Measured) => number) => median(all.map(pick));
  const lag = all[0]?.lag && {
    p50: of((one) => one.lag!.p50),
    p99: of((one) => one.lag!.p99),
    p999: of((one) => one.lag!.p999),
    max: Math.max(...all.map((one) => one.lag!.max)),
  };
  return { accepted: of((one) => one.accepted), delivered: of((one) => one.delivered), cpu: of((one) => one.cpu), lag };
};

/** Runs each in turn so many times. One that cannot start is left out with a word. */
export async function inTurns<T>(
  rounds: number,
  peers: ReadonlyMap<string, () => Promise<T>>,
  tell: (name: string, result: T) => string,
): Promise<Map<string, T[]>> {
  const results = new Map<string, T[]>();
  const absent = new Set<string>();
  for (let round = 1; round <= rounds; round++) {
    for (const [name, run] of peers) {
      if (absent.has(name)) continue;
      try {
        const result = await run();
        results.set(name, [...(results.get(name) ?? []), result]);
        console.log(`  ${name.padEnd(15)}${tell(name, result)}`);
      } catch (error) {
        if (name === "exsh") throw error;
        absent.add(name);
        console.log(`  ${name.padEnd(15)}left out: ${(error as Error).message.trim().split("\n")[0]}`);
      }
    }
  }
  return results;
}

/** Arguments of a measurement: names that choose, and "name=number". Throws for anything else. */
export function choices<N extends string>(
  names: readonly N[],
  usual: Readonly<Record<string, number>>,
): { readonly chosen: readonly N[]; readonly number: Readonly<Record<string, number>> } {
  const number: Record<string, number> = { ...usual };
  const chosen: N[] = [];
  for (const given of process.argv.slice(2)) {
    const match = /^([a-z]+)=(\d{1,7})$/.exec(given);
    if (match && match[1]! in usual && Number(match[2]) > 0) number[match[1]!] = Number(match[2]);
    else if (names.includes(given as N)) chosen.push(given as N);
    else
      throw new Error(
        `'${given}' is none of ${[...names, ...Object.keys(usual).map((name) => `${name}=…`)].join(", ")}.`,
      );
  }
  return { chosen: chosen.length > 0 ? chosen : names, number };
}
