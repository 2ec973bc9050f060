// What holds between Receive connectors: what each usage begins with, and that two never claim the same peers.
import { Problem } from "../command/problem.ts";
import { groupsShown } from "./adpermissions.ts";
import type { ObjectOf } from "./class.ts";
import { connectorConflict, everywhere, type ReceiveConnector } from "./classes/ReceiveConnector.ts";
import type { Flags } from "./flags.ts";
import type { Reader } from "./organization.ts";

type Connector = ObjectOf<typeof ReceiveConnector>;

/** What -Usage means; it counts when the connector is made and is not kept (behaviour 1.2). */
export type Usage = "Client" | "Custom" | "Internal" | "Internet" | "Partner";

interface Beginning {
  readonly AuthMechanism: readonly string[];
  readonly PermissionGroups: readonly string[];
  readonly Bindings?: readonly string[];
  readonly RemoteIPRanges?: readonly string[];
}

const all = (port: number) => [`0.0.0.0:${port}`, `[::]:${port}`];

const beginnings: Readonly<Record<Usage, Beginning>> = {
  Client: {
    AuthMechanism: ["Tls", "BasicAuth", "BasicAuthRequireTLS", "Integrated"],
    PermissionGroups: ["ExchangeUsers"],
    Bindings: all(587),
  },
  Custom: { AuthMechanism: ["Tls"], PermissionGroups: ["None"] },
  Internal: {
    AuthMechanism: ["Tls", "ExchangeServer"],
    PermissionGroups: ["ExchangeServers", "ExchangeLegacyServers"],
    Bindings: all(25),
  },
  Internet: { AuthMechanism: ["Tls"], PermissionGroups: ["AnonymousUsers"], RemoteIPRanges: [everywhere[1]!] },
  Partner: { AuthMechanism: ["Tls"], PermissionGroups: ["Partners"] },
};

/** The settings that a usage gives to what was left out. */
export function settingsOf(usage: Usage): Beginning {
  return beginnings[usage];
}

/**
 * PermissionGroups as given, with Custom where entries of the connector's own stand beside the groups: those stay.
 * @throws Problem for Custom where there are none, as it stands for nothing then.
 */
export function withGroups<V extends Readonly<Record<string, unknown>>>(values: V, before?: Connector): V {
  const given = values["PermissionGroups"] as Flags | undefined;
  if (given === undefined) return values;
  const own = before?.AccessEntries ?? [];
  if (given.has("Custom") && own.length === 0) throw nothingCustom(before?.Identity);
  return { ...values, PermissionGroups: groupsShown(given, own) };
}

const nothingCustom = (connector: string | undefined) =>
  new Problem({
    id: "CustomPermissionGroupNotAllowed",
    category: "InvalidArgument",
    text: "The permission group Custom cannot be given: it shows that permissions were changed one by one. Use Add-ADPermission for that.",
    target: connector ?? "Custom",
  });

/** Throws when another connector of the organization has the same bindings for the same peers. */
export function refuseConflicts(connector: Connector, reader: Pick<Reader, "snapshot">): void {
  for (const other of reader.snapshot().receiveConnectors) {
    if (other.Guid === connector.Guid || other.Server.guid !== connector.Server.guid) continue;
    const conflict = connectorConflict(connector, other);
    if (conflict !== undefined) throw bindingConflict(connector.Name, other.Identity, conflict);
  }
}

const bindingConflict = (name: string, other: string, conflict: string) =>
  new Problem({
    id: "ConnectorMappingConflictException",
    category: "InvalidOperation",
    text: `The values that you specified for the Bindings and RemoteIPRanges parameters of '${name}' conflict with the Receive connector '${other}': ${conflict}. Choose other bindings or ranges.`,
    target: name,
    exceptionType: "Microsoft.Exchange.Data.Directory.SystemConfiguration.ConnectorMappingConflictException",
  });
