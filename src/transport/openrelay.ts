// Every known way of making a server relay for strangers, tried against our own listeners; no message is ever sent.
import type { Snapshot } from "../org/organization.ts";
import type { World } from "../world/world.ts";
import { reachable } from "./connectivity.ts";
import { openDialog } from "./dialog.ts";
import { type ReceiveConnectorObject, selectConnector } from "./reception/connector.ts";
import { rightsOn, unproven } from "./reception/permission.ts";
import { trustsOnlyNear } from "./reception/translation.ts";
import type { ListenerFacts } from "./transport.ts";

export const relayResults = ["Refused", "Relayed", "Trusted", "NotReached"] as const;

export interface RelayTrial {
  readonly connector: string;
  readonly endPoint: string;
  readonly trick: string;
  readonly sender: string;
  readonly recipient: string;
  readonly result: (typeof relayResults)[number];
  readonly response: string;
}

interface Trick {
  readonly name: string;
  /** What follows MAIL FROM: and RCPT TO:. */
  readonly from: string;
  readonly to: string;
  /** Said before. */
  readonly first?: readonly string[];
}

/** The tricks, for a recipient `user@outside` and a domain of ours. `own` is our name, `address` our IP address. */
export function relayTricks(
  outside: { readonly user: string; readonly domain: string },
  ours: { readonly domain: string; readonly own: string; readonly address: string },
): readonly Trick[] {
  const { user, domain } = outside;
  const there = `${user}@${domain}`;
  const literal = ours.address.includes(":") ? `[IPv6:${ours.address}]` : `[${ours.address}]`;
  const from = `<relaytest@${domain}>`;
  const plain = `<${there}>`;
  const to = (name: string, recipient: string): Trick => ({ name, from, to: recipient });
  const as = (name: string, sender: string): Trick => ({ name, from: sender, to: plain });
  return [
    to("plain", plain),
    as("null sender", "<>"),
    as("spoofed local sender", `<postmaster@${ours.domain}>`),
    as("sender of our own name", `<relaytest@${ours.own}>`),
    as("sender of our address", `<relaytest@${literal}>`),
    as("sender at localhost", "<relaytest@localhost>"),
    as("sender without a domain", "<relaytest>"),
    as("sender vouched for (AUTH=)", `${from} AUTH=postmaster@${ours.domain}`),
    { ...to("greeting with our own name", plain), first: [`EHLO ${ours.own}`] },
    { ...to("greeting with our address", plain), first: [`HELO ${literal}`] },
    { ...to("claiming another address (XCLIENT)", plain), first: ["XCLIENT ADDR=127.0.0.1 NAME=localhost"] },
    { ...to("claiming another address (XFORWARD)", plain), first: ["XFORWARD ADDR=127.0.0.1 NAME=localhost"] },
    { ...to("logon without a password", plain), first: ["AUTH PLAIN AHBvc3RtYXN0ZXIA"] },
    { ...to("trusted server (X-EXPS)", plain), first: ["X-EXPS EXCHANGEAUTH"] },
    to("percent hack", `<${user}%${domain}@${ours.domain}>`),
    to("percent hack to our name", `<${user}%${domain}@${ours.own}>`),
    to("percent hack to our address", `<${user}%${domain}@${literal}>`),
    to("percent hack without a domain", `<${user}%${domain}>`),
    to("quoted percent hack", `<"${user}%${domain}"@${ours.domain}>`),
    to("bang path", `<${domain}!${user}>`),
    to("bang path by our domain", `<${domain}!${user}@${ours.domain}>`),
    to("bang path by our address", `<${domain}!${user}@${literal}>`),
    to("source route by our domain", `<@${ours.domain}:${there}>`),
    to("source route by our name", `<@${ours.own}:${there}>`),
    to("source route by our address", `<@${literal}:${there}>`),
    to("source route of two hosts", `<@${ours.domain},@${ours.own}:${there}>`),
    to("quoted address", `<"${there}">`),
    to("quoted address at our domain", `<"${there}"@${ours.domain}>`),
    to("quoted address at our address", `<"${there}"@${literal}>`),
    to("double @ to our domain", `<${there}@${ours.domain}>`),
    to("double @ to our address", `<${there}@${literal}>`),
    to("double @ from our domain", `<postmaster@${ours.domain}@${domain}>`),
    to("escaped @", `<${user}\\@${domain}@${ours.domain}>`),
    to("our domain in front of another", `<${user}@${ours.domain}.${domain}>`),
    to("our domain behind other letters", `<${user}@not${ours.domain}>`),
    to("dot behind", `<${there}.>`),
    to("dot behind our domain", `<${user}%${domain}@${ours.domain}.>`),
    to("mixed case", `<${user.toUpperCase()}@${domain.toUpperCase()}>`),
    to("internationalized domain", `<${user}@xn--bcher-kva.${domain}>`),
    { ...to("internationalized domain with SMTPUTF8", `<${user}@bücher.${domain}>`), from: `${from} SMTPUTF8` },
    { ...to("wide letters with SMTPUTF8", `<${user}@ｅxample.${domain}>`), from: `${from} SMTPUTF8` },
    to("address literal", `<${user}@[192.0.2.1]>`),
    to("IPv6 address literal", `<${user}@[IPv6:2001:db8::1]>`),
    to("number for an address", `<${user}@3221225985>`),
    to("no brackets", there),
    to("blank before the bracket", ` ${plain}`),
    to("two recipients in one command", `<postmaster@${ours.domain}>,${plain}`),
    to("two recipients in one bracket", `<postmaster@${ours.domain},${there}>`),
    to("second recipient behind a blank", `<postmaster@${ours.domain}> ${plain}`),
    to("display name", `Postmaster <${there}>`),
    to("comment", `<${there}(${ours.domain})>`),
    to("blank inside", `<${user}@${domain} @${ours.domain}>`),
    to("our domain as the original recipient", `${plain} ORCPT=rfc822;postmaster@${ours.domain} NOTIFY=NEVER`),
    to("port behind our domain", `<${user}%${domain}@${ours.domain}:25>`),
    to("line feed in the command", `<postmaster@${ours.domain}>\nRCPT TO:${plain}`),
  ];
}

