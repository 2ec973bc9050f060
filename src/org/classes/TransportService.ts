// The Transport service of one server: how it retries, how many connections it opens, which DNS servers it asks, what it logs.
import { byteSize } from "../../values/bytesize.ts";
import { boolean, choice, many, text, unlimited, wholeNumber } from "../../values/kinds.ts";
import { type TimeSpan, timeSpan } from "../../values/timespan.ts";
import { defineClass } from "../class.ts";
import { shortText } from "../kinds.ts";
import { logFile, logFolder, logs } from "../logging.ts";
import { serverAddress } from "../routekinds.ts";

const count = (min: number, max: number) => wholeNumber("Int32", min, max);

const dnsProtocol = choice("ProtocolOption", "Any", "UseUdpOnly", "UseTcpOnly");

/** What the intervals may be: lowest and highest, in milliseconds. */
const bounds: Readonly<Record<string, readonly [number, number]>> = {
  TransientFailureRetryInterval: [1000, 43_200_000],
  OutboundConnectionFailureRetryInterval: [1000, 1_728_000_000],
  MessageRetryInterval: [1000, 86_400_000],
  MessageExpirationTimeout: [5000, 90 * 86_400_000],
  DelayNotificationTimeout: [1000, 30 * 86_400_000],
  QueueMaxIdleTime: [5000, 3_600_000],
};

