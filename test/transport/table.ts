// Plans as tables: a directory of aliases, settings, and what comes out, in short words.
import { planWith } from "../../src/transport/categorizer/categorizer.ts";
import type { Directory, Party } from "../../src/transport/categorizer/party.ts";
import type { Plan, Settings, Subject } from "../../src/transport/categorizer/plan.ts";
import type { ConnectorEntry, DomainEntry } from "../../src/transport/categorizer/routing.ts";

export const plainParty = {
  deliverAndForward: false,
  requireAuthentication: false,
  acceptFrom: [],
  acceptFromMembers: [],
  rejectFrom: [],
  rejectFromMembers: [],
} as const;

export type Facts = Partial<Party> & { readonly members?: readonly string[]; readonly proxies?: readonly string[] };

export const box = (more: Facts = {}): Facts => ({ kind: "Mailbox", database: { guid: "db1", name: "DB1" }, ...more });
export const group = (members: readonly string[], more: Facts = {}): Facts => ({
  kind: "Group",
  members,
  reportTo: "originator",
  ...more,
});
export const contact = (external: string, more: Facts = {}): Facts => ({ kind: "Contact", external, ...more });

/** A directory of aliases in contoso.com; the alias is the GUID. */
export function directory(table: Readonly<Record<string, Facts>>): Directory {
  const parties = new Map(
    Object.entries(table).map(([alias, { members: _, proxies: __, ...facts }]) => [
      alias,
      { ...plainParty, guid: alias, name: alias, primary: `${alias}@contoso.com`, ...facts } as Party,
    ]),
  );
  const byAddress = new Map<string, Party>();
  for (const [alias, { proxies = [] }] of Object.entries(table)) {
    for (const address of [`${alias}@contoso.com`, ...proxies]) byAddress.set(address, parties.get(alias)!);
  }
  return {
    addresses: async (addresses) => addresses.map((address) => byAddress.get(address.toLowerCase())),
    guids: async (guids) => guids.map((guid) => parties.get(guid)),
    async members(guid, after, limit) {
      const all = [...(table[guid]?.members ?? [])].sort().filter((member) => member > after);
      return { guids: all.slice(0, limit), more: all.length > limit };
    },
    async within(member, groups) {
      const above = new Set([member]);
      for (const one of above) {
        for (const [alias, { members }] of Object.entries(table)) if (members?.includes(one)) above.add(alias);
      }
      return groups.find((group) => group !== member && above.has(group));
    },
  };
}

export const domains: readonly DomainEntry[] = [
  { name: "Contoso", domain: "contoso.com", type: "Authoritative", subdomains: false },
  { name: "Labs", domain: "*.labs.contoso.com", type: "Authoritative", subdomains: false },
  { name: "Partner", domain: "partner.example", type: "InternalRelay", subdomains: true },
  { name: "Other", domain: "other.example", type: "ExternalRelay", subdomains: false },
];

export function connector(name: string, spaces: string, more: Partial<ConnectorEntry> = {}): ConnectorEntry {
  const list = spaces.split(" ").map((space) => {
    const [domain, cost] = space.split(";");
    return { domain: domain!, cost: Number(cost ?? 1) };
  });
  return { guid: `g-${name}`, name, enabled: true, spaces: list, maxSize: undefined, smartHosts: [], ...more };
}

export const settings: Settings = {
  acceptedDomains: domains,
  defaultDomain: "contoso.com",
  connectors: [connector("Internet", "*")],
  limits: { maxSend: 10_000, maxReceive: 10_000 },
  maxRecipients: 500,
};

export interface Case {
  readonly name: string;
  readonly directory?: Readonly<Record<string, Facts>>;
  readonly from?: string;
  readonly to: readonly string[] | Subject["envelope"]["recipients"];
  readonly subject?: Partial<Subject>;
  readonly settings?: Partial<Settings>;
  /** "queue: address …" for each item, "fail code: address" for each failure, in order. */
  readonly plan: readonly string[];
  /** Parts of reasons that must be given. */
  readonly because?: readonly string[];
}

export function subjectOf(one: Case): Subject {
  const recipients = one.to.map((to) => (typeof to === "string" ? { address: to } : to));
  return {
    envelope: { sender: one.from ?? "someone@example.net", recipients },
    size: 100,
    authenticated: false,
    bypassSizeLimit: false,
    system: false,
    report: false,
    ...one.subject,
  };
}

export async function planOf(one: Case): Promise<Plan> {
  return planWith(directory(one.directory ?? {}), subjectOf(one), { ...settings, ...one.settings });
}

export function shown(plan: Plan, sender: string): string[] {
  return [
    ...plan.items.map((item) => {
      const where = item.hop.type === "Unreachable" ? "Unreachable" : item.hop.domain;
      const as = item.sender === sender ? "" : ` as ${item.sender}`;
      return `${where}: ${item.recipients.map((recipient) => recipient.address).join(" ")}${as}`;
    }),
    ...plan.failed.map(({ recipient, response }) => `fail ${response.split(" ")[1]}: ${recipient.address}`),
  ];
}
