// Set-TransportService: changes how the Transport service of a server retries, connects, asks DNS and logs.
import { TransportService } from "../../src/org/classes/TransportService.ts";
import { setOf } from "../../src/org/derived.ts";

export default setOf(TransportService, {
  noun: "TransportService",
  identityName: "Server",
  synopsis: "Changes the settings of the Transport service.",
  parameters: [
    "TransientFailureRetryCount",
    "TransientFailureRetryInterval",
    "OutboundConnectionFailureRetryInterval",
    "MessageRetryInterval",
    "MessageExpirationTimeout",
    "DelayNotificationTimeout",
    "QueueMaxIdleTime",
    "MaxOutboundConnections",
    "MaxPerDomainOutboundConnections",
    "MaxConcurrentMailboxDeliveries",
    "InternalDNSAdapterEnabled",
    "InternalDNSServers",
    "ExternalDNSAdapterEnabled",
    "ExternalDNSServers",
    "MessageTrackingLogEnabled",
    "MessageTrackingLogSubjectLoggingEnabled",
    "MessageTrackingLogMaxAge",
    "MessageTrackingLogMaxDirectorySize",
    "MessageTrackingLogMaxFileSize",
  ],
  examples: [
    {
      run: "Get-TransportService | Set-TransportService -MessageExpirationTimeout 3.00:00:00",
      note: "Tries for three days before it gives up.",
    },
  ],
});
