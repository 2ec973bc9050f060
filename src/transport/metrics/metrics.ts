// What the transport counts and measures, in one registry that Get-TransportStatistics and Prometheus both read.
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Spool } from "../../spool/spool.ts";
import type { World } from "../../world/world.ts";
import type { Pressure } from "../pressure/pressure.ts";
import { ranks } from "../pressure/resources.ts";
import type { Queue } from "../queues/queue.ts";
import type { Tracker, TrackingEvent } from "../tracking/tracking.ts";

/** What reception tells of itself. */
export interface Activity {
  /** A connection that a Receive connector took. */
  connected(connector: string): void;
  /** A reply of 4xx or 5xx. */
  refused(connector: string, code: number): void;
}

export interface Metrics {
  readonly activity: Activity;
  readonly registry: Registry;
  /** The sum of a metric over the labels that are given; 0 where nothing was counted. */
  sum(name: string, labels?: Readonly<Record<string, string>>): Promise<number>;
  /** Seconds below which the share (0 to 1) of deliveries stayed, as the upper bound of its bucket; undefined without any. */
  latency(share: number): Promise<number | undefined>;
}

export interface MetricsOptions {
  readonly world: Pick<World, "clock" | "host">;
  readonly tracker: Tracker;
  readonly spool: Pick<Spool, "waiting">;
  readonly pressure: Pick<Pressure, "meters" | "gate">;
  readonly queues: () => readonly Queue[];
  /** Connections of clients now. */
  readonly connections: () => number;
}

/** Upper bounds in seconds: from one sync to the last retry. */
const buckets = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600, 14_400, 86_400, 172_800,
];

