// Rounds of kill -9 of a real server at random moments under load, over one data folder whose history grows: what was
// acknowledged is afterwards in its mailbox, at the other server, in a queue or in a report, and nothing is there twice.
import { spawn } from "node:child_process";
import { readdirSync, watch } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beginTransport, exsh, type Server, temporaryFolder } from "../process.ts";
import { TestRandom } from "../world/random.ts";
import { type Letter, type Load, sendAll, textOf } from "./clients.ts";
import { few, look, mailboxes, setUp, shell } from "./house.ts";
import { type Ledger, openLedger } from "./ledger.ts";
import { type Mood, type Peer, refusedPrefix, startPeer } from "./peer.ts";

const phases = ["receive", "categorize", "deliver", "relay", "compact", "recover", "provision"] as const;
type Phase = (typeof phases)[number];

export interface Round {
  readonly round: number;
  readonly phase: Phase;
  /** Milliseconds from the first connection to the kill. */
  readonly ms: number;
  /** Letters acknowledged in this round. */
  readonly acknowledged: number;
  /** Letters under way in sessions that had no reply yet. */
  readonly open: number;
  /** Letters acknowledged, of this round and earlier ones, of which other servers had not taken all. */
  readonly inFlight: number;
  readonly kills: number;
  readonly lost: number;
  /** Sent again to another server after a kill; never more often than there were kills. */
  readonly again: number;
  /** Held to be what ended the process, set aside and resumed. */
  readonly poison: number;
  /** Milliseconds from the last start until mail was accepted. */
  readonly recovery: number;
  /** Log files that are gone since the round before, because what lived in them was carried over. */
  readonly givenBack: number;
  readonly wrong: readonly string[];
}

export interface Rounds {
  readonly rounds: readonly Round[];
  /** What is still wrong after all queues have emptied. */
  readonly end: readonly string[];
  readonly acknowledged: number;
}

const sessions = 60;
const enough = 50;
const largeSessions = 6;

export async function crashRounds(options: {
  readonly rounds: number;
  readonly seed: number;
  readonly print: (line: string) => void;
}): Promise<Rounds> {
  const folder = temporaryFolder();
  const house = await openHouse(join(folder.path, "data"), new TestRandom(options.seed));
  const rounds: Round[] = [];
  try {
    options.print(head);
    for (let number = 1; number <= options.rounds; number++) {
      const round = await house.round(number);
      rounds.push(round);
      options.print(lineOf(round));
    }
    return { rounds, end: await house.end(), acknowledged: house.ledger.acknowledged };
  } finally {
    await house.close();
    folder.remove();
  }
}

