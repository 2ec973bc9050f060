// The sockets that listen for the Receive connectors: one for each binding, one for both families where all addresses are meant.
import type { Socket } from "node:net";
import type { IpBinding } from "../../mail/ranges.ts";
import type { World } from "../../world/world.ts";
import type { ReceiveConnectorObject } from "./connector.ts";

/** A socket that should listen. */
export interface Want {
  /** Equal keys mean the same socket, which stays open when other settings change. */
  readonly key: string;
  readonly address: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** When the address cannot be listened on because the machine lacks IPv6. */
  readonly instead?: string;
  /** The bindings it fulfils, as they are written. */
  readonly bindings: readonly string[];
  /** Only this connector's, for port 0: two such bindings are never one socket. */
  readonly only?: string;
}

/** The sockets that enabled connectors need. Wildcards of a port cover its single addresses, and "::" covers IPv4 too. */
export function wantedListeners(connectors: readonly ReceiveConnectorObject[]): Want[] {
  const wants: Want[] = [];
  const byPort = new Map<number, Map<string, IpBinding>>();
  for (const connector of connectors) {
    if (!connector.Enabled) continue;
    connector.Bindings.forEach((binding, at) => {
      if (binding.port === 0) {
        const key = `${connector.Guid} ${at} ${binding}`;
        wants.push({ key, address: binding.address, port: 0, bindings: [String(binding)], only: connector.Guid });
        return;
      }
      const known = byPort.get(binding.port) ?? new Map<string, IpBinding>();
      byPort.set(binding.port, known.set(binding.address, binding));
    });
  }
  for (const [port, bindings] of byPort) wants.push(...wantsOfPort(port, [...bindings.values()]));
  return wants;
}

function wantsOfPort(port: number, bindings: readonly IpBinding[]): Want[] {
  const six = bindings.some((binding) => binding.address === "::");
  const four = bindings.some((binding) => binding.address === "0.0.0.0");
  const covers = (binding: IpBinding) => six || (four && !binding.address.includes(":"));
  const wants: Want[] = [];
  const covered = bindings.filter(covers).map(String);
  if (six) {
    const instead = bindings.some((binding) => !binding.address.includes(":")) ? { instead: "0.0.0.0" } : {};
    wants.push({ key: `:: ${port}`, address: "::", port, bindings: covered, ...instead });
  } else if (four) wants.push({ key: `0.0.0.0 ${port}`, address: "0.0.0.0", port, bindings: covered });
  for (const binding of bindings) {
    if (covers(binding)) continue;
    wants.push({ key: `${binding.address} ${port}`, address: binding.address, port, bindings: [String(binding)] });
  }
  return wants;
}

/** A socket that listens. */
export interface Open {
  readonly want: Want;
  readonly port: number;
  close(): Promise<void>;
}

/** Opens a wanted socket; rejects with an Error with `code` when it cannot be had. */
export async function openListener(
  world: Pick<World, "net">,
  want: Want,
  accept: (socket: Socket, want: Want) => void,
): Promise<Open> {
  const listen = (host: string) => world.net.listen({ host, port: want.port }, (socket) => accept(socket, want));
  const listener = await listen(want.address).catch((error) => {
    const noFamily = codeOf(error) === "EAFNOSUPPORT" || codeOf(error) === "EADDRNOTAVAIL";
    if (want.instead !== undefined && noFamily) return listen(want.instead);
    throw error;
  });
  return { want, port: listener.port, close: () => listener.close() };
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: "another program listens there",
  EACCES: "the system keeps that port for administrators",
  EADDRNOTAVAIL: "the machine does not have that address",
  EAFNOSUPPORT: "the machine does not have that kind of address",
};

/** Why a binding cannot be listened on, for people. */
export function bindingProblem(bindings: readonly string[], error: unknown): string {
  const code = codeOf(error);
  const reason = reasons[code] ?? (error instanceof Error ? error.message : String(error));
  const known = code in reasons;
  const remedy = known ? " Make room there, or choose other Bindings with Set-ReceiveConnector." : "";
  return `No mail is taken on ${bindings.join(" and ")}: ${reason}${known ? ` (${code})` : ""}.${remedy}`;
}

export function codeOf(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
}
