// A small DNS server for the peer tests: answers from a table over UDP and TCP on a loopback address of its own.
import { createSocket } from "node:dgram";
import { type Answer, decode, encode, type Packet } from "dns-packet";

export interface NameServer {
  readonly address: string;
  readonly port: number;
  close(): void;
}

/** Serves `records` (names in lower case); unknown names get NXDOMAIN. */
export async function nameServer(address: string, records: readonly Answer[]): Promise<NameServer> {
  const socket = createSocket("udp4");
  socket.on("message", (query, peer) => {
    const asked = decode(query);
    const question = asked.questions?.[0];
    const name = question?.name.toLowerCase();
    const named = records.filter((record) => record.name === name);
    const answers = named.filter((record) => record.type === question?.type);
    const reply: Packet = {
      type: "response",
      id: asked.id ?? 0,
      // Authoritative and recursion available; rcode 3 is NXDOMAIN.
      flags: 0x0480 | (named.length > 0 ? 0 : 3),
      questions: asked.questions ?? [],
      answers,
    };
    socket.send(encode(reply), peer.port, peer.address);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.bind(53, address, resolve);
  });
  return { address, port: 53, close: () => socket.close() };
}