export function createMetrics({ world, tracker, spool, pressure, queues, connections }: MetricsOptions): Metrics {
  const registry = new Registry();
  const registers = [registry];
  /** Counts in a map of our own: the registry looks at its labels each time, which is dear for what happens to each message. */
  const counter = (name: string, help: string, ...labelNames: string[]) => {
    const counts = new Map<string, { readonly labels: Record<string, string>; value: number }>();
    new Counter({
      name: `exsh_${name}`,
      help,
      labelNames,
      registers,
      collect() {
        this.reset();
        if (labelNames.length === 0) this.inc(0);
        for (const { labels, value } of counts.values()) this.inc(labels, value);
      },
    });
    return (amount: number, ...values: readonly string[]): void => {
      const key = values.length === 1 ? values[0]! : values.join("\n");
      const one = counts.get(key);
      if (one) one.value += amount;
      else {
        const labels = Object.fromEntries(labelNames.map((label, at) => [label, values[at]!]));
        counts.set(key, { labels, value: amount });
      }
    };
  };
  const gauge = (name: string, help: string, labelNames: string[], read: (gauge: Gauge) => void) =>
    new Gauge({
      name,
      help,
      labelNames,
      registers,
      collect() {
        this.reset();
        read(this);
      },
    });

  const received = counter("messages_received_total", "Messages taken responsibility for.", "source");
  const bytes = counter("received_bytes_total", "Bytes of those messages.");
  const recipients = counter("recipients_total", "Recipients by what became of them.", "event");
  const sentBytes = counter("sent_bytes_total", "Bytes of messages sent to other servers.");
  const reports = counter("reports_total", "Reports made, by kind.", "kind");
  const taken = counter("smtp_connections_total", "Connections that Receive connectors took.", "connector");
  const refusals = counter("smtp_refusals_total", "Replies of 4xx and 5xx on Receive connectors.", "connector", "code");
  const latency = new Histogram({
    name: "exsh_delivery_seconds",
    help: "From the arrival of a message to its delivery or to the next server's answer.",
    buckets,
    registers,
  });

  tracker.watch((event) => count(event));

  function count({ event, source, mail, recipients: whom, context }: TrackingEvent): void {
    if (event === "RECEIVE") {
      received(1, source);
      bytes(mail.size);
    } else if (event === "DSN") reports(1, context ?? "");
    else {
      recipients(whom.length, event);
      if (event === "SEND") sentBytes(mail.size);
      if (event === "SEND" || event === "DELIVER") latency.observe((world.clock.now() - mail.arrived) / 1000);
    }
  }

  gauge("exsh_smtp_connections", "Connections of clients now.", [], (one) => one.set(connections()));
  gauge("exsh_outbound_connections", "Connections to other servers now.", [], (one) =>
    one.set(queues().reduce((sum, queue) => sum + queue.connected, 0)),
  );
  gauge("exsh_queues", "Queues by delivery type.", ["delivery_type"], (one) => {
    for (const { hop } of queues()) one.inc({ delivery_type: hop.type });
  });
  gauge("exsh_queue_messages", "Messages in queues.", ["delivery_type", "status"], (one) => {
    for (const { hop, items } of queues()) {
      for (const { state } of items) one.inc({ delivery_type: hop.type, status: state });
    }
  });
  gauge("exsh_oldest_message_seconds", "Age of the oldest message in a queue.", [], (one) => {
    let oldest = world.clock.now();
    for (const { items } of queues()) for (const { mail } of items) oldest = Math.min(oldest, mail.arrived);
    one.set((world.clock.now() - oldest) / 1000);
  });
  gauge("exsh_log_waiting_commits", "Commits that wait for the next sync.", [], (one) =>
    one.set(spool.waiting.commits),
  );
  gauge("exsh_log_waiting_bytes", "Bytes that wait for the next sync.", [], (one) => one.set(spool.waiting.bytes));
  gauge("exsh_resource_pressure", "Use of a watched resource: percent, or a number.", ["resource"], (one) => {
    for (const { name, pressure: value } of pressure.meters) one.set({ resource: name }, value);
  });
  gauge("exsh_resource_level", "Level of a watched resource: 0 low, 1 medium, 2 high.", ["resource"], (one) => {
    for (const { name, level } of pressure.meters) one.set({ resource: name }, ranks[level]);
  });
  gauge("exsh_tarpit_seconds", "How long the answer to MAIL is held back.", [], (one) =>
    one.set(pressure.gate().tarpit / 1000),
  );
  gauge("process_resident_memory_bytes", "Resident memory.", [], (one) => one.set(world.host.usage().memory));
  gauge("process_heap_bytes", "Memory of the process's own objects.", [], (one) => one.set(world.host.usage().heap));
  new Counter({
    name: "process_cpu_seconds_total",
    help: "Processor time of user and system.",
    registers,
    collect() {
      this.reset();
      this.inc(world.host.usage().cpu);
    },
  });
  gauge("exsh_event_loop_delay_seconds", "How late the event loop came, since the start.", ["quantile"], (one) => {
    const { p50, p99, p999 } = world.host.usage().delay;
    one.set({ quantile: "0.5" }, p50 / 1000);
    one.set({ quantile: "0.99" }, p99 / 1000);
    one.set({ quantile: "0.999" }, p999 / 1000);
  });

  return {
    activity: {
      connected: (connector) => taken(1, connector),
      refused: (connector, code) => refusals(1, connector, String(code)),
    },
    registry,
    async sum(name, labels = {}) {
      const metric = await registry.getSingleMetric(name)?.get();
      const wanted = Object.entries(labels);
      const values = (metric?.values ?? []) as readonly { value: number; labels: Record<string, string | number> }[];
      return values
        .filter((one) => wanted.every(([label, value]) => one.labels[label] === value))
        .reduce((sum, one) => sum + one.value, 0);
    },
    async latency(share) {
      const { values } = await latency.get();
      const total = values.find((one) => one.metricName === "exsh_delivery_seconds_count")?.value ?? 0;
      if (total === 0) return undefined;
      const within = values.find((one) => typeof one.labels.le === "number" && one.value >= total * share);
      return within ? Number(within.labels.le) : Number.POSITIVE_INFINITY;
    },
  };
}