async function openHouse(data: string, random: TestRandom) {
  const isWhole = (id: string, message: Buffer): boolean => {
    const letter = ledger.find(id);
    return !letter || message.toString("latin1").endsWith(`\r\n\r\n${textOf(letter)}`.slice(0, -2));
  };
  const near = await startPeer(random, isWhole);
  const far = await startPeer(random, isWhole);
  const peers: readonly Peer[] = [near, far];
  const ledger: Ledger = openLedger(
    () => peers,
    (letter) => textOf(letter).replaceAll("\r", "").length,
  );
  await setUp(data, { "remote.example": near.port, "later.example": far.port });
  const pick = <T>(list: readonly T[]): T => list[random.integer(list.length)]!;
  let starting = beginTransport(data);
  let server: Server = await starting.ready;
  let recovery = 500;
  let killed = 0;
  const log = join(data, "mail", "log");
  let logFiles: readonly string[] = [];
  /** What the last look may not have seen came later than this, milliseconds since 1970. */
  let since = Date.now() - 1000;

  /** A letter as this phase has them: in `held` rounds many are for the server that does not take them. */
  function letter(round: number, count: number, phase: Phase, held: boolean, big: boolean): Letter {
    const id = `r${round}n${count}@client.example`;
    const dice = random.integer(100);
    const toFar = held && !big && random.integer(2) === 0;
    const to: string[] = [];
    if (big || (phase === "relay" && dice < 90)) to.push(`x${count}@remote.example`);
    else if (phase === "categorize" || phase === "deliver") to.push(dice < 50 ? "all@exsh.test" : "few@exsh.test");
    else if (dice < 50) to.push(`${pick(mailboxes)}@exsh.test`);
    else if (dice < 60) for (let left = 3; left > 0; left--) to.push(`${pick(mailboxes)}@exsh.test`);
    else if (dice < 75) to.push("few@exsh.test", `${pick(few)}@exsh.test`);
    else if (dice < 90) to.push(`x${count}@remote.example`, `${pick(mailboxes)}@exsh.test`);
    else to.push(`${refusedPrefix}${count}@remote.example`);
    if (toFar) to.push(`y${count}@later.example`);
    const boxes = to.flatMap((address) => {
      const [alias, domain] = address.split("@");
      return domain !== "exsh.test" ? [] : alias === "all" ? mailboxes : alias === "few" ? few : [alias!];
    });
    const remote = to.filter((address) => !address.endsWith("@exsh.test"));
    return {
      id,
      from: `${pick(mailboxes)}@exsh.test`,
      to: [...new Set(to)],
      bytes: big ? 2_000_000 : pick([300, 300, 300, 300, 300, 300, 4000, 30_000]),
      boxes: [...new Set(boxes)],
      peers: remote.filter((address) => !address.startsWith(refusedPrefix)),
      refused: remote.filter((address) => address.startsWith(refusedPrefix)),
      acknowledged: false,
    };
  }

  /** Resolves in the moment at which the server is to be killed. */
  function whenToKill(phase: Phase, held: boolean, began: number) {
    let kill: () => void = () => undefined;
    const due = new Promise<void>((resolve) => {
      kill = resolve;
    });
    const wanted = 60 + random.integer(100);
    const delay = random.integer(phase === "deliver" ? 120 : phase === "compact" ? 2000 : 40);
    const takenBefore = near.taken.size;
    // What was carried over goes when another file is begun: half of these kills come while it is, the others before.
    const files = phase === "compact" ? 1 + random.integer(2) : 0;
    let begun = 0;
    let collected = Promise.resolve();
    let armed = false;
    const look = (load: Load) => {
      const flying = !held || ledger.inFlight >= enough;
      const count =
        phase === "relay" ? Math.min(load.acknowledged, (near.taken.size - takenBefore) * 2) : load.acknowledged;
      if (armed || !flying || !(phase === "compact" ? begun >= files : count >= wanted)) return;
      armed = true;
      setTimeout(kill, delay);
    };
    // A new file of the log is when the old ones are looked through for what can be given back.
    const watcher = watch(log, (event) => {
      if (event === "rename" && ++begun === 1) collected = new Promise((resolve) => setTimeout(resolve, 2500));
    });
    // A server that is too slow is killed all the same.
    const late = setTimeout(kill, 30_000);
    void due.then(() => {
      clearTimeout(late);
      watcher.close();
    });
    return {
      due,
      look,
      ms: () => Math.round(performance.now() - began),
      wanted,
      /** Large letters wait while the log is looked through. */
      mayGrow: () => collected,
    };
  }

  async function round(number: number): Promise<Round> {
    const phase = phases[(number - 1) % phases.length]!;
    const held = number % 2 === 0;
    if (held && far.mood === "prompt") far.mood = pick<Mood>(["away", "silent", "busy"]);
    near.mood = phase === "relay" ? pick<Mood>(["slow", "moody", "slow"]) : "prompt";
    const before = repeats();
    const guest = phase === "provision" ? provision(number) : undefined;
    const removing = phase === "compact" && number > 7 ? removal(pick(mailboxes), number) : undefined;
    await guest?.begun;
    const kill = whenToKill(phase, held, performance.now());
    let sent = 0;
    const stops = phase === "deliver" || phase === "compact" ? kill.wanted : Number.POSITIVE_INFINITY;
    const isLarge = (session: number) => phase === "compact" && session < largeSessions;
    const next = async (session: number) => {
      if (isLarge(session)) await kill.mayGrow();
      else if (sent >= stops && (!held || ledger.inFlight >= enough)) {
        if (phase !== "compact" || session > 2 * largeSessions) return undefined;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      const made = letter(number, ++sent, phase, held, isLarge(session));
      ledger.add(made);
      return made;
    };
    const load = sendAll(server.port(), sessions, next, (so) => kill.look(so));
    await kill.due;
    const facts = { ms: kill.ms(), open: load.open, inFlight: ledger.inFlight };
    const wrong = [...load.odd];
    await ended(starting.end("SIGKILL"), wrong);
    await load.done;
    const names = await guest?.end();
    await removing;
    for (const peer of peers) peer.newLife();
    const kills = 1 + (await restart(phase, number, wrong));
    const more = names
      ? `Get-Mailbox -Filter "Name -like 'p${number}x*'" -ResultSize Unlimited | ForEach-Object Name`
      : "";
    const from = since;
    since = Date.now() - 1000;
    const seen = await look(data, from, `${poison((number + 1) % 3 !== 0)}; ${more}`);
    if (seen.poison > 0 && kills + killed < 2) wrong.push("A message was set aside after one kill.");
    killed += kills;
    wrong.push(...ledger.check(seen));
    for (const name of names ?? []) if (!seen.lines.includes(name)) wrong.push(`The mailbox ${name} is lost`);
    const lost = wrong.filter((line) => / is lost/.test(line)).length;
    const again = repeats() - before;
    const files = readdirSync(log);
    const givenBack = logFiles.filter((name) => !files.includes(name)).length;
    logFiles = files;
    return {
      round: number,
      phase,
      ...facts,
      acknowledged: load.acknowledged,
      kills,
      lost,
      again,
      poison: seen.poison,
      recovery,
      givenBack,
      wrong,
    };
  }

  /** How often something was sent to another server that had it already. */
  const repeats = () =>
    peers.reduce((sum, { everTaken }) => sum + [...everTaken.values()].reduce((more, count) => more + count - 1, 0), 0);

  /** Starts the server again; while it recovers it may be killed once more, or thrice. @returns how often it was. */
  async function restart(phase: Phase, number: number, wrong: string[]): Promise<number> {
    // What the next round wants of the other servers holds while this one recovers, too.
    if ((number + 1) % 2 === 1) far.mood = "prompt";
    const kills = phase === "recover" ? 1 + random.integer(3) : random.integer(10) === 0 ? 1 : 0;
    for (let left = kills; left > 0; left--) {
      starting = beginTransport(data);
      const after = random.integer(Math.round(recovery * 1.3));
      await new Promise((resolve) => setTimeout(resolve, after));
      await ended(starting.end("SIGKILL"), wrong);
      for (const peer of peers) peer.newLife();
    }
    const began = performance.now();
    starting = beginTransport(data);
    server = await starting.ready;
    recovery = Math.round(performance.now() - began);
    return kills;
  }

  /** What a server says before it is killed is none of damage, and no trace of a fault. */
  async function ended(end: ReturnType<Server["end"]>, wrong: string[]): Promise<void> {
    const { stderr } = await end;
    for (const line of stderr.split("\n"))
      if (/^\S+ (error \d{4}|\w+ 1002) |^ {4}at |Error:/.test(line)) wrong.push(`The server said: ${line}`);
  }

  /** Makes mailboxes until it is ended; `end` gives the names of those that it was told are made. */
  function provision(number: number) {
    const script = `1..2000 | ForEach-Object { (New-Mailbox -Shared -Name "p${number}x$_").Name }`;
    const child = spawn(process.execPath, [door, "--data", data, "-NoProfile", "-c", script]);
    let text = "";
    let first: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => {
      first = resolve;
    });
    child.stdout.on("data", (piece: Buffer) => {
      text += piece.toString();
      first();
    });
    const closed = new Promise<void>((resolve) => child.on("close", () => resolve()));
    return {
      begun: Promise.race([begun, closed]),
      async end(): Promise<readonly string[]> {
        child.kill("SIGKILL");
        await closed;
        return text
          .slice(0, text.lastIndexOf("\n") + 1)
          .split("\n")
          .filter((line) => line !== "");
      },
    };
  }

  /** Removes what earlier rounds have seen in a mailbox, beside the load, until the server is killed. */
  async function removal(alias: string, number: number): Promise<void> {
    const old = `{ $_.Subject -like 'r*n*' -and $_.Subject -notlike 'r${number}n*' }`;
    const script = `Get-MailboxMessage ${alias} -ResultSize 200 | Where-Object ${old} | ForEach-Object { Remove-MailboxMessage $_.Identity -Confirm:$false -ErrorAction Stop; $_.MessageId }`;
    const { stdout } = await exsh(["--data", data, "-NoProfile", "-c", script], { limit: 120_000 });
    for (const id of stdout.slice(0, stdout.lastIndexOf("\n") + 1).split("\n"))
      if (id.trim() !== "") ledger.removed(alias, id.trim().replace(/^<|>$/g, ""));
  }

  /** Lets all queues empty, and holds all that there ever was against what was promised. */
  async function end(): Promise<string[]> {
    const wrong: string[] = [];
    for (const peer of peers) peer.mood = "prompt";
    const empty = `while (@(Get-Queue | Where-Object MessageCount -gt 0).Count -gt 0 -and (Get-Date) -lt $deadline) {
        Get-Queue | Where-Object Status -eq 'Retry' | Retry-Queue; Start-Sleep -Milliseconds 50 }`;
    await shell(data, `$deadline = (Get-Date).AddSeconds(120); ${empty}`);
    const waits = `Get-Message -ResultSize Unlimited | ForEach-Object { "$($_.Subject) still waits in $($_.Queue), $($_.Status): $($_.LastError)" }`;
    const waiting = await shell(data, waits);
    const seen = await look(data, 0, "Test-OrganizationStore | ForEach-Object { $_.Problems }");
    wrong.push(...ledger.check(seen), ...waiting.split("\n").filter((line) => line !== ""));
    wrong.push(...seen.lines.filter((line) => line.trim() !== "" && !/^p\d+x/.test(line)));
    const { stderr, code } = await starting.end();
    if (code !== 0) wrong.push(`The server ended with ${code}: ${stderr.slice(-1000)}`);
    return wrong;
  }

  return {
    ledger,
    round,
    end,
    async close() {
      await starting.end("SIGKILL");
      for (const peer of peers) await peer.close();
    },
  };
}

