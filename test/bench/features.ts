// What each thing that can be turned on costs, as a ratio to a bare exsh in the same round; run after a build:
// npm run bench -- features [tracking protocol tls authentication group all] [rounds=5] [messages=3000].
import { get } from "node:http";
import { type Load, type Manner, numbered, sendSelf } from "./mail/client.ts";
import { domain, type Exsh, startExsh, type Template, template } from "./mail/exsh.ts";
import { type Measured, measured } from "./mail/peer.ts";
import { freePort, until } from "./mail/proc.ts";
import { choices, inTurns, middle, shown } from "./mail/turns.ts";
import { load as loadNow } from "./measure.ts";

const user = { name: `sender@${domain}`, password: "Correct-Horse-7-Battery" };
const members = 100;

interface Feature {
  readonly title: string;
  /** As typed in the shell before the start. */
  readonly turnOn: string;
  readonly manner?: Manner;
  /** Each message goes to the group instead of a mailbox. */
  readonly group?: boolean;
}

const tracking = "Get-TransportService | Set-TransportService -MessageTrackingLogEnabled $true";
const protocol = "Get-ReceiveConnector | Set-ReceiveConnector -ProtocolLoggingLevel Verbose";

const features = {
  tracking: { title: "message tracking log", turnOn: tracking },
  protocol: { title: "protocol log", turnOn: protocol },
  tls: { title: "STARTTLS on each session", turnOn: "", manner: { tls: true } },
  authentication: { title: "a logon on each session", turnOn: "", manner: { user } },
  group: { title: `a group of ${members} as recipient`, turnOn: "", group: true },
  all: { title: "all of them", turnOn: `${tracking}; ${protocol}`, manner: { tls: true, user }, group: true },
} satisfies Record<string, Feature>;

const { chosen, number } = choices(Object.keys(features) as (keyof typeof features)[], { rounds: 5, messages: 3000 });
const metricsPort = await freePort("127.0.0.1");

/** Deliveries so far, by the metrics, which count whether the log is written or not. */
function delivered(): Promise<number> {
  return new Promise((resolve, reject) => {
    get({ host: "127.0.0.1", port: metricsPort, path: "/metrics" }, (answer) => {
      let text = "";
      answer.on("data", (piece) => (text += piece));
      answer.on("end", () => resolve(Number(/^exsh_recipients_total\{event="DELIVER"\} (\d+)/m.exec(text)?.[1] ?? 0)));
    }).on("error", reject);
  });
}

async function send(peer: Exsh, { manner, group }: Feature, load: Load): Promise<Measured> {
  const recipient = group ? () => `everybody@${domain}` : numbered(domain);
  const already = await delivered();
  const before = peer.cpu();
  const sent = await sendSelf(peer, recipient, load, manner);
  const wanted = already + load.messages * (group ? members : 1);
  const there = async () => ((await delivered()) >= wanted ? Date.now() : undefined);
  const last = await until(there, "Not all messages were delivered in time.", 300_000);
  return measured(load.messages, sent, last, peer.cpu() - before);
}

async function round(organization: Template, feature: Feature): Promise<Measured> {
  const peer = await startExsh(organization, feature.turnOn);
  try {
    // A group's hundred deliveries are work enough with fewer messages.
    const messages = Math.ceil(number["messages"]! / (feature.group ? 10 : 1));
    const load = { messages, bytes: 4096, sessions: 50, reused: true };
    await send(peer, feature, { ...load, messages: Math.ceil(messages / 5) });
    return await send(peer, feature, load);
  } finally {
    await peer.end();
  }
}

const organization = await template(
  number["messages"]!,
  `Get-TransportService | Set-TransportService -MessageTrackingLogEnabled $false -MetricsPort ${metricsPort}
  Get-ReceiveConnector | Set-ReceiveConnector -ProtocolLoggingLevel None -AuthMechanism Tls, BasicAuth -PermissionGroups AnonymousUsers, ExchangeUsers
  $secret = ConvertTo-SecureString '${user.password}' -AsPlainText -Force
  New-Mailbox -Name Sender -UserPrincipalName ${user.name} -PrimarySmtpAddress ${user.name} -Password $secret | Out-Null
  New-DistributionGroup -Name Everybody -PrimarySmtpAddress everybody@${domain} -RequireSenderAuthenticationEnabled $false | Out-Null
  1..${members} | ForEach-Object { Add-DistributionGroupMember Everybody -Member "Box$_" }`,
);
try {
  console.log(
    `${number["messages"]} messages of 4 KB on 50 sessions by our own client, ${number["rounds"]} rounds, ${loadNow()}`,
  );
  const bare: Feature = { title: "bare", turnOn: "" };
  const peers = new Map([
    ["bare", () => round(organization, bare)],
    ...chosen.map((name) => [name, () => round(organization, features[name])] as const),
  ]);
  const results = await inTurns(number["rounds"]!, peers, (_, result) => shown(result));
  const base = middle(results.get("bare")!);
  console.log(`  median   bare: ${shown(base)}`);
  for (const name of chosen) {
    const all = results.get(name);
    if (!all) continue;
    const one = middle(all);
    const ratios = [
      `accepted ${(one.accepted / base.accepted).toFixed(2)}`,
      `delivered ${(one.delivered / base.delivered).toFixed(2)}`,
      `CPU ${(one.cpu / base.cpu).toFixed(2)}`,
    ];
    console.log(`  ${features[name].title} / bare, a message: ${ratios.join(", ")} (${shown(one)})`);
  }
} finally {
  organization.remove();
}
