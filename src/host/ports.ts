// At a first start: ports that this user may not bind give way to ports that anybody may, and stay so in Bindings.
import { IpBinding } from "../mail/ranges.ts";
import type { ReceiveConnector } from "../org/classes/ReceiveConnector.ts";
import type { Organization } from "../org/organization.ts";
import type { Of } from "../values/shape.ts";
import { codeOf } from "../world/errors.ts";
import type { World } from "../world/world.ts";
import { systemReason } from "./errors.ts";

const substitutes: ReadonlyMap<number, number> = new Map([
  [25, 2525],
  [587, 2587],
]);

/** @returns a sentence for each port that was replaced, with the reason. */
export async function replacePorts(org: Organization, world: World): Promise<readonly string[]> {
  const reasons = new Map<number, string>();
  const said: string[] = [];
  for (const connector of org.snapshot().receiveConnectors) {
    if (!connector.Enabled) continue;
    const bindings: IpBinding[] = [];
    const replaced = new Set<number>();
    for (const { address, port } of connector.Bindings) {
      const reason = reasons.get(port) ?? (substitutes.has(port) ? await refusal(address, port, world) : undefined);
      if (reason !== undefined) {
        reasons.set(port, reason);
        replaced.add(port);
      }
    }
    if (replaced.size === 0) continue;
    for (const { address, port } of connector.Bindings)
      bindings.push(new IpBinding(address, replaced.has(port) ? substitutes.get(port)! : port));
    await org.change((tx) => tx.set(connector as Of<typeof ReceiveConnector>, { Bindings: bindings }));
    for (const port of replaced)
      said.push(
        `'${connector.Name}' listens on port ${substitutes.get(port)} instead of ${port}. ${reasons.get(port)} (Set-ReceiveConnector -Bindings changes it.)`,
      );
  }
  return said;
}

/** Why a port may not be bound; undefined when it may. */
async function refusal(host: string, port: number, world: World): Promise<string | undefined> {
  try {
    await (await world.net.listen({ host, port }, (socket) => socket.destroy())).close();
    return undefined;
  } catch (error) {
    const code = codeOf(error);
    if (code === "EACCES" || code === "EPERM") return "Ordinary users may not bind ports below 1024 here.";
    // An address that this machine does not have is no reason to take another port.
    if (code === "EADDRNOTAVAIL" || code === "EAFNOSUPPORT") return undefined;
    return systemReason(error);
  }
}
