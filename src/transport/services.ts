// What a server runs, by the names that administrators know the services of Exchange by.
import { type Cmdlet, defineCmdlet } from "../command/cmdlet.ts";
import type { Context } from "../command/context.ts";
import type { Snapshot } from "../org/organization.ts";
import { choice, many, switchParameter, text } from "../values/kinds.ts";
import { defineShape, type Of } from "../values/shape.ts";
import { hasWildcard, wildcard } from "../values/wildcard.ts";
import { noService, otherServer, partOfTransport } from "./errors.ts";
import type { Transport } from "./transport.ts";

export interface Role {
  readonly role: string;
  readonly running: readonly string[];
  readonly stopped: readonly string[];
}

/** Roles with their services, and the bindings of enabled connectors on which nothing listens though the transport runs. */
export function servicesOf(
  snapshot: Pick<Snapshot, "receiveConnectors">,
  transport: Pick<Transport, "running" | "listeners">,
): { readonly roles: readonly Role[]; readonly silent: readonly string[] } {
  const silent = transport.running
    ? snapshot.receiveConnectors
        .filter((connector) => connector.Enabled)
        .flatMap((connector) => connector.Bindings.map((binding) => ({ connector, binding })))
        .filter(({ connector, binding }) => {
          const same = transport.listeners.filter((one) => one.address === binding.address);
          return !same.some((one) =>
            binding.port === 0 ? one.connector === connector.Identity : one.port === binding.port,
          );
        })
        .map(({ connector, binding }) => `${connector.Identity} on ${binding}`)
    : [];
  const role = (name: string, services: readonly (readonly [name: string, runs: boolean])[]): Role => ({
    role: name,
    running: services.filter(([, runs]) => runs).map(([service]) => service),
    stopped: services.filter(([, runs]) => !runs).map(([service]) => service),
  });
  const { running } = transport;
  return {
    roles: [
      // The mailboxes are open as long as there is somebody to ask.
      role("Mailbox Server Role", [
        ["MSExchangeIS", true],
        ["MSExchangeDelivery", running],
      ]),
      role("Hub Transport Server Role", [
        ["MSExchangeTransport", running],
        ["MSExchangeFrontEndTransport", running && silent.length === 0],
      ]),
    ],
    silent,
  };
}

export const ServiceController = defineShape({
  name: "System.ServiceProcess.ServiceController",
  summary: "A service of Exchange, as scripts for Windows see it.",
  properties: {
    Status: {
      type: choice("ServiceControllerStatus", "Running", "Stopped"),
      mandatory: true,
      summary: "Whether it runs.",
    },
    Name: { type: text, mandatory: true, summary: "Its name." },
    ServiceName: { type: text, mandatory: true, summary: "Its name." },
    DisplayName: { type: text, mandatory: true, summary: "Its name for people." },
    MachineName: { type: text, mandatory: true, summary: "The server." },
  },
  table: [{ property: "Status", width: 8 }, { property: "Name", width: 28 }, { property: "DisplayName" }],
});
export type Service = Of<typeof ServiceController>;

const displayNames: Readonly<Record<string, string>> = {
  MSExchangeIS: "Microsoft Exchange Information Store",
  MSExchangeDelivery: "Microsoft Exchange Mailbox Transport Delivery",
  MSExchangeTransport: "Microsoft Exchange Transport",
  MSExchangeFrontEndTransport: "Microsoft Exchange Frontend Transport",
};
const controlled = "MSExchangeTransport";

export const serviceSets = {
  Default: {
    Name: {
      type: many(text),
      position: 1,
      pipeline: "both",
      aliases: ["ServiceName"],
      summary: "Their names, such as MSExchangeTransport; wild cards are allowed.",
    },
  },
  DisplayName: {
    DisplayName: { type: many(text), mandatory: true, summary: "Their names for people; wild cards are allowed." },
  },
} as const;

/** The same where a service must be named. */
const namedServiceSets = {
  ...serviceSets,
  Default: { Name: { ...serviceSets.Default.Name, mandatory: true } },
} as const;

