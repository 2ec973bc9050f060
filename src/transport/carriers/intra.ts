// The connector that nobody made: by it an administrator's Redirect-Message goes to another server of the organization.
import { SendConnector } from "../../org/classes/SendConnector.ts";
import type { Snapshot } from "../../org/organization.ts";
import { DateTime } from "../../values/datetime.ts";
import { type NextHop, noConnector } from "../categorizer/routing.ts";

/** As Exchange calls it in its logs. */
export const intraConnectorName = "Intra-Organization SMTP Send Connector";

const born = DateTime.ofMilliseconds(0);

/** The connector for a hop: one that was made, or for other servers the one that nobody did. */
export function connectorFor(
  hop: NextHop,
  { sendConnectors }: Snapshot,
): Snapshot["sendConnectors"][number] | undefined {
  if (hop.type !== "SmtpRelayToServers") return sendConnectors.find((one) => one.Guid === hop.connector);
  return SendConnector.make({
    Guid: noConnector,
    WhenCreated: born,
    WhenChanged: born,
    Name: intraConnectorName,
    AddressSpaces: [],
    DNSRoutingEnabled: false,
    SmartHosts: serversOf(hop),
  }) as Snapshot["sendConnectors"][number];
}

/** The servers that a hop names. */
export const serversOf = (hop: NextHop): readonly string[] => hop.domain.split(",");