export const TransportService = defineClass({
  name: "TransportServer",
  label: "Transport service",
  summary: "The Transport service of one server.",
  identity: ["Name"],
  properties: {
    Name: { type: text, mandatory: true, unique: true, summary: "The name of the server." },
    TransientFailureRetryCount: {
      type: count(0, 15),
      default: 6,
      summary: "How often TransientFailureRetryInterval is waited for a host that cannot be reached.",
    },
    TransientFailureRetryInterval: { type: timeSpan, default: "00:05:00", summary: "The wait between those attempts." },
    OutboundConnectionFailureRetryInterval: {
      type: timeSpan,
      default: "00:10:00",
      summary: "The wait between all attempts after those.",
    },
    MessageRetryInterval: {
      type: timeSpan,
      default: "00:15:00",
      summary: "The wait after a host put one message off.",
    },
    MessageExpirationTimeout: {
      type: timeSpan,
      default: "2.00:00:00",
      summary: "After what time a message that could not be delivered is reported as failed.",
    },
    DelayNotificationTimeout: { type: timeSpan, default: "04:00:00", summary: "After what time a delay is reported." },
    QueueMaxIdleTime: { type: timeSpan, default: "00:03:00", summary: "How long an empty queue is kept." },
    PickupDirectoryPath: {
      type: shortText(1024),
      default: "pickup",
      summary: "The folder of message files to submit, below the data folder unless absolute; $null turns it off.",
    },
    PickupDirectoryMaxHeaderSize: {
      type: byteSize,
      default: "64KB",
      summary: "The largest header of a message file.",
    },
    PickupDirectoryMaxMessagesPerMinute: {
      type: count(1, 20_000),
      default: 100,
      summary: "How many message files each of the two directories takes in a minute.",
    },
    PickupDirectoryMaxRecipientsPerMessage: {
      type: count(1, 10_000),
      default: 100,
      summary: "How many recipients a message file of the pickup directory may name.",
    },
    ReplayDirectoryPath: {
      type: shortText(1024),
      default: "replay",
      summary:
        "The folder of messages with their envelope, as Export-Message gives them; below the data folder unless absolute, $null turns it off.",
    },
    PoisonMessageDetectionEnabled: {
      type: boolean,
      default: true,
      summary: "Whether a message that fails again and again for no reason of its own is set aside.",
    },
    PoisonThreshold: {
      type: count(1, 10),
      default: 2,
      summary: "After how many such failures, or ends of the process, it goes to the Poison queue.",
    },
    PriorityQueuingEnabled: {
      type: boolean,
      default: false,
      summary: "Whether messages of high priority go before the others and those of low priority last.",
    },
    MaxOutboundConnections: {
      type: unlimited(count(1, 2147483647)),
      default: 1000,
      summary: "How many connections to other servers may be open.",
    },
    MaxPerDomainOutboundConnections: {
      type: unlimited(count(1, 2147483647)),
      default: 20,
      summary: "How many of them may be open for one domain.",
    },
    MaxConcurrentMailboxDeliveries: {
      type: count(1, 256),
      default: 20,
      summary: "How many messages are delivered to mailboxes at a time.",
    },
    InternalDNSAdapterEnabled: {
      type: boolean,
      default: true,
      summary: "Whether the DNS servers of the system are asked rather than InternalDNSServers.",
    },
    InternalDNSServers: {
      type: many(serverAddress),
      default: [],
      summary: "DNS servers to ask instead of the system's.",
    },
    InternalDNSProtocolOption: {
      type: dnsProtocol,
      default: "Any",
      summary: "How DNS is asked: by UDP, and by TCP for long answers (Any), or by one of them alone.",
    },
    ExternalDNSAdapterEnabled: {
      type: boolean,
      default: true,
      summary: "Whether the DNS servers of the system are asked rather than ExternalDNSServers.",
    },
    ExternalDNSServers: {
      type: many(serverAddress),
      default: [],
      summary: "DNS servers to ask about domains outside the organization.",
    },
    ExternalDNSProtocolOption: {
      type: dnsProtocol,
      default: "Any",
      summary: "The same for questions to the ExternalDNSServers.",
    },
    MessageTrackingLogEnabled: {
      type: boolean,
      default: true,
      summary: "Whether the message tracking log is written.",
    },
    MessageTrackingLogSubjectLoggingEnabled: {
      type: boolean,
      default: true,
      summary: "Whether subjects are written to it.",
    },
    ...logFolder("MessageTracking", {
      label: "message tracking log",
      path: "logs/MessageTracking",
      age: "30.00:00:00",
      directory: "1000MB",
    }),
    MessageTrackingLogMaxFileSize: { type: byteSize, default: "10MB", summary: "After what size a new file is begun." },
    MetricsPort: {
      type: count(1, 65_535),
      summary: "The port of 127.0.0.1 on which metrics are served as Prometheus text at /metrics; $null for none.",
    },
    ...logFolder("ReceiveProtocol", {
      label: "protocol log of Receive connectors",
      path: "logs/ProtocolLog/SmtpReceive",
      age: "30.00:00:00",
      directory: "250MB",
    }),
    ...logFile("ReceiveProtocol", "protocol log of Receive connectors"),
    ...logFolder("SendProtocol", {
      label: "protocol log of Send connectors",
      path: "logs/ProtocolLog/SmtpSend",
      age: "30.00:00:00",
      directory: "250MB",
    }),
    ...logFile("SendProtocol", "protocol log of Send connectors"),
    ConnectivityLogEnabled: { type: boolean, default: true, summary: "Whether the connectivity log is written." },
    ...logFolder("Connectivity", {
      label: "connectivity log",
      path: "logs/Connectivity",
      age: "30.00:00:00",
      directory: "1000MB",
    }),
    ...logFile("Connectivity", "connectivity log"),
    AgentLogEnabled: { type: boolean, default: true, summary: "Whether the agent log is written." },
    ...logFolder("Agent", { label: "agent log", path: "logs/AgentLog", age: "7.00:00:00", directory: "250MB" }),
    ...logFile("Agent", "agent log"),
    ...logFolder("Queue", { label: "queue log", path: "logs/QueueViewer", age: "7.00:00:00", directory: "200MB" }),
    ...logFile("Queue", "queue log"),
    ...logFolder("RoutingTable", {
      label: "routing table log",
      path: "logs/Routing",
      age: "7.00:00:00",
      directory: "50MB",
    }),
  },
  table: ["Name", "MessageTrackingLogEnabled"],
  *check(service) {
    if (service.PickupDirectoryPath && service.PickupDirectoryPath === service.ReplayDirectoryPath) {
      yield "PickupDirectoryPath and ReplayDirectoryPath must not be the same folder.";
    }
    for (const [name, [least, most]] of Object.entries(bounds)) {
      const ms = (service.get(name) as TimeSpan).milliseconds;
      if (ms < least || ms > most) yield `${name} is out of range.`;
    }
    if (service.DelayNotificationTimeout.ticks > service.MessageExpirationTimeout.ticks) {
      yield "DelayNotificationTimeout must not be longer than MessageExpirationTimeout.";
    }
    for (const log of logs) {
      if (service[`${log}LogMaxAge`].ticks < 0n) yield `${log}LogMaxAge must not be negative.`;
    }
    if (service.MessageTrackingLogMaxFileSize.bytes < 4096)
      yield "MessageTrackingLogMaxFileSize must be at least 4 KB.";
  },
});