const timeoutMs = 60_000;
/** A refusal to a stranger is held back, so all are tried at a time, connector by connector. */
const atOnce = 64;

export interface RelayTest {
  readonly world: Pick<World, "net" | "clock" | "random">;
  readonly snapshot: Snapshot;
  readonly listeners: readonly ListenerFacts[];
  /** The recipient outside; nothing is sent to him. */
  readonly target: { readonly user: string; readonly domain: string };
  /** The GUID of the one connector that is tested; all when absent. */
  readonly only?: string | undefined;
  readonly signal: AbortSignal;
}

/** A trial for each connector by its rights, and one for each trick where this machine can reach it. */
export async function testRelay(test: RelayTest): Promise<readonly RelayTrial[]> {
  const { snapshot, listeners } = test;
  const trials: RelayTrial[] = [];
  const reached = new Map<ReceiveConnectorObject, { host: string; port: number }>();
  for (const listener of listeners) {
    const host = reachable(listener.address);
    const connector = servedBy(snapshot, listener, host);
    if (connector && !reached.has(connector)) reached.set(connector, { host, port: listener.port });
  }
  for (const connector of snapshot.receiveConnectors) {
    if (!connector.Enabled || (test.only !== undefined && test.only !== connector.Guid)) continue;
    const relays = rightsOn(connector, unproven(connector)).has("SMTP-Accept-Any-Recipient");
    const near = trustsOnlyNear(connector);
    const facts = {
      connector: connector.Identity,
      sender: "*",
      recipient: "*",
      endPoint: connector.Bindings.join(", "),
    };
    const peers = connector.RemoteIPRanges.join(", ");
    trials.push({
      ...facts,
      trick: "rights of peers that have not logged on",
      result: !relays ? "Refused" : near ? "Trusted" : "Relayed",
      response: relays ? `May relay: ${peers}` : "May not relay.",
    });
    const at = reached.get(connector);
    if (!at) {
      const response = "This machine has no address that it serves; its rights decide.";
      trials.push({ ...facts, trick: "all others", result: "NotReached", response });
    } else trials.push(...(await tryAll(test, connector, at, relays && near)));
  }
  return trials;
}

function servedBy(snapshot: Snapshot, { connector, port }: ListenerFacts, host: string) {
  const first = snapshot.receiveConnectors.find((one) => one.Identity === connector);
  const isOwn = first?.Bindings.some((binding) => binding.port === port);
  if (!isOwn) return first;
  return selectConnector(snapshot.receiveConnectors, { localAddress: host, remoteAddress: host, port });
}

async function tryAll(
  test: RelayTest,
  connector: ReceiveConnectorObject,
  at: { readonly host: string; readonly port: number },
  trusted: boolean,
): Promise<RelayTrial[]> {
  const { snapshot, target, signal } = test;
  const own = connector.Fqdn ?? snapshot.server.Fqdn;
  const domain = String(snapshot.defaultDomain.DomainName);
  const tricks = relayTricks(target, { domain, own, address: at.host });
  const trials: RelayTrial[] = [];
  const next = tricks.entries();
  const work = async () => {
    for (const [index, trick] of next) {
      if (signal.aborted) return;
      const { sure, response } = await attempt(test, at, trick);
      trials[index] = {
        connector: connector.Identity,
        endPoint: at.host.includes(":") ? `[${at.host}]:${at.port}` : `${at.host}:${at.port}`,
        trick: trick.name,
        sender: trick.from,
        recipient: trick.to,
        result: sure ? (trusted ? "Trusted" : "Relayed") : "Refused",
        response,
      };
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return trials.filter((one) => one !== undefined);
}

/** Whether the recipient is taken. A connection each: errors end a session, and no trick shall hide behind another. */
async function attempt({ world }: RelayTest, at: { host: string; port: number }, { first = [], from, to }: Trick) {
  try {
    const dialog = await openDialog(world, at, timeoutMs);
    let said: string | undefined = dialog.greeting;
    for (const line of ["EHLO relaytest.invalid", ...first, `MAIL FROM:${from}`]) said = await dialog.ask(line);
    const parts = `RCPT TO:${to}`.split("\n").length;
    const refusedBefore = !said?.startsWith("250");
    said = refusedBefore ? said : await dialog.ask(`RCPT TO:${to}`);
    // Behind a line feed stands another command, and another reply, if it is one.
    if (parts > 1 && !refusedBefore) said = await dialog.ask("DATA");
    const sure = !refusedBefore && /^(?:25[01]|354)/.test(said ?? "");
    dialog.close();
    return { sure, response: said ?? "The connection was closed." };
  } catch (error) {
    return { sure: false, response: error instanceof Error ? error.message : String(error) };
  }
}