/** Where nobody looks for poison, mail for mailboxes goes into them when it is accepted, soon after a kill, too. */
const poison = (detected: boolean) =>
  `Get-TransportService | Set-TransportService -PoisonMessageDetectionEnabled $${detected} -WarningAction SilentlyContinue`;

const door = fileURLToPath(new URL("../../bin/exsh", import.meta.url));

const columns: readonly (readonly [keyof Round, string])[] = [
  ["round", "round"],
  ["phase", "phase"],
  ["ms", "ms"],
  ["acknowledged", "acknowledged"],
  ["open", "open"],
  ["inFlight", "in flight"],
  ["kills", "kills"],
  ["lost", "lost"],
  ["again", "sent again"],
  ["poison", "poison"],
  ["recovery", "recovery ms"],
  ["givenBack", "files gone"],
];

const head = columns.map(([, title]) => title.padStart(11)).join(" ");

function lineOf(round: Round): string {
  const row = columns.map(([name]) => String(round[name]).padStart(11)).join(" ");
  return [row, ...round.wrong.slice(0, 10).map((line) => `  ${line}`)].join("\n");
}

/** Sums over all rounds, by phase. */
export function tableOf({ rounds, acknowledged }: Rounds): string {
  const rows = phases.map((phase) => {
    const some = rounds.filter((round) => round.phase === phase);
    const sum = (name: "lost" | "again" | "poison" | "kills" | "acknowledged") =>
      some.reduce((total, round) => total + round[name], 0);
    const full = some.filter(({ inFlight }) => inFlight >= enough).length;
    const slowest = Math.max(0, ...some.map(({ recovery }) => recovery));
    return [
      phase,
      some.length,
      sum("kills"),
      sum("acknowledged"),
      full,
      sum("lost"),
      sum("again"),
      sum("poison"),
      slowest,
    ];
  });
  const titles = [
    "phase",
    "rounds",
    "kills",
    "acknowledged",
    `>= ${enough} flying`,
    "lost",
    "sent again",
    "poison",
    "recovery",
  ];
  const lines = [titles, ...rows].map((row) => row.map((cell) => String(cell).padStart(12)).join(" "));
  return `${lines.join("\n")}\n${acknowledged} messages acknowledged in ${rounds.length} rounds.`;
}
