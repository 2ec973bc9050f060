// Durable ingest and delivery, exsh beside Postfix and Haraka in turns; run after a build: npm run bench -- ingest
// [reused single alone large] [rounds=5] [messages=…]. Read ratios, not absolutes.
import type { Load } from "./mail/client.ts";
import { hasSmtpSource } from "./mail/client.ts";
import { startExsh, template } from "./mail/exsh.ts";
import { startHaraka } from "./mail/haraka.ts";
import type { Measured, Peer } from "./mail/peer.ts";
import { startPostfix } from "./mail/postfix.ts";
import { choices, inTurns, measure, middle, shown, warmUp } from "./mail/turns.ts";
import { load as loadNow } from "./measure.ts";

interface Case extends Load {
  readonly title: string;
  /** What exsh shall do of Postfix's figure, at the least. */
  readonly accepted: number;
  readonly delivered?: number;
  readonly cpu?: number;
  readonly haraka?: number;
}

const cases = {
  reused: {
    title: "4 KB, 50 sessions, reused",
    ...{ messages: 5000, bytes: 4096, sessions: 50, reused: true },
    ...{ accepted: 6, delivered: 4, cpu: 6, haraka: 8 },
  },
  single: {
    title: "4 KB, 50 sessions, one message each",
    ...{ messages: 3000, bytes: 4096, sessions: 50, reused: false, accepted: 3 },
  },
  alone: {
    title: "4 KB, one session",
    ...{ messages: 2000, bytes: 4096, sessions: 1, reused: true, accepted: 3 },
  },
  large: {
    title: "100 KB, 50 sessions, reused",
    ...{ messages: 2000, bytes: 102_400, sessions: 50, reused: true, accepted: 2 },
  },
} satisfies Record<string, Case>;

const { chosen, number } = choices(Object.keys(cases) as (keyof typeof cases)[], { rounds: 5, messages: 0 });
const most = Math.max(number["messages"]!, warmUp.messages);
// Postfix writes no transcript of its sessions either; what ours costs, features.ts says.
const organization = await template(most, "Get-ReceiveConnector | Set-ReceiveConnector -ProtocolLoggingLevel None");

const run = (start: () => Promise<Peer>, load: Load) => async (): Promise<Measured> => {
  const peer = await start();
  try {
    return await measure(peer, load);
  } finally {
    await peer.end();
  }
};

try {
  console.log(`Client: ${hasSmtpSource ? "smtp-source" : "our own"}; ${number["rounds"]} rounds in turns.`);
  for (const name of chosen) {
    const { title, ...one }: Case = cases[name];
    const load = { ...one, messages: number["messages"] || one.messages };
    console.log(`\n${title} (${name}), ${load.messages} messages, ${loadNow()}`);
    const peers = new Map<string, () => Promise<Measured>>([
      ["exsh", run(() => startExsh(organization), load)],
      ["postfix", run(() => startPostfix(), load)],
      ...(one.haraka ? [["haraka", run(startHaraka, load)] as const] : []),
    ]);
    const results = await inTurns(number["rounds"]!, peers, (_, result) => shown(result));
    const ours = middle(results.get("exsh")!);
    for (const [peer, all] of results) console.log(`  median   ${peer} ${shown(middle(all))}`);
    for (const [peer, all] of results) {
      if (peer === "exsh") continue;
      const theirs = middle(all);
      const goals = peer === "postfix" ? one : { accepted: one.haraka };
      const ratio = (label: string, a: number, b: number, goal: number | undefined) =>
        `${label} ${(a / b).toFixed(2)}${goal === undefined ? "" : ` (goal ${goal})`}`;
      console.log(
        `  exsh / ${peer}: ${[
          ratio("accepted", ours.accepted, theirs.accepted, goals.accepted),
          ratio("delivered", ours.delivered, theirs.delivered, "delivered" in goals ? goals.delivered : undefined),
          ratio("CPU saved", theirs.cpu, ours.cpu, "cpu" in goals ? goals.cpu : undefined),
        ].join(", ")}`,
      );
    }
  }
} finally {
  organization.remove();
}
