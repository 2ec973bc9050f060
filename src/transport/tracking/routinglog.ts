// The routing table log: how mail was routed from which moment on, an XML file for each change, as Exchange keeps them.
import { escapePlain } from "../../format/xml.ts";
import type { Organization, Snapshot } from "../../org/organization.ts";
import type { World } from "../../world/world.ts";
import { logSettings } from "./settings.ts";

export interface RoutingLog {
  /** Writes the table down unless the last one was equal. Never rejects. */
  write(snapshot: Snapshot): Promise<void>;
}

const pattern = /^RoutingConfig#(\d{1,9})@(\d{4}-\d{2}-\d{2})T[\dZ-]{1,20}\.xml$/;
const dayMs = 86_400_000;

/** `base` is the data folder; `failed` is told when the disk refuses. */
export function createRoutingLog(
  world: Pick<World, "clock" | "disk">,
  org: Pick<Organization, "snapshot">,
  base: string,
  failed: (text: string) => void,
): RoutingLog {
  const settings = logSettings(org, base, "RoutingTable");
  let last = "";
  let writing: Promise<void> = Promise.resolve();

  async function writeOut(table: string): Promise<void> {
    const place = settings();
    if (!place || table === last) return;
    const now = world.clock.now();
    await world.disk.makeFolder(place.folder);
    const files = await filesIn(place.folder);
    const number = (files.at(-1)?.number ?? 0) + 1;
    const moment = new Date(now).toISOString();
    const name = `RoutingConfig#${number}@${moment.replaceAll(":", "-").replace(".", "-")}.xml`;
    const text = `<?xml version="1.0" encoding="utf-8"?>\n<RoutingTables number="${number}" timestamp="${moment}">\n${table}</RoutingTables>\n`;
    await world.disk.append(`${place.folder}/${name}`, text);
    last = table;
    let room = place.room - Buffer.byteLength(text);
    for (const file of files.reverse()) {
      const path = `${place.folder}/${file.name}`;
      room -= (await world.disk.stat(path))?.size ?? 0;
      if (room < 0 || (place.age > 0 && file.began + dayMs + place.age < now)) await world.disk.remove(path);
    }
  }

  async function filesIn(folder: string): Promise<{ name: string; number: number; began: number }[]> {
    const files = (await world.disk.list(folder)).flatMap((name) => {
      const match = pattern.exec(name);
      return match ? [{ name, number: Number(match[1]), began: Date.parse(match[2]!) }] : [];
    });
    return files.sort((a, b) => a.number - b.number);
  }

  return {
    write(snapshot) {
      const table = tableOf(snapshot);
      writing = writing
        .then(() => writeOut(table))
        .catch((error) => failed(`The routing table log cannot be written: ${(error as Error).message}`));
      return writing;
    },
  };
}

function tableOf({ server, acceptedDomains, remoteDomains, sendConnectors, databases }: Snapshot): string {
  const lines: string[] = [node(1, "Server", { name: server.Name, fqdn: server.Fqdn })];
  for (const one of acceptedDomains) {
    const { Name, DomainName, DomainType, MatchSubDomains } = one;
    lines.push(
      node(1, "AcceptedDomain", { name: Name, domain: DomainName, type: DomainType, subdomains: MatchSubDomains }),
    );
  }
  for (const { Name, DomainName } of remoteDomains)
    lines.push(node(1, "RemoteDomain", { name: Name, domain: DomainName }));
  for (const { Name, Guid } of databases) lines.push(node(1, "MailboxDatabase", { name: Name, guid: Guid }));
  for (const connector of sendConnectors) {
    const { Name, Guid, Enabled, SourceTransportServers } = connector;
    const facts = { name: Name, guid: Guid, enabled: Enabled, servers: SourceTransportServers.map(String).join(" ") };
    lines.push(node(1, "SendConnector", facts, false));
    for (const { domain, cost } of connector.AddressSpaces) lines.push(node(2, "AddressSpace", { domain, cost }));
    for (const host of connector.SmartHosts) lines.push(node(2, "SmartHost", { host }));
    lines.push("  </SendConnector>");
  }
  return `${lines.join("\n")}\n`;
}

function node(depth: number, name: string, facts: Readonly<Record<string, unknown>>, empty = true): string {
  const attributes = Object.entries(facts).map(([key, value]) => ` ${key}="${escapePlain(String(value))}"`);
  return `${"  ".repeat(depth)}<${name}${attributes.join("")}${empty ? "/" : ""}>`;
}