export const serviceChoice = {
  Include: { type: many(text), summary: "Only these of them; wild cards are allowed." },
  Exclude: { type: many(text), summary: "None of these; wild cards are allowed." },
} as const;

const force = {
  type: switchParameter,
  noEffect: "no other service has to be stopped first.",
  quiet: true,
  summary: "Also where other services depend on it.",
} as const;

const passThru = { type: switchParameter, summary: "Gives the services." } as const;

interface Wanted {
  readonly Name?: readonly string[] | undefined;
  readonly DisplayName?: readonly string[] | undefined;
  readonly Include?: readonly string[] | undefined;
  readonly Exclude?: readonly string[] | undefined;
}

/** The services that are asked for; an error for each name that is none of ours. */
export function* servicesLike(p: Wanted, ctx: Pick<Context, "org" | "transport" | "error">): Generator<Service> {
  const snapshot = ctx.org.snapshot();
  const all = servicesOf(snapshot, ctx.transport)
    .roles.flatMap(({ running, stopped }) => [
      ...running.map((name) => [name, "Running"] as const),
      ...stopped.map((name) => [name, "Stopped"] as const),
    ])
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, status]) =>
      ServiceController.make({
        ...{ Status: status, Name: name, ServiceName: name, DisplayName: displayNames[name] ?? name },
        MachineName: snapshot.server.Name,
      }),
    );
  const any = (patterns: readonly string[], name: string) => patterns.some((one) => wildcard(one)(name));
  for (const pattern of p.DisplayName ?? p.Name ?? ["*"]) {
    const fits = wildcard(pattern);
    const found = all.filter((one) => fits(p.DisplayName ? one.DisplayName : one.Name));
    if (found.length === 0 && !hasWildcard(pattern)) ctx.error(noService(pattern, Object.keys(displayNames)));
    for (const one of found) if ((!p.Include || any(p.Include, one.Name)) && !any(p.Exclude ?? [], one.Name)) yield one;
  }
}

/** Throws a Problem unless it is this very server, by its name or FQDN. */
export function checkComputer(names: readonly string[] | undefined, { server }: Pick<Snapshot, "server">): void {
  for (const name of names ?? []) {
    const known = [server.Name, server.Fqdn, "localhost", "."].some((one) => one.toLowerCase() === name.toLowerCase());
    if (!known) throw otherServer(name, server.Name);
  }
}

type Turn = "Start" | "Stop" | "Restart";

/** Start-, Stop- and Restart-Service. */
export function turningOf(
  to: Turn,
  spec: Pick<Cmdlet, "synopsis" | "description" | "examples"> & {
    readonly aliases?: readonly string[];
  },
): Cmdlet {
  return defineCmdlet({
    name: `${to}-Service`,
    runs: "organization",
    confirms: "allow",
    outputs: [ServiceController],
    defaultSet: "Default",
    sets: namedServiceSets,
    ...spec,
    parameters: { ...serviceChoice, ...(to === "Start" ? {} : { Force: force }), PassThru: passThru },
    process: (given, ctx) => turnServices(given, to, ctx),
  });
}

/** Starts and stops services: MSExchangeTransport is the transport of this organization; the others follow it. */
async function* turnServices(
  p: Wanted & { readonly PassThru?: boolean | undefined },
  to: Turn,
  ctx: Context,
): AsyncGenerator<Service> {
  for (const one of servicesLike(p, ctx)) {
    const done = to === "Restart" ? undefined : to === "Start" ? "Running" : "Stopped";
    if (one.Name !== controlled && one.Status !== done) {
      ctx.error(partOfTransport(one.Name, one.Name === "MSExchangeIS"));
      continue;
    }
    if (!(await ctx.shouldProcess(`${one.DisplayName} (${one.Name})`, `${to}-Service`))) continue;
    if (one.Name === controlled) {
      if (to !== "Start" && ctx.transport.running) await ctx.transport.stop();
      if (to !== "Stop") for (const problem of (await ctx.transport.start()).problems) ctx.warning(problem);
    }
    if (p.PassThru) yield* servicesLike({ Name: [one.Name] }, ctx);
  }
}
