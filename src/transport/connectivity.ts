// Whether the bindings of Receive connectors answer, as a client that comes from this machine finds them.
import { codeOf } from "../world/errors.ts";
import type { World } from "../world/world.ts";
import { openDialog } from "./dialog.ts";
import type { ReceiveConnectorObject } from "./reception/connector.ts";
import type { ListenerFacts } from "./transport.ts";

export const statusCodes = [
  "Success",
  "Unable to connect",
  "Transient error",
  "Permanent error",
  "External error",
] as const;

export interface Contact {
  readonly connector: ReceiveConnectorObject;
  readonly binding: string;
  /** Where it was tried; "" when there was nowhere to try. */
  readonly endPoint: string;
  readonly status: (typeof statusCodes)[number];
  readonly details: string;
}

const timeoutMs = 10_000;

/** The address to reach a binding from this machine. */
export const reachable = (address: string): string =>
  address === "0.0.0.0" ? "127.0.0.1" : address === "::" ? "::1" : address;

/** One for each binding of each connector, in their order. */
export async function contactAll(
  world: Pick<World, "net" | "clock">,
  connectors: readonly ReceiveConnectorObject[],
  listeners: readonly ListenerFacts[],
): Promise<readonly Contact[]> {
  const all = connectors.flatMap((connector) =>
    connector.Bindings.map(async (binding): Promise<Contact> => {
      const bound = { connector, binding: String(binding) };
      const refused = (details: string): Contact => ({ ...bound, endPoint: "", status: "Unable to connect", details });
      if (!connector.Enabled) return refused("The connector is disabled.");
      const own = listeners.find((one) => one.connector === connector.Identity && one.address === binding.address);
      const port = binding.port || own?.port;
      if (!port) return refused("Nothing listens there.");
      const host = reachable(binding.address);
      return { ...bound, ...(await contact(world, host, port)) };
    }),
  );
  return Promise.all(all);
}

async function contact(
  world: Pick<World, "net" | "clock">,
  host: string,
  port: number,
): Promise<Pick<Contact, "endPoint" | "status" | "details">> {
  const endPoint = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
  try {
    const dialog = await openDialog(world, { host, port }, timeoutMs);
    const reply = dialog.greeting.startsWith("2") ? await dialog.ask("EHLO localhost") : dialog.greeting;
    await (reply?.startsWith("2") ? dialog.ask("QUIT") : undefined);
    dialog.close();
    const shown = (reply?.startsWith("2") ? dialog.greeting : reply) ?? "The connection ended.";
    return { endPoint, status: statusOf(reply), details: shown.slice(0, 500) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { endPoint, status: "Unable to connect", details: codeOf(error) ? `${reason} (${codeOf(error)})` : reason };
  }
}

function statusOf(reply: string | undefined): Contact["status"] {
  if (reply?.startsWith("2")) return "Success";
  if (reply?.startsWith("4")) return "Transient error";
  return reply?.startsWith("5") ? "Permanent error" : "External error";
}
