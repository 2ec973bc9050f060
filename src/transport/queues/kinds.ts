// The kinds of queues that -Include and -Exclude know: Exchange's words, of which some have no queues on a single server.
import { choice, many } from "../../values/kinds.ts";
import type { Queue } from "./queue.ts";
import { isExternal } from "./views.ts";

export const queueKinds = many(
  choice(
    "QueueViewerIncludesAndExcludes",
    "Internal",
    "External",
    "Empty",
    "DeliveryAgent",
    "DnsConnectorDelivery",
    "NonSmtpGatewayDelivery",
    "ShadowRedundancy",
    "SmartHostConnectorDelivery",
    "SmtpDeliveryToMailbox",
    "SmtpRelayToConnectorSourceServers",
    "SmtpRelayToDag",
    "SmtpRelayToMailboxDeliveryGroup",
    "SmtpRelayToRemoteActiveDirectorySite",
    "SmtpRelayToServers",
    "SmtpRelayWithinAdSiteToEdge",
    "Undefined",
    "Unreachable",
  ),
);

export function isOfKind(queue: Queue, kind: string): boolean {
  if (kind === "Empty") return queue.items.size === 0;
  if (kind === "External") return isExternal(queue);
  if (kind === "Internal") return !isExternal(queue);
  return queue.hop.type === kind;
}
