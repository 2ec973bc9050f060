// The settings in memory: all objects of resident classes, as immutable versions, and the snapshot made of each.
import type { Entity } from "../../values/shape.ts";
import type { ObjectClass, ObjectOf } from "../class.ts";
import { AcceptedDomain } from "../classes/AcceptedDomain.ts";
import { EmailAddressPolicy } from "../classes/EmailAddressPolicy.ts";
import { ExchangeServer } from "../classes/ExchangeServer.ts";
import { MailboxDatabase } from "../classes/MailboxDatabase.ts";
import { OrganizationConfig } from "../classes/OrganizationConfig.ts";
import { ReceiveConnector } from "../classes/ReceiveConnector.ts";
import { RemoteDomain } from "../classes/RemoteDomain.ts";
import { SendConnector } from "../classes/SendConnector.ts";
import { SystemMessage } from "../classes/SystemMessage.ts";
import { TransportConfig } from "../classes/TransportConfig.ts";
import { TransportService } from "../classes/TransportService.ts";
import { notFounded } from "../errors.ts";
import type { Snapshot } from "../organization.ts";
import { factsOf, nameOf, type Row, renamed } from "./rows.ts";

/** One version of the settings. */
export interface Residents {
  /** The number of the change that made this version. */
  readonly version: number;
  readonly rows: ReadonlyMap<string, ReadonlyMap<string, Row>>;
}

export const noResidents: Residents = { version: 0, rows: new Map() };

/** The next version: rows put in, and (undefined) taken out. */
export function advanced(
  residents: Residents,
  version: number,
  changes: Iterable<readonly [cls: string, guid: string, row: Row | undefined]>,
): Residents {
  const rows = new Map(residents.rows);
  const fresh = new Set<string>();
  for (const [cls, guid, row] of changes) {
    if (!fresh.has(cls)) {
      rows.set(cls, new Map(rows.get(cls)));
      fresh.add(cls);
    }
    const table = rows.get(cls) as Map<string, Row>;
    if (row === undefined) table.delete(guid);
    else table.set(guid, row);
  }
  return { version, rows };
}

export function residentRow(residents: Residents, guid: string): Row | undefined {
  for (const table of residents.rows.values()) {
    const row = table.get(guid);
    if (row !== undefined) return row;
  }
  return undefined;
}

const plain = new WeakMap<Row, Entity>();
const lists = new WeakMap<Residents, Map<string, readonly Entity[]>>();
const snapshots = new WeakMap<Residents, Snapshot>();

/** The object of a row. Made once for a row without references; with them, their names belong to the version. */
export function residentObject(residents: Residents, cls: ObjectClass, row: Row): Entity {
  if (factsOf(cls).references.length > 0)
    return cls.decode(renamed(cls, row.p, (guid) => residentName(residents, guid)));
  let object = plain.get(row);
  if (object === undefined) {
    object = cls.decode(row.p);
    plain.set(row, object as Entity);
  }
  return object as Entity;
}

/** The name of a resident object as references show it; "" when there is none. */
export function residentName(residents: Residents, guid: string): string {
  const row = residentRow(residents, guid);
  return row === undefined ? "" : String(row.p["Name"] ?? "");
}

/** The objects of a resident class, by name. They are shared: whoever hands them out to be changed copies them. */
export function residentObjects<C extends ObjectClass>(residents: Residents, cls: C): readonly ObjectOf<C>[] {
  let byClass = lists.get(residents);
  if (byClass === undefined) {
    byClass = new Map();
    lists.set(residents, byClass);
  }
  let list = byClass.get(cls.name);
  if (list === undefined) {
    list = [...(residents.rows.get(cls.name)?.values() ?? [])]
      .map((row) => [nameOf(residentObject(residents, cls, row)).toLowerCase(), row] as const)
      .sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1].g < b[1].g ? -1 : 1))
      .map(([, row]) => residentObject(residents, cls, row));
    byClass.set(cls.name, list);
  }
  return list as readonly ObjectOf<C>[];
}

/** Throws a Problem before the organization is founded. */
export function snapshotOf(residents: Residents): Snapshot {
  let snapshot = snapshots.get(residents);
  if (snapshot === undefined) {
    const domains = residentObjects(residents, AcceptedDomain);
    snapshot = {
      version: residents.version,
      acceptedDomains: domains,
      remoteDomains: residentObjects(residents, RemoteDomain),
      sendConnectors: residentObjects(residents, SendConnector),
      receiveConnectors: residentObjects(residents, ReceiveConnector),
      systemMessages: residentObjects(residents, SystemMessage),
      transportConfig: only(residents, TransportConfig),
      transportService: only(residents, TransportService),
      server: only(residents, ExchangeServer),
      databases: residentObjects(residents, MailboxDatabase),
      addressPolicies: [...residentObjects(residents, EmailAddressPolicy)].sort((a, b) =>
        EmailAddressPolicy.properties.Priority.type.compare!(a.Priority, b.Priority),
      ),
      organization: only(residents, OrganizationConfig),
      defaultDomain: domains.find((domain) => domain.Default) ?? only(residents, AcceptedDomain),
    };
    snapshots.set(residents, snapshot);
  }
  return snapshot;
}

function only<C extends ObjectClass>(residents: Residents, cls: C): ObjectOf<C> {
  const found = residentObjects(residents, cls)[0];
  if (found === undefined) throw notFounded();
  return found;
}
