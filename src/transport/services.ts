// What a server runs, by the names that administrators know the services of Exchange by.
import type { Snapshot } from "../org/organization.ts";
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
